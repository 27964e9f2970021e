"""Bring a lost or old database back from its stream, every hash checked.

Stop the service first, make an empty database or load the newest dump, run `yishi prepare`, then
this. It imports what the stream has and the ledger lacks, and makes the read models anew. A running
service does the same by itself when it starts. First it sets the row that says where the ledger
ends, where somebody changed or deleted that, to the ledger's last row. A reader that has read what
another service lost for good, in both copies, is set back to where that service began anew.
"""

import argparse
import os
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

import asyncpg
from nats.aio.client import Client

from runtime.carrying.jetstream import message_at, stream_name
from runtime.envelope import GENESIS
from runtime.keys import Trusted
from runtime.proving.gate import recover
from runtime.proving.verify.effects import asked_behind
from runtime.service import Service
from runtime.settings import DECIDING, trusted_keys_file
from runtime.writing import ledger
from yishi.deployment import (
    SERVICES,
    DeploymentError,
    all_deployed,
    deploy_identity,
    deployed,
    owners,
)
from yishi.refill import unsound
from yishi.signing import own_signer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", choices=SERVICES)


async def run(arguments: argparse.Namespace) -> int:
    name = arguments.service
    each = deployed(name)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(deploy_identity())
        pool = await stack.enter_async_context(
            asyncpg.create_pool(each.owner_url, min_size=1, max_size=2)
        )
        async with pool.acquire() as connection:
            if mended := await mend_head(connection, name):
                print(mended)
        if name in DECIDING:
            imported = await recover(each.service, pool, client, own_signer(name))
            async with pool.acquire() as connection:
                end = await ledger.end(connection)
            print(f"{name}: {imported} events imported; the ledger ends at {end}.")
        sources = await stack.enter_async_context(owners(all_deployed(each.service.sources)))
        trusted = Trusted.read(trusted_keys_file(os.environ))
        async with pool.acquire() as connection:
            for line in await set_readers_back(connection, client, each.service, sources, trusted):
                print(line)
    print("If the service does not run, start it. Then run `yishi verify`.")
    return 0


async def set_readers_back(
    connection: Any,
    client: Client,
    service: Service,
    sources: Mapping[str, Any],
    trusted: Trusted,
) -> list[str]:
    """Where a reader has read what its source has in neither copy, set it back to what is common:
    to where the last key of the source begins before that. To read an event again does no harm.
    Answers to what no longer is are taken out; what was recorded because of it stays recorded.
    Returns a line for each."""
    told = []
    async with connection.transaction():
        await ledger.head(connection, lock=True)  # no reader moves meanwhile
        for source, there in sources.items():
            stream = stream_name(source)
            row = await connection.fetchrow(
                "SELECT position, hash FROM readers WHERE source = $1", stream
            )
            if row is None or await _is_there(client, there, stream, row):
                continue
            await ledger.learn_keys(there, source, trusted)
            most = min(row["position"], await ledger.end(there))
            begins = [one.since - 1 for one in trusted.of(source)]
            back = max((each for each in begins if each <= most), default=0)
            await connection.execute(
                "UPDATE readers SET position = $2, hash = $3, halted = NULL WHERE source = $1",
                stream,
                back,
                await ledger.hash_at(there, back),
            )
            asked = await asked_behind(service, source, there, back)
            for table in ("unanswered", "already_so"):
                await connection.execute(
                    f"DELETE FROM {table} WHERE source = $1 AND position > $2"
                    " AND command_id <> ALL ($3)",
                    stream,
                    back,
                    list(asked),
                )
            told.append(
                f"{service.name}: its reader of {stream} had read up to {row['position']}, which"
                f" neither copy has; it goes on behind {back}. Run `yishi rebuild {service.name}"
                " --references`."
            )
    return told


async def _is_there(client: Client, there: Any, stream: str, row: Any) -> bool:
    """Whether one of the copies has what a reader has read last."""
    if await ledger.hash_at(there, row["position"]) == row["hash"]:
        return True
    found = await message_at(client, stream, row["position"])
    return found is not None and found.hash == row["hash"].hex()


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
