"""The minutes of a session: drafted, commented on, confirmed, put right, published. All of this
happens in the stream of the session."""

from operator import not_

from pydantic import Field

from contracts.audience import Audience
from contracts.correction import Correction
from contracts.event import Event, Fact
from contracts.ids import BodyId, ConsultationId
from contracts.text import Day, Passage, Sentence, Title


class MinutesDrafted(Event):
    """A draft of the minutes; a later one takes its place."""

    summary: Passage


class MinutesCommented(Event):
    """A participant said what should be changed in the draft. `title` is theirs as it was invited,
    a party or office."""

    audience = Audience.PERSONAL

    comment: int
    participant: int
    title: Title
    text: Passage


class CommentSettled(Event):
    """What became of a comment: it was taken up or not, and why."""

    comment: int
    taken_up: bool
    answer: Sentence


class TaskAgreed(Fact):
    """A promise that became a task."""

    promise: int
    item: int
    consultation: ConsultationId | None
    lead: BodyId
    co: tuple[BodyId, ...]
    what: Sentence
    due: Day


class Minutes(Fact):
    """The minutes whole. `confirmed_by` is the office or body, never a person. `silence`: why some
    kind of participants was there and said nothing, where the procedure asks that each speak."""

    title: Title
    consultations: tuple[ConsultationId, ...]
    summary: Passage
    tasks: tuple[TaskAgreed, ...]
    on: Day
    confirmed_by: Title
    silence: Sentence | None = Field(None, exclude_if=not_)


class MinutesConfirmed(Event, Minutes):
    """The minutes as they were confirmed; no promise and no comment is open. Of a session that
    serves no consultation they say the `form`, and what was agreed and what was not: such a session
    may lead to an outcome by itself (004-13)."""

    form: str | None = Field(None, exclude_if=not_)
    consensus: tuple[Sentence, ...] = Field((), exclude_if=not_)
    dissent: tuple[Sentence, ...] = Field((), exclude_if=not_)


class MinutesCorrected(Correction, Event, Minutes):
    """The minutes as they should have been: what they say was put right, and confirmed anew. Their
    tasks stay as they are: those are put right in their outcome."""


class MinutesPublished(Event):
    """What everybody may read of the minutes. `held_on`: the day of the first sitting; `where`:
    where it was published. `left_out`: what it leaves out, and why, in words that say nothing of
    it. A later publication takes the place of this one."""

    audience = Audience.OPEN

    title: Title
    form: str
    held_on: Day
    text: Passage
    left_out: Sentence | None
    on: Day
    where: Title
