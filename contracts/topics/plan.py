"""What happens to a unit's plan of a year and a kind (000-32, 002-09, domain 5.5)."""

from contracts.consent import Consent
from contracts.event import Event, Fact
from contracts.ids import Code, TopicId
from contracts.places import UnitId
from contracts.text import Day, Sentence, Title, Year


class PlanEntry(Fact):
    """A row of the plan: which topic, by which form, in which month, who answers for it. In a
    draft it is a candidate: the topic needs no consent of its own."""

    topic: TopicId
    form: Title
    month: int
    responsible: Title


class PlanDrafted(Event):
    unit: UnitId
    year: Year
    kind: Code
    title: Title
    entries: tuple[PlanEntry, ...]


class PlanDecided(Event):
    """The same-level Party organisation decided the plan as it was drafted (000-24, 004-03)."""

    year: Year
    kind: Code
    entries: tuple[PlanEntry, ...]
    consent: Consent


class PlanRefused(Event):
    """The same-level Party organisation did not decide the plan: it goes back to its drafter, who
    draws it up anew (000-24)."""

    organisation: Title
    reason: Sentence
    decided_on: Day


class PlanAmended(Event):
    """A topic was added to a decided plan, with reason and consent (domain 5.5)."""

    added: tuple[PlanEntry, ...]
    reason: Sentence
    consent: Consent


PlanEvent = PlanDrafted | PlanDecided | PlanRefused | PlanAmended
