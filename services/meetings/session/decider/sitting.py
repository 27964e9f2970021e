"""A sitting that was entered wrongly is corrected whole, or withdrawn (model 12). What rests on it
is tested anew; attendance and duty follow to the right day."""

from datetime import date
from typing import Any

from contracts.meetings import session as e
from runtime.decider import Circumstances, Rejected
from services.meetings.consultation.decider.checks import consented_to
from services.meetings.consultation.decider.checks import prepared as before_a_session
from services.meetings.session import commands as c
from services.meetings.session.decider.calling import cases_of, on_its_day
from services.meetings.session.decider.commenting import behind_the_session
from services.meetings.session.decider.holding import in_order, placed, rounds_of, sitting
from services.meetings.session.decider.speaking import as_long_as, on_a_sitting
from services.meetings.session.decider.state import Attended, Sat, Session, Stage, evolve
from services.meetings.session.decider.there import all_there
from services.meetings.words import Book


def correct_sitting(
    session: Session, command: c.CorrectSitting, given: Circumstances[Book]
) -> list[e.SessionEvent]:
    """On another day than called, too: what is on record has to be true, and the reason says how it
    came."""
    before = _standing(session, command.sitting)
    facts = command.model_dump(exclude={"reason"})
    if all(getattr(before.fact, name) == value for name, value in facts.items()):
        return []
    given.has_come(command.on)
    on_its_day(command.began, command.on)
    placed(session, command.place)
    if command.began is not None:
        given.has_begun(command.began)
    first = session.sittings[0]
    told = e.SittingCorrected(**facts, corrects=before.version, reason=command.reason)
    after = evolve(session, told, session.unit)
    first_on = after.sittings[0].on
    if first_on != first.on:
        told = told.model_copy(update={"held_on": first_on})
        _prepared(session, first_on, given)
    for one, other in zip(after.sittings, after.sittings[1:], strict=False):
        in_order(one, other)
    rests_on(after)
    return [told, *_attended_anew(session, after, command.reason)]


def withdraw_sitting(session: Session, command: c.WithdrawSitting) -> list[e.SessionEvent]:
    if (number := command.sitting) <= len(session.held) and session.held[number - 1].withdrawn:
        return []
    _standing(session, number)
    left = [each for each in session.sittings if each.sitting != number]
    if not left:
        _nothing_came_of_it(session)
    first_on = left[0].on if left else None
    gone = e.SittingWithdrawn(sitting=number, held_on=first_on, reason=command.reason)
    if left:
        rests_on(evolve(session, gone, session.unit))
    moved = _attended_anew(session, evolve(session, gone, session.unit), command.reason)
    if (attended := session.present_at(number)) is None:
        return [gone, *moved]
    nobody = _as_told(attended)
    others = [each.fact for each in session.attendance if each.fact.sitting != number]
    came = {each.kind for told in others for each in told.present if each.count}
    lacking = tuple(kind for kind in _asked(session) if kind not in came)
    members = sorted({member for told in others for member in told.members})
    nobody |= {"present": (), "lacking": lacking, "came": tuple(members), "uninvited": None}
    emptied = e.AttendanceCorrected(
        **{**nobody, "session_on": first_on or nobody["session_on"]},
        corrects=attended.version,
        reason=command.reason,
        before=attended.fact.members,
        before_on=_other(attended, first_on or attended.fact.session_on),
    )
    return [emptied, gone, *moved]


