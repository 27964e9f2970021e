"""What a member may do about a proposal of others. Each deed is a thing of its own, in the unit of
the member: proposals have co-signers of many units."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.ids import MemberId, ProposalId
from contracts.places import UnitId
from contracts.text import Sentence
from runtime.decider import Command


class OnProposal(Command):
    """`unit` is that of the member, `proposal` the id of the proposal."""

    creates: ClassVar[bool] = True

    unit: UnitId
    proposal: Annotated[ProposalId, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    member: MemberId


class SignProposal(OnProposal):
    """Join a proposal as a co-signer: you were invited, and its examination has not begun."""

    called = ("参加联名", "Join the proposal")


class WithdrawSignature(OnProposal):
    """Take back your signature before the examination begins, with the reason."""

    called = ("退出联名", "Take the signature back")

    reason: Sentence


SignatureCommand = SignProposal | WithdrawSignature
