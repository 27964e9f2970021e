"""Take over a roster of members from an .xlsx file with Chinese columns.

Every faulty row is shown with its number and the reason. Nothing is changed unless the file is
clean or --accept-valid is given, nor while it is open what becomes of hidden rows. One sheet is
read, and which one is said. May be repeated: what is recorded already stays as it is.
"""

import argparse
import os
from pathlib import Path

from yishi.credentials import addresses, token_of
from yishi.roster.importing import import_roster


class NoJurisdiction(Exception):
    """Nobody said whose roster it is. The message says how to."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("roster",), help="a roster of members")
    parser.add_argument("file", type=Path, help="the .xlsx file")
    parser.add_argument(
        "--jurisdiction", help="whose: its 12 digits; YISHI_JURISDICTION unless given"
    )
    parser.add_argument("--as", dest="person", default="cppcc-office", help="who imports")
    parser.add_argument(
        "--accept-valid", action="store_true", help="take the good rows, leave the faulty ones"
    )
    parser.add_argument("--sheet", help="its name, where several look like a roster")
    parser.add_argument(
        "--hidden",
        choices=("take", "leave"),
        help="what becomes of hidden and struck out rows and of hidden columns",
    )
    parser.add_argument("--english", action="store_true", help="report in English")


async def run(args: argparse.Namespace) -> int:
    jurisdiction = args.jurisdiction or os.environ.get("YISHI_JURISDICTION")
    if not jurisdiction:
        raise NoJurisdiction(
            "Say whose roster it is: --jurisdiction with the 12 digits of its code."
        )
    token = await token_of(os.environ)(args.person)
    members = addresses(os.environ)["members"]
    return await import_roster(
        args.file,
        jurisdiction,
        members,
        token,
        args.accept_valid,
        args.english,
        sheet=args.sheet,
        hidden=args.hidden,
    )
