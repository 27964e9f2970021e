"""What units owe in sessions, and what was dealt out of closed ones, on the pages of their
jurisdiction, with the events behind it."""

import re
from datetime import date

import pytest

from common.visibility import What, by_scope
from contracts.meetings.quota import QuotaMissed
from contracts.meetings.session import SittingHeld
from contracts.members.unit import MatterDealtOut
from contracts.roles import Role
from services.console import quotas
from services.members.unit.commands import DealOutMatter
from tests.console.conftest import Open, Site, office
from tests.console.ledgers import Ledgers
from tests.console.situations import (
    FENCE,
    FENCE_TALK,
    TALK,
    dealt_out,
    empty_county,
    whole_county,
)
from tests.console.test_pages import HERE, get
from tests.console.test_projections import rows

TOWN, CLOSED = "620123109", "620123109202"
LIST = f"{HERE}/quotas?unit={TOWN}000"
FIRST, SECOND = "620123109203", "620123109204"


def test_a_miss_is_kept_by_unit_quota_and_period() -> None:
    miss = rows(whole_county(), "quotas_missed")[f"{TOWN}000", "key-session", date(2026, 3, 1)]

    assert (miss["held"], miss["least"]) == (0, 1)


def test_the_first_sitting_says_when_a_session_was_held() -> None:
    county = whole_county()
    held = next(
        r for r in county.records if isinstance(r.data, SittingHeld) and r.correlationid == TALK
    )
    row = rows(county, "gatherings")[f"session/{TALK}",]

    assert (row["held_on"], row["held_at"]) == (date(2026, 6, 10), held.position)
    assert (row["held_event"], row["key_session"]) == (str(held.id), True)


async def test_a_unit_shows_what_it_owes_what_was_held_and_what_was_missed(
    site: Site,
) -> None:  # 000-40, 13.3-6
    text = (await get(site, LIST, office())).text
    found = re.findall(r'class="span">(.*?)至.*?<b>(.*?)次</b> <span class="word">(.*?)<', text)

    assert found == [
        ("2026年1月1日", "0/1", "未达要求"),
        ("2026年3月1日", "0/1", "未达要求"),
        ("2026年5月1日", "1/1", "已达到"),
        ("2026年7月1日", "0/1", "进行中"),
    ]
    assert "重点会议协商</b>：1个单位应开，已召开1次" in text
    assert "2期未达要求</span>；期满时次数不够、已记入账本的有1期" in text


async def test_behind_each_figure_stand_its_events(site: Site) -> None:
    text = (await get(site, LIST, office())).text
    behind = [
        record
        for record in whole_county().records
        if (isinstance(record.data, SittingHeld) and record.correlationid == TALK)
        or isinstance(record.data, QuotaMissed)
    ]

    assert len(behind) == 2
    for record in behind:
        assert f"会议账第{record.position}号 <code>{record.id}</code>" in text
    assert f'<a href="/cases/{TALK}">集镇环境整治议事</a> · 2026年6月10日召开' in text
    assert "期满时记录0次，应有1次" in text


async def test_the_page_of_the_county_adds_up_and_leads_on(site: Site) -> None:
    text = (await get(site, HERE, office())).text.split('id="quotas"')[1].split("</section>")[0]
    whole = (await get(site, f"{HERE}/quotas", office())).text

    assert f'<a href="{HERE}/quotas">重点会议协商</a>' in text
    units, held, late, missed = re.findall(r"<td>(?:<span[^>]*>)?(\d+)", text)
    assert f"{units}个单位应开，已召开{held}次" in whole
    assert f"{late}期未达要求</span>；期满时次数不够、已记入账本的有{missed}期" in whole
    assert int(units) > 20


async def test_the_list_of_units_goes_on_page_by_page(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = (await get(site, f"{HERE}/quotas", office())).text
    monkeypatch.setattr(quotas, "LISTED", 10)
    path, names = f"{HERE}/quotas", []
    while path:
        text = (await get(site, path, office())).text
        names += re.findall(r"<h2>(.*?) <small>", text)
        link = re.search(r'class="button" href="(.*?)"', text)
        path = f"{HERE}/quotas{link[1].replace('&amp;', '&')}" if link else ""

    assert names == re.findall(r"<h2>(.*?) <small>", whole)
    assert len(names) > 20


async def test_an_earlier_year_is_asked_for_by_its_number(site: Site) -> None:
    text = (await get(site, f"{LIST}&year=2025", office())).text

    assert "<h1>2025年会议数量要求</h1>" in text
    assert text.count("未达要求</span>") >= 6
    assert (await get(site, f"{LIST}&year=12", office())).status_code == 404
    assert (await get(site, f"{HERE}/quotas?year=2030", office())).status_code == 200


@pytest.mark.parametrize("role", [*by_scope(What.REGISTER), Role.DEPARTMENT])
async def test_figures_are_for_those_who_read_the_register(site: Site, role: Role) -> None:
    if role is Role.OPERATOR:
        return  # has no pages here
    grant = office(role, body="yz-finance" if role is Role.DEPARTMENT else None)
    shown = "重点会议协商" in (await get(site, LIST, grant)).text

    assert shown is (role is not Role.DEPARTMENT)
    assert ('id="quotas"' in (await get(site, HERE, grant)).text) is shown


async def test_a_township_reads_its_own_figures_only(site: Site) -> None:
    text = (await get(site, f"{HERE}/quotas", office(Role.CLERK, TOWN))).text

    assert "<h2>新营镇 <small>" in text
    assert "夏官营镇" not in text


def after_dealing() -> Ledgers:
    ledgers = empty_county()
    ledgers.now = ledgers.now.replace(year=2026)
    dealt_out(ledgers)
    return ledgers


def test_the_last_dealing_of_a_matter_counts() -> None:
    ledgers = after_dealing()
    again = DealOutMatter(matter=FENCE, successor=SECOND)
    ledgers.ask(CLOSED, again, role="cppcc-office", scope=TOWN)
    found = rows(ledgers, "matters_dealt")

    assert [found[CLOSED, each]["successor"] for each in (FENCE, FENCE_TALK)] == [SECOND, SECOND]


async def test_what_was_dealt_out_to_whom_stands_on_the_page_of_the_county(a_site: Open) -> None:
    ledgers = after_dealing()
    site = await a_site(ledgers)
    text = (await get(site, HERE, office())).text
    dealt = [r for r in ledgers.records if isinstance(r.data, MatterDealtOut)]

    for matter, title, successor in (
        (FENCE, "村口护栏", "新营镇样例五村"),
        (FENCE_TALK, "护栏摸底会", "新营镇样例六村"),
    ):
        assert re.search(rf'href="/cases/{matter}">{title}</a>：.*撤销后，由(.*?)承接', text)
        assert ledgers.names.get(FIRST if matter == FENCE else SECOND, successor) in text
    assert len(dealt) == 2
    for record in dealt:
        assert f"委员账第{record.position}号 <code>{record.id}</code>" in text


async def test_a_successor_and_a_neighbour_are_told_what_is_theirs(a_site: Open) -> None:
    site = await a_site(after_dealing())
    own = f"{HERE}/cases?state=all&unit={FIRST}"

    assert "撤销单位事项的承接" in (await get(site, own, office(Role.CLERK, FIRST))).text
    neighbour = (await get(site, HERE, office(Role.CLERK, "620123101"))).text
    assert "撤销单位事项的承接" not in neighbour
    department = office(Role.DEPARTMENT, body="yz-finance")
    assert "村口护栏" not in (await get(site, HERE, department)).text
