"""What a rating by secret ballot means for an outcome. Only reactions ask."""

from contracts.ids import RatingId
from contracts.text import Day, Sentence, Title
from contracts.vocabulary import Code
from runtime.decider import Command


class NoteRating(Command):
    """Note how the outcome, or one of its tasks, was rated."""

    rating: RatingId
    subject: int
    kind: Code
    kind_name: Title
    task: int | None = None
    on: Day
    share: int | None
    satisfied: bool | None


class NoteRatingAnnulled(Command):
    """Note that a rating does not count any more."""

    rating: RatingId
    subject: int
    reason: Sentence
