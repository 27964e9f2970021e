"""`make bench`: measure everything on the same servers, print the table, write bench.json.

`--full` replays a million events; `--only append,web` measures some parts.
"""

import argparse
import logging
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg
import uvloop

from runtime.collector import look_seldom
from tests.bench import append, carry, latency, matter, replay, web
from tests.bench.results import Number, machine, table, write
from tests.support.servers import NatsServer, PostgresServer, any_nats, any_postgres

Part = Callable[[], Awaitable[list[Number]]]


def parts(postgres: PostgresServer, nats: NatsServer, full: bool) -> dict[str, Part]:
    few, many = (100_000, 1_000_000) if full else (20_000, 100_000)
    return {
        "append": lambda: append.measure(postgres),
        "web": lambda: web.measure(postgres, nats),
        "replay": lambda: replay.measure(postgres, few, many),
        "matter": lambda: matter.measure(few, many),
        "carry": lambda: carry.measure(postgres, nats, 30_000),
        "latency": lambda: latency.measure(postgres, nats, 12),
    }


async def version(postgres: PostgresServer) -> str:
    connection = await asyncpg.connect(postgres.dsn("postgres"))
    try:
        assert await connection.fetchval("SHOW fsync") == "on"
        return str(await connection.fetchval("SHOW server_version"))
    finally:
        await connection.close()


def main() -> int:
    arguments = argparse.ArgumentParser(prog="make bench", description=__doc__)
    arguments.add_argument("--full", action="store_true")
    arguments.add_argument("--only", default="")
    arguments.add_argument("--json", type=Path, default=Path("bench.json"))
    given = arguments.parse_args()
    logging.disable(logging.WARNING)
    look_seldom()  # as the processes of services and `yishi` do
    numbers: list[Number] = []
    with (
        tempfile.TemporaryDirectory(prefix="yishi-bench-") as folder,
        any_postgres(Path(folder, "postgres")) as postgres,
        any_nats(Path(folder, "nats")) as nats,
    ):
        print("\n".join(machine(uvloop.run(version(postgres)))), flush=True)
        print(f"Command: python -m tests.bench {' '.join(sys.argv[1:])}\n", flush=True)
        for name, measure in parts(postgres, nats, given.full).items():
            if given.only and name not in given.only.split(","):
                continue
            begun = time.monotonic()
            numbers += uvloop.run(_awaited(measure))
            print(f"  {name} took {time.monotonic() - begun:.0f} s", file=sys.stderr)
    print(table(numbers))
    if not given.only:
        write(given.json, numbers)
        print(f"\nWritten to {given.json}.")
    missed = [each.name for each in numbers if not each.reached]
    print(f"Not reached: {', '.join(missed)}." if missed else "All reached.")
    return 0


async def _awaited(measure: Part) -> list[Number]:
    return await measure()


if __name__ == "__main__":
    sys.exit(main())
