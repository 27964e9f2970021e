"""One kind of thing a service keeps: its rules, its events and its read model."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, get_args

import sqlalchemy as sa

from contracts.event import Event, Recorded
from runtime.decider import Command, Decider
from runtime.due import NOTHING_DUE, Deadlines
from runtime.policy import Reaction
from runtime.projection import Change

Project = Callable[[Recorded[Any]], list[Change]]


@dataclass(frozen=True)
class ReadModel:
    """A projection of events, and the tables it writes: those of `metadata`, in its order."""

    project: Project
    metadata: sa.MetaData

    @property
    def tables(self) -> tuple[sa.Table, ...]:
        return tuple(self.metadata.tables.values())


NO_ROWS = ReadModel(lambda record: [], sa.MetaData())
"""Of an aggregate that only its own rules read."""


def reads_nothing(state: Any, command: Any) -> Iterable[str]:
    """Of an aggregate that decides by its own state."""
    return ()


def nowhere_else(command: Any) -> str | None:
    """Of an aggregate that begins where its first command says."""
    return None


def named_by(state: Any, command: Command) -> Iterable[str]:
    """Of an aggregate that looks at no other bodies than those that its commands name."""
    return command.looks_up()


@dataclass(frozen=True)
class Aggregate:
    """One kind of thing a service keeps, with the unions of its commands and of its events.

    `reads` names, by own state and command, the streams of this service whose states `decide` may
    see (`given.read`). `reactions` say what an event means for other things of this service. A
    thing that stands `apart` belongs to no other thing's matter, whatever it reads or came of: a
    member's duty year, a plan.
    `looks_up` names, by own state and command, the bodies whose entries in the directory `decide`
    looks at.
    `also` names, by own state, a further unit whose offices may ask a command of this type.
    `seat` names, by its first command, the stream of this service in whose unit a new one lies.
    """

    name: str
    decider: Decider[Any, Any, Any]
    command: Any
    event: Any
    rows: ReadModel = NO_ROWS
    deadlines: Deadlines = NOTHING_DUE
    reads: Callable[[Any, Any], Iterable[str]] = reads_nothing
    looks_up: Callable[[Any, Any], Iterable[str]] = named_by
    reactions: Mapping[type[Event], Sequence[Reaction]] = field(default_factory=dict)
    apart: bool = False
    also: Mapping[type[Command], Callable[[Any], str]] = field(default_factory=dict)
    seat: Callable[[Any], str | None] = nowhere_else

    def looks_at_bodies(self, kind: type[Command]) -> bool:
        """Whether deciding a command of this kind may look at bodies: most name none."""
        return self.looks_up is not named_by or kind.looks_up is not Command.looks_up

    @cached_property
    def commands(self) -> tuple[type[Command], ...]:
        return get_args(self.command) or (self.command,)

    @cached_property
    def events(self) -> tuple[type[Event], ...]:
        return get_args(self.event) or (self.event,)

    def project(self, record: Recorded[Any]) -> list[Change]:
        return self.rows.project(record)
