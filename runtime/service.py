"""Everything one service knows how to do, in one value."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from contracts.event import Event, Recorded, service_of, type_of
from runtime.decider import Command, Decider
from runtime.policy import Policy
from runtime.projection import Change

Project = Callable[[Recorded[Any]], list[Change]]


def no_rows(record: Recorded[Any]) -> list[Change]:
    """For an aggregate that nobody reads but its own rules."""
    return []


@dataclass(frozen=True)
class Aggregate:
    """One kind of thing a service keeps: its rules, its events and its read model."""

    name: str
    decider: Decider[Any, Any, Any]
    commands: Sequence[type[Command]]
    events: Sequence[type[Event]]
    project: Project = no_rows


@dataclass(frozen=True)
class Reference:
    """Rows this service keeps of another service's facts, filled by its reader."""

    events: Sequence[type[Event]]
    tables: Sequence[sa.Table]
    project: Project


@dataclass(frozen=True)
class Service:
    """`rules` names the aggregate, keyed by county, whose state every decision gets to see."""

    name: str
    aggregates: Sequence[Aggregate] = ()
    tables: Sequence[sa.Table] = ()
    rules: str | None = None
    policies: Mapping[type[Event], Sequence[Policy]] = field(default_factory=dict)
    references: Sequence[Reference] = ()

    @cached_property
    def by_command(self) -> dict[type[Command], Aggregate]:
        return {command: each for each in self.aggregates for command in each.commands}

    @cached_property
    def by_name(self) -> dict[str, Aggregate]:
        return {each.name: each for each in self.aggregates}

    @cached_property
    def sources(self) -> dict[str, dict[str, type[Event]]]:
        """Per service that is read: the event types of interest, by their published name."""
        found: dict[str, dict[str, type[Event]]] = {}
        read = [*self.policies, *(event for one in self.references for event in one.events)]
        for event in read:
            found.setdefault(service_of(event), {})[type_of(event)] = event
        return found
