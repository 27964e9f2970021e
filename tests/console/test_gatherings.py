"""Sessions and activities that belong to no topic: their rows, their pages, who sees them."""

import re
from datetime import timedelta

import pytest

from contracts.roles import Role
from services.console import gathering
from services.meetings.activity.commands import Following, RecordActivity
from tests.console.conftest import Open, Site, office
from tests.console.ledgers import Ledgers
from tests.console.played import MARKET
from tests.console.register import COUNTY, registered, unit_names
from tests.console.situations import (
    BEGINNING,
    RESEARCH,
    TALK,
    TRAINING,
    apart_from_topics,
    empty_county,
    market,
    whole_county,
)
from tests.console.test_pages import HERE, get
from tests.console.test_projections import rows

TOWN, OTHER_TOWN = "620123109", "620123101"
TITLES = {TALK: "集镇环境整治议事", TRAINING: "协商议事规则培训", RESEARCH: "高原夏菜产业链调研"}
LIST = f"{HERE}/gatherings"


def test_what_serves_a_consultation_is_not_apart() -> None:
    found = rows(whole_county(), "gatherings")

    assert {row["matter"] for row in found.values() if row["apart"]} == set(TITLES)
    assert {row["matter"] for row in found.values() if not row["apart"]} >= {MARKET}
    assert found[f"session/{TALK}",]["stage"] == "held"
    assert found[f"activity/{RESEARCH}",]["stage"] == "asked"


async def test_each_has_a_page_with_its_whole_record(site: Site) -> None:
    for matter, title in TITLES.items():
        answer = await get(site, f"/cases/{matter}", office())
        records = [each for each in whole_county().records if each.correlationid == matter]

        assert answer.status_code == 200
        assert f"<h1>{title}</h1>" in answer.text
        assert f"共{len(records)}条记录；" in answer.text
        assert [str(each.id) in answer.text for each in records] == [True] * len(records)


async def test_page_and_lists_link_to_each_other(site: Site) -> None:
    own = f'href="/cases/{TALK}"'
    for listed in (HERE, LIST, f"{LIST}?unit={TOWN}000"):
        assert own in (await get(site, listed, office())).text
    page = (await get(site, f"/cases/{TALK}", office())).text

    assert f'href="{HERE}"' in page
    assert f'href="{LIST}?unit={TOWN}000"' in page
    assert own not in (await get(site, f"{LIST}?unit={COUNTY[:6]}101000", office())).text
    assert f'href="{LIST}' in (await get(site, f"{HERE}/cases?state=all", office())).text


async def test_forms_and_kinds_are_said_in_words(site: Site) -> None:
    text = (await get(site, LIST, office())).text

    assert "新营镇 · 议事会协商 · 2026年6月10日" in text
    assert "榆中县 · 培训 · 2026年6月18日" in text
    assert ("已召开" in text, "已开展" in text, "已提请，待答复" in text) == (True, True, True)


async def test_their_deeds_stand_among_the_newest(a_site: Open) -> None:
    ledgers = empty_county()
    record = RecordActivity(
        unit=COUNTY,
        kind="training",
        title="规则培训",
        held_on=ledgers.now.date(),
        led_by="县政协",
        place="会议室",
    )
    ledgers.ask(TRAINING, record, role="cppcc-office")
    text = (await get(await a_site(ledgers), HERE, office())).text

    assert "开展培训“规则培训”" in text.split('id="recent"')[1]


@pytest.mark.parametrize(
    ("grant", "seen"),
    [
        (office(Role.CLERK, TOWN), {TALK, RESEARCH}),
        (office(Role.MEMBER, TOWN), {TALK, RESEARCH}),
        (office(Role.CLERK, OTHER_TOWN), set()),
        (office(Role.PARTY), set(TITLES)),
        (office(scope="511623"), set()),
        (office(Role.DEPARTMENT, body="yz-finance"), {TALK}),  # invited
        (office(Role.DEPARTMENT, body="yz-transport"), {TALK}),  # made a promise
        (office(Role.DEPARTMENT, body="yz-health"), set()),
        (office(Role.DEPARTMENT), set()),
    ],
)
async def test_who_sees_which(site: Site, grant: object, seen: set[str]) -> None:
    found = {m for m in TITLES if (await get(site, f"/cases/{m}", grant)).status_code == 200}
    listed = (await get(site, LIST, grant)).text
    front = (await get(site, HERE, grant)).text

    assert found == seen
    for text in (listed, front):
        if "没有找到" not in text:
            assert {m for m, title in TITLES.items() if title in text} == seen


