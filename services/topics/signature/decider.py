"""A member joins a proposal of others, or takes that back. The proposal has its say by reaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, assert_never

from contracts.topics import signature as e
from runtime.decider import Circumstances, Decider, Rejected
from services.topics.proposal.decider.state import Proposal
from services.topics.signature import commands as c


@dataclass(frozen=True)
class Signature:
    unit: str = ""
    proposal: str = ""


def decide(
    signature: Signature, command: c.SignatureCommand, given: Circumstances[Any]
) -> list[e.SignatureEvent]:
    if signature.unit:
        raise Rejected(
            "already-there",
            "此编号的联名记录已经有了。请另行提交。",
            "A signature with this id is there already. Send another one.",
        )
    if command.member not in (given.actor, given.body):
        raise Rejected(
            "own-name",
            "只能由委员本人参加或退出联名。凭纸质签名的，请由联络员登记。",
            "A member joins, or leaves, in their own name only. Signatures on paper are entered by "
            "a clerk.",
        )
    proposal: Proposal = given.read(f"proposal/{command.proposal}")
    signed = command.member in proposal.signers.co_signers
    facts = command.model_dump(exclude={"unit"})
    match command:
        case c.SignProposal():
            if not signed and command.member not in proposal.invited:
                raise Rejected(
                    "not-invited",
                    "第一提案人尚未邀请您联名。请与其联系，由其在提案中补充邀请（invited）。",
                    "The initiator has not invited you. Ask them to name you in the proposal "
                    "(invited).",
                )
            return [] if signed else [e.ProposalSigned(**facts)]
        case c.WithdrawSignature():
            return [e.SignatureWithdrawn(**facts)] if signed else []
        case _:
            assert_never(command)


def reads(signature: Signature, command: c.SignatureCommand) -> Iterable[str]:
    return [f"proposal/{command.proposal}"]


def evolve(signature: Signature, event: e.SignatureEvent, unit: str) -> Signature:
    return Signature(unit, event.proposal)


SIGNATURE = Decider[Signature, c.SignatureCommand, e.SignatureEvent](Signature(), decide, evolve)
