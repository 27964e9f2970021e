"""What people may do to the way of a command, and what every key must have become afterwards.

Two replicas on one database: the first behind a real web server, and ended again and again; the
second asked directly, and never ended, so that it can tell what became of what nobody answered.
"""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import uvicorn

from runtime.actor import Actor, Grant
from runtime.decider import Rejected
from runtime.submission import Submission
from runtime.web.app import create_app
from runtime.web.limits import TimedRequests
from runtime.writing.writer import Writer
from tests import counting
from tests.counting import Begin, Raise
from tests.faults.counters import router
from tests.runtime.test_writer import VILLAGE
from tests.support.auditing import audited_alone
from tests.support.keys import signer
from tests.support.service import bench, by

UNKNOWN = "outcome-unknown"
STATUS = {
    "key-reused": 422,
    "stale": 412,
    "only-up": 409,
    "not-found": 404,
    "fault": 500,
    UNKNOWN: 503,
}
"""As documented; for whoever asks over HTTP."""
PATIENCE = 60


@dataclass(frozen=True)
class Wish:
    """One command as somebody sends it. `counter` is empty where a new one is begun."""

    key: UUID
    who: str
    counter: str = ""
    label: str = ""
    by: int = 0
    if_match: int | None = None
    over_http: bool = False
    patience: int | None = None
    """Turns of the loop after which whoever asked goes away."""

    @property
    def content(self) -> tuple[str, str, str, int]:
        """What the same key must stand for again."""
        return self.who, self.counter, self.label, self.by

    @property
    def events(self) -> list[str]:
        """What it means, if it is recorded."""
        return ["Raised"] * self.by if self.counter else ["Begun"]

    @property
    def command(self) -> Begin | Raise:
        return Raise(by=self.by) if self.counter else Begin(unit=VILLAGE, label=self.label)


@dataclass(frozen=True)
class Answered:
    bodies: tuple[bytes, ...]
    version: int


Outcome = Answered | str
"""What was recorded, or the rule by which it was not."""


@dataclass(frozen=True)
class Known:
    """What a key has become."""

    wish: Wish
    answered: Answered


