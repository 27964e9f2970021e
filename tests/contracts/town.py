"""A server, its identities, and a department that runs the guide's own program there."""

import asyncio
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from nats.aio.client import Client

from runtime.envelope import GENESIS, START, Links, chain, subject
from tests.support.streams import eventually
from yishi.departments import accounts
from yishi.departments.register import Department, consumer
from yishi.development.servers.nats import Nats
from yishi.nats_conf import DEPLOY, READERS, SERVICES, departments_config, nats_config

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "examples" / "subscriber.py"
GUIDE = ROOT / "docs" / "guides" / "subscriber.md"

STREAM, DURABLE = "TOPICS", "dept-transport"
TYPE = "yishi.topics.TopicPlanned"
OURS, THEIRS = "620123109200", "511623100000"
ME = Department(DURABLE, {STREAM: ""}, password="secret")


SHARED = Links("internal")


def configuration(store_dir: Path, port: int, http_port: int) -> str:
    """A server with the one department."""
    accounts = store_dir.parent / "departments.conf"
    accounts.write_text(departments_config([ME]))
    passwords = dict.fromkeys((DEPLOY, *SERVICES, *READERS), "secret")
    return nats_config(store_dir, port, http_port, passwords, accounts.name)


def shown(language: str, title: str) -> str:
    """A block of the guide."""
    block = rf"```{language} title={re.escape(title)}\n(.*?)```"
    (text,) = re.findall(block, GUIDE.read_text("utf-8"), re.DOTALL)
    return str(text)


def body(position: int, links: Links = SHARED) -> bytes:
    """An event as the ledger holds it. Every third is another county's."""
    attributes = {
        "specversion": "1.0",
        "id": f"019ab000-0000-7000-8000-{position:012d}",
        "source": "/topics",
        "type": TYPE,
        **{name: said for name, said in links._asdict().items() if said},
        "sequence": f"{position:016d}",
        "unit": THEIRS if position % 3 == 0 else OURS,
        "unitname": "新营镇样例一村",
        "data": {"title": "集镇市场", "plan": "620123109000:2026:consultation"},
    }
    return json.dumps(attributes, ensure_ascii=False).encode()


def ours(until: int) -> list[int]:
    return [position for position in range(1, until + 1) if position % 3]


class Town:
    """A server, the identities that matter here, and the department's program."""

    def __init__(self, server: Nats, folder: Path, deploy: Client, relay: Client) -> None:
        self.server, self.folder, self.deploy, self.relay = server, folder, deploy, relay
        self.position, self.hash, self.tail = 0, GENESIS, START
        self.process: subprocess.Popen[str] | None = None

    async def publish(self, count: int, audience: str = "internal") -> None:
        """The next events, with the headers of the relay."""
        for _ in range(count):
            self.position += 1
            event = body(self.position, self.tail.links(audience, self.hash))
            self.hash = chain(self.hash, event)
            self.tail = self.tail.then(audience, self.hash)
            await self.send(event, {"Yishi-Hash": self.hash.hex()}, audience)

    async def send(self, event: bytes, headers: dict[str, str], audience: str = "internal") -> None:
        if headers:
            headers["content-type"] = headers.get("content-type", "application/cloudevents+json")
        reply = await self.relay.request(
            subject(TYPE, audience, OURS), event, headers=headers, timeout=5
        )
        assert "error" not in json.loads(reply.data)

    async def durable(self, personal: Sequence[str] = ()) -> None:
        """What `yishi department add` makes in advance, but for a shorter wait for its answer."""
        mine = replace(ME, personal=personal)
        config = {**consumer(mine, STREAM), "ack_wait": 1_000_000_000}
        reply = await self.deploy.request(
            f"$JS.API.CONSUMER.CREATE.{STREAM}.{DURABLE}",
            json.dumps({"stream_name": STREAM, "config": config, "pedantic": True}).encode(),
            timeout=5,
        )
        assert "error" not in json.loads(reply.data), reply.data

    @property
    def url(self) -> str:
        return accounts.url(ME, self.server.url)

    def start(self, **settings: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(PROGRAM)],
            cwd=self.folder,
            env={
                **os.environ,
                "YISHI_PLACE": OURS[:6],
                **({} if "NATS_URL" in settings else {"NATS_URL": self.url}),
                **settings,
            },
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
