"""What a department can do to others: every request it has, with every answer that would hurt.

Departments live in NATS accounts of their own (docs/decisions/0009). Here one of them is hostile,
with its own password and nothing else, on a server with both ways to name acknowledgements.
"""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nats
import pytest
from nats.aio.client import Client
from nats.errors import NoRespondersError, TimeoutError
from nats.js.errors import APIError

from runtime.carrying.streams import call, declaration
from tests.hostile.test_nats import OTHERS, READING, subjects
from yishi import nats_conf
from yishi.departments.register import Department, consumer
from yishi.development.servers.nats import Nats

pytestmark = pytest.mark.servers

PASSWORDS = dict.fromkeys((nats_conf.DEPLOY, *nats_conf.SERVICES, *nats_conf.READERS), "ours")
EVIL, GOOD = (
    Department(name, {"TOPICS": "", "OUTCOMES": ""}, password="theirs")
    for name in ("dept-evil", "dept-good")
)
EVENT = "yishi.topics.Evil.internal.62.01.23.109.210"
HURTS = (
    *(f"yishi.{service}.Evil.62.01.23.109.210" for service in nats_conf.SERVICES),
    "$JS.API.CONSUMER.DELETE.TOPICS.dept-good",
    "$JS.API.CONSUMER.DELETE.TOPICS.dept-evil",
    "$JS.API.CONSUMER.PAUSE.TOPICS.dept-good",
    "$JS.API.CONSUMER.CREATE.TOPICS.dept-good",
    "$JS.API.STREAM.DELETE.TOPICS",
    "$JS.API.STREAM.PURGE.TOPICS",
    "$JS.API.STREAM.CREATE.EVIL",
    "$JS.ACK.TOPICS.dept-good.1.1.1.1.0",
    "$JS.ACK._._.TOPICS.dept-good.1.1.1.1.0",
    "_INBOX.deploy.evil",
    "_INBOX.topics.evil",
    "_INBOX.dept-good.evil",
    "EVENTS.CONSUMER.MSG.NEXT.TOPICS.dept-good",
    "$SYS.REQ.SERVER.PING",
)
"""Where an answer, or a copy, would do harm."""
OWN = tuple(
    request
    for stream in EVIL.streams
    for request in (
        f"EVENTS.CONSUMER.MSG.NEXT.{stream}.dept-evil",
        f"$JS.ACK.{stream}.dept-evil.1.1.1.1.0",
        f"$JS.ACK._._.{stream}.dept-evil.1.1.1.1.0",
        f"$JS.ACK._._.{stream}.dept-evil.1.1.1.1.0.x",
    )
)
"""All that reaches us from it."""
TRIED = (
    *(each for verb in sorted(READING | OTHERS) for each in subjects(verb)),
    *(
        each.replace("$JS.API", "EVENTS")
        for verb in sorted(READING | OTHERS)
        for each in subjects(verb)
    ),
    *(f"EVENTS.CONSUMER.{verb}.TOPICS.dept-good" for verb in ("MSG.NEXT", "INFO", "DELETE")),
    *(f"$JS.API.CONSUMER.{verb}.TOPICS.dept-good" for verb in ("MSG.NEXT", "INFO", "DELETE")),
    *(f"$JS.API.CONSUMER.{verb}.TOPICS.dept-evil" for verb in ("MSG.NEXT", "INFO", "DELETE")),
    "EVENTS.CONSUMER.MSG.NEXT.MEETINGS.dept-evil",
    "$JS.ACK.TOPICS.dept-good.1.1.1.1.0",
    "$JS.ACK._._.TOPICS.dept-good.1.1.1.1.0",
    "$JS.ACK.MEETINGS.dept-evil.1.1.1.1.0",
    "$SYS.REQ.SERVER.PING",
    "$SYS.REQ.SERVER.x.RELOAD",
    "$SYS.REQ.ACCOUNT.PING.CONNZ",
    "$SYS.REQ.USER.INFO",
    "$SYS.ACCOUNT.YISHI.CONNECT",
    "$JS.EVENT.ADVISORY.API",
    "_R_.x",
    EVENT,
)
"""What it has no right to."""


def configuration(acknowledgements: str) -> Any:
    def conf(store_dir: Path, port: int, http_port: int) -> str:
        accounts = store_dir.parent / "departments.conf"
        accounts.write_text(nats_conf.departments_config([EVIL, GOOD]))
        text = nats_conf.nats_config(store_dir, port, http_port, PASSWORDS, accounts.name)
        return acknowledgements + text

    return conf


@pytest.fixture(
    scope="module", params=["", "feature_flags { js_ack_fc_v2: true }\n"], ids=["", "v2"]
)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Nats]:
    with Nats(tmp_path_factory.mktemp("nats"), conf=configuration(request.param)) as server:
        yield server