@dataclass
class Commands:
    """The replicas, and the model: what is `known` by key, and the `versions` of the counters that
    the clerks work on."""

    found: Any
    second: Writer
    port: int
    kind: type[Writer]
    known: dict[UUID, Known] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)
    together: int = 0
    _position: int = 0
    _running: asyncio.Task[None] | None = None
    app: Any = None

    def restart(self) -> None:
        """A new first replica takes over; the old one ends wherever it stands."""
        if self._running is not None:
            self._running.cancel()
        first = self.kind(counting.COUNTING, self.found.pool, signer("counting"))
        first.closed = None
        first.batched = self._batched
        self.app.state.writer = first
        self._running = asyncio.create_task(first.run())

    def _batched(self, size: int, waited: float) -> None:
        self.together = max(self.together, size)

    async def stop(self) -> None:
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait([self._running])

    async def wave(self, wishes: Sequence[Wish], restart_after: int | None = None) -> list[Outcome]:
        """All at once; and what each of them came to in the end."""
        async with asyncio.timeout(PATIENCE):
            asking = [asyncio.create_task(self._ask(wish)) for wish in wishes]
            if restart_after is not None:
                for _ in range(restart_after):
                    await asyncio.sleep(0)
                self.restart()
            said = await asyncio.gather(*asking)
            final = [
                await self._direct(wish, self.second) if outcome == UNKNOWN else outcome
                for wish, outcome in zip(wishes, said, strict=True)
            ]
        before = dict(self.versions)
        await self._look(wishes, final)
        for wish, first, last in zip(wishes, said, final, strict=True):
            self._judge(wish, last, before)
            self._count(first, last)
        return final

    def _count(self, first: Outcome, last: Outcome) -> None:
        recorded = "recorded" if isinstance(last, Answered) else last
        self.seen[f"{UNKNOWN}: {recorded}" if first == UNKNOWN else recorded] += 1

    async def _ask(self, wish: Wish) -> Outcome:
        return await (self._http(wish) if wish.over_http else self._directly(wish))

    async def _directly(self, wish: Wish) -> Outcome:
        asking = asyncio.create_task(self._direct(wish, self.app.state.writer))
        if wish.patience is not None:
            for _ in range(wish.patience):
                await asyncio.sleep(0)
            asking.cancel()
        await asyncio.wait([asking])
        return UNKNOWN if asking.cancelled() else asking.result()

    async def _direct(self, wish: Wish, writer: Writer) -> Outcome:
        request = Submission(
            key=wish.counter or str(wish.key),
            command=wish.command,
            actor=Actor(wish.who, (Grant.model_validate({"role": "clerk", "scope": "620123"}),)),
            command_id=wish.key,
            keyed=True,
            if_match=wish.if_match,
        )
        try:
            answer = await writer.ask(request)
        except Rejected as refusal:
            return refusal.rule
        except Exception:
            return "fault"
        return Answered(answer.bodies, answer.version)

    async def _http(self, wish: Wish) -> Outcome:
        """Over a connection of its own, so that it can be cut."""
        path = f"/counters/{wish.counter}/raises" if wish.counter else "/counters"
        body = wish.command.model_dump_json().encode()
        headers = {
            "Host": "counting",
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "Connection": "close",
            "Idempotency-Key": str(wish.key),
            **by(wish.who, "clerk@620123"),
        }
        if wish.if_match is not None:
            headers["If-Match"] = f'"{wish.if_match}"'
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
            if wish.patience is not None:
                for _ in range(wish.patience):
                    await asyncio.sleep(0)
                return UNKNOWN
            return _outcome(await reader.read(), bool(wish.counter))
        finally:
            writer.close()

    async def _look(self, wishes: Sequence[Wish], final: Sequence[Outcome]) -> None:
        """Whatever is new in the ledger is one of these wishes, whole, and once."""
        rows = await self.found.pool.fetch(
            "SELECT * FROM ledger WHERE position > $1 ORDER BY position", self._position
        )
        new: dict[UUID, list[Any]] = {}
        for row in rows:
            new.setdefault(row["command_id"], []).append(row)
            self._position = row["position"]
        for key, found in new.items():
            assert key not in self.known, "recorded a second time"
            told = {
                wish.content: wish
                for wish, outcome in zip(wishes, final, strict=True)
                if wish.key == key and isinstance(outcome, Answered)
            }
            assert len(told) == 1, "one key, one content"
            [wish] = told.values()
            assert [row["type"].rsplit(".")[-1] for row in found] == wish.events, "other events"
            assert {row["stream"] for row in found} == {f"counter/{wish.counter or key}"}
            if wish.if_match is not None:
                assert found[0]["version"] == wish.if_match + 1, "it was stale"
            answer = Answered(tuple(row["body"] for row in found), found[-1]["version"])
            self.known[key] = Known(wish, answer)
            self.versions[wish.counter or str(key)] = found[-1]["version"]

    def _judge(self, wish: Wish, final: Outcome, before: dict[str, int]) -> None:
        """Whether it had to be recorded, may have been refused, and says what the ledger says."""
        known = self.known.get(wish.key)
        taken = known is not None and known.wish.content != wish.content
        if isinstance(final, Answered) and (final.bodies or known):
            assert known is not None, "answered, and not in the ledger"
            assert not taken, "the key stands for something else"
            assert final == known.answered, "told something else than was recorded"
            return
        allowed = {"key-reused"} if taken else set()
        if wish.counter and wish.counter not in before:
            allowed.add("not-found")
        elif wish.counter:
            if wish.by < 0:
                allowed.add("only-up")
            if wish.if_match is not None and (
                self.versions[wish.counter] != wish.if_match
                or before[wish.counter] != wish.if_match
            ):
                allowed.add("stale")
            if wish.by == 0 and isinstance(final, Answered):
                return
        elif wish.label in ("bug", "unwritable"):
            allowed.add("fault")
        assert final in allowed, f"{wish}: {final}, and not of {allowed}"

    async def audit(self) -> None:
        """Ledger and model are the same, and so are read models and what the ledger makes anew."""
        rows = await self.found.pool.fetch("SELECT command_id, body FROM ledger ORDER BY position")
        recorded: dict[UUID, tuple[bytes, ...]] = {}
        for row in rows:
            recorded[row["command_id"]] = (*recorded.get(row["command_id"], ()), row["body"])
        assert recorded == {key: known.answered.bodies for key, known in self.known.items()}
        async with self.found.pool.acquire() as connection:
            assert await audited_alone(self.found.service, connection) == []


def _outcome(said: bytes, existing: bool) -> Outcome:
    head, _, body = said.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    status = int(first.split()[1])
    if status < 300:
        assert status == (200 if existing else 201)
        headers = dict(line.lower().split(": ", 1) for line in lines)
        texts = [json.dumps(each) for each in json.loads(body)]
        return Answered(_split(body, len(texts)), int(headers["etag"].strip('"')))
    rule: str = json.loads(body)["rule"]
    assert status == STATUS.get(rule), f"{status} {rule}"
    return rule


def _split(body: bytes, count: int) -> tuple[bytes, ...]:
    """The events of an answer as they stand there, byte for byte."""
    parts = body[1:-1].split(b',{"specversion"') if count else []
    whole = tuple(b'{"specversion"' + part if n else part for n, part in enumerate(parts))
    assert len(whole) == count
    return whole


@asynccontextmanager
async def commands(database: str, kind: type[Writer] = Writer) -> AsyncIterator[Commands]:
    async with bench(counting.COUNTING, database) as found:
        app = create_app(counting.COUNTING, [router], found, found.tokens)
        config = uvicorn.Config(
            app, port=0, http=TimedRequests, ws="none", log_config=None, lifespan="off"
        )
        server = uvicorn.Server(config)
        server.capture_signals = nullcontext  # type: ignore[method-assign,assignment]
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        made = Commands(found, found.writer, port, kind, app=app)
        made.restart()
        try:
            yield made
        finally:
            await made.stop()
            server.should_exit = True
            await serving
