"""Whose proposal it is, as its kind asks, and who may say so (domain 8.1, 1)."""

from common.checks import listed_once
from common.vocabulary import chosen
from contracts.roles import Role
from contracts.topics.proposal_parts import Signers
from contracts.topics.proposal_rules import ProposalKind, SignedBy
from runtime.decider import Circumstances, Rejected
from runtime.refusals import Misfit
from services.topics.proposal import commands as c
from services.topics.proposal.decider.state import Proposal
from services.topics.rules.decider import TopicRules

KIND = ("提案类型", "kind of proposal")


def kind_of(code: str, given: Circumstances[TopicRules]) -> ProposalKind:
    return chosen(given.rules.proposals.kinds, code, KIND)


def signers_of(command: c.Owned, given: Circumstances[TopicRules]) -> Signers:
    """Whose it is: by default the member who asks, or the committee."""
    first, body = command.first, command.body
    if first is None and body is None:
        first = given.actor if given.role == Role.MEMBER else None
        body = given.body if given.role == Role.COMMITTEE else None
    return Signers(
        first=first,
        co_signers=command.co_signers,
        body=body,
        signed_for=command.signed_for,
        main_persons=command.main_persons,
    )


def fit(
    kind: ProposalKind, signers: Signers, sealed: bool, given: Circumstances[TopicRules]
) -> None:
    """Refuse signers that a proposal of this kind does not have."""
    collective = kind.signed_by is SignedBy.BODY
    of_body = (signers.body, signers.signed_for, *signers.main_persons)
    of_members = (signers.first, *signers.co_signers)
    if (
        (collective and (any(of_members) or not signers.body))
        or (not collective and (any(of_body) or not signers.first))
        or (kind.signed_by is SignedBy.MEMBER and signers.co_signers)
        or (signers.signed_for and not kind.convenor)
    ):
        raise Misfit(
            "signers-of-kind",
            f"“{kind.chinese}”的署名不符：{_WANTED[kind.signed_by][0]}。请改正署名或提案类型。",
            f"These are not the signers of a {kind.english}: {_WANTED[kind.signed_by][1]}. Correct "
            "them, or the kind.",
        )
    listed_once((*signers.co_signers, *filter(None, (signers.first,))), "signer-twice")
    listed_once(signers.main_persons, "signer-twice")
    if not collective:
        return
    _of_such_bodies(kind, signers, given)
    if kind.convenor and signers.signed_for is None:
        raise Rejected(
            "convenor-needed",
            f"“{kind.chinese}”由召集人签名。请填写签名的委员（signed_for）。",
            f"A {kind.english} is signed by a convenor. Name the member (signed_for).",
        )
    if kind.seal and not sealed:
        raise Rejected(
            "seal-needed",
            f"“{kind.chinese}”须加盖公章。请盖章后登记（sealed）。",
            f"A {kind.english} bears the seal of the body. Have it sealed, and say so (sealed).",
        )


_WANTED = {
    SignedBy.MEMBER: (
        "由一名委员（first）提出，没有联名人和单位",
        "one member (first), no co-signers, no body",
    ),
    SignedBy.MEMBERS: (
        "第一提案人（first）在前，其后为联名人（co_signers），没有单位",
        "the initiator (first), then co-signers, no body",
    ),
    SignedBy.BODY: (
        "由一个单位（body）提出，可写明执笔人（main_persons）；规则要求召集人签名的，"
        "另填 signed_for",
        "a body, and its main persons; signed_for only where a convenor signs",
    ),
}


def _of_such_bodies(kind: ProposalKind, signers: Signers, given: Circumstances[TopicRules]) -> None:
    listed = given.directory.get(signers.body or "")
    if listed is None or (kind.body_kinds and listed.kind not in kind.body_kinds):
        raise Rejected(
            "body-of-kind",
            f"“{kind.chinese}”须由名录中的此类机构提出"
            f"（{'、'.join(kind.body_kinds) or '任何类别'}），“{signers.body}”不是。"
            "请核对机构编号或提案类型。",
            f"A {kind.english} is that of a body in the directory, of one of these kinds: "
            f"{', '.join(kind.body_kinds) or 'any'}. {signers.body} is none. Check it, or the "
            "kind.",
        )


def in_own_name(signers: Signers, given: Circumstances[TopicRules]) -> None:
    """Refuse a member who proposes in another name, and a committee for another body."""
    if given.role == Role.MEMBER and not _is_theirs(signers, given):
        raise Rejected(
            "own-name",
            "委员只能以本人名义，或作为签名的召集人提出提案。代他人提出的，请交由联络员或"
            "政协办公室登记。",
            "A member proposes in their own name, or as the convenor who signs. For somebody else, "
            "ask the clerk or the CPPCC office to record it.",
        )
    if given.role == Role.COMMITTEE and not _is_its_own(signers, given):
        raise Rejected(
            "own-body",
            "专门委员会只能以本委员会名义提出提案。委员个人的提案由本人提交，或由政协办公室登记。",
            "A committee proposes in its own name only. Members submit theirs themselves, or have "
            "the CPPCC office record them.",
        )


def _is_theirs(signers: Signers, given: Circumstances[TopicRules]) -> bool:
    """Whether the member who asks initiated it, or signs for the body."""
    its = {each for each in (signers.first, signers.signed_for) if each}
    return bool(its & {given.actor, given.body})


def _is_its_own(signers: Signers, given: Circumstances[TopicRules]) -> bool:
    """Whether it is that of the committee that asks."""
    return given.body is not None and given.body == signers.body


def by_its_authors(proposal: Proposal, given: Circumstances[TopicRules]) -> None:
    """Refuse whoever changes a proposal of others. Clerks and the office write down what its
    authors bring on paper."""
    member = given.role == Role.MEMBER and not _is_theirs(proposal.signers, given)
    committee = given.role == Role.COMMITTEE and not _is_its_own(proposal.signers, given)
    if member or committee:
        raise Rejected(
            "not-the-author",
            "只有第一提案人（集体提案为该单位或其召集人）可以办理。请与其联系。",
            "Only the initiator does this, or the body whose proposal it is. Ask them.",
        )


def whole(kind: ProposalKind, signers: Signers) -> str:
    """Who has not signed yet, as a sentence; empty where nobody is missing."""
    if kind.signed_by is SignedBy.MEMBERS and not signers.co_signers:
        return f"“{kind.chinese}”还没有联名人。"
    return ""


def signed_by_all(kind: ProposalKind, signers: Signers) -> None:
    if said := whole(kind, signers):
        raise Rejected(
            "co-signers-missing",
            f"{said}请由联名人加入，或由联络员登记其签名；只有一名提案人的，请改用个人提案类型。",
            f"A {kind.english} has co-signers, and none has joined yet. Have them join, or their "
            "signatures entered; a proposal of one member is of another kind.",
        )