@asynccontextmanager
async def ours(server: Nats, user: str) -> AsyncIterator[Client]:
    inbox = f"_INBOX.{user}".encode()
    client = await nats.connect(server.url, user=user, password="ours", inbox_prefix=inbox)
    try:
        yield client
    finally:
        await client.close()


@asynccontextmanager
async def department(server: Nats, name: str = EVIL.name) -> AsyncIterator[Client]:
    client = await nats.connect(server.url, user=name, password="theirs", allow_reconnect=False)
    try:
        yield client
    finally:
        await client.close()


@dataclass
class State:
    """What nobody but its owner may move: ends of streams, all consumers, where the good one is."""

    ends: list[tuple[str, int, int]]
    consumers: list[Any]
    good: tuple[int, int]


async def state(deploy: Client) -> State:
    jetstream = deploy.jetstream()
    streams = sorted(await jetstream.streams_info(), key=lambda each: str(each.config.name))
    consumers = [
        (each.stream_name, each.name, each.config)
        for stream in streams
        for each in await jetstream.consumers_info(str(stream.config.name))
    ]
    info = await jetstream.consumer_info("TOPICS", GOOD.name)
    return State(
        [(str(each.config.name), each.state.messages, each.state.last_seq) for each in streams],
        sorted(consumers, key=lambda each: each[:2]),
        (info.ack_floor.stream_seq if info.ack_floor else 0, info.num_ack_pending or 0),
    )


@pytest.fixture
async def deploy(server: Nats) -> AsyncIterator[Client]:
    """The deploy identity, with streams and durables there, and some events."""
    async with ours(server, nats_conf.DEPLOY) as deploy, ours(server, "topics") as topics:
        found = {each.config.name for each in await deploy.jetstream().streams_info()}
        for service in nats_conf.SERVICES:
            if service.upper() not in found:
                wanted = declaration(service, max_bytes=2**26)
                await call(deploy, "CREATE", service.upper(), wanted)
        for each in (EVIL, GOOD):
            for stream in each.streams:
                body = {"stream_name": stream, "config": consumer(each, stream)}
                where = f"$JS.API.CONSUMER.CREATE.{stream}.{each.name}"
                reply = await deploy.request(where, json.dumps(body).encode(), timeout=5)
                assert "error" not in json.loads(reply.data), reply.data
        for number in range(3):
            await topics.jetstream().publish(
                f"yishi.topics.X.internal.62.01.23.109.{number:03}", b"{}"
            )
        yield deploy


@pytest.fixture
async def untouched(deploy: Client) -> AsyncIterator[Client]:
    """The deploy identity; when the test is over, nothing of ours has changed."""
    before = await state(deploy)
    yield deploy
    assert await state(deploy) == before


async def read(server: Nats, name: str, stream: str = "TOPICS") -> bytes:
    """The next event of a department, acknowledged."""
    async with department(server, name) as client:
        pull = await client.jetstream(prefix="EVENTS").pull_subscribe_bind(name, stream)
        [message] = await pull.fetch(1, timeout=5)
        await message.ack_sync(timeout=5)
        return message.data


async def test_each_reads_its_own_and_acknowledges(server: Nats, untouched: Client) -> None:
    assert await read(server, EVIL.name) == b"{}"
    info = await untouched.jetstream().consumer_info("TOPICS", EVIL.name)
    assert info.num_ack_pending == 0
    assert info.ack_floor is not None
    assert info.ack_floor.stream_seq >= 1


@pytest.mark.parametrize("hurt", HURTS)
async def test_no_answer_to_its_requests_goes_where_it_would_hurt(
    server: Nats, untouched: Client, hurt: str
) -> None:
    async with department(server) as evil:
        for request in (*OWN, *TRIED):
            for body in (b"", b'{"batch": 3, "no_wait": true}', b"+NXT", b"-NAK"):
                await evil.publish(request, body, reply=hurt)
        await evil.publish(hurt, b"{}")
        await evil.flush()
    await asyncio.sleep(0.2)


async def test_what_it_has_no_right_to_is_never_answered(server: Nats, untouched: Client) -> None:
    async with department(server) as evil:
        for subject in TRIED:
            with pytest.raises((NoRespondersError, TimeoutError)):
                await evil.request(subject, b"{}", timeout=0.3)


async def test_it_hears_nothing_of_anybody_else(server: Nats, untouched: Client) -> None:
    async with department(server) as evil, ours(server, "topics") as topics:
        heard: list[str] = []

        async def hear(message: Any) -> None:
            heard.append(message.subject)

        for subject in (">", "yishi.>", "$JS.>", "_INBOX.>", "$SYS.>", "_R_.>"):
            await evil.subscribe(subject, cb=hear)
        await evil.flush()
        await topics.jetstream().stream_info("TOPICS")
        await asyncio.sleep(0.3)
        assert heard == []


