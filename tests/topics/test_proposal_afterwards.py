"""Signers are told, filed proposals graded, records put right (domain 8.1, model 12)."""

from dataclasses import replace
from datetime import date
from typing import Any

from contracts.topics import proposal as e
from contracts.topics.proposal_parts import Conversion, Signers
from runtime.decider import Circumstances
from services.topics.proposal import commands as c
from services.topics.proposal.decider import PROPOSAL
from services.topics.proposal.reactions import (
    have_the_other_let_it_go,
)
from tests.slices.example import recorded
from tests.topics import proposals as p
from tests.topics.situations import VILLAGE, rules_in_force

proposal = p.proposal
merge = c.MergeProposal(into=p.OTHER, merged_on=p.TODAY, reason=p.merged.reason)
to_a_topic = c.ConvertProposal(
    becomes=Conversion.TOPIC,
    converted_on=p.TODAY,
    reason=p.to_a_topic.reason,
    topic=p.as_topic,
)
telling = c.TellProposers(told=p.told.told, told_on=p.TODAY, how=p.told.how)


def beside(*life: Any, unit: str = VILLAGE) -> Circumstances[Any]:
    """The examiner, who sees what happened to the other proposal."""
    state = PROPOSAL.fold((event, unit) for event in life)
    return replace(p.COMMITTEE, states={f"proposal/{p.OTHER}": state})


THERE = beside(p.other_drafted, p.other_submitted)


def test_each_signer_is_told_and_those_who_wait_are_known():  # 8.1-4b, 8.1-4c
    life = (*p.waiting, p.not_filed)
    everybody = telling.model_copy(update={"told": (p.FIRST, p.SECOND)})

    proposal.given(*life).when(telling, by=p.OFFICE).then(p.told)
    proposal.given(*life, p.told).when(everybody, by=p.OFFICE).then(
        p.told.model_copy(update={"told": (p.SECOND,), "waiting": ()})
    )
    proposal.given(*life, p.told).when(telling, by=p.OFFICE).then_nothing()
    stranger = telling.model_copy(update={"told": (p.THIRD,)})
    proposal.given(*life).when(stranger, by=p.OFFICE).then_rejected("not-a-proposer")
    early = telling.model_copy(update={"told_on": date(2026, 3, 1)})
    proposal.given(*life).when(early, by=p.OFFICE).then_rejected("day-before")


def test_a_body_is_told_once_for_all_its_persons():
    signers = Signers(body="yz-culture", main_persons=(p.FIRST,))

    assert signers.proposers == ("yz-culture",)
    assert signers.everybody == ("yz-culture", p.FIRST)


def test_a_key_proposal_has_somebody_who_leads_the_supervision():  # 8.1
    life = (*p.waiting, p.filed)

    proposal.given(*life).when(p.grading, by=p.OFFICE).then(p.graded)
    proposal.given(*life, p.graded).when(p.grading, by=p.OFFICE).then_nothing()
    nobody = p.grading.model_copy(update={"led_by": None})
    proposal.given(*life).when(nobody, by=p.OFFICE).then_rejected("leader-needed")
    excellent = nobody.model_copy(update={"grade": "excellent"})
    assert isinstance(proposal.given(*life).when(excellent, by=p.OFFICE).result, list)
    unknown = nobody.model_copy(update={"grade": "golden"})
    proposal.given(*life).when(unknown, by=p.OFFICE).then_rejected("unknown-code")
    proposal.given(*p.waiting).when(p.grading, by=p.OFFICE).then_rejected("out-of-step")


def test_a_grade_is_taken_back_with_a_reason():  # 8.1
    back = c.TakeGradeBack(grade="key", reason=p.grade_taken_back.reason)
    life = (*p.waiting, p.filed)

    proposal.given(*life, p.graded).when(back, by=p.OFFICE).then(p.grade_taken_back)
    proposal.given(*life).when(back, by=p.OFFICE).then_rejected("no-such-grade")
    other = back.model_copy(update={"grade": "excellent"})
    proposal.given(*life, p.graded).when(other, by=p.OFFICE).then_rejected("no-such-grade")
    proposal.given(*life, p.graded, p.grade_taken_back).when(back, by=p.OFFICE).then_rejected(
        "no-such-grade"
    )


