"""The profiles of Linshui, Tiandong and Huaxi: what each place has published is in its files."""

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest

from common.procedure import first_fitting
from common.quotas import Standing, of_activity, periods
from contracts.consents import Thing
from contracts.places import covers, prefix
from services.meetings.rules.commands import AdoptProfile as OfMeetings
from services.members.rules.commands import AdoptProfile as OfMembers
from services.topics.rules.commands import AdoptProfile as OfTopics
from yishi.profile.reading import Profile, read
from yishi.profile.templates import text_of

FOLDER = Path("deploy/profiles")
EVERY = sorted(path.stem for path in FOLDER.glob("*.toml") if ".people" not in path.name)
C = TypeVar("C")
TODAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def linshui() -> Profile:
    return read(FOLDER / "linshui.toml")


@pytest.fixture(scope="module")
def tiandong() -> Profile:
    return read(FOLDER / "tiandong.toml")


@pytest.fixture(scope="module")
def huaxi() -> Profile:
    return read(FOLDER / "huaxi.toml")


def of(profile: Profile, command: type[C]) -> C:
    """What one of the services is asked to adopt."""
    (found,) = [each for each in profile.adoptions.values() if isinstance(each, command)]
    return found


def chosen(profile: Profile, kind: str, weight: str, topic: str = "consultation") -> str | None:
    return first_fitting(of(profile, OfTopics).choices.choices, kind, topic, weight)


def test_there_is_a_profile_for_each_of_the_five_places() -> None:
    assert set(EVERY) == {"yuzhong", "linshui", "tiandong", "tongren", "bijiang", "huaxi"}


@pytest.mark.parametrize("name", EVERY)
def test_documents_are_in_the_name_of_a_body_that_units_of_the_kind_have(name: str) -> None:
    found = read(FOLDER / f"{name}.toml")
    words, documents = of(found, OfMembers).words, of(found, OfMeetings).documents
    assert documents
    signed = 0
    for unit in words.unit_kinds:
        fitting = (each for each in documents.heads if unit.code in each.unit_kinds)
        issuer = next(fitting, documents).issuer or ""
        for body in (each for each in words.body_kinds if each.part):
            if any(called in issuer for called in (body.chinese, *body.also)):
                assert body.part in unit.parts, f"{unit.chinese} has no {body.chinese}"
                signed += 1
    assert signed


@pytest.mark.parametrize("name", EVERY)
def test_a_shipped_profile_holds_all_that_topics_and_meetings_need(name: str) -> None:
    found = read(FOLDER / f"{name}.toml")
    topics, meetings = of(found, OfTopics), of(found, OfMeetings)
    words, met = topics.words, meetings.words

    assert all((words.categories, words.origins, words.channels, words.weights, words.scales))
    assert all((words.kinds, words.fields, words.leader_levels, topics.plans))
    assert all((topics.proposals, topics.reports))
    assert all((met.forms, met.participants, met.results, met.activities, met.council_classes))
    assert found.members.talents
    assert [year.year for year in topics.calendar.years if topics.calendar] == [TODAY.year]


@pytest.mark.parametrize("name", EVERY)
def test_the_units_of_a_profile_lie_within_it_and_invented_ones_look_invented(name: str) -> None:
    found = read(FOLDER / f"{name}.toml")
    public = re.compile(r"(省|市|区|县|镇|乡|街道)$")

    for unit in found.units:
        assert covers(prefix(found.rules.jurisdiction), unit.code)
        assert (
            "样例" in unit.name
            or public.search(unit.name)
            or unit.kind in ("企业", "协商驿站", "商事协商室")
        ), unit.name


def test_eleven_posts_stand_in_towns_with_one_or_two_rooms_each(linshui: Profile) -> None:
    # 001-10
    posts = [unit for unit in linshui.units if unit.kind == "协商驿站"]
    rooms = Counter(
        unit.parent for unit in linshui.units if unit.kind in ("村", "社区") and unit.room_since
    )
    groups = [body for body in linshui.bodies() if body.kind == "area-group"]

    assert len(posts) == len({unit.parent for unit in posts}) == len(groups) == 11
    assert {rooms[unit.parent] for unit in posts} == {1, 2}
    assert 11 <= sum(rooms[unit.parent] for unit in posts) <= 22
    assert all(
        unit.kind == "镇" for unit in linshui.units if unit.code in {p.parent for p in posts}
    )


def test_firms_meet_departments_in_a_room_of_their_own(linshui: Profile) -> None:  # 001-09
    (unit,) = [unit for unit in linshui.units if unit.kind == "商事协商室"]
    meetings = of(linshui, OfMeetings)
    (form,) = [form for form in meetings.words.forms if form.code == "business"]
    code = chosen(linshui, "business-room", "general")
    (procedure,) = [each for each in meetings.procedures.procedures if each.code == code]
    fixed = [each for step in procedure.steps for each in step.conditions]

    assert unit.room_since
    assert set(form.required) == {"firm", "department"}
    assert any(getattr(each, "required", ()) == ("firm", "department") for each in fixed)


def test_one_two_four_and_any_number(linshui: Profile) -> None:  # 001-03 001-05
    meetings = of(linshui, OfMeetings)
    assert meetings.quotas is not None
    owed = {each.code: (each.least, each.months, each.group) for each in meetings.quotas.quotas}
    forms = {each.code: each for each in meetings.words.forms}

    assert owed == {
        "one": (1, 12, "plenary"),
        "two": (2, 12, "chairpersons"),
        "four": (4, 12, "standing"),
    }
    assert {each.unit_kinds for each in meetings.quotas.quotas} == {("county",)}
    assert not forms["micro"].quota
    assert forms["chairpersons"].required == ("leader",)


