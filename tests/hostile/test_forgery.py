"""Whoever holds the passwords of NATS or PostgreSQL, a superuser's even, makes no history.

S1, S4 and S6 of the attacks tried: a message with a fitting hash, a subject or header changed, a
row or the head written past the service, both copies put back. Only the key signs.
"""

import asyncio
import json

import pytest

from runtime.carrying.jetstream import adopted, message_at, stream_end
from runtime.carrying.message import CONTENT_TYPE, Foreign, vouched
from runtime.carrying.relay import Relay
from runtime.envelope import GENESIS, chain, subject
from runtime.ids import uuid7
from runtime.keys import Trust, Trusted
from runtime.proving.gate import recover
from runtime.refusals import NotNow
from runtime.signer import Mark, Signer
from runtime.submission import Answer
from runtime.writing import ledger
from runtime.writing.ledger import Broken, WentBack
from runtime.writing.writer import Writer
from tests.counting import COUNTING, Raise
from tests.runtime.test_reader import a_world
from tests.runtime.test_relay import agrees, fill, reached, relay
from tests.runtime.test_writer import begin, wish
from tests.support.keys import private, signer
from tests.support.servers import empty_database
from tests.support.service import bench
from tests.support.streams import (
    declare,
    destroy,
    eventually,
    everything,
    running,
)

pytestmark = pytest.mark.servers


@pytest.fixture
async def world(postgres, fresh_nats):
    async with a_world(postgres, fresh_nats) as found:
        yield found


async def carried(world, events):
    await fill(world.counting, events)
    async with running(relay(world.counting, world.client).run()):
        await reached(world.client, events)


async def forged(world, **changes):
    """An event as the service would have made it, and the headers with which it would be sent."""
    last = await world.counting.pool.fetchrow("SELECT * FROM ledger ORDER BY position DESC LIMIT 1")
    event = json.loads(last["body"])
    position = last["position"] + 1
    event |= {"id": str(uuid7()), "subject": f"counter/{uuid7()}", "streamversion": 1}
    event |= {"sequence": f"{position:016d}", "data": {"label": "伪造"}, **changes}
    body = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
    end = await stream_end(world.client, "COUNTING")
    previous = await message_at(world.client, "COUNTING", end.last)
    hash_ = chain(bytes.fromhex(previous.hash), body)
    return body, {
        "content-type": CONTENT_TYPE,
        "Yishi-Position": str(position),
        "Yishi-Hash": hash_.hex(),
        "Yishi-Epoch": "0" * 32,
        "Yishi-Signature": last["signature"] or "",  # genuine, and for another position
    }


async def publish(world, body, headers):
    where = subject("yishi.counting.Begun", "internal", "620123109200")
    await world.client.jetstream().publish(where, body, headers=headers)


async def publish_forged(world, times=1):
    for _ in range(times):
        await publish(world, *await forged(world))


async def positions(found):
    return [row[0] for row in await found.pool.fetch("SELECT position FROM ledger ORDER BY 1")]


@pytest.mark.parametrize("times", [1, 300])
async def test_a_forged_message_enters_no_ledger_and_commands_go_on(world, times):
    await carried(world, 3)
    await publish_forged(world, times)

    assert await recover(COUNTING, world.counting.pool, world.client, signer("counting")) == 0
    carrier = world.counting.relay = relay(world.counting, world.client)
    async with running(carrier.run(), world.reader.run()):

        async def told():
            return carrier.foreign

        assert await eventually(told, "the relay says where") == 4
        page = (await world.counting.metrics.page()).decode()
        assert 'yishi_relay_foreign_position{service="counting"} 4.0' in page
        await fill(world.counting, 2)  # commands are recorded all the same
        await world.at(5)  # and have their effects elsewhere: from the ledger

    assert await positions(world.counting) == [1, 2, 3, 4, 5]
    await world.same()
    labels = await world.counting.pool.fetch("SELECT label FROM counters")
    assert "伪造" not in {row["label"] for row in labels}


