"""What a rating knows of itself, and what each event changes."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from contracts.outcomes import rating as e


class Stage(StrEnum):
    BLANK = "blank"
    OPEN = "open"
    VOTING = "voting"
    COUNTED = "counted"
    ANNULLED = "annulled"


@dataclass(frozen=True)
class Rating:
    """`ballots` as they are known now, `issued_in` the version of the event that told it. `count`:
    what the first teller entered. `version` counts the events."""

    unit: str = ""
    version: int = 0
    stage: Stage = Stage.BLANK
    opened: e.RatingOpened | None = None
    ballots: e.Ballots | None = None
    issued_in: int = 0
    count: e.CountEntered | None = None
    result: e.RatingCounted | None = None
    reported: e.RatingReported | None = None
    published: e.RatingPublished | None = None


def evolve(rating: Rating, event: e.RatingEvent, unit: str) -> Rating:
    return replace(_after(rating, event, unit), version=rating.version + 1)


def _after(rating: Rating, event: e.RatingEvent, unit: str) -> Rating:
    match event:
        case e.RatingOpened():
            return Rating(unit=unit, stage=Stage.OPEN, opened=event)
        case e.BallotsIssued() | e.BallotsCorrected():
            version = rating.version + 1
            return replace(rating, stage=Stage.VOTING, ballots=event, issued_in=version)
        case e.CountEntered():
            return rating if rating.count else replace(rating, count=event)
        case e.CountTakenBack():
            return replace(rating, count=None)
        case e.RatingCounted():
            return replace(rating, stage=Stage.COUNTED, result=event)
        case e.RatingReported():
            return replace(rating, reported=event)
        case e.RatingPublished():
            return replace(rating, published=event)
        case e.RatingAnnulled():
            return replace(rating, stage=Stage.ANNULLED)
        case _:
            assert_never(event)
