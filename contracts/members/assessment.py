"""How units, bodies and talents are assessed, on a sheet of one owner, in one year (001-35).

Stream `assessment/<unit>:<year>:<sheet>`.
"""

from contracts.audience import Audience
from contracts.correction import Correction
from contracts.event import Event, Fact
from contracts.members.assessment_rules import Sheet
from contracts.text import Count, Day, Sentence, Year
from contracts.vocabulary import Code


class AssessmentOpened(Event):
    """The sheet of a year is open, with its own copy of the rules."""

    audience = Audience.PERSONAL

    sheet: Sheet
    year: Year


class Score(Fact):
    """So many `points` of a subject, a unit or body or talent by its id, for one criterion."""

    subject: str
    criterion: Code
    points: int


class ScoreEntered(Event, Score):
    """The owner entered points, on this ground."""

    audience = Audience.PERSONAL

    ground: Sentence


class ScoreCorrected(Correction, Event, Score):
    """Points were entered wrongly: these are right."""

    audience = Audience.PERSONAL

    ground: Sentence


class ScoreCounted(Event, Score):
    """The system counted: `of` out of `whole`, as it was on record then."""

    audience = Audience.PERSONAL

    of: Count
    whole: Count


class Total(Fact):
    """The points of a subject in the whole, and further ones as a bonus."""

    subject: str
    points: int
    bonus: int


class AssessmentPublished(Event):
    """The owner published the sheet: the `issue`-th time, where something was put right since.
    `whole`: so many points there are without bonus. In the order of ids: there are no ranks."""

    audience = Audience.PERSONAL

    sheet: Code
    year: Year
    issue: int
    published_on: Day
    whole: int
    totals: tuple[Total, ...]


AssessmentEvent = (
    AssessmentOpened | ScoreEntered | ScoreCorrected | ScoreCounted | AssessmentPublished
)
