"""One world from its seed to its end, and what must be true there."""

import asyncio
import random
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from unittest import mock

from runtime.carrying import reader, relay
from runtime.carrying.pulling import Hole
from runtime.carrying.reader import StreamReader
from runtime.carrying.relay import Relay
from tests.faults.counters import ECHO
from tests.faults.simulation.chance import Chance, Dead, Node, SeededLoop, Wrong
from tests.faults.simulation.databases import EVENTS, Effects, Ledger, Peers, Pool, history
from tests.faults.simulation.stream import Client, Stream
from tests.support.keys import signer, trusted

TROUBLED = 8.0
"""Seconds of faults; then everything works, and all must come right."""
CALM = 120.0


class Skipping(StreamReader):
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
        await Relay(signer("counting"), pool, client, committed).run()

    async def _reader(self, node: Node) -> None:
        client: Any = Client(node, self.stream)
        pool: Any = Pool(node, self.effects)
        peers: Any = Peers(node, self.ledger)
        writer: Any = SimpleNamespace(deliver=lambda one: self.effects.deliver(node, one))
        kind = Skipping if self._skips else StreamReader
        await kind(ECHO, "counting", pool, client, writer, peers, trusted()).run()

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
