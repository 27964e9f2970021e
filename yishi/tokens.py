"""Print a token for a person of the demonstration, or list the persons.

curl -H "Authorization: Bearer $(yishi token xinying-clerk)" …
"""

import argparse
import os
from pathlib import Path

from yishi.credentials import token_of
from yishi.issuer import people_in


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("person", nargs="?", help="who; without it, everybody is listed")


async def run(args: argparse.Namespace) -> int:
    if args.person is None:
        file = os.environ.get("YISHI_PEOPLE")
        people = people_in(Path(file)) if file else people_in()
        width = max(map(len, people))
        for person in people.values():
            print(f"{person.id:<{width}}  {person.office} {person.name}")
        return 0
    print(await token_of(os.environ)(args.person))
    return 0
