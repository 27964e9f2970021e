"""What an event means for other things of its service is recorded with it, or neither is."""

import json
from dataclasses import replace
from uuid import UUID, uuid4, uuid5

import pytest

from runtime.aggregate import reads_nothing
from runtime.decider import Rejected
from runtime.proving.rebuild import rebuild
from runtime.refusals import NoSuch
from runtime.submission import Answer, Cause, Delivery
from runtime.writing.failures import Poison
from tests.packing import PACKING, Knock, Open, Packed, Seal
from tests.runtime.test_matter import POLICY
from tests.runtime.test_reads import VILLAGE, opened, pack, together
from tests.runtime.test_writer import wish
from tests.support.auditing import audited_alone
from tests.support.service import bench

CARD = PACKING.by_name["card"]
UNSEEING = replace(
    PACKING,
    aggregates=(
        *(each for each in PACKING.aggregates if each is not CARD),
        replace(
            CARD,
            decider=replace(
                CARD.decider,
                decide=lambda card, command, given: [Packed(box=command.box, label="")],
            ),
            reads=reads_nothing,
        ),
    ),
)
"""Cards that are put into a box without looking whether it is there."""
CAUSED = {"actor": POLICY, "cause": Cause(uuid4(), "t-1", "when_this", "TOPICS", 1, VILLAGE)}


@pytest.fixture
async def packing(database):
    async with bench(PACKING, database) as found:
        yield found


async def events(found, after=0):
    rows = await found.pool.fetch(
        "SELECT body FROM ledger WHERE position > $1 ORDER BY position", after
    )
    return [json.loads(row["body"]) for row in rows]


async def told(found, after=0):
    return [
        f"{one['type'].rsplit('.', 1)[1]} {one['streamversion']}"
        for one in await events(found, after)
    ]


async def test_they_follow_breadth_first_behind_the_events_of_the_command(packing):
    box, request = await opened(packing), pack("")
    answer = await packing.writer.ask(pack(box, key=request.key))

    assert await told(packing, 1) == ["Packed 1", "Counted 2", "Noted 1", "Noted 2"]
    noted = [one["data"]["what"] for one in await events(packing, 3)]
    assert noted == ["Packed ()", f"Counted ('{request.key}',)"]
    assert [json.loads(body)["type"] for body in answer.bodies] == ["yishi.packing.Packed"]
    assert answer.version == 1


async def test_an_effect_names_its_cause_and_its_id_follows_from_it(packing):
    request = pack(await opened(packing))
    await packing.writer.ask(request)

    _, cause, effect, *_ = await events(packing)
    name = "when_packed_count_in_the_box"
    assert effect["causationid"] == cause["id"]
    assert effect["commandid"] == str(uuid5(UUID(cause["id"]), f"{name}/0"))
    assert (effect["actor"], effect["actorrole"]) == (f"policy:{name}", "policy")
    assert cause["commandid"] == str(request.command_id)


async def test_a_refused_one_refuses_its_cause_and_no_neighbour(packing):
    good, sealed = await opened(packing), await opened(packing)
    await packing.writer.ask(wish(Seal(), sealed))

    answers = await together(packing, pack(good), pack(sealed), pack(good))

    assert [type(each) for each in answers] == [Answer, Rejected, Answer]
    assert (answers[1].rule, answers[1].chinese) == ("box-sealed", "箱子已封。请用另一个。")
    assert await told(packing, 3) == [
        *("Packed 1", "Counted 2", "Noted 1", "Noted 2"),
        *("Packed 1", "Counted 3", "Noted 3", "Noted 4"),
    ]
    assert await packing.pool.fetchval("SELECT count(*) FROM packed") == 5
    head = await packing.pool.fetchval("SELECT position FROM ledger_head")
    assert head == await packing.pool.fetchval("SELECT count(*) FROM ledger") == 11
    again = await packing.writer.ask(pack(good))
    assert again.version == 1
    assert (await told(packing, 11))[1] == "Counted 4", "memory is as the ledger"


@pytest.mark.parametrize("label", ["bug", "late"])
async def test_a_fault_in_one_is_of_that_command_alone(packing, label):
    box = await opened(packing)

    answers = await together(packing, pack(box), pack(box, label), pack(box))

    assert [type(each) for each in answers] == [Answer, ZeroDivisionError, Answer]
    assert await packing.pool.fetchval("SELECT count(*) FROM ledger") == 9


