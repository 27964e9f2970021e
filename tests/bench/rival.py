"""The same topics recorded by pyeventsourcing, in a process of its own: `python -m …rival DSN`.

It has no read models here, so what it does is less. Its PostgreSQL recorder is used in the faster
of its two ways (database functions).
"""

import asyncio
import importlib.metadata
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from time import perf_counter
from urllib.parse import urlsplit
from uuid import UUID

VERSION = importlib.metadata.version("eventsourcing")


async def measure(database: str, writers: int, seconds: float) -> float:
    """Events per second of so many threads, each saving one new aggregate after another."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.bench.rival", database, str(writers), str(seconds)),
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, "pyeventsourcing failed"
    return float(said)


def _run(database: str, writers: int, seconds: float) -> float:
    from eventsourcing.application import Application
    from eventsourcing.domain import Aggregate, event

    class Topic(Aggregate):
        @event("Proposed")
        def __init__(
            self, title: str, description: str, unit: str, raised_by: str, supporters: int
        ) -> None:
            self.title, self.description, self.unit = title, description, unit
            self.raised_by, self.supporters = raised_by, supporters

    address = urlsplit(database)
    application: Application[UUID] = Application(
        env={
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": address.path[1:],
            "POSTGRES_HOST": address.hostname or "",
            "POSTGRES_PORT": str(address.port or 5432),
            "POSTGRES_USER": address.username or "",
            "POSTGRES_PASSWORD": address.password or "",
            "POSTGRES_POOL_SIZE": str(min(writers, 64)),
            "POSTGRES_MAX_OVERFLOW": "0",
            "POSTGRES_ENABLE_DB_FUNCTIONS": "yes",
        }
    )
    from tests.bench.work import proposals

    commands = proposals()
    application.save(Topic("", "", "", "", 0))
    begun = perf_counter()

    def writer(number: int) -> int:
        for saved in count():
            if perf_counter() > begun + seconds:
                return saved
            command = commands[(number + saved) % len(commands)]
            application.save(
                Topic(
                    title=command.title,
                    description=command.description,
                    unit=command.unit,
                    raised_by=command.raised_by or "",
                    supporters=command.supporters,
                )
            )
        return 0

    with ThreadPoolExecutor(writers) as threads:
        saved = sum(threads.map(writer, range(writers)))
    return saved / (perf_counter() - begun)


if __name__ == "__main__":
    print(_run(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))
