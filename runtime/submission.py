"""What people and readers bring to a writer, and what becomes of it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from runtime.actor import Actor
from runtime.decider import Command, Rejected
from runtime.projection import Change


@dataclass(frozen=True, slots=True)
class Cause:
    """The event for which a policy submits a command."""

    event_id: UUID
    matter: str
    policy: str
    source: str
    position: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """One command, and who submits it to which aggregate. `keyed`: its submitter chose the id."""

    key: str
    command: Command
    actor: Actor
    command_id: UUID
    keyed: bool = False
    if_match: int | None = None
    traceparent: str | None = None
    cause: Cause | None = None

    @property
    def fresh(self) -> bool:
        """Whether it founds an aggregate under an id that nobody can have used before."""
        return not self.keyed and self.key == str(self.command_id)

    def fingerprint(self) -> bytes:
        """A digest of actor, aggregate and content: the same for the same idempotency key."""
        content = f"{self.actor.id}\n{type(self.command).__name__}\n{self.key}\n"
        return hashlib.sha256(content.encode() + self.command.model_dump_json().encode()).digest()


@dataclass(frozen=True, slots=True)
class Delivery:
    """A step of a reader's position, and the effects that belong to it."""

    source: str
    before: int
    after: int
    hash: bytes
    changes: Sequence[Change]
    submissions: Sequence[Submission]


class Answer(NamedTuple):
    """The recorded events as CloudEvents bodies, and the aggregate's version after them."""

    bodies: tuple[bytes, ...]
    version: int


@dataclass(frozen=True, slots=True)
class Fault:
    """A submission that no rule refused and that failed by an error of the program or its data."""

    error: Exception


Outcome = Answer | Rejected | Fault
"""What became of one submission."""
