"""Check everything that is kept twice, and say what does not agree: one line per finding.

Ledgers (hash chain, gaps, columns), streams against ledgers byte by byte, positions of readers,
and all read models against a rebuild that is rolled back. Exit code 0 when nothing was found, 1
otherwise. Nothing is changed. It may run while the services work.
"""

import argparse
import sys
import time
from collections.abc import AsyncIterator

from nats.aio.client import Client

from runtime.proving import verify
from runtime.proving.verify import Finding
from runtime.settings import DECIDING
from yishi.deployment import SERVICES, Deployed, all_deployed, deploy_identity, deployed, owners
from yishi.progress import progress, progress_ends


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", nargs="*", help=f"one of {', '.join(SERVICES)}; all if left out")
    parser.add_argument("--without-streams", action="store_true", help="NATS is not there")


async def run(arguments: argparse.Namespace) -> int:
    for name in arguments.service:
        deployed(name)  # an unknown one is named
    found = all_deployed()
    wanted = {name: found[name] for name in arguments.service or SERVICES}
    count = 0
    started = time.monotonic()
    async for finding in _everything(wanted, found, not arguments.without_streams):
        count += 1
        progress_ends()
        print(finding, flush=True)
    progress_ends()
    seconds = time.monotonic() - started
    if count:
        print(f"{count} findings in {seconds:.1f} s. See docs/guides/operator.md.", file=sys.stderr)
        return 1
    print(f"Nothing found: {', '.join(wanted)} agree with their history ({seconds:.1f} s).")
    return 0


async def _everything(
    wanted: dict[str, Deployed], found: dict[str, Deployed], streams: bool
) -> AsyncIterator[Finding]:
    if not streams:
        async for finding in _checks(wanted, found, None):
            yield finding
        return
    async with deploy_identity() as client:
        async for finding in _checks(wanted, found, client):
            yield finding


async def _checks(
    wanted: dict[str, Deployed], found: dict[str, Deployed], client: Client | None
) -> AsyncIterator[Finding]:
    async with owners(found) as connections:
        for name, each in wanted.items():
            connection = connections[name]
            async for finding in verify.ledger_findings(connection, name, progress):
                yield finding
            if client is not None and name in DECIDING:
                async for finding in verify.stream_findings(connection, client, name, progress):
                    yield finding
            async for finding in verify.reader_findings(connection, each.service, connections):
                yield finding
            async for finding in verify.read_model_findings(
                connection, each.service, connections, progress
            ):
                yield finding
