"""Everything one service knows how to do, in one value."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.event import Event, Recorded, service_of, type_of
from runtime.aggregate import Aggregate, Project, ReadModel
from runtime.decider import Command
from runtime.due import NOTHING_DUE, due
from runtime.envelope import Codec
from runtime.operations import OPERATIONS
from runtime.papers import changes as paper_changes
from runtime.papers import concerns_papers, may_hold, paper_uses
from runtime.policy import Policy
from runtime.projection import Change
from runtime.submission import Submission

__all__ = ["Aggregate", "Project", "ReadModel", "Reference", "Service"]


Overdue = Callable[[AsyncConnection, date, date], Awaitable[Sequence[Submission]]]
"""What is to be noted of a span of days: from one on, before another."""


@dataclass(frozen=True)
class Reference:
    """Rows this service keeps of another service's facts, filled by its reader."""

    events: Sequence[type[Event]]
    tables: Sequence[sa.Table]
    project: Project


@dataclass(frozen=True)
class Service:
    """One service. `rules` names the aggregate, keyed by jurisdiction, of which every decision
    sees the state that is in force in its unit.
    `refusal(request, problem)` makes the answer to what is refused before any route; where it
    returns `None` the answer is JSON. `overdue` finds what was missed in a span of days by things
    that have no stream before (runtime/sweep.py)."""

    name: str
    aggregates: Sequence[Aggregate] = ()
    rules: str | None = None
    policies: Mapping[type[Event], Sequence[Policy]] = field(default_factory=dict)
    references: Sequence[Reference] = ()
    refusal: Callable[[Any, Any], Any] | None = None
    overdue: Overdue | None = None

    @property
    def kinds(self) -> tuple[Aggregate, ...]:
        """Its own aggregates, and those of operators that every service has."""
        return (*self.aggregates, *OPERATIONS)

    @property
    def tables(self) -> tuple[sa.Table, ...]:
        """The tables of its own read models, which its ledger can fill again."""
        tables = [table for each in self.aggregates for table in each.rows.tables]
        if self.has_deadlines:
            tables.append(due)
        if self.uses_papers:
            tables.append(paper_uses)
        return tuple(tables)

    @property
    def has_deadlines(self) -> bool:
        return any(each.deadlines is not NOTHING_DUE for each in self.aggregates)

    @property
    def looks_at_days(self) -> bool:
        """Whether something is on record here because time passed."""
        return self.has_deadlines or self.overdue is not None

    @cached_property
    def uses_papers(self) -> bool:
        """Whether any of its events may name a paper."""
        return any(may_hold(event) for each in self.aggregates for event in each.events)

    @cached_property
    def codec(self) -> Codec:
        return Codec((event for each in self.kinds for event in each.events), self.name)

    @cached_property
    def by_command(self) -> dict[type[Command], Aggregate]:
        found = {command: each for each in self.kinds for command in each.commands}
        return {
            command: replace(each, apart=True) if command.apart else each
            for command, each in found.items()
        }

    @cached_property
    def by_name(self) -> dict[str, Aggregate]:
        return {each.name: each for each in self.kinds}

    def project(self, type_name: str, body: bytes) -> list[Change]:
        """The changes of its own read models that an event of its ledger means."""
        record = self.codec.decode(type_name, body)
        if record is None:
            return []
        return self.changes(self.by_name[record.subject.split("/", 1)[0]], record)

    def changes(self, aggregate: Aggregate, record: Recorded[Any]) -> list[Change]:
        """The changes of its own read models, those of papers included."""
        found, kind = aggregate.project(record), record.data.__class__
        if concerns_papers(kind) and (papers := paper_changes(record)):
            return [*found, *papers]
        return found

    @cached_property
    def sources(self) -> dict[str, dict[str, type[Event]]]:
        """For each service that it reads, the event types it wants, by their published name."""
        found: dict[str, dict[str, type[Event]]] = {}
        read = [*self.policies, *(event for one in self.references for event in one.events)]
        for event in read:
            found.setdefault(service_of(event), {})[type_of(event)] = event
        return found
