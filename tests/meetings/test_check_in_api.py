"""Over HTTP: who opens a check-in, who checks in, and what nobody learns of the code."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from contracts.meetings import session as e
from contracts.places import CHINA
from runtime import clock
from services.meetings.session import commands as c
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.slices.towns import Town, refused, town_of
from tests.support.servers import PostgresServer
from tests.support.service import by

OFFICE = by("ou", "cppcc-office@620123")
GUEST, OTHER = by("m-3", "member@620123"), by("m-2", "member@620123")
MARKET, WATER = by("li", "department@620123#yz-market"), by("he", "department@620123#yz-water")
AUDITOR = by("shen", f"auditor@{s.VILLAGE}")
FOREIGN = by("zhou", "clerk@511623")
CODE = "K7QX2M"


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with town_of(x.MEETINGS, postgres) as found:
        yield found


async def meeting(here: Town, *more: Any, code: str = CODE) -> str:
    """A session to which growers, a department and a member are invited, with its code shown."""
    member = s.with_member.participants[1].model_copy(update={"participant": 3})
    invited = e.ParticipantsInvited(participants=(*s.fixed.participants, member))
    called = s.called(None).model_copy(update={"on": clock.today()})
    place = f"/sessions/{await here.at('session', called, invited, *more, unit=s.VILLAGE)}"
    answer = await here.post(f"{place}/check-in-code", c.OpenCheckIn(code=code), OFFICE)
    assert answer.is_success, answer.text
    assert code not in answer.text
    return place


def mine(participant: int = 3, code: str = CODE) -> c.CheckIn:
    return c.CheckIn(participant=participant, code=code)


async def test_who_checked_in_stands_in_the_attendance(here: Town) -> None:  # 000-43
    place = await meeting(here)
    assert (await here.post(f"{place}/check-in", mine(), GUEST)).is_success
    assert (await here.post(f"{place}/check-in", mine(2), MARKET)).is_success
    held = c.HoldSitting(on=clock.today(), duration_minutes=60)
    growers = c.RecordAttendance(present=({"kind": "stakeholder", "count": 5},))
    assert (await here.post(f"{place}/sittings", held, OFFICE)).is_success
    assert (await here.post(f"{place}/attendance", growers, OFFICE)).is_success

    shown = await here.get(place, OFFICE)
    assert [each["participant"] for each in shown["checked_in"]] == [2, 3]
    assert [each["member"] for each in shown["attendance"]] == ["m-3"]
    (sitting,) = shown["sittings"]
    counted = {each["kind"]: each["count"] for each in sitting["present"]}
    assert counted == {"stakeholder": 5, "department": 1, "member": 1}
    late = await here.post(f"{place}/check-in", mine(), OFFICE)
    assert refused(late) == (409, "attendance-recorded")


async def test_the_code_is_shown_to_nobody(here: Town) -> None:  # 0037
    place = await meeting(here)
    for who in (OFFICE, AUDITOR, GUEST, MARKET):
        shown = await here.client.get(place, headers=who)
        assert shown.status_code == 200
        assert CODE not in shown.text
        assert "digest" not in shown.text
        assert shown.json()["check_in_sitting"] == 1
    record = await here.client.get(f"{place}/record", headers=OFFICE)
    offers = await here.client.get(f"{place}/offers", headers=OFFICE)
    assert CODE not in record.text + offers.text
    ledger = await here.bench.pool.fetch("SELECT * FROM ledger")
    assert ledger
    assert CODE not in str([dict(each) for each in ledger])


@pytest.mark.parametrize(
    ("who", "status"), [(GUEST, 403), (MARKET, 403), (AUDITOR, 403), (FOREIGN, 404)]
)
async def test_only_those_who_run_the_session_open_it(
    here: Town, who: dict[str, str], status: int
) -> None:
    place = await meeting(here)
    another = c.OpenCheckIn(code="OTHER99")
    answered = await here.unrecorded(f"{place}/check-in-code", another, who)
    assert answered[0] == status


async def test_who_was_not_invited_does_not_check_in(here: Town) -> None:
    place = await meeting(here)
    for who, participant, expected in (
        (OTHER, 3, (409, "other-seat")),
        (WATER, 2, (409, "other-seat")),
        (GUEST, 2, (409, "other-seat")),
        (GUEST, 4, (409, "unknown-participant")),
        (OFFICE, 1, (409, "counted-by-office")),
        (AUDITOR, 3, (403, "no-office")),
        (FOREIGN, 3, (404, "not-found")),
    ):
        answered = await here.unrecorded(f"{place}/check-in", mine(participant), who)
        assert answered[:2] == expected, (who, answered)
    assert (await here.get(place, OFFICE))["checked_in"] == []


async def test_wrong_old_guessed_and_twice(here: Town) -> None:
    place = await meeting(here)
    for number in range(30):
        guess = mine(code=f"GUESS{number:02}")
        answered = await here.unrecorded(f"{place}/check-in", guess, GUEST)
        assert answered[:2] == (409, "wrong-code")
        assert CODE not in answered[2]
    later = c.OpenCheckIn(code="NEWER22")
    assert (await here.post(f"{place}/check-in-code", later, OFFICE)).is_success
    old = await here.unrecorded(f"{place}/check-in", mine(), GUEST)
    assert old[:2] == (409, "wrong-code")

    assert (await here.post(f"{place}/check-in", mine(code="NEWER22"), GUEST)).is_success
    again = await here.unrecorded(f"{place}/check-in", mine(code="NEWER22"), GUEST)
    assert again[:2] == (409, "checked-in")
    easy = await here.unrecorded(f"{place}/check-in-code", c.OpenCheckIn(code="AAAAAA"), OFFICE)
    assert easy[:2] == (422, "easy-code")


async def test_a_code_that_is_over_or_of_a_session_that_is(here: Town) -> None:
    now = clock.now().astimezone(CHINA).replace(second=0, microsecond=0)
    over = x.opened_until(now - timedelta(minutes=1))
    place = await meeting(here)
    called = s.called(None).model_copy(update={"on": clock.today()})
    invited = s.with_member.model_copy()
    gone = f"/sessions/{await here.at('session', called, invited, over, unit=s.VILLAGE)}"
    answered = await here.unrecorded(f"{gone}/check-in", mine(2), GUEST)
    assert answered[:2] == (409, "check-in-over")

    held = c.HoldSitting(on=clock.today(), duration_minutes=60)
    closing = c.CloseSession(results=("consensus",))
    assert (await here.post(f"{place}/sittings", held, OFFICE)).is_success
    assert (await here.post(f"{place}/closing", closing, OFFICE)).is_success
    answered = await here.unrecorded(f"{place}/check-in", mine(), GUEST)
    assert answered[:2] == (409, "check-in-over")
