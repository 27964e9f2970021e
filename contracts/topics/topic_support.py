"""Who stands behind a topic: one voice for each person, and each list once (002-11)."""

from contracts.audience import Audience
from contracts.event import Event
from contracts.ids import PersonId
from contracts.paper import Digest, PaperUse
from contracts.text import Count, Day, Sentence


class SupportRecorded(Event):
    """A resident stands behind the topic (`person`, an id of the directory of residents), or those
    who signed a list on paper do (`paper`): a voice each, on that day (002-11). `voices` is how
    many these are, `support` how many there are now, those of topics that became part of
    this one included: no person twice, no list twice."""

    audience = Audience.PERSONAL

    person: PersonId | None = None
    paper: PaperUse | None = None
    voices: Count
    on: Day
    support: Count


class SupportCorrected(Event):
    """The list with this digest bears another number of signatures than was recorded."""

    audience = Audience.PERSONAL

    digest: Digest
    voices: Count
    instead_of: Count
    reason: Sentence
    support: Count


class SupportWithdrawn(Event):
    """The person, or those of the list with this digest, do not stand behind the topic: they
    withdrew, or it was recorded wrongly."""

    audience = Audience.PERSONAL

    person: PersonId | None = None
    digest: Digest | None = None
    reason: Sentence
    support: Count
