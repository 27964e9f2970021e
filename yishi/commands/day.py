"""Confirm that it is this day, after an outage of more than ten. The deed is recorded.

What was due meanwhile is then recorded as missed, and that is never taken back. First see that the
clocks are right (`yishi doctor`): a clock that is ahead looks the same as a long outage.
"""

import argparse
import os

from runtime import clock
from runtime.run import load
from runtime.settings import DECIDING
from yishi.client import Client, Refused
from yishi.credentials import addresses, token_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--yes", action="store_true", help="confirm it, in every service that waits"
    )
    parser.add_argument("--as", dest="person", default="operator", help="who confirms it")


async def run(arguments: argparse.Namespace) -> int:
    today = clock.today()
    if not arguments.yes:
        print(f"Here it is {today}. If that is right, confirm it with `yishi day --yes`.")
        return 1
    async with Client(addresses(os.environ), token_of(os.environ)) as client:
        for service in (name for name in DECIDING if load(name)[0].looks_at_days):
            body = {"day": today.isoformat()}
            try:
                await client.ask(service, "/clock/day", body, as_=arguments.person)
            except Refused as refusal:
                if refusal.rule != "day-is-known":
                    raise
                print(f"{service} waits for nothing.")
            else:
                print(f"Recorded. {service} notes what was due before {today}.")
    return 0
