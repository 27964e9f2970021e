"""What happens to a unit of the register (domain 10; 000-02)."""

from contracts.audience import Audience
from contracts.event import Event
from contracts.ids import Matter
from contracts.places import Tier, UnitId
from contracts.text import Day, Sentence, Title
from contracts.vocabulary import Code


class UnitRegistered(Event):
    """A unit entered the register. What stands there are bodies and rooms. Its `kind` is a word of
    its jurisdiction, the `tier` is the property of it by which others act."""

    audience = Audience.OPEN

    name: Title
    kind: Code
    tier: Tier
    parent: UnitId | None = None
    valid_from: Day


class UnitRenamed(Event):
    audience = Audience.OPEN

    name: Title
    since: Day


class UnitPlacedUnder(Event):
    """From this day on the unit answers to another superior than its code says, or to another than
    before: a town that a development zone runs on trust (domain 10.2)."""

    audience = Audience.OPEN

    superior: UnitId
    since: Day


class UnitClosed(Event):
    """The unit is no more; its records keep its code and name (13.3-16)."""

    audience = Audience.OPEN

    valid_to: Day
    successors: tuple[UnitId, ...]
    reason: Sentence


class MatterDealtOut(Event):
    """An open matter of a closed unit with several successors lies with this one of them alone, in
    all services. `matter` is the `correlationid` of all that belongs to it; a later one counts."""

    matter: Matter
    successor: UnitId


UnitEvent = UnitRegistered | UnitRenamed | UnitPlacedUnder | UnitClosed | MatterDealtOut
