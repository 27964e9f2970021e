"""How a proposal is drafted, changed, joined by co-signers, submitted and withdrawn."""

from typing import Any

from common.checks import listed_once
from common.visibility import What, by_scope
from contracts.paper import Paper, PaperClass, PaperUse
from contracts.roles import Role
from contracts.topics import proposal as e
from contracts.topics.proposal_rules import ProposalKind, SignedBy
from runtime.decider import Circumstances, Rejected
from runtime.refusals import Misfit
from services.topics.proposal import commands as c
from services.topics.proposal.decider.days import in_order
from services.topics.proposal.decider.signing import (
    by_its_authors,
    fit,
    in_own_name,
    kind_of,
    signed_by_all,
    signers_of,
)
from services.topics.proposal.decider.state import Proposal, Stage, content, evolve
from services.topics.rules.decider import TopicRules
from services.topics.rules.proposals import placed


def draft(command: c.DraftProposal, given: Circumstances[TopicRules]) -> list[e.ProposalEvent]:
    signers, kind = signers_of(command, given), kind_of(command.kind, given)
    fit(kind, signers, command.sealed, given)
    in_own_name(signers, given)
    drafted = e.ProposalDrafted(
        **what_it_says(command, kind),
        kind=kind.code,
        signers=signers.model_copy(update={"co_signers": ()}),
        sealed=command.sealed,
        invited=invited(command, kind),
        entered_by=given.actor,
    )
    if not command.co_signers:
        return [drafted]
    if given.role == Role.MEMBER or command.signed is None:
        raise signed_paper_needed()
    drawn_up = evolve(Proposal(), drafted, given.unit)
    return [drafted, entered(command.co_signers, command.signed, drawn_up, given)]


def signed_paper_needed() -> Rejected:
    return Rejected(
        "signed-paper-needed",
        "联名人由本人加入，或由联络员、政协办公室凭签名的纸质提案登记。请邀请联名人（invited），"
        "或先上传签名页并填入 signed。",
        "Co-signers join by themselves, or are entered by a clerk or the CPPCC office with the "
        "paper that they signed. Invite them (invited), or upload that paper (signed).",
    )


def what_it_says(command: c.Saying, kind: ProposalKind) -> dict[str, Any]:
    """The passages, or the paper. Refuses both, neither, and passages where the kind asks for
    a paper."""
    passages = (command.facts, command.analysis, command.advice)
    if any(passages) == (command.text is not None):
        raise Misfit(
            "text-or-passages",
            "提案内容请写入 facts（情况）、analysis（分析）、advice（建议），或先上传原文、把回执"
            "填入 text，两者只用一种。",
            "Say what you propose in facts, analysis and advice, or upload the text and give the "
            "answer to the upload as `text`: one of the two.",
        )
    if kind.text_apart and command.text is None:
        raise Rejected(
            "text-apart-needed",
            f"“{kind.chinese}”的原文另存。请先用 POST /papers 上传原文，再把回执填入 text。",
            f"The text of a {kind.english} stands apart. Upload it with POST /papers, and give the "
            "answer to the upload as `text`.",
        )
    listed_once(command.suggested)
    return {
        "title": command.title,
        **dict(zip(("facts", "analysis", "advice"), passages, strict=True)),
        "text": command.text and kept(command.text, "提案原文"),
        "suggested": command.suggested,
    }


def kept(paper: Paper, title: str, what: What = What.SUBMISSION) -> PaperUse:
    """A paper that those read who may see the proposal at all, and whoever brought it."""
    facts = {name: getattr(paper, name) for name in Paper.model_fields}
    readers = by_scope(what)
    return PaperUse(**facts, title=title, kept=PaperClass.INTERNAL, readers=readers, by_author=True)


def invited(command: c.Saying, kind: ProposalKind) -> tuple[str, ...]:
    if command.invited and kind.signed_by is not SignedBy.MEMBERS:
        raise not_joint(kind)
    listed_once(command.invited)
    return command.invited


def not_joint(kind: ProposalKind) -> Rejected:
    return Rejected(
        "not-joint",
        f"“{kind.chinese}”没有联名人。需要联名的，请改用联名提案类型。",
        f"A {kind.english} has no co-signers. To have some, choose a kind that several sign.",
    )


def revise(
    proposal: Proposal, command: c.ReviseProposal, given: Circumstances[TopicRules]
) -> list[e.ProposalEvent]:
    by_its_authors(proposal, given)
    kind = kind_of(proposal.kind, given)
    said = what_it_says(command, kind)
    revised = e.ProposalRevised(**said, invited=invited(command, kind), reason=command.reason)
    if (content(revised), revised.invited) == (proposal.said, proposal.invited):
        return []
    if proposal.stage is not Stage.DRAFTED and command.reason is None:
        raise Rejected(
            "reason-needed",
            "提案已经提交，修改须说明理由（reason）。请补填。",
            "The proposal was submitted. Say why it is changed (reason).",
        )
    return [revised]


