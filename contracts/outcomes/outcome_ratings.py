"""How an outcome was rated by secret ballot (001-36)."""

from contracts.event import Event
from contracts.ids import RatingId
from contracts.text import Day, Sentence
from contracts.vocabulary import Code


class OutcomeRated(Event):
    """Those who vote rated the outcome, or one `task` of it. `kind`: of the rating; `share`: so
    many per cent are satisfied. Where that is not enough (`satisfied` is false), tasks that are
    completed are handled again by `HandlingAgain`."""

    rating: RatingId
    subject: int
    kind: Code
    task: int | None = None
    on: Day
    share: int | None
    satisfied: bool | None


class OutcomeRatingAnnulled(Event):
    """The rating does not count any more. What is handled again because of it goes on."""

    rating: RatingId
    subject: int
    reason: Sentence
