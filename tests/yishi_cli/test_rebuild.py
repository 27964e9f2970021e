"""`yishi rebuild` while people work: nobody waits for what it reads, and nothing is left out."""

import asyncio
from contextlib import aclosing

import asyncpg
import pytest

from tests.runtime.test_reader import ECHO, a_world
from tests.runtime.test_relay import fill
from tests.runtime.test_writer import begin
from tests.support.streams import running
from yishi.commands import rebuild
from yishi.deployment import Deployed


@pytest.fixture
async def world(postgres, fresh_nats):
    async with a_world(postgres, fresh_nats) as found:
        yield found


async def test_commands_are_taken_and_readers_read_while_references_are_made_anew(
    world, monkeypatch
):
    """Its first page of the others' ledger does not come until both have gone on."""
    blocked, going_on = asyncio.Event(), asyncio.Event()
    pages = rebuild.ledger.pages

    async def slow(connection, after=0, until=None):
        if until == 20 and not blocked.is_set():
            blocked.set()
            await going_on.wait()
        async with aclosing(pages(connection, after, until)) as arriving:
            async for rows in arriving:
                yield rows

    monkeypatch.setattr(rebuild.ledger, "pages", slow)
    owner = await asyncpg.connect(world.dsn)
    try:
        async with running(world.relay.run(), world.reader.run()):
            await fill(world.counting, 20)
            await world.at(20)
            await world.echo.pool.execute("UPDATE echoes SET position = 99")
            await world.echo.pool.execute("UPDATE counters SET label = '?'")
            async with world.counting.pool.acquire() as source:
                sources = {"counting": source, "members": source}
                each = Deployed(ECHO, (), world.dsn, world.dsn)
                made = asyncio.create_task(rebuild.rebuild(each, owner, sources, True))
                await asyncio.wait_for(blocked.wait(), 20)

                async with asyncio.timeout(10):
                    await world.echo.writer.ask(begin("here"))
                await fill(world.counting, 3)
                await world.at(23)
                going_on.set()
                await made
    finally:
        await owner.close()

    assert blocked.is_set()
    there = "SELECT position FROM ledger ORDER BY position"
    echoes = await world.echo.pool.fetch("SELECT position FROM echoes ORDER BY position")
    assert echoes == await world.counting.pool.fetch(there)
    labels = await world.echo.pool.fetch("SELECT label FROM counters")
    assert len(labels) == 24
    assert "?" not in {row["label"] for row in labels}
    assert not await world.echo.pool.fetch(
        "SELECT FROM pg_namespace WHERE nspname = 'yishi_rebuild'"
    )
