"""Nothing happened before what it follows from: plans, topics and reports (domain 5.5, 8.4)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.topics.plan.commands import AmendPlan, ConsentToPlan, RefusePlan
from services.topics.plan.decider import PLAN
from services.topics.report.decider import REPORT
from services.topics.topic import commands as c
from services.topics.topic.decider import TOPIC
from tests.support.scenario import Scenario
from tests.topics import plan_examples as x
from tests.topics import reports as r
from tests.topics import situations as s
from tests.topics.commands import answer, approval, party, proposal, refusal, topic, transfer

BEFORE_REVISION, BEFORE_DECISION = date(2026, 2, 16), date(2026, 2, 19)
ADMITTED = (s.proposed, s.admitted)
plan = Scenario(
    PLAN,
    by=replace(
        party(),
        states={
            f"topic/{key}": TOPIC.fold((each, s.VILLAGE) for each in ADMITTED)
            for key in (s.MARKET, s.ROAD)
        },
    ),
)
report = Scenario(REPORT, by=r.EDITOR)


def on(day: date, command: Any) -> Any:
    """The same, with the consent of another day."""
    consent = command.consent.model_copy(update={"decided_on": day})
    return command.model_copy(update={"consent": consent})


def test_a_plan_is_not_made_public_before_it_was_decided():  # 5.5
    early = x.publication.model_copy(update={"on": BEFORE_DECISION})
    same = x.publication.model_copy(update={"on": s.consent.decided_on})

    plan.given(*x.decided).when(early).then_rejected("day-before")
    assert isinstance(plan.given(*x.decided).when(same).result, list)


def test_no_step_of_a_plan_comes_before_the_one_before():  # 004-03, 5.5
    decision = ConsentToPlan(consent=s.consent)
    refusing = RefusePlan(**s.plan_refused.model_dump(exclude={"step", "word"}))
    early = refusing.model_copy(update={"decided_on": BEFORE_REVISION})

    plan.given(s.drafted, s.revised).when(on(BEFORE_REVISION, decision)).then_rejected("day-before")
    plan.given(s.drafted, s.revised).when(early).then_rejected("day-before")
    plan.given(s.drafted, s.revised).when(refusing).then(s.plan_refused)


def test_a_plan_is_not_changed_before_it_was_decided():  # 5.5
    change = AmendPlan(added=(s.road_entry,), reason="汛期道路损毁。", consent=s.consent)

    plan.given(*x.decided).when(on(BEFORE_DECISION, change)).then_rejected("day-before")
    assert isinstance(plan.given(*x.decided).when(change).result, list)


def test_a_topic_is_consented_to_after_it_came_in_and_after_its_refusal():  # 000-24
    late = s.proposed.model_copy(update={"received_on": date(2026, 2, 21)})
    refused = (*ADMITTED, s.raised, s.consent_refused, s.proposed, s.admitted, s.raised)
    early = on(BEFORE_DECISION, approval)

    came = (late, s.admitted, s.raised)
    topic.given(*came).when(approval, by=party()).then_rejected("day-before")
    topic.given(*came).when(refusal, by=party()).then_rejected("day-before")
    topic.given(*refused).when(early, by=party()).then_rejected("day-before")
    assert isinstance(topic.given(*refused).when(approval, by=party()).result, list)


def test_the_proposer_is_told_of_a_refusal_after_it():  # 9.2
    told = c.AnswerProposer(answer="今年不议，明年再报。", how="phone", on=BEFORE_DECISION)
    refused = (*ADMITTED, s.consent_refused)

    topic.given(*refused).when(told).then_rejected("day-before")
    late = s.proposed.model_copy(update={"received_on": date(2026, 2, 21)})
    rejected = topic.given(late, s.rejected)
    rejected.when(told).then_rejected("day-before")


@pytest.mark.parametrize(
    ("due", "received", "open_"),
    [
        (date(2026, 3, 1), None, False),
        (date(2026, 3, 2), None, True),
        (date(2026, 3, 1), date(2026, 2, 28), True),
        (date(2026, 2, 27), date(2026, 2, 28), False),
    ],
)
def test_comments_are_not_due_before_the_topic_came_in(  # 004-12
    due: date, received: date | None, open_: bool
):
    asked = {"document": "政府工作报告", "due": due, "received_on": received}
    outcome = topic.given().when(proposal.model_copy(update=asked))

    assert isinstance(outcome.result, list) if open_ else outcome.then_rejected("due-over") is None


def test_a_comment_that_is_raised_again_is_due_later_too():  # 004-12
    again = c.RaiseAgain(title="报告", description="意见。", scale="group", due=date(2026, 3, 1))

    topic.given(s.proposed, s.returned).when(again).then_rejected("due-over")


def test_authors_are_told_after_what_became_of_their_report():  # 8.4-9
    early = r.tell.model_copy(update={"told_on": date(2026, 3, 1)})
    before = r.tell.model_copy(update={"told_on": date(2026, 2, 1)})

    report.given(*r.ISSUED).when(early).then_rejected("out-of-order")
    used = (*r.ISSUED, r.sent_up, r.used)
    report.given(*used).when(early).then_rejected("out-of-order")
    kept = (r.submitted, r.kept)
    report.given(*kept).when(before).then_rejected("out-of-order")


def test_who_wrote_nothing_is_no_author_after_the_authors_were_told_either():  # 8.4-9
    stranger = r.tell.model_copy(update={"authors": ("m-620123-0009",)})

    report.given(*r.ISSUED, r.told).when(stranger).then_rejected("not-an-author")
    report.given(*r.ISSUED, r.told).when(r.tell).then_nothing()


def test_a_claim_is_not_answered_before_it_was_transferred():  # 001-15
    early = answer.model_copy(update={"answered_on": date(2026, 3, 1)})
    topic.given(s.claimed, s.transferred_out).when(early).then_rejected("day-before")
    topic.given(s.claimed, s.transferred_out).when(answer).then(s.transfer_answered)

    late_entry = transfer.model_copy(update={"transferred_on": date(2026, 2, 25)})
    then = s.transferred_out.model_copy(update={"transferred_on": date(2026, 2, 25)})
    topic.given(s.claimed).when(late_entry).then(then)
    assert isinstance(topic.given(s.claimed, then).when(early).result, list)
    to_come = transfer.model_copy(update={"transferred_on": date(2026, 3, 3)})
    topic.given(s.claimed).when(to_come).then_rejected("future-day")


def test_a_claim_is_not_transferred_before_it_came_in():  # 001-15
    came = s.claimed.model_copy(update={"received_on": date(2026, 2, 26)})
    early = transfer.model_copy(update={"transferred_on": date(2026, 2, 25)})
    topic.given(came).when(early).then_rejected("day-before")
    found = c.ScreenTopic(
        answers=s.of_one_house, receiver="yz-transport", transferred_on=date(2026, 2, 25)
    )
    life = s.proposed.model_copy(update={"received_on": date(2026, 2, 26)})
    topic.given(life).when(found).then_rejected("day-before")


def test_whoever_brought_a_claim_is_told_after_its_transfer_and_its_answer():  # 9.2
    told = c.AnswerProposer(answer="已转交通局。", how="电话", on=date(2026, 3, 1))
    topic.given(s.claimed, s.transferred_out).when(told).then_rejected("day-before")
    answered = (s.claimed, s.transferred_out, s.transfer_answered)
    topic.given(*answered).when(told).then_rejected("day-before")
