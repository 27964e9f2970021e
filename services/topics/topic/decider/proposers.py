"""Who raises a topic, where its origin says of which kind that is (000-39)."""

from contracts.roles import Role
from contracts.topics.rules import Origin, Proposer
from runtime.decider import Circumstances, Rejected
from runtime.refusals import Misfit
from services.topics.rules.decider import TopicRules
from services.topics.topic import commands as c
from services.topics.topic.commands import MEMBER_NUMBER, kind_of_proposer

CALLED = {
    Proposer.MEMBER: ("委员（委员编号）", "a member (the number)"),
    Proposer.BODY: ("机构（机构编号）", "a body (its id)"),
    Proposer.UNIT: ("单位（12 位代码）", "a unit (its 12 digits)"),
    Proposer.RESIDENT: (
        "群众（先登记 POST /people，再填所得编号；没有留姓名的不填）",
        "a resident (enter them with POST /people and name the id that it answers; leave it out"
        " where they left no name)",
    ),
}


def proposer_of(
    proposal: c.ProposeTopic, origin: Origin, given: Circumstances[TopicRules], *, known: bool
) -> str:
    """Whoever is named, else the person who asks, or the body for which they do. Refuses another
    than the origin says, and a body that the directory has not, unless it is `known`. Members and
    units are looked up before. What residents raise, whoever enters it may raise in their own name,
    and whoever wrote the report that became it."""
    if not origin.proposers:
        return proposal.raised_by or given.actor
    named = proposal.raised_by or by_default(origin, given)
    if named is None:
        kinds = [CALLED[each] for each in origin.proposers]
        raise Misfit(
            "proposer-needed",
            f"“{origin.chinese}”须写明由谁提出（raised_by）：{'或'.join(c for c, _ in kinds)}。"
            "请补填。",
            f"Say who raises a topic of the origin {origin.code} (`raised_by`):"
            f" {' or '.join(e for _, e in kinds)}.",
        )
    on_record = known or given.role == Role.POLICY
    if Proposer.RESIDENT in origin.proposers and (on_record or named == given.actor):
        return named
    kind = kind_of_proposer(named)
    if kind not in origin.proposers:
        kinds = [CALLED[each] for each in origin.proposers]
        raise Rejected(
            "other-proposer",
            f"“{origin.chinese}”由{'或'.join(c for c, _ in kinds)}提出，“{named}”不是。"
            "请核对编号，或改正来源。",
            f"A topic of the origin {origin.code} is raised by {' or '.join(e for _, e in kinds)},"
            f" and {named} is none. Check it, or correct the origin.",
        )
    if kind is Proposer.BODY and proposal.raised_by and not on_record:
        in_the_directory(named, given)
    return named


def by_default(origin: Origin, given: Circumstances[TopicRules]) -> str | None:
    if Proposer.MEMBER in origin.proposers and MEMBER_NUMBER.fullmatch(given.actor):
        return given.actor
    if Proposer.BODY in origin.proposers and given.body:
        return given.body
    return given.actor if Proposer.RESIDENT in origin.proposers else None


def in_the_directory(body: str, given: Circumstances[TopicRules]) -> None:
    listed = given.directory.get(body)
    if listed is None or not listed.there_on(given.today):
        raise Rejected(
            "unknown-proposer",
            f"机构名录中没有“{body}”，或已经撤销。请核对机构编号，或请政协办公室先登记。",
            f"The directory of bodies has no {body}, or it has ended. Check the id, or have the"
            " CPPCC office register it first.",
        )
