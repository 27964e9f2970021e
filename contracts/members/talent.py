"""What happens to a consultation talent: nominated, appointed for a term, drawn, exit (001-30).

Talents are no office holders, so events hold an id and never a name (domain 13.3-18).
"""

from enum import StrEnum

from contracts.audience import Audience
from contracts.consents import Consented, ConsentRefused
from contracts.event import Event, Fact
from contracts.ids import BodyId, MemberId
from contracts.places import UnitId
from contracts.text import Day, DocumentNumber, Sentence, Title
from contracts.vocabulary import Code

Codes = tuple[Code, ...]


class TalentParticulars(Fact):
    """What is settled by a nomination: fields and tier (001-31), and the way it came about, with
    the body that nominates. `member`: the talent is a member of the CPPCC too."""

    fields: Codes
    tier: Code
    way: Code
    body: BodyId | None = None
    member: MemberId | None = None


class TalentNominated(Event, TalentParticulars):
    """Somebody was nominated as a talent. `by` is the id of whoever entered it."""

    audience = Audience.PERSONAL

    on: Day
    reason: Sentence
    by: str


class TalentCorrected(Event, TalentParticulars):
    """The particulars changed, or were entered wrongly; all of them are told again."""

    audience = Audience.PERSONAL

    reason: Sentence


class TalentChecked(Event):
    """The nomination was looked into, by somebody else than who entered it, and goes on."""

    audience = Audience.PERSONAL

    on: Day
    finding: Sentence


class TalentTurnedDown(Event):
    """The nomination ends here."""

    audience = Audience.PERSONAL

    on: Day
    reason: Sentence


class TalentApproved(Consented, Event):
    """A step of the approval was taken; `last`: the talent may be appointed."""

    audience = Audience.PERSONAL

    last: bool


class ApprovalRefused(ConsentRefused, Event):
    """The approval was refused: the nomination goes back to be looked into again."""

    audience = Audience.PERSONAL


class TalentAppointed(Event):
    """The talent is appointed from the day `since` to the last day `until`, with a certificate."""

    audience = Audience.PERSONAL

    since: Day
    until: Day
    certificate: DocumentNumber


class TermRenewed(Event):
    """A further term, with its own certificate."""

    audience = Audience.PERSONAL

    since: Day
    until: Day
    certificate: DocumentNumber


class TalentSuspended(Event):
    """The talent is not drawn from the day `since` on: away, ill, under examination. `until` is the
    last such day, where it is known."""

    audience = Audience.PERSONAL

    since: Day
    until: Day | None = None
    reason: Sentence


class TalentResumed(Event):
    """The talent may be drawn again from this day on."""

    audience = Audience.PERSONAL

    on: Day


class InterestRecorded(Event):
    """A lasting interest: the talent works for these bodies, or has a stake in these places, and is
    in no pool for a matter that concerns them. `interest` is 1..n within the talent."""

    audience = Audience.PERSONAL

    interest: int
    about: Sentence
    bodies: tuple[BodyId, ...] = ()
    places: tuple[UnitId, ...] = ()


class InterestEnded(Event):
    audience = Audience.PERSONAL

    interest: int
    on: Day


class Drawn(StrEnum):
    """What became of a talent in a draw."""

    DRAWN = "drawn"
    ACCEPTED = "accepted"
    DECLINED = "declined"  # with a reason
    WITHOUT_REASON = "without-reason"  # declined without one, or no answer in time
    ATTENDED = "attended"
    ABSENT = "absent"  # accepted, and did not come


class DrawNoted(Event):
    """A draw's event says this of the talent; of one round of a draw the last counts. The figures
    of the assessment come from these (domain 6.2)."""

    audience = Audience.PERSONAL

    draw: Title
    round: int
    what: Drawn
    on: Day


class TalentExited(Event):
    """The talent is none any more from the day `on` on, on a ground of the county's list."""

    audience = Audience.PERSONAL

    on: Day
    ground: Code
    reason: Sentence | None = None


TalentEvent = (
    TalentNominated
    | TalentCorrected
    | TalentChecked
    | TalentTurnedDown
    | TalentApproved
    | ApprovalRefused
    | TalentAppointed
    | TermRenewed
    | TalentSuspended
    | TalentResumed
    | InterestRecorded
    | InterestEnded
    | DrawNoted
    | TalentExited
)
