"""Print a token for a person of the demonstration, or list the persons.

curl -H "Authorization: Bearer $(yishi token xinying-clerk)" …
"""

import argparse
import os
from collections.abc import Mapping

import httpx2

from runtime import given as read
from yishi.client import direct
from yishi.credentials import NoToken, data_folder, token_of
from yishi.development.issuer.people import DEFAULT_PORT, client_secrets, people


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


async def fetch(environment: Mapping[str, str], person: str) -> tuple[str, float]:
    """A token of the development issuer, and for how many seconds it is valid."""
    known = people(environment)
    folder = data_folder(environment)
    if not folder.exists():
        raise NoToken(f"There is no data folder {folder}. Start `yishi up`, or set YISHI_TOKEN.")
    secrets = client_secrets(folder, known)
    if person not in secrets:
        names = ", ".join(known)
        raise NoToken(f"Nobody is called {person}. The demonstration knows: {names}.")
    usual = f"http://127.0.0.1:{DEFAULT_PORT}"
    issuer = read.web_address(environment, "YISHI_ISSUER_URL", usual).rstrip("/")
    form = {
        "grant_type": "client_credentials",
        "client_id": person,
        "client_secret": secrets[person],
    }
    try:
        async with direct(10) as web:
            answer = await web.post(
                read.web_address(environment, "YISHI_TOKEN_URL", f"{issuer}/token"), data=form
            )
    except httpx2.HTTPError as error:
        raise NoToken(f"The issuer at {issuer} does not answer. Is `yishi up` running?") from error
    if answer.status_code != 200:
        raise NoToken(f"The issuer at {issuer} gives {person} no token: {answer.text[:200]}")
    granted = answer.json()
    return str(granted["access_token"]), float(granted["expires_in"])