def test_a_wrong_co_signer_is_put_right_and_a_right_record_stays():  # model 12
    same = p.correction.model_copy(update={"co_signers": (p.SECOND,)})

    proposal.given(*p.there).when(p.correction, by=p.OFFICE).then(p.corrected)
    proposal.given(*p.there).when(same, by=p.OFFICE).then_nothing()
    proposal.given(*p.there, p.corrected).when(p.correction, by=p.OFFICE).then_nothing()
    alone = p.correction.model_copy(update={"co_signers": ()})
    proposal.given(*p.there).when(alone, by=p.OFFICE).then_rejected("co-signers-missing")
    proposal.given(*p.ready).when(p.correction, by=p.OFFICE).then_rejected("out-of-step")


def test_a_correction_says_what_it_corrects():  # model 12
    (again,) = (
        proposal.given(*p.there, p.corrected)
        .when(p.correction.model_copy(update={"kind": "individual", "co_signers": ()}), by=p.OFFICE)
        .result
    )  # type: ignore[misc]

    assert (again.corrects, again.before) == (4, p.all_three)
    assert again.signers == p.own


def test_another_day_means_another_series_until_there_is_a_number():  # 8.1-2, model 12
    in_session = p.correction.model_copy(
        update={"co_signers": (p.SECOND,), "submitted_on": p.IN_SESSION.submitted_on}
    )

    (moved,) = proposal.given(*p.there).when(in_session, by=p.OFFICE).result  # type: ignore[misc]
    assert (moved.session, moved.series) == ("10-5", p.IN_SESSION.series)
    (kept_number,) = proposal.given(*p.waiting, p.filed).when(in_session, by=p.OFFICE).result  # type: ignore[misc]
    assert (kept_number.session, kept_number.series) == ("10-5", p.BETWEEN.series)
    assert kept_number.filed_as == p.filed.credited_as
    same_day = p.filed.model_copy(update={"examined_on": p.BETWEEN.submitted_on})
    a_day_later = in_session.model_copy(update={"submitted_on": date(2026, 2, 26)})
    proposal.given(*p.there, same_day).when(a_day_later, by=p.OFFICE).then_rejected("day-before")
    late = in_session.model_copy(update={"submitted_on": date(2026, 2, 28)})
    proposal.given(*p.waiting).when(late, by=p.OFFICE).then_rejected("day-before")


def test_what_rules_say_later_moves_nothing():  # 13.3-4
    later = rules_in_force.proposals.model_copy(update={"numbering_between": None})
    by = replace(p.OFFICE, rules=replace(rules_in_force, proposals=later))

    (found,) = proposal.given(*p.there).when(p.correction, by=by).result  # type: ignore[misc]
    assert found.series == p.BETWEEN.series


def test_what_became_a_report_that_came_in_is_not_taken_back():  # model 12
    back = c.TakeExaminationBack(reason="误登。")
    life = (*p.waiting, p.to_a_report)
    (found,) = proposal.given(*life).when(back, by=p.OFFICE).result  # type: ignore[misc]
    assert isinstance(found, e.ExaminationTakenBack)
    proposal.given(*life, p.reported).when(back, by=p.OFFICE).then_rejected("report-begun")


def test_a_signer_who_was_forgotten_is_told_too():  # 8.1-4b
    life = (*p.waiting, p.not_filed, p.told)

    (found,) = proposal.given(*life).when(p.correction, by=p.OFFICE).result  # type: ignore[misc]
    assert isinstance(found, e.ProposalCorrected)
    assert found.waiting == (p.SECOND, p.THIRD)


