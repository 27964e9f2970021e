"""What was said in a session, participant by participant."""

from operator import not_

from pydantic import Field

from contracts.audience import Audience
from contracts.correction import Correction
from contracts.event import Event, Fact
from contracts.ids import ConsultationId
from contracts.text import Count, Moment, Sentence, Title
from contracts.vocabulary import Code


class Speech(Fact):
    """What a participant said, so that it can be seen that each of them spoke (000-44). `speaker`
    is the participant's title, a party or office, never a person. `part`: the part of the session
    in which they spoke, where its form has parts; `began` and `minutes`: when, and how long.
    `channel`: by which of the county's ways of acting a member spoke (003-06)."""

    speech: int
    item: int
    consultation: ConsultationId | None
    participant: int
    kind: str
    speaker: Title
    gist: Sentence
    part: Code | None = None
    began: Moment | None = None
    minutes: Count | None = None
    channel: Code | None = Field(None, exclude_if=not_)


class SpeechRecorded(Speech, Event):
    audience = Audience.PERSONAL


class SpeechCorrected(Correction, Speech, Event):
    """The speech as it was in truth, the whole of it. What was written down first stays in the
    history."""

    audience = Audience.PERSONAL


class SpeechWithdrawn(Event):
    """The speech was entered by mistake: nobody made it. It counts no more."""

    audience = Audience.PERSONAL

    speech: int
    consultation: ConsultationId | None
    reason: Sentence
