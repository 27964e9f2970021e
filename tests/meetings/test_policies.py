"""What topics and outcomes record sets consultations in motion."""

from datetime import date

from contracts.consent import Consent
from contracts.ids import PlanId
from contracts.outcomes.outcome import Benefit, OutcomeClosed, OutcomeConsented, OutcomeSent
from contracts.topics.topic import Category, Origin, TopicApproved, TopicPlanned, Weight
from runtime.policy import Wanted
from services.meetings.consultation.commands import NoteOutcome, NotePlan, StartProcedure
from services.meetings.consultation.policies import (
    when_outcome_closed_note_the_closure,
    when_outcome_consented_note_the_consent,
    when_outcome_sent_note_the_dispatch,
    when_topic_approved_start_procedure,
    when_topic_planned_note_the_plan,
)
from services.meetings.wiring import MEETINGS
from tests.slices.example import recorded

UNIT = "620123109200"
CONSENT = Consent(organisation="村党支部", resolution="1号", decided_on=date(2026, 2, 1))


def test_an_approved_topic_starts_its_procedure() -> None:  # 13.3-1, 13.3-4
    approved = TopicApproved(
        title="新建蔬菜市场",
        category=Category.LIVELIHOOD,
        weight=Weight.MAJOR,
        origin=Origin.PUBLIC,
        raised_by="p-1",
        raised_in=UNIT,
        procedure="YZ6",
        consent=CONSENT,
    )

    assert when_topic_approved_start_procedure(recorded(approved, "topic/42")) == [
        Wanted(
            "42",
            StartProcedure(
                unit=UNIT,
                title="新建蔬菜市场",
                weight="major",
                origin="public",
                raised_by="p-1",
                raised_in=UNIT,
                procedure="YZ6",
            ),
        )
    ]


def test_a_planned_topic_is_a_planned_consultation() -> None:
    plan = PlanId("620123109000:2026:consultation")

    assert when_topic_planned_note_the_plan(
        recorded(TopicPlanned(title="新建蔬菜市场", plan=plan), "topic/42")
    ) == [Wanted("42", NotePlan(plan=plan))]


def test_what_becomes_of_the_outcome_is_noted() -> None:
    consented = recorded(OutcomeConsented(consent=CONSENT), "outcome/42")
    sent = OutcomeSent(
        outcome_number="榆协〔2026〕5号", sent_on=date(2026, 4, 1), recipients=("县委",), copies=()
    )
    closed = OutcomeClosed(
        outcome_number="榆协〔2026〕5号", benefit=Benefit(people=300), reason="已建成"
    )

    assert when_outcome_consented_note_the_consent(consented) == [
        Wanted("42", NoteOutcome(milestone="OutcomeConsented"))
    ]
    assert when_outcome_sent_note_the_dispatch(recorded(sent, "outcome/42")) == [
        Wanted("42", NoteOutcome(milestone="OutcomeSent", outcome_number="榆协〔2026〕5号"))
    ]
    assert when_outcome_closed_note_the_closure(recorded(closed, "outcome/42")) == [
        Wanted("42", NoteOutcome(milestone="OutcomeClosed", outcome_number="榆协〔2026〕5号"))
    ]


def test_topics_and_outcomes_are_read() -> None:
    assert set(MEETINGS.sources) == {"topics", "outcomes", "members"}
