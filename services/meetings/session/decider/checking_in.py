"""Participants check in with a code, and are on the list of attendance by themselves (000-43)."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from contracts.meetings import session as e
from contracts.meetings.participant import Presence
from contracts.meetings.words import ParticipantKind
from contracts.places import CHINA
from runtime.decider import Circumstances, Rejected
from runtime.refusals import Misfit
from services.meetings.session import commands as c
from services.meetings.session.decider.answering import seat
from services.meetings.session.decider.state import Session, standing
from services.meetings.session.decider.there import end_of
from services.meetings.words import Book

FEWEST = 4
"""Different letters and digits in a code: nobody guesses it while it is good."""


def open_check_in(
    session: Session, command: c.OpenCheckIn, given: Circumstances[Book]
) -> list[e.SessionEvent]:
    """For the sitting to come, or for one that is held and has no attendance on record yet."""
    if (number := command.sitting) > len(session.held) + 1:
        raise Rejected(
            "no-sitting",
            f"还没有第 {number} 次会议（下一次是第 {len(session.held) + 1} 次）。请核对序号。",
            f"There is no sitting {number} yet (the next is {len(session.held) + 1}). Check "
            "the number.",
        )
    if number <= len(session.held):
        standing(session, number)
    _attendance_open(session, number)
    _still_sits(session, number, _minute(given))
    if len(set(command.code)) < FEWEST:
        raise Misfit(
            "easy-code",
            f"签到码太容易猜到。请至少用 {FEWEST} 个不同的字母或数字，不要用连号或会议日期。",
            f"The code is easy to guess. Use {FEWEST} different letters or digits at least, and "
            "neither a row of them nor the day of the session.",
        )
    until = _minute(given) + timedelta(minutes=command.minutes)
    if _sent_twice(session.check_in, command, until):
        return []
    digest = of_code(number, until, command.code)
    return [e.CheckInOpened(sitting=number, until=until, digest=digest)]


def _sent_twice(opened: e.CheckInOpened | None, command: c.OpenCheckIn, until: datetime) -> bool:
    """Whether the same code of the sitting is good so long already, or a minute less."""
    if opened is None or opened.sitting != command.sitting:
        return False
    same = of_code(opened.sitting, opened.until, command.code) == opened.digest
    return same and timedelta() <= until - opened.until <= timedelta(minutes=1)


def check_in(
    session: Session, command: c.CheckIn, given: Circumstances[Book]
) -> list[e.SessionEvent]:
    if (opened := session.check_in) is None:
        raise Rejected(
            "no-check-in",
            "本次会议尚未开放签到。请等会议工作人员公布签到码。",
            "Nobody can check in yet. Wait until those who run the session show the code.",
        )
    _attendance_open(session, opened.sitting)
    _still_sits(session, opened.sitting, now := _minute(given))
    if now > opened.until:
        raise Rejected(
            "check-in-over",
            f"签到码已于 {opened.until:%H:%M} 失效。请用会场上最新的签到码，或请工作人员登记。",
            f"The code was good until {opened.until:%H:%M}. Use the latest one shown at the "
            "session, or ask those who run it to put you on the list.",
        )
    who = seat(session, command, given)
    if who.member is None and who.body is None:
        raise Rejected(
            "counted-by-office",
            f"{who.title}按人数登记，不用签到码签到。请由会议工作人员在出席情况中登记人数。",
            f"{who.title} are counted, and nobody checks in for them. Those who run the session "
            "give their number in the attendance.",
        )
    for before in session.checked_in:
        if (before.sitting, before.participant) == (opened.sitting, who.participant):
            raise Rejected(
                "checked-in",
                f"第 {who.participant} 位参加者已于 {before.at:%H:%M} 签到，无需重复签到。",
                f"Participant {who.participant} checked in at {before.at:%H:%M} already; nothing "
                "is left to do.",
            )
    if of_code(opened.sitting, opened.until, command.code) != opened.digest:
        raise Rejected(
            "wrong-code",
            "签到码不对。请核对会场上最新公布的签到码。",
            "This is not the code. Check it against the latest one shown at the session.",
        )
    return [
        e.CheckedIn(
            sitting=opened.sitting,
            participant=who.participant,
            at=now,
            body=who.body,
            member=who.member,
        )
    ]


def of_code(sitting: int, until: datetime, code: str) -> str:
    """What of a code stands in the event."""
    moment = until.astimezone(CHINA).isoformat()
    return hashlib.sha256(f"{sitting}/{moment}/{code}".encode()).hexdigest()


def with_those_checked_in(
    session: Session,
    held: e.Sitting,
    listed: Sequence[Presence],
    kinds: Sequence[ParticipantKind],
) -> list[Presence]:
    """The list, and on it everybody who checked in to the sitting from its day on, and before
    its end: members one by one. Where others are counted, whoever counted them knows better."""
    found, named = list(listed), {kind.code for kind in kinds if kind.named}
    there = [
        session.participants[each.participant - 1]
        for each in session.checked_in
        if each.sitting == held.sitting and held.on <= each.at.date() and each.at <= _over(held)
    ]
    for kind in dict.fromkeys(each.kind for each in there):
        of_it = [each for each in there if each.kind == kind]
        at = next((place for place, each in enumerate(found) if each.kind == kind), len(found))
        before = found[at] if at < len(found) else None
        if kind in named:
            members = (*(before.members if before else ()), *(m.member for m in of_it if m.member))
            if before is None or before.count in (0, len(before.members)):
                found[at : at + 1] = [Presence(kind=kind, members=tuple(dict.fromkeys(members)))]
        elif before is None:
            found.append(Presence(kind=kind, count=len(of_it)))
    return found


def _over(held: e.Sitting) -> datetime:
    """When the sitting was over: with its day, where it is not on record when it began."""
    if held.began is None:
        return datetime.combine(held.on, time(23, 59), CHINA)
    return end_of(held.began, held.duration_minutes)


def _still_sits(session: Session, number: int, now: datetime) -> None:
    """Refuse a check-in to a sitting that is over."""
    if number > len(session.held):
        return
    if now > (over := _over(standing(session, number))):
        raise Rejected(
            "sitting-over",
            f"第 {number} 次会议已于 {over:%Y-%m-%d %H:%M}（北京时间）结束，不再签到。漏签的，"
            "请会议工作人员在出席情况中登记；会议时长登记有误的，请先更正开会记录。",
            f"Sitting {number} was over at {over:%Y-%m-%d %H:%M} (Beijing time), and nobody checks "
            "in any more. Whoever forgot to asks those who run the session to put them on the list;"
            " the sitting is corrected first if its length is wrong.",
        )


def _attendance_open(session: Session, number: int) -> None:
    if session.present_at(number):
        raise Rejected(
            "attendance-recorded",
            f"第 {number} 次会议的出席情况已经登记，不再签到。漏登的，请工作人员更正出席情况。",
            f"The attendance of sitting {number} is recorded, and nobody checks in any more. "
            "Whoever was left out asks those who run the session to correct it.",
        )


def _minute(given: Circumstances[Book]) -> datetime:
    """The minute at which somebody asks; where only the day is known, its first."""
    now = given.now or datetime.combine(given.today, time(), CHINA)
    return now.astimezone(CHINA).replace(second=0, microsecond=0)
