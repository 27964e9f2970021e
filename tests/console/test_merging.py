"""A topic that became part of another one: links both ways, and one history for who may read it."""

import re
from html import unescape

import pytest

from contracts.roles import Role
from services.topics.topic.commands import MergeTopic
from tests.console.conftest import Open, Site, office
from tests.console.deeds import proposed
from tests.console.played import MARKET
from tests.console.register import COUNTY
from tests.console.situations import BUS, SCHOOL, STOP, empty_county, whole_county
from tests.console.test_pages import get
from tests.console.test_projections import rows

TOWN, STOP_VILLAGE, SCHOOL_VILLAGE = "620123212", "620123212200", "620123212201"


def clerk(scope: str) -> object:
    return office(Role.CLERK, scope)


def sentences(text: str) -> list[str]:
    found = re.findall(r'<p class="sentence">(.*?)</p>', text)
    return [unescape(re.sub(r"<[^>]*>", "", each)) for each in found]


def test_a_merged_topic_names_the_one_that_took_it_in_and_that_one_has_its_places() -> None:
    found = rows(whole_county(), "case_topics")

    assert (found[STOP,]["stage"], found[STOP,]["merged_into"]) == ("merged", BUS)
    assert found[STOP,]["into_title"] == "开通赶集公交"
    assert found[BUS,]["places"] == (STOP_VILLAGE, SCHOOL_VILLAGE)


async def test_both_pages_link_to_each_other(site: Site) -> None:
    bus = (await get(site, f"/cases/{BUS}", clerk(TOWN))).text
    stop = (await get(site, f"/cases/{STOP}", clerk(TOWN))).text
    school = (await get(site, f"/cases/{SCHOOL}", clerk(TOWN))).text

    assert f'<dt>并入</dt><dd><a href="/cases/{BUS}">开通赶集公交</a>' in stop
    assert f'<dt>并入</dt><dd><a href="/cases/{STOP}">候车亭太远</a>' in school
    assert f'<dt>并入本议题</dt><dd><a href="/cases/{SCHOOL}">学生乘车难</a></dd>' in stop
    for each in (STOP, SCHOOL):
        assert f'<a href="/cases/{each}">' in bus
    assert "并入" not in (await get(site, f"/cases/{MARKET}", office())).text


async def test_the_history_tells_the_lines_of_those_that_joined_and_marks_them(site: Site) -> None:
    text = (await get(site, f"/cases/{BUS}", clerk(TOWN))).text
    records = [r for r in whole_county().records if r.correlationid in (BUS, STOP, SCHOOL)]

    assert all(str(each.id) in text for each in records)
    assert f"共{len(records)}条记录，" in text
    assert "权限范围之外" not in text
    said = sentences(text)
    assert "提出议题“开通赶集公交”。" in said
    assert "原议题“候车亭太远” 提出议题“候车亭太远”。" in said
    assert "原议题“学生乘车难” 并入议题“候车亭太远”，一并办理。" in said
    assert said.index("提出议题“开通赶集公交”。") < said.index(
        "原议题“候车亭太远” 提出议题“候车亭太远”。"
    )


async def test_each_line_is_for_those_who_may_see_it_and_the_rest_is_counted(site: Site) -> None:
    text = (await get(site, f"/cases/{BUS}", clerk(STOP_VILLAGE))).text  # a place of it by now

    assert "原议题“候车亭太远” 提出议题" in "".join(sentences(text))
    assert "学生乘车难，请大家商量" not in text
    assert f"/cases/{SCHOOL}" not in text
    assert "另有2条记录在您的权限范围之外" in text
    assert (await get(site, f"/cases/{SCHOOL}", clerk(STOP_VILLAGE))).status_code == 404


@pytest.mark.parametrize("scope", [STOP_VILLAGE, SCHOOL_VILLAGE])
async def test_a_place_of_the_one_that_joined_is_one_of_the_other_from_then_on(
    site: Site, scope: str
) -> None:
    assert (await get(site, f"/cases/{BUS}", clerk(scope))).status_code == 200


async def test_who_may_not_see_where_it_went_reads_its_title_and_no_link(a_site: Open) -> None:
    ledgers = empty_county()
    proposed(ledgers, STOP, STOP_VILLAGE, "候车亭太远", "请商量。")
    proposed(ledgers, BUS, TOWN + "000", "开通赶集公交", "请商量。")
    ledgers.ask(STOP, MergeTopic(into=BUS, reason="一并商量。"), scope=COUNTY[:6])
    # What the other one recorded is still on its way.
    ledgers.records = [r for r in ledgers.records if type(r.data).__name__ != "TopicTookIn"]
    text = (await get(await a_site(ledgers), f"/cases/{STOP}", clerk(STOP_VILLAGE))).text

    assert "<dt>并入</dt><dd>开通赶集公交（不在您的权限范围内）</dd>" in text
    assert f"/cases/{BUS}" not in text
