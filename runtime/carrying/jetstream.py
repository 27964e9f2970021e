"""Connections to NATS, and what a server says of a stream."""

import asyncio
import json
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import nats.errors
import nats.js.errors
from nats.aio.client import Client, Srv
from nats.aio.msg import Msg

from runtime.carrying.message import Message, header_lines, of_headers
from runtime.envelope import GENESIS
from runtime.keys import Trusted

log = logging.getLogger(__name__)

TROUBLE = (nats.errors.Error, TimeoutError, OSError)
"""NATS is away or in doubt; trying again may help. API errors are among these."""


def stream_name(service: str) -> str:
    return service.upper()


def papers_stream(service: str) -> str:
    """The stream with the second copy of a service's papers."""
    return f"PAPERS_{service.upper()}"


class Doubt(Exception):
    """A consumer or a connection can no longer be trusted, so its user begins again."""


Raw = tuple[str, str, bytes, bytes]
"""Subject, reply, data and headers of a message: a `Msg` of them takes longer than its hash."""


class _Client(Client):
    """nats-py with four changes. It reads headers by lines: nats-py looks at each character of each
    name. It gives pulled messages straight to the reader. It waits without `wait_for`, which
    forgets a cancellation that comes together with the answer (before Python 3.12). It closes a
    connection that a server took without a word."""

    async def request(
        self,
        subject: str,
        payload: bytes = b"",
        timeout: float | None = 0.5,
        old_style: bool = False,
        headers: dict[str, Any] | None = None,
    ) -> Msg:
        try:
            async with asyncio.timeout(timeout):
                return await super().request(
                    subject,
                    payload,
                    None,  # type: ignore[arg-type]  # as long as the block lets it
                    old_style,
                    headers,
                )
        except TimeoutError as error:
            raise nats.errors.TimeoutError from error

    async def _connect_to_server(self, s: Srv) -> None:
        if self._transport is not None:
            self._transport.close()  # type: ignore[no-untyped-call]
        await super()._connect_to_server(s)

    def __init__(self) -> None:
        super().__init__()
        self.pulls: dict[int, Callable[[Raw], None]] = {}
        """What takes the messages of a subscription, by its number."""

    async def _process_msg(
        self, sid: int, subject: bytes, reply: bytes, data: bytes, headers: bytes
    ) -> None:
        if (take := self.pulls.get(sid)) is None:
            await super()._process_msg(sid, subject, reply, data, headers)
            return
        take((subject.decode(), reply.decode(), data, headers or b""))

    @staticmethod
    def _parse_header_lines(raw: bytes) -> dict[str, str]:
        return header_lines(raw.decode(errors="replace"))


async def connect(url: str, user: str = "", password: str = "", name: str = "") -> Client:
    """Connect to NATS. The connection never gives up and sends nothing late. Raises
    `ConnectionError` with the server's words where it does not come about in five seconds."""
    client, last = _Client(), ""

    async def failed(error: Exception) -> None:
        """Log an error once, not at each of four attempts a second."""
        nonlocal last
        if (said := str(error) or type(error).__name__) != last:
            last = said
            log.warning("NATS: %s", said)

    async def back() -> None:
        nonlocal last
        last = ""

    connecting = client.connect(
        servers=url.split(","),
        user=user or None,
        password=password or None,
        name=name,
        inbox_prefix=f"_INBOX.{user}" if user else "_INBOX",
        error_cb=failed,
        reconnected_cb=back,
        allow_reconnect=True,
        max_reconnect_attempts=-1,
        reconnect_time_wait=0.25,  # type: ignore[arg-type]  # seconds, and fractions do work
        connect_timeout=2,
        ping_interval=2,  # a connection that has gone silent is given up after six seconds
        max_outstanding_pings=2,
        pending_size=0,
    )
    try:
        async with asyncio.timeout(5):
            await connecting
    except TimeoutError:
        await client.close()
        raise ConnectionError(last or "no answer within 5 seconds") from None
    return client


@dataclass(frozen=True, slots=True)
class StreamEnd:
    last: int
    messages: int
    size: int
    """Bytes of all messages."""
    created: str
    config: dict[str, Any]


async def stream_end(client: Client, stream: str, timeout: float = 2) -> StreamEnd | None:
    """The end of a stream; `None` where there is no such stream. Raises what `TROUBLE` lists."""
    reply = await client.request(f"$JS.API.STREAM.INFO.{stream}", b"", timeout=timeout)
    answer = json.loads(reply.data)
    if error := answer.get("error"):
        if error.get("err_code") == 10059:
            return None
        raise nats.js.errors.APIError.from_error(error)
    state = answer["state"]
    return StreamEnd(
        state["last_seq"], state["messages"], state["bytes"], answer["created"], answer["config"]
    )


async def message_at(client: Client, stream: str, position: int) -> Message | None:
    """One message by its sequence, from the stream's leader; `None` where it is missing."""
    try:
        raw = await client.jetstream(timeout=2).get_msg(stream, position)
    except nats.js.errors.NotFoundError:
        return None
    return of_headers(position, raw.subject or "", raw.data or b"", raw.headers or {})


async def adopted(client: Client, stream: str, service: str, trusted: Trusted) -> None:
    """Trust the keys that a service has adopted. Its own stream lists them, and need not be
    believed: each is signed by the key before it."""
    known = trusted.of(service)
    after = max(known[-1].since - 2, 0) if known else 0
    while True:
        wanted = {"next_by_subj": f"yishi.{service}.KeyAdopted.>", "seq": after + 1}
        reply = await client.request(
            f"$JS.API.STREAM.MSG.GET.{stream}", json.dumps(wanted).encode(), timeout=2
        )
        answer = json.loads(reply.data)
        if "error" in answer:
            return
        after = answer["message"]["seq"]
        found = await message_at(client, stream, after)
        before = await message_at(client, stream, after - 1) if after > 1 else None
        previous = before.hash if before else GENESIS.hex()
        learnt = False
        if found is not None:
            with suppress(ValueError):
                hash_ = bytes.fromhex(previous)
                learnt = trusted.learn(service, after, hash_, found.body, found.signature)
        if not learnt:
            return  # somebody else's, and so is all that follows it
