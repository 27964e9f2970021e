"""How a proposal becomes part of another one, or something else (domain 8.1, 4b and 4d)."""

from collections.abc import Iterable

from contracts.ids import ProposalId
from contracts.topics import proposal as e
from contracts.topics.proposal_parts import AsTopic, Conversion, Joined
from runtime.decider import Circumstances, Rejected
from runtime.refusals import Misfit
from services.topics.proposal import commands as c
from services.topics.proposal.decider.days import in_order, until
from services.topics.proposal.decider.examining import by_another, converted, step_of
from services.topics.proposal.decider.state import SAID, Proposal, Stage, concerned
from services.topics.rules.decider import TopicRules

LONGEST = 4000
"""Characters of the description of a topic."""


def merge(
    proposal: Proposal, command: c.MergeProposal, given: Circumstances[TopicRules]
) -> list[e.ProposalEvent]:
    """Refuse another proposal outside the office of whoever asks, under other rules, or that is
    neither submitted nor filed. (The route refuses one that is merged into itself.)"""
    by_another(proposal, given)
    step_of(proposal, given)
    other: Proposal = given.read(f"proposal/{command.into}")
    same_rules = given.ruled_by(other.unit) == given.ruled_by(given.unit)
    if not given.lies_in(given.scope, other.unit) or not same_rules:
        raise Rejected(
            "merge-outside",
            f"要并入的提案属 {other.unit}，不在您的管辖范围内。请由两地共同上级的人员办理。",
            f"The other proposal is one of {other.unit}, outside your office. Have somebody of the "
            "unit above both merge them.",
        )
    if other.stage not in (Stage.SUBMITTED, Stage.FILED):
        chinese, english = SAID[other.stage]
        raise Rejected(
            "not-open-to-merging",
            f"要并入的提案目前是“{chinese}”。请选择已提交或已立案的提案。",
            f"The other proposal is {english}. Choose one that is submitted or filed.",
        )
    in_order(proposal, command.merged_on, given)
    return [
        e.ProposalMerged(
            **dict(until(command.merged_on, given.rules.proposals.telling, given)),
            **dict(command),
            into_title=other.title,
            signers=proposal.signers,
            waiting=concerned(proposal.signers),
        )
    ]


def took_in(proposal: Proposal, command: c.TakeInProposal) -> e.ProposalTookIn:
    number = proposal.filed.document_number if proposal.filed else None
    return e.ProposalTookIn(**dict(command), document_number=number)


def all_of(key: str, proposal: Proposal) -> tuple[Joined, ...]:
    """What becomes part of another one with this proposal: itself, and what it had taken in."""
    itself = Joined(proposal=ProposalId(key), title=proposal.title, signers=proposal.signers)
    return (itself, *proposal.joined)


def convert(
    proposal: Proposal, command: c.ConvertProposal, given: Circumstances[TopicRules]
) -> list[e.ProposalEvent]:
    by_another(proposal, given)
    step_of(proposal, given)
    topic = as_topic(proposal, command)
    in_order(proposal, command.converted_on, given)
    return [
        converted(proposal, command.becomes, command.converted_on, command.reason, given, topic)
    ]


def note_report(proposal: Proposal, command: c.NoteReport) -> list[e.ProposalEvent]:
    if proposal.becomes is not Conversion.REPORT:
        raise Rejected(
            "became-a-topic",
            "此提案已转为议题，不是社情民意信息。请在议题中办理，或去掉 proposal。",
            "The proposal became a topic, and no report. Go on with the topic, or leave `proposal`"
            " out.",
        )
    if proposal.report == command.report:
        return []
    if proposal.report:
        raise Rejected(
            "reported-already",
            f"此提案转成的信息已经登记（{proposal.report}）。请在该信息中办理。",
            f"The report that this proposal became came in already ({proposal.report}). Go on with"
            " that one.",
        )
    return [e.ProposalReported(report=command.report)]


def as_topic(proposal: Proposal, command: c.ConvertProposal) -> AsTopic | None:
    """What the topic is, with what it is about: the passages, unless these are a paper."""
    assert (said := proposal.said)
    if (command.becomes is Conversion.TOPIC) != (command.topic is not None):
        raise Misfit(
            "topic-or-not",
            "转为议题须填写议题来源、涉及范围（topic），转为社情民意信息的不填。请改正。",
            "What becomes a topic names its origin and scale (`topic`); what becomes a report does "
            "not. Correct it.",
        )
    if command.topic is None or said.text is not None:
        return command.topic
    passages = "\n\n".join(filter(None, (said.facts, said.analysis, said.advice)))
    description = command.topic.description or passages
    if len(description) > LONGEST:
        raise Rejected(
            "description-needed",
            f"提案正文超过 {LONGEST} 字，不能整段作为议题内容。请另写 description。",
            f"The proposal is longer than {LONGEST} characters. Say what the topic is about in a "
            "`description` of its own.",
        )
    return command.topic.model_copy(update={"description": description})


def reads(proposal: Proposal, command: c.ProposalCommand) -> Iterable[str]:
    """The series in which its number runs, and the proposal into which it is merged."""
    match command:
        case c.ExamineProposal() if proposal.placed:
            return [f"series/{proposal.placed.series}"]
        case c.MergeProposal(into=into):
            return [f"proposal/{into}"]
        case _:
            return ()
