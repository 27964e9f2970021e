"""What happens to a unit's plan of a year and a kind (000-32, 002-09, domain 5.5)."""

from pydantic import Field

from contracts.audience import Audience
from contracts.consents import Consent, Consented, ConsentRefused
from contracts.event import Event, Fact
from contracts.ids import PlanId, TopicId
from contracts.places import UnitId
from contracts.text import Day, Sentence, Title, Year
from contracts.vocabulary import Code


class PlanEntry(Fact):
    """A row of the plan: which topic, by which form, in which month, who answers for it, and what
    the kind of plan asks for besides (002-10). In a draft it is a candidate: the topic needs no
    consent of its own. `carried_from`: the plan of an earlier year in which it stood and was not
    done."""

    topic: TopicId
    form: Title
    month: int
    responsible: Title
    columns: dict[Code, Sentence] = {}
    carried_from: PlanId | None = Field(None, exclude_if=lambda plan: plan is None)


class PlanDrafted(Event):
    unit: UnitId
    year: Year
    kind: Code
    title: Title
    entries: tuple[PlanEntry, ...]


class PlanConsented(Consented, Event):
    """A step of the chain before its last: the plan was revised jointly, deliberated …"""


class PlanDecided(Event):
    """The plan was decided as it was drafted: the last step of its chain (000-24, 004-03)."""

    year: Year
    kind: Code
    entries: tuple[PlanEntry, ...]
    consent: Consent


class PlanRefused(ConsentRefused, Event):
    """A body of the chain did not consent: the plan goes back to its drafter, who draws it up
    again (000-24)."""


class PlanAmended(Event):
    """Topics were added to a decided plan, or `withdrawn` from it, with a reason, and with consent
    where the kind of plan asks for it (domain 5.5)."""

    added: tuple[PlanEntry, ...]
    withdrawn: tuple[TopicId, ...] = ()
    reason: Sentence
    consent: Consent | None = None


class PlanPublished(Event):
    """The decided plan was made public there, on that day (domain 5.5)."""

    audience = Audience.OPEN

    year: Year
    kind: Code
    title: Title
    where: Title
    on: Day


class PlanCarriedOver(Event):
    """These topics of the plan were not done, and stand in the plan of a later year from now on."""

    topics: tuple[TopicId, ...]
    into: PlanId


PlanEvent = (
    PlanDrafted
    | PlanConsented
    | PlanDecided
    | PlanRefused
    | PlanAmended
    | PlanPublished
    | PlanCarriedOver
)
