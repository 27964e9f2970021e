"""The pool of a round: who is in it, who fits and is not, and who has declared an interest."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from common.checks import listed_once
from common.draws import pool_digest
from common.vocabulary import chosen
from contracts.ids import ConsultationId
from contracts.members import draw as e
from contracts.members.rules import TalentPool, Talents
from contracts.places import prefix
from runtime.decider import Circumstances, Rejected
from services.members.draw import commands as c
from services.members.draw.decider.state import Draw, Stage
from services.members.rules.decider import FIELD, TIER, MembersRules
from services.members.talent.decider.state import Stage as OfTalent
from services.members.talent.decider.state import Talent

POOL = ("抽选名单", "pool of talents")


def ask(command: c.AskForDraw, given: Circumstances[MembersRules]) -> list[e.DrawEvent]:
    chosen(given.rules.talents.pools, command.pool, POOL)
    return [_asked(command)]


def _asked(command: c.AskForDraw) -> e.DrawAsked:
    return e.DrawAsked(
        consultation=ConsultationId(command.occasion) if command.for_consultation else None,
        **command.model_dump(exclude={"unit", "for_consultation"}),
    )


def ask_again(draw: Draw, command: c.AskForDraw) -> list[e.DrawEvent]:
    if (draw.unit, draw.asked) == (command.unit, _asked(command)):
        return []
    raise Rejected(
        "draw-asked",
        "同一事项、同一名单的抽选已经发起，内容与这次不同。请在该抽选中办理，其他事项请另取编号。",
        "A draw of this pool for this occasion was asked for already, with other content. Go on "
        "with that one, or use another id for another occasion.",
    )


def publish(
    draw: Draw, command: c.PublishPool, given: Circumstances[MembersRules]
) -> list[e.DrawEvent]:
    assert draw.asked
    if draw.round and command.reason is None:
        raise Rejected(
            "new-pool-needs-a-reason",
            f"此前已为同一事项公布过名单（第 {draw.round} 次）。再次公布须写明理由，"
            "原名单和新名单一并留存。",
            f"A pool was published for the same purpose before (round {draw.round}). A new one "
            "needs a reason; both stay on record.",
        )
    measure = given.rules.talents
    pool = pool_of(draw.asked, measure)
    _narrows(command, pool, given)
    there = {each: given.read(f"talent/{each}") for each in command.talents}
    candidates, excluded = made_of(there, command, pool, measure, given)
    enough_for(len(candidates), command.choose)
    said = command.model_dump(exclude={"talents"})
    return [
        e.PoolPublished(
            **{
                **said,
                "fields": command.fields or pool.fields,
                "tiers": command.tiers or pool.tiers,
            },
            round=draw.round + 1,
            occasion=draw.asked.occasion,
            consultation=draw.asked.consultation,
            pool=pool.code,
            title=draw.asked.title,
            candidates=tuple(candidates),
            excluded=tuple(excluded),
            digest=pool_digest(candidates, ((each.talent, each.why) for each in excluded)),
            committers=measure.committers,
            on=given.today,
            callable_from=given.today + timedelta(days=measure.interest_days),
            reveal_days=measure.reveal_days,
            answer_days=measure.answer_days,
            by=given.actor,
        )
    ]


def _narrows(command: c.PublishPool, pool: TalentPool, given: Circumstances[MembersRules]) -> None:
    """Refuse fields and tiers that the measure or the pool has not, and what is listed twice."""
    measure = given.rules.talents
    for listed in (
        command.fields,
        command.tiers,
        command.units,
        command.bodies_concerned,
        command.places_concerned,
    ):
        listed_once(listed)
    for codes, among, entries, what in (
        (command.fields, pool.fields, measure.fields, FIELD),
        (command.tiers, pool.tiers, measure.tiers, TIER),
    ):
        open_ = [each for each in entries if not among or each.code in among]
        for code in codes:
            chosen(open_, code, what)


def pool_of(asked: e.DrawAsked, measure: Talents) -> TalentPool:
    """The pool that was asked for. One that has left the measure since asks for nothing more."""
    bare = TalentPool(code=asked.pool, chinese=asked.pool, english=asked.pool)
    return next((each for each in measure.pools if each.code == asked.pool), bare)


def made_of(
    talents: Mapping[str, Talent],
    command: c.PublishPool,
    pool: TalentPool,
    measure: Talents,
    given: Circumstances[Any],
) -> tuple[list[str], list[e.Excluded]]:
    """Who of the talents is in the pool, and who fits and is not, in the order of their ids."""
    candidates: list[str] = []
    excluded: list[e.Excluded] = []
    bodies, places = frozenset(command.bodies_concerned), frozenset(command.places_concerned)
    for talent, state in sorted(talents.items()):
        if not _fits(state, command, pool, given):
            continue
        if why := state.kept_out(measure, bodies, places, given.today):
            excluded.append(e.Excluded(talent=talent, why=why))
        else:
            candidates.append(talent)
    return candidates, excluded


def _fits(
    talent: Talent, command: c.PublishPool, pool: TalentPool, given: Circumstances[Any]
) -> bool:
    fields, tiers = command.fields or pool.fields, command.tiers or pool.tiers
    return (
        talent.stage is OfTalent.APPOINTED
        and (not fields or bool(set(fields).intersection(talent.particulars.fields)))
        and (not tiers or talent.particulars.tier in tiers)
        and (not command.units or any(given.lies_in(prefix(u), talent.unit) for u in command.units))
    )


def enough_for(there: int, choose: int) -> None:
    if there < choose:
        raise Rejected(
            "pool-too-small",
            f"名单中可抽选的只有 {there} 人，少于要抽选的 {choose} 人。"
            "请放宽领域、层级或单位，或减少人数。",
            f"Only {there} can be drawn, fewer than the {choose} wanted. Widen fields, tiers or "
            "units, or ask for fewer.",
        )


def publish_again(draw: Draw, command: c.PublishPool) -> list[e.DrawEvent]:
    if draw.stage is Stage.VOID:
        raise Rejected(
            "same-pool",
            "抽选作废后须沿用原名单，不能另行公布。请使用“重新抽选”。",
            "After a void draw the pool stays the same. Draw again instead of publishing another.",
        )
    assert draw.pool
    repeated = (
        command.choose,
        command.units,
        command.bodies_concerned,
        command.places_concerned,
        command.reason,
    ) == (
        draw.pool.choose,
        draw.pool.units,
        draw.pool.bodies_concerned,
        draw.pool.places_concerned,
        draw.pool.reason,
    )
    narrowed = command.fields in ((), draw.pool.fields) and command.tiers in ((), draw.pool.tiers)
    if repeated and narrowed:
        return []
    raise Rejected(
        "pool-published",
        "名单已经公布，不能更改。有误的请在宣布抽选之前撤回，再写明理由重新公布。",
        "The pool is published and is not changed. Withdraw it before the draw is called, and "
        "publish another with the reason.",
    )


def withdraw(draw: Draw, command: c.WithdrawPool) -> list[e.DrawEvent]:
    return [e.PoolWithdrawn(round=draw.round, reason=command.reason)]


def declare(draw: Draw, command: c.DeclareInterest) -> list[e.DrawEvent]:
    assert draw.pool
    if any(each.talent == command.talent for each in draw.interests):
        return []
    if command.talent not in draw.pool.candidates:
        raise Rejected(
            "not-in-pool",
            f"名单中没有 {command.talent}。请核对编号。",
            f"{command.talent} is not in the pool. Check the id.",
        )
    return [e.InterestDeclared(round=draw.round, talent=command.talent, what=command.what)]


def repeat(
    draw: Draw, command: c.RepeatDraw, given: Circumstances[MembersRules]
) -> list[e.DrawEvent]:
    assert draw.pool
    changed = {
        "round": draw.round + 1,
        "same_as": draw.round,
        "reason": command.reason,
        "barred": draw.barred,
        "on": given.today,
        "callable_from": given.today,
        "by": given.actor,
    }
    return [draw.pool.model_copy(update=changed)]
