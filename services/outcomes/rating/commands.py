"""What may be asked of a rating by secret ballot."""

from typing import Annotated, ClassVar, TypeAlias

from pydantic import Field

from contracts.ids import BodyId, SessionId
from contracts.outcomes.rating import Subject, SubjectCount
from contracts.places import UnitId
from contracts.text import Day, DocumentNumber, Sentence, Title
from contracts.vocabulary import Code
from runtime.decider import Command

People = Annotated[int, Field(strict=True, ge=1, le=100_000)]
Titles = Annotated[tuple[Title, ...], Field(max_length=50)]


class OpenRating(Command):
    """Open a rating by secret ballot: of which kind, who votes, how many of them there are, and
    what is rated, each on a line of the ballot: outcomes, tasks of theirs, bodies, or units."""

    called = ("发起投票测评", "Open a rating")

    creates: ClassVar[bool] = True

    unit: UnitId
    kind: Code
    voters: Code
    entitled: People
    session: SessionId | None = None
    subjects: Annotated[tuple[Subject, ...], Field(min_length=1, max_length=20)]


class _Ballots(Command):
    on: Day
    present: People
    issued: People


class IssueBallots(_Ballots):
    """Record how many were present and how many ballots were handed out to them. Who got one is not
    recorded."""

    called = ("登记发票", "Record the ballots that were issued")


class CorrectBallots(_Ballots):
    """Put right how many were present, or how many ballots were issued, before they are counted."""

    called = ("更正发票情况", "Put right what was issued")

    reason: Sentence


class CountBallots(Command):
    """Enter what a teller counted, line by line. Two persons do so, each by themselves; the rating
    is counted once they agree. `openly`: the ballots were counted before those who voted."""

    called = ("登记计票", "Enter a teller's count")

    returned: People
    counts: Annotated[tuple[SubjectCount, ...], Field(min_length=1, max_length=20)]
    openly: bool


class TakeBackCount(Command):
    """Take back the count that you entered, to count once more."""

    called = ("撤回计票", "Take back a count")

    reason: Sentence


class ReportRating(Command):
    """Record to whom the result was sent: Party committee, government, departments. Those whom the
    kind of rating names always get it."""

    called = ("通报测评结果", "Report the result")

    report_number: DocumentNumber | None = None
    reported_on: Day
    recipients: Titles = ()
    bodies: Annotated[tuple[BodyId, ...], Field(max_length=50)] = ()


class PublishRating(Command):
    """Record that the result was published, and where: totals alone."""

    called = ("公布测评结果", "Publish the result")

    published_on: Day
    published_at: Title
    title: Title


class AnnulRating(Command):
    """Declare that the rating does not count, with the reason. Open another one where it is to be
    repeated."""

    called = ("宣布测评无效", "Annul the rating")

    reason: Sentence


RatingCommand: TypeAlias = (
    OpenRating
    | IssueBallots
    | CorrectBallots
    | CountBallots
    | TakeBackCount
    | ReportRating
    | PublishRating
    | AnnulRating
)
