"""In whose name the operator's command asks the services."""

import time
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from runtime import given as read
from runtime.settings import addresses as addresses
from yishi.client import TokenOf


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
            token, lasts = await _issuer()(environment, person)
            kept[person] = (time.monotonic() + lasts - 60, token)
        return token

    return fetched


def _issuer() -> Any:
    """How the development issuer is asked, where it is: no production image has it."""
    try:
        return import_module("yishi.development.token").fetch
    except ModuleNotFoundError as error:
        raise NoToken("Set YISHI_TOKEN to a token of your issuer.") from error
