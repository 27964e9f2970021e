"""One kind of thing a service keeps: its rules, its events and its read model."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_args

import sqlalchemy as sa

from contracts.event import Event, Recorded
from runtime.decider import Command, Decider
from runtime.due import NOTHING_DUE, Deadlines
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


@dataclass(frozen=True)
class Aggregate:
    """One kind of thing a service keeps, with the unions of its commands and of its events.

    `personal`: its streams are about a person and never belong to another thing's matter."""

    name: str
    decider: Decider[Any, Any, Any]
    command: Any
    event: Any
    rows: ReadModel = NO_ROWS
    deadlines: Deadlines = NOTHING_DUE
    personal: bool = False

    @cached_property
    def commands(self) -> tuple[type[Command], ...]:
        return get_args(self.command) or (self.command,)

    @cached_property
    def events(self) -> tuple[type[Event], ...]:
        return get_args(self.event) or (self.event,)

    def project(self, record: Recorded[Any]) -> list[Change]:
        return self.rows.project(record)
