"""The very code of the guide, as a department would run it: own process, own user, real server."""

import asyncio
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import nats
import nats.errors
import pytest
from nats.aio.client import Client

from runtime.envelope import GENESIS, chain, subject
from runtime.jetstream import connect
from runtime.streams import call, declaration
from tests.support.streams import eventually
from yishi.nats_conf import DEPLOY, READERS, SERVICES, nats_config, users
from yishi.servers import Nats

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "examples" / "subscriber.py"
GUIDE = ROOT / "docs" / "guides" / "subscriber.md"

STREAM, DURABLE = "TOPICS", "dept-transport"
TYPE = "yishi.topics.TopicPlanned"
OURS, THEIRS = "620123109200", "511623100000"
USERS = {
    user.name: user
    for user in users(
        dict.fromkeys((DEPLOY, *SERVICES, *READERS, DURABLE), "secret"),
        {DURABLE: [(STREAM, DURABLE)]},
    )
}


def shown(language: str, title: str) -> str:
    """A block of the guide."""
    block = rf"```{language} title={re.escape(title)}\n(.*?)```"
    (text,) = re.findall(block, GUIDE.read_text("utf-8"), re.DOTALL)
    return str(text)


def test_the_guide_shows_this_program() -> None:
    assert shown("python", "examples/subscriber.py") == PROGRAM.read_text("utf-8")


def body(position: int) -> bytes:
    """An event as the ledger holds it. Every third is another county's."""
    attributes = {
        "specversion": "1.0",
        "id": f"019ab000-0000-7000-8000-{position:012d}",
        "source": "/topics",
        "type": TYPE,
        "sequence": f"{position:016d}",
        "unit": THEIRS if position % 3 == 0 else OURS,
        "unitname": "新营镇样例一村",
        "data": {"title": "集镇市场", "plan": "620123109000:2026"},
    }
    return json.dumps(attributes, ensure_ascii=False).encode()


def ours(until: int) -> list[int]:
    return [position for position in range(1, until + 1) if position % 3]


