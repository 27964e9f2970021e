"""Bring a lost or old database back from its stream, every hash checked.

Stop the service first, make an empty database or load the newest dump, run `yishi prepare`, then
this. It imports what the stream has and the ledger lacks, and makes the read models anew. A running
service does the same by itself when it starts. First it sets the row that says where the ledger
ends, where somebody changed or deleted that, to the ledger's last row.
"""

import argparse
from typing import Any
from uuid import uuid4

import asyncpg

from runtime.envelope import GENESIS
from runtime.proving.gate import recover
from runtime.settings import DECIDING
from runtime.writing.ledger import head
from yishi.deployment import DeploymentError, deploy_identity, deployed
from yishi.keys import own_signer
from yishi.refill import unsound


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", choices=DECIDING)


async def run(arguments: argparse.Namespace) -> int:
    each = deployed(arguments.service)
    async with (
        deploy_identity() as client,
        asyncpg.create_pool(each.owner_url, min_size=1, max_size=2) as pool,
    ):
        async with pool.acquire() as connection:
            if mended := await mend_head(connection, arguments.service):
                print(mended)
        imported = await recover(each.service, pool, client, own_signer(arguments.service))
        async with pool.acquire() as connection:
            end = await head(connection)
    print(f"{arguments.service}: {imported} events imported; the ledger ends at {end.position}.")
    print("If the service does not run, start it. Then run `yishi verify`.")
    return 0


async def mend_head(connection: Any, service: str) -> str:
    """Set `ledger_head` to the last row, if it says otherwise and the ledger is sound. Returns what
    was done, in words; raises `DeploymentError` where the ledger itself is damaged."""
    async with connection.transaction():
        await connection.execute("LOCK TABLE ledger_head IN EXCLUSIVE MODE")
        last = await connection.fetchrow(
            "SELECT position, hash FROM ledger ORDER BY position DESC LIMIT 1"
        )
        end = tuple(last) if last else (0, GENESIS)
        said = await connection.fetchrow("SELECT position, hash FROM ledger_head")
        if said and tuple(said) == end:
            return ""
        if broken := await unsound(connection, service):
            raise DeploymentError(
                f"{broken}. Nothing was changed: the ledger itself is damaged, not only the row"
                " that says where it ends. docs/guides/operator.md, 6.4."
            )
        await connection.execute(
            "INSERT INTO ledger_head (position, hash, epoch) VALUES ($1, $2, $3)"
            " ON CONFLICT (one) DO UPDATE SET position = $1, hash = $2, epoch = $3",
            *end,
            uuid4(),
        )
        found = f"position {said['position']}, {said['hash'].hex()}" if said else "nothing"
        return f"{service}: the head said {found}; it is set to the last row, {end[0]}."
