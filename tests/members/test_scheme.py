"""What a year of duty is worth: caps, deductions, minima, grades, months (domain 7.2)."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, strategies

from contracts.members.rules import Duty, DutyCap, DutyGrade, DutyMinimum, DutyPoints
from contracts.vocabulary import Entry
from services.members.duty.scheme import Whose, points, summary
from services.members.rules.decider import RULES
from tests.members.situations import adoption, in_force
from tests.support.scenario import Scenario, circumstances

KINDS = ("meeting", "tour", "proposal", "report", "absent")
FACTS = tuple(Entry(code=each, chinese=each, english=each) for each in KINDS)


ANYBODY = Whose()


def word(code: str) -> dict[str, str]:
    return {"code": code, "chinese": code, "english": code}


def scheme(*rows: DutyPoints, **more: Any) -> Duty:
    return Duty(facts=FACTS, points=rows, **more)


def earns(kind: str, points: int, most: int, **more: Any) -> DutyPoints:
    return DutyPoints(kind=kind, since=2020, points=points, most_per_year=most, **more)


def facts(*kinds: str, year: int = 2026) -> list[dict[str, Any]]:
    return [
        {
            "kind": kind,
            "year": year,
            "on_day": date(year, 1 + number // 28, 1 + number % 28),
            "as_of": number,
            "withdrawn_because": None,
        }
        for number, kind in enumerate(kinds)
    ]


def total(duty: Duty, *kinds: str, whose: Whose = ANYBODY) -> int:
    return int(summary(facts(*kinds), duty, 2026, whose)["total"])


def test_kinds_that_are_capped_together_share_what_is_left() -> None:  # domain 7.1
    meetings = DutyCap(**word("meetings"), kinds=("meeting", "tour"), since=2020, most=10)
    duty = scheme(earns("meeting", 4, 20), earns("tour", 4, 20), caps=(meetings,))

    assert points(facts("meeting", "tour", "meeting", "tour"), duty) == [4, 4, 2, 0]
    over = meetings.model_copy(update={"until": 2025})
    assert total(scheme(*duty.points, caps=(over,)), "meeting", "tour", "meeting") == 12


def test_points_are_taken_off_down_to_a_floor() -> None:  # domain 7.1
    duty = scheme(earns("meeting", 4, 20), earns("absent", -5, 10))

    assert points(facts("absent", "absent", "absent"), duty) == [-5, -5, 0]
    assert total(duty, "meeting", "meeting", "absent") == 3
    assert total(duty, "absent") == 0  # never below none
    based = scheme(*duty.points, base=70)
    assert total(based, "absent", "absent", "absent") == 60


def test_members_of_a_level_have_a_table_of_their_own() -> None:  # domain 7.1
    duty = scheme(earns("meeting", 3, 15), earns("meeting", 4, 20, levels=("standing",)))

    assert total(duty, "meeting", whose=Whose("standing")) == 4
    assert total(duty, "meeting", whose=Whose("county")) == 3
    alone = scheme(earns("meeting", 4, 20, levels=("standing",)))
    assert total(alone, "meeting", whose=Whose("county")) == 0


@pytest.mark.parametrize(
    ("number", "reached"), [(0, None), (14, None), (15, "good"), (24, "good"), (25, "excellent")]
)
def test_a_total_reaches_the_highest_grade(number: int, reached: str | None) -> None:  # domain 7.1
    grades = (
        DutyGrade(**word("excellent"), least=25),
        DutyGrade(**word("good"), least=15),
    )
    duty = scheme(earns("meeting", 1, 100), grades=grades)

    assert summary(facts(*["meeting"] * number), duty, 2026)["grade"] == reached


LEAST = DutyMinimum(**word("one-each"), kinds=("proposal",), since=2023, least=1)


@pytest.mark.parametrize(
    ("told", "today", "standing"),
    [
        (("proposal",), date(2026, 3, 1), "met"),
        ((), date(2026, 12, 31), "due"),
        ((), date(2027, 1, 1), "missed"),
        (("report",), date(2027, 1, 1), "missed"),
    ],
)
def test_the_least_of_a_year_is_met_due_or_missed(
    told: tuple[str, ...], today: date, standing: str
) -> None:  # 003-08
    found = summary(facts(*told), scheme(minima=(LEAST,)), 2026, Whose(), today)

    assert [each["standing"] for each in found["minima"]] == [standing]
    assert summary([], scheme(minima=(LEAST,)), 2022)["minima"] == []


def test_several_kinds_count_together_for_members_of_a_level_alone() -> None:  # 003-09
    sessions = LEAST.model_copy(
        update={"kinds": ("meeting", "tour"), "least": 2, "levels": ("standing",)}
    )
    duty = scheme(minima=(sessions,))

    (found,) = summary(facts("meeting", "tour"), duty, 2026, Whose("standing"))["minima"]
    assert (found["least"], found["count"], found["standing"]) == (2, 2, "met")
    assert summary([], duty, 2026, Whose("county"))["minima"] == []


@pytest.mark.parametrize(
    ("admitted_on", "left_on", "months"),
    [
        (date(2020, 1, 1), None, 12),
        (date(2026, 1, 1), None, 12),
        (date(2026, 7, 31), None, 6),
        (date(2026, 12, 31), None, 1),
        (date(2020, 1, 1), date(2026, 1, 1), 1),
        (date(2026, 3, 5), date(2026, 5, 2), 3),
        (date(2027, 1, 1), None, 0),
        (date(2020, 1, 1), date(2025, 12, 31), 0),
    ],
)
def test_months_of_membership_are_counted_whole(
    admitted_on: date, left_on: date | None, months: int
) -> None:
    assert Whose("", admitted_on, left_on).months(2026) == months


def test_whoever_joined_in_the_year_owes_the_part_of_it() -> None:  # domain 7.2
    four = LEAST.model_copy(update={"least": 4})
    grades = (DutyGrade(**word("good"), least=60),)
    duty = scheme(earns("meeting", 3, 100), minima=(four,), grades=grades, pro_rata=True)
    half = Whose("", date(2026, 7, 1))

    found = summary(facts(*["meeting"] * 10), duty, 2026, half)
    assert found["minima"][0]["least"] == 2
    assert found["grade"] == "good"
    assert summary(facts(*["meeting"] * 10), duty, 2026)["grade"] is None


@given(strategies.lists(strategies.sampled_from(KINDS), max_size=40))
def test_no_order_of_facts_earns_more_than_the_caps_allow(kinds: list[str]) -> None:  # 13.3-8
    cap = DutyCap(**word("all"), kinds=("meeting", "tour", "proposal"), since=2020, most=12)
    rows = (earns("meeting", 5, 10), earns("tour", 3, 9), earns("proposal", 4, 8, first=1))
    duty = scheme(*rows, earns("absent", -3, 6), caps=(cap,))

    worth = points(facts(*kinds), duty)
    earned = {
        kind: sum(w or 0 for k, w in zip(kinds, worth, strict=True) if k == kind) for kind in KINDS
    }
    assert earned["meeting"] <= 10
    assert earned["proposal"] <= 4
    assert earned["meeting"] + earned["tour"] + earned["proposal"] <= 12
    assert -6 <= earned["absent"] <= 0
    assert earned["report"] == 0


rules = Scenario(RULES, by=circumstances(role="operator", unit=adoption.unit))


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"points": (earns("meeting", -5, 4),)}, "points-range"),
        ({"points": (earns("meeting", 5, 4),)}, "points-range"),
        ({"points": (earns("meeting", 1, 4, levels=("none-such",)),)}, "unknown-code"),
        ({"points": (earns("meeting", 1, 4), earns("meeting", 2, 4))}, "kind-twice"),
        (
            {"caps": (DutyCap(**word("c"), kinds=("sings",), since=2020, most=1),)},
            "unknown-code",
        ),
        ({"minima": (LEAST.model_copy(update={"kinds": ("sings",)}),)}, "unknown-code"),
    ],
)
def test_a_scheme_names_what_there_is_and_its_figures_fit(wrong: dict[str, Any], rule: str) -> None:
    duty = Duty(**{"facts": FACTS, "points": (), **wrong})
    rules.when(adoption.model_copy(update={"duty": duty})).then_rejected(rule)


def test_an_absence_counts_as_a_fact_that_there_is() -> None:
    assert in_force.absences.credited_as == "absent"
    without = adoption.duty.model_copy(update={"facts": FACTS[:4], "points": ()})
    rules.when(adoption.model_copy(update={"duty": without})).then_rejected("unknown-code")


def test_no_two_grades_begin_with_the_same_points() -> None:
    grades = (DutyGrade(**word("a"), least=5), DutyGrade(**word("b"), least=5))
    duty = Duty(facts=FACTS, points=(), grades=grades)
    rules.when(adoption.model_copy(update={"duty": duty})).then_rejected("grade-twice")
