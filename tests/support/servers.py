"""The servers the tests run on: those named by the environment, else the wheels' own.

`TEST_DATABASE_URL` and `TEST_NATS_URL` name running ones; `YISHI_TEST_SERVERS=containers` has them
started in containers (`make test-containers`).
"""

import os
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from yishi.development.servers.nats import Nats
from yishi.development.servers.postgres import Postgres

DATABASE_URL = os.environ.get("TEST_DATABASE_URL", "")
NATS_URL = os.environ.get("TEST_NATS_URL", "")
NATS_MONITOR_URL = os.environ.get("TEST_NATS_MONITOR_URL", "http://127.0.0.1:8222")
IN_CONTAINERS = os.environ.get("YISHI_TEST_SERVERS") == "containers"

if IN_CONTAINERS:
    from tests.support import containers


class PostgresServer(Protocol):
    def dsn(self, database: str, user: str = ...) -> str: ...


class NatsServer(Protocol):
    @property
    def url(self) -> str: ...
    @property
    def monitor_url(self) -> str: ...


@dataclass(frozen=True)
class GivenPostgres:
    """A server of somebody else's, where we may create databases."""

    address: str

    def dsn(self, database: str, user: str = "") -> str:
        parts = urlsplit(self.address)
        place = f"{user}@{parts.netloc.rpartition('@')[2]}" if user else parts.netloc
        return urlunsplit(parts._replace(scheme="postgresql", netloc=place, path=f"/{database}"))


@dataclass(frozen=True)
class GivenNats:
    """A server of somebody else's, with JetStream."""

    url: str
    monitor_url: str


def in_words() -> str:
    """Which servers the tests use, for the top of their output."""
    if IN_CONTAINERS:
        postgres, nats = containers.image("postgres"), containers.image("nats")
        return f"servers: containers of {postgres} and {nats}; the wheels' where a test kills them"
    postgres = "TEST_DATABASE_URL" if DATABASE_URL else "PostgreSQL 18 of the wheel"
    nats = "TEST_NATS_URL" if NATS_URL else "nats-server of the wheel"
    return f"servers: {postgres}, {nats}"


def used() -> list[str]:
    """What the containers turned out to hold, for the end of the output."""
    return [f"container: {each}" for each in containers.used] if IN_CONTAINERS else []


@contextmanager
def any_postgres(folder: Path) -> Iterator[PostgresServer]:
    if IN_CONTAINERS:
        with containers.postgres() as address:
            yield GivenPostgres(address)
    elif DATABASE_URL:
        yield GivenPostgres(DATABASE_URL)
    else:
        with Postgres(folder) as server:
            yield server


@contextmanager
def any_nats(folder: Path) -> Iterator[NatsServer]:
    if IN_CONTAINERS:
        with containers.nats() as (url, monitor_url):
            yield GivenNats(url, monitor_url)
    elif NATS_URL:
        yield GivenNats(NATS_URL, NATS_MONITOR_URL)
    else:
        with Nats(folder) as server:
            yield server


@asynccontextmanager
async def empty_database(server: PostgresServer) -> AsyncIterator[str]:
    """The DSN of a new database, which is dropped afterwards whoever is still connected."""
    name = f"test_{secrets.token_hex(6)}"
    await _tell(server, f"CREATE DATABASE {name}")
    try:
        yield server.dsn(name)
    finally:
        await _tell(server, f"DROP DATABASE {name} WITH (FORCE)")


async def _tell(server: PostgresServer, statement: str) -> None:
    connection = await asyncpg.connect(server.dsn("postgres"))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
