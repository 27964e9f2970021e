"""Clerks who ask until they are answered, and the auditor who compares what they were told."""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID, uuid4

import asyncpg
import httpx2

from runtime.carrying.jetstream import StreamEnd, stream_end, stream_name
from tests.faults.counters import ECHO, SERVICES
from tests.faults.deployment import PATIENCE, Deployment, Program
from tests.support.auditing import audited
from tests.support.streams import connected, eventually, everything

VILLAGE = "620123109200"


@dataclass
class Clerks:
    """A load that never gives up on a command: the same key again, until the answer is there.
    Enter it, so that its connections are closed in the end."""

    deployment: Deployment
    many: int = 6
    seed: int = 0
    asked: dict[UUID, int] = field(default_factory=dict)
    """Per idempotency key: how many events it must become."""
    acknowledged: dict[UUID, bytes] = field(default_factory=dict)
    """Per idempotency key: the answer, byte for byte."""
    wrong: list[str] = field(default_factory=list)
    """Answers that nobody should ever get."""

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._headers = {"Authorization": f"Bearer {self.deployment.token()}"}
        self._counters: list[UUID] = []
        self._web = httpx2.AsyncClient(trust_env=False, timeout=5)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Commands go on inside; every one of them has its answer afterwards."""
        self._enough = False
        tasks = [asyncio.create_task(self._work()) for _ in range(self.many)]
        try:
            yield
            self._enough = True
            await asyncio.wait_for(asyncio.gather(*tasks), PATIENCE)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._web.aclose()

    async def _work(self) -> None:
        while not self._enough:
            key = await self.ask()
            if self._random.random() < 0.05:
                await self._again(key)

    async def ask(self) -> UUID:
        """One command, until it is answered."""
        if not self._counters or self._random.random() < 0.6:
            key = uuid4()
            await self._until_answered(key, "/counters", _begin(key), 1)
            self._counters.append(key)
            return key
        key, by = uuid4(), self._random.randint(1, 3)
        counter = self._random.choice(self._counters)
        await self._until_answered(key, f"/counters/{counter}/raises", {"by": by}, by)
        return key

    async def _until_answered(self, key: UUID, path: str, body: object, events: int) -> bytes:
        self.asked[key] = events
        while True:
            program = self._random.choice(self.deployment.replicas("counting"))
            try:
                answer = await self._web.post(
                    program.url + path,
                    json=body,
                    headers={**self._headers, "Idempotency-Key": str(key)},
                )
            except httpx2.TransportError:
                self.look_after_programs()
                await asyncio.sleep(0.1)
                continue
            if answer.is_success:
                if self.acknowledged.setdefault(key, answer.content) != answer.content:
                    self.wrong.append(f"{key} was answered differently the second time")
                return answer.content
            if answer.status_code != 503:
                self.wrong.append(f"{answer.status_code} {answer.text}")
                return b""
            await asyncio.sleep(0.1)

    def look_after_programs(self) -> None:
        """None may end by itself, whatever was done to the servers."""
        self.wrong += filter(None, (each.died() for each in self.deployment.programs))

    async def _again(self, key: UUID) -> None:
        """The same key once more: the same answer, and nothing recorded twice."""
        if self.asked[key] == 1 and key in self._counters:
            await self._until_answered(key, "/counters", _begin(key), 1)

    async def effect(self, within: float = PATIENCE) -> float:
        """Seconds until a command asked now is answered and its effect committed in echo."""
        started = time.monotonic()
        key = uuid4()
        await asyncio.wait_for(self._until_answered(key, "/counters", _begin(key), 1), within)
        while not await self._echoed(key):
            waited = time.monotonic() - started
            logs = "\n".join(each.last_words() for each in self.deployment.programs)
            assert waited < within, f"no effect after {waited:.0f} s\n{logs}"
            self.look_after_programs()
            await asyncio.sleep(0.02)
        return time.monotonic() - started

    async def _echoed(self, key: UUID) -> bool:
        try:
            connection = await asyncpg.connect(self.deployment.dsn("echo"), timeout=5)
        except (OSError, TimeoutError, asyncpg.PostgresError):
            return False
        try:
            query = "SELECT 1 FROM counters WHERE counter = $1"
            return await connection.fetchval(query, str(key)) is not None
        finally:
            await connection.close()


def _begin(key: UUID) -> dict[str, str]:
    return {"unit": VILLAGE, "label": f"样例 {key}"}


@dataclass
class Audit:
    """What the auditor says. All zero but the first is sound."""

    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    gaps: int = 0
    wrong_bytes: int = 0
    findings: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not (
            self.lost or self.doubled or self.gaps or self.wrong_bytes or self.findings
        ) and bool(self.acknowledged)


async def audit(deployment: Deployment, clerks: Clerks, settle: float = PATIENCE) -> Audit:
    """Wait until all are at work, and everything has been carried and read, or that long each;
    then compare everything."""
    clerks.look_after_programs()
    said = Audit(len(clerks.acknowledged), findings=await _not_ready(deployment, settle))
    connections = {name: await asyncpg.connect(deployment.dsn(name)) for name in SERVICES}
    try:
        async with connected(deployment.nats.url) as client:
            await _settled(connections, client, settle)
            rows = {
                name: await connection.fetch("SELECT * FROM ledger ORDER BY position")
                for name, connection in connections.items()
            }
            _commands(said, clerks, rows["counting"])
            _effects(said, rows["counting"], rows["echo"])
            for name in SERVICES:
                said.gaps += _gaps([row["position"] for row in rows[name]])
                await _stream(said, client, name, rows[name])
            said.findings += await audited(SERVICES, connections, client, SERVICES)
    finally:
        for connection in connections.values():
            await connection.close()
    clerks.look_after_programs()
    said.findings += clerks.wrong
    return said


async def _not_ready(deployment: Deployment, within: float) -> list[str]:
    """Who does not come to work: its twin would do everything, and nobody would notice."""

    async def why_not(program: Program) -> str:
        try:
            await program.ready(within)
        except AssertionError as error:
            return f"not ready: {error}"
        return ""

    found = await asyncio.gather(*(why_not(each) for each in deployment.programs))
    return [each for each in found if each]


async def _settled(connections, client, within: float) -> None:
    read = "SELECT position FROM readers WHERE source = 'COUNTING'"

    async def carried_and_read() -> bool:
        heads = {
            name: await each.fetchval("SELECT position FROM ledger_head")
            for name, each in connections.items()
        }
        ends = {name: await stream_end(client, stream_name(name)) for name in connections}
        reached = await connections[ECHO.name].fetchval(read)
        return reached >= heads["counting"] and all(
            end and end.last >= heads[name] for name, end in ends.items()
        )

    with suppress(AssertionError):  # what is missing then is what the auditor is there to tell
        await eventually(carried_and_read, "all is carried and read", within)


def _commands(said: Audit, clerks: Clerks, rows) -> None:
    """Every acknowledged command is there exactly once, as it was told; no other one twice."""
    recorded: dict[UUID, list[bytes]] = {}
    for row in rows:
        recorded.setdefault(row["command_id"], []).append(row["body"])
    for key, answer in clerks.acknowledged.items():
        bodies = recorded.get(key)
        if bodies is None:
            said.lost += 1
        elif b"[" + b",".join(bodies) + b"]" != answer:
            said.wrong_bytes += 1
    for key, bodies in recorded.items():
        if len(bodies) != clerks.asked.get(key):
            said.doubled += 1


def _effects(said: Audit, causes, effects) -> None:
    """Every event of counting has one effect in echo, in the same order."""
    caused = [json.loads(row["body"])["causationid"] for row in effects]
    counted = Counter(caused)
    expected = [str(row["id"]) for row in causes]
    said.lost += sum(1 for one in expected if not counted[one])
    said.doubled += sum(count - 1 for count in counted.values())
    if caused != expected and set(caused) == set(expected) and len(caused) == len(expected):
        said.findings.append("effects are out of order")


def _gaps(positions: list[int]) -> int:
    return (positions[-1] if positions else 0) - len(set(positions))


async def _stream(said: Audit, client, name: str, rows) -> None:
    async def asked() -> list[StreamEnd | None]:
        return [await stream_end(client, stream_name(name))]

    [end] = await eventually(asked, f"{name}'s stream answers")
    if end is None or end.messages != end.last:
        said.gaps += 1
        return
    there = {row["position"]: row["body"] for row in rows}
    for message in await everything(client, name):
        said.wrong_bytes += there.get(message.position) != message.body
