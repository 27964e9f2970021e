"""How a proposal is examined: checked, filed, returned, not filed (domain 8.1, 3 to 4c)."""

from collections.abc import Sequence
from typing import Any

from common.checklists import Found, gone_through
from common.checks import listed_once
from common.visibility import What
from common.vocabulary import chosen
from contracts.checklists import Leads
from contracts.roles import OFFICES, Role
from contracts.topics import proposal as e
from contracts.topics.proposal_parts import Conversion, Said
from contracts.topics.proposal_rules import ExaminationStep, ProposalKind
from runtime.decider import Circumstances, Rejected
from runtime.probe import repeats
from services.topics.proposal import commands as c
from services.topics.proposal.decider.days import in_order, until
from services.topics.proposal.decider.drafting import kept
from services.topics.proposal.decider.signing import kind_of, signed_by_all, whole
from services.topics.proposal.decider.state import Proposal, concerned
from services.topics.proposal.examination import TESTS, OnRecord
from services.topics.proposal_series.decider import Series
from services.topics.rules.decider import TopicRules
from services.topics.rules.proposals import CHECKLIST, steps_of, takes, written

GROUND = ("不予立案的情形", "ground of not filing")


def by_another(proposal: Proposal, given: Circumstances[Any]) -> None:
    """Refuse whoever had a hand in it, or in what became part of it: in whichever office they ask
    now, and where a body for which they hold an office is the author."""
    if proposal.hands & given.known_as:
        raise Rejected(
            "own-proposal",
            "不能审查自己或本单位提出、联名的提案。请由其他人办理。",
            "Nobody examines a proposal that they, or the body for which they hold an office, "
            "signed. Ask somebody else.",
        )


def step_of(proposal: Proposal, given: Circumstances[TopicRules]) -> tuple[ExaminationStep, bool]:
    """The step of the examination whose turn it is, and whether it is the last. Refuses an office
    to which the rules do not give it."""
    assert proposal.placed
    steps = steps_of(given.rules.proposals, proposal.placed.session is not None)
    if not steps:
        raise Rejected(
            "no-examination",
            "现行规则没有写明此类提案由谁审查（steps）。请联系制定规则的机关补充。",
            "The rules in force do not say who examines such a proposal (steps). Ask whoever makes "
            "the rules to complete them.",
        )
    number = min(proposal.checked, len(steps) - 1)
    step = steps[number]
    _in_charge(proposal, (step,), given)
    return step, number == len(steps) - 1


def by_an_examiner(proposal: Proposal, given: Circumstances[TopicRules]) -> None:
    """Refuse a committee that the rules give no step of examination: it neither grades proposals
    nor tells their signers."""
    assert proposal.placed
    steps = steps_of(given.rules.proposals, proposal.placed.session is not None)
    of_committees = tuple(each for each in steps if Role.COMMITTEE in each.offices)
    if given.role == Role.COMMITTEE and of_committees:
        _in_charge(proposal, of_committees, given)


def _in_charge(
    proposal: Proposal, steps: Sequence[ExaminationStep], given: Circumstances[Any]
) -> None:
    """Refuse an office, or a committee, to which the rules give none of these steps."""
    step = steps[-1]
    if any(takes(each, given.role, given.body, proposal.hands) for each in steps):
        return
    if given.role in step.offices:
        raise Rejected(
            "other-committee",
            f"“{step.chinese}”由规则指定的专门委员会办理，您所在的专门委员会不办理。"
            "请向政协办公室了解是哪一个，转请其办理。",
            f"{step.english} is done by the committee that the rules name, not by yours. Ask the"
            " CPPCC office which one that is, and ask that one.",
        )
    raise Rejected(
        "other-office",
        f"“{step.chinese}”由{'、'.join(OFFICES[each] for each in step.offices)}办理。"
        "请转请其办理。",
        f"{step.english} is done by: {', '.join(step.offices)}. Ask them.",
    )


def check(
    proposal: Proposal, command: c.CheckProposal, given: Circumstances[TopicRules]
) -> list[e.ProposalEvent]:
    by_another(proposal, given)
    if repeats(lambda: on_record(proposal, command)):
        return []
    step, last = step_of(proposal, given)
    if last:
        raise Rejected(
            "last-step",
            f"“{step.chinese}”是审查的最后一步，请逐项作答并作出决定（审查提案）。",
            f"{step.english} is the last step: answer the checklist and decide (examine).",
        )
    in_order(proposal, command.checked_on, given)
    this_one(proposal, command, step)
    said = {"step": step.code, "checked_on": command.checked_on, "note": command.note}
    number = proposal.checked + 1
    return [e.ProposalChecked(step_word=step.chinese, step_number=number, **said)]


def on_record(proposal: Proposal, command: c.CheckProposal) -> bool:
    """Whether the step that is named was passed, on that day and with these words."""
    said = (command.step, command.checked_on, command.note)
    return said in [(each.step, each.checked_on, each.note) for each in proposal.passed]


