"""Make databases, roles and tables as the deploy identity. May be repeated: it adds what lacks.

With YISHI_ADMIN_DATABASE_URL set, databases and roles named in the other variables are made too.
"""

import argparse
import os
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

import asyncpg

from runtime import given as read
from runtime.proving.prepare import prepare
from yishi.deployment import SERVICES, Deployed, all_deployed, owners, user
from yishi.signing import ensure


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", nargs="*", help=f"one of {', '.join(SERVICES)}; all if left out")


async def run(arguments: argparse.Namespace) -> int:
    found = all_deployed(arguments.service or SERVICES)
    if os.environ.get("YISHI_ADMIN_DATABASE_URL"):
        admin = read.postgres_address(os.environ, "YISHI_ADMIN_DATABASE_URL", "the superuser's")
        await make_databases(admin, found.values())
    async with owners(found) as connections:
        for name, each in found.items():
            role = user(each.url) if each.url != each.owner_url else ""
            emptied = await prepare(connections[name], each.service, role, each.personal)
            print(f"{name}: database is ready")
            if line := await ensure(connections[name], name):
                print(f"{name}: has a new key. For whoever verifies: {line}")
            for part in emptied:
                option = " --references" if part == "references" else ""
                print(f"{name}: tables changed; run `yishi rebuild {name}{option}`")
    return 0


async def make_databases(admin: str, found: Iterable[Deployed]) -> None:
    """Roles and databases that are not there yet. The owner owns; the service only connects."""
    connection = await asyncpg.connect(admin)
    try:
        for each in found:
            for url in (each.url, each.owner_url):
                await _role(connection, url)
            database = urlsplit(each.owner_url).path.lstrip("/")
            if not await connection.fetchval(
                "SELECT 1 FROM pg_database WHERE datname = $1", database
            ):
                await connection.execute(
                    f'CREATE DATABASE "{database}" OWNER "{user(each.owner_url)}"'
                )
    finally:
        await connection.close()


async def _role(connection: asyncpg.Connection, url: str) -> None:
    name, password = user(url), unquote(urlsplit(url).password or "")
    if not name or await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", name):
        return
    secret = await connection.fetchval("SELECT quote_literal($1::text)", password)
    await connection.execute(
        f'CREATE ROLE "{name}" LOGIN' + (f" PASSWORD {secret}" * bool(password))
    )
