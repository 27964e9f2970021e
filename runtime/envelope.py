"""Turn facts into the bytes that are stored, hashed and sent, and back. A fact is encoded once."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from json.encoder import encode_basestring as _json
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import TypeAdapter

from contracts.audience import Audience
from contracts.event import Event, Recorded, type_of
from contracts.places import subject_tail

GENESIS = bytes(32)
"""What the first event of a ledger is chained to."""

_HEADER = re.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_LINKS = re.compile(
    rb'","audience":"([a-z]+)"(?:,"follows":"([0-9a-f]{64})","previous":"([0-9a-f]{64})")?'
)
_IN_BODY = re.compile(rb',"traceparent":"([0-9a-f-]{55})","data":')


def chain(previous: bytes, body: bytes) -> bytes:
    """SHA-256(previous hash || body): one more link of the hash chain."""
    return hashlib.sha256(previous + body).digest()


def encode(record: Recorded[Event]) -> bytes:
    """The CloudEvents 1.0 structured-JSON bytes of a record."""
    head = (
        f'{{"specversion":{_json(record.specversion)},"id":"{record.id}"'
        f',"source":{_json(record.source)},"type":{_json(record.type)}'
        f',"audience":"{record.audience}"{_links(record)}'
        f',"subject":{_json(record.subject)},"time":"{timestamp(record.time)}"'
        f',"datacontenttype":{_json(record.datacontenttype)}'
        f',"dataschema":{_json(record.dataschema)},"sequence":"{record.sequence:016d}"'
        f',"streamversion":{record.streamversion},"unit":{_json(record.unit)}'
        f',"unitname":{_json(record.unitname)},"actor":{_json(record.actor)}'
        f',"actorrole":{_json(record.actorrole)},"commandid":"{record.commandid}"'
        f',"correlationid":{_json(record.correlationid)}'
    )
    if record.causationid:
        head += f',"causationid":"{record.causationid}"'
    if record.rules:
        head += f',"rules":{_json(record.rules)}'
    if record.traceparent:
        head += f',"traceparent":{_json(record.traceparent)}'
    # As `model_dump_json` does, without going through its keywords and through a text.
    data = record.data.__pydantic_serializer__.to_json(record.data)
    return b'%b,"data":%b}' % (head.encode(), data)


def _links(record: Recorded[Event]) -> str:
    if record.follows is None:
        return ""
    return f',"follows":"{record.follows}","previous":"{record.previous}"'


@lru_cache(1000)
def published_type(event: type[Event], service: str | None = None) -> str:
    """The type under which `service` records an event; every service records operators' events."""
    return f"yishi.{service}.{event.__name__}" if service else type_of(event)


@lru_cache(16)
def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC with microseconds: `2026-03-02T01:02:03.000004Z`."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@lru_cache(1000)
def data_schema(type_name: str) -> str:
    """`yishi.topics.TopicProposed` is described by `/schemas/topics/TopicProposed`."""
    _, service, event = type_name.split(".")
    return f"/schemas/{service}/{event}"


def subject(type_name: str, audience: str, unit: str) -> str:
    """The NATS subject: `yishi.topics.TopicProposed.personal.62.01.23.109.200`."""
    return f"{type_name}.{audience}.{subject_tail(unit)}"


class Links(NamedTuple):
    """What a body says of its audience, and of the events before it."""

    audience: str = ""
    follows: str | None = None
    previous: str | None = None


HEAD = 512
"""So many bytes of a body hold its `Links`."""


def links(body: bytes) -> Links:
    """Those of an event in a ledger, found without parsing it; none where it has none."""
    found = _LINKS.search(body, 0, HEAD)
    if not found:
        return Links()
    audience, *others = found.groups()
    return Links(audience.decode(), *(each.decode() if each else None for each in others))


class Tail(NamedTuple):
    """What the end of a chain means to the next event: the hash of the last event that is not
    personal, and whether a personal one came behind it."""

    shared: bytes
    personal: bool

    def then(self, audience: str, hash_: bytes) -> "Tail":
        """The end after one more event."""
        if audience == Audience.PERSONAL:
            return self if self.personal else Tail(self.shared, True)
        return Tail(hash_, False)

    def links(self, audience: str, hash_: bytes) -> Links:
        """What the next event says, where the chain ends with this hash."""
        if self.personal or audience == Audience.PERSONAL:
            return Links(audience, self.shared.hex(), hash_.hex())
        return Links(audience)


START = Tail(GENESIS, False)


def tail(body: bytes, hash_: bytes) -> Tail:
    """That of a chain which ends with this body, of which the first `HEAD` bytes do."""
    said = links(body)
    return Tail(bytes.fromhex(said.follows or ""), False).then(said.audience, hash_)


class Codec:
    """Reads bodies of the event types it knows. Others are not an error: `None`."""

    def __init__(self, events: Iterable[type[Event]], service: str | None = None) -> None:
        self._readers: dict[str, Callable[[bytes], Recorded[Any]]] = {
            published_type(event, service): TypeAdapter(
                Recorded[event]  # type: ignore[valid-type]
            ).validator.validate_json
            for event in events
        }

    def knows(self, type_name: str) -> bool:
        return type_name in self._readers

    def decode(self, type_name: str, body: bytes) -> Recorded[Any] | None:
        read = self._readers.get(type_name)
        return None if read is None else read(body)


def event_id(body: bytes) -> UUID:
    """The id inside a body of whatever type."""
    return UUID(json.loads(body)["id"])


def traceparent(header: str | None) -> str | None:
    """A caller's header (W3C Trace Context) if it is valid, because it stays in the history."""
    return header if header and _HEADER.fullmatch(header) else None


def traceparent_in(body: bytes) -> str | None:
    """The attribute of an event in a ledger, found without parsing the event."""
    found = _IN_BODY.search(body)
    return found[1].decode() if found else None
