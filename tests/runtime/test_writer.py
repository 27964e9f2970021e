"""Group commit: order, neighbours, idempotency, scope, cancellation."""

import asyncio
import json
from unittest.mock import AsyncMock
from uuid import uuid4

import asyncpg
import pytest

from runtime.actor import Actor, Grant
from runtime.decider import Rejected
from runtime.envelope import GENESIS
from runtime.ids import uuid7
from runtime.projection import Patch
from runtime.refusals import Misfit, NoSuch, NotNow, OutOfScope, Stale
from runtime.submission import Cause, Delivery, Submission
from runtime.units import units
from runtime.writing import ledger
from runtime.writing.failures import INFRASTRUCTURE, Overtaken, Poison
from runtime.writing.ledger import Broken
from runtime.writing.memory import Memory
from runtime.writing.writer import Writer
from tests.counting import COUNTING, Begin, Raise, echoing
from tests.support.keys import signer
from tests.support.service import bench

VILLAGE = "620123109200"
READ = "SELECT position FROM readers WHERE source = 'COUNTING'"
CLERK = Actor("wei", (Grant(role="clerk", scope="620123"),))


def wish(command, key=None, actor=CLERK, **more):
    command_id = more.pop("command_id", None) or uuid7()
    return Submission(key or str(command_id), command, actor, command_id, **more)


def begin(label="A", unit=VILLAGE, **more):
    return wish(Begin(unit=unit, label=label), **more)


async def rows(found, query="SELECT * FROM ledger ORDER BY position"):
    return await found.pool.fetch(query)


@pytest.fixture
async def counting(database):
    async with bench(COUNTING, database) as found:
        yield found


async def test_what_is_answered_can_be_read_at_once(counting):
    request = begin()

    answer = await counting.writer.ask(request)

    [row] = await rows(counting, "SELECT * FROM counters")
    assert (row["counter"], row["unit_name"], row["as_of"]) == (request.key, "新营镇样例一村", 1)
    assert answer.version == 1
    assert answer.bodies[0] == (await rows(counting))[0]["body"]


async def test_positions_have_no_gaps_and_the_chain_holds_under_64_writers(counting):
    wishes = [begin("bug" if n % 7 == 0 else "A") for n in range(300)]

    answers = await asyncio.gather(*map(counting.writer.ask, wishes), return_exceptions=True)

    found = await rows(counting)
    assert [row["position"] for row in found] == list(range(1, len(found) + 1))
    assert len(found) == sum(not isinstance(answer, Exception) for answer in answers) == 257
    ledger.continues("ledger", found, 0, GENESIS)
    head = await rows(counting, "SELECT position, hash FROM ledger_head")
    assert tuple(head[0]) == (found[-1]["position"], found[-1]["hash"])


async def test_a_refusal_a_fault_and_an_unwritable_row_take_no_neighbour_with_them(counting):
    good, refused = begin("good"), wish(Raise(by=-1), "nobody")
    faulty, unwritable, last = begin("bug"), begin("unwritable"), begin("last")

    answers = await asyncio.gather(
        *map(counting.writer.ask, (good, refused, faulty, unwritable, last)),
        return_exceptions=True,
    )

    assert isinstance(answers[1], NoSuch)
    assert isinstance(answers[2], ZeroDivisionError)
    assert isinstance(answers[3], asyncpg.NotNullViolationError)
    labels = [row["label"] for row in await rows(counting, "SELECT label FROM counters ORDER BY 1")]
    assert labels == ["good", "last"]
    assert len(await rows(counting)) == 2


async def test_a_refused_command_leaves_no_trace(counting):
    request = begin()
    await counting.writer.ask(request)

    with pytest.raises(Rejected, match="only goes up"):
        await counting.writer.ask(wish(Raise(by=-1), request.key))

    assert len(await rows(counting)) == 1


async def test_the_same_key_is_recorded_once_and_answers_the_same(counting):
    key = uuid4()
    first, again = [await counting.writer.ask(begin(command_id=key, keyed=True)) for _ in range(2)]

    assert first == again
    assert len(await rows(counting)) == 1


async def test_the_same_key_twice_in_one_batch_is_recorded_once(counting):
    key = uuid4()

    first, again = await asyncio.gather(
        *(counting.writer.ask(begin(command_id=key, keyed=True)) for _ in range(2))
    )

    assert first == again
    assert len(await rows(counting)) == 1


