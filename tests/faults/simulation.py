"""A world that comes out of one number: the real relay and reader against a fake stream.

Time is virtual and every wait is drawn from the seed, so the same seed gives the same world again.
The stream drops, delays, doubles and reorders what is sent, is away for a while, forgets its
consumers, loses its tail or its middle; databases fail before or after they commit; processes die
between any two awaits. This is the only fake server in the house: the real ones cannot be made to
do this a thousand times in a minute.
"""

import asyncio
import json
import random
from collections.abc import Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from types import SimpleNamespace
from typing import Any
from unittest import mock
from uuid import UUID

import asyncpg
import httpx
import nats.errors
import nats.js.errors

from contracts.event import Recorded
from runtime.carrying import reader, relay
from runtime.carrying.jetstream import Hole, Message
from runtime.carrying.reader import Reader
from runtime.carrying.relay import Relay
from runtime.envelope import GENESIS, chain, data_schema, encode
from runtime.writing.writer import Overtaken
from tests.counting import Begun
from tests.faults.counters import ECHO

EVENTS = 20
TROUBLED = 8.0
"""Seconds of faults; then everything works, and all must come right."""
CALM = 120.0
SLOWEST = 0.4


class SeededLoop(asyncio.BaseEventLoop):
    """An event loop whose clock jumps to the next thing that is due."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self._selector = self
        self.set_exception_handler(lambda loop, context: None)

    def time(self) -> float:
        return self.now

    def select(self, timeout: float | None) -> list[Any]:
        assert timeout is not None, "everybody waits for ever"
        self.now += max(timeout, 0)
        return []

    def _process_events(self, events: Any) -> None:
        pass

    def _write_to_self(self) -> None:
        pass


class Dead(BaseException):
    """A process that was killed does nothing any more, not even clean up."""


class Wrong(AssertionError):
    """What must never happen has happened."""


@cache
def history(count: int = EVENTS) -> tuple[dict[str, Any], ...]:
    """The rows of the ledger that will be committed, one after the other."""
    rows, previous, began = [], GENESIS, datetime(2026, 3, 2, tzinfo=UTC)
    name = "yishi.counting.Begun"
    for position in range(1, count + 1):
        identity = UUID(int=position)
        record = Recorded[Begun](
            specversion="1.0",
            id=identity,
            source="/counting",
            type=name,
            subject=f"counter/{position}",
            time=began + timedelta(seconds=position),
            dataschema=data_schema(name),
            datacontenttype="application/json",
            sequence=position,
            streamversion=1,
            unit="620123109200",
            unitname="样例一村",
            actor="wei",
            actorrole="clerk",
            commandid=identity,
            correlationid=identity,
            data=Begun(label=f"{position}"),
        )
        body = encode(record)
        previous = chain(previous, body)
        rows.append(
            {
                "position": position,
                "type": name,
                "unit": record.unit,
                "body": body,
                "hash": previous,
            }
        )
    return tuple(rows)


@dataclass
class Chance:
    """Everything that happens by accident."""

    random: random.Random
    troubled: bool = True

    def now(self, probability: float) -> bool:
        return self.troubled and self.random.random() < probability

    async def wait(self, most: float = SLOWEST) -> None:
        quick = not self.troubled or self.random.random() < 0.8
        await asyncio.sleep(self.random.uniform(0, 0.01 if quick else most))


@dataclass
class Node:
    """A process: alive until it is killed in the middle of whatever it does."""

    chance: Chance
    alive: bool = True

    async def step(self, most: float = SLOWEST) -> None:
        self.check()
        await self.chance.wait(most)
        self.check()

    def check(self) -> None:
        if not self.alive:
            raise Dead


@dataclass(frozen=True)
class Raw:
    """A message as nats-py hands it over."""

    subject: str
    data: bytes = b""
    headers: dict[str, str] | None = None
    reply: str = ""


@dataclass
class Stream:
    """What a nats-server does with one stream, as far as relay and reader can tell."""

    chance: Chance
    name: str = "COUNTING"
    stored: dict[int, Raw] = field(default_factory=dict)
    last: int = 0
    lost: set[int] = field(default_factory=set)
    """Places in the middle whose messages a damaged block took away."""
    away: bool = False
    clients: list["Client"] = field(default_factory=list)
    _batches: dict[str, list[Raw]] = field(default_factory=dict)
    _consumers: dict[str, int] = field(default_factory=dict)

    def crash(self) -> None:
        """A restart: consumers and half batches are forgotten, the stored is not."""
        self._batches.clear()
        self._consumers.clear()

    def lose_tail(self, count: int) -> None:
        for position in range(max(1, self.last - count + 1), self.last + 1):
            self.stored.pop(position, None)
        self.last = max(0, self.last - count)
        self.lost = {position for position in self.lost if position <= self.last}

    def lose_middle(self) -> None:
        if self.last > 3:
            first = self.chance.random.randint(1, self.last - 2)
            lost = range(first, min(first + 3, self.last))
            self.lost.update(lost)
            for position in lost:
                self.stored.pop(position, None)

    def info(self) -> bytes:
        state = {"last_seq": self.last, "messages": len(self.stored)}
        return json.dumps({"state": state, "created": "", "config": {}}).encode()

    def arrive(self, message: Raw) -> None:
        """A message of a publisher; with atomic batches, as the server's own document says."""
        headers = message.headers or {}
        if batch := headers.get("Nats-Batch-Id"):
            number = int(headers["Nats-Batch-Sequence"])
            if number == 1 and batch not in self._batches:
                self._batches[batch] = [message]
            elif len(self._batches.get(batch, ())) == number - 1 > 0:
                self._batches[batch].append(message)
            else:
                self._batches.pop(batch, None)
                self._answer(message, {"error": {"description": "batch incomplete"}})
                return
            if "Nats-Batch-Commit" not in headers:
                if message.reply:
                    self.deliver(message.reply, Raw(message.reply))
                return
            messages = self._batches.pop(batch)
        else:
            messages = [message]
        expected = (messages[0].headers or {}).get("Nats-Expected-Last-Sequence")
        if expected is not None and int(expected) != self.last:
            self._answer(message, {"error": {"description": f"wrong last sequence: {self.last}"}})
            return
        for one in messages:
            self.last += 1
            self.stored[self.last] = one
        self._answer(message, {"stream": self.name, "seq": self.last})

    def _answer(self, message: Raw, said: dict[str, Any]) -> None:
        if message.reply:
            self.deliver(message.reply, Raw(message.reply, json.dumps(said).encode()))

    def deliver(self, subject: str, message: Raw) -> None:
        for client in self.clients:
            client.receive(subject, message)

    def consume(self, name: str, after: int) -> None:
        self._consumers[name] = after

    def forget(self, name: str) -> None:
        self._consumers.pop(name, None)

    async def pull(self, name: str, reply: str, request: dict[str, Any]) -> None:
        """One pull request: messages, a heartbeat each second without, an end when it expires."""
        loop = asyncio.get_running_loop()
        until = loop.time() + request["expires"] / 1e9
        heard, left = loop.time(), request["batch"]
        while left and name in self._consumers and loop.time() < until:
            after = self._consumers[name]
            position = min((each for each in self.stored if each > after), default=0)
            if position and self.chance.now(0.03):  # it would be more than `max_bytes`
                break
            if position:
                self._consumers[name] = position
                left, heard = left - 1, loop.time()
                found = self.stored[position]
                where = f"$JS.ACK.{self.name}.{name}.1.{position}.1.0.{self.last - position}"
                self.deliver(reply, Raw(found.subject, found.data, found.headers, where))
            else:
                if loop.time() - heard >= 1:
                    heard = loop.time()
                    self.deliver(reply, Raw(reply, headers={"Status": "100"}))
                await asyncio.sleep(0.5)
        if name in self._consumers:
            end = {"Status": "409", "Nats-Pending-Messages": str(left)}
            if not left:
                end["Description"] = "Batch Completed"
            elif loop.time() < until:
                end["Description"] = "Message Size Exceeds MaxBytes"
            else:
                end["Status"] = "408"
            self.deliver(reply, Raw(reply, headers=end))


