"""The auditor finds nothing on what is sound, and each planted fault, by its position."""

import json
from functools import partial

import pytest

from runtime.carrying import pulling
from runtime.carrying.jetstream import stream_end
from runtime.envelope import chain
from runtime.proving import verify
from runtime.proving.verify import streams
from tests.counting import COUNTING
from tests.runtime.test_reader import ECHO, a_world, remake_without, stored
from tests.runtime.test_relay import fill
from tests.runtime.test_writer import VILLAGE, begin
from tests.support.keys import trusted
from tests.support.streams import eventually, running


@pytest.fixture
async def world(postgres, nats_server):
    """Twelve events counted, carried and echoed; then everything stands still."""
    async with a_world(postgres, nats_server, known=()) as found:
        await register_the_village(found.counting, found.echo)
        async with running(found.relay.run(), found.reader.run()):
            await fill(found.counting, 12)
            await found.at(12)
        yield found


async def register_the_village(*places):
    """In the register for the writer, and out of sight of the rebuild, which has no members."""
    for each in places:
        async with each.pool.acquire() as connection:
            await connection.execute("ALTER TABLE units RENAME TO hidden")
            await connection.execute("CREATE TABLE units (LIKE hidden)")
            await know(connection, VILLAGE)


async def know(connection, village):
    await connection.execute(
        "INSERT INTO units (unit, name, kind, tier, valid_from, as_of)"
        f" VALUES ('{village}', '样例一村', 'village', 5, '2020-01-01', 0)"
    )


async def unregister(*connections):
    """As it was, before anything is compared."""
    for each in connections:
        if await each.fetchval("SELECT to_regclass('hidden')"):
            await each.execute("DROP TABLE units")
            await each.execute("ALTER TABLE hidden RENAME TO units")


async def findings(world):
    async with (
        world.counting.pool.acquire() as counting,
        world.echo.pool.acquire() as echo,
    ):
        await unregister(counting, echo)
        connections = {"counting": counting, "echo": echo, "members": counting}
        everything = verify.everything(
            ("counting", "echo"),
            {"counting": COUNTING, "echo": ECHO},
            connections,
            world.client,
            {"counting"},
            trusted(),
            quiet,
        )
        return [finding async for finding in everything]


def quiet(where, position):
    """No progress line in a test."""


async def test_what_is_recorded_meanwhile_is_no_finding(world, monkeypatch):
    """The stream comes after the ledger, by a moment or by a page; and both go on."""
    await fill(world.counting, 3)
    asked = []

    async def end(client, stream):
        asked.append(stream)
        if len(asked) == 2:  # only now does the relay come to it, and somebody goes on writing
            await fill(world.counting, 2)
            async with running(world.relay.run()):
                await stored(world, 17)
            await fill(world.counting, 2)
        return await stream_end(client, stream)

    monkeypatch.setattr(streams, "stream_end", end)

    assert await findings(world) == []
    assert len(asked) == 2


async def test_what_nobody_carries_is_one(world, monkeypatch):
    monkeypatch.setattr(streams, "CATCHING_UP", 0.5)
    await fill(world.counting, 3)

    found = [each for each in await findings(world) if each.where == "stream COUNTING"]

    assert [(each.position, each.found) for each in found] == [
        (13, "no message, nor for the 2 after it")
    ]


async def tamper(place, *statements):
    """As somebody who owns the database and switches the trigger off."""
    async with place.pool.acquire() as connection:
        await connection.execute("ALTER TABLE ledger DISABLE TRIGGER ALL")
        for statement in statements:
            await connection.execute(statement)
        await connection.execute("ALTER TABLE ledger ENABLE TRIGGER ALL")


def places(found):
    return {(finding.where, finding.position) for finding in found}


async def test_nothing_is_found_on_what_is_sound(world):
    assert await findings(world) == []


async def test_a_changed_body(world):
    await tamper(
        world.counting,
        "UPDATE ledger SET body = replace(convert_from(body, 'UTF8'), '\"label\":\"4\"',"
        ' \'"label":"9"\')::bytea WHERE position = 5',
    )

    found = await findings(world)

    assert ("ledger counting", 5) in places(found)
    assert ("stream COUNTING", 5) in places(found)
    assert any(f.where.startswith("table counting.counters row") for f in found)


async def test_a_changed_hash(world):
    await tamper(world.counting, "UPDATE ledger SET hash = sha256('x') WHERE position = 7")

    found = await findings(world)

    assert {("ledger counting", 7), ("ledger counting", 8), ("stream COUNTING", 7)} <= places(found)


