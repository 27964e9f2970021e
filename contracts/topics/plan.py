"""What happens to a unit's annual consultation plan (000-32, domain 5.5)."""

from contracts.consent import Consent
from contracts.event import Event, Fact
from contracts.ids import TopicId
from contracts.places import UnitId
from contracts.text import Sentence, Title, Year


class PlanEntry(Fact):
    """A row of the plan: which topic, by which form, in which month, who answers for it."""

    topic: TopicId
    form: Title
    month: int
    responsible: Title


class PlanDrafted(Event):
    unit: UnitId
    year: Year
    title: Title
    entries: tuple[PlanEntry, ...]


class PlanApproved(Event):
    """The same-level Party organisation consented to the plan (000-24, 004-03)."""

    year: Year
    entries: tuple[PlanEntry, ...]
    consent: Consent


class PlanAmended(Event):
    """A topic was added to an approved plan, with reason and consent (domain 5.5)."""

    added: tuple[PlanEntry, ...]
    reason: Sentence
    consent: Consent


PlanEvent = PlanDrafted | PlanApproved | PlanAmended