async def test_the_stream_made_anew_frees_the_relay(world):
    await carried(world, 3)
    await publish_forged(world)
    carrier = relay(world.counting, world.client)
    async with running(carrier.run()):

        async def told():
            return carrier.foreign

        await eventually(told, "the relay says where")
        await fill(world.counting, 2)
        await declare(world.client, "counting")
        await reached(world.client, 5)
        assert carrier.foreign == 0

    assert await agrees(world.counting, world.client) == 5


async def test_a_restored_database_takes_back_what_is_signed_and_nothing_behind_it(world, postgres):
    await carried(world, 5)
    await publish_forged(world)

    async with empty_database(postgres) as other, bench(COUNTING, other) as new:
        assert await recover(COUNTING, new.pool, world.client, signer("counting")) == 5
        await new.writer.ask(begin("after the restore"))
        assert await positions(new) == [1, 2, 3, 4, 5, 6]


async def test_a_stream_full_of_anothers_events_leaves_a_new_ledger_shut(world, postgres):
    """Database and keys lost at once: the stream may be the only copy, so nothing begins at 1."""
    await carried(world, 3)
    stranger = signer("counting")
    stranger.trusted._of["counting"] = signer("another").trusted.of("another")

    async with empty_database(postgres) as other, bench(COUNTING, other) as new:
        with pytest.raises(Exception, match="no trusted key signed them"):
            await recover(COUNTING, new.pool, world.client, stranger)


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "yishi.counting.Nothing.internal.62.01.23.109.200"},
        {"subject": "yishi.counting.Begun.99.99.99.999.999"},
        {"Yishi-Position": "9"},
        {"Yishi-Position": ""},
        {"Yishi-Epoch": "of another day"},
        {"content-type": "text/plain"},
    ],
)
async def test_what_stands_around_a_body_must_say_the_same(world, change):
    """Bytes, hashes and signatures intact, and the stream made anew with another subject."""
    await carried(world, 5)
    found = await everything(world.client, "counting")
    await declare(world.client, "counting")
    for one in found:
        headers = {
            "content-type": CONTENT_TYPE,
            "Yishi-Position": str(one.position),
            "Yishi-Hash": one.hash,
            "Yishi-Epoch": one.epoch,
        }
        if one.signature:
            headers["Yishi-Signature"] = one.signature
        if one.position == 3:
            headers |= {key: value for key, value in change.items() if key in headers}
        where = change.get("subject", one.subject) if one.position == 3 else one.subject
        await world.client.jetstream().publish(where, one.body, headers=headers)

    async with running(world.reader.run()):
        await world.at(5)  # what is wrong in the stream is taken from the ledger

    assert world.reader.holes > 0
    await world.same()


async def tampered(world, statement, *arguments):
    """As a superuser, whom no trigger stops."""
    async with world.counting.pool.acquire() as connection:
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(statement, *arguments)
        await connection.execute("RESET session_replication_role")


async def refused(world, where):
    """The next command is not recorded, and the writer ends with where and why."""
    writer = Writer(COUNTING, world.counting.pool, signer("counting"))
    writer.closed = None
    work = asyncio.create_task(writer.run())
    asked = asyncio.create_task(writer.ask(begin("next")))
    done, _ = await asyncio.wait({work}, timeout=10)
    asked.cancel()
    await asyncio.gather(asked, return_exceptions=True)
    assert done
    with pytest.raises(Broken, match=where):
        await work


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("UPDATE ledger_head SET hash = sha256('x')", "ledger head position 3"),
        ("UPDATE ledger_head SET position = position + 1", "ledger head position 4"),
        ("UPDATE ledger_head SET position = position - 1", "ledger head position 2"),
        ("DELETE FROM ledger_head", "ledger head"),
        ("DELETE FROM ledger WHERE position = 3", "ledger head position 3"),
        ("UPDATE ledger SET hash = sha256('x') WHERE position = 3", "ledger head position 3"),
        ("UPDATE ledger SET signature = NULL WHERE position = 3", "did not sign"),
    ],
)
async def test_a_writer_continues_no_end_that_is_not_its_own(world, statement, where):
    await fill(world.counting, 3)
    before = await positions(world.counting)

    await tampered(world, statement)

    await refused(world, where)
    assert set(await positions(world.counting)) <= set(before)


