"""Duty files: facts are credited once, by policy, under the scheme of the county (000-43)."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies

from contracts.event import Event, Recorded
from contracts.ids import TopicId
from contracts.meetings.consultation import AttendanceRecorded, Form, ResearchRecorded
from contracts.members.duty import DutyFactCredited, DutyKind
from contracts.outcomes.outcome import CheckHeld, TaskChecked
from runtime.policy import Wanted
from runtime.projection import fold
from services.members.duty.commands import CreditDutyFact
from services.members.duty.decider import DUTY
from services.members.duty.policies import (
    when_attendance_recorded_credit_each_member,
    when_check_held_credit_each_member,
    when_research_recorded_credit_each_member,
)
from services.members.duty.read_models import project, summary
from services.members.rules.decider import DutyRules
from services.members.wiring import MEMBERS
from tests.members.situations import COUNTY, VILLAGE, credited, in_force, policy
from tests.slices.example import recorded
from tests.support.scenario import Scenario, circumstances

duty = Scenario(DUTY, by=policy)


def of_the_market(event: Event, kind: str) -> Recorded[Any]:
    """Recorded of a consultation or an outcome that came from the topic `market`."""
    record = recorded(event, f"{kind}/7", VILLAGE)
    return record.model_copy(update={"correlationid": "market"})


def credit(session: int, topic: str = "market") -> CreditDutyFact:
    return CreditDutyFact(unit=COUNTY, **credited(session, 0, topic).model_dump(exclude={"points"}))


def test_the_same_occasion_is_credited_once_whichever_event_repeats_it() -> None:  # 13.3-9
    repeated = credit(1).model_copy(update={"source_event": "another"})

    duty.given(credited(1, 3)).when(repeated).then_nothing()


def test_other_sessions_and_other_topics_are_other_facts() -> None:  # 13.3-9
    duty.given(credited(1, 3)).when(credit(2)).then(credited(2, points=3))
    duty.given(credited(1, 3)).when(credit(1, "lilies")).then(credited(1, 3, "lilies"))


def test_points_end_at_the_cap_of_the_year_but_facts_do_not() -> None:  # 13.3-8, domain 7.2
    two = (credited(1, 3), credited(2, 3))

    duty.given(*two).when(credit(3)).then(credited(3, points=1))
    duty.given(*two, credited(3, 1)).when(credit(4)).then(credited(4, points=0))


def test_each_kind_has_its_own_cap() -> None:
    research = credit(4).model_copy(update={"kind": DutyKind.RESEARCH, "occasion": "research-1"})
    full = (credited(1, 3), credited(2, 3), credited(3, 1))

    duty.given(*full).when(research).then(
        DutyFactCredited(**research.model_dump(exclude={"unit"}), points=3)
    )


@pytest.mark.parametrize("rules", [None, DutyRules()])
def test_without_a_scheme_the_fact_is_kept_and_earns_nothing(rules: object) -> None:
    by = circumstances(role="policy", unit=COUNTY, rules=rules)

    duty.when(credit(1), by).then(credited(1, points=0))


@pytest.mark.parametrize("role", ["operator", "county-office", "clerk", "member"])
def test_nobody_types_a_duty_fact(role: str) -> None:  # 000-43
    by = circumstances(role=role, unit=COUNTY, rules=in_force)

    duty.when(credit(1), by).then_rejected("witnessed-only")


def test_a_fact_belongs_to_the_year_of_its_day() -> None:
    duty.when(credit(1).model_copy(update={"year": 2025})).then_rejected("wrong-year")


@given(strategies.lists(strategies.integers(1, 28), max_size=40))
def test_points_equal_the_fold_of_facts_in_whatever_order_they_come(  # 13.3-8
    sessions: list[int],
) -> None:
    history: list[tuple[DutyFactCredited, str]] = []
    for session in sessions:
        state = DUTY.fold(history)
        history += [(event, COUNTY) for event in DUTY.decide(state, credit(session), policy)]

    assert len(history) == len(set(sessions))
    assert DUTY.fold(history).total == min(3 * len(set(sessions)), 7)
    rows = fold(c for event, _ in history for c in project(recorded(event, "duty/x:2026")))
    assert summary({"kind": "attendance", **row.values} for row in rows)["total"] == (
        DUTY.fold(history).total
    )


def attended(*present: str) -> Recorded[AttendanceRecorded]:
    event = AttendanceRecorded(
        session=2,
        on=date(2026, 2, 2),
        form=Form.COUNCIL,
        title="新营村蔬菜市场选址",
        present=present,
        headcount=(),
    )
    return recorded(event, "consultation/market", VILLAGE).model_copy(
        update={"correlationid": "market"}
    )


def test_attendance_is_credited_to_each_member_present() -> None:  # 000-43
    asks = when_attendance_recorded_credit_each_member(attended("m-620123-001", "m-620123-002"))

    assert [ask.key for ask in asks] == ["m-620123-001:2026", "m-620123-002:2026"]
    assert asks[0] == Wanted(
        "m-620123-001:2026",
        credit(2).model_copy(update={"source_event": asks[0].command.source_event}),
    )


def test_a_session_without_members_credits_nobody() -> None:
    assert when_attendance_recorded_credit_each_member(attended()) == []


def test_a_guest_s_file_is_kept_by_their_own_county() -> None:  # 13.3-17
    (ask,) = when_attendance_recorded_credit_each_member(attended("m-620321-009"))

    assert ask.command.unit == "620321000000"


def test_a_member_without_a_county_in_the_id_is_of_the_county_of_the_session() -> None:
    (ask,) = when_attendance_recorded_credit_each_member(attended("wei"))

    assert ask.command.unit == COUNTY


def test_research_is_credited_to_each_member_who_took_part() -> None:  # 000-45
    event = ResearchRecorded(
        research=2,
        held_on=date(2025, 12, 31),
        led_by="样例专委会",
        members=("m-620123-001",),
        place="新营镇样例一村",
        facts="走访二十户。",
        key_problem="市场选址" * 60,
        proposal="先租后建。",
    )
    (ask,) = when_research_recorded_credit_each_member(
        recorded(event, "consultation/market", VILLAGE).model_copy(
            update={"correlationid": "market"}
        )
    )

    assert ask.key == "m-620123-001:2025"
    assert ask.command.kind == DutyKind.RESEARCH
    assert ask.command.topic == TopicId("market")
    assert ask.command.occasion == "research-2"
    assert len(ask.command.title) == 120


def test_a_check_is_credited_to_each_member_who_went() -> None:
    event = CheckHeld(
        check=1,
        on=date(2026, 2, 20),
        led_by="样例专委会",
        members=("m-620123-001",),
        tasks=(TaskChecked(task=1, kept=True, finding="正常营业"),),
        finding="市场已经开业。",
    )
    (ask,) = when_check_held_credit_each_member(of_the_market(event, "outcome"))

    assert ask.key == "m-620123-001:2026"
    assert ask.command.occasion == "check-1"


def test_the_file_tells_totals_by_kind() -> None:
    facts = [
        {"kind": "attendance", "points": 3, "as_of": 9},
        {"kind": "research", "points": 2, "as_of": 4},
        {"kind": "attendance", "points": 0, "as_of": 12},
    ]
    found = summary(facts)

    assert found["total"] == 5
    assert found["kinds"][DutyKind.ATTENDANCE] == {"facts": 2, "points": 3}
    assert [fact["as_of"] for fact in found["facts"]] == [4, 9, 12]


def test_the_readme_names_every_policy() -> None:
    text = Path("services/members/README.md").read_text("utf-8")

    assert all(f"`{each.__name__}`" in text for some in MEMBERS.policies.values() for each in some)