class Town:
    """A server, the identities that matter here, and the department's program."""

    def __init__(self, server: Nats, folder: Path, deploy: Client, relay: Client) -> None:
        self.server, self.folder, self.deploy, self.relay = server, folder, deploy, relay
        self.position, self.hash = 0, GENESIS
        self.process: subprocess.Popen[str] | None = None

    async def publish(self, count: int) -> None:
        """The next events, with the headers of the relay."""
        for _ in range(count):
            self.position += 1
            event = body(self.position)
            self.hash = chain(self.hash, event)
            await self.send(event, {"Yishi-Hash": self.hash.hex()})

    async def send(self, event: bytes, headers: dict[str, str]) -> None:
        if headers:
            headers["content-type"] = headers.get("content-type", "application/cloudevents+json")
        reply = await self.relay.request(subject(TYPE, OURS), event, headers=headers, timeout=5)
        assert "error" not in json.loads(reply.data)

    async def durable(self) -> None:
        """What the operator makes in advance, from the guide's own settings."""
        config = {**json.loads(shown("json", "dept-transport.json")), "ack_wait": 1_000_000_000}
        reply = await self.deploy.request(
            f"$JS.API.CONSUMER.CREATE.{STREAM}.{DURABLE}",
            json.dumps({"stream_name": STREAM, "config": config, "pedantic": True}).encode(),
            timeout=5,
        )
        assert "error" not in json.loads(reply.data), reply.data

    def start(self) -> None:
        user = USERS[DURABLE]
        self.process = subprocess.Popen(
            [sys.executable, str(PROGRAM)],
            cwd=self.folder,
            env={**os.environ, "NATS_URL": user.url("127.0.0.1", self.server.port)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def rows(self, question: str) -> list[Any]:
        with suppress(sqlite3.OperationalError):  # before the program has made its tables
            connection = sqlite3.connect(self.folder / "subscriber.db")
            try:
                return connection.execute(question).fetchall()
            finally:
                connection.close()
        return []

    def reached(self) -> int:
        return len(self.rows("SELECT 1 FROM received"))

    def done(self) -> list[int]:
        return [row[0] for row in self.rows("SELECT sequence FROM news ORDER BY rowid")]

    async def until(self, position: int) -> None:
        async def there() -> bool:
            assert self.process is not None
            assert self.process.poll() is None, "the subscriber ended"
            return self.reached() >= position

        await eventually(there, f"the subscriber reaches {position}", within=30)

    async def verdict(self) -> tuple[int, str]:
        """Exit code and last line of a program that ends by itself."""
        assert self.process is not None
        said = (await asyncio.to_thread(self.process.communicate, timeout=30))[1]
        return self.process.returncode, said.strip().splitlines()[-1]

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Nats]:
    def conf(store: Path, port: int, http_port: int) -> str:
        return nats_config(store, port, http_port, USERS.values())

    with Nats(tmp_path / "nats", conf=conf) as running:
        yield running


@pytest.fixture
async def town(server: Nats, tmp_path: Path) -> AsyncIterator[Town]:
    deploy, relay = [
        await connect(server.url, name, "secret", name=name) for name in (DEPLOY, "topics")
    ]
    await call(deploy, "CREATE", STREAM, declaration("topics", max_bytes=2**26))
    here = Town(server, tmp_path, deploy, relay)
    await here.durable()
    try:
        yield here
    finally:
        here.kill()
        await deploy.close()
        await relay.close()


@pytest.mark.servers
async def test_every_event_once_in_order_through_kills_and_redelivery(town: Town) -> None:
    await town.publish(60)
    town.start()
    await town.until(20)
    town.kill()  # as a power cut would: perhaps between its commit and its acknowledgement
    await town.publish(60)

    # The server has handed out one event, and never heard of it again: it comes a second time.
    lost = await town.deploy.jetstream().pull_subscribe_bind(DURABLE, STREAM)
    with suppress(nats.errors.TimeoutError):
        await lost.fetch(1, timeout=3)
    assert (await town.deploy.jetstream().consumer_info(STREAM, DURABLE)).num_ack_pending == 1

    town.start()
    await town.until(120)

    assert town.done() == ours(120)


@pytest.mark.servers
async def test_a_durable_that_begins_anew_doubles_nothing(town: Town) -> None:
    await town.publish(30)
    town.start()
    await town.until(30)
    await town.deploy.jetstream().delete_consumer(STREAM, DURABLE)
    await town.durable()  # made anew by the operator: it begins at the first event again
    await town.publish(6)

    await town.until(36)  # the program ran on all the while

    assert town.done() == ours(36)


@pytest.mark.servers
@pytest.mark.parametrize(
    ("forged", "headers", "reason"),
    [
        (body(11).replace("市场".encode(), "广场".encode()), "true", "the hash chain breaks at"),
        (body(11), "wrong", "the hash chain breaks at /topics 11"),
        (body(11), "none", "TypeError"),
        (body(4), "true", "/topics 4 stands at the wrong place"),
        (b"no event at all", "true", "JSONDecodeError"),
        (b"no event at all", "json", "JSONDecodeError"),
        (b"[]", "true", "TypeError"),
    ],
)
async def test_a_forged_message_halts_it_and_is_never_passed(
    town: Town, forged: bytes, headers: str, reason: str
) -> None:
    await town.publish(10)
    true = {"Yishi-Hash": chain(town.hash, body(11)).hex()}
    await town.send(
        forged,
        {
            "true": true,
            "wrong": {"Yishi-Hash": "00" * 32},
            "none": {},
            "json": {**true, "content-type": "application/json"},
        }[headers],
    )
    await town.publish(3)  # behind it, and never to be read

    town.start()
    code, said = await town.verdict()

    assert code == 1
    assert said.startswith("Halted, and nothing behind it is read: ")
    assert reason in said
    assert town.reached() == 10
    assert town.done() == ours(10)


@pytest.mark.servers
async def test_a_restart_does_not_help_past_a_forged_message(town: Town) -> None:
    await town.publish(2)
    await town.send(body(3), {"Yishi-Hash": "00" * 32})
    for _ in range(2):
        town.start()
        code, said = await town.verdict()

        assert (code, town.reached()) == (1, 2)
        assert "the hash chain breaks at /topics 3" in said


@pytest.mark.servers
async def test_a_hole_in_the_stream_is_noticed(server: Nats, tmp_path: Path) -> None:
    deploy, relay = [
        await connect(server.url, name, "secret", name=name) for name in (DEPLOY, "topics")
    ]
    damaged = {**declaration("topics", max_bytes=2**26), "deny_delete": False}
    await call(deploy, "CREATE", STREAM, damaged)
    town = Town(server, tmp_path, deploy, relay)
    await town.durable()
    await town.publish(10)
    await call(deploy, "MSG.DELETE", STREAM, {"seq": 6})
    try:
        town.start()
        code, said = await town.verdict()
    finally:
        town.kill()
        await deploy.close()
        await relay.close()

    assert code == 1
    assert "/topics 6 to 6 are missing" in said
    assert town.reached() == 5


@pytest.mark.servers
async def test_told_to_stop_it_goes_without_a_fault(town: Town) -> None:
    await town.publish(3)
    town.start()
    await town.until(3)
    assert town.process is not None

    town.process.terminate()
    await asyncio.to_thread(town.process.communicate, timeout=20)

    assert town.process.returncode == 0


@pytest.mark.servers
async def test_without_its_durable_it_does_not_start(town: Town) -> None:
    await town.deploy.jetstream().delete_consumer(STREAM, DURABLE)
    town.start()
    code, _ = await town.verdict()  # the server lets no department make one

    assert code != 0
    assert await town.deploy.jetstream().consumers_info(STREAM) == []
