"""What members do about proposals of others: they join them, and take that back.

Stream `signature/<id>`, in the unit of the member: a proposal has co-signers of many units.
"""

from contracts.audience import Audience
from contracts.event import Event
from contracts.ids import MemberId, ProposalId
from contracts.text import Sentence


class ProposalSigned(Event):
    """A member joins a proposal as a co-signer."""

    audience = Audience.PERSONAL

    proposal: ProposalId
    member: MemberId


class SignatureWithdrawn(Event):
    """A member takes back their signature under a proposal, however it came there."""

    audience = Audience.PERSONAL

    proposal: ProposalId
    member: MemberId
    reason: Sentence


SignatureEvent = ProposalSigned | SignatureWithdrawn