def test_those_who_were_merged_hear_how_it_ended():  # 8.1-4b
    with_other = p.took_in.model_copy(update={"document_number": None})
    life = (*p.there, with_other, p.checked)
    plain = c.ConvertProposal(
        becomes=Conversion.REPORT, converted_on=p.TODAY, reason=p.to_a_report.reason
    )

    (found,) = proposal.given(*life).when(plain, by=p.COMMITTEE).result  # type: ignore[misc]
    assert found.waiting == (p.FIRST, p.SECOND, p.THIRD)
    all_told = telling.model_copy(update={"told": (p.FIRST, p.SECOND, p.THIRD)})
    (told,) = proposal.given(*life, found).when(all_told, by=p.OFFICE).result  # type: ignore[misc]
    assert (told.told, told.waiting) == (all_told.told, ())
    forgotten = p.correction.model_copy(update={"co_signers": (p.SECOND, "m-620123-0010")})
    (corrected,) = proposal.given(*life, found, told).when(forgotten, by=p.OFFICE).result  # type: ignore[misc]
    assert corrected.waiting == ("m-620123-0010",)


def test_what_took_others_in_is_not_withdrawn():  # 8.1-4b
    with_other = p.took_in.model_copy(update={"document_number": None})

    proposal.given(*p.there, with_other).when(c.WithdrawProposal(reason="撤回。")).then_rejected(
        "others-joined"
    )


def test_a_proposal_that_came_under_other_rules_takes_its_number_there():  # model 2
    elsewhere = replace(p.OFFICE, jurisdiction="620100000000")
    same = p.correction.model_copy(update={"co_signers": (p.SECOND,)})

    (found,) = proposal.given(*p.there).when(same, by=elsewhere).result  # type: ignore[misc]
    assert found.series == "620100000000:2026-between"
    proposal.given(*p.waiting, p.filed).when(same, by=elsewhere).then_nothing()


TAKING_BACK = c.TakeExaminationBack(reason=p.taken_back.reason)


def test_what_was_recorded_by_mistake_waits_for_its_examination_again():  # model 12
    wrong = p.taken_back.model_copy(update={"merged": None})

    proposal.given(*p.waiting, p.not_filed).when(TAKING_BACK, by=p.OFFICE).then(wrong)
    proposal.given(*p.waiting, p.merged).when(TAKING_BACK, by=p.OFFICE).then(p.taken_back)
    proposal.given(*p.waiting, p.to_a_report).when(TAKING_BACK, by=p.OFFICE).then(wrong)
    again = PROPOSAL.fold((each, VILLAGE) for each in (*p.waiting, p.not_filed, p.told, wrong))
    assert (again.stage.value, again.checked, again.waiting) == ("submitted", 1, ())
    proposal.given(*p.waiting, p.merged, p.taken_back).when(merge, by=THERE).then(p.merged)


def test_what_is_filed_or_became_a_topic_stays_so():  # model 12
    proposal.given(*p.waiting, p.to_a_topic).when(TAKING_BACK, by=p.OFFICE).then_rejected(
        "topic-begun"
    )
    proposal.given(*p.waiting, p.filed).when(TAKING_BACK, by=p.OFFICE).then_rejected("out-of-step")


def test_what_was_merged_by_mistake_leaves_with_what_it_had_taken_in():  # model 12
    life = (*p.waiting, p.took_in, p.merged, p.taken_back)
    state = PROPOSAL.fold((event, VILLAGE) for event in life)

    (wanted,) = have_the_other_let_it_go(recorded(p.taken_back, f"proposal/{p.PROPOSAL}"), state)
    assert (wanted.key, wanted.command) == (
        p.OTHER,
        c.LetProposalGo(
            merged=p.PROPOSAL, let_go=(p.PROPOSAL, p.OTHER), reason=p.taken_back.reason
        ),
    )
    alone = p.taken_back.model_copy(update={"merged": None})
    assert not have_the_other_let_it_go(recorded(alone), state)
    held = PROPOSAL.fold((each, VILLAGE) for each in (*p.there, p.took_in, p.let_go))
    assert not held.joined
    letting = c.LetProposalGo(**dict(p.let_go))
    proposal.given(*p.there).when(letting).then_nothing()
