"""What may be asked of a consultation talent."""

from typing import Annotated, ClassVar

from pydantic import Field

from common.consents import Consenting, Refusing
from contracts.ids import BodyId, MemberId, TalentId
from contracts.members.talent import Drawn
from contracts.places import UnitId
from contracts.text import Day, DocumentNumber, Sentence, Title
from contracts.vocabulary import Code
from runtime.decider import Command

Fields = Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]
Ordinal = Annotated[int, Field(strict=True, ge=1, le=10_000)]


class NominateTalent(Command):
    """Nominate somebody as a talent, in the way of the county's list that it came about. The name
    goes to the personal directory (`/talents/{talent}/contact`), never here."""

    called = ("推荐协商人才", "Nominate a talent")

    creates: ClassVar[bool] = True

    unit: UnitId
    talent: TalentId
    fields: Fields
    tier: Code
    way: Code
    body: BodyId | None = None
    member: MemberId | None = None
    on: Day
    reason: Sentence


class CorrectTalent(Command):
    """Replace all particulars, such as the fields, with the reason."""

    called = ("变更或更正人才信息", "Correct the talent's particulars")

    fields: Fields
    tier: Code
    way: Code
    body: BodyId | None = None
    member: MemberId | None = None
    reason: Sentence


class CheckTalent(Command):
    """Record what looking into the nomination found; it goes on to those who approve."""

    called = ("审核推荐", "Check the nomination")

    on: Day
    finding: Sentence


class TurnDownTalent(Command):
    """End the nomination, with the reason."""

    called = ("不予推荐", "Turn the nomination down")

    on: Day
    reason: Sentence


class ApproveTalent(Consenting):
    """Record a step of the approval, by the bodies that the tier's rules name."""

    called = ("记录审定", "Record the approval")


class RefuseTalent(Refusing):
    """Record that the approval was refused; the nomination is looked into again."""

    called = ("记录不予审定", "Record that approval was refused")


class AppointTalent(Command):
    """Appoint the talent for a term, with the certificate's number. `until` is the last day."""

    called = ("颁发聘书", "Appoint the talent")

    since: Day
    until: Day
    certificate: DocumentNumber


class RenewTerm(Command):
    """Appoint the talent for a further term, with a new certificate."""

    called = ("续聘", "Renew the term")

    since: Day
    until: Day
    certificate: DocumentNumber


class SuspendTalent(Command):
    """Leave the talent out of all draws from a day on: away, ill, under examination. `until` is the
    last such day, where it is known."""

    called = ("暂停抽选", "Suspend the talent")

    since: Day
    until: Day | None = None
    reason: Sentence


class ResumeTalent(Command):
    """Let the talent be drawn again from this day on."""

    called = ("恢复抽选", "Let the talent be drawn again")

    on: Day


class RecordInterest(Command):
    """Record a lasting interest: bodies for which the talent works, places in which they have a
    stake. They are in no pool for a matter that concerns one of these."""

    called = ("登记利害关系", "Record a lasting interest")

    about: Sentence
    bodies: Annotated[tuple[BodyId, ...], Field(max_length=50)] = ()
    places: Annotated[tuple[UnitId, ...], Field(max_length=50)] = ()


class EndInterest(Command):
    """Record that an interest, recorded under this number, is over."""

    called = ("利害关系解除", "End an interest")

    interest: Ordinal
    on: Day


class NoteDraw(Command):
    """A round of a draw has this to say of the talent. Only a reaction asks this."""

    draw: Title
    round: int
    what: Drawn
    on: Day


class ExitTalent(Command):
    """Record that the talent is none any more, on a ground of the county's list."""

    called = ("退出人才库", "Record the talent's exit")

    on: Day
    ground: Code
    reason: Sentence | None = None


TalentCommand = (
    NominateTalent
    | CorrectTalent
    | CheckTalent
    | TurnDownTalent
    | ApproveTalent
    | RefuseTalent
    | AppointTalent
    | RenewTerm
    | SuspendTalent
    | ResumeTalent
    | RecordInterest
    | EndInterest
    | NoteDraw
    | ExitTalent
)