def enter(
    proposal: Proposal, command: c.EnterCoSigners, given: Circumstances[TopicRules]
) -> list[e.ProposalEvent]:
    open_to_signing(proposal, given)
    listed_once(command.co_signers, "signer-twice")
    there = {proposal.signers.first, *proposal.signers.co_signers}
    new = tuple(each for each in command.co_signers if each not in there)
    return [entered(new, command.signed, proposal, given)] if new else []


def entered(
    members: tuple[str, ...], signed: Paper, proposal: Proposal, given: Circumstances[TopicRules]
) -> e.CoSignersEntered:
    return e.CoSignersEntered(
        co_signers=members,
        signed=kept(signed, "联名签名"),
        **joining(proposal, given),
    )


def joining(proposal: Proposal, given: Circumstances[TopicRules]) -> dict[str, Any]:
    """What is told of whoever joins: with what they are credited where it was submitted already."""
    placed = proposal.placed
    return {
        "title": proposal.title,
        "submitted_on": placed.submitted_on if placed else None,
        "credited_as": given.rules.proposals.submitting.co if placed else None,
    }


def open_to_signing(proposal: Proposal, given: Circumstances[TopicRules]) -> None:
    """Refuse to change the co-signers of what has none, or is being examined."""
    kind = kind_of(proposal.kind, given)
    if kind.signed_by is not SignedBy.MEMBERS:
        raise not_joint(kind)
    if proposal.stage is Stage.SUBMITTED and proposal.checked:
        raise Rejected(
            "being-examined",
            "提案已开始审查，不能加入或退出联名。署名登记有误的，请由政协办公室更正；退回补充后"
            "可再变动。",
            "The examination has begun: nobody joins or leaves now. What was entered wrongly is "
            "corrected by the CPPCC office; once it is returned, co-signers may change again.",
        )


def join(
    proposal: Proposal, command: c.NoteCoSigner, given: Circumstances[TopicRules]
) -> list[e.ProposalEvent]:
    open_to_signing(proposal, given)
    if command.member in (proposal.signers.first, *proposal.signers.co_signers):
        return []
    return [e.CoSignerJoined(member=command.member, **joining(proposal, given))]


def leave(
    proposal: Proposal, command: c.NoteCoSignerLeft, given: Circumstances[TopicRules]
) -> list[e.ProposalEvent]:
    open_to_signing(proposal, given)
    if command.member not in proposal.signers.co_signers:
        return []
    submitted_on = proposal.placed.submitted_on if proposal.placed else None
    return [e.CoSignerLeft(**dict(command), submitted_on=submitted_on)]


def submit(
    proposal: Proposal, command: c.SubmitProposal, given: Circumstances[TopicRules]
) -> list[e.ProposalEvent]:
    by_its_authors(proposal, given)
    kind = kind_of(proposal.kind, given)
    signed_by_all(kind, proposal.signers)
    given.has_come(command.submitted_on)
    return [
        e.ProposalSubmitted(
            title=proposal.title,
            **dict(placed(command.submitted_on, given.rules.proposals, given.jurisdiction)),
            kind=kind.code,
            signers=proposal.signers,
            credited_as=given.rules.proposals.submitting,
        )
    ]


def supplement(
    proposal: Proposal, command: c.SupplementProposal, given: Circumstances[TopicRules]
) -> list[e.ProposalEvent]:
    by_its_authors(proposal, given)
    in_order(proposal, command.supplemented_on, given)
    return [e.ProposalSupplemented(**dict(command))]


def withdraw(
    proposal: Proposal, command: c.WithdrawProposal, given: Circumstances[TopicRules]
) -> list[e.ProposalEvent]:
    by_its_authors(proposal, given)
    if proposal.joined:
        raise Rejected(
            "others-joined",
            f"已有 {len(proposal.joined)} 件提案并入本提案，不能撤回，否则这些提案也随之落空。"
            "请与提案审查机构商定。",
            f"{len(proposal.joined)} other proposals became part of this one, and would end with "
            "it. Settle it with those who examine it.",
        )
    submitted_on = proposal.placed.submitted_on if proposal.placed else None
    return [
        e.ProposalWithdrawn(
            signers=proposal.signers,
            submitted_on=submitted_on,
            supplemented=proposal.stage is not Stage.RETURNED,
            reason=command.reason,
        )
    ]
