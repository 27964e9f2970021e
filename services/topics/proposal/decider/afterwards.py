"""What follows an examination: signers are told, filed proposals graded, records put right."""

from collections.abc import Iterable
from typing import Any

from common.vocabulary import chosen
from contracts.ids import ProposalId
from contracts.topics import proposal as e
from contracts.topics.proposal_parts import Conversion, Joined, Placed, Signers
from runtime.decider import Circumstances, Rejected
from services.topics.proposal import commands as c
from services.topics.proposal.decider.days import in_order
from services.topics.proposal.decider.examining import by_an_examiner
from services.topics.proposal.decider.signing import fit, kind_of, signed_by_all, signers_of
from services.topics.proposal.decider.state import ENDED, Proposal, Stage, concerned
from services.topics.rules.decider import TopicRules
from services.topics.rules.proposals import placed

GRADE = ("提案等次", "grade of proposals")


def tell(
    proposal: Proposal, command: c.TellProposers, given: Circumstances[Any]
) -> list[e.ProposalEvent]:
    """Nothing where all of them were told before. Refuses whoever did not sign, and a committee
    that does not examine."""
    by_an_examiner(proposal, given)
    if strangers := [each for each in command.told if each not in proposal.to_tell]:
        raise Rejected(
            "not-a-proposer",
            f"不是此提案的提案人：{'、'.join(strangers)}。请核对编号。",
            f"They signed neither this proposal nor what became part of it: "
            f"{', '.join(strangers)}. Check the ids.",
        )
    new = tuple(each for each in dict.fromkeys(command.told) if each not in proposal.told)
    if not new:
        return []
    in_order(proposal, command.told_on, given)
    waiting = tuple(each for each in proposal.waiting if each not in new)
    return [e.ProposersTold(told=new, told_on=command.told_on, how=command.how, waiting=waiting)]


def grade(
    proposal: Proposal, command: c.GradeProposal, given: Circumstances[TopicRules]
) -> list[e.ProposalEvent]:
    by_an_examiner(proposal, given)
    known = chosen(given.rules.proposals.grades, command.grade, GRADE)
    in_order(proposal, command.graded_on, given)
    if known.supervised and command.led_by is None:
        raise Rejected(
            "leader-needed",
            f"“{known.chinese}”须明确由谁领衔督办（led_by，写职务或机构，不写姓名）。请补填。",
            f"A {known.english} names who leads the supervision (led_by: an office, not a person). "
            "Add it.",
        )
    before = proposal.grades.get(known.code)
    graded = e.ProposalGraded(
        **dict(command),
        title=proposal.title,
        grade_word=known.chinese,
        supervised=known.supervised,
        signers=proposal.signers,
        credited_as=known.credited_as,
    )
    if before and graded == before.model_copy(update={"before_on": None}):
        return []
    return [graded.model_copy(update={"before_on": before.graded_on}) if before else graded]


def take_back(
    proposal: Proposal, command: c.TakeGradeBack, given: Circumstances[TopicRules]
) -> list[e.ProposalEvent]:
    by_an_examiner(proposal, given)
    if not proposal.grades:
        raise _no_grade()
    given_before = proposal.grades.get(command.grade)
    if given_before is None:
        raise _no_grade()
    return [
        e.GradeTakenBack(
            grade=command.grade,
            graded_on=given_before.graded_on,
            reason=command.reason,
            signers=proposal.signers,
        )
    ]


def _no_grade() -> Rejected:
    return Rejected(
        "no-such-grade",
        "此提案没有这一等次，无可取消。请刷新页面后核对。",
        "The proposal does not have that grade, so there is none to take back. Reload and check.",
    )


