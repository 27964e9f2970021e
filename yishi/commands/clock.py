"""Let a ledger go on whose last event is of a later time. The deed is recorded with the reason.

Nothing is recorded behind such an event: /readyz says so, and names its position. First see that
this machine's clock and PostgreSQL's are right now (`yishi doctor`): this is for a clock that was
wrong when that event was recorded.
"""

import argparse
import os

from runtime.settings import DECIDING
from yishi.client import Client
from yishi.credentials import addresses, token_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", choices=DECIDING, help="whose ledger")
    parser.add_argument("position", type=int, help="of its last event, as /readyz says")
    parser.add_argument("--reason", required=True, help="why; it stands in the history for ever")
    parser.add_argument("--as", dest="person", default="operator", help="who lets it go on")


async def run(arguments: argparse.Namespace) -> int:
    async with Client(addresses(os.environ), token_of(os.environ)) as client:
        await client.ask(
            arguments.service,
            "/clock/setting-back",
            {"position": arguments.position, "reason": arguments.reason},
            as_=arguments.person,
        )
    print(f"Recorded. {arguments.service} goes on behind position {arguments.position}.")
    return 0
