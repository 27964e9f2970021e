"""What may be asked of a member's absences. They come by policy: nobody types one."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.ids import MemberId, SessionId
from contracts.places import UnitId
from contracts.text import Day, Sentence, Title, Year
from contracts.vocabulary import Code
from runtime.decider import Command

Ordinal = Annotated[int, Field(strict=True, ge=1, le=1000)]


class _OfTheYear(Command):
    creates: ClassVar[bool] = True

    unit: UnitId
    member: MemberId
    year: Year
    session: SessionId


class EnterAbsence(_OfTheYear):
    """Enter an absence that a session recorded. It lies with the member's unit."""

    title: Title
    form: Code
    on: Day
    on_leave: bool
    place: UnitId


class ClearAbsence(_OfTheYear):
    """Take an absence away: the session's record was put right."""


class TakeCaseStep(Command):
    """Record a step of a case: a reminder, a talk, a written inquiry, a report."""

    called = ("登记缺席处理步骤", "Record a step of the case")

    case: Ordinal
    step: Code
    on: Day
    letter: Title | None = None


class AnswerInquiry(Command):
    """Record the member's written answer to a step."""

    called = ("登记委员书面答复", "Record the member's answer")

    case: Ordinal
    step: Code
    on: Day
    letter: Title | None = None


class CloseAbsenceCase(Command):
    """Close a case with its result."""

    called = ("办结缺席个案", "Close the case")

    case: Ordinal
    result: Code
    on: Day
    reason: Sentence | None = None


AbsenceCommand = EnterAbsence | ClearAbsence | TakeCaseStep | AnswerInquiry | CloseAbsenceCase
