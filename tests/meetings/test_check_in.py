"""Participants check in with a code, and are on the list of attendance without being named."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from contracts.meetings import session as e
from contracts.meetings.participant import Invited, Presence
from contracts.places import CHINA
from runtime.decider import Circumstances
from services.meetings.session import commands as c
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.meetings.situations import called, in_session
from tests.support.scenario import Scenario

NINE = x.MORNING
MEMBER = Invited(kind="member", title="政协委员", member="m-3")
OTHER = Invited(kind="member", title="政协委员", member="m-4")
invited = e.ParticipantsInvited(participants=s.numbered(s.GROWERS, s.MARKET_OFFICE, MEMBER, OTHER))
open_ = (called(s.CASE), invited, x.code_shown)


def here(*history: Any) -> Scenario:
    """Life of a session, asked by the clerk at nine."""
    session = in_session(*history)
    return replace(session, by=replace(session.by, now=NINE))


def at(moment: datetime, **office: Any) -> Circumstances[Any]:
    return replace(here(called(s.CASE)).by, now=moment, **office)


def enter(participant: int, code: str = "K7QX2M") -> c.CheckIn:
    return c.CheckIn(participant=participant, code=code)


def came(participant: int, sitting: int = 1, moment: datetime = NINE) -> e.CheckedIn:
    whom = invited.participants[participant - 1]
    facts = {"body": whom.body, "member": whom.member}
    return e.CheckedIn(sitting=sitting, participant=participant, at=moment, **facts)


def test_a_code_is_good_for_so_many_minutes() -> None:  # 000-43
    life = (called(s.CASE), invited)
    here(*life).when(x.OPEN_CODE).then(x.code_shown)
    later = x.opened_until(NINE + timedelta(minutes=45), code="ABCDEF99")
    asked = c.OpenCheckIn(code="ABCDEF99", minutes=45)
    here(*open_).when(asked, by=at(NINE + timedelta(seconds=40))).then(later)
    here(*open_, later).when(enter(3)).then_rejected("wrong-code")
    here(*open_, later).when(enter(3, "ABCDEF99")).then(came(3))


def test_the_code_stands_in_no_event() -> None:
    assert "K7QX2M" not in x.code_shown.model_dump_json()


def test_wrong_expired_and_twice() -> None:  # 000-43
    here(*open_).when(enter(3)).then(came(3))
    here(*open_).when(enter(3, "K7QX2N")).then_rejected("wrong-code")
    last = datetime(2026, 3, 2, 9, 30, 59, tzinfo=CHINA)
    on_time = came(3, moment=last.replace(second=0))
    here(*open_).when(enter(3), by=at(last)).then(on_time)
    over = datetime(2026, 3, 2, 9, 31, tzinfo=CHINA)
    here(*open_).when(enter(3), by=at(over)).then_rejected("check-in-over")
    here(*open_, came(3)).when(enter(3)).then_rejected("checked-in")
    here(called(s.CASE), invited).when(enter(3)).then_rejected("no-check-in")


def test_whoever_checks_in_was_invited_and_is_named() -> None:
    here(*open_).when(enter(5)).then_rejected("unknown-participant")
    here(*open_).when(enter(1)).then_rejected("counted-by-office")
    member = at(NINE, actor="m-3", role="member", known_as=frozenset({"m-3"}))
    here(*open_).when(enter(3), by=member).then(came(3))
    here(*open_).when(enter(4), by=member).then_rejected("other-seat")


def test_who_checked_in_is_on_the_list() -> None:  # 000-43
    life = (*open_, came(2), came(3), s.sat)
    mine = Presence(kind="member", members=("m-4",))
    growers = Presence(kind="stakeholder", count=6)
    facts = s.there("m-4", "m-3")
    listed = e.AttendanceRecorded(
        **{**facts, "present": (*facts["present"], Presence(kind="department", count=1))}
    )
    here(*life).when(c.RecordAttendance(present=(mine, growers))).then(listed)
    counted = Presence(kind="department", count=3)
    told = listed.model_copy(update={"present": (*facts["present"], counted)})
    whole = c.RecordAttendance(present=(mine, growers, counted))
    here(*life).when(whole).then(told)
    here(*life, told).when(enter(4)).then_rejected("attendance-recorded")
    here(*life, told).when(x.OPEN_CODE).then_rejected("attendance-recorded")
    here(called(s.CASE), invited, s.sat).when(c.RecordAttendance()).then_rejected("nobody-present")


def test_a_list_of_nobody_but_those_who_checked_in() -> None:
    alone = e.AttendanceRecorded(
        **s.there(present=(Presence(kind="member", count=1, members=("m-3",)),))
    )
    here(*open_, came(3), s.sat).when(c.RecordAttendance()).then(alone)
    wrong = Presence(kind="member", count=4, members=("m-4",))
    twice = c.RecordAttendance(present=(wrong,))
    here(*open_, came(3), s.sat).when(twice).then_rejected("members-one-by-one")


def test_who_checked_in_to_another_sitting_or_on_another_day_is_not() -> None:
    day_before = came(3, moment=NINE - timedelta(days=1))
    second = came(4, sitting=2)
    mine = Presence(kind="member", members=("m-1",))
    facts = s.there(present=(Presence(kind="member", count=1, members=("m-1",)),))
    here(*open_, day_before, second, s.sat).when(c.RecordAttendance(present=(mine,))).then(
        e.AttendanceRecorded(**facts)
    )


def test_the_check_in_is_for_a_sitting_to_come_or_one_without_attendance() -> None:
    second = x.opened_until(NINE + timedelta(minutes=30), sitting=2)
    asked = x.OPEN_CODE.model_copy(update={"sitting": 2})
    here(*open_, s.sat).when(asked).then(second)
    here(*open_).when(asked).then_rejected("no-sitting")


def test_nobody_checks_in_once_the_session_has_ended() -> None:
    ended = (*open_, s.sat, s.closed)
    here(*ended).when(enter(3)).then_rejected("check-in-over")
    here(*ended).when(x.OPEN_CODE).then_rejected("check-in-over")
    here(*open_, x.cancelled).when(enter(3)).then_rejected("session-cancelled")


def test_a_code_that_is_easily_guessed_is_refused() -> None:
    for code in ("AAAAAA", "121212", "ABCABC"):
        asked = c.OpenCheckIn(code=code)
        here(called(s.CASE), invited).when(asked).then_rejected("easy-code")


def test_a_code_is_guessed_in_vain_and_is_good_afterwards() -> None:
    """Whoever guesses leaves nothing behind, and locks nobody out."""
    for number in range(100):
        here(*open_).when(enter(3, f"GUESS{number:02}")).then_rejected("wrong-code")
    here(*open_).when(enter(3)).then(came(3))


def test_an_old_code_is_good_no_more() -> None:
    later = x.opened_until(NINE + timedelta(minutes=45), code="ABCDEF99")
    first = (*open_, came(3), later)
    here(*first).when(enter(4)).then_rejected("wrong-code")
    here(*first).when(enter(4, "ABCDEF99")).then(came(4))
    here(*first).when(enter(3, "ABCDEF99")).then_rejected("checked-in")


def test_a_code_that_is_shown_twice_is_on_record_once() -> None:
    here(*open_).when(x.OPEN_CODE).then_nothing()
    soon = at(NINE + timedelta(minutes=1))
    here(*open_).when(x.OPEN_CODE, by=soon).then_nothing()
    longer = x.opened_until(NINE + timedelta(minutes=40))
    here(*open_).when(x.OPEN_CODE, by=at(NINE + timedelta(minutes=10))).then(longer)


def test_a_code_is_the_same_in_whatever_zone_the_clock_of_the_host_is() -> None:
    """The writer asks with a moment in UTC, and the event tells it as the place does."""
    utc = at(NINE.astimezone(UTC))
    life = (called(s.CASE), invited)
    (shown,) = here(*life).when(x.OPEN_CODE, by=utc).result
    assert shown == x.code_shown
    assert shown.model_dump_json() == x.code_shown.model_dump_json()
    here(*life, shown).when(enter(3), by=utc).then(came(3))