def this_one(proposal: Proposal, command: c.CheckProposal, step: ExaminationStep) -> None:
    """Refuse a step that has not its turn; and the same check once more, which names no step: it
    may be the one before, sent twice."""
    if command.step not in (None, step.code):
        raise Rejected(
            "other-step",
            f"现在轮到“{step.chinese}”（{step.code}），不是“{command.step}”：它已经登记，或还没有"
            "轮到。请核对步骤（step）。",
            f"It is the turn of {step.english} ({step.code}), and not of {command.step}, which is"
            " on record already or comes later. Check the step.",
        )
    if command.step is None and proposal.passed:
        before = proposal.passed[-1]
        if (before.checked_on, before.note) == (command.checked_on, command.note):
            raise Rejected(
                "step-needed",
                f"同样的审查（{before.step_word}，{before.checked_on}）已经登记。重复提交的，不必再"
                f"办理；要登记“{step.chinese}”的，请写明步骤（step：{step.code}）。",
                f"The same check is on record ({before.step}, {before.checked_on}). Sent twice, it"
                f" needs nothing more; to record {step.english}, name it (`step`: {step.code}).",
            )


def examine(
    proposal: Proposal, command: c.ExamineProposal, given: Circumstances[TopicRules]
) -> list[e.ProposalEvent]:
    by_another(proposal, given)
    step, last = step_of(proposal, given)
    if not last:
        raise Rejected(
            "check-first",
            f"“{step.chinese}”尚未通过，还不能作出决定。请先登记这一步的审查。",
            f"{step.english} comes first: have the proposal pass it.",
        )
    in_order(proposal, command.examined_on, given)
    kind = kind_of(proposal.kind, given)
    found = answered(proposal, kind, command, given)
    answers = {"answers": found.answers, "examined_on": command.examined_on}
    answers["checklist"] = kind.checklist
    reason = command.reason or found.reasons
    if command.ground is not None and found.leads is not Leads.REJECT:
        raise Rejected(
            "ground-needs-a-no",
            "填写了不予立案的情形，但按清单不是不予立案。请核对作答，或去掉 ground。",
            "A ground of not filing is named, and the checklist leads elsewhere. Check the "
            "answers, or leave the ground out.",
        )
    match found.leads:
        case None:
            signed_by_all(kind, proposal.signers)
            return [filed(proposal, answers, given)]
        case Leads.RETURN:
            due = until(command.examined_on, given.rules.proposals.supplement, given)
            return [e.ProposalReturned(**dict(due), **answers, reason=reason)]
        case Leads.REJECT:
            return [not_filed(proposal, command, {**answers, "reason": reason}, given)]
        case Leads.TRANSFER:
            return [converted(proposal, Conversion.REPORT, command.examined_on, reason, given)]


def answered(
    proposal: Proposal,
    kind: ProposalKind,
    command: c.ExamineProposal,
    given: Circumstances[TopicRules],
) -> Found:
    checklist = chosen(given.rules.proposals.checklists, kind.checklist, CHECKLIST)
    on_record = OnRecord(unsaid(proposal.said), whole(kind, proposal.signers))
    computed = {code: test.answer(on_record) for code, test in TESTS.items()}
    return gone_through(checklist, command.answers, computed)


def unsaid(said: Said | None) -> tuple[str, ...]:
    """Which of facts, analysis and advice stand nowhere."""
    if said is None or said.text:
        return ()
    parts = {"情况": said.facts, "分析": said.analysis, "建议": said.advice}
    return tuple(name for name, text in parts.items() if not text)


def filed(
    proposal: Proposal, answers: dict[str, Any], given: Circumstances[TopicRules]
) -> e.ProposalFiled:
    """Under the next number of its series, which is noted there in the same transaction."""
    assert (place := proposal.placed)
    assert (said := proposal.said)
    series: Series = given.read(f"series/{place.series}")
    number = series.last + 1
    text = said.text and kept(said.text, said.text.title, What.PROPOSAL)
    return e.ProposalFiled(
        **{**dict(said), "text": text},
        **dict(place),
        **answers,
        kind=proposal.kind,
        signers=proposal.signers,
        proposal_number=number,
        document_number=written(place.numbering, number),
        joined=proposal.joined,
        credited_as=given.rules.proposals.filing,
    )


def not_filed(
    proposal: Proposal,
    command: c.ExamineProposal,
    found: dict[str, Any],
    given: Circumstances[TopicRules],
) -> e.ProposalNotFiled:
    grounds = given.rules.proposals.grounds
    if command.ground is None:
        raise Rejected(
            "ground-needed",
            "按清单不予立案，须写明属于哪一种情形（ground）："
            f"{'、'.join(f'{each.code}（{each.chinese}）' for each in grounds) or '无'}。请补填。",
            "By the checklist it is not filed. Name the ground: "
            f"{', '.join(each.code for each in grounds) or 'none'}.",
        )
    ground = chosen(grounds, command.ground, GROUND)
    listed_once(command.passed_to)
    return e.ProposalNotFiled(
        **dict(until(command.examined_on, given.rules.proposals.telling, given)),
        **found,
        ground=ground.code,
        ground_word=ground.chinese,
        passed_to=command.passed_to,
        signers=proposal.signers,
        waiting=concerned(proposal.signers, proposal.joined),
    )


def converted(
    proposal: Proposal,
    becomes: Conversion,
    day: Any,
    reason: str,
    given: Circumstances[TopicRules],
    topic: Any = None,
) -> e.ProposalConverted:
    assert proposal.said
    return e.ProposalConverted(
        **dict(proposal.said),
        **dict(until(day, given.rules.proposals.telling, given)),
        becomes=becomes,
        topic=topic,
        converted_on=day,
        reason=reason,
        signers=proposal.signers,
        waiting=concerned(proposal.signers, proposal.joined),
    )
