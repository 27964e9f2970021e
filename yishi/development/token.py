"""Print a token for a person of the demonstration, or list the persons.

curl -H "Authorization: Bearer $(yishi token xinying-clerk)" …
"""

import argparse
import os

from yishi.credentials import token_of
from yishi.development.issuer import people


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("person", nargs="?", help="who; without it, everybody is listed")


async def run(args: argparse.Namespace) -> int:
    if args.person is None:
        known = people(os.environ)
        width = max(map(len, known))
        for person in known.values():
            print(f"{person.id:<{width}}  {person.office} {person.name}")
        return 0
    print(await token_of(os.environ)(args.person))
    return 0
