"""One event out of a stream or from HTTP, and how it is checked: its bytes against the chain, its
headers against its body, its signature against the service's key."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from runtime.envelope import chain, data_schema, subject
from runtime.keys import Trusted
from runtime.writing.ledger import Broken


class Message(NamedTuple):
    """One event out of a stream. `hash` is what the relay claims, and `chained` proves it;
    `signature` shows whether the service itself vouches for it (runtime/keys.py)."""

    position: int
    subject: str
    body: bytes
    hash: str
    epoch: str
    pending: int = 0
    """How many more the stream had when it sent this one."""
    signature: str | None = None
    claimed: str = ""
    """The position in its header."""
    content_type: str = ""
    traceparent: str = ""

    @property
    def type(self) -> str:
        """The type in the subject, which in a `chained` message is that of the body."""
        return ".".join(self.subject.split(".", 3)[:3])


class Foreign(Exception):
    """From this position on the stream holds events that its service did not sign, because somebody
    else published. Nobody acts on them; an operator must rebuild the stream."""

    def __init__(self, stream: str, position: int) -> None:
        super().__init__(f"{stream} position {position}: not signed by its service")
        self.stream, self.position = stream, position


_OF_RELAY = re.compile(
    r"NATS/1\.0\r\ncontent-type: (\S+)\r\nYishi-Position: (\S+)\r\nYishi-Hash: (\S+)\r\n"
    r"Yishi-Epoch: (\S+)\r\n(?:Yishi-Signature: (\S+)\r\n)?(?:traceparent: (\S+)\r\n)?"
    r"(?:Nats-\S+: \S+\r\n)*\r\n"
).fullmatch
"""Headers as our relay writes them: looked at once, they need not be taken apart."""


def of_wire(position: int, subject: str, body: bytes, headers: bytes, pending: int) -> Message:
    """Returns the message whose headers came from the connection as these bytes."""
    text = headers.decode(errors="replace")
    if found := _OF_RELAY(text):
        content_type, claimed, hash_, epoch, signature, trace = found.groups()
        return Message(
            *(position, subject, body, hash_, epoch, pending),
            *(signature, claimed, content_type, trace or ""),
        )
    return of_headers(position, subject, body, header_lines(text), pending)


def header_lines(text: str) -> dict[str, str]:
    """Returns the headers that stand in these lines; a line that is none hides no other."""
    lines = [line.partition(":") for line in text.split("\r\n")]
    return {name: value.strip(" \t") for name, colon, value in lines if colon}


def of_headers(
    position: int, subject: str, body: bytes, headers: Mapping[str, str], pending: int = 0
) -> Message:
    """Returns the message with these headers, of which any may be missing."""
    said = headers.get
    return Message(
        position,
        subject,
        body,
        said("Yishi-Hash", ""),
        said("Yishi-Epoch", ""),
        pending,
        said("Yishi-Signature"),
        said("Yishi-Position", ""),
        said("content-type", ""),
        said("traceparent", ""),
    )


def chained(stream: str, found: Sequence[Message], previous: bytes) -> bytes:
    """The chain's hash after these messages. Raises `Broken` at the first whose hash, or whose
    headers and subject, do not fit its body."""
    for message in found:
        previous = chain(previous, message.body)
        if message.hash != previous.hex():
            raise Broken(f"stream {stream}", message.position, message.hash, previous.hex())
        if not _wrapped_right(message) and (wrong := misfit(message)):
            raise Broken(f"stream {stream}", message.position, *wrong)
    return previous


CONTENT_TYPE = "application/cloudevents+json"
_EPOCH = re.compile(r"[0-9a-f]{32}")


def misfit(message: Message) -> tuple[str, str] | None:
    """The first of subject, position, content type and epoch that does not fit the body, as (found,
    expected); `None` where all fit."""
    try:
        event = json.loads(message.body)
        where = subject(event["type"], event["audience"], event["unit"])
        position = int(event["sequence"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return "a body that cannot be read", "a CloudEvent"
    for name, found, wanted in (
        ("subject", message.subject, where),
        ("position in its body", str(position), str(message.position)),
        ("Yishi-Position", message.claimed, str(message.position)),
        ("content-type", message.content_type, CONTENT_TYPE),
    ):
        if found != wanted:
            return f"{name} {found}", wanted
    if not _EPOCH.fullmatch(message.epoch):
        return f"Yishi-Epoch {message.epoch}", "32 hexadecimal digits"
    return None


def _wrapped_right(message: Message) -> bool:
    """Check what `misfit` checks without reading JSON: a body of our own writer has a head that its
    subject foretells. False where the body is another's, or something is wrong."""
    position, where, body, _, epoch, _, _, claimed, content_type, _ = message
    source, sequence, unit = _foretold(where)
    if not (
        content_type == CONTENT_TYPE
        and claimed == str(position)
        and len(epoch) == 32
        and body.startswith(source, _AFTER_ID)
    ):
        return False
    # None of these can stand within a text: its quotation marks are escaped.
    place = body.find(sequence % position, _AFTER_ID)
    return place > 0 and body.find(unit, place, place + len(sequence) + 64) > 0


_AFTER_ID = len('{"specversion":"1.0","id":"') + 36


@lru_cache(10_000)
def _foretold(subject: str) -> tuple[bytes, bytes, bytes]:
    """Three parts of the head of a body (`envelope.encode`): after the id, around the position, and
    after the version of the stream."""
    yishi, _, rest = subject.partition(".")
    service, event, audience, *unit = rest.split(".") if rest.count(".") == 7 else ("", "", "")
    if [len(each) for each in unit] != [2, 2, 2, 3, 3]:
        return b"\0", b"\0%d", b"\0"  # of no event of ours
    name = f"{yishi}.{service}.{event}"
    schema = data_schema(name).replace("%", "%%")
    return (
        f'","source":"/{service}","type":"{name}","audience":"{audience}",'.encode(),
        (
            f'","datacontenttype":"application/json","dataschema":"{schema}",'
            '"sequence":"%016d","streamversion":'
        ).encode(),
        f',"unit":"{"".join(unit)}","unitname":'.encode(),
    )


def vouched(trusted: Trusted, service: str) -> Callable[[Message], bool]:
    """A test whether the service itself says what a message claims. Messages older than its first
    key are unsigned, and fixed by the hash that this key continues."""

    def says(message: Message) -> bool:
        try:
            hash_ = bytes.fromhex(message.hash)
        except ValueError:
            return False
        return trusted.endorses(service, message.position, hash_, message.signature)

    return says
