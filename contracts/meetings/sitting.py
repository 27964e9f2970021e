"""The sittings of a session: held, corrected, or withdrawn where they were entered by mistake."""

from operator import not_

from pydantic import Field

from contracts.correction import Correction
from contracts.event import Event, Fact
from contracts.text import Count, Day, Moment, Sentence, Title


class Sitting(Fact):
    """A sitting, numbered 1..n: a session has one or several. `began`: the moment, where it was
    written down; `place`: where it was, if the session is mobile. `held_on`: the day of the first
    sitting of the session that stands, where it follows from this one and is not said by the first
    of all."""

    sitting: int
    on: Day
    began: Moment | None = None
    duration_minutes: Count
    place: Title | None = None
    held_on: Day | None = Field(None, exclude_if=not_)


class SittingHeld(Event, Sitting):
    """A sitting took place."""


class SittingCorrected(Correction, Event, Sitting):
    """The sitting as it was in truth, the whole of it."""


class SittingWithdrawn(Event):
    """The sitting was entered by mistake: it did not take place. `held_on`: the day of the first
    sitting that stands; where none is left, the session was not held."""

    sitting: int
    held_on: Day | None
    reason: Sentence
