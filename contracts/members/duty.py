"""What happens to a member's duty file of one year (000-43). Stream `duty/<member>:<year>`.

Facts, not points: what they are worth follows from the scheme of their year.
"""

from contracts.audience import Audience
from contracts.event import Event
from contracts.ids import MemberId
from contracts.places import UnitId
from contracts.text import Day, Sentence, Title, Year
from contracts.vocabulary import Code


class DutyFactCredited(Event):
    """One fact, credited once (13.3-9), by a policy and never by hand.

    `place` is the unit where it happened. `source` is the stream that tells of it (`session/…`),
    `source_event` the id of the very event; `occasion` stays the same when that is corrected.
    """

    audience = Audience.PERSONAL

    member: MemberId
    year: Year
    kind: Code
    on: Day
    place: UnitId
    title: Title
    source: str
    source_event: str
    occasion: str


class DutyFactWithdrawn(Event):
    """What showed the fact was corrected: it does not count. `source_event` is the one that had
    shown it. It may be credited again from the correction."""

    audience = Audience.PERSONAL

    member: MemberId
    year: Year
    kind: Code
    occasion: str
    source_event: str
    reason: Sentence


class ObjectionRaised(Event):
    """The member objects to a fact, or to one that is missing: then without `occasion`. `objection`
    is 1..n within the file."""

    audience = Audience.PERSONAL

    member: MemberId
    year: Year
    objection: int
    occasion: Title | None
    reason: Sentence


class ObjectionAnswered(Event):
    """The office answered. `upheld`: the record that the fact rests on is wrong, or lacks
    something. Whoever keeps it corrects it, and the fact follows."""

    audience = Audience.PERSONAL

    member: MemberId
    year: Year
    objection: int
    upheld: bool
    answer: Sentence


DutyEvent = DutyFactCredited | DutyFactWithdrawn | ObjectionRaised | ObjectionAnswered
