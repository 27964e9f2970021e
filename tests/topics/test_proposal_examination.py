"""A proposal is examined: filed, returned, not filed or made a report (domain 8.1, 3 to 4)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from contracts.calendar import Measure, Term
from contracts.roles import Role
from contracts.topics import proposal as e
from contracts.topics.proposal_parts import Said, Signers
from contracts.topics.proposal_rules import ExaminationStep
from runtime.decider import Circumstances
from services.topics.proposal import commands as c
from services.topics.proposal.decider.examining import unsaid
from services.topics.proposal_series.decider import SERIES
from tests.topics import proposals as p
from tests.topics.situations import COUNTY, rules_in_force

proposal = p.proposal


def with_series(given: int = 0, by: Circumstances[Any] = p.COMMITTEE) -> Circumstances[Any]:
    """Whoever asks, where so many numbers of the series are given."""
    numbers = [
        p.numbered.model_copy(update={"proposal_number": number}) for number in range(1, given + 1)
    ]
    state = SERIES.fold((each, COUNTY) for each in (p.opened, *numbers))
    return replace(by, states={f"series/{p.BETWEEN.series}": state})


EXAMINER = with_series()


def answering(question: str, reason: str, **more: Any) -> c.ExamineProposal:
    return c.ExamineProposal(examined_on=p.TODAY, answers=p.no(question, reason), **more)


def under(**chapter: Any) -> Circumstances[Any]:
    """The examiner, under other rules on proposals."""
    proposals = rules_in_force.proposals.model_copy(update=chapter)
    return replace(EXAMINER, rules=replace(rules_in_force, proposals=proposals))


def test_what_meets_the_standard_is_filed_under_the_next_number():  # 8.1-4a
    proposal.given(*p.waiting).when(p.examination, by=EXAMINER).then(p.filed)
    third = p.filed.model_copy(update={"proposal_number": 3, "document_number": "平时〔2026〕3号"})
    proposal.given(*p.waiting).when(p.examination, by=with_series(2)).then(third)


def test_what_is_filed_says_all_that_handing_over_needs():  # 8.1-5
    named = {"title", "kind", "signers", "suggested", "text", "document_number", "session"}

    assert named <= set(e.ProposalFiled.model_fields)
    assert p.filed.signers.co_signers == (p.SECOND,)


def test_the_steps_are_taken_in_order_by_whom_the_rules_name():  # 8.1-3
    early = replace(EXAMINER, role="cppcc-office", body=None)

    proposal.given(*p.there).when(p.examination, by=early).then_rejected("check-first")
    proposal.given(*p.there).when(p.examination, by=EXAMINER).then_rejected("other-office")
    later = p.checking.model_copy(update={"step": None, "checked_on": p.TODAY})
    proposal.given(*p.waiting).when(later, by=p.OFFICE).then_rejected("other-office")
    proposal.given(*p.waiting).when(later, by=p.COMMITTEE).then_rejected("last-step")


def test_a_proposal_of_a_session_is_checked_twice():  # 8.1-3
    of_session = (*p.ready, p.submitted_as(p.both, "joint", p.IN_SESSION))
    second = e.ProposalChecked(
        step="second",
        step_word="复审",
        step_number=2,
        checked_on=p.checked.checked_on,
        note=p.checked.note,
    )

    next_one = p.checking.model_copy(update={"step": "second"})
    once = proposal.given(*of_session, p.checked)
    once.when(next_one, by=p.OFFICE).then(second)
    later = next_one.model_copy(update={"step": None, "checked_on": p.TODAY})
    assert isinstance(once.when(later, by=p.OFFICE).result, list)
    proposal.given(*of_session, p.checked, second).when(later, by=p.COMMITTEE).then_rejected(
        "last-step"
    )


def test_a_check_that_is_sent_twice_is_no_further_step():  # 8.1-3
    of_session = (*p.ready, p.submitted_as(p.both, "joint", p.IN_SESSION))
    once = proposal.given(*of_session, p.checked)

    once.when(p.checking, by=p.OFFICE).then_nothing()
    unnamed = p.checking.model_copy(update={"step": None})
    once.when(unnamed, by=p.OFFICE).then_rejected("step-needed")
    other_day = p.checking.model_copy(update={"checked_on": p.TODAY})
    once.when(other_day, by=p.OFFICE).then_rejected("other-step")
    proposal.given(*of_session).when(
        p.checking.model_copy(update={"step": "second"}), by=p.OFFICE
    ).then_rejected("other-step")
    proposal.given(*p.waiting).when(p.checking, by=p.OFFICE).then_nothing()


def test_where_the_rules_name_nobody_nobody_examines():
    between = ExaminationStep(
        code="x", chinese="审查", english="x", offices=(Role.COMMITTEE,), in_session=True
    )

    proposal.given(*p.waiting).when(p.examination, by=under(steps=(between,))).then_rejected(
        "no-examination"
    )


@pytest.mark.parametrize("person", [p.FIRST, p.SECOND])
def test_nobody_examines_what_they_signed_in_whichever_office(person: str):  # 8.1-3
    own = replace(EXAMINER, known_as=frozenset({"xu", person}))
    office = replace(p.OFFICE, known_as=frozenset({"ou", person}))

    proposal.given(*p.waiting).when(p.examination, by=own).then_rejected("own-proposal")
    proposal.given(*p.there).when(p.checking, by=office).then_rejected("own-proposal")
    left = (*p.there, p.left, p.checked)
    proposal.given(*left).when(p.examination, by=own).then_rejected("own-proposal")


def test_a_committee_does_not_examine_its_own_proposal():  # 8.1-3
    signers = Signers(body="yz-culture")
    own = (
        p.drafted_by(signers, "committee", sealed=True),
        p.submitted_as(signers, "committee"),
        p.checked,
    )
    hers = replace(EXAMINER, known_as=frozenset({"xu", "yz-culture"}))

    proposal.given(*own).when(p.examination, by=hers).then_rejected("own-proposal")
    another = replace(EXAMINER, body="yz-law", known_as=frozenset({"xu", "yz-law"}))
    assert isinstance(proposal.given(*own).when(p.examination, by=another).result, list)


def test_what_was_taken_in_is_examined_by_none_of_its_signers():
    with_other = p.took_in.model_copy(update={"document_number": None})
    third = replace(EXAMINER, known_as=frozenset({"xu", p.THIRD}))

    life = (*p.there, with_other, p.checked)
    proposal.given(*life).when(p.examination, by=third).then_rejected("own-proposal")
    filed = proposal.given(*life).when(p.examination, by=EXAMINER).result
    assert isinstance(filed, list)
    assert filed[0].joined == p.took_in.joined


def test_all_questions_are_answered_but_the_computed_ones():  # 001-13
    some = c.ExamineProposal(examined_on=p.TODAY, answers={"lawful": p.YES})
    more = c.ExamineProposal(examined_on=p.TODAY, answers={**p.ANSWERS, "written": p.YES})

    proposal.given(*p.waiting).when(some, by=EXAMINER).then_rejected("unanswered")
    proposal.given(*p.waiting).when(more, by=EXAMINER).then_rejected("computed")


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({}, ()),
        ({"analysis": None}, ("分析",)),
        ({"facts": None, "advice": None}, ("情况", "建议")),
        ({"facts": None, "analysis": None, "advice": None, "text": True}, ()),
    ],
)
def test_what_it_lacks_is_computed(said: dict[str, Any], missing: tuple[str, ...]):
    whole = {**dict(p.said), **said}
    whole["text"] = p.entered.signed if whole["text"] else None

    assert unsaid(Said(**whole)) == missing


def test_what_lacks_a_part_or_a_signature_goes_back():  # 8.1-1
    without = p.drafted.model_copy(update={"advice": None})
    life = (without, p.joined, p.submitted, p.left, p.checked)

    (found,) = proposal.given(*life).when(p.examination, by=EXAMINER).result  # type: ignore[misc]
    assert isinstance(found, e.ProposalReturned)
    assert found.reason == "没有写明：建议。；“联名提案”还没有联名人。"


def test_nothing_joint_is_filed_without_co_signers():
    bare = rules_in_force.proposals.checklists[0]
    asked = bare.model_copy(update={"questions": bare.questions[:3]})
    life = (*p.there, p.left, p.checked)

    proposal.given(*life).when(p.examination, by=under(checklists=(asked,))).then_rejected(
        "co-signers-missing"
    )


def test_it_goes_back_with_a_clock_that_counts_working_days_and_grace():  # 8.1
    sending_back = answering("one-matter", "写了两件事。")
    term = Term(count=3, measure=Measure.WORKING_DAYS)

    proposal.given(*p.waiting).when(sending_back, by=EXAMINER).then(p.returned)
    (clock,) = (
        proposal.given(*p.waiting).when(sending_back, by=under(supplement=term, grace=term)).result
    )  # type: ignore[misc]  # noqa: E501
    assert (clock.due, clock.due_with_grace) == (date(2026, 3, 5), date(2026, 3, 10))


def test_a_supplement_that_is_entered_late_has_grace_from_the_day_of_entering():
    late = replace(under(grace=Term(count=2)), today=date(2026, 6, 1))

    (clock,) = proposal.given(*p.waiting).when(answering("one-matter", "两件事。"), by=late).result  # type: ignore[misc]
    assert (clock.due, clock.due_with_grace) == (date(2026, 3, 17), date(2026, 6, 3))


def test_a_supplement_comes_back_to_the_first_step():  # 8.1-3
    back = c.SupplementProposal(**dict(p.supplemented))
    life = (*p.waiting, p.returned)

    proposal.given(*life).when(back).then(p.supplemented)
    early = back.model_copy(update={"supplemented_on": date(2026, 3, 1)})
    proposal.given(*life).when(early).then_rejected("day-before")
    stranger = replace(p.CO_SIGNER, actor=p.THIRD)
    proposal.given(*life).when(back, by=stranger).then_rejected("not-the-author")
    again = p.checking.model_copy(update={"checked_on": p.TODAY})
    proposal.given(*life, p.supplemented).when(again, by=p.OFFICE).then(
        p.checked.model_copy(update={"checked_on": p.TODAY})
    )


def test_what_is_not_filed_is_so_on_a_ground_of_the_list():  # 8.2
    refusing = answering("lawful", "没有具体建议。", ground="empty", passed_to=("yz-agriculture",))

    proposal.given(*p.waiting).when(refusing, by=EXAMINER).then(p.not_filed)
    bare = answering("lawful", "没有具体建议。")
    proposal.given(*p.waiting).when(bare, by=EXAMINER).then_rejected("ground-needed")
    unknown = answering("lawful", "没有具体建议。", ground="boring")
    proposal.given(*p.waiting).when(unknown, by=EXAMINER).then_rejected("unknown-code")
    astray = answering("one-matter", "写了两件事。", ground="empty")
    proposal.given(*p.waiting).when(astray, by=EXAMINER).then_rejected("ground-needs-a-no")


def test_what_is_no_proposal_becomes_a_report():  # 8.1-4d
    told = answering("proposal", "只反映情况，宜作社情民意信息。")

    proposal.given(*p.waiting).when(told, by=EXAMINER).then(p.to_a_report)


@pytest.mark.parametrize(
    ("day", "rule"), [(date(2026, 2, 26), "day-before"), (date(2026, 3, 3), "future-day")]
)
def test_days_are_in_order(day: date, rule: str):
    early = p.examination.model_copy(update={"examined_on": day})

    proposal.given(*p.waiting).when(early, by=EXAMINER).then_rejected(rule)


def test_a_kind_that_left_the_rules_is_examined_no_more():
    gone = under(kinds=rules_in_force.proposals.kinds[:1])

    proposal.given(*p.waiting).when(p.examination, by=gone).then_rejected("unknown-code")