async def test_a_writer_that_is_running_notices_a_head_that_was_changed(world):
    await fill(world.counting, 3)
    await tampered(world, "UPDATE ledger_head SET hash = sha256('x')")

    with pytest.raises(NotNow, match="not known"):  # whoever waits is told so
        await world.counting.writer.ask(begin("next"))

    assert await positions(world.counting) == [1, 2, 3]


@pytest.mark.parametrize(
    "change",
    ["stream = 'counter/' || $1", "type = 'yishi.counting.Raised'"],
)
async def test_what_stands_beside_an_old_body_decides_nothing(world, change):
    """Columns are signed by nobody: a row that is labelled anew would be folded into another state,
    and the service would sign what it decided on that."""
    request = begin("first")
    await world.counting.writer.ask(request)
    await fill(world.counting, 1)  # the last row, which is looked at, stays as it was
    key = "another" if "stream" in change else request.key
    arguments = [key] if "$1" in change else []
    await tampered(world, f"UPDATE ledger SET {change} WHERE position = 1", *arguments)
    writer = Writer(COUNTING, world.counting.pool, signer("counting"))
    writer.closed = None

    work = asyncio.create_task(writer.run())
    asked = asyncio.create_task(writer.ask(wish(Raise(by=2), key)))
    done, _ = await asyncio.wait({work, asked}, timeout=10, return_when=asyncio.FIRST_EXCEPTION)
    work.cancel()
    asked.cancel()
    results = await asyncio.gather(work, asked, return_exceptions=True)

    assert not any(isinstance(each, Answer) for each in results), results
    assert any(isinstance(each, Broken) for each in results) == ("stream" in change), results
    assert await positions(world.counting) == [1, 2]


async def test_a_row_that_somebody_inserted_is_not_vouched_for(world):
    """INSERT and head with a fitting chain: the service's next signature would endorse it."""
    await carried(world, 3)
    body, headers = await forged(world)
    hash_ = bytes.fromhex(headers["Yishi-Hash"])
    await tampered(
        world,
        "WITH row AS (INSERT INTO ledger SELECT 4, gen_random_uuid(), 'counter/x', 1, type, unit,"
        " matter, now(), gen_random_uuid(), $1, $2, signature FROM ledger WHERE position = 3)"
        " UPDATE ledger_head SET position = 4, hash = $2",
        body,
        hash_,
    )

    await refused(world, "position 4: found a row that its service did not sign")
    with pytest.raises(Broken, match="position 4"):
        await recover(COUNTING, world.counting.pool, world.client, signer("counting"))
    async with running(relay(world.counting, world.client).run()):
        await asyncio.sleep(1.5)
    assert (await stream_end(world.client, "COUNTING")).last == 3


async def test_a_reader_takes_nothing_unsigned_from_a_ledger_either(world):
    await carried(world, 3)
    await tampered(
        world,
        "INSERT INTO ledger SELECT 4, gen_random_uuid(), 'counter/x', 1, type, unit, matter,"
        " now(), gen_random_uuid(), body, sha256(hash || body), NULL FROM ledger"
        " WHERE position = 3",
    )
    await tampered(
        world,
        "UPDATE ledger_head SET (position, hash) ="
        " (SELECT position, hash FROM ledger WHERE position = 4)",
    )
    await publish_forged(world)

    async with running(world.reader.run()):
        await world.at(3)
        await asyncio.sleep(2)

    assert await world.position() == 3


async def test_both_copies_put_back_are_noticed_by_the_mark_beside_the_key(world, tmp_path):
    await carried(world, 3)
    mark = signer("counting")
    mark._file = tmp_path / "key.pem"
    mark.signed = Mark(5, GENESIS)
    mark.note()

    with pytest.raises(Broken, match="what counting has signed position 5"):
        await recover(COUNTING, world.counting.pool, world.client, mark)

    mark.signed = Mark(3, (await ledger.hash_at(world.counting.pool, 3)))
    mark.note()
    assert await recover(COUNTING, world.counting.pool, world.client, mark) == 0


