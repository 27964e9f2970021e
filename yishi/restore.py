"""Bring a lost or old database back from its stream, every hash checked.

Stop the service first, make an empty database or load the newest dump, run `yishi prepare`, then
this. It imports what the stream has and the ledger lacks, and makes the read models anew. A running
service does the same by itself when it starts.
"""

import argparse

import asyncpg

from runtime.proving.gate import recover
from runtime.settings import DECIDING
from runtime.writing.ledger import head
from yishi.deployment import deploy_identity, deployed
from yishi.keys import own_signer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", choices=DECIDING)


async def run(arguments: argparse.Namespace) -> int:
    each = deployed(arguments.service)
    async with (
        deploy_identity() as client,
        asyncpg.create_pool(each.owner_url, min_size=1, max_size=2) as pool,
    ):
        imported = await recover(each.service, pool, client, own_signer(arguments.service))
        async with pool.acquire() as connection:
            end = await head(connection)
    print(f"{arguments.service}: {imported} events imported; the ledger ends at {end.position}.")
    print("If the service does not run, start it. Then run `yishi verify`.")
    return 0
