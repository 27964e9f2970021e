"""A policy turns another service's event into wanted commands; a reaction one of its own service,
carried out in the transaction of the event. Neither keeps state nor waits for anything."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID, uuid5

from contracts.event import Recorded
from runtime.decider import Command


@dataclass(frozen=True)
class Wanted:
    """A command for the aggregate `key`, of the kind that understands it."""

    key: str
    command: Command


Policy: TypeAlias = Callable[[Recorded[Any]], list[Wanted]]
Reaction: TypeAlias = Callable[[Recorded[Any], Any], list[Wanted]]
"""Is given the event, and the state of its stream after it."""


def command_id(event_id: UUID, policy: Policy | Reaction, index: int) -> UUID:
    """The id of a policy's command, which is the same whenever the event is delivered again."""
    return uuid5(event_id, f"{policy.__name__}/{index}")
