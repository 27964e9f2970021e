"""What follows from plans in force and from closed outcomes."""

from datetime import date

from contracts.ids import ConsultationId
from contracts.outcomes.outcome import Benefit, OutcomeClosed, OutcomeReopened
from runtime.policy import Wanted
from services.topics.topic.commands import CloseTopic, PlanTopic, ReopenTopic
from services.topics.topic.policies import (
    when_outcome_closed_close_the_topic,
    when_outcome_reopened_reopen_the_topic,
    when_plan_amended_plan_the_added_topics,
    when_plan_decided_plan_its_topics,
)
from services.topics.wiring import TOPICS
from tests.slices.example import recorded
from tests.topics.situations import (
    MARKET,
    OUTCOME,
    VILLAGE_PLAN,
    market_entry,
    plan_amended,
    plan_decided,
    road_entry,
)

ROAD = road_entry.topic


def test_a_plan_in_force_plans_each_of_its_topics():  # 000-32
    both = plan_decided.model_copy(update={"entries": (market_entry, road_entry)})

    asks = when_plan_decided_plan_its_topics(recorded(both, f"plan/{VILLAGE_PLAN}"))

    assert asks == [
        Wanted(market_entry.topic, PlanTopic(plan=VILLAGE_PLAN, decided_on=date(2026, 2, 20))),
        Wanted(road_entry.topic, PlanTopic(plan=VILLAGE_PLAN, decided_on=date(2026, 2, 20))),
    ]


def test_an_amendment_plans_only_what_it_adds():  # 5.5
    asks = when_plan_amended_plan_the_added_topics(recorded(plan_amended, f"plan/{VILLAGE_PLAN}"))

    assert asks == [
        Wanted(road_entry.topic, PlanTopic(plan=VILLAGE_PLAN, decided_on=date(2026, 2, 20)))
    ]


def test_a_closed_outcome_closes_its_topics():  # 000-34
    outcome = OutcomeClosed(
        topics=(MARKET, ROAD),
        consultation=ConsultationId("c"),
        outcome_number="样例协〔2026〕1号",
        benefit=Benefit(people=120, households=46),
        reason="已落实。",
    )

    asks = when_outcome_closed_close_the_topic(recorded(outcome, f"outcome/{OUTCOME}"))

    close = CloseTopic(outcome=OUTCOME, outcome_number="样例协〔2026〕1号")
    assert asks == [Wanted(MARKET, close), Wanted(ROAD, close)]


def test_an_outcome_that_is_open_again_reopens_its_topics():  # model 13-2
    outcome = OutcomeReopened(topics=(MARKET, ROAD), outcome_number=None, reason="又有人提出。")

    asks = when_outcome_reopened_reopen_the_topic(recorded(outcome, f"outcome/{OUTCOME}"))

    reopen = ReopenTopic(outcome=OUTCOME, reason="又有人提出。")
    assert asks == [Wanted(MARKET, reopen), Wanted(ROAD, reopen)]


def test_whatever_a_policy_asks_is_understood_by_the_service():
    assert {PlanTopic, CloseTopic, ReopenTopic} <= TOPICS.by_command.keys()
    assert set(TOPICS.sources) == {"topics", "meetings", "outcomes", "members"}
