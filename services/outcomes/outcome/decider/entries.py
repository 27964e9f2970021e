"""What was posted, told, adopted and written by leaders: entered, corrected and taken back under a
number of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

from contracts.outcomes import outcome as e

T = TypeVar("T")
Entry: TypeAlias = (
    e.Posting
    | e.Feedback
    | e.Adoption
    | e.Instruction
    | e.PostingTakenBack
    | e.FeedbackTakenBack
    | e.AdoptionTakenBack
    | e.InstructionTakenBack
)


@dataclass(frozen=True, kw_only=True)
class Entered:
    """Each as it is known now, nothing where it was taken back. `entered` says in which version
    each was told last, and `version` counts the events of the outcome."""

    version: int = 0
    posted: tuple[e.Posting | None, ...] = ()
    feedback: tuple[e.Feedback | None, ...] = ()
    adoptions: tuple[e.Adoption | None, ...] = ()
    instructions: tuple[e.Instruction | None, ...] = ()
    entered: Mapping[tuple[str, int], int] = field(default_factory=dict)


def entered(there: Entered, event: Entry) -> dict[str, Any]:
    """What the event changes."""
    match event:
        case e.Posting(posting=number):
            return {"posted": _put(there.posted, number, event), **_in(there, "posting", number)}
        case e.Feedback(feedback=number):
            now = _put(there.feedback, number, event)
            return {"feedback": now, **_in(there, "feedback", number)}
        case e.Adoption(adoption=number):
            now_adopted = _put(there.adoptions, number, event)
            return {"adoptions": now_adopted, **_in(there, "adoption", number)}
        case e.Instruction(instruction=number):
            now_written = _put(there.instructions, number, event)
            return {"instructions": now_written, **_in(there, "instruction", number)}
        case e.PostingTakenBack(posting=number):
            return {"posted": _put(there.posted, number, None)}
        case e.FeedbackTakenBack(feedback=number):
            return {"feedback": _put(there.feedback, number, None)}
        case e.AdoptionTakenBack(adoption=number):
            return {"adoptions": _put(there.adoptions, number, None)}
        case e.InstructionTakenBack(instruction=number):
            return {"instructions": _put(there.instructions, number, None)}


def _put(there: tuple[T | None, ...], number: int, now: T | None) -> tuple[T | None, ...]:
    return (*there[: number - 1], now, *there[number:])


def _in(there: Entered, what: str, number: int) -> dict[str, Any]:
    return {"entered": {**there.entered, (what, number): there.version + 1}}
