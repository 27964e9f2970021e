"""An event of a draw as it was recorded, and what is known of a round so far."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from common.draws import Opening
from contracts.places import CHINA


class Step(NamedTuple):
    """What was looked at, and whether it fits."""

    fits: bool
    said: str


@dataclass(frozen=True)
class Told:
    """An event: its exact bytes, and what they say."""

    body: bytes

    @cached_property
    def event(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def kind(self) -> str:
        return str(self.event["type"]).rsplit(".", 1)[1]

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = self.event["data"]
        return found

    @property
    def stream(self) -> str:
        return str(self.event["subject"])

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def day(self) -> str:
        """The day of recording at the place: `2026-03-02`."""
        return datetime.fromisoformat(self.event["time"]).astimezone(CHINA).date().isoformat()


@dataclass
class Round:
    """What is known of a round so far. `ended`: the kind of event by which it ended."""

    pool: Told
    declared: set[str] = field(default_factory=set)
    committed: list[Told] = field(default_factory=list)
    call: Told | None = None
    sealed: str = ""
    revealed: dict[str, Opening] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    to_replace: str | None = None
    ended: str = ""

    @property
    def number(self) -> int:
        return int(self.pool.data["round"])

    @property
    def left(self) -> list[str]:
        """Who of the pool is drawn from."""
        return [each for each in self.pool.data["candidates"] if each not in self.declared]

    @property
    def bodies(self) -> list[str]:
        """Those that committed, in order."""
        return [each.data["body"] for each in self.committed]

    @property
    def openings(self) -> list[Opening]:
        return [self.revealed[each] for each in self.bodies if each in self.revealed]

    @property
    def missing(self) -> list[str]:
        return [each for each in self.bodies if each not in self.revealed]

    @property
    def next_in_order(self) -> str | None:
        return next((each for each in self.order if each not in self.asked), None)
