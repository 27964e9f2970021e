"""A quota says who owes it, and what counts; other services bring members, posts and plans."""

from datetime import date
from typing import Any

import pytest

from contracts.consents import Consent
from contracts.event import Event
from contracts.meetings.rules import Quotas
from contracts.members import body as b
from contracts.members import member as e
from contracts.topics.plan import PlanDecided
from runtime.projection import fold
from services.meetings import people, plans
from services.meetings.quota.decider import QUOTA
from services.meetings.rules.decider import RULES
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.slices.example import recorded
from tests.support.scenario import Scenario, circumstances

OFFICE = circumstances("ou", "cppcc-office", s.COUNTY)
BY_CALENDAR = circumstances("calendar", "policy", s.COUNTY, s.RULES, scope="")


def adopting(**more: Any) -> Any:
    base = {"unit_kinds": (), "group": "training", "months": 12}
    quota = s.KEY_SESSIONS.model_copy(update={**base, **more})
    adoption = s.adoption.model_copy(update={"quotas": Quotas(quotas=(quota,))})
    return Scenario(RULES, by=OFFICE).when(adoption)


@pytest.mark.parametrize(
    "owed_by",
    [
        {"unit_kinds": ("township",)},
        {"body_kinds": ("committee",)},
        {"posts": ("chair",)},
        {"levels": ("county",)},
    ],
)
def test_a_quota_is_owed_by_units_bodies_posts_or_levels_and_by_one_of_them(
    owed_by: dict[str, Any],
) -> None:  # 000-40, 001-07, 003-09
    assert isinstance(adopting(**owed_by).result, list)
    adopting().then_rejected("owed-by-whom")
    other = "levels" if "levels" not in owed_by else "posts"
    adopting(**owed_by, **{other: ("x",)}).then_rejected("owed-by-whom")


@pytest.mark.parametrize(
    "unclear",
    [
        {"posts": ("chair",), "people": True, "each": 2},
        {"unit_kinds": ("township",), "people": True},
        {"body_kinds": ("committee",), "each": 2},
        {"levels": ("county",), "plan": "consultation", "group": None},
        {"unit_kinds": ("township",), "plan": "consultation", "group": None, "months": 6},
        {"unit_kinds": ("township",), "plan": "consultation"},
    ],
)
def test_a_quota_says_what_counts(unclear: dict[str, Any]) -> None:  # 000-32, 003-10, 003-12
    adopting(**unclear).then_rejected("counts-what")


def test_what_counts_is_people_for_members_and_plans_for_units() -> None:
    # 000-32, 003-10, 003-12
    for fitting in (
        {"posts": ("chair",), "people": True},
        {"levels": ("county",), "each": 2},
        {"unit_kinds": ("township",), "plan": "consultation", "group": None, "within": 3},
    ):
        assert isinstance(adopting(**fitting).result, list)


def test_the_miss_of_a_body_and_of_a_member_is_on_record_once() -> None:  # 001-07, 003-09
    life = Scenario(QUOTA, by=BY_CALENDAR)
    for note, missed in (
        (x.NOTE_COMMITTEE, s.committee_missed),
        (x.NOTE_MEMBER, s.member_missed),
    ):
        life.when(note).then(missed)
        life.given(missed).when(note).then_nothing()
        early = s.replace(BY_CALENDAR, today=missed.last)
        life.when(note, early).then_nothing()


def rows(module: Any, *life: tuple[str, Event]) -> dict[tuple[Any, ...], dict[str, Any]]:
    changes = fold(
        change for stream, event in life for change in module.project(recorded(event, stream))
    )
    return {change.key: change.values for change in changes}


def test_members_are_known_by_level_and_committee_until_they_leave() -> None:  # 003-09
    facts = {"name": "样某", "sector": "农业"}
    admitted = e.MemberAdmitted(**facts, level="county", admitted_on=date(2021, 1, 1))
    held = {"committee": "yz-law", "assignment": 1, "committee_since": date(2021, 1, 1)}
    corrected = e.MemberCorrected(**facts, **held, level="city", reason="有误")
    gone = e.MemberLeft(on=date(2026, 7, 1), ground="moved", postings=())
    stream = "member/m-1"

    (known,) = rows(people, (stream, admitted)).values()
    assert (known["level"], known["since"], known.get("until")) == (
        "county",
        date(2021, 1, 1),
        None,
    )
    (known,) = rows(people, (stream, admitted), (stream, corrected), (stream, gone)).values()
    assert (known["level"], known["committee"], known["since"], known["until"]) == (
        "city",
        "yz-law",
        date(2021, 1, 1),
        date(2026, 7, 1),
    )


def test_a_post_is_held_from_its_day_to_its_end() -> None:  # 003-10
    taken = b.PostTaken(
        held=2, post="chair", leads=True, liaison=False, member="m-1", since=date(2021, 1, 1)
    )
    left = b.PostLeft(held=2, until=date(2026, 1, 1), reason="换届")
    body = "body/yz-culture"

    found = rows(people, (body, taken), (body, left))
    (values,) = found.values()
    assert list(found) == [("yz-culture", 2)]
    assert (values["post"], values["member"], values["since"], values["until"]) == (
        "chair",
        "m-1",
        date(2021, 1, 1),
        date(2026, 1, 1),
    )


def test_a_plan_is_known_once_it_was_decided() -> None:  # 000-32
    consent = Consent(bodies=("party",), resolution="1", decided_on=date(2026, 2, 1))
    decided = PlanDecided(year=2026, kind="consultation", entries=(), consent=consent)
    plan = f"{s.VILLAGE}:2026:consultation"

    found = rows(plans, (f"plan/{plan}", decided))
    (values,) = found.values()
    assert list(found) == [(plan,)]
    assert (values["year"], values["kind"], values["decided_on"]) == (
        2026,
        "consultation",
        date(2026, 2, 1),
    )
