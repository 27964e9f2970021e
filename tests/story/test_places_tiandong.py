"""Tiandong over HTTP: fifteen halls, three matters of its list with the figures that it published,
and a matter that is settled at the door."""

from typing import Any, NamedTuple

import pytest

from tests.story.conftest import World
from tests.story.people_of_places import LAND, PLATES, WATER
from tests.story.places import (
    case_of,
    concluded,
    converted,
    looked_into,
    outcome_of,
    profile_of,
    promised,
    talked,
)
from yishi.development.demo.case import Case

pytestmark = [pytest.mark.servers, pytest.mark.story, pytest.mark.timeout(300)]

OFFICE = "tiandong-cppcc-office"
REASONS = {"difficulty": "群众反映集中", "solvable": "可以商量解决"}
COLUMNS = {"focus": "痛点", "content": "怎样办", "target": "办成", "effect": "群众受益"}


class Listed(NamedTuple):
    """A matter of the list, who promises what, and who gains by it."""

    name: str
    unit: str
    people: str
    organisation: str
    title: str
    category: str
    departments: tuple[str, ...]
    benefit: dict[str, int]
    places: tuple[str, ...] = ()
    adopted: tuple[str, str] | None = None


MATTERS = (
    Listed(
        "td-plates",
        PLATES,
        "tiandong-plates",
        "td-party-100001",
        "西南市场户室门牌",
        "governance",
        ("td-police", "td-urban"),
        {"households": 734},
        ("451022100002",),
    ),
    Listed(
        "td-land",
        LAND,
        "tiandong-land",
        "td-party-101200",
        "搬迁群众产业用地",
        "industry",
        ("td-relocation", "td-agriculture"),
        {"households": 327, "area_mu": 650},
    ),
    Listed(
        "td-water",
        WATER,
        "tiandong-water",
        "td-party-103200",
        "村屯用水管理",
        "livelihood",
        ("td-water",),
        {"people": 18_000},
        adopted=("project", "county"),
    ),
)


@pytest.fixture(scope="module")
async def tiandong(world: World) -> World:
    return await profile_of(world, "tiandong")


async def listed(case: Case, of: Listed) -> None:
    """The topic stands in the list of its unit, with the four things that an entry fixes."""
    year = case.today.year
    row = {"topic": case.topic, "month": case.today.month, "form": "议事厅协商"}
    entry = {**row, "responsible": "政协委员联络站", "columns": COLUMNS}
    plan = {"unit": case.unit, "year": year, "kind": "list", "title": "协商清单"}
    address = f"/plans/{case.unit}/{year}/list"
    await case.ask("topics", f"{address}/draft", entries=[entry], **plan)
    consent = case.consent(case.organisation, "会议纪要第2号", 18)
    await case.ask("topics", f"{address}/consent", as_=case.branch, consent=consent)


async def test_fifteen_halls_stand_in_three_classes_of_place(tiandong: World) -> None:
    # 002-04 002-18, domain 4
    asked = tiandong.client
    rooms = [row async for row in asked.pages("members", "/rooms", as_=OFFICE)]
    classes: dict[str, int] = {}
    for room in rooms:
        unit = await asked.get("members", f"/units/{room['unit']}", as_=OFFICE)
        classes[unit["hall"]] = classes.get(unit["hall"], 0) + 1

    assert sum(classes.values()) == 15
    assert set(classes) == {"institution", "township", "village"}


@pytest.mark.parametrize("of", MATTERS, ids=lambda each: each.name)
async def test_a_matter_of_the_list_is_settled_and_people_gain(tiandong: World, of: Listed) -> None:
    # 002-09 002-10 002-12 002-13 002-15 002-16 002-17
    case = case_of(tiandong, of.name, of.unit, of.people, of.organisation, OFFICE)
    told = {"title": of.title, "description": "群众多次反映", "origin": "public"}
    came = {"channel": "station", "places": [*of.places]}
    await case.raise_topic("样例群众", as_="tiandong-clerk", supporters=60, **told, **came)
    await case.screen(f"{of.people}-convenor", of.category, "listed", "列入清单", REASONS)
    await case.approve("会议纪要第1号", 20)
    await listed(case, of)
    await looked_into(case, 16, "政协委员", "现场", "情况属实", "分工办理")
    parties: list[dict[str, Any]] = [
        {"kind": "resident", "title": "群众代表", "count": 8},
        *({"kind": "department", "title": body, "body": body} for body in of.departments),
    ]
    await case.meet("participants", participants=parties)
    voices = {"resident": "早办早好。", "department": "我们来办。"}
    await talked(case, of.title, ["怎样办？"], voices, days=12, form="hall", place="协商议事厅")
    await case.agree("分工办理")
    await promised(case, *((body, "按承诺办理") for body in of.departments))
    await concluded(case, "分工办理。", 11)
    leads = {body: body for body in of.departments}
    await converted(case, leads, of.benefit, days=10, reason="已办结，群众受益", adopted=of.adopted)

    outcome = await outcome_of(tiandong, case)
    topic = await tiandong.client.get("topics", f"/topics/{case.topic}", as_=OFFICE)
    assert {name: outcome["benefit"][name] for name in of.benefit} == of.benefit
    assert (topic["stage"], topic["procedure"]["code"]) == ("closed", "TDL")
    assert topic["places"] == [*of.places]


async def test_water_was_adopted_as_a_project_of_the_government(tiandong: World) -> None:
    # 002-17
    page = await tiandong.client.get("outcomes", "/outcomes", as_=OFFICE, adopted="project")

    assert [row["benefit"]["people"] for row in page["items"]] == [18_000]


async def test_a_small_matter_is_settled_at_the_door(tiandong: World) -> None:  # 002-06
    case = case_of(tiandong, "td-door", WATER, "tiandong-water", "td-party-103200", OFFICE)
    told = {"title": "门前小路", "description": "老人出行不便", "origin": "public"}
    await case.raise_topic("样例老人", supporters=3, **told)
    await case.screen("tiandong-water-convenor", "livelihood", "doorstep", "行动不便", REASONS)
    await case.approve("会议纪要第3号", 8)
    voices = {"resident": "铺一段就行。"}
    await talked(
        case, "上门", ["怎样铺？"], voices, days=6, minutes=25, form="doorstep", place="户"
    )
    await case.end("solved")
    await concluded(case, "村里铺路。", 6)
    await case.follow("feedback", on=case.ago(5), channel="当面", satisfaction="satisfied")
    await case.finish({"people": 4, "households": 1}, "已铺好")

    met = await tiandong.client.get("meetings", case.session, as_=OFFICE)
    assert (met["form"], met["key_session"]) == ("doorstep", False)