def flood(server: Nats, lines: bytes, seconds: float = 0) -> bytes:
    """As the hostile department, once or for so long; what the server said."""
    greeting = {"user": EVIL.name, "pass": EVIL.password, "verbose": False, "headers": True}
    said, until = b"", time.monotonic() + seconds
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as wire:
        wire.sendall(b"CONNECT " + json.dumps(greeting).encode() + b"\r\n")
        try:
            while True:
                wire.sendall(lines + b"PING\r\n")
                answer = b""
                while b"PONG" not in answer:
                    if not (more := wire.recv(1 << 20)):
                        return said + answer
                    answer = answer[-4:] + more
                    said = (said + more)[-10_000:]
                if time.monotonic() > until:
                    return said
        except ConnectionError:
            return said


async def answered(server: Nats) -> None:
    """Ours are answered by JetStream, and by the stream itself: refused, for nothing may change."""
    async with ours(server, "topics") as topics:
        for _ in range(10):
            await topics.jetstream().stream_info("TOPICS")
            elsewhere = {"Nats-Expected-Stream": "elsewhere"}
            with pytest.raises(APIError):
                await topics.jetstream().publish(EVENT, b"", timeout=5, headers=elsewhere)


@pytest.mark.parametrize(
    "subject",
    [
        "$JS.API.INFO",
        "$JS.API.CONSUMER.INFO.TOPICS.dept-evil",
        "EVENTS.CONSUMER.INFO.TOPICS.dept-evil",
        "$SYS.REQ.USER.INFO",
        "$SYS.REQ.ACCOUNT.PING.CONNZ",
        "anything",
    ],
)
async def test_while_it_floods_ours_are_answered(
    server: Nats, untouched: Client, subject: str
) -> None:
    """From within our own account, or with its durable's state to be asked for, such a flood drops
    everybody's requests from the one queue of JetStream's."""
    lines = (
        b"SUB _INBOX.x 1\r\nUNSUB 1 1\r\n" + f"PUB {subject} _INBOX.x 0\r\n\r\n".encode() * 5_000
    )
    flooding = asyncio.create_task(asyncio.to_thread(flood, server, lines, 3))
    await asyncio.sleep(0.5)
    await answered(server)
    await flooding


async def test_twenty_thousand_open_pulls_stop_nobody(server: Nats, untouched: Client) -> None:
    request = b"EVENTS.CONSUMER.MSG.NEXT.TOPICS.dept-evil"
    body = b'{"batch":1,"expires":60000000000}'
    pull = b"PUB %s _INBOX.x.y %d\r\n%s\r\n" % (request, len(body), body)
    await asyncio.to_thread(flood, server, b"SUB _INBOX.x.> 1\r\n" + pull * 20_000)

    await answered(server)
    pulled = await untouched.jetstream().consumer_info("TOPICS", EVIL.name)
    assert (pulled.num_waiting or 0) <= 512


async def test_what_it_may_not_do_leaves_no_line_in_the_log(
    server: Nats, untouched: Client
) -> None:
    before = server.log.stat().st_size
    lines = "".join(f"PUB {subject} _INBOX.x 0\r\n\r\n" for subject in TRIED)
    await asyncio.to_thread(flood, server, lines.encode())

    assert server.log.stat().st_size == before


async def test_connections_subscriptions_and_payloads_are_few_and_small(
    server: Nats, untouched: Client
) -> None:
    large = await asyncio.to_thread(flood, server, b"PUB x 5000\r\n" + bytes(5000) + b"\r\n")
    assert b"Maximum Payload Violation" in large
    many = b"".join(b"SUB x.%d %d\r\n" % (number, number) for number in range(100))
    assert b"maximum subscriptions exceeded" in await asyncio.to_thread(flood, server, many)
    async with AsyncExitStack() as stack:
        for _ in range(nats_conf.connections(EVIL)):
            await stack.enter_async_context(department(server))
        refused = await asyncio.to_thread(flood, server, b"")
        assert b"maximum account active connections exceeded" in refused
        async with department(server, GOOD.name):
            pass
    await answered(server)


async def test_it_reads_an_event_as_large_as_they_get(server: Nats, deploy: Client) -> None:
    """The limit is on what it sends."""
    async with ours(server, "outcomes") as outcomes:
        subject = "yishi.outcomes.X.internal.62.01.23.109.210"
        await outcomes.jetstream().publish(subject, bytes(900_000), timeout=5)
    assert len(await read(server, GOOD.name, "OUTCOMES")) == 900_000