@dataclass
class Client:
    """A connection of one process, over a network that keeps no promise."""

    node: Node
    stream: Stream
    forgets: frozenset[str] = frozenset()
    """Headers that a careless relay would not send."""
    _subscriptions: dict[str, Any] = field(default_factory=dict)
    _inboxes: int = 0

    def __post_init__(self) -> None:
        self.stream.clients.append(self)

    @property
    def is_connected(self) -> bool:
        return self.node.alive

    def new_inbox(self) -> str:
        self._inboxes += 1
        return f"_INBOX.{id(self.node)}.{self._inboxes}"

    def jetstream(self, timeout: float = 2) -> "Client":
        return self

    async def subscribe(self, subject: str, cb: Any = None, **limits: int) -> Any:
        await self.node.step()
        waiting: asyncio.Queue[Raw] = asyncio.Queue()
        self._subscriptions[subject.removesuffix("*")] = cb or waiting.put

        async def unsubscribe() -> None:
            self.node.check()
            self._subscriptions.pop(subject.removesuffix("*"), None)

        return SimpleNamespace(unsubscribe=unsubscribe, _pending_queue=waiting)

    def receive(self, subject: str, message: Raw) -> None:
        for begin, callback in [*self._subscriptions.items()]:
            if subject.startswith(begin):
                for _ in range(self._copies()):
                    asyncio.ensure_future(self._hand_over(callback, message))

    async def _hand_over(self, callback: Any, message: Raw) -> None:
        await self.node.chance.wait()
        if self.node.alive and callback in self._subscriptions.values():
            await callback(message)

    def _copies(self) -> int:
        if self.stream.away or self.node.chance.now(0.02):
            return 0
        return 2 if self.node.chance.now(0.02) else 1

    async def publish(
        self,
        subject: str,
        payload: bytes,
        reply: str = "",
        headers: dict[str, str] | None = None,
    ) -> None:
        await self.node.step(0.02)
        if self.node.chance.now(0.01):
            raise nats.errors.ConnectionClosedError
        kept = {k: v for k, v in (headers or {}).items() if k not in self.forgets}
        for _ in range(self._copies()):
            asyncio.ensure_future(self._carry(Raw(subject, payload, kept, reply)))

    async def _carry(self, message: Raw) -> None:
        # Most of the time a connection keeps its order, as TCP does; sometimes nothing does.
        if self.node.chance.now(0.05):
            await self.node.chance.wait(3)
        if self.stream.away:
            return
        if message.subject.startswith("$JS.API.CONSUMER.MSG.NEXT."):
            name = message.subject.rsplit(".", 1)[1]
            await self.stream.pull(name, message.reply, json.loads(message.data))
        else:
            self.stream.arrive(message)

    async def _asked(self, timeout: float = 2) -> None:
        await self.node.step()
        if self.stream.away or self.node.chance.now(0.03):
            await asyncio.sleep(timeout)
            self.node.check()
            raise nats.errors.TimeoutError

    async def request(self, subject: str, payload: bytes, timeout: float) -> Raw:
        await self._asked(timeout)
        return Raw(subject, self.stream.info())

    async def get_msg(self, stream: str, position: int) -> Any:
        await self._asked()
        if (found := self.stream.stored.get(position)) is None:
            raise nats.js.errors.NotFoundError
        return found

    async def add_consumer(self, stream: str, config: Any) -> None:
        await self._asked()
        self.stream.consume(config.name, config.opt_start_seq - 1)

    async def delete_consumer(self, stream: str, name: str) -> None:
        await self._asked()
        self.stream.forget(name)


