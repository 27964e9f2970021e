"""What may be asked about instructions of leaders."""

from typing import Annotated

from pydantic import Field

from contracts.ids import BodyId
from contracts.paper import Paper
from contracts.text import Day, Sentence, Title
from contracts.vocabulary import Code
from runtime.decider import Command
from services.outcomes.outcome.commands.tasks import Departments
from services.outcomes.outcome.commands.using import Ordinal


class Instructed(Command):
    """What is said of an instruction."""

    level: Code
    given_by: Title
    laid_on: Day | None = None
    on: Day
    favourable: bool = False
    departments: Departments = ()
    committee: BodyId | None = None
    text: Paper | None = None

    def looks_up(self) -> tuple[str, ...]:
        return (*self.departments, *filter(None, (self.committee,)))


class RecordInstruction(Instructed):
    """Record what a leader wrote on the outcome (003-21): of which level, which post (never the
    name of a person), when, whether it is favourable, and which departments it names. The `text`
    is a paper that was uploaded, and is sealed. `laid_on`: when it was laid before the leader; the
    day of sending, unless given."""

    called = ("登记领导批示", "Record an instruction")


class CorrectInstruction(Instructed):
    """Tell how an instruction was in truth, whole, and why it was entered otherwise."""

    called = ("更正领导批示", "Correct an instruction")

    instruction: Ordinal
    reason: Sentence


class TakeBackInstruction(Command):
    """Take back that there was such an instruction: it was entered by mistake."""

    called = ("撤销领导批示登记", "Take back an instruction")

    instruction: Annotated[int, Field(strict=True, ge=1, le=10_000)]
    reason: Sentence
