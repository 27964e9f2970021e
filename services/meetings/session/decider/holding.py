"""The sittings of a session, and who was there."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from contracts.ids import MemberId
from contracts.meetings import session as e
from contracts.meetings.participant import Presence
from runtime.decider import Circumstances, Rejected
from runtime.refusals import Misfit
from services.meetings.consultation.decider import kept
from services.meetings.consultation.decider.checks import in_turn
from services.meetings.consultation.decider.checks import prepared as before_a_session
from services.meetings.consultation.decider.state import Consultation
from services.meetings.session import commands as c
from services.meetings.session.decider.calling import cases_of, on_its_day
from services.meetings.session.decider.checking_in import with_those_checked_in
from services.meetings.session.decider.how_many import as_many_as_come
from services.meetings.session.decider.saying import numbered
from services.meetings.session.decider.state import Sat, Session, evolve, standing
from services.meetings.session.decider.there import all_there
from services.meetings.words import Book, counted


def hold_sitting(
    session: Session, command: c.HoldSitting, given: Circumstances[Book]
) -> list[e.SessionEvent]:
    number = len(session.held) + 1
    held = e.SittingHeld(sitting=number, **command.model_dump(exclude={"sitting"}))
    if not numbered(command.sitting, held, [_plain(each) for each in session.held]):
        return []
    given.has_come(command.on)
    on_its_day(command.began, command.on)
    assert session.called
    placed(session, command.place)
    if command.began is not None:
        given.has_begun(command.began)
    if session.sittings:
        in_order(session.sittings[-1], held)
    else:
        as_called(session.called, command.on)
        prepared(session, given)
        held = held.model_copy(update={"held_on": command.on if number > 1 else None})
    earlier = command.on < session.called.on
    for case in rounds_of(session, given):
        in_turn(case, command, given)
        before_a_session(case, command.on, given.rules.days if earlier else None)
    return [held]


def _plain(sat: Sat) -> e.Sitting | None:
    """A sitting as it is told, where it stands."""
    return None if sat.withdrawn else sat.fact.model_copy(update={"held_on": None})


def placed(session: Session, place: str | None) -> None:
    """Refuse a place of a sitting where the session has one, and none where it is mobile."""
    assert session.called
    if place is not None and not session.called.moving:
        raise Rejected(
            "one-place",
            f"这次会议在{session.called.place}召开，各次会议不另写地点。请把 place 留空；"
            "流动开会的，召集时请选流动的会场方式。",
            f"The session takes place at {session.called.place}; no sitting names another place. "
            "Leave `place` out, or call a session with a mobile venue.",
        )
    if place is None and session.called.moving:
        raise Misfit(
            "which-place",
            "这次会议流动召开。请在 place 中写明这一次在哪里开会。",
            "The session is mobile. Say in `place` where this sitting was.",
        )


def rounds_of(session: Session, given: Circumstances[Book]) -> list[Consultation]:
    """The consultations that the session serves, where it goes on under their procedure: what was
    called before an upgrade is not yet a session of the fuller one."""
    return [
        case
        for case in cases_of(session, given)
        if case.open_round and case.open_round.called.procedure == case.code
    ]


def as_called(called: e.SessionCalled, day: date) -> None:
    """Refuse a first sitting on another day than was called, where somebody had to be told of that
    day in time (5.4): those who were told of another one were not."""
    if day != called.on and (called.notice_due or called.materials_due):
        raise Rejected(
            "other-day-than-called",
            f"会议召集在 {called.on}，通知和材料按这一天计算，不能登记为 {day} 召开。请核对日期；"
            "确已改期的，请先登记改期，写明原因，再次通知。",
            f"The session was called for {called.on}, by which its notice and materials were "
            f"counted, and not for {day}. Check the day. If it was moved, postpone it with the "
            "reason and give notice of the day that holds now.",
        )


def in_order(last: e.Sitting, held: e.Sitting) -> None:
    if held.on < last.on:
        raise Rejected(
            "sittings-in-order",
            f"第 {held.sitting} 次会议不能早于第 {last.sitting} 次（{last.on}）。请核对日期；"
            "先登记的一次有误的，请先更正。",
            f"Sitting {held.sitting} is not before sitting {last.sitting} ({last.on}). Check the "
            "day; correct the other one first if that is wrong.",
        )
    if last.began is None or held.began is None:
        return
    if held.began < (ended := last.began + timedelta(minutes=last.duration_minutes)):
        raise Rejected(
            "sittings-overlap",
            f"上一次会议到 {ended:%Y-%m-%d %H:%M}（北京时间）才结束，这一次不能在此之前开始。"
            "请核对开始时间和时长。",
            f"The sitting before ended at {ended:%Y-%m-%d %H:%M} (Beijing time); this one begins "
            "no earlier. Check when it began, and how long it took.",
        )


def prepared(session: Session, given: Circumstances[Book]) -> None:
    """Refuse the first sitting before what the form of the session asks for is done."""
    assert session.called
    if session.called.notice_due and session.notice is None:
        raise Rejected(
            "no-notice",
            "此形式的会议须提前通知。请先登记通知日期和方式。",
            "A session of this form needs notice. Record when and how it was given first.",
        )
    if session.called.materials_due and not session.materials:
        raise Rejected(
            "no-materials",
            "此形式的会议须会前送达材料。请先登记材料。",
            "A session of this form needs materials beforehand. Record what was sent first.",
        )
    # A kind that has left the words is not asked for: nobody could be invited by it.
    wanted = {*session.called.required} - {each.kind for each in session.participants}
    if missing := [kind for kind in given.rules.words.participants if kind.code in wanted]:
        raise Rejected(
            "participants-missing",
            f"此形式的会议还须邀请：{'、'.join(kind.chinese for kind in missing)}。请先邀请。",
            "A session of this form also needs: "
            f"{', '.join(kind.english for kind in missing)}. Invite them first.",
        )
    kinds = {each.body_kind for each in session.participants}
    if absent := [each for each in session.called.bodies if each not in kinds]:
        raise Rejected(
            "bodies-missing",
            f"此形式的会议须有以下类别的机构参加：{'、'.join(absent)}。请先邀请，并写明机构编号"
            "（body）。",
            f"A session of this form needs bodies of these kinds: {', '.join(absent)}. Invite them "
            "first, each with its id (`body`).",
        )


def sitting(session: Session, number: int) -> e.Sitting:
    if number > len(session.held):
        raise Rejected(
            "no-sitting",
            f"没有第 {number} 次会议的召开记录（共 {len(session.held)} 次）。请核对序号。",
            f"There is no sitting {number} (there are {len(session.held)}). Check the number.",
        )
    return standing(session, number)


def record_attendance(
    session: Session, command: c.RecordAttendance, given: Circumstances[Book]
) -> list[e.SessionEvent]:
    facts = _facts(session, command, given)
    if (before := session.present_at(command.sitting)) is None:
        for case in rounds_of(session, given):
            in_turn(case, command, given)
        return _all_there(session, e.AttendanceRecorded(**facts))
    if before.fact.present == facts["present"]:
        return []
    raise Rejected(
        "attendance-recorded",
        f"第 {command.sitting} 次会议的出席情况已经登记并计入履职档案。"
        "如有错漏，请用“更正出席情况”，写明理由，列出全部人员。",
        f"The attendance of sitting {command.sitting} is recorded and stands in the duty files. "
        "To put it right, correct it: give the reason and the whole list.",
    )


def correct_attendance(
    session: Session, command: c.CorrectAttendance, given: Circumstances[Book]
) -> list[e.SessionEvent]:
    if not session.attendance:
        raise Rejected(
            "nothing-to-correct",
            "尚未登记任何一次会议的出席情况，无可更正。请先登记出席情况。",
            "No attendance is recorded, so there is nothing to correct. Record it first.",
        )
    facts = _facts(session, command, given)
    if (before := session.present_at(command.sitting)) is None:
        raise Rejected(
            "nothing-to-correct",
            f"第 {command.sitting} 次会议尚未登记出席情况，无可更正。请先登记。",
            f"The attendance of sitting {command.sitting} is not recorded, so there is nothing to "
            "correct. Record it first.",
        )
    if before.fact.present == facts["present"]:
        return []
    corrected = e.AttendanceCorrected(
        **facts, corrects=before.version, reason=command.reason, before=before.fact.members
    )
    return _all_there(session, corrected)


def _all_there(session: Session, attended: e.SessionEvent) -> list[e.SessionEvent]:
    """The attendance, where it leaves out nobody who spoke."""
    all_there(evolve(session, attended, session.unit))
    return [attended]


def _facts(
    session: Session, command: c.RecordAttendance | c.CorrectAttendance, given: Circumstances[Book]
) -> dict[str, Any]:
    held, called = sitting(session, command.sitting), session.called
    assert called
    asked = [Presence(kind=kind) for kind in called.present]
    recorded = [each for attended in session.attendance for each in attended.fact.present]
    kinds = kept.kinds(
        given.rules, cases_of(session, given), session.participants, [*asked, *recorded]
    )
    listed: Sequence[Presence] = command.present
    if isinstance(command, c.RecordAttendance):
        listed = with_those_checked_in(session, held, listed, kinds)
    if not listed:
        raise Misfit(
            "nobody-present",
            "没有写明到会人员，也没有人用签到码签到。请列出到会委员，填写其他人数。",
            "Nobody is listed, and nobody checked in. List the members who were there, and give "
            "the number of the others.",
        )
    present = counted(kinds, listed)
    as_many_as_come(session, kinds, present, command.uninvited)
    return {
        "sitting": command.sitting,
        "on": held.on,
        "title": called.title,
        "form": called.form,
        "key": called.key,
        "credited_as": called.credited_as,
        "consultations": called.consultations,
        "present": present,
        "lacking": _lacking(session, called, command.sitting, present),
        "session_on": session.sittings[0].on,
        "came": _came(session, command.sitting, present),
        "uninvited": command.uninvited,
    }


def _came(session: Session, sitting: int, present: tuple[Presence, ...]) -> tuple[MemberId, ...]:
    """The members who were at any sitting, if these were at this one."""
    others = [each.fact.present for each in session.attendance if each.fact.sitting != sitting]
    named = {member for there in (*others, present) for each in there for member in each.members}
    return tuple(sorted(named))


def _lacking(
    session: Session, called: e.SessionCalled, sitting: int, present: tuple[Presence, ...]
) -> tuple[str, ...]:
    """The kinds that the form wants present and that came to no sitting, if these were at this one
    (001-05, 001-06)."""
    others = [each.fact for each in session.attendance if each.fact.sitting != sitting]
    lists = [present, *(each.present for each in others)]
    came = {each.kind for those in lists for each in those if each.count}
    return tuple(kind for kind in called.present if kind not in came)
