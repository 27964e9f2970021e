"""The fake stream, and the fake of nats-py that talks to it."""

import asyncio
import json
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import nats.errors
import nats.js.errors

from tests.faults.simulation.chance import Chance, Node


@dataclass(frozen=True)
class Raw:
    """A message as nats-py hands it over."""

    subject: str
    data: bytes = b""
    headers: dict[str, str] | None = None
    reply: str = ""

    @property
    def head(self) -> bytes:
        """The headers as the server sends them, its status in the first line."""
        left = dict(self.headers or {})
        first = " ".join(left.pop(name) for name in ("Status", "Description") if name in left)
        lines = [f"NATS/1.0 {first}".rstrip(), *(f"{name}: {left[name]}" for name in left)]
        return "\r\n".join([*lines, "", ""]).encode()


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
        stored = sum(len(each.data) for each in self.stored.values())
        state = {"last_seq": self.last, "messages": len(self.stored), "bytes": stored}
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
    pulls: dict[int, Any] = field(default_factory=dict)
    """As in our own client: what arrives for one of these goes straight there."""
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
        number = self._inboxes

        async def pulled(raw: Raw) -> None:
            self.pulls[number]((raw.subject, raw.reply, raw.data, raw.head))

        self._subscriptions[subject.removesuffix("*")] = cb or pulled

        async def unsubscribe() -> None:
            self.node.check()
            self._subscriptions.pop(subject.removesuffix("*"), None)

        return SimpleNamespace(unsubscribe=unsubscribe, _id=number)

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
