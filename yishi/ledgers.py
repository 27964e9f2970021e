"""The ledgers of the services as they are read over HTTP, a line for each event."""

import json
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import httpx2

from contracts.event import Recorded
from runtime.envelope import GENESIS, chain, published_type
from runtime.run import load
from runtime.writing.ledger import Broken
from yishi.client import TokenOf
from yishi.credentials import addresses
from yishi.deployment import DeploymentError
from yishi.progress import progress

PAGE = 500


@dataclass(frozen=True)
class Line:
    """One event with where it stands and the exact text that was recorded."""

    service: str
    position: int
    hash: str
    body: str

    @cached_property
    def event(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    @cached_property
    def record(self) -> Recorded[Any] | None:
        """The event, where this version knows its type."""
        service, _ = load(self.service)
        return service.codec.decode(self.event["type"], self.body.encode())

    @property
    def joined(self) -> str:
        """The matter with which this event's is one from here on; empty where there is none."""
        field = joining(self.service).get(self.event["type"])
        return str(self.event["data"].get(field) or "") if field else ""

    def __lt__(self, other: "Line") -> bool:
        mine, theirs = (self.event["time"], self.service), (other.event["time"], other.service)
        return (*mine, self.position) < (*theirs, other.position)


class Ledger:
    """The lines of one service's ledger, a page at a time, chained as they come. `hidden` counts
    those that this person may not see: of them only position and hash are known."""

    def __init__(
        self,
        http: httpx2.AsyncClient,
        service: str,
        person: str,
        tokens: TokenOf,
        until: int | None,
    ) -> None:
        self.service, self.hidden = service, 0
        self._http, self.person, self._tokens = http, person, tokens
        self._until = 2**62 if until is None else until
        self._position, self._hash = 0, GENESIS

    async def lines(self) -> AsyncIterator[Line]:
        """Raises `Broken` at the first line that does not continue the chain."""
        while page := await self._page(self._position):
            for one in page:
                if one["position"] > self._until:
                    return
                self._chain(one)
                if "body" in one:
                    yield Line(self.service, one["position"], one["hash"], one["body"])
            progress(f"reading {self.service}", self._position)

    async def of(self, matter: str) -> tuple[list[Line], int]:
        """The lines of one matter, by index, and how many more this person may not see."""
        found: list[Line] = []
        hidden, after, more = 0, 0, True
        while more:
            page = await self._page(after, matter=matter)
            after, more = page[-1]["position"] if page else after, len(page) == PAGE
            told = [one for one in page if one["position"] <= self._until]
            seen = [one for one in told if "body" in one]
            found += [Line(self.service, one["position"], one["hash"], one["body"]) for one in seen]
            hidden += len(told) - len(seen)
        return found, hidden

    async def _page(self, after: int, **which: str) -> list[dict[str, Any]]:
        answer = await self._http.get(
            f"{addresses(os.environ)[self.service]}/ledger",
            params={"after": after, "limit": PAGE, **which},
            headers={"Authorization": f"Bearer {await self._tokens(self.person)}"},
        )
        if answer.status_code != 200:
            said = answer.json().get("detail", answer.text)
            raise DeploymentError(
                f"{self.service} does not show its ledger to {self.person}: {said}"
            )
        return [json.loads(line) for line in answer.content.split(b"\n") if line]

    def _chain(self, one: dict[str, Any]) -> None:
        where, position, told = f"ledger {self.service}", self._position + 1, one["hash"]
        if one["position"] != position:
            raise Broken(where, position, f"position {one['position']}", f"position {position}")
        if "body" not in one:
            self.hidden += 1
        elif (right := chain(self._hash, one["body"].encode()).hex()) != told:
            raise Broken(where, position, told, right)
        self._position, self._hash = position, bytes.fromhex(told)


@cache
def joining(service: str) -> dict[str, str]:
    """The field that names the other matter, of each event type that has one."""
    events = [event for kind in load(service)[0].kinds for event in kind.events]
    return {published_type(event, service): event.joins for event in events if event.joins}