async def test_one_for_a_thing_that_is_not_there_refuses_its_cause(database):
    async with bench(UNSEEING, database) as found:
        with pytest.raises(NoSuch, match="There is no no-such-box"):
            await found.writer.ask(pack("no-such-box"))
        assert await told(found) == []


@pytest.mark.parametrize(("deep", "wide", "events"), [(4, 1, 5), (1, 50, 51), (3, 3, 40)])
async def test_they_may_be_so_deep_and_so_many(packing, deep, wide, events):
    await packing.writer.ask(wish(Knock(unit=VILLAGE, deep=deep, wide=wide)))

    assert len(await told(packing)) == events


@pytest.mark.parametrize(("deep", "wide"), [(5, 1), (1, 51), (4, 3)])
async def test_beyond_that_it_is_a_fault_of_which_nothing_stays(packing, deep, wide):
    knock = wish(Knock(unit=VILLAGE, deep=deep, wide=wide))

    far, near = await together(packing, knock, wish(Open(unit=VILLAGE)))

    assert isinstance(far, RuntimeError)
    assert "when_knocked_knock_on leads too far" in str(far)
    assert near.version == 1
    assert await told(packing) == ["Opened 1"]


async def test_a_repeated_command_answers_the_same_and_nothing_follows_again(packing, database):
    keyed = pack(await opened(packing), keyed=True)

    first = await packing.writer.ask(keyed)
    both = await together(packing, keyed, keyed)
    async with bench(PACKING, database) as later:
        again = await later.writer.ask(keyed)

    assert [first] * 3 == [*both, again]
    assert len(await told(packing)) == 5


async def test_the_same_command_twice_in_one_batch_is_followed_once(packing):
    keyed = pack(await opened(packing), keyed=True)

    one, other = await together(packing, keyed, keyed)

    assert one == other
    assert len(await told(packing)) == 5


async def test_what_follows_belongs_to_the_matter_of_its_own_stream(packing):
    one, other = await opened(packing), await opened(packing)
    await packing.writer.ask(pack(one))
    await packing.writer.ask(pack(other))

    rows = await packing.pool.fetch("SELECT stream, matter FROM ledger ORDER BY position")
    assert {row["matter"] for row in rows if row["stream"] == "tally/all"} == {one}
    assert {row["matter"] for row in rows if row["stream"] == f"box/{other}"} == {other}


async def test_a_rebuild_makes_the_same_rows_and_nothing_follows_again(packing):
    box = await opened(packing)
    await together(packing, *(pack(box) for _ in range(3)))
    rows = "SELECT * FROM packed ORDER BY thing"
    before = await packing.pool.fetch(rows)

    async with packing.pool.acquire() as connection:
        assert await rebuild(connection, PACKING) == 13

    assert await packing.pool.fetch(rows) == before
    assert await packing.pool.fetchval("SELECT count(*) FROM ledger") == 13


async def test_whoever_verifies_finds_nothing(packing):
    box = await opened(packing)
    await together(packing, *(pack(box) for _ in range(3)))

    async with packing.pool.acquire() as connection:
        assert await audited_alone(PACKING, connection) == []


def delivered(*requests):
    return Delivery("TOPICS", 0, 1, bytes(32), (), requests)


async def test_a_policys_command_that_one_refuses_is_listed_as_unanswered(packing):
    sealed = await opened(packing)
    await packing.writer.ask(wish(Seal(), sealed))
    await packing.pool.execute("INSERT INTO readers VALUES ('TOPICS', 0, $1)", bytes(32))
    request = pack(sealed, **CAUSED)

    await packing.writer.deliver(delivered(request))

    rule, key = await packing.pool.fetchrow("SELECT rule, key FROM unanswered")
    assert (rule, key) == ("box-sealed", request.key)
    assert await told(packing, 2) == []


async def test_a_policys_command_in_which_one_fails_halts_the_reader(packing):
    box = await opened(packing)
    await packing.pool.execute("INSERT INTO readers VALUES ('TOPICS', 0, $1)", bytes(32))
    with pytest.raises(Poison):
        await packing.writer.deliver(delivered(pack(box, "bug", **CAUSED)))
    assert await told(packing, 1) == []
