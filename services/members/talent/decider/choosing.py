"""How a talent is chosen: nominated, checked, approved by those whom the tier's rules name."""

from dataclasses import replace
from typing import Any

from common.checks import listed_once
from common.consents import answered_by, recorded_by
from common.vocabulary import chosen
from contracts.consents import Bodies, Consents, ConsentStep
from contracts.members import talent as e
from contracts.text import Day
from runtime.decider import Circumstances, Listed, Rejected
from services.members.body.decider import Body
from services.members.rules.decider import FIELD, TIER, MembersRules
from services.members.talent import commands as c
from services.members.talent.decider.state import Stage, Talent, particulars

WAY = ("推荐方式", "way of nominating")


def nominate(command: c.NominateTalent, given: Circumstances[MembersRules]) -> list[e.TalentEvent]:
    given.has_come(command.on)
    _fits(command, given)
    said = command.model_dump(exclude={"unit", "talent"})
    return [e.TalentNominated(**said, by=given.actor)]


def _fits(said: c.NominateTalent | c.CorrectTalent, given: Circumstances[MembersRules]) -> None:
    """Refuse words that the measure has not, and a body where none nominates, or none where one
    does."""
    measure = given.rules.talents
    listed_once(said.fields)
    for field in said.fields:
        chosen(measure.fields, field, FIELD)
    chosen(measure.tiers, said.tier, TIER)
    way = chosen(measure.ways, said.way, WAY)
    if way.by_body != (said.body is not None):
        raise Rejected(
            "nominating-body",
            f"“{way.chinese}”"
            + (
                "须写明推荐机构，请填写其编号。"
                if way.by_body
                else "没有推荐机构，请去掉机构编号。"
            ),
            f"{way.english}: "
            + ("say which body nominates." if way.by_body else "no body nominates; leave it out."),
        )


def nominate_again(talent: Talent, command: c.NominateTalent) -> list[e.TalentEvent]:
    assert talent.nominated
    same = particulars(command) == particulars(talent.nominated) and (
        command.unit,
        command.on,
        command.reason,
    ) == (talent.unit, talent.nominated.on, talent.nominated.reason)
    if same:
        return []
    raise Rejected(
        "talent-nominated",
        f"编号“{command.talent}”已用于另一次推荐。信息有变请使用“变更或更正”，另有其人请另取编号。",
        f"The id {command.talent} is that of another nomination. Correct its particulars, or use "
        "another id for another person.",
    )


def correct(
    talent: Talent, command: c.CorrectTalent, given: Circumstances[MembersRules]
) -> list[e.TalentEvent]:
    if particulars(command) == talent.particulars:
        return []
    if command.tier != talent.particulars.tier and (
        talent.approvals or talent.stage is Stage.APPOINTED
    ):
        raise Rejected(
            "tier-approved",
            "层级已经审定，不能直接变更。请由本人退出后按新的层级重新推荐。",
            "The tier was approved and is not changed by itself. Let the talent exit, and nominate "
            "them for the other tier.",
        )
    _fits(command, given)
    return [e.TalentCorrected(**command.model_dump())]


def check(
    talent: Talent, command: c.CheckTalent, given: Circumstances[MembersRules]
) -> list[e.TalentEvent]:
    assert talent.nominated
    if talent.nominated.by in given.known_as:
        raise Rejected(
            "own-nomination",
            "不能审核自己登记的推荐。请由其他工作人员审核。",
            "Nobody checks a nomination that they entered themselves. Ask somebody else.",
        )
    given.has_come(command.on)
    if command.on < talent.nominated.on:
        raise Rejected(
            "before-nomination",
            f"审核日期早于推荐日期 {talent.nominated.on}。请核对日期。",
            f"The nomination is of {talent.nominated.on} and cannot be checked before. "
            "Check the day.",
        )
    return [e.TalentChecked(**command.model_dump())]


def turn_down(command: c.TurnDownTalent, given: Circumstances[MembersRules]) -> list[e.TalentEvent]:
    given.has_come(command.on)
    return [e.TalentTurnedDown(**command.model_dump())]


def approve(
    talent: Talent, command: c.ApproveTalent, given: Circumstances[MembersRules]
) -> list[e.TalentEvent]:
    step, last = _turn(talent, given)
    consent = command.consent
    _answered(step, consent.bodies, consent.decided_on, given)
    return [e.TalentApproved(step=step.code, word=step.chinese, consent=command.consent, last=last)]


def refuse(
    talent: Talent, command: c.RefuseTalent, given: Circumstances[MembersRules]
) -> list[e.TalentEvent]:
    step, _ = _turn(talent, given)
    _answered(step, command.bodies, command.decided_on, given)
    return [e.ApprovalRefused(step=step.code, word=step.chinese, **command.model_dump())]


def _turn(talent: Talent, given: Circumstances[MembersRules]) -> tuple[ConsentStep, bool]:
    """The step of the approval that has its turn, and whether it is the last."""
    steps = chosen(given.rules.talents.tiers, talent.particulars.tier, TIER).approval
    at = min(talent.approvals, len(steps) - 1)
    return steps[at], at == len(steps) - 1


def _answered(step: ConsentStep, bodies: Bodies, day: Day, given: Circumstances[Any]) -> None:
    """Refuse an answer of others than those of the step, as for every other consent."""
    units = recorded_by(Consents(), step, given)
    named = {each: given.read(f"body/{each}") for each in bodies}
    listed = {each: as_listed(body) for each, body in named.items()}
    answered_by(step, units, bodies, day, replace(given, directory=listed))


def as_listed(body: Body) -> Listed:
    """A body as the directory of other services has it."""
    until = body.until if body.until.year < 9999 else None
    return Listed(body.name, body.kind, body.unit, until, body.meaning.consents)