def test_the_party_committee_hears_a_report_every_half_year(huaxi: Profile) -> None:  # 004-02
    meetings = of(huaxi, OfMeetings)
    assert meetings.quotas is not None
    quota = next(each for each in meetings.quotas.quotas if each.code == "report")
    (kind,) = [each for each in meetings.words.activities if each.quota == quota.group]
    heard = of_activity("a-1", date(2025, 6, 30), [kind.quota])

    halves = periods(heard, quota, date(2025, 1, 1), date(2020, 1, 1), date(2026, 1, 1))
    assert [(each.end, each.standing) for each in halves[:2]] == [
        (date(2025, 6, 30), Standing.MET),
        (date(2025, 12, 31), Standing.OVERDUE),
    ]
    assert quota.unit_kinds == ("district",)


def test_five_processes_as_they_are_shipped(linshui: Profile) -> None:  # 001-21
    meetings = of(linshui, OfMeetings)
    names = [each.name for each in meetings.procedures.procedures[0].steps]
    kinds = [kind.code for kind in linshui.members.words.unit_kinds]

    assert all(f'name = "{name}"' in text_of("LS5") for name in names)
    assert len(names) == 5
    chosen_for = {(kind, chosen(linshui, kind, "major")) for kind in kinds}
    assert chosen_for == {(k, "LSB" if k == "business-room" else "LS5") for k in kinds}
    assert chosen(linshui, "village", "general") == "LSW"


def test_fifteen_halls_of_three_classes(tiandong: Profile) -> None:  # 002-04 002-18
    kinds = {kind.chinese: kind.hall for kind in tiandong.members.words.unit_kinds}
    halls = Counter(kinds[unit.kind] for unit in tiandong.units if unit.room_since)

    assert sum(halls.values()) == 15
    assert set(halls) == {each.code for each in tiandong.members.words.halls}
    assert len(halls) == 3
    assert halls["township"] == 10


def test_a_list_entry_fixes_four_things_and_stands_on_support(tiandong: Profile) -> None:
    # 002-09 002-10 002-11
    topics = of(tiandong, OfTopics)
    assert topics.plans is not None
    (plan,) = topics.plans.kinds
    (checklist,) = topics.checklists.checklists

    assert [each.code for each in plan.columns] == ["focus", "content", "target", "effect"]
    assert "supported" in {each.computed for each in checklist.questions}


def test_small_matters_go_to_the_field_and_to_the_door(tiandong: Profile) -> None:  # 002-06
    meetings = of(tiandong, OfMeetings)
    forms = {
        procedure.code: {
            form
            for step in procedure.steps
            for condition in step.conditions
            for form in getattr(condition, "forms", ())
        }
        for procedure in meetings.procedures.procedures
    }

    ways = {weight: chosen(tiandong, "village", weight) for weight in ("general", "doorstep")}
    assert ways == {"general": "TDS", "doorstep": "TDD"}
    assert (forms["TDS"], forms["TDD"]) == ({"simple"}, {"doorstep"})
    assert chosen(tiandong, "village", "listed") == "TDL"
    activities = {each.code for each in meetings.words.activities}
    assert {"reading", "party-day", "report-for-duty"} <= activities  # 002-01 002-03 002-08


def test_twenty_seven_liaison_groups_are_headed_by_the_local_secretary(huaxi: Profile) -> None:
    # 004-27
    groups = [body for body in huaxi.bodies() if body.kind == "liaison-group"]
    (head,) = [post for post in huaxi.members.words.posts if post.leads]

    assert len(groups) == len({body.unit for body in groups}) == 27
    assert head.eligible == ("党（工）委书记",)


def test_the_plan_is_revised_deliberated_and_decided(huaxi: Profile) -> None:
    # 004-03, domain 5.5
    consents = of(huaxi, OfTopics).consents
    assert consents is not None
    chain = next(each for each in consents.chains if each.what is Thing.PLAN)

    assert chain.unit_kind == "district"
    assert [step.bodies for step in chain.steps] == [
        ("party-office", "government-office"),
        ("chairpersons",),
        (),
    ]
    fixed = next(each for each in consents.chains if each.kind == "supervision")
    assert fixed.steps[0].level == "jurisdiction"  # 004-15


def test_supervision_and_comments_are_kinds_of_their_own(huaxi: Profile) -> None:
    # 004-12 004-15 004-31 004-32
    kinds = {each.code: each for each in of(huaxi, OfTopics).words.kinds}
    origins = {each.code for each in of(huaxi, OfTopics).words.origins}

    assert kinds["supervision"].needs_leader
    assert kinds["supervision"].needs_sites
    assert kinds["comment"].needs_document
    assert kinds["comment"].needs_due
    assert {"lead", "set", "choose"} <= origins
    assert chosen(huaxi, "district", "major", "comment") == "HXC"
    assert chosen(huaxi, "district", "major", "supervision") == "HXS"
    assert chosen(huaxi, "district", "major") == "LP"
    assert chosen(huaxi, "community", "major") == "GZS"


def test_four_modes_are_kinds_of_activities(huaxi: Profile) -> None:  # 004-29
    words = {each.chinese for each in of(huaxi, OfMeetings).words.activities}

    assert {"坐诊", "出诊", "会诊", "复诊"} <= words
