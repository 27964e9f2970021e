"""Find what is not as it should be, and say what to do about each; one line for each difference.

Settings, rights and shapes of PostgreSQL and NATS are compared with what Yishi makes. What cannot
be looked at, since a server is away, is BAD, and the rest is looked at all the same. Exit code 0
when all is well, 1 where something is unsafe (BAD); advice (NOTE) does not count.
"""

import argparse
import asyncio
import os
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any

import asyncpg

from runtime.carrying.jetstream import stream_name
from runtime.settings import DECIDING
from yishi.departments.register import Department, DepartmentError, consumer, registered
from yishi.deployment import (
    PATIENCE,
    SERVICES,
    Deployed,
    DeploymentError,
    deploy_identity,
    deployed,
    user,
)
from yishi.doctor import accounts, clocks, ledgers, nats_server, postgres, rights, roles, streams
from yishi.doctor.disk import disk
from yishi.doctor.finding import Found, tried, unseen
from yishi.doctor.shape import shape


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--production", action="store_true", help="what is advice is then BAD")


async def run(arguments: argparse.Namespace) -> int:
    bad = 0
    told = set()
    async for grade, sentence in everything():
        if sentence in told:
            continue  # of one server, and found in each of its databases
        told.add(sentence)
        if grade == "NOTE" and arguments.production:
            grade = "BAD"
        bad += grade == "BAD"
        print(f"{grade:<4}  {sentence}", flush=True)
    return 1 if bad else 0


async def everything() -> Found:
    async with AsyncExitStack() as stack:
        found: dict[str, Deployed] = {}
        for name in SERVICES:
            try:
                found[name] = deployed(name)
            except DeploymentError as error:
                yield "BAD", str(error)
        reached: dict[str, Any] = {}
        opening = [_opened(name, each, stack) for name, each in found.items()]
        for name, opened in zip(found, await asyncio.gather(*opening), strict=True):
            if isinstance(opened, str):
                yield "BAD", opened
            else:
                reached[name] = opened
        async for each in _databases(found, reached):
            yield each
        async for each in tried("NATS", _STARTS, _nats(reached)):
            yield each
    async for each in tried("The disk", "Read its log.", disk()):
        yield each


_STARTS = "Does it run? `make up` starts everything."


async def _opened(name: str, found: Deployed, stack: AsyncExitStack) -> Any:
    """A connection as the owner of the tables, or what to say where there is none."""
    try:
        connection = await asyncpg.connect(
            found.owner_url, timeout=PATIENCE, command_timeout=3 * PATIENCE
        )
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        remedy = f"Does it run, and is YISHI_{name.upper()}_OWNER_DATABASE_URL right?"
        return unseen(f"{name}: its database", error, f"{remedy} `make up` starts everything.")
    stack.push_async_callback(_closed, connection)
    return connection


async def _closed(connection: Any) -> None:
    try:
        await connection.close(timeout=2)
    except TimeoutError:
        connection.terminate()


async def _databases(found: Mapping[str, Deployed], reached: Mapping[str, Any]) -> Found:
    if reached:
        first = next(iter(reached.values()))
        async for each in tried("PostgreSQL's settings", _AGAIN, postgres.server(first)):
            yield each
        looking = postgres.connections(reached)
        async for each in tried("The room for connections", _AGAIN, looking):
            yield each
        async for each in tried("PostgreSQL's clock", _AGAIN, _clock(first)):
            yield each
    for name, connection in reached.items():
        async for each in _database(name, found[name], connection):
            yield each


_AGAIN = "Mend that, then run `yishi doctor` again."


async def _clock(connection: Any) -> Found:
    there = await connection.fetchval("SELECT clock_timestamp()")
    async for each in clocks.clock("PostgreSQL's", there):
        yield each


async def _database(name: str, found: Deployed, connection: Any) -> Found:
    role, owner = user(found.url), user(found.owner_url)
    admin = user(os.environ.get("YISHI_ADMIN_DATABASE_URL", ""))
    for what, looking in (
        ("its tables", shape(name, found, connection)),
        ("the rights of its roles", roles.roles(name, role, owner, admin, connection)),
        ("its database", roles.database(name, owner, role, connection)),
        ("its ledger", ledgers.ledger(name, role, connection)),
        ("what it has signed", ledgers.signed(name, connection)),
        ("its work", ledgers.work(name, connection)),
        ("its time", clocks.simulated(name, connection)),
        ("its days", clocks.day(name, connection)),
        ("its own session", _session(name, role, found.url)),
    ):
        good = True
        async for each in tried(f"{name}: {what}", _AGAIN, looking):
            good &= each[0] == "GOOD"
            yield each
        if good and what == "its tables":
            yield "GOOD", f"{name}: tables, rights and triggers are as `yishi prepare` makes them"


async def _session(name: str, role: str, url: str) -> Found:
    connection = await asyncpg.connect(url, timeout=PATIENCE, command_timeout=PATIENCE)
    try:
        async for each in postgres.session(name, role, connection):
            yield each
    finally:
        await _closed(connection)


async def _nats(reached: Mapping[str, Any]) -> Found:
    """What the monitors tell needs no connection; rights are asked for as each user."""
    departments: list[Department] | None = None
    try:
        departments = registered(os.environ)
    except (DepartmentError, OSError) as error:
        yield "BAD", unseen("The list of departments", error, _AGAIN)
    known = departments or []
    made = [(stream, each.name) for each in known for stream in each.streams]
    urls = os.environ.get("YISHI_NATS_URL", "")
    for what, looking in (
        ("NATS's servers", nats_server.servers()),
        *(  # nobody is a stranger while nobody knows whom the list names
            (f"The accounts of NATS at {monitor}", accounts.accounts(monitor, departments))
            for monitor in nats_server.monitors()
            if departments is not None
        ),
        ("The rights on NATS", rights.rights(urls, rights.passwords(os.environ), made)),
        ("What departments reach", accounts.reach(urls, known)),
        ("NATS's streams", _streams(reached, departments)),
    ):
        async for each in tried(what, _STARTS, looking):
            yield each


async def _streams(reached: Mapping[str, Any], departments: Sequence[Department] | None) -> Found:
    async with deploy_identity() as client:
        async for each in nats_server.version(client):
            yield each
        for name in DECIDING:
            stream = stream_name(name)
            wanted = None
            if departments is not None:
                wanted = {
                    each.name: consumer(each, stream)
                    for each in departments
                    if stream in each.streams
                }
            looking = streams.stream(name, client, reached.get(name), wanted)
            async for each in tried(f"The stream of {name}", _STARTS, looking):
                yield each
            looking = streams.papers(name, client)
            async for each in tried(f"The papers of {name}", _STARTS, looking):
                yield each
        async for each in tried("Other streams", _STARTS, streams.others(client)):
            yield each
