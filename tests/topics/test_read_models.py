"""What each event leaves in the rows that the screens read."""

from typing import Any, get_args

import pytest

from contracts.event import Event, Recorded
from contracts.topics.topic import Scale
from runtime.projection import Change, fold
from services.topics.plan.read_models import project as project_plan
from services.topics.rules.read_models import project as project_rules
from services.topics.topic.commands import TopicCommand
from services.topics.topic.read_models import project, topics
from services.topics.wiring import PERSONAL_TABLES, TOPICS
from tests.topics.situations import (
    COUNTY,
    MARKET,
    RESIDENT,
    VILLAGE,
    VILLAGE_PLAN,
    admitted,
    approved,
    claimed,
    closed,
    consent,
    consent_refused,
    county_rules,
    drafted,
    market_entry,
    passed_up,
    plan_amended,
    plan_approved,
    planned,
    proposed,
    recorded,
    returned,
    road_entry,
    transferred_out,
)


def row(*records: Recorded[Any]) -> dict[str, Any]:
    """The one row of `topics` in which these records come to rest."""
    (change,) = fold(change for record in records for change in project(record))
    assert change.key == (MARKET,)
    return change.values


def life(*events: Event) -> dict[str, Any]:
    return row(*(recorded(event, position=n) for n, event in enumerate(events, start=1)))


def test_a_proposed_topic_has_a_row():
    assert life(proposed) == {
        "unit": VILLAGE,
        "unit_name": "新营镇样例一村",
        "as_of": 1,
        "stage": "proposed",
        "title": proposed.title,
        "description": proposed.description,
        "origin": "public",
        "scale": "group",
        "supporters": 46,
        "raised_by": RESIDENT,
        "raised_in": VILLAGE,
        "raised_in_name": "新营镇样例一村",
    }


def test_an_admitted_topic_shows_answers_and_classification():
    found = life(proposed, admitted)

    assert found["stage"] == "admitted"
    assert found["category"] == "livelihood"
    assert found["weight"] == "major"
    assert found["weight_reason"] == admitted.weight_reason
    assert found["answers"] == admitted.answers
    assert found["as_of"] == 2


def test_a_returned_topic_shows_why():
    found = life(proposed, returned)

    assert (found["stage"], found["reason"]) == ("returned", returned.reason)
    assert not found["answers"]["feasible"].met


def test_a_topic_raised_again_starts_anew():
    assert life(proposed, returned, proposed) == {**life(proposed), "as_of": 3}


def test_a_transferred_claim_shows_who_received_it():
    found = life(claimed, transferred_out)

    assert (found["stage"], found["receiver"], found["reason"], found["scale"]) == (
        "transferred-out",
        transferred_out.receiver,
        transferred_out.reason,
        Scale.PERSONAL,
    )


def test_a_topic_passed_up_lies_with_the_county():  # 000-52
    found = life(proposed, admitted, passed_up)

    assert (found["unit"], found["passed_up_from"], found["raised_in"]) == (
        COUNTY,
        VILLAGE,
        VILLAGE,
    )
    assert found["unit_name"] == ""
    assert found["reason"] == passed_up.reason
    assert found["stage"] == "admitted"


def test_the_name_of_the_county_arrives_with_its_consent():  # 13.3-16
    records = [recorded(proposed), recorded(admitted), recorded(passed_up)]
    by_county = recorded(approved, unit=COUNTY, unit_name="样例县")

    assert (row(*records, by_county)["unit"], row(*records, by_county)["unit_name"]) == (
        COUNTY,
        "样例县",
    )


def test_an_approved_topic_shows_consent_and_procedure():
    found = life(proposed, admitted, approved)

    assert found["stage"] == "approved"
    assert found["procedure"] == "YZ6"
    assert found["consent_organisation"] == consent.organisation
    assert found["consent_resolution"] == consent.resolution
    assert found["consent_on"] == consent.decided_on


def test_a_refused_topic_shows_who_refused_and_why():
    found = life(proposed, admitted, consent_refused)

    assert found["stage"] == "refused"
    assert found["consent_organisation"] == consent_refused.organisation
    assert found["consent_on"] == consent_refused.decided_on
    assert found["reason"] == consent_refused.reason
    assert "consent_resolution" not in found


def test_a_planned_topic_shows_its_plan():
    found = life(proposed, admitted, approved, planned)

    assert (found["stage"], found["plan"]) == ("planned", VILLAGE_PLAN)


def test_a_closed_topic_shows_the_outcome():
    found = life(proposed, admitted, approved, planned, closed)

    assert (found["stage"], found["outcome_number"]) == ("closed", closed.outcome_number)


def plan_life(*events: Event) -> dict[tuple[str, tuple[Any, ...]], dict[str, Any]]:
    changes: list[Change] = [
        change
        for n, event in enumerate(events, start=1)
        for change in project_plan(recorded(event, VILLAGE_PLAN, "plan", position=n))
    ]
    return {(change.table.name, change.key): change.values for change in fold(changes)}


def test_a_drafted_plan_keeps_its_rows_with_it():
    (values,) = plan_life(drafted).values()

    assert (values["stage"], values["year"], values["title"]) == ("drafted", 2026, drafted.title)
    assert values["draft"] == (market_entry,)


def test_a_new_draft_leaves_nothing_of_the_old_one():
    new = drafted.model_copy(update={"entries": (road_entry,)})

    (values,) = plan_life(drafted, new).values()

    assert values["draft"] == (road_entry,)


def test_a_plan_in_force_has_a_row_for_each_topic():
    found = plan_life(drafted, plan_approved)

    plan = found["plans", (VILLAGE_PLAN,)]
    assert (plan["stage"], plan["draft"]) == ("approved", None)
    assert plan["consent_resolution"] == consent.resolution
    entry = found["plan_entries", (VILLAGE_PLAN, MARKET)]
    assert (entry["month"], entry["form"], entry["responsible"]) == (
        market_entry.month,
        market_entry.form,
        market_entry.responsible,
    )
    assert entry["consent_on"] == consent.decided_on
    assert "amended_because" not in entry


def test_an_added_topic_has_a_row_with_the_reason():
    found = plan_life(drafted, plan_approved, plan_amended)

    entry = found["plan_entries", (VILLAGE_PLAN, road_entry.topic)]
    assert entry["amended_because"] == plan_amended.reason
    assert found["plans", (VILLAGE_PLAN,)]["as_of"] == 3


def test_the_county_reads_its_words_and_choices():
    (change,) = project_rules(recorded(county_rules, "620123", "rules", unit=COUNTY))

    assert change.key == ("620123",)
    assert change.values["version"] == "2026-1"
    assert change.values["categories"] == county_rules.categories
    assert change.values["principles"]["mass"] == "群众性"
    assert len(change.values["procedures"]) == len(county_rules.procedures)


@pytest.mark.parametrize("table", TOPICS.tables, ids=lambda table: table.name)
def test_every_row_says_where_and_as_of_when(table: Any):  # 13.3-16
    assert {"unit", "unit_name", "as_of"} <= set(table.c.keys())


def test_every_value_has_a_column():
    assert set(life(claimed, returned, admitted, passed_up, approved, planned, closed)) <= set(
        topics.c.keys()
    )


def test_personal_data_stands_in_no_table_that_is_rebuilt():  # 13.3-18
    assert not {table.name for table in PERSONAL_TABLES} & {table.name for table in TOPICS.tables}


def test_every_command_belongs_to_one_aggregate():
    every = [command for each in TOPICS.aggregates for command in each.commands]

    assert len(every) == len(set(every))
    assert set(get_args(TopicCommand)) <= set(every)
