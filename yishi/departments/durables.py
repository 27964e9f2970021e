"""The durable consumers of departments: kept beside the streams, and made again when they are gone.

`durables.json`, beside the list of departments, knows each durable's settings and the position at
which it goes on. `yishi streams` brings it up to date and makes what lacks; `yishi streams rebuild`
writes it before it deletes anything, so that nobody's place is lost whenever it is killed. A place
may be older than the department's own: then it is sent again what it has, and nothing is left out.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nats.aio.client import Client

from runtime.carrying.jetstream import StreamEnd
from yishi.departments.register import path
from yishi.deployment import DeploymentError
from yishi.passwords import write_private

SIZES = ("num_replicas", "max_bytes", "placement")
"""What an operator may have chosen for a stream; all else is its declaration."""
_SERVERS_OWN = "_nats."
"""How the names in `metadata` begin that the server writes itself."""


@dataclass
class Kept:
    """What is known of one stream: the settings of each durable, and the operator's choices for a
    stream that is being made anew."""

    sizes: dict[str, Any] = field(default_factory=dict)
    durables: dict[str, dict[str, Any]] = field(default_factory=dict)


def file_in(environment: Mapping[str, str]) -> Path:
    return path(environment).with_name("durables.json")


class Durables:
    """The file, read and written whole. Every change is on disk when a method returns."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._file = file_in(environment)
        try:
            found = json.loads(self._file.read_text("utf-8"))
            self._streams = {name: Kept(**kept) for name, kept in found.items()}
        except FileNotFoundError:
            self._streams = {}
        except (ValueError, TypeError) as error:
            raise DeploymentError(
                f"{self._file} cannot be read: {error}. Bring it back from the backup, or remove"
                " it: it is made anew from the consumers that are there."
            ) from error

    def of(self, stream: str) -> Kept:
        return self._streams.setdefault(stream, Kept())

    def keep(self, stream: str, config: dict[str, Any]) -> None:
        """This durable is about to be made anew, and is to be so."""
        self.of(stream).durables[config["durable_name"]] = config
        self._write()

    def forget(self, stream: str, name: str) -> None:
        """This durable is not to be there any more."""
        self.of(stream).durables.pop(name, None)
        self._write()

    async def learn(self, client: Client, stream: str) -> None:
        """Keep what the server has now. What it has not, stays as it was known."""
        kept = self.of(stream).durables
        before = dict(kept)
        for found in await durables(client, stream):
            kept[found["name"]] = as_it_goes_on(found)
        if kept != before:
            self._write()

    def begin(self, stream: str, end: StreamEnd) -> None:
        """This stream is about to be deleted: what it was like is kept until `finish`."""
        self.of(stream).sizes = {key: end.config[key] for key in SIZES if key in end.config}
        self._write()

    def finish(self, stream: str) -> None:
        self.of(stream).sizes = {}
        self._write()

    async def restore(self, client: Client, stream: str) -> list[str]:
        """Make those that the server lacks; a line for each."""
        there = {found["name"] for found in await durables(client, stream)}
        made = []
        for name, config in self.of(stream).durables.items():
            if name not in there:
                await make(client, stream, config)
                made.append(f"{stream}: consumer {name} made again; it goes on at {begins(config)}")
        return made

    def _write(self) -> None:
        text = {
            name: {"sizes": kept.sizes, "durables": kept.durables}
            for name, kept in sorted(self._streams.items())
        }
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_private(self._file, json.dumps(text, indent=2) + "\n")
        except OSError as error:
            raise NotKept(
                f"The places of departments cannot be kept in {self._file}: {error}. Nothing was"
                " changed. Set YISHI_DATA to a folder that stays and may be written."
            ) from error


async def durables(client: Client, stream: str) -> list[dict[str, Any]]:
    """All durable consumers of a stream, as the server tells of them."""
    found = await consumers(client, stream)
    return [each for each in found if each["config"].get("durable_name")]


async def consumers(client: Client, stream: str) -> list[dict[str, Any]]:
    """All consumers of a stream, as many pages as that takes."""
    found: list[dict[str, Any]] = []
    while True:
        asked = json.dumps({"offset": len(found)}).encode()
        reply = await client.request(f"$JS.API.CONSUMER.LIST.{stream}", asked, timeout=5)
        answer = json.loads(reply.data)
        page = answer.get("consumers") or []
        found += page
        if not page or len(found) >= answer["total"]:
            return found


def as_it_goes_on(found: dict[str, Any]) -> dict[str, Any]:
    """The settings with which a durable made anew goes on where this one is."""
    config = dict(found["config"])
    own = {k: v for k, v in config.pop("metadata", {}).items() if not k.startswith(_SERVERS_OWN)}
    if own:
        config["metadata"] = own
    floor = found["ack_floor"]["stream_seq"]
    if floor or config["deliver_policy"] != "all":
        config["opt_start_seq"] = max(floor + 1, config.get("opt_start_seq", 1))
        config["deliver_policy"] = "by_start_sequence"
        config.pop("opt_start_time", None)
    return config


def begins(config: Mapping[str, Any]) -> int:
    position: int = config.get("opt_start_seq", 1)
    return position


async def make(client: Client, stream: str, config: dict[str, Any]) -> None:
    """Make one that is not there: a second time would be refused where anything differs."""
    name = config["durable_name"]
    body = {"stream_name": stream, "config": config, "action": "create"}
    where = f"$JS.API.CONSUMER.CREATE.{stream}.{name}"
    if filtered := config.get("filter_subject"):
        where += f".{filtered}"
    reply = await client.request(where, json.dumps(body).encode(), timeout=5)
    if error := json.loads(reply.data).get("error"):
        raise DeploymentError(
            f"{stream}: consumer {name} could not be made again: {error['description']}. Its"
            f" settings are kept; mend the cause and run `yishi streams`."
        )


class NotKept(DeploymentError):
    """The file cannot be written."""