async def test_a_changed_column(world):
    await tamper(world.counting, "UPDATE ledger SET unit = '511623000000' WHERE position = 3")

    [finding] = await findings(world)

    assert (finding.where, finding.position) == ("ledger counting column unit", 3)
    assert (finding.found, finding.expected) == ("511623000000", "620123109200")


async def test_a_missing_event(world):
    await tamper(world.counting, "DELETE FROM ledger WHERE position = 6")

    found = await findings(world)

    assert ("ledger counting", 6) in places(found)
    assert ("stream COUNTING", 6) in places(found)


async def test_an_extra_event_with_a_perfect_chain(world):
    row = await world.counting.pool.fetchrow("SELECT * FROM ledger WHERE position = 12")
    body = json.loads(row["body"])
    body |= {"sequence": f"{13:016d}", "streamversion": 2}
    encoded = json.dumps(body).encode()
    async with world.counting.pool.acquire() as connection:
        await connection.execute(
            "INSERT INTO ledger SELECT 13, id, stream, 2, type, unit, matter, recorded_at,"
            " command_id, $1, $2 FROM ledger WHERE position = 12",
            encoded,
            chain(row["hash"], encoded),
        )

    found = await findings(world)

    assert {("ledger counting head", 12), ("stream COUNTING", 13)} <= places(found)
    assert any(f.kind == "ledger counting id" for f in found), "its id is that of another"


async def test_an_extra_message_in_the_stream(world):
    await world.client.jetstream().publish("yishi.counting.Begun.internal.1.2.3", b"forged")

    assert ("stream COUNTING", 13) in places(await findings(world))


async def test_messages_missing_in_the_middle_of_the_stream(world):
    await remake_without(world.client, 4, 5)

    [hole, advice] = await findings(world)

    assert (hole.where, hole.position) == ("stream COUNTING", 4)
    assert hole.found == "no message, nor for the 1 after it"
    assert "yishi streams rebuild counting" in advice.advice


async def test_events_that_never_reached_the_stream(world):
    await world.counting.writer.ask(begin())

    [finding] = await findings(world)

    assert (finding.where, finding.position) == ("stream COUNTING", 13)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE counters SET label = '?' WHERE as_of = 2", "label"),
        ("DELETE FROM counters WHERE as_of = 2", "a row"),
        ("INSERT INTO counters VALUES ('x', 'x', 1, '0', '0', 1)", "no row"),
    ],
)
async def test_a_changed_missing_or_extra_row_of_a_read_model(world, statement, expected):
    await world.counting.pool.execute(statement)

    [finding] = await findings(world)

    assert finding.where.startswith("table counting.counters row")
    assert expected in finding.expected


async def test_a_changed_reference_row_and_a_reader_that_ran_ahead(world):
    await world.echo.pool.execute("UPDATE echoes SET position = 99 WHERE position = 3")
    await world.echo.pool.execute("UPDATE readers SET position = 40 WHERE source = 'COUNTING'")

    found = await findings(world)

    assert ("reader echo of COUNTING", 40) in places(found)
    assert any(f.where.startswith("table echo.echoes row") for f in found)


async def test_a_reader_with_another_hash(world):
    await world.echo.pool.execute("UPDATE readers SET hash = sha256('x') WHERE position > 0")

    [finding] = await findings(world)

    assert (finding.where, finding.position) == ("reader echo of COUNTING", 12)


async def test_the_proof_leaves_nothing_behind(world):
    await findings(world)

    for place in (world.counting, world.echo):
        left = "SELECT count(*) FROM pg_namespace WHERE nspname = 'yishi_verify'"
        assert await place.pool.fetchval(left) == 0


async def test_the_stream_of_a_service_that_was_never_declared(world):
    await world.client.request("$JS.API.STREAM.DELETE.COUNTING", b"", timeout=5)

    async def gone():
        return places(await findings(world)) == {("stream COUNTING", 0)}

    await eventually(gone, "the missing stream is named")


@pytest.mark.parametrize(
    ("patience", "why"), [(3, "COUNTING has 1 and did not send it"), (0.3, "no answer in time")]
)
async def test_a_stream_that_cannot_be_read_is_a_finding_and_no_hole(
    world, monkeypatch, patience, why
):
    monkeypatch.setattr(pulling, "QUIET", 2.1)
    monkeypatch.setattr(pulling, "SILENCE", patience)
    hung = partial(pulling.ConsumerConfig, pause_until="2126-01-01T00:00:00Z")
    with monkeypatch.context() as patch:
        patch.setattr(pulling, "ConsumerConfig", hung)
        [finding] = await findings(world)

    assert finding.where == "stream COUNTING"
    assert (finding.position, finding.found) == (1, f"unreadable: {why}")