@dataclass
class Ledger:
    """Counting's database, as relay and peers see it."""

    chance: Chance
    head: int = 0

    @property
    def rows(self) -> tuple[dict[str, Any], ...]:
        return history()[: self.head]

    def fetchrow(self, query: str) -> dict[str, Any]:
        assert "FROM ledger_head" in query
        last = self.rows[-1]["hash"] if self.head else GENESIS
        return {"position": self.head, "hash": last, "epoch": UUID(int=7), "read": 0}

    def fetch(
        self, query: str, after: int, until: int, limit: int, most_bytes: int
    ) -> list[dict[str, Any]]:
        assert "FROM ledger WHERE position > $1" in query
        return [*self.rows[after : min(until, after + limit)]]

    def fetchval(self, query: str, position: int) -> bytes | None:
        assert "SELECT hash FROM ledger" in query
        return self.rows[position - 1]["hash"] if position <= self.head else None


@dataclass
class Effects:
    """Echo's database and writer: position and effects in one transaction."""

    chance: Chance
    position: int = 0
    hash: bytes = GENESIS
    halted: str | None = None
    effects: list[int] = field(default_factory=list)
    torn: bool = False
    """A mistake: effects and position in two transactions."""

    def fetchrow(self, query: str, source: str) -> dict[str, Any]:
        assert "FROM readers" in query
        return {"position": self.position, "hash": self.hash, "halted": self.halted}

    def fetch(self, query: str, stream: str) -> list[Any]:
        assert "FROM ledger" in query
        return []

    def execute(self, query: str, reason: str, source: str, position: int) -> None:
        raise Wrong(f"a sound history halted a reader: {reason}")

    async def deliver(self, node: Node, delivery: Any) -> None:
        await node.step()
        if node.chance.now(0.05):
            raise asyncpg.ConnectionDoesNotExistError("before the commit")
        if self.torn:
            self._take(delivery)
            await node.step()
            self.position, self.hash = delivery.after, delivery.hash
            return
        if self.position != delivery.before:
            raise Overtaken
        self._take(delivery)
        self.position, self.hash = delivery.after, delivery.hash
        await node.step()
        if node.chance.now(0.05):
            raise asyncpg.ConnectionDoesNotExistError("after the commit")

    def _take(self, delivery: Any) -> None:
        rows = history()
        if delivery.hash != rows[delivery.after - 1]["hash"]:
            raise Wrong(f"a wrong hash at {delivery.after}")
        for request in delivery.requests:
            position = request.cause.position
            if request.cause.event_id != UUID(int=position):
                raise Wrong(f"another event than the ledger's at {position}")
            if position != len(self.effects) + 1:
                raise Wrong(f"effect {position} after effect {len(self.effects)}")
            self.effects.append(position)


