"""Repeat a draw of talents from its recorded events alone, and tell step by step what fits.

`yishi draw check DRAW` reads the members' ledger over HTTP with an auditor's token, chains every
event on the way, and repeats the draw `<occasion>:<pool>`: pool and digest, interests, commitments,
call, numbers, seed, order, replacements; and whether the pool was that of all talents on record.
With `--file` it reads events, one a line, as `yishi replay --json`, the streams and `GET /ledger`
give them: then whoever has these events needs nobody. `--call` compares with the digest of the call
that somebody noted before they revealed their number. Exit code 0 where all fits, 1 with the
findings otherwise.

`yishi draw number DRAW ROUND BODY` helps to commit: it asks for a number of 6 to 20 digits, makes a
nonce, and prints the commitment, and a slip to keep in a sealed envelope. It asks no server.
"""

import argparse
import os
import secrets
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from common.draws import Opening, commitment
from yishi.client import direct
from yishi.credentials import token_of
from yishi.deployment import DeploymentError
from yishi.draws.pools import whole_pools
from yishi.draws.reading import events, written_anew
from yishi.draws.repeating import repeated
from yishi.draws.told import Step, Told
from yishi.ledgers import Ledger
from yishi.progress import progress_ends


def add_arguments(parser: argparse.ArgumentParser) -> None:
    asked = parser.add_subparsers(dest="asked", required=True)
    check = asked.add_parser("check", help="repeat a draw from its events")
    check.add_argument("draw", metavar="DRAW", help="<occasion>:<pool>")
    check.add_argument("--file", type=Path, metavar="FILE", help="events, one a line; - for input")
    check.add_argument("--call", action="append", default=[], help="a noted digest of a call")
    check.add_argument("--as", dest="person", default="auditor", help="who asks")
    number = asked.add_parser("number", help="make a commitment to a number")
    number.add_argument("draw", metavar="DRAW", help="<occasion>:<pool>")
    number.add_argument("round", type=int, metavar="ROUND", help="the round of the draw, from 1")
    number.add_argument("body", metavar="BODY", help="the id of the body that commits")


async def run(arguments: argparse.Namespace) -> int:
    if arguments.asked == "number":
        return number(arguments.draw, arguments.round, arguments.body)
    if arguments.file:
        said = check(arguments.draw, _in_file(arguments.file), arguments.call)
        print(
            "The file was taken as it is: what else its events say, such as titles and reasons,"
            " only the ledger proves (without --file), and that only it shows whether the pool was"
            " that of all talents.",
            file=sys.stderr,
        )
        return said
    async with direct(60) as http:
        ledger = Ledger(http, "members", arguments.person, token_of(os.environ), None)
        bodies = [line.body.encode() async for line in ledger.lines()]
    progress_ends()
    said = check(arguments.draw, bodies, arguments.call, asked=ledger)
    if ledger.hidden:
        print(
            f"{ledger.hidden} events of the ledger are not shown to {arguments.person}: whether the"
            " pool was that of all talents was not checked.",
            file=sys.stderr,
        )
    return said


def check(
    draw: str, bodies: Sequence[bytes], noted: Iterable[str], *, asked: Ledger | None = None
) -> int:
    """Tell every step. `asked`: the ledger of which these are the events that its asker sees; where
    they see all, talents and rules are among them."""
    stream = f"draw/{draw}"
    of_it = [each for each in bodies if Told(each).stream == stream]
    if not of_it:
        there = {Told(each).stream.partition("/") for each in bodies}
        draws = sorted(key for kind, _, key in there if kind == "draw")
        unseen = (
            f" {asked.hidden} more are not shown to {asked.person}: ask as somebody whose scope"
            " covers the unit of the draw (`--as`)."
            if asked and asked.hidden
            else ""
        )
        raise DeploymentError(
            f"There is no draw {draw} among these {len(bodies)} events. A draw goes by"
            f" <occasion>:<pool>, as `GET /draws` of members lists it; here are: "
            f"{', '.join(draws[:10]) or 'none'}.{unseen}"
        )
    steps = list(_told(draw, of_it, [_digest(each) for each in noted]))
    if anew := list(dict.fromkeys(written_anew(of_it))):
        said = "the events are as they were recorded, byte for byte; a program has written anew"
        steps.insert(0, Step(False, f"{said}: {', '.join(anew)}. Digests of these cannot fit"))
    if asked and not asked.hidden:
        steps += whole_pools(draw, bodies)
    for each in steps:
        print(f"{'   fits' if each.fits else 'FINDING, does not fit:'}  {each.said}")
    findings = sum(not each.fits for each in steps)
    if findings:
        print(f"{findings} of {len(steps)} steps do not fit.", file=sys.stderr)
        return 1
    print(f"All {len(steps)} steps fit: {draw} was drawn as its events say.")
    return 0


def _told(draw: str, bodies: Sequence[bytes], noted: Iterable[str]) -> Iterable[Step]:
    """The steps, up to an event that cannot be read as one of a draw."""
    try:
        yield from repeated(draw, bodies, noted)
    except (KeyError, TypeError, ValueError) as error:
        yield Step(False, f"an event cannot be read: {type(error).__name__} {error}")


def _in_file(file: Path) -> list[bytes]:
    if str(file) == "-":
        return events(sys.stdin.buffer.read(), "standard input")
    return events(file.read_bytes(), str(file))


def _digest(noted: str) -> str:
    """The digest of a call as somebody noted it, in the form in which it is compared."""
    digest = noted.strip().lower().removeprefix("sha256:")
    if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise DeploymentError(
            f"--call {noted} is no digest: it has 64 hexadecimal digits. Copy the whole of it."
        )
    return digest


def number(draw: str, round: int, body: str) -> int:
    """Ask for a number, and print what to send and what to keep."""
    told = input("A number of 6 to 20 digits that nobody else knows: ").strip()
    if not (told.isascii() and told.isdecimal() and 6 <= len(told) <= 20):
        raise DeploymentError(f"{told!r} is no number of 6 to 20 digits. Think of another.")
    opening = Opening(body, told, secrets.token_hex(32))
    print(f"Send now:  commitment {commitment(draw, round, opening)}")
    print("Keep in a sealed envelope, and reveal after the call:")
    print(f"  draw {draw}, round {round}, body {body}")
    print(f"  number {opening.number}")
    print(f"  nonce  {opening.nonce}")
    return 0
