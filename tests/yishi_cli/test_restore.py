"""`yishi restore`: readers of what was lost in both copies go on where that service begins anew."""

from typing import Any

import pytest

from runtime.carrying.relay import Relay
from runtime.keys import Trust, Trusted
from runtime.signer import Signer
from runtime.writing import ledger
from runtime.writing.writer import Writer
from tests.counting import COUNTING
from tests.runtime.test_reader import ECHO, World, a_world
from tests.runtime.test_relay import fill, reached
from tests.runtime.test_writer import begin
from tests.support.keys import private, signer, trusted
from tests.support.streams import declare, running
from yishi.commands.restore import set_readers_back

pytestmark = pytest.mark.servers

UNKNOWN = "620123109201"
"""A village that echo does not know: what is begun there it refuses."""
OLD = Trust(private("counting").public_key().public_bytes_raw())


@pytest.fixture
async def world(postgres: Any, fresh_nats: Any) -> Any:
    """Counting has five events and lost the last two, which echo had read."""
    async with a_world(postgres, fresh_nats) as world:
        counting, echo = world.counting, world.echo
        await echo.pool.execute(f"DELETE FROM units WHERE unit = '{UNKNOWN}'")
        async with running(world.relay.run(), world.reader.run()):
            await fill(counting, 3)
            await counting.writer.ask(begin("elsewhere", unit=UNKNOWN))
            await fill(counting, 1)
            await world.at(5)
        yield world


async def lose(world: World, client_too: bool = True) -> None:
    async with world.counting.pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica")
        await connection.execute("DELETE FROM ledger WHERE position > 3")
        await connection.execute(
            "UPDATE ledger_head SET (position, hash) ="
            " (SELECT position, hash FROM ledger WHERE position = 3)"
        )
    if client_too:
        await declare(world.client, "counting")


async def back(world: World, known: Trusted) -> list[str]:
    async with (
        world.echo.pool.acquire() as connection,
        world.counting.pool.acquire() as there,
    ):
        sources = {"counting": there}
        return await set_readers_back(connection, world.client, ECHO, sources, known)


async def listed(world: World) -> list[int]:
    rows = await world.echo.pool.fetch("SELECT position FROM unanswered ORDER BY 1")
    return [row["position"] for row in rows]


async def test_a_reader_whose_place_is_there_stays(world: World) -> None:
    assert await back(world, trusted()) == []
    await lose(world, client_too=False)  # the stream brings it back
    assert await back(world, trusted()) == []
    assert await world.position() == 5
    assert await listed(world) == [4]


async def test_a_reader_of_what_is_lost_goes_on_where_it_begins_anew(world: World) -> None:
    await lose(world)
    hash_ = await ledger.hash_at(world.counting.pool, 3)
    assert hash_ is not None
    new = Trust(private("counting, later").public_key().public_bytes_raw(), 4, hash_)
    lines = [OLD.line("counting"), new.line("counting")]

    [said] = await back(world, Trusted(lines))

    assert "its reader of COUNTING had read up to 5" in said
    assert "it goes on behind 3" in said
    assert "`yishi rebuild echo --references`" in said
    assert await world.position() == 3
    assert await listed(world) == []
    assert await back(world, Trusted(lines)) == []

    later = Signer("counting", private("counting, later"), Trusted(lines))
    writer = Writer(COUNTING, world.counting.pool, later)
    writer.closed = None
    reader = world.another_reader()
    reader._trusted.add("counting", new)
    relay = Relay(later, world.counting.pool, world.client, writer.committed)
    async with running(writer.run(), relay.run(), reader.run()):
        for number in range(4):  # beyond where it had read
            await writer.ask(begin(f"anew {number}"))
        await reached(world.client, 7)
        await world.at(7)
    assert reader.halted is None


async def test_without_a_key_of_its_own_it_reads_all_again(world: World) -> None:
    """Nobody said where it begins anew: to read an event again does no harm."""
    recorded = "SELECT count(*) FROM ledger"
    before = await world.echo.pool.fetchval(recorded)
    await lose(world)

    [said] = await back(world, trusted())

    assert "it goes on behind 0" in said
    reader = world.another_reader()
    async with running(Relay(signer("counting"), world.counting.pool, world.client,
                             world.counting.writer.committed).run(), reader.run()):  # fmt: skip
        await world.at(3)
    assert await world.echo.pool.fetchval(recorded) == before
