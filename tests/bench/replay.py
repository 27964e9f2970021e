"""Reading a ledger from its beginning: decoding, chain, read models, and how much memory it takes.

Each length of ledger is read by a process of its own: `python -m tests.bench.replay DSN`.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import asyncpg
import uvloop

from runtime.collector import look_seldom
from runtime.envelope import GENESIS
from runtime.proving.rebuild import rebuild
from runtime.writing import ledger
from services.topics.wiring import TOPICS
from tests.bench.results import Number, Rate, Stopwatch, at_least
from tests.bench.work import fill, topics
from tests.support.servers import PostgresServer, empty_database


async def measure(server: PostgresServer, few: int, many: int) -> list[Number]:
    short, long = await _at(server, few), await _at(server, many)
    return [
        at_least("replay_decode", Rate(*long["decode"]), 50_000),
        at_least("chain_check", Rate(*long["chain"]), 150_000),
        at_least("rebuild", Rate(*long["rebuild"]), 10_000),
        Number(
            "replay_memory_mb",
            long["memory"],
            f"MB at {many:,} events",
            f"{short['memory']:.1f} MB at {few:,} events",
            long["memory"] / short["memory"],
            1.1,
            less_is_better=True,
        ),
    ]


async def _at(server: PostgresServer, count: int) -> dict[str, Any]:
    async with empty_database(server) as database:
        async with topics(database):
            pass  # the tables are there now
        await fill(database, count)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.replay", database),
            stdout=asyncio.subprocess.PIPE,
        )
        said, _ = await process.communicate()
        assert process.returncode == 0, "the replay failed"
        found: dict[str, Any] = json.loads(said)
        return found


async def _read(database: str) -> dict[str, Any]:
    connection = await asyncpg.connect(database)
    try:
        count = (await ledger.head(connection)).position
        found: dict[str, Any] = {}
        for name, work in (("decode", _decode), ("chain", _chain), ("rebuild", _rebuild)):
            watch = Stopwatch()
            assert await work(connection) == count
            found[name] = watch.rate(count)
        # Not ru_maxrss: a process inherits that of whoever started it.
        found["memory"] = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
        found["memory"] /= 1024
        return found
    finally:
        await connection.close()


async def _decode(connection: Any) -> int:
    decode, count = TOPICS.codec.decode, 0
    async for rows in ledger.pages_ahead(connection):
        for row in rows:
            decode(row["type"], row["body"])
        count += len(rows)
    return count


async def _chain(connection: Any) -> int:
    position, previous = 0, GENESIS
    async for rows in ledger.pages_ahead(connection):
        previous = ledger.continues("ledger", rows, position, previous)
        position = rows[-1]["position"]
    return position


async def _rebuild(connection: Any) -> int:
    async with connection.transaction():
        return await rebuild(connection, TOPICS)


if __name__ == "__main__":
    look_seldom()
    print(json.dumps(uvloop.run(_read(sys.argv[1]))))
