"""Let a halted reader pass one event that it cannot take in. The deed is recorded with the reason.

`yishi verify` and the service's log say which reader halted, at which position, and why. Passing
an event means that its effects in this service never happen: correct them by hand if need be.
"""

import argparse
import os

from runtime.carrying.jetstream import stream_name
from runtime.settings import DECIDING
from yishi.client import Client
from yishi.credentials import addresses, token_of
from yishi.deployment import SERVICES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", choices=SERVICES, help="whose reader")
    parser.add_argument("source", choices=DECIDING, help="the service it reads")
    parser.add_argument("position", type=int, help="the position at which it halted")
    parser.add_argument("--reason", required=True, help="why; it stands in the history for ever")
    parser.add_argument("--as", dest="person", default="operator", help="who passes")


async def run(arguments: argparse.Namespace) -> int:
    async with Client(addresses(os.environ), token_of(os.environ)) as client:
        await client.ask(
            arguments.service,
            f"/readers/{stream_name(arguments.source)}/passing",
            {"position": arguments.position, "reason": arguments.reason},
            as_=arguments.person,
        )
    print(f"Recorded. {arguments.service} reads on behind position {arguments.position}.")
    return 0