async def test_a_key_that_was_replaced_is_heard_of_while_others_run(world, tmp_path):
    """Lost or stolen: the operator writes the new one into the file of trusted keys."""
    await carried(world, 3)
    old = Trust(private("counting").public_key().public_bytes_raw())
    file = tmp_path / "trusted"
    file.write_text(old.line("counting") + "\n")
    reader = world.reader
    reader._trusted = Trusted.read(file)
    reader._says = vouched(reader._trusted, "counting")
    async with running(reader.run()):
        await world.at(3)
        new = Trust(
            private("counting, later").public_key().public_bytes_raw(),
            4,
            await ledger.hash_at(world.counting.pool, 3),
        )
        trusted = Trusted([old.line("counting"), new.line("counting")])
        later = Signer("counting", private("counting, later"), trusted)
        writer = Writer(COUNTING, world.counting.pool, later)
        writer.closed = None
        carrier = Relay(later, world.counting.pool, world.client, writer.committed)
        async with running(writer.run(), carrier.run()):
            await writer.ask(begin("signed with the new key"))
            await reached(world.client, 4)
            await asyncio.sleep(1)
            assert await world.position() == 3
            with file.open("a") as out:
                out.write(new.line("counting") + "\n")
            await world.at(4)


async def test_two_histories_that_the_service_signed_stop_it(world, postgres):
    await carried(world, 3)
    async with empty_database(postgres) as other, bench(COUNTING, other) as fork:
        await fill(fork, 3)
        with pytest.raises(Broken, match="against the ledger"):
            await recover(COUNTING, fork.pool, world.client, signer("counting"))
        with pytest.raises(Broken, match="against the ledger"):
            await relay(fork, world.client)._agreed_end()


async def test_a_relay_whose_database_was_put_back_says_so(world):
    await carried(world, 3)
    await tampered(world, "DELETE FROM ledger WHERE position = 3")
    await tampered(
        world,
        "UPDATE ledger_head SET (position, hash) ="
        " (SELECT position, hash FROM ledger WHERE position = 2)",
    )

    with pytest.raises(WentBack):
        await relay(world.counting, world.client)._agreed_end()


async def test_whoever_took_a_place_in_the_stream_first_is_told_apart(world):
    """The stream's own end is foreign while the ledger goes on: not a fork, and no restore."""
    await carried(world, 3)
    await publish_forged(world)
    await fill(world.counting, 3)

    with pytest.raises(Foreign) as foreign:
        await relay(world.counting, world.client)._agreed_end()

    assert foreign.value.position == 4
    await destroy(world.client, "counting")


async def test_a_copy_of_a_genuine_message_behind_a_forged_one_is_no_second_history(world):
    """Body, hash and signature as the ledger has them, at their own position, in a stream that is
    forged before: else whoever can publish stops the service with its own words."""
    await carried(world, 3)
    await publish_forged(world)
    carrier = relay(world.counting, world.client)
    with pytest.raises(Foreign):
        await carrier._agreed_end()
    carrier.foreign = 4
    for _ in range(3):
        await fill(world.counting, 1)
    row = await world.counting.pool.fetchrow("SELECT * FROM ledger WHERE position = 5")
    copied = {
        "content-type": CONTENT_TYPE,
        "Yishi-Position": "5",
        "Yishi-Hash": row["hash"].hex(),
        "Yishi-Epoch": "0" * 32,
        "Yishi-Signature": row["signature"],
    }

    await publish(world, row["body"], copied)  # as the stream's end
    with pytest.raises(Foreign, match="position 4"):
        await carrier._agreed_end()
    await publish_forged(world)  # and in its middle
    for one in (carrier, relay(world.counting, world.client)):
        with pytest.raises(Foreign):
            await one._agreed_end()
    assert await recover(COUNTING, world.counting.pool, world.client, signer("counting")) == 0


async def test_a_flood_of_keys_that_nobody_adopted_is_read_no_further_than_its_first(world):
    await carried(world, 3)
    for number in range(300):
        headers = {"Yishi-Signature": "0" * 16 + ":AAAA"}
        where = "yishi.counting.KeyAdopted.00.00.00.000.000"
        await world.client.jetstream().publish(where, b"%d" % number, headers=headers)

    asked, request = [], world.client.request

    async def counted(subject, *more, **options):
        asked.append(subject)
        return await request(subject, *more, **options)

    world.client.request = counted
    await adopted(world.client, "COUNTING", "counting", signer("counting").trusted)

    assert 0 < len(asked) < 10
