"""What relay, reader and peers see of two databases, which fail before or after they commit."""

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import asyncpg
import httpx2

from contracts.event import Recorded
from runtime.carrying.message import CONTENT_TYPE, Message
from runtime.carrying.peers import NO_EPOCH
from runtime.envelope import GENESIS, HEAD, chain, data_schema, encode, links, subject
from runtime.writing.failures import Overtaken
from tests.counting import Begun
from tests.faults.simulation.chance import Chance, Node, Wrong
from tests.support.keys import signer

EVENTS = 20


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
            audience=Begun.audience,
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
            correlationid=str(position),
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
                "signature": signer("counting").sign(position, previous),
            }
        )
    return tuple(rows)


EPOCH = UUID(int=7)


@dataclass
class Ledger:
    """Counting's database, as relay and peers see it."""

    chance: Chance
    head: int = 0

    @property
    def rows(self) -> tuple[dict[str, Any], ...]:
        return history()[: self.head]

    def fetchrow(self, query: str, *position: int) -> dict[str, Any]:
        now = datetime(2026, 3, 2, tzinfo=UTC)
        if position:
            assert "FROM ledger WHERE position = $1" in query
            return {"recorded_at": now, "begins": self.rows[position[0] - 1]["body"][:HEAD]}
        assert "FROM ledger_head" in query
        last = self.rows[-1]["hash"] if self.head else GENESIS
        return {"position": self.head, "hash": last, "epoch": EPOCH, "read": 0, "now": now}

    def fetch(
        self, query: str, after: int, until: int, limit: int, most_bytes: int
    ) -> list[dict[str, Any]]:
        assert "FROM ledger WHERE position > $1" in query
        return [{**row, "epoch": EPOCH} for row in self.rows[after : min(until, after + limit)]]

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
        for request in delivery.submissions:
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
                raise httpx2.ReadTimeout("counting does not answer")
            rows = self._ledger.rows[after : min(until, after + 4)]
            if not rows:
                return
            yield [
                Message(
                    row["position"],
                    subject(row["type"], links(row["body"]).audience, row["unit"]),
                    row["body"],
                    row["hash"].hex(),
                    NO_EPOCH,
                    0,
                    row["signature"],
                    str(row["position"]),
                    CONTENT_TYPE,
                )
                for row in rows
            ]
            after = rows[-1]["position"]
