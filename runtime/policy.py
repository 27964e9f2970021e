"""A policy turns an event into wanted commands. It keeps no state and waits for nothing."""

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


def command_id(event_id: UUID, policy: Policy, index: int) -> UUID:
    """The id of a policy's command, which is the same whenever the event is delivered again."""
    return uuid5(event_id, f"{policy.__name__}/{index}")