@pytest.mark.parametrize("other", [{"label": "B"}, {"actor": Actor("lin", CLERK.grants)}])
async def test_the_same_key_with_another_body_or_actor_is_refused(counting, other):
    key = uuid4()
    await counting.writer.ask(begin(command_id=key, keyed=True))

    with pytest.raises(Misfit) as refusal:
        await counting.writer.ask(begin(command_id=key, keyed=True, **other))

    assert refusal.value.rule == "key-reused"


async def test_a_stale_screen_is_refused_with_both_versions(counting):
    request = begin()
    await counting.writer.ask(request)
    await counting.writer.ask(wish(Raise(by=2), request.key, if_match=1))

    with pytest.raises(Stale, match="version 1, now it is 3"):
        await counting.writer.ask(wish(Raise(by=1), request.key, if_match=1))


async def test_scope_is_checked_and_another_county_is_not_told_that_it_exists(counting):  # 13.3-17
    request = begin()
    await counting.writer.ask(request)
    neighbour = Actor("li", (Grant(role="clerk", scope="620123212"),))
    stranger = Actor("zhao", (Grant(role="clerk", scope="511623"),))

    for other in (neighbour, stranger):  # where nobody has rules, nothing is told to others
        with pytest.raises(NoSuch):
            await counting.writer.ask(wish(Raise(by=1), request.key, actor=other))
    with pytest.raises(OutOfScope):
        await counting.writer.ask(begin(actor=stranger))


async def test_an_unknown_unit_is_refused(counting):
    with pytest.raises(Misfit, match="620123109999"):
        await counting.writer.ask(begin(unit="620123109999"))


async def test_a_cancelled_request_is_decided_by_its_key(counting):
    key = uuid4()
    asking = asyncio.create_task(counting.writer.ask(begin(command_id=key, keyed=True)))
    await asyncio.sleep(0)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)

    await counting.writer.ask(begin(command_id=key, keyed=True))

    assert len(await rows(counting)) == 1


async def test_the_queue_is_bounded_and_says_so(database):
    async with bench(COUNTING, database, room=3) as found:
        answers = await asyncio.gather(
            *(found.writer.ask(begin()) for _ in range(20)), return_exceptions=True
        )
    refused = [answer for answer in answers if isinstance(answer, NotNow)]
    assert refused
    assert {refusal.rule for refusal in refused} == {"busy"}
    assert refused[0].retry_after >= 1


async def test_two_replicas_write_one_gapless_chain(counting):
    other = Writer(COUNTING, counting.pool, signer("counting"))
    other.closed = None
    task = asyncio.create_task(other.run())
    shared = begin()
    await counting.writer.ask(shared)

    await asyncio.gather(
        *(
            writer.ask(begin() if n % 2 else wish(Raise(by=1), shared.key))
            for n in range(100)
            for writer in (counting.writer, other)
        )
    )
    task.cancel()

    found = await rows(counting)
    ledger.continues("ledger", found, 0, GENESIS)
    assert len(found) == 201
    versions = [row["version"] for row in found if row["stream"] == f"counter/{shared.key}"]
    assert versions == list(range(1, 102))


async def test_a_database_put_back_under_a_running_service_is_noticed(counting):
    """Else the next command would take a position that the stream holds with other content."""
    await counting.writer.ask(begin("before the backup"))
    backup = await counting.pool.fetch("SELECT * FROM ledger_head")
    await counting.writer.ask(begin("after it"))
    await put_back(counting, *backup)

    with pytest.raises(NotNow):
        await counting.writer.ask(begin("would fork"))
    assert len(await rows(counting)) == 1


async def test_a_row_of_no_chain_that_is_met_while_deciding_ends_the_writer(counting, monkeypatch):
    """As one does that was fetched beforehand: nothing is decided upon such a row."""
    await counting.writer.ask(begun := begin())
    await counting.writer.ask(begin())
    async with counting.pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica")
        await connection.execute(
            "UPDATE ledger SET stream = $1, version = 2 WHERE position = 2", f"counter/{begun.key}"
        )
    monkeypatch.setattr(Memory, "foresee", AsyncMock(return_value={}))
    writer = Writer(COUNTING, counting.pool, signer("counting"))
    writer.closed = None
    writing = asyncio.create_task(writer.run())

    with pytest.raises(NotNow):
        await writer.ask(wish(Raise(by=1), begun.key))
    with pytest.raises(Broken, match="ledger position 2: found 1 of"):
        await writing


