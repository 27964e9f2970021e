"""What may be asked of a score sheet."""

from typing import Annotated, ClassVar

from pydantic import StringConstraints

from contracts.members.assessment_rules import Points
from contracts.places import UnitId
from contracts.text import Day, Sentence, Year
from contracts.vocabulary import Code
from runtime.decider import Command

Subject = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
"""The code of a unit, or the id of a body or a talent."""


class OpenAssessment(Command):
    """Open the sheet of a year. `unit` is the jurisdiction."""

    called = ("开始考核", "Open the sheet")

    creates: ClassVar[bool] = True

    unit: UnitId
    year: Year
    sheet: Code


class EnterScore(Command):
    """Enter the points of one subject for one criterion, with the ground."""

    called = ("打分", "Enter points")

    subject: Subject
    criterion: Code
    points: Points
    ground: Sentence


class CorrectScore(Command):
    """Put points right that were entered wrongly, and say why."""

    called = ("更正得分", "Put points right")

    subject: Subject
    criterion: Code
    points: Points
    ground: Sentence
    reason: Sentence


class CountScores(Command):
    """Have the points of a talent counted from their draws of the year, for the criteria that are
    counted."""

    called = ("计算得分", "Count points")

    subject: Subject


class PublishAssessment(Command):
    """Publish the sheet, or publish it anew where something was put right."""

    called = ("公布考核结果", "Publish the sheet")

    published_on: Day


AssessmentCommand = OpenAssessment | EnterScore | CorrectScore | CountScores | PublishAssessment
