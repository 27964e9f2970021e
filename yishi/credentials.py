"""In whose name the operator's command asks the services."""

import time
from collections.abc import Mapping
from pathlib import Path

import httpx

from runtime import given as read
from runtime.settings import addresses as addresses
from yishi.client import TokenOf
from yishi.development.issuer import DEFAULT_PORT, client_secrets, people


class NoToken(Exception):
    """No token can be had. The message is a sentence for the operator."""


def data_folder(environment: Mapping[str, str]) -> Path:
    """Where this installation keeps its data. Raises `WrongSetting`."""
    folder = Path(environment.get("YISHI_DATA") or ".yishi").absolute()
    if "\n" in str(folder) or "\r" in str(
        folder
    ):  # PostgreSQL takes none, nor does a list of lines
        raise read.wrong("YISHI_DATA", str(folder), "a folder without a line break in its name")
    return folder


def token_of(environment: Mapping[str, str]) -> TokenOf:
    """Tokens for whoever asks: the one in `YISHI_TOKEN` whoever it is (production), else those of
    the development issuer for the persons of the demonstration. Each is fetched once in a while.
    """
    if given := read.text(environment, "YISHI_TOKEN"):

        async def the_given_one(person: str) -> str:
            return given

        return the_given_one

    kept: dict[str, tuple[float, str]] = {}

    async def fetched(person: str) -> str:
        expires, token = kept.get(person, (0.0, ""))
        if expires < time.monotonic():
            token, lasts = await _fetch(environment, person)
            kept[person] = (time.monotonic() + lasts - 60, token)
        return token

    return fetched


async def _fetch(environment: Mapping[str, str], person: str) -> tuple[str, float]:
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
        async with httpx.AsyncClient(timeout=10, trust_env=False) as web:
            answer = await web.post(
                read.web_address(environment, "YISHI_TOKEN_URL", f"{issuer}/token"), data=form
            )
    except httpx.HTTPError as error:
        raise NoToken(f"The issuer at {issuer} does not answer. Is `yishi up` running?") from error
    if answer.status_code != 200:
        raise NoToken(f"The issuer at {issuer} gives {person} no token: {answer.text[:200]}")
    granted = answer.json()
    return str(granted["access_token"]), float(granted["expires_in"])
