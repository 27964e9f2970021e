"""What happens to a rating: how outcomes, tasks, bodies or units are voted on by secret ballot
(001-36, domain 8.3).

One stream for one ballot. It holds how many ballots there were and what they say, and never who
marked what: nobody has told it.
"""

from typing import Annotated

from pydantic import Field

from contracts.audience import Audience
from contracts.correction import Correction
from contracts.event import Event, Fact
from contracts.ids import BodyId, OutcomeId, SessionId
from contracts.outcomes.rating_rules import BallotOption, RatingKind
from contracts.places import UnitId
from contracts.text import Count, Day, DocumentNumber, Sentence, Title
from contracts.vocabulary import Code, Entry

Number = Annotated[int, Field(strict=True, ge=1, le=20)]


class Subject(Fact):
    """What is rated, as 1..n on the ballot: an outcome or one of its tasks, a body, or a unit."""

    subject: Number
    title: Title
    outcome: OutcomeId | None = None
    task: int | None = None
    body: BodyId | None = None
    place: UnitId | None = None


class Votes(Fact):
    """So many ballots have this option marked."""

    option: Code
    votes: Count


class SubjectCount(Fact):
    """What the ballots say of one subject. With `blank` and `invalid` ones it adds up to those
    returned."""

    subject: Number
    votes: tuple[Votes, ...]
    blank: Count = 0
    invalid: Count = 0


class Result(SubjectCount):
    """`share`: so many per cent are satisfied, rounded down; None where all abstained.
    `satisfied`: whether that is enough, where the kind of rating says how many are."""

    outcome: OutcomeId | None = None
    task: int | None = None
    body: BodyId | None = None
    place: UnitId | None = None
    share: int | None = None
    satisfied: bool | None = None


class RatingOpened(Event):
    """A rating was opened, with its own copy of the rules: its kind, the options of its ballots and
    the group that votes, of whom so many are `entitled`. `session`: at which it is voted."""

    rating_kind: RatingKind
    options: tuple[BallotOption, ...]
    voters: Entry
    entitled: int
    session: SessionId | None = None
    subjects: tuple[Subject, ...]


class Ballots(Fact):
    """Of those entitled so many were `present`, and so many ballots were `issued` to them."""

    on: Day
    present: int
    issued: int


class BallotsIssued(Event, Ballots):
    """Ballots were handed out, without numbers or names."""


class BallotsCorrected(Correction, Event, Ballots):
    """How many were present, or how many ballots were issued, was entered wrongly: this is how it
    was."""


class CountEntered(Event):
    """One of two tellers entered what they counted. `teller`: who entered it, as an account."""

    returned: int
    counts: tuple[SubjectCount, ...]
    teller: str


class CountTakenBack(Event):
    """The teller counts once more."""

    reason: Sentence


class RatingCounted(Event):
    """Both tellers counted the same: this is the result."""

    kind: Code
    voters: Code
    on: Day
    issued: int
    returned: int
    results: tuple[Result, ...]


class RatingReported(Event):
    """The result went to Party committee, government and the departments (001-36). Where it is told
    again, this is how it was told last."""

    report_number: DocumentNumber | None = None
    reported_on: Day
    recipients: tuple[Title, ...]
    bodies: tuple[BodyId, ...] = ()


class RatingPublished(Event):
    """The result was published: totals, and nothing else."""

    audience = Audience.OPEN

    published_on: Day
    published_at: Title
    title: Title
    issued: int
    returned: int
    results: tuple[Result, ...]


class RatingAnnulled(Event):
    """The rating does not count, whatever its ballots say."""

    audience = Audience.OPEN

    reason: Sentence


RatingEvent = (
    RatingOpened
    | BallotsIssued
    | BallotsCorrected
    | CountEntered
    | CountTakenBack
    | RatingCounted
    | RatingReported
    | RatingPublished
    | RatingAnnulled
)