async def put_back(found, head):
    async with found.pool.acquire() as connection:
        await connection.execute("ALTER TABLE ledger DISABLE TRIGGER ALL")
        await connection.execute("DELETE FROM ledger WHERE position > $1", head["position"])
        await connection.execute("ALTER TABLE ledger ENABLE TRIGGER ALL")
        await connection.execute(
            "UPDATE ledger_head SET position = $1, hash = $2", head["position"], head["hash"]
        )


async def test_the_ledger_refuses_change_deletion_and_truncation(counting):
    await counting.writer.ask(begin())

    for statement in (
        "UPDATE ledger SET unit = '0'",
        "DELETE FROM ledger",
        "TRUNCATE ledger",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
            await counting.pool.execute(statement)


async def test_the_ledger_can_be_read_with_psql(counting):
    await counting.writer.ask(begin("集市"))

    [row] = await rows(counting, "SELECT body->'data'->>'label' AS label FROM ledger_readable")
    assert row["label"] == "集市"


@pytest.fixture
async def echo(database):
    service = echoing()
    async with bench(service, database) as found:
        yield found


def delivery(before, after, *requests):
    return Delivery("COUNTING", before, after, bytes(32), (), requests)


async def test_a_unit_renamed_by_any_replicas_reader_has_its_new_name_in_the_next_event(echo):
    other = Writer(echo.service, echo.pool, signer(echo.service.name))
    other.closed = None
    task = asyncio.create_task(other.run())
    names = []

    for step, writer in enumerate((echo.writer, other, echo.writer)):
        await echo.writer.ask(begin())  # the name is remembered here
        renamed = Patch(units, (VILLAGE,), {"name": f"第 {step} 个名字", "as_of": step})
        await writer.deliver(Delivery("COUNTING", step, step + 1, bytes(32), (renamed,), ()))
        answer = await echo.writer.ask(begin())
        names.append(json.loads(answer.bodies[0])["unitname"])
    task.cancel()

    assert names == ["第 0 个名字", "第 1 个名字", "第 2 个名字"]


async def test_a_readers_position_moves_with_the_effects_and_twins_never_both(echo):
    first = delivery(0, 1, begin("from a reader"))

    await echo.writer.deliver(first)
    with pytest.raises(Overtaken):
        await echo.writer.deliver(delivery(0, 1, begin("from its twin")))

    assert await echo.pool.fetchval(READ) == 1
    assert len(await rows(echo)) == 1


@pytest.mark.parametrize(
    "code",
    [
        *("25006", "25P03", "25P04", "28000", "28P01", "3D000", "40001", "40P01"),
        *("53100", "53200", "53300", "55P03", "57014", "57P03", "58000", "58030"),
    ],
)
async def test_a_passing_trouble_of_the_database_is_no_fault_of_the_event(echo, code):
    await echo.pool.execute(
        "CREATE FUNCTION ill() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION 'ill' USING ERRCODE = '{code}'; END $$;"
        "CREATE TRIGGER ill BEFORE INSERT ON counters EXECUTE FUNCTION ill()"
    )

    with pytest.raises(NotNow):
        await echo.writer.ask(begin())
    with pytest.raises(INFRASTRUCTURE):
        await echo.writer.deliver(delivery(0, 1, begin()))

    await echo.pool.execute("DROP TRIGGER ill ON counters")
    await echo.writer.deliver(delivery(0, 1, begin()))
    assert await echo.pool.fetchval(READ) == 1


async def test_a_poison_event_moves_nothing(echo):
    cause = Cause(uuid4(), "t-1", "when_begun_begin_here", "COUNTING", 2)
    good, bad = begin("good"), begin("bug", cause=cause)

    with pytest.raises(Poison) as poison:
        await echo.writer.deliver(delivery(0, 2, good, bad))

    assert poison.value.position == 2
    assert await rows(echo) == []
    assert await echo.pool.fetchval(READ) == 0


async def test_a_key_whose_row_is_gone_still_stands_for_no_other_words(counting):
    """Deleted by somebody, or lost with a database: then the event says what was asked."""
    request = begin("first", keyed=True)
    answer = await counting.writer.ask(request)
    await counting.pool.execute("DELETE FROM command_keys")

    assert (await counting.writer.ask(request)).bodies == answer.bodies
    other = wish(Begin(unit=VILLAGE, label="other"), command_id=request.command_id, keyed=True)
    with pytest.raises(Misfit) as refusal:
        await counting.writer.ask(other)
    assert refusal.value.rule == "key-reused"
