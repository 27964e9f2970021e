"""Who has to be invited, and who has to be there (001-05 to 001-07, 001-23)."""

from datetime import date
from typing import Any

import pytest

from common.quotas import Held, Standing, periods
from contracts.meetings import session as e
from contracts.meetings.participant import Invited, Presence
from services.meetings.session import commands as c
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.meetings.situations import DAY, called, in_session

LEADERS: dict[str, Any] = {
    "form": "leaders",
    "key": False,
    "quota": "chairpersons",
    "present": ("cadre", "member"),
    "parts": ("brief", "question", "answer", "statement"),
    "credited_as": "",
}
leaders = called(**LEADERS)
opened = (leaders, s.sat)
CADRES, MEMBERS = Presence(kind="cadre", count=2), Presence(kind="member", members=("m-1",))
NOBODY = Presence(kind="resident", count=9)


def listed(lacking: tuple[str, ...], *present: Presence, **more: Any) -> dict[str, Any]:
    """The attendance of a sitting of the leaders' session."""
    counted = tuple(
        each.model_copy(update={"count": len(each.members)}) if each.members else each
        for each in present
    )
    facts = {"form": "leaders", "key": False, "credited_as": "", "consultations": ()}
    return s.there(present=counted, lacking=lacking, **{**facts, **more})


@pytest.mark.parametrize(
    ("present", "lacking"),
    [
        ((CADRES, MEMBERS), ()),
        ((NOBODY, CADRES), ("member",)),
        ((NOBODY,), ("cadre", "member")),
        ((NOBODY, Presence(kind="cadre", count=0), MEMBERS), ("cadre",)),
    ],
)
def test_a_session_says_who_had_to_be_there_and_was_not(  # 001-05, 001-06
    present: tuple[Presence, ...], lacking: tuple[str, ...]
) -> None:
    record = c.RecordAttendance(present=present)

    in_session(*opened).when(record).then(e.AttendanceRecorded(**listed(lacking, *present)))


def test_it_is_enough_to_be_at_one_of_the_sittings() -> None:  # 001-04
    second = e.SittingHeld(sitting=2, on=DAY, duration_minutes=30)
    first = e.AttendanceRecorded(**listed(("member",), CADRES))
    record = c.RecordAttendance(sitting=2, present=(MEMBERS,))

    in_session(*opened, second, first).when(record).then(
        e.AttendanceRecorded(**listed((), MEMBERS, sitting=2))
    )


def test_whoever_was_at_one_of_the_sittings_came_to_the_session_once() -> None:  # 000-35, 001-20
    next_day = date(2026, 3, 3)
    second = e.SittingHeld(sitting=2, on=next_day, duration_minutes=30)
    other = Presence(kind="member", members=("m-2",))
    first = e.AttendanceRecorded(**listed((), CADRES, MEMBERS))
    both = {"sitting": 2, "on": next_day, "session_on": DAY, "came": ("m-1", "m-2")}
    record = c.RecordAttendance(sitting=2, present=(other,))
    at_both = e.AttendanceRecorded(**listed((), other, **both))

    in_session(*opened, second, first).when(record).then(at_both)
    out = c.CorrectAttendance(present=(CADRES,), reason="看错一行")
    (corrected,) = in_session(*opened, second, first, at_both).when(out).result  # type: ignore[misc]
    assert (corrected.before, corrected.came) == (("m-1",), ("m-2",))


def test_a_correction_tests_again_who_was_there() -> None:  # 001-05
    with_leader = e.AttendanceRecorded(**listed((), CADRES, MEMBERS))
    without = e.AttendanceRecorded(**listed(("cadre",), MEMBERS))
    out = c.CorrectAttendance(present=(MEMBERS,), reason="领导未到")
    back = c.CorrectAttendance(present=(CADRES, MEMBERS), reason="漏记")
    facts: dict[str, Any] = {"corrects": 3, "before": ("m-1",)}

    in_session(*opened, with_leader).when(out).then(
        e.AttendanceCorrected(**listed(("cadre",), MEMBERS), reason="领导未到", **facts)
    )
    in_session(*opened, without).when(back).then(
        e.AttendanceCorrected(**listed((), CADRES, MEMBERS), reason="漏记", **facts)
    )


def test_a_kind_that_left_the_words_may_still_be_recorded_as_present() -> None:  # 13.3-4
    kinds = tuple(each for each in s.WORDS.participants if each.code != "cadre")
    words = s.WORDS.model_copy(update={"participants": kinds})
    later = s.replace(in_session().by, rules=s.replace(s.RULES, words=words))
    record = c.RecordAttendance(present=(CADRES, MEMBERS))

    in_session(*opened).when(record, by=later).then(
        e.AttendanceRecorded(**listed((), CADRES, MEMBERS))
    )


def test_the_form_hands_on_who_has_to_be_there() -> None:
    call = x.CALL.model_copy(update={"form": "leaders", "agenda": ()})

    in_session().when(call).then(leaders)


def test_a_period_counts_what_is_left() -> None:  # 9.3
    held = [Held("s-1", date(2026, 1, 5), False, "chairpersons")]
    quota = s.CHAIRPERSONS.model_copy(update={"least": 1})
    year: tuple[date, date, date] = (date(2026, 1, 1), date(2025, 1, 1), date(2027, 1, 1))

    assert periods(held, quota, *year)[0].standing is Standing.MET
    assert periods([], quota, *year)[0].standing is Standing.OVERDUE


# Committee and department as a pair

COMMITTEE = Invited(kind="cadre", title="县政协文化委员会", body="yz-culture")
DEPARTMENT = Invited(kind="department", title="县水务局", body="yz-water")
counterpart = called(form="counterpart", key=False, bodies=("committee", "department"))


def test_a_participant_says_what_kind_of_body_it_is() -> None:  # 001-07
    both = c.InviteParticipants(participants=(COMMITTEE, DEPARTMENT))
    assert both.looks_up() == ("yz-culture", "yz-water")

    participants = s.numbered(COMMITTEE, DEPARTMENT)
    assert [each.body_kind for each in participants] == ["committee", "department"]
    in_session(counterpart).when(both).then(e.ParticipantsInvited(participants=participants))


@pytest.mark.parametrize(
    "invited",
    [(COMMITTEE,), (DEPARTMENT,), (Invited(kind="department", title="县水务局"), COMMITTEE)],
)
def test_a_form_asks_for_bodies_of_given_kinds(invited: tuple[Invited, ...]) -> None:
    # 001-07, 002-12
    def when(*whom: Invited) -> e.ParticipantsInvited:
        return e.ParticipantsInvited(participants=s.numbered(*whom))

    in_session(counterpart).when(x.HOLD).then_rejected("bodies-missing")
    in_session(counterpart, when(*invited)).when(x.HOLD).then_rejected("bodies-missing")
    in_session(counterpart, when(COMMITTEE, DEPARTMENT)).when(x.HOLD).then(s.sat)
