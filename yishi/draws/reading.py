"""Events from a file, as auditors are handed it: lines of `yishi replay --json`, of a stream, or of
`GET /ledger`, in any order, some perhaps twice. What is no such file is refused with its line."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from yishi.deployment import DeploymentError
from yishi.draws.told import Told

_BOM = b"\xef\xbb\xbf"
_NAMES = ("subject", "type", "streamversion", "data", "actor", "time")


def events(data: bytes, name: str) -> list[bytes]:
    """The events of the file, each once, those of one stream in the order of their stream. Raises
    `DeploymentError` for a line that is no event."""
    found: dict[bytes, None] = {}
    for number, line in enumerate(data.removeprefix(_BOM).split(b"\n"), start=1):
        if body := line.strip():
            found[_event(body, f"{name}, line {number}")] = None
    if not found:
        raise DeploymentError(f"{name} is empty. Write the events into it, one a line.")
    return sorted(found, key=lambda body: (Told(body).stream, Told(body).event["streamversion"]))


def _event(body: bytes, where: str) -> bytes:
    said = _object(body, where)
    if isinstance(inner := said.get("body"), str):  # a row of `GET /ledger`
        body, said = inner.encode(), _object(inner.encode(), where)
    if missing := [each for each in _NAMES if each not in said]:
        raise DeploymentError(
            f"{where} is no event: it has no {', '.join(missing)}. Take the events as"
            " `yishi replay --json` or the stream gives them, one a line."
        )
    whole = isinstance(said["streamversion"], int) and isinstance(said["data"], dict)
    if not whole or "." not in str(said["type"]):
        raise DeploymentError(
            f"{where} is no event: streamversion, data or type is of another kind."
            " Take the events as they were recorded."
        )
    return body


def _object(body: bytes, where: str) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise DeploymentError(
            f"{where} is no event. The file holds one event a line, as `yishi replay --json` or the"
            " stream gives them: in UTF-8, not indented, not as a list, not cut off."
        )
    return said


def written_anew(bodies: Iterable[bytes]) -> Iterator[str]:
    """The kinds of those events whose bytes are not as they are recorded: some program has read
    them and written them again, so that no digest fits."""
    for body in bodies:
        plain = json.dumps(json.loads(body), ensure_ascii=False, separators=(",", ":"))
        if plain.encode() != body:
            yield Told(body).kind
