"""Who consents to what, as data: chains of bodies, each with its verb (000-24, 004-03, domain 5.5).

Every service in which things need consent keeps the chapter.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts.event import Fact
from contracts.ids import BodyId
from contracts.places import UnitId
from contracts.roles import Role
from contracts.rules import Chapter
from contracts.text import Day, DocumentNumber, Sentence, Title
from contracts.vocabulary import Code


class Thing(StrEnum):
    """What needs consent. A topic is passed up, too, by consent to a topic."""

    TOPIC = "topic"
    PLAN = "plan"
    OUTCOME = "outcome"  # to use it (000-24)
    WAIVER = "waiver"  # of a step of a procedure


class Level(StrEnum):
    """At whose level a body consents, seen from the unit whose thing it is."""

    OWN = "own"
    JURISDICTION = "jurisdiction"  # that of the unit whose rules are in force


class ConsentStep(Fact):
    """A step of a chain, and its verb: `审定`, `decided`. One of the `offices` records it.

    It is taken by a body that consents for the level, by the property of its kind. Where `bodies`
    names kinds of bodies, one or more of each of these takes part in its stead.
    """

    code: Code
    chinese: Title
    english: Title
    bodies: Annotated[tuple[Code, ...], Field(max_length=10)] = ()
    level: Level = Level.OWN
    offices: Annotated[tuple[Role, ...], Field(min_length=1, max_length=10)] = (Role.PARTY,)


class Chain(Fact):
    """A row: who consents to a thing. It fits where all that it names is so; `kind` is the kind
    of that thing. With its last step the thing is consented to."""

    what: Thing
    unit_kind: Code | None = None
    kind: Code | None = None
    steps: Annotated[tuple[ConsentStep, ...], Field(min_length=1, max_length=10)]


class CountsFor(Fact):
    """A unit without a Party organisation, and the unit whose organisation's consent counts."""

    unit: UnitId
    consents: UnitId


class Consents(Chapter):
    """The table, whose first fitting row counts, and the units that have nobody to consent."""

    chains: Annotated[tuple[Chain, ...], Field(max_length=100)] = ()
    counts_for: Annotated[tuple[CountsFor, ...], Field(max_length=2000)] = ()


Bodies = Annotated[tuple[BodyId, ...], Field(min_length=1, max_length=10)]


class Consent(Fact):
    """Which bodies consented, by which resolution, on which day."""

    bodies: Bodies
    resolution: DocumentNumber
    decided_on: Day


class Consented(Fact):
    """What the event of a step holds: which one of the chain, its verb, and the consent."""

    step: Code
    word: Title
    consent: Consent


class ConsentRefused(Fact):
    """What the event of a refusal holds: at which step of the chain, and what was refused (its
    verb), by which bodies. The thing goes back to its drafter, and the chain begins again."""

    step: Code
    word: Title
    bodies: Bodies
    reason: Sentence
    decided_on: Day
