"""What may be asked of a member's duty file. Facts come by policy: nobody types one. A member may
object, and is answered."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.ids import MemberId
from contracts.places import UnitId
from contracts.text import Day, Sentence, Title, Year
from contracts.vocabulary import Code
from runtime.decider import Command


class CreditDutyFact(Command):
    """Credit a fact that another service recorded. The file lies with the member's unit, and with
    `unit` where the roster has no such member."""

    creates: ClassVar[bool] = True

    unit: UnitId
    member: MemberId
    year: Year
    kind: Code
    on: Day
    place: UnitId
    title: Title
    source: str
    source_event: str
    occasion: str


class WithdrawDutyFact(Command):
    """Take back what was credited for an occasion: its record was corrected."""

    creates: ClassVar[bool] = True

    unit: UnitId
    member: MemberId
    year: Year
    occasion: str
    reason: Sentence


class RaiseObjection(Command):
    """Object to a fact of the file, by its `occasion`, or without one to a fact that is missing.
    `unit` is that of the member."""

    creates: ClassVar[bool] = True
    called = ("对履职档案提出异议", "Object to the duty file")

    unit: UnitId
    member: MemberId
    year: Year
    occasion: Title | None = None
    reason: Sentence


class AnswerObjection(Command):
    """Answer an objection. Where it is `upheld`, have the record corrected that it rests on: the
    facts follow from that."""

    called = ("答复异议", "Answer the objection")

    objection: Annotated[int, Field(strict=True, ge=1, le=10_000)]
    upheld: bool
    answer: Sentence


DutyCommand = CreditDutyFact | WithdrawDutyFact | RaiseObjection | AnswerObjection
