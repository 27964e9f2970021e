"""What happens to an issue of a jurisdiction's bulletin: issued, sent, corrected, withdrawn.

Its items are what persons reported in confidence: as with reports, all types are personal.
"""

from contracts.audience import Audience
from contracts.correction import Correction
from contracts.event import Event, Fact
from contracts.ids import BodyId, BulletinId, ReportId
from contracts.paper import PaperUse
from contracts.places import UnitId
from contracts.text import Day, DocumentNumber, Moment, Sentence, Title, Year
from contracts.vocabulary import Code


class BulletinItem(Fact):
    """An item of a bulletin: a report as it was edited and signed."""

    report: ReportId
    title: Title
    category: Code
    text: PaperUse


class BulletinIssued(Event):
    """An issue (期) of the jurisdiction's bulletin. `issue` is its number in the year, counted from
    1 without gaps (003-15)."""

    audience = Audience.PERSONAL

    unit: UnitId
    year: Year
    issue: int
    bulletin_number: DocumentNumber
    items: tuple[BulletinItem, ...]
    urgent: bool = False
    issued_on: Day
    issued_at: Moment | None = None


class BulletinSent(Event):
    """The bulletin went to these bodies, who read its `texts` from now on."""

    audience = Audience.PERSONAL

    recipients: tuple[BodyId, ...]
    sent_on: Day
    sent_at: Moment | None = None
    texts: tuple[PaperUse, ...]


class SendingWithdrawn(Event):
    """That the bulletin was sent to these bodies was entered wrongly: it was not, or on another
    day, which is then recorded anew. They find it no more."""

    audience = Audience.PERSONAL

    recipients: tuple[BodyId, ...]
    reason: Sentence


class BulletinCorrected(Correction, Event):
    """What was entered of the bulletin was wrong, and is told again as a whole. `removed`: reports
    that it was said to hold. `texts`: those of new items, for whom it was sent to already."""

    audience = Audience.PERSONAL

    bulletin_number: DocumentNumber
    items: tuple[BulletinItem, ...]
    removed: tuple[ReportId, ...] = ()
    urgent: bool = False
    issued_on: Day
    issued_at: Moment | None = None
    texts: tuple[PaperUse, ...] = ()


class BulletinFollowed(Event):
    """The next issue of the year came out: this one came out no later."""

    audience = Audience.PERSONAL

    next: BulletinId


class BulletinWithdrawn(Event):
    """The bulletin was called back. Its number stays used, and its items wait to be issued."""

    audience = Audience.PERSONAL

    items: tuple[ReportId, ...]
    reason: Sentence


BulletinEvent = (
    BulletinIssued
    | BulletinSent
    | SendingWithdrawn
    | BulletinCorrected
    | BulletinFollowed
    | BulletinWithdrawn
)
