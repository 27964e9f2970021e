"""Duty files: facts are credited once, by policy, and earn by the scheme of their year (000-43)."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies

from contracts.event import Recorded
from contracts.meetings.activity import ActivityCorrected, ActivityRecorded, Purpose
from contracts.meetings.participant import Presence
from contracts.meetings.session import AttendanceCorrected, AttendanceRecorded
from contracts.members.duty import DutyFactCredited
from contracts.members.rules import Duty, DutyPoints
from contracts.outcomes.outcome import CheckCorrected, CheckHeld, TaskChecked
from runtime.decider import Command
from runtime.policy import Wanted
from runtime.projection import fold
from services.meetings.activity.decider import ACTIVITY_LIFE
from services.members.duty.commands import CreditDutyFact, WithdrawDutyFact
from services.members.duty.decider import DUTY, DutyYear
from services.members.duty.policies import (
    when_activity_corrected_credit_again,
    when_activity_recorded_credit_each_member,
    when_attendance_corrected_credit_again,
    when_attendance_recorded_credit_each_member,
    when_check_corrected_credit_again,
    when_check_held_credit_each_member,
)
from services.members.duty.read_models import project
from services.members.duty.scheme import points, summary
from services.members.wiring import MEMBERS
from services.outcomes.outcome.decider import OUTCOME
from tests.meetings import situations as meetings
from tests.meetings.examples import AMEND, SURVEY
from tests.members.examples import OFFICE, THEMSELVES, objection, objection_answer
from tests.members.situations import (
    COUNTY,
    VILLAGE,
    adoption,
    credited,
    objected,
    objection_answered,
    policy,
    withdrawn,
)
from tests.outcomes import situations as outcomes
from tests.slices.example import recorded
from tests.support.scenario import Scenario, circumstances

duty = Scenario(DUTY, by=policy)
SCHEME = adoption.duty


def credit(session: int, case: str = "market", kind: str = "attendance") -> CreditDutyFact:
    return CreditDutyFact(unit=COUNTY, **credited(session, case, kind).model_dump())


def withdraw(session: int) -> WithdrawDutyFact:
    said = withdrawn(session).model_dump(exclude={"kind", "source_event"})
    return WithdrawDutyFact(unit=COUNTY, **said)


def test_the_same_occasion_is_credited_once_whichever_event_repeats_it() -> None:  # 13.3-9
    repeated = credit(1).model_copy(update={"source_event": "another"})

    duty.when(credit(1)).then(credited(1))
    duty.given(credited(1)).when(repeated).then_nothing()


def test_other_sessions_and_other_cases_are_other_facts() -> None:  # 13.3-9
    duty.given(credited(1)).when(credit(2)).then(credited(2))
    duty.given(credited(1)).when(credit(1, "lilies")).then(credited(1, "lilies"))


def test_a_fact_is_withdrawn_and_credited_again_from_the_correction() -> None:
    again = credit(1).model_copy(update={"source_event": "correction"})
    shown = credited(1).model_copy(update={"source_event": "correction"})

    duty.given(credited(1)).when(withdraw(1)).then(withdrawn(1))
    duty.given(credited(1), withdrawn(1)).when(withdraw(1)).then_nothing()
    duty.given(credited(1), withdrawn(1)).when(again).then(shown)
    duty.given(credited(1), withdrawn(1), shown).when(withdraw(1)).then(
        withdrawn(1).model_copy(update={"source_event": "correction"})
    )
    duty.when(withdraw(1)).then_nothing()


@pytest.mark.parametrize("role", ["operator", "cppcc-office", "clerk", "member"])
def test_nobody_types_a_duty_fact(role: str) -> None:  # 000-43
    by = circumstances(role=role, unit=COUNTY)

    for command in (credit(1), withdraw(1)):
        duty.given(credited(1)).when(command, by).then_rejected("witnessed-only")


def test_a_fact_belongs_to_the_year_of_its_day() -> None:
    duty.when(credit(1).model_copy(update={"year": 2025})).then_rejected("wrong-year")


def row(number: int, kind: str = "attendance", year: int = 2026, **more: Any) -> dict[str, Any]:
    return {
        "kind": kind,
        "year": year,
        "on_day": date(year, 2, number),
        "as_of": number,
        "withdrawn_because": None,
        **more,
    }


def test_points_end_at_the_cap_of_the_year_but_facts_do_not() -> None:  # 13.3-8, domain 7.2
    assert points([row(number) for number in range(1, 5)], SCHEME) == [3, 3, 1, 0]


def test_each_kind_has_its_own_cap_and_counts_the_first_alone() -> None:  # domain 7.2
    facts = [row(1, "research"), row(2), row(3, "research"), row(4, "research")]

    assert points(facts, SCHEME) == [3, 3, 3, 0]


def test_a_fact_earns_by_the_scheme_of_its_year() -> None:  # 003-02
    later = DutyPoints(kind="attendance", since=2027, points=5, most_per_year=20)
    both = SCHEME.model_copy(update={"points": (*SCHEME.points, later)})
    facts = [row(1, year=2019), row(1), row(1, year=2027), row(1, year=2028)]

    assert points(facts, both) == [0, 3, 5, 5]


def test_without_a_scheme_the_fact_is_kept_and_earns_nothing() -> None:
    found = summary([row(1)], Duty(facts=(), points=()), 2026)

    assert (found["total"], len(found["facts"])) == (0, 1)
    assert found["kinds"] == {"attendance": {"name": "attendance", "facts": 1, "points": 0}}


def test_a_withdrawn_fact_is_shown_and_earns_nothing() -> None:
    found = summary([row(1, withdrawn_because="签到表有误"), row(2)], SCHEME, 2026)

    assert found["total"] == 3
    assert found["kinds"]["attendance"] == {"name": "出席协商", "facts": 1, "points": 3}
    assert [fact["points"] for fact in found["facts"]] == [None, 3]


@given(strategies.lists(strategies.tuples(strategies.booleans(), strategies.integers(1, 28))))
def test_points_equal_the_fold_of_facts_in_whatever_order_they_come(  # 13.3-8
    deeds: list[tuple[bool, int]],
) -> None:
    history: list[tuple[Any, str]] = []
    for crediting, session in deeds:
        state = DUTY.fold(history)
        command = credit(session) if crediting else withdraw(session)
        history += [(event, COUNTY) for event in DUTY.decide(state, command, policy)]

    credited_now = DUTY.fold(history).credited
    rows = fold(c for event, _ in history for c in project(recorded(event, "duty/x:2026")))
    found = summary(
        [{"kind": "attendance", "year": 2026, **row.values} for row in rows], SCHEME, 2026
    )
    assert found["total"] == min(3 * len(credited_now), 7)
    assert found["kinds"]["attendance"]["facts"] == len(credited_now)


def attended(*present: str) -> Recorded[AttendanceRecorded]:
    event = AttendanceRecorded(**meetings.there(*present))
    return recorded(event, "session/s-2", VILLAGE)


def test_attendance_is_credited_to_each_member_present() -> None:  # 000-43
    asks = when_attendance_recorded_credit_each_member(attended("m-620123-001", "m-620123-002"))

    assert [ask.key for ask in asks] == ["m-620123-001:2026", "m-620123-002:2026"]
    shown = {
        "unit": VILLAGE,
        "source_event": asks[0].command.source_event,
        "source": "session/s-2",
        "occasion": "session/s-2/came",
        "title": "春季议事",
        "on": meetings.DAY,
    }
    assert asks[0] == Wanted("m-620123-001:2026", credit(2).model_copy(update=shown))


def test_corrected_attendance_is_taken_back_and_credited_again() -> None:
    facts = meetings.there("m-620123-002")
    event = AttendanceCorrected(
        **facts, corrects=4, reason="看错一行", before=("m-620123-001", "m-620123-002")
    )
    asks = when_attendance_corrected_credit_again(recorded(event, "session/s-2", VILLAGE))

    assert [(type(ask.command), ask.key[:12]) for ask in asks] == [
        (WithdrawDutyFact, "m-620123-001"),
        (WithdrawDutyFact, "m-620123-002"),
        (CreditDutyFact, "m-620123-002"),
    ]
    assert {ask.command.occasion for ask in asks} == {"session/s-2/came"}


def test_a_session_of_several_sittings_is_one_fact_of_the_year_in_which_it_began() -> None:
    # 000-35, 001-20, 13.3-9
    began = date(2025, 12, 31)

    def sitting(number: int, *members: str, came: tuple[str, ...], **more: Any) -> Any:
        facts = meetings.there(*members, session_on=began, came=came, sitting=number)
        return AttendanceCorrected(**facts, **more) if more else AttendanceRecorded(**facts)

    one, other, third = "m-620123-001", "m-620123-002", "m-620123-003"
    wrong = {"corrects": 4, "reason": "看错一行"}
    life = [
        sitting(1, one, other, came=(one, other)),
        sitting(2, one, third, came=(one, other, third)),
        sitting(1, other, came=(one, other, third), before=(one, other), **wrong),
        sitting(2, third, came=(other, third), before=(one, third), **wrong),
    ]
    years = defaultdict[str, DutyYear](DutyYear)
    counts = []
    for event in life:
        for ask in MEMBERS.policies[type(event)][0](recorded(event, "session/s-2", VILLAGE)):
            for fact in DUTY.decide(years[ask.key], ask.command, policy):
                years[ask.key] = DUTY.evolve(years[ask.key], fact, COUNTY)
        counts.append({key[:12] for key, year in years.items() if year.credited})

    assert counts == [{one, other}, {one, other, third}, {one, other, third}, {other, third}]
    assert all(len(year.credited) <= 1 for year in years.values())
    assert {key.rsplit(":", 1)[1] for key in years} == {"2025"}


def test_a_corrected_activity_is_taken_back_and_credited_again() -> None:
    before = {"before": ("m-3",), "before_on": date(2026, 2, 20)}
    event = ActivityCorrected(**meetings.surveyed(), corrects=1, reason="写错了人", **before)
    asks = when_activity_corrected_credit_again(recorded(event, "activity/a-1", VILLAGE))

    assert [ask.key for ask in asks] == ["m-3:2026", "m-1:2026", "m-2:2026"]
    assert {ask.command.occasion for ask in asks} == {"activity/a-1/done"}


def files_of(*asked: Command) -> dict[str, DutyYear]:
    """The duty files after an activity was entered and corrected, by the deciders of both services
    and the policies between them."""
    activity, years = ACTIVITY_LIFE.blank, defaultdict[str, DutyYear](DutyYear)
    given = circumstances(rules=meetings.RULES, unit=VILLAGE)
    for command in asked:
        (event,) = ACTIVITY_LIFE.decide(activity, command, given)
        activity = ACTIVITY_LIFE.evolve(activity, event, VILLAGE)
        policies = {
            ActivityRecorded: when_activity_recorded_credit_each_member,
            ActivityCorrected: when_activity_corrected_credit_again,
        }
        for ask in policies[type(event)](recorded(event, "activity/a-1", VILLAGE)):
            for fact in DUTY.decide(years[ask.key], ask.command, policy):
                years[ask.key] = DUTY.evolve(years[ask.key], fact, VILLAGE)
    return years


def test_an_activity_corrected_into_another_year_leaves_no_fact_in_the_earlier() -> None:
    # model 12
    last_year = SURVEY.model_copy(update={"held_on": date(2025, 12, 31), "consultations": ()})
    this_year = AMEND.model_copy(update={"held_on": date(2026, 1, 4)})
    once_more = this_year.model_copy(update={"held_on": date(2025, 12, 30)})

    years = files_of(last_year, this_year)
    assert [key for key, year in years.items() if year.credited] == ["m-2:2026"]
    years = files_of(last_year, this_year, once_more)
    assert [key for key, year in years.items() if year.credited] == ["m-2:2025"]


def test_a_session_without_members_credits_nobody() -> None:
    assert when_attendance_recorded_credit_each_member(attended()) == []


def test_research_is_credited_to_each_member_who_took_part() -> None:  # 000-45
    present = (Presence(kind="member", count=1, members=("m-620123-001",)),)
    event = ActivityRecorded(
        **meetings.surveyed(present=present, held_on=date(2025, 12, 31), title="题" * 120)
    )
    (ask,) = when_activity_recorded_credit_each_member(recorded(event, "activity/a-1", VILLAGE))

    assert ask.key == "m-620123-001:2025"
    assert ask.command.kind == "research"
    assert ask.command.source == "activity/a-1"
    assert ask.command.occasion == "activity/a-1/done"
    assert len(ask.command.title) == 120


def test_an_activity_of_several_purposes_is_credited_once_to_each_member() -> None:  # 003-05
    purposes = tuple(
        Purpose(kind=kind, quota="training") for kind in ("training", "supervision", "contact")
    )
    event = ActivityRecorded(**meetings.surveyed(purposes=purposes, until=date(2026, 2, 22)))

    wanted = when_activity_recorded_credit_each_member(recorded(event, "activity/a-1"))

    assert [each.key for each in wanted] == ["m-1:2026", "m-2:2026"]
    assert {each.command.kind for each in wanted} == {"research"}  # type: ignore[attr-defined]
    assert {each.command.on for each in wanted} == {date(2026, 2, 20)}  # type: ignore[attr-defined]


def test_what_counts_for_no_duty_is_credited_to_nobody() -> None:
    event = ActivityRecorded(**meetings.surveyed(credited_as=""))

    assert when_activity_recorded_credit_each_member(recorded(event, "activity/a-1")) == []


def test_a_check_is_credited_to_each_member_who_went() -> None:
    event = CheckHeld(
        check=1,
        kind="look-back",
        credited_as="look-back",
        on=date(2026, 2, 20),
        led_by="样例专委会",
        members=("m-620123-001",),
        tasks=(TaskChecked(task=1, kept=True, finding="正常营业"),),
        finding="市场已经开业。",
    )
    (ask,) = when_check_held_credit_each_member(recorded(event, "outcome/market", VILLAGE))

    assert ask.key == "m-620123-001:2026"
    assert ask.command.occasion == "outcome/market/check-1"
    assert ask.command.kind == "look-back"
    uncredited = event.model_copy(update={"credited_as": None})
    assert when_check_held_credit_each_member(recorded(uncredited, "outcome/1", VILLAGE)) == []


def test_a_corrected_check_is_taken_back_from_whom_it_named_wrongly() -> None:  # model 12
    years = defaultdict[str, DutyYear](DutyYear)
    given = circumstances(unit=VILLAGE, rules=outcomes.rules)
    state = OUTCOME.fold((each, VILLAGE) for each in outcomes.round_walked)
    told = []
    for command in (outcomes.check_in_vain, outcomes.correct_check):
        for event in OUTCOME.decide(state, command, given):
            state = OUTCOME.evolve(state, event, VILLAGE)
            told.append(recorded(event, "outcome/market", VILLAGE))
    policies = {
        CheckHeld: when_check_held_credit_each_member,
        CheckCorrected: when_check_corrected_credit_again,
    }
    for record in told:
        for ask in policies.get(type(record.data), lambda _: [])(record):
            for fact in DUTY.decide(years[ask.key], ask.command, policy):
                years[ask.key] = DUTY.evolve(years[ask.key], fact, VILLAGE)

    assert {key for key, year in years.items() if year.credited} == {"m-620123-0008:2026"}
    assert set(years) == {"m-620123-0007:2026", "m-620123-0008:2026"}


@pytest.mark.parametrize("field", ["points", "topic"])
def test_a_fact_holds_neither_points_nor_a_topic(field: str) -> None:
    assert field not in DutyFactCredited.model_fields


def test_the_readme_names_every_policy() -> None:
    text = Path("services/members/README.md").read_text("utf-8")

    assert all(f"`{each.__name__}`" in text for some in MEMBERS.policies.values() for each in some)


def test_a_member_objects_to_their_own_file_only() -> None:  # model 12
    another = replace(THEMSELVES, actor="m-620123-002", known_as=frozenset({"m-620123-002"}))

    duty.given(credited(1)).when(objection, by=THEMSELVES).then(objected)
    duty.given(credited(1)).when(objection, by=another).then_rejected("own-file-only")
    duty.given(credited(1)).when(objection, by=OFFICE).then(objected)


def test_an_objection_names_a_fact_that_counts_or_says_that_one_is_missing() -> None:
    missing = objection.model_copy(update={"occasion": None})
    told = objected.model_copy(update={"occasion": None})

    duty.when(missing, by=THEMSELVES).then(told)
    duty.when(objection, by=THEMSELVES).then_rejected("no-such-fact")
    duty.given(credited(1), withdrawn(1)).when(objection, by=THEMSELVES).then_rejected(
        "no-such-fact"
    )


def test_an_objection_is_raised_once_until_it_is_answered() -> None:
    again = objected.model_copy(update={"objection": 2})

    duty.given(credited(1), objected).when(objection, by=THEMSELVES).then_nothing()
    duty.given(credited(1), objected, objection_answered).when(objection, by=THEMSELVES).then(again)


def test_an_objection_is_answered_once_and_by_somebody_else() -> None:  # model 12
    there = (credited(1), objected)
    otherwise = objection_answer.model_copy(update={"upheld": False})
    second = objection_answer.model_copy(update={"objection": 2})
    own = replace(OFFICE, known_as=frozenset({"ou", "m-620123-001"}))

    duty.given(*there).when(objection_answer, by=OFFICE).then(objection_answered)
    duty.given(*there, objection_answered).when(objection_answer, by=OFFICE).then_nothing()
    duty.given(*there, objection_answered).when(otherwise, by=OFFICE).then_rejected(
        "objection-answered"
    )
    duty.given(*there).when(second, by=OFFICE).then_rejected("no-objection")
    duty.given(credited(1)).when(objection_answer, by=OFFICE).then_rejected("no-objection")
    duty.given(*there).when(objection_answer, by=own).then_rejected("own-objection")
