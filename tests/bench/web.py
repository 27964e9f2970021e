"""Commands over HTTP, to the real process of the topics service as `make up` starts it."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import httpx2

from runtime.actor import Actor, Grant
from runtime.ids import uuid7
from runtime.submission import Submission
from services.topics.wiring import PERSONAL_TABLES, TOPICS
from tests.bench.results import Number
from tests.support import keys
from tests.support.servers import NatsServer, PostgresServer, empty_database
from tests.support.service import bench
from tests.support.streams import connected, declare
from tests.support.tokens import Issuer
from tests.topics.situations import COUNTY, adoption
from yishi.development.servers.process import free_port

OFFICE = Actor("li", (Grant.model_validate({"role": "cppcc-office", "scope": "620123"}),))

ROUNDS, SECONDS, CONNECTIONS = 3, 4.0, 64


async def measure(postgres: PostgresServer, nats: NatsServer) -> list[Number]:
    ours, bare, client = [], [], []
    async with (
        empty_database(postgres) as database,
        _issuing() as issuer,
        connected(nats.url) as streams,
        _keys("topics", "outcomes", "members") as data,
    ):
        for name in ("topics", "outcomes", "members"):
            await declare(streams, name)
        async with bench(TOPICS, database, personal=PERSONAL_TABLES) as found:
            await found.writer.ask(Submission(COUNTY, adoption, OFFICE, uuid7()))
        token = issuer.token("wei", ("clerk", "620123"))
        settings = {
            "YISHI_DATA": data,
            "YISHI_ISSUER_URL": issuer.url,
            "YISHI_NATS_URL": nats.url,
            "YISHI_TOPICS_DATABASE_URL": database,
            "YISHI_LOG_LEVEL": "WARNING",
        }
        for _ in range(ROUNDS):  # by turns, so that the machine's moods are shared
            async with _serving("runtime.run", "topics", settings) as port:
                found = await _load(port, token)
                ours.append(found["rate"])
            async with _serving("tests.bench.validating", None, {}) as port:
                found = await _load(port, token)
                bare.append(found["rate"])
                client.append(found["client"])
    rate, wanted = median(ours), median(bare)
    return [
        Number(
            "http_commands",
            rate,
            "commands/s",
            f"FastAPI that only validates the body: {wanted:,.0f}/s"
            f" (client of our own, busy for {max(client):.0%} of a core)",
            rate / wanted,
            0.5,
        )
    ]


@asynccontextmanager
async def _keys(*services: str) -> AsyncIterator[str]:
    """A data folder with the keys of these services."""
    with TemporaryDirectory() as folder:
        keys.write(Path(folder), services)
        yield folder


@asynccontextmanager
async def _issuing() -> AsyncIterator[Issuer]:
    with Issuer() as issuer:
        yield issuer


@asynccontextmanager
async def _serving(
    module: str, name: str | None, settings: Mapping[str, str]
) -> AsyncIterator[int]:
    """The port of a server in a process of its own."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, name or str(port)),
        env={**os.environ, **settings, "YISHI_TOPICS_PORT": str(port)},
    )
    try:
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            for _ in range(600):
                try:
                    if (await client.get("/readyz")).status_code in (200, 404):
                        break
                except httpx2.TransportError:
                    pass
                assert process.returncode is None, f"{module} ended"
                await asyncio.sleep(0.1)
        yield port
    finally:
        process.terminate()
        await process.wait()


async def _load(port: int, token: str) -> dict[str, Any]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.load", str(port), str(CONNECTIONS), str(SECONDS)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate(token.encode())
    assert process.returncode == 0, "the load client failed"
    found: dict[str, Any] = json.loads(said)
    assert set(found["statuses"]) == {"201"}, found
    return found
