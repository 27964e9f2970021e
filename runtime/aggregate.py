"""One kind of thing a service keeps: its rules, its events and its read model."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.event import Event, Recorded
from runtime.decider import Command, Decider
from runtime.projection import Change

Project = Callable[[Recorded[Any]], list[Change]]


def no_rows(record: Recorded[Any]) -> list[Change]:
    """Projects nothing, for an aggregate that only its own rules read."""
    return []


@dataclass(frozen=True)
class Aggregate:
    """One kind of thing a service keeps: its rules, its events and its read model."""

    name: str
    decider: Decider[Any, Any, Any]
    commands: Sequence[type[Command]]
    events: Sequence[type[Event]]
    project: Project = no_rows