def correct(
    proposal: Proposal, command: c.CorrectProposal, given: Circumstances[TopicRules]
) -> list[e.ProposalEvent]:
    """Nothing where it is on record so. A number stays in the series in which it was given."""
    assert (before := proposal.placed)
    kind, signers = kind_of(command.kind, given), signers_of(command, given)
    fit(kind, signers, command.sealed or proposal.sealed, given)
    signed_by_all(kind, signers)
    given.has_come(command.submitted_on)
    followed = proposal.stage is not Stage.SUBMITTED or proposal.checked > 0
    if followed and proposal.since and command.submitted_on > proposal.since:
        raise Rejected(
            "day-before",
            f"提案在 {proposal.since} 已经审查或告知，不可能在 {command.submitted_on} 才提交。"
            "请核对日期。",
            f"The proposal was examined on {proposal.since}, so it was not submitted as late as "
            f"{command.submitted_on}. Check the day.",
        )
    place = _placed_again(proposal, command, given)
    if (kind.code, signers, place) == (proposal.kind, proposal.signers, before):
        return []
    rules = given.rules.proposals
    return [
        e.ProposalCorrected(
            **dict(place),
            title=proposal.title,
            kind=kind.code,
            signers=signers,
            before=proposal.signers,
            before_on=before.submitted_on,
            waiting=_waiting(proposal, signers),
            credited_as=rules.submitting,
            filed_as=rules.filing if proposal.filed else None,
            filed_on=proposal.filed.examined_on if proposal.filed else None,
            corrects=proposal.told_at,
            reason=command.reason,
        )
    ]


def take_examination_back(
    proposal: Proposal, command: c.TakeExaminationBack
) -> list[e.ProposalEvent]:
    """What became a topic is one, and ends as topics do; so with a report that came in."""
    if proposal.becomes is Conversion.TOPIC:
        raise Rejected(
            "topic-begun",
            "提案已转为议题，议题已经开始办理，不能撤销。请在议题中办理。",
            "The proposal became a topic, which has begun. Go on with the topic.",
        )
    if proposal.report:
        raise Rejected(
            "report-begun",
            f"提案转成的社情民意信息已经登记（{proposal.report}），不能撤销。请在该信息中办理。",
            f"The report that the proposal became came in ({proposal.report}). Go on with it.",
        )
    return [
        e.ExaminationTakenBack(
            merged=ProposalId(proposal.merged) if proposal.merged else None,
            corrects=proposal.ended_at,
            reason=command.reason,
        )
    ]


def let_go(proposal: Proposal, command: c.LetProposalGo) -> list[e.ProposalEvent]:
    there = {each.proposal for each in proposal.joined}
    return [e.ProposalLetGo(**dict(command))] if command.merged in there else []


def carried_on(proposal: Proposal, command: c.NoteProposalCarriedOn) -> list[e.ProposalEvent]:
    known = (proposal.merged, *proposal.carried)
    return [] if command.into in known else [e.ProposalCarriedOn(into=command.into)]


def correct_joined(proposal: Proposal, command: c.CorrectJoined) -> list[e.ProposalEvent]:
    """Nothing where it is on record so, or is no part of this one any more."""
    now = command.joined
    before = next((each for each in proposal.joined if each.proposal == now.proposal), None)
    if before is None or before == now:
        return []
    parts = [now if each is before else each for each in proposal.joined]
    waiting = _waiting(proposal, proposal.signers, parts)
    return [e.JoinedCorrected(joined=now, waiting=waiting, reason=command.reason)]


def _waiting(
    proposal: Proposal, signers: Signers, parts: Iterable[Joined] | None = None
) -> tuple[str, ...] | None:
    """Who is now to be told what became of it; nobody is, before it has ended."""
    if proposal.stage not in ENDED:
        return None
    parts = proposal.joined if parts is None else parts
    joined = () if proposal.stage is Stage.MERGED else parts
    return tuple(each for each in concerned(signers, joined) if each not in proposal.told)


def _placed_again(
    proposal: Proposal, command: c.CorrectProposal, given: Circumstances[TopicRules]
) -> Placed:
    assert (before := proposal.placed)
    here = before.series.split(":")[0] == given.jurisdiction or proposal.filed is not None
    if command.submitted_on == before.submitted_on and here:
        return before  # as it was judged then, whatever the rules say by now
    found = placed(command.submitted_on, given.rules.proposals, given.jurisdiction)
    if proposal.stage is not Stage.FILED:
        return found
    return found.model_copy(update={"series": before.series, "numbering": before.numbering})
