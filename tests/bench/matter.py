"""The history of one matter out of four ledgers, over HTTP, as `yishi replay --matter` asks for it.

Cold: PostgreSQL and the services have just been started, and were asked for one other matter only;
the events of a matter are scattered over the whole ledger. What the operating system keeps of the
files stays where it is.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from unittest.mock import patch

import httpx2
import uvicorn

from runtime.settings import DECIDING
from runtime.web.app import create_app
from tests.bench.results import Number
from tests.bench.work import execute, fill, requests, topics
from yishi.commands.replay import Ledger, of_matter
from yishi.development.servers.postgres import Postgres

ROUNDS, EACH = 5, 21
"""Of each matter each ledger has 21 events: 84 in all."""


async def measure(few: int, many: int) -> list[Number]:
    short, long = await _at(few), await _at(many)
    compared = (f"{short:.1f} ms at {few:,} events", long / short, 2.0)
    return [
        Number("matter_history_ms", long, f"ms at {many:,} events", *compared, less_is_better=True),
        Number(
            *("matter_history_goal", long, "ms", "the goal, at most 50", long / 50, 1.0),
            less_is_better=True,
        ),
    ]


async def _at(count: int) -> float:
    """Milliseconds for a history where four ledgers together have so many events."""
    wishes = list(islice(requests(), count // len(DECIDING) // EACH))
    with TemporaryDirectory(prefix="yishi-matter-") as folder, Postgres(Path(folder)) as server:
        for each in DECIDING:
            await execute(server.dsn("postgres"), f"CREATE DATABASE {each}")
            async with topics(server.dsn(each)):
                pass  # the tables are there now
            await fill(server.dsn(each), len(wishes) * EACH, wishes)
        took = []
        for number in range(ROUNDS):
            server.stop()
            server.start()
            matter = wishes[(2 * number + 1) * len(wishes) // (2 * ROUNDS)].key
            databases = {each: server.dsn(each) for each in DECIDING}
            took.append(await _told(databases, wishes[0].key, matter))
        return 1000 * median(took)


async def _told(databases: Mapping[str, str], *matters: str) -> float:
    """Seconds until the whole history of the last of these matters is there."""

    async def token(person: str) -> str:
        return f"{person}:auditor@620123"

    async with AsyncExitStack() as stack:
        where = {
            f"YISHI_{each.upper()}_URL": await stack.enter_async_context(_serving(database))
            for each, database in databases.items()
        }
        http = await stack.enter_async_context(httpx2.AsyncClient(trust_env=False, timeout=60))
        stack.enter_context(patch.dict(os.environ, where))
        for matter in matters:
            begun = perf_counter()
            ledgers = [Ledger(http, each, "auditor", token, None) for each in databases]
            found = await of_matter(ledgers, matter)
            took = perf_counter() - begun
            assert len(found) == EACH * len(databases)
    return took


@asynccontextmanager
async def _serving(database: str) -> AsyncIterator[str]:
    """The address of a service over this database, whose every ledger is one of topics here."""
    async with topics(database) as found:
        app = create_app(found.service, [], found, found.tokens)
        config = uvicorn.Config(
            app, port=0, ws="none", log_config=None, lifespan="off", timeout_keep_alive=60
        )
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        server.should_exit = True
        await serving
