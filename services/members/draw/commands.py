"""What may be asked of a draw of talents."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.ids import BodyId, TalentId
from contracts.members.draw import Choose, Digest, Nonce, Number
from contracts.places import UnitId
from contracts.text import Day, Sentence, Title
from contracts.vocabulary import Code
from runtime.decider import Command

Codes = Annotated[tuple[Code, ...], Field(max_length=50)]
Talents = Annotated[tuple[TalentId, ...], Field(max_length=30)]


class AskForDraw(Command):
    """Ask for so many drawn talents, for an occasion: a consultation (`for_consultation`), whose id
    it is, or anything else, such as the assessment of a unit. `occasion` and `pool` are those of
    the address. Where the procedure of a consultation asks for them, this is done already."""

    called = ("发起抽选", "Ask for a draw")

    creates: ClassVar[bool] = True

    unit: UnitId
    occasion: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,80}$")]
    pool: Code
    for_consultation: bool
    title: Title
    least: Choose


class PublishPool(Command):
    """Publish the pool of a draw: who may be drawn, by field, tier and unit (any, where empty), and
    how many. Name the bodies and places that the matter concerns: whoever has an interest in one is
    left out. A further pool for the same purpose needs a reason.

    Leave `talents` out: the service fills in all talents that there are.
    """

    called = ("公布抽选名单", "Publish the pool")

    fields: Codes = ()
    tiers: Codes = ()
    units: Annotated[tuple[UnitId, ...], Field(max_length=50)] = ()
    bodies_concerned: Annotated[tuple[BodyId, ...], Field(max_length=50)] = ()
    places_concerned: Annotated[tuple[UnitId, ...], Field(max_length=50)] = ()
    choose: Choose
    reason: Sentence | None = None
    talents: Annotated[tuple[TalentId, ...], Field(max_length=5000, exclude=True)] = ()


class WithdrawPool(Command):
    """Withdraw a pool that is wrong, before the draw is called, with the reason."""

    called = ("撤回名单", "Withdraw the pool")

    reason: Sentence


class DeclareInterest(Command):
    """Declare that a talent of the pool has an interest in the matter: they are not drawn."""

    called = ("申报回避", "Declare an interest")

    talent: TalentId
    what: Sentence


class CommitNumber(Command):
    """Commit to a number in the name of a body, without telling it: only its digest is recorded.
    `yishi draw number` computes it, and so does any program for SHA-256."""

    called = ("封存数字", "Commit to a number")

    body: BodyId
    commitment: Digest


class CallDraw(Command):
    """Call the draw: from here on nobody can change what goes into it."""

    called = ("宣布抽选", "Call the draw")


class SealCall(Command):
    """The digest of the event by which the draw was called. Only a reaction asks this."""

    round: int
    digest: Digest


class RevealNumber(Command):
    """Reveal the number and the nonce that a body had committed to. Whoever holds them may. With
    the last one the draw is performed."""

    called = ("公开数字", "Reveal a number")

    body: BodyId
    number: Number
    nonce: Nonce


class VoidDraw(Command):
    """Declare the draw void, because a number was not revealed in time."""

    called = ("宣布抽选作废", "Declare the draw void")

    reason: Sentence


class RepeatDraw(Command):
    """Draw again after a void draw, from the same pool, with the reason."""

    called = ("重新抽选", "Draw again")

    reason: Sentence


class AcceptDraw(Command):
    """Record that a drawn talent takes part."""

    called = ("登记接受", "Record an acceptance")

    talent: TalentId
    on: Day


class DeclineDraw(Command):
    """Record that a drawn talent does not take part, with a ground of the county's list, or without
    any. The next in the drawn order is asked instead."""

    called = ("登记拒绝", "Record a refusal")

    talent: TalentId
    ground: Code | None = None
    note: Sentence | None = None
    on: Day


class LapseAnswer(Command):
    """Record that a drawn talent gave no answer in time: that counts as refused without reason. The
    next in the drawn order is asked instead."""

    called = ("登记逾期未答复", "Record that no answer came")

    talent: TalentId


class CorrectAnswer(Command):
    """Correct the ground of a refusal, or give one that came later. `ground` left out: none."""

    called = ("更正拒绝理由", "Correct the ground of a refusal")

    talent: TalentId
    ground: Code | None = None
    reason: Sentence


class CloseDraw(Command):
    """Close the draw: enough have accepted, or nobody is left to be asked."""

    called = ("结束抽选", "Close the draw")


class RecordTurnout(Command):
    """Record who of those who had accepted came. Again, with a reason, where it was wrong."""

    called = ("登记人才到会", "Record who came")

    attended: Talents
    on: Day
    reason: Sentence | None = None


DrawCommand = (
    AskForDraw
    | PublishPool
    | WithdrawPool
    | DeclareInterest
    | CommitNumber
    | CallDraw
    | SealCall
    | RevealNumber
    | VoidDraw
    | RepeatDraw
    | AcceptDraw
    | DeclineDraw
    | LapseAnswer
    | CorrectAnswer
    | CloseDraw
    | RecordTurnout
)