class Pool:
    """A pool of one process; its connections break."""

    def __init__(self, node: Node, database: Any) -> None:
        self._node, self._database = node, database

    @asynccontextmanager
    async def acquire(self) -> Any:
        await self._node.step()
        yield self

    def __getattr__(self, name: str) -> Any:
        async def ask(*arguments: Any) -> Any:
            await self._node.step()
            if self._node.chance.now(0.03):
                raise asyncpg.ConnectionDoesNotExistError("the database is away")
            return getattr(self._database, name)(*arguments)

        return ask


class Peers:
    """The ledger of counting over HTTP."""

    def __init__(self, node: Node, ledger: Ledger) -> None:
        self._node, self._ledger = node, ledger

    async def ledger(self, service: str, after: int, until: int) -> Any:
        while after < until:
            await self._node.step()
            if self._node.chance.now(0.2):
                raise httpx.ReadTimeout("counting does not answer")
            rows = self._ledger.rows[after : min(until, after + 4)]
            if not rows:
                return
            yield [
                Message(row["position"], f"{row['type']}.1.2.3", row["body"], row["hash"].hex(), "")
                for row in rows
            ]
            after = rows[-1]["position"]


class Skipping(Reader):
    """A mistake: a hole is no matter, the next message will do."""

    async def _fill(self, hole: Hole) -> None:
        self._effects_database().position = hole.next - 1

    def _effects_database(self) -> Any:
        return self._pool._database  # type: ignore[attr-defined]


