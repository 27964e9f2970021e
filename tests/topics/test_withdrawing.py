"""A topic of a decided plan is withdrawn before its consultation has begun (domain 5.5, 000-32)."""

from dataclasses import replace
from typing import Any

import pytest

from contracts.meetings.consultation import ConsultationBegun, ConsultationOpened
from services.meetings.consultation.policies import (
    when_selection_withdrawn_withdraw_the_consultation,
)
from services.topics.topic.commands import PlanTopic
from services.topics.topic.decider import TOPIC
from services.topics.topic.decider.state import Stage, Topic
from services.topics.topic.policies import (
    when_consultation_begun_note_it,
    when_consultation_opened_note_it,
)
from tests.meetings import situations as m
from tests.slices.example import recorded
from tests.topics import plan_examples as x
from tests.topics import situations as s
from tests.topics.commands import topic
from tests.topics.test_plan_later import beside, plan, withdrawal

OPENED = (*x.under_way, x.OPENED)
WITHDRAWN = (*OPENED, x.of_a_selected, x.consultation_withdrawn)


def folded(*life: Any) -> Topic:
    return TOPIC.fold((each, s.VILLAGE) for each in life)


def test_a_topic_whose_consultation_has_not_begun_is_withdrawn_with_it():  # 000-32
    answer = plan.given(*x.decided).when(withdrawal, by=beside(*OPENED)).result
    assert isinstance(answer, list)
    topic.given(*OPENED).when(x.unplan, by=x.POLICY).then(x.of_a_selected, x.consultation_withdrawn)
    topic.given(*WITHDRAWN).when(x.unplan, by=x.POLICY).then_nothing()

    back = folded(*WITHDRAWN)
    assert (back.stage, back.plan, back.consented) == (Stage.ADMITTED, "", False)
    assert back.walk.open_step == s.YZ7.steps[1], "the step that the plan was waits again"

    gone = recorded(x.consultation_withdrawn, f"topic/{s.MARKET}")
    (wanted,) = when_selection_withdrawn_withdraw_the_consultation(gone)
    assert (wanted.key, getattr(wanted.command, "reason", "")) == (x.CONSULTATION, x.unplan.reason)


def test_it_goes_into_the_plan_of_a_later_year_and_is_selected_again():  # 5.5
    later = s.planned.model_copy(update={"plan": x.NEXT_PLAN})
    asked = PlanTopic(plan=x.NEXT_PLAN, decided_on=s.consent.decided_on)
    topic.given(*WITHDRAWN).when(asked, by=x.POLICY).then(
        later.model_copy(update={"decided_on": s.consent.decided_on}),
        *x.under_way[-2:],
    )


@pytest.mark.parametrize(
    "life", [x.under_way, (*OPENED, x.BEGUN)], ids=["not known to have been opened", "begun"]
)
def test_what_has_begun_is_not_withdrawn(life: tuple[Any, ...]):  # 5.5
    plan.given(*x.decided).when(withdrawal, by=beside(*life)).then_rejected("under-way")
    topic.given(*life).when(x.unplan, by=x.POLICY).then_rejected("consultation-begun")


def test_what_its_own_chain_consented_to_goes_on():  # 000-24
    own = (*x.planned_only, s.approved, *x.under_way[-2:], x.OPENED)
    procedure = s.YZ6
    six = s.admitted.model_copy(update={"procedure": procedure})
    life = (s.proposed, six, s.step(1), s.approved, s.step(2), s.selected(), s.planned, x.OPENED)
    topic.given(*life).when(x.unplan, by=x.POLICY).then(x.unplanned)
    assert folded(*life, x.unplanned).stage is Stage.SELECTED
    topic.given(*own).when(x.unplan, by=x.POLICY).then(x.of_a_selected, x.consultation_withdrawn)


def test_the_topic_learns_of_its_consultation():
    opened = m.six_opened[0].model_copy(update={"topics": (s.MARKET,)})
    assert isinstance(opened, ConsultationOpened)
    stream = f"consultation/{x.CONSULTATION}"
    (wanted,) = when_consultation_opened_note_it(recorded(opened, stream))
    assert (wanted.key, wanted.command) == (s.MARKET, x.opening)
    begun = ConsultationBegun(topics=(s.MARKET,))
    (wanted,) = when_consultation_begun_note_it(recorded(begun, stream))
    assert (wanted.key, wanted.command) == (s.MARKET, x.beginning)

    topic.given(*OPENED).when(x.opening, by=x.POLICY).then_nothing()
    topic.given(*OPENED, x.BEGUN).when(x.opening, by=x.POLICY).then_nothing()
    other = x.beginning.model_copy(update={"consultation": "01990000-0000-7000-8000-0000000000ff"})
    topic.given(*OPENED).when(other, by=x.POLICY).then_nothing()


def test_one_that_had_begun_before_the_withdrawal_came_there_goes_on():
    topic.given(*WITHDRAWN).when(x.beginning, by=x.POLICY).then(x.BEGUN)
    assert folded(*WITHDRAWN, x.BEGUN).stage is Stage.SELECTED
    topic.given(*WITHDRAWN).when(x.opening, by=x.POLICY).then_nothing()
    again = folded(*WITHDRAWN, s.planned, *x.under_way[-2:])
    assert (again.consultation, again.begun) == ("", False)
    assert not replace(again, consultation=x.CONSULTATION, begun=True).withdrawable