def rests_on(session: Session) -> None:
    """Refuse sittings that do not hold what rests on them: each is put right first."""
    for said in session.spoken:
        try:
            if said.began is not None:
                on_a_sitting(session, said.began)
            if said.minutes is not None:
                as_long_as(session, said.minutes, said.began)
        except Rejected:
            raise Rejected(
                "speech-outside",
                f"第 {said.speech} 次发言的时间或时长不在更改后的会议之内。请先更正这次发言"
                "（开始时间和时长可先留空），再更改开会记录。",
                f"Speech {said.speech} lies outside the sittings as they would then be. Correct "
                "it first (its beginning and length may be left out), then the sitting.",
            ) from None
    all_there(session)
    first = session.sittings[0].on
    for sent in session.materials:
        if sent.on > first:
            raise Rejected(
                "materials-late", *_later("会议材料", "materials were sent", sent.on, first)
            )
    if session.minutes is not None:
        behind_the_session(session, session.minutes.fact.on)
        return
    for paper in session.papers:
        if not paper.withdrawn and paper.fact.on < first:
            raise Rejected(
                "paper-before", *_later("会议文件", "a paper was filed", paper.fact.on, first)
            )
    for made in session.pledges:
        if not made.withdrawn and made.promise.due < first:
            due = made.promise.due
            raise Rejected(
                "due-before-session", *_later("承诺期限", "a promise is due", due, first)
            )


def _later(what: str, english: str, day: date, first: date) -> tuple[str, str]:
    return (
        f"更改后第一次会议在 {first}，与{what}的日期（{day}）不符。请先核对更正那一项，"
        "再更改开会记录。",
        f"The first sitting would then be on {first}, and {english} on {day}. Put that right "
        "first, then the sitting.",
    )


def _standing(session: Session, number: int) -> Sat:
    sitting(session, number)
    return session.held[number - 1]


def _prepared(session: Session, day: date, given: Circumstances[Book]) -> None:
    """Refuse a first day before the consent, or before what the procedure asks for while the round
    goes on (13.3-1)."""
    for case in cases_of(session, given):
        consented_to(case, day)
    for case in rounds_of(session, given):
        before_a_session(case, day, given.rules.days)


def _asked(session: Session) -> tuple[str, ...]:
    assert session.called
    return session.called.present


def _attended_anew(session: Session, after: Session, reason: str) -> list[e.SessionEvent]:
    """The attendance of each sitting that stands, where its day, or the first day of the session,
    was told as another: a session is one fact of duty, of the year of its first day."""
    found: list[e.SessionEvent] = []
    for sat in after.sittings:
        if (attended := session.present_at(sat.sitting)) is None:
            continue
        first_on = after.sittings[0].on
        if (attended.fact.on, attended.fact.session_on) == (sat.on, first_on):
            continue
        corrected = e.AttendanceCorrected(
            **{**_as_told(attended), "on": sat.on, "session_on": first_on},
            corrects=attended.version,
            reason=reason,
            before=attended.fact.members,
            before_on=_other(attended, first_on),
        )
        found.append(corrected)
    return found


def _as_told(attended: Attended) -> dict[str, Any]:
    return {name: getattr(attended.fact, name) for name in e.Attendance.model_fields}


def _other(attended: Attended, first_on: date | None) -> date | None:
    """The first day of the session as the attendance told it, where it is another now."""
    before = attended.fact.session_on or attended.fact.on
    return before if before != first_on else None


def _nothing_came_of_it(session: Session) -> None:
    """Refuse to withdraw the only sitting of a session that ended or in which something was said:
    it took place."""
    if session.stage is not Stage.HELD:
        raise Rejected(
            "last-sitting",
            "会议已经结束，唯一的一次开会记录不能撤回。日期、时间有误的，请用更正。",
            "The session has ended, and its only sitting is not withdrawn. Correct it where its "
            "day or time is wrong.",
        )
    kept = (
        session.spoken,
        [each for each in session.pledges if not each.withdrawn],
        session.consensus,
        session.dissent,
        session.votes,
        [each for each in session.papers if not each.withdrawn],
        session.draft,
    )
    if any(kept):
        raise Rejected(
            "last-sitting",
            "会上已有发言、承诺、共识、表决、文件或纪要，唯一的一次开会记录不能撤回。"
            "日期、时间有误的，请用更正；会议确未召开的，请先撤回其中的发言、承诺和文件。",
            "Something was said, agreed, filed or minuted in this session, and its only sitting is "
            "not withdrawn. Correct it where its day or time is wrong; if it never took place, "
            "withdraw speeches, promises and papers first.",
        )
