"""A unit is merged away while its matters run: who may go on with them, and who may not."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from contracts.roles import Role
from runtime import clock
from runtime.actor import Actor, Grant
from runtime.projection import Patch
from runtime.submission import Cause, Delivery, Submission
from runtime.units import units
from tests.counting import COUNTER, COUNTING, Begin
from tests.runtime.test_away import client_of
from tests.support.service import bench, by

pytestmark = pytest.mark.servers

MERGED, HEIR, FAR, ABROAD = "620123109200", "620123109201", "620123212", "511623"
OWN, THEIRS, ABOVE = (
    by("wei", f"clerk@{MERGED}"),
    by("li", f"clerk@{HEIR}"),
    by("he", "clerk@620123"),
)
KEY = "01990000-0000-7000-8000-00000000beef"


class Town:
    """A service whose village has a matter, and the register as its reader brings it."""

    def __init__(self, found, client):
        self.found, self.client, self.read = found, client, 0

    async def close(self, unit, *successors, on=None):
        ended = {"valid_to": on or clock.today(), "successors": successors}
        step = (self.read, self.read + 1)
        changes = [Patch(units, (unit,), ended)]
        await self.found.writer.deliver(Delivery("MEMBERS", *step, bytes(32), changes, []))
        self.read += 1

    async def begin(self, headers, unit=MERGED):
        return await self.client.post(
            "/counters", json={"unit": unit, "label": "集市"}, headers=headers
        )

    async def raises(self, headers):
        answer = await self.client.post(f"{self.where}/raising", json={"by": 1}, headers=headers)
        return answer.status_code

    async def sees(self, headers):
        return (await self.client.get(self.where, headers=headers)).status_code


@pytest.fixture
async def town(database):
    async with bench(COUNTING, database) as found, client_of(found) as client:
        here = Town(found, client)
        here.where = (await here.begin({**OWN, "Idempotency-Key": KEY})).headers["location"]
        yield here


async def test_the_successor_goes_on_with_what_there_is(town):
    assert (await town.raises(THEIRS), await town.sees(THEIRS)) == (404, 404)  # negative control

    await town.close(MERGED, HEIR)

    assert (await town.raises(THEIRS), await town.sees(THEIRS)) == (200, 200)
    assert (await town.raises(ABOVE), await town.sees(ABOVE)) == (200, 200)


async def test_its_records_keep_code_and_name(town):
    await town.close(MERGED, HEIR)
    answer = await town.client.post(f"{town.where}/raising", json={"by": 1}, headers=THEIRS)

    [event] = answer.json()
    assert (event["unit"], event["unitname"]) == (MERGED, "新营镇样例一村")


async def test_the_closed_unit_asks_for_nothing_more_and_is_told_who_answers(town):
    await town.close(MERGED, HEIR)

    for answer in (
        await town.client.post(f"{town.where}/raising", json={"by": 1}, headers=OWN),
        await town.begin(OWN),
        await town.begin(THEIRS),
        await town.begin(ABOVE),
    ):
        assert (answer.status_code, answer.json()["rule"]) == (422, "unit-closed")
        assert "由新营镇样例二村（620123109201）承接" in answer.json()["detail"]
    assert await town.sees(OWN) == 200


async def test_until_the_last_day_is_over_nothing_changes(town):
    await town.close(MERGED, HEIR, on=clock.today() + timedelta(1))

    assert (await town.raises(OWN), await town.sees(OWN)) == (200, 200)
    assert (await town.raises(THEIRS), await town.sees(THEIRS)) == (404, 404)
    assert (await town.begin(OWN)).status_code == 201


@pytest.mark.parametrize(
    ("closures", "scope"),
    [
        ([(MERGED, f"{FAR}000")], FAR),
        ([(MERGED, HEIR), (HEIR, f"{FAR}000")], FAR),
        ([(MERGED, "511623100000")], f"{ABROAD}100"),
        ([(MERGED,)], "620123109"),
        ([("620123109000", f"{FAR}000")], FAR),
    ],
    ids=["elsewhere", "chain", "another county", "no successor", "the township"],
)
async def test_whoever_answers_now_may_ask_and_see(town, closures, scope):
    stranger = by("ma", "clerk@620123999")
    for unit, *heirs in closures:
        await town.close(unit, *heirs)

    headers = by("li", f"clerk@{scope}")
    assert (await town.raises(headers), await town.sees(headers)) == (200, 200)
    assert (await town.raises(stranger), await town.sees(stranger)) == (404, 404)


async def test_what_was_asked_in_time_is_answered_as_it_was(town):
    before = await town.begin({**OWN, "Idempotency-Key": KEY})
    await town.close(MERGED, HEIR)

    after = await town.begin({**OWN, "Idempotency-Key": KEY})
    assert (after.status_code, after.text) == (before.status_code, before.text)


async def test_what_follows_from_something_recorded_begins_where_that_lies(town):
    # Else a topic that was approved on the last day would never be talked over.
    await town.close(MERGED, HEIR)
    policy = Actor("policy:when", (Grant(role=Role.POLICY, scope=""),))
    cause = Cause(uuid4(), "t-1", "when", "TOPICS", 1)

    answer = await town.found.writer.ask(
        Submission("k", Begin(unit=MERGED, label="集市"), policy, uuid4(), cause=cause)
    )

    assert len(answer.bodies) == 1


async def test_a_document_of_what_was_merged_lies_where_that_does_and_is_made_by_its_successor(
    database,
):
    """Minutes are issued after the merger: no new matter of a closed unit. Its own people are
    refused, and so is whoever answers for nothing there."""
    lies_with = replace(COUNTER, seat=lambda command: f"counter/{command.label}")
    service = replace(COUNTING, aggregates=(lies_with,))
    async with bench(service, database) as found, client_of(found) as client:
        here = Town(found, client)
        await here.begin({**OWN, "Idempotency-Key": KEY})

        async def issue(headers, label=KEY):
            asked = {"unit": MERGED, "label": label}
            answer = await client.post("/counters", json=asked, headers=headers)
            said = answer.json()
            return answer.status_code, said[0]["unit"] if answer.is_success else said["rule"]

        await here.close(MERGED, HEIR)

        assert await issue(THEIRS) == (201, MERGED)
        assert await issue(OWN) == (422, "unit-closed")
        assert await issue(by("he", "clerk@620123109202")) == (403, "out-of-scope")
        assert await issue(THEIRS, label="another") == (422, "unit-closed")  # this one is new


async def test_an_auditor_of_the_successor_reads_what_was_merged_into_it(town):
    async def text(scope):
        return (await town.client.get("/ledger", headers=by("a", f"auditor@{scope}"))).text

    assert "集市" not in await text(ABROAD)  # negative control

    await town.close(MERGED, "511623100000")
    assert "集市" in await text(ABROAD)
