"""Check everything that is kept twice, and say what does not agree: one line per finding.

Ledgers and streams (each one's own hash chain, then one against the other byte by byte), how far
each service has signed, positions of readers, what policies must have asked for, idempotency keys,
and all read models against a rebuild that is rolled back. At most twenty findings of a kind are
told one by one. Exit code 0 when nothing was found, 1 otherwise, also where a part could not be
checked. Nothing is changed. It may run while the services work.
"""

import argparse
import os
import sys
import time
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack, aclosing
from typing import Any

import asyncpg
from nats.aio.client import Client

from runtime.keys import KeyFault, Trusted
from runtime.proving import verify
from runtime.proving.gate import lacking
from runtime.proving.verify.findings import Finding, Telling
from runtime.settings import DECIDING, key_file, trusted_keys_file
from runtime.signer import noted
from yishi.deployment import (
    SERVICES,
    Deployed,
    DeploymentError,
    all_deployed,
    deploy_identity,
    deployed,
    owners,
)
from yishi.progress import progress, progress_ends


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", nargs="*", help=f"one of {', '.join(SERVICES)}; all if left out")
    parser.add_argument("--without-streams", action="store_true", help="do not ask NATS")


async def run(arguments: argparse.Namespace) -> int:
    for name in arguments.service:
        deployed(name)  # an unknown one is named
    found = all_deployed()
    wanted = arguments.service or SERVICES
    started, telling = time.monotonic(), Telling()
    async for finding in _everything(wanted, found, not arguments.without_streams):
        for line in telling.next(finding):
            progress_ends()
            print(line, flush=True)
    progress_ends()
    for line in telling.rest():
        print(line)
    seconds = time.monotonic() - started
    if telling.total:
        print(
            f"{telling.total} findings in {seconds:.1f} s. See docs/guides/operator.md.",
            file=sys.stderr,
        )
        return 1
    print(f"Nothing found: {', '.join(wanted)} agree with their history ({seconds:.1f} s).")
    return 0


async def _everything(
    wanted: Collection[str], found: dict[str, Deployed], streams: bool
) -> AsyncIterator[Finding]:
    """What can be reached is checked; what cannot is a finding."""
    async with AsyncExitStack() as stack:
        connections: dict[str, Any] = {}
        for name, each in found.items():
            try:
                connections |= await stack.enter_async_context(owners({name: each}))
            except DeploymentError as error:
                yield _away(f"database of {name}", error)
        client: Client | None = None
        if streams:
            try:
                client = await stack.enter_async_context(deploy_identity())
            except DeploymentError as error:
                yield _away("streams", error)
        try:
            trusted = Trusted.read(trusted_keys_file(os.environ))
        except KeyFault as error:
            trusted = Trusted()
            yield Finding("signatures", 0, f"no way to check: {error}", "a file of trusted keys")
        services = {name: each.service for name, each in found.items()}
        findings = verify.everything(
            wanted, services, connections, client, DECIDING, trusted, progress
        )
        async with aclosing(findings) as each_:
            async for finding in each_:
                yield finding
        for name in wanted:
            if name in connections and (finding_ := await _signed_more(name, connections[name])):
                yield finding_


async def _signed_more(name: str, connection: Any) -> Finding | None:
    """Where the file beside its key, if that is on this machine, says that a service has signed
    what its ledger does not have."""
    kind = f"what {name} has signed"
    try:
        mark = noted(name, key_file(name, os.environ))
        if mark is None or not (found := await lacking(connection, mark)):
            return None
    except (KeyFault, asyncpg.PostgresError) as error:
        return Finding(kind, 0, f"no way to check: {error}", "a position and its hash")
    return Finding(
        kind,
        mark.position,
        f"{found} in its ledger",
        mark.hash.hex(),
        advice=f"Where the stream has it, start {name}: it brings it back. Where the stream has not"
        " either, both copies were put back: operator's guide 6.5.",
    )


def _away(where: str, error: DeploymentError) -> Finding:
    return Finding(where, 0, f"no way to check: {error}", "all of them, for a whole answer")