class World:
    """Two replicas of counting that relay, twins of echo that read, and what befalls them."""

    def __init__(
        self, seed: int, *, forgets: str = "", torn: bool = False, skips: bool = False
    ) -> None:
        self.chance = Chance(random.Random(seed))
        self.ledger, self.effects = Ledger(self.chance), Effects(self.chance, torn=torn)
        self.stream = Stream(self.chance)
        self._forgets, self._skips = frozenset([forgets]), skips
        self._committed: list[asyncio.Event] = []
        self._failed: BaseException | None = None

    async def run(self) -> None:
        """Trouble, then calm. Raises `Wrong` where the outcome is not the ledger's history."""
        replicas, twins = (self.chance.random.randint(1, 2) for _ in range(2))
        lives = [self._live(self._relay) for _ in range(replicas)]
        lives += [self._live(self._reader) for _ in range(twins)]
        tasks = [asyncio.create_task(one) for one in (*lives, self._commits(), self._nemesis())]
        try:
            await asyncio.sleep(TROUBLED)
            self.chance.troubled = self.stream.away = False
            until = asyncio.get_running_loop().time() + CALM
            while not self._finished():
                if self._failed:
                    raise self._failed
                if asyncio.get_running_loop().time() > until:
                    raise Wrong(
                        f"not finished: ledger {self.ledger.head}, stream {self.stream.last},"
                        f" read up to {self.effects.position}"
                    )
                await asyncio.sleep(0.5)
            self._audit()
        finally:
            for task in tasks:
                task.cancel()

    def _finished(self) -> bool:
        return self.ledger.head == EVENTS == self.stream.last == self.effects.position

    def _audit(self) -> None:
        if self.effects.effects != [*range(1, EVENTS + 1)]:
            raise Wrong(f"effects {self.effects.effects}")
        for row in history():
            found = self.stream.stored.get(row["position"])
            if found is None and row["position"] in self.stream.lost:
                continue
            if found is None or found.data != row["body"]:
                raise Wrong(f"the stream differs from the ledger at {row['position']}")

    async def _live(self, start: Any) -> None:
        """A process that is killed now and then, and started again from nothing."""
        while True:
            node = Node(self.chance)
            task = asyncio.create_task(self._until_dead(start(node)))
            if self.chance.troubled:
                await asyncio.sleep(self.chance.random.uniform(0.1, 8))
            if not self.chance.troubled:
                await task
                return
            node.alive = False
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            self.stream.clients = [one for one in self.stream.clients if one.node.alive]
            await asyncio.sleep(self.chance.random.uniform(0, 1))

    async def _until_dead(self, running: Any) -> None:
        try:
            await running
        except Dead:
            pass
        except Exception as error:
            self._failed = self._failed or error

    async def _relay(self, node: Node) -> None:
        committed = asyncio.Event()
        self._committed.append(committed)
        client: Any = Client(node, self.stream, self._forgets)
        pool: Any = Pool(node, self.ledger)
        await Relay("counting", pool, client, committed).run()

    async def _reader(self, node: Node) -> None:
        client: Any = Client(node, self.stream)
        pool: Any = Pool(node, self.effects)
        peers: Any = Peers(node, self.ledger)
        writer: Any = SimpleNamespace(deliver=lambda one: self.effects.deliver(node, one))
        kind = Skipping if self._skips else Reader
        await kind(ECHO, "counting", pool, client, writer, peers).run()

    async def _commits(self) -> None:
        while self.ledger.head < EVENTS:
            await asyncio.sleep(self.chance.random.uniform(0, 1))
            most = min(5, EVENTS - self.ledger.head)
            self.ledger.head += self.chance.random.randint(1, most)
            for committed in self._committed:
                committed.set()

    async def _nemesis(self) -> None:
        """What befalls the stream."""
        while True:
            await asyncio.sleep(self.chance.random.uniform(0.5, 4))
            if not self.chance.troubled:
                return
            match self.chance.random.choice(["away", "crash", "tail", "middle", "quiet"]):
                case "away":
                    self.stream.away = True
                    await asyncio.sleep(self.chance.random.uniform(0, 3))
                    self.stream.away = False
                case "crash":
                    self.stream.crash()
                case "tail":
                    self.stream.crash()
                    self.stream.lose_tail(self.chance.random.randint(1, 10))
                case "middle":
                    self.stream.lose_middle()


@contextmanager
def _virtual_time(loop: SeededLoop) -> Iterator[None]:
    clock = SimpleNamespace(monotonic=loop.time, time=loop.time, time_ns=lambda: int(loop.now))
    with mock.patch.object(relay, "time", clock), mock.patch.object(reader, "time", clock):
        yield


def simulate(seed: int, **mistakes: Any) -> None:
    """One world. Raises whatever went wrong in it."""
    loop = SeededLoop()
    with _virtual_time(loop):
        try:
            asyncio.set_event_loop(loop)
            loop.run_until_complete(World(seed, **mistakes).run())
        finally:
            left = asyncio.all_tasks(loop)
            for task in left:
                task.cancel()
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
            loop.run_until_complete(loop.shutdown_asyncgens())
            asyncio.set_event_loop(None)
            loop.close()
