"""A policy turns an event into things to ask. It has no state and waits for nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID, uuid5

from contracts.event import Recorded
from runtime.decider import Command


@dataclass(frozen=True)
class Wanted:
    """Wanted the aggregate `key` of whichever kind understands `command`."""

    key: str
    command: Command


Policy: TypeAlias = Callable[[Recorded[Any]], list[Wanted]]


def command_id(event_id: UUID, policy: Policy, index: int) -> UUID:
    """The same event always yields the same command ids, so a redelivery changes nothing."""
    return uuid5(event_id, f"{policy.__name__}/{index}")