async def test_who_sees_an_outline_is_told_how_many_records_are_not_shown(site: Site) -> None:
    promised = office(Role.DEPARTMENT, "620123", "yz-transport")
    text = (await get(site, f"/cases/{TALK}", promised)).text

    assert "迁移候车亭" in text  # its own promise
    assert "垃圾桶" not in text
    assert "摊位划线经营" not in text
    assert "镇议事室" not in text
    assert "共6条记录，其中5条在您的权限范围之外" in text
    supervisor = (await get(site, f"/cases/{TALK}", office(Role.SUPERVISOR))).text
    assert "共6条记录，其中1条在您的权限范围之外" in supervisor  # the speech


async def test_whoever_took_part_sees_the_session_whole(site: Site) -> None:
    invited = office(Role.DEPARTMENT, "620123", "yz-finance")
    text = (await get(site, f"/cases/{TALK}", invited)).text

    assert ("垃圾桶" in text, "镇议事室" in text, "迁移候车亭" in text) == (True, True, True)


async def test_the_list_goes_on_page_by_page(a_site: Open) -> None:
    ledgers = empty_county()
    for number in range(gathering.LISTED + 2):
        record = RecordActivity(
            unit=COUNTY,
            kind="training",
            title=f"第{number:03d}期培训",
            held_on=ledgers.now.date(),
            led_by="县政协",
            place="会议室",
        )
        ledgers.ask(f"01981000-0000-7000-8000-{number:012d}", record, role="cppcc-office")
    site = await a_site(ledgers)
    first = (await get(site, LIST, office())).text
    link = re.search(r'href="(\?after=\d+)"', first)
    assert link
    second = (await get(site, LIST + link[1], office())).text
    seen = re.findall(r"第(\d{3})期培训", first + second)

    assert [int(each) for each in seen] == list(range(gathering.LISTED + 1, -1, -1))
    assert "下一页" not in second
    latest = (await get(site, HERE, office())).text.split('id="gatherings"')[1]
    assert len(re.findall(r"期培训</a>\n", latest.split("</section>")[0])) == gathering.LATEST


async def test_what_follows_up_stands_on_the_page_of_what_it_follows(a_site: Open) -> None:
    # 004-29
    ledgers = Ledgers(BEGINNING, unit_names())
    registered(ledgers)
    market(ledgers)
    apart_from_topics(ledgers)
    ledgers.now += timedelta(days=30)
    consultation = ledgers.begun("consultation", MARKET)
    followed = (("activity", TRAINING, "培训复诊"), ("consultation", consultation, "市场复诊"))
    for number, (thing, key, title) in enumerate(followed):
        record = RecordActivity(
            unit=COUNTY,
            kind="training",
            title=title,
            held_on=ledgers.now.date(),
            led_by="县政协",
            place="会议室",
            follows_up=Following(thing=thing, id=key),
        )
        ledgers.ask(f"01981000-0000-7000-8000-{number:012d}", record, role="cppcc-office")
    site = await a_site(ledgers)

    training = (await get(site, f"/cases/{TRAINING}", office())).text
    assert f"<h1>{TITLES[TRAINING]}</h1>" in training
    assert "“培训复诊”" in training
    assert "市场复诊" not in training
    listed = (await get(site, LIST, office())).text
    assert "培训复诊" in listed
    assert "市场复诊" not in listed  # it stands in the history of its topic
    assert "“市场复诊”" in (await get(site, f"/cases/{MARKET}", office())).text
