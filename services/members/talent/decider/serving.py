"""A talent's term: appointed, renewed, suspended, interests, what draws say, exit."""

from datetime import date

from common.calendar import months_later
from common.checks import listed_once
from common.vocabulary import chosen
from contracts.members import talent as e
from runtime.decider import Circumstances, Rejected
from services.members.rules.decider import TIER, MembersRules
from services.members.talent import commands as c
from services.members.talent.decider.state import Talent

GROUND = ("退出事由", "ground of exit")


def appoint(
    talent: Talent, command: c.AppointTalent, given: Circumstances[MembersRules]
) -> list[e.TalentEvent]:
    _term(talent, command.since, command.until, given)
    return [e.TalentAppointed(**command.model_dump())]


def renew(
    talent: Talent, command: c.RenewTerm, given: Circumstances[MembersRules]
) -> list[e.TalentEvent]:
    since, until = talent.terms[-1]
    if (command.since, command.until) == (since, until) and (
        command.certificate == talent.certificates[-1]
    ):
        return []
    if command.since <= until:
        raise Rejected(
            "term-runs",
            f"现任期到 {until} 为止，续聘须从其后开始。请核对日期。",
            f"The present term ends on {until}; the next begins after it. Check the days.",
        )
    _term(talent, command.since, command.until, given)
    return [e.TermRenewed(**command.model_dump())]


def _term(talent: Talent, since: date, until: date, given: Circumstances[MembersRules]) -> None:
    tier = chosen(given.rules.talents.tiers, talent.particulars.tier, TIER)
    last = months_later(since, tier.term_months)
    if not since <= until <= last:
        raise Rejected(
            "term-length",
            f"任期应从开始之日起不超过{tier.term_months}个月（最迟 {last}），且不早于开始之日。"
            "请核对日期。",
            f"A term of this tier lasts at most {tier.term_months} months, here until {last}, and "
            "does not end before it begins. Check the days.",
        )


def suspend(talent: Talent, command: c.SuspendTalent) -> list[e.TalentEvent]:
    if command.until is not None and command.until < command.since:
        raise Rejected(
            "until-before-since",
            f"暂停的最后一天早于第一天 {command.since}。请核对日期。",
            f"The suspension begins on {command.since} and cannot end before. Check the days.",
        )
    suspended = e.TalentSuspended(**command.model_dump())
    return [] if suspended == talent.suspension else [suspended]


def resume(
    talent: Talent, command: c.ResumeTalent, given: Circumstances[MembersRules]
) -> list[e.TalentEvent]:
    if talent.suspension is None:
        return []
    given.has_come(command.on)
    return [e.TalentResumed(on=command.on)]


def record_interest(talent: Talent, command: c.RecordInterest) -> list[e.TalentEvent]:
    listed_once(command.bodies)
    listed_once(command.places)
    if not command.bodies and not command.places:
        raise Rejected(
            "interest-in-nothing",
            "请写明利害关系涉及的机构或单位编号，否则无法据此回避。",
            "Say in which bodies or places the interest lies; otherwise nothing follows from it.",
        )
    said = command.model_dump()
    for each in talent.interests:
        if each.interest not in talent.ended and said == each.model_dump(exclude={"interest"}):
            return []
    return [e.InterestRecorded(interest=len(talent.interests) + 1, **said)]


def end_interest(
    talent: Talent, command: c.EndInterest, given: Circumstances[MembersRules]
) -> list[e.TalentEvent]:
    if command.interest > len(talent.interests):
        raise Rejected(
            "no-such-interest",
            f"没有第 {command.interest} 项利害关系，请核对。",
            f"There is no interest {command.interest}. Check the number.",
        )
    if command.interest in talent.ended:
        return []
    given.has_come(command.on)
    return [e.InterestEnded(**command.model_dump())]


def note_draw(talent: Talent, command: c.NoteDraw) -> list[e.TalentEvent]:
    noted = talent.draws.get((command.draw, command.round))
    if noted and noted.what is command.what:
        return []
    return [e.DrawNoted(**command.model_dump())]


def exit_(
    talent: Talent, command: c.ExitTalent, given: Circumstances[MembersRules]
) -> list[e.TalentEvent]:
    given.has_come(command.on)
    measure = given.rules.talents
    ground = chosen(measure.grounds, command.ground, GROUND)
    if ground.after_refusals and not talent.refused_out(measure):
        raise Rejected(
            "too-few-refusals",
            f"以“{ground.chinese}”退出，须本任期内无故拒绝 {measure.most_refusals} 次以上，"
            f"目前 {talent.refusals} 次。请核对，或选用其他事由。",
            f"{ground.english} needs {measure.most_refusals} refusals without reason in this term; "
            f"there are {talent.refusals}. Check, or choose another ground.",
        )
    if command.on < talent.terms[0][0]:
        raise Rejected(
            "exit-too-early",
            f"退出日期早于聘任日期 {talent.terms[0][0]}。请核对日期。",
            f"The talent was appointed from {talent.terms[0][0]}. Check the day.",
        )
    return [e.TalentExited(**command.model_dump())]
