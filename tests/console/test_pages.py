"""The pages over HTTP: who sees what, and what stands on them."""

import re
from datetime import date
from html import escape

import httpx2
import pytest

from contracts.ids import ConsultationId
from contracts.meetings.session import PromiseMade
from contracts.members.rules import ProfileAdopted
from contracts.members.unit import UnitPlacedUnder, UnitRegistered
from contracts.roles import Role
from services.console import cases
from services.console.pages import today
from services.members.room.commands import OpenRoom
from services.members.unit.commands import CloseUnit, RenameUnit
from tests.console.conftest import Open, Site, office
from tests.console.deeds import admitted, approved, proposed
from tests.console.ledgers import OF_MEMBERS, Ledgers
from tests.console.played import CHANNEL, LILY, MARKET, RAISED_BY, play
from tests.console.register import COUNTY, TOWNSHIP, VILLAGE
from tests.console.situations import (
    CLAIM,
    FOREIGN,
    HOSTILE,
    OVERLONG,
    empty_county,
    whole_county,
)
from tests.meetings import situations as s
from yishi.development.demo.market import village_market

HERE, THERE = "/jurisdictions/620123000000", "/jurisdictions/511623000000"
PAGES = (
    HERE,
    f"{HERE}/cases?state=all",
    f"/cases/{MARKET}",
)


async def get(site: Site, path: str, *grants: object) -> httpx2.Response:
    async with site.visitor(*grants) as visitor:  # type: ignore[arg-type]
        return await visitor.get(path)


@pytest.mark.parametrize("path", ["/", *PAGES])
async def test_a_stranger_is_asked_to_sign_in_first(site: Site, path: str) -> None:
    answer = await get(site, path)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=%2F")


async def test_somebody_of_one_county_is_led_to_it(site: Site) -> None:
    answer = await get(site, "/", office())

    assert answer.headers["location"] == HERE


async def test_somebody_of_several_counties_may_choose(site: Site) -> None:
    answer = await get(site, "/", office(), office(scope="511623"))

    assert "榆中县" in answer.text
    assert "邻水县" in answer.text


async def test_a_county_shows_what_runs_where(site: Site) -> None:
    text = (await get(site, HERE, office())).text

    assert "新营镇样例十一村便民菜市场建设" in text
    assert re.search(r"第六步 <b>落实反馈</b>", text)
    assert re.search(r"第三步 <b>走访调研</b>", text)  # the promoted one goes by its new steps
    assert "兴隆片老旧小区改造后的物业管理" in text
    assert "园子岔乡百合产业发展" in text  # closed: not running, but among recent deeds


async def test_coverage_is_counted_from_the_register(site: Site) -> None:  # 000-03
    text = (await get(site, HERE, office())).text

    assert "262<small>/265 个单位，98%" in text
    assert '<td class="gap">11/12</td>' in text


async def test_stations_and_rooms_are_called_as_the_place_calls_them(
    site: Site, a_site: Open
) -> None:
    here = (await get(site, HERE, office())).text
    ledgers = empty_county()
    words = OF_MEMBERS.words.model_copy(
        update={
            "room": "驿站",
            "body_kinds": tuple(
                each.model_copy(update={"chinese": "委员联络组", "code": "group"})
                if each.part == "council"
                else each
                for each in OF_MEMBERS.words.body_kinds
                if each.part != "workstation"
            ),
        }
    )
    later = OF_MEMBERS.model_copy(update={"version": "2", "words": words})
    ledgers.ask("620123000000", later, role="operator")
    renamed = (await get(await a_site(ledgers), HERE, office())).text

    assert "<dt>委员工作站</dt>" in here
    assert "<dt>协商议事会、协商议事室覆盖</dt>" in here
    assert "<dt>委员联络组、驿站覆盖</dt>" in renamed


async def test_a_shared_room_is_none_once_its_unit_is_closed(a_site: Open) -> None:  # 000-03
    ledgers = empty_county()
    without, closing, heir = "620123213200", "620123213201", "620123213202"
    room = OpenRoom(
        unit=closing,
        room="shared-room",
        name="共用议事室",
        shared_with=(without,),
        since=date(2021, 3, 31),
    )
    ledgers.ask(room.room, room, role="operator")
    merged = CloseUnit(valid_to=date(2026, 3, 1), successors=(heir,), reason="并村")
    ledgers.ask(closing, merged, role="operator")
    text = (await get(await a_site(ledgers), HERE, office())).text

    assert '<td class="gap">10/11</td>' in text


async def test_overdue_is_what_the_calendar_says(site: Site) -> None:
    assert "超期15天" in (await get(site, HERE, office())).text

    earlier = date(2026, 6, 30)
    overrides = site.app.dependency_overrides
    overrides[today], usual = (lambda: earlier), overrides[today]
    try:
        assert "没有超期任务" in (await get(site, HERE, office())).text
        assert "办理中，还有0天" in (await get(site, f"/cases/{MARKET}", office())).text
    finally:
        overrides[today] = usual


async def test_first_progress_is_overdue_until_it_is_reported(a_site: Open) -> None:
    ledgers = empty_county()
    play(village_market, ledgers, date(2026, 11, 8), "progress")
    text = (await get(await a_site(ledgers), HERE, office())).text

    assert "首次进展超期" in text


async def test_every_record_of_a_case_can_be_found_in_the_ledger(site: Site) -> None:
    text = (await get(site, f"/cases/{MARKET}", office(Role.AUDITOR))).text
    records = [each for each in whole_county().records if each.correlationid == MARKET]

    assert len(records) > 50
    for record in records:
        assert str(record.id) in text
        assert f"第{record.position}号" in text
    assert f"共{len(records)}条记录" in text


async def test_a_case_stands_under_the_steps_of_its_procedure(site: Site) -> None:
    text = (await get(site, f"/cases/{MARKET}", office())).text
    places = [text.index(f'id="step-{number}"') for number in range(1, 7)]
    inside = [text[a:b] for a, b in zip(places, [*places[1:], len(text)], strict=True)]

    assert "提出议题" in inside[0]
    assert "同意议题" in inside[1]
    assert "调研“议前调研”" in inside[2]
    assert "第2次协商会于" in inside[3]
    assert "村务公开栏" in inside[4]
    assert "同意运用协商成果" in inside[4]  # the village publishes only after that consent
    assert "（第1次核查）：任务1已落实" in inside[5]


async def test_a_promoted_case_starts_its_steps_anew(site: Site) -> None:  # 13.3-5
    text = (await get(site, f"/cases/{CHANNEL}", office())).text

    assert "由“简易协商”升级为“六步议事”程序" in text
    assert "第三步　走访调研" in text


async def test_a_closed_case_names_its_benefit(site: Site) -> None:  # 13.3-15
    text = (await get(site, f"/cases/{LILY}", office())).text

    assert "2,400人，620户，1,150亩" in text
    assert "榆政协发〔2026〕9号" in text


async def test_promises_say_what_became_of_them(site: Site) -> None:  # 13.3-13
    text = (await get(site, f"/cases/{MARKET}", office())).text

    assert "已转为任务" in text
    assert "已撤回：县级公交线路" in text


async def test_who_raised_a_topic_is_on_no_page(site: Site) -> None:
    for path in (*PAGES, f"/cases/{LILY}", f"/cases/{CLAIM}"):
        answer = await get(site, path, office())
        assert answer.status_code == 200
        assert RAISED_BY not in answer.text


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        (THERE, "620123"),
        (f"{THERE}/cases", "620123"),
        (f"/cases/{FOREIGN}", "620123"),
        (f"/cases/{MARKET}", "511623"),
        (f"/cases/{MARKET}", "620123101"),
        (f"/cases/{MARKET}", "620123109201"),
        ("/cases/nothing", "620123"),
        ("/jurisdictions/999999000000", ""),
        ("/jurisdictions/12345", "620123"),
        ("/cases/%00", "620123"),
        (f"{HERE}/cases?unit=abc", "620123"),
    ],
)
async def test_what_is_not_ones_own_is_not_there(site: Site, path: str, scope: str) -> None:
    answer = await get(site, path, office(scope=scope))  # 13.3-17

    assert answer.status_code == 404
    assert "没有找到" in answer.text
    assert "市场" not in answer.text


async def test_a_township_sees_its_own_units_only(site: Site) -> None:
    text = (await get(site, HERE, office(Role.CLERK, "620123109"))).text

    assert "新营镇样例十一村便民菜市场建设" in text
    assert "夏官营镇" not in text
    assert "洋葱" not in text


async def test_a_township_follows_what_it_passed_up(site: Site) -> None:  # 000-52
    own = await get(site, f"/cases/{LILY}", office(Role.CLERK, TOWNSHIP[:9]))
    other = await get(site, f"/cases/{LILY}", office(Role.CLERK, "620123101"))

    assert own.status_code == 200
    assert other.status_code == 404


@pytest.mark.parametrize(
    ("role", "status"), [(Role.CLERK, 200), (Role.PARTY, 200), (Role.MEMBER, 404)]
)
async def test_a_personal_claim_is_for_those_concerned(
    site: Site, role: Role, status: int
) -> None:  # 001-15
    grant = office(role, "620123109")
    listed = await get(site, f"{HERE}/cases?state=all", grant)
    front = await get(site, HERE, grant)

    assert (await get(site, f"/cases/{CLAIM}", grant)).status_code == status
    assert ("界址" in listed.text) is (status == 200)
    assert ("界址" in front.text) is (status == 200)


async def test_an_office_elsewhere_opens_no_personal_claim(site: Site) -> None:
    answer = await get(
        site, f"/cases/{CLAIM}", office(Role.MEMBER, "620123109"), office(Role.CLERK, "620123101")
    )

    assert answer.status_code == 404


async def test_a_department_sees_its_own_tasks_and_no_speeches(site: Site) -> None:
    # Nobody invited this one; it helps with the first task (domain 9.2, handling unit).
    helping = office(Role.DEPARTMENT, "620123", "yz-finance")
    text = (await get(site, f"/cases/{LILY}", helping)).text

    assert "种球繁育基地" in text
    assert "地理标志" not in text
    assert "有冷库就不必压价卖" not in text
    assert "此条内容按权限不予显示" in text
    ids = {str(r.id) for r in whole_county().records if LILY in r.subject}
    assert all(event_id in text for event_id in ids)


async def test_a_department_that_was_invited_sees_that_session_whole(site: Site) -> None:
    invited = office(Role.DEPARTMENT, "620123", "yz-natural-resources")
    text = (await get(site, f"/cases/{MARKET}", invited)).text

    assert "设施用地手续" in text
    assert "食品安全培训" in text


async def test_the_supervision_office_sees_tasks_but_no_speeches(site: Site) -> None:
    text = (await get(site, f"/cases/{MARKET}", office(Role.SUPERVISOR))).text

    assert "食品安全培训" in text
    assert "愿意流转" not in text


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.SERVICE])
async def test_those_who_run_the_system_have_no_pages_here(site: Site, role: Role) -> None:
    answer = await get(site, HERE, office(role, ""))

    assert answer.status_code == 403
    assert "请联系本单位管理员" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        f"/cases/{OVERLONG}",
        THERE,
        f"{THERE}/cases?state=all",
    ],
)
async def test_markup_in_texts_stays_text(site: Site, path: str) -> None:
    text = (await get(site, path, office(scope="511623"))).text

    assert escape(HOSTILE, quote=False).split("&amp;")[0].split('"')[0] in text
    assert "<script" not in text
    assert "<img src=x" not in text


async def test_the_footer_says_how_far_the_ledgers_were_read(site: Site) -> None:
    position = whole_county().positions()["meetings"]

    assert f"会议账第{position}号" in (await get(site, HERE, office())).text


async def test_a_unit_keeps_the_name_of_its_day(a_site: Open) -> None:  # 13.3-16
    ledgers = empty_county()
    topic = "01981000-0000-7000-8000-000000000001"
    proposed(ledgers, topic, VILLAGE, "村道硬化", "泥路难走。")
    ledgers.ask(VILLAGE, RenameUnit(name="新营镇新名村", since=date(2025, 11, 1)))
    text = (await get(await a_site(ledgers), f"/cases/{topic}", office())).text

    assert "新营镇新名村" in text.split("办理过程")[0]
    assert "新营镇样例一村 · 联络员" in text


async def test_the_list_goes_on_page_by_page(a_site: Open) -> None:
    ledgers = empty_county()
    total = cases.LISTED + 5
    for number in range(total):
        topic = f"01981000-0000-7000-8000-{number:012d}"
        proposed(ledgers, topic, VILLAGE, f"第{number:03d}号议题", "请商量。")
    site = await a_site(ledgers)
    first = (await get(site, f"{HERE}/cases", office())).text
    link = re.search(r'href="(\?state=running&amp;after=\d+)"', first)
    assert link
    second = (await get(site, f"{HERE}/cases" + link[1].replace("&amp;", "&"), office())).text
    seen = re.findall(r"第(\d{3})号议题", first + second)

    assert [int(number) for number in seen] == list(range(total - 1, -1, -1))
    assert "下一页" not in second


async def test_a_personal_claim_waiting_for_transfer_is_hidden_too(a_site: Open) -> None:
    ledgers = empty_county()
    topic = "01981000-0000-7000-8000-000000000001"
    proposed(ledgers, topic, VILLAGE, "界址争议", "与邻居。", scale="personal")
    site = await a_site(ledgers)

    assert (await get(site, f"/cases/{topic}", office(Role.COMMITTEE))).status_code == 404


async def test_an_empty_county_says_what_comes_next(a_site: Open) -> None:
    text = (await get(await a_site(empty_county()), HERE, office())).text

    assert "没有超期任务" in text
    assert "联络员提出第一个议题后" in text


CITY, ZONE = "620100000000", "620171000000"


def with_a_city(ledgers: Ledgers) -> Ledgers:
    """Above the county a city that has rules too; a zone beside it has a town to look after."""
    for unit, name in ((CITY, "兰州市"), (ZONE, "兰州新区")):
        registered = UnitRegistered(
            name=name, kind="county", tier=3, parent=None, valid_from=date(2020, 1, 1)
        )
        ledgers.tell(f"unit/{unit}", unit, registered)
        ledgers.tell(f"rules/{unit}", unit, ProfileAdopted(version="1", digests={}))
    return ledgers


async def test_a_city_shows_what_lies_below_it(a_site: Open) -> None:
    site = await a_site(with_a_city(whole_county()))
    city, county = office(scope="6201"), office()

    text = (await get(site, f"/jurisdictions/{CITY}", city)).text
    assert f'<a href="/jurisdictions/{COUNTY}">榆中县</a>' in text
    assert "262<small>/265 个单位，98%" in text
    assert "新营镇样例十一村便民菜市场建设" in text
    assert "兰州市协商一览" in text
    assert (await get(site, f"/jurisdictions/{CITY}", county)).status_code == 404
    assert (await get(site, "/", county)).headers["location"] == HERE
    choice = (await get(site, "/", city)).text
    assert ("榆中县" in choice, "兰州市" in choice) == (True, True)


async def test_a_town_run_on_trust_stands_under_the_zone(a_site: Open) -> None:  # domain 10.2
    ledgers = with_a_city(whole_county())
    town = "620123109000"
    ledgers.tell(f"unit/{town}", town, UnitPlacedUnder(superior=ZONE, since=date(2026, 7, 1)))
    site = await a_site(ledgers)

    zone = (await get(site, f"/jurisdictions/{ZONE}", office(scope="620171"))).text
    assert "新营镇样例十一村便民菜市场建设" in zone
    county = (await get(site, HERE, office())).text
    assert "新营镇" not in county
    own = await get(site, "/", office(Role.CLERK, "620123109"))
    assert own.headers["location"] == f"/jurisdictions/{ZONE}"


async def test_a_further_place_of_a_topic_reads_it_as_its_own_does(a_site: Open) -> None:
    ledgers = empty_county()
    neighbour, stranger = "620123212000", "620123101000"
    proposed(ledgers, MARKET, COUNTY, "两乡共用的水渠", "渠水不足。", places=(VILLAGE, neighbour))
    site = await a_site(ledgers)

    for unit, status in ((neighbour, 200), (stranger, 404)):
        clerk = office(Role.CLERK, unit[:9])
        assert (await get(site, f"/cases/{MARKET}", clerk)).status_code == status
        listed = (await get(site, f"{HERE}/cases?state=all", clerk)).text
        assert ("两乡共用的水渠" in listed) is (status == 200)
    assert "渠水不足" in (await get(site, f"/cases/{MARKET}", office(Role.CLERK, "620123212"))).text


async def test_a_session_for_two_consultations_is_told_in_both(a_site: Open) -> None:
    ledgers = empty_county()
    for topic in (MARKET, LILY):
        proposed(ledgers, topic, VILLAGE, f"议题{topic[-2:]}", "请大家商量。")
        admitted(ledgers, topic)
        approved(ledgers, topic, VILLAGE, date(2025, 11, 4))
    both = [ConsultationId(ledgers.begun("consultation", each)) for each in (MARKET, LILY)]
    began = next(r for r in ledgers.records if r.subject == f"consultation/{both[0]}")
    promises = [
        PromiseMade(promise=s.promised(n).promise.model_copy(update={"consultation": c, "what": w}))
        for n, c, w in zip((1, 2), both, ("修路", "开通公交"), strict=True)
    ]
    of_none = s.promised(3).promise.model_copy(update={"consultation": None, "what": "换路灯"})
    aside = (
        PromiseMade(promise=of_none),
        s.withdrawn.model_copy(update={"promise": 3, "consultation": None, "reason": "另行办理"}),
    )
    called = s.called(*both, None)
    ledgers.tell("session/s-1", VILLAGE, called, s.sat, *promises, *aside, cause=began)
    site = await a_site(ledgers)

    pages = [(await get(site, f"/cases/{each}", office())).text for each in (MARKET, LILY)]
    # What serves no consultation is told in both as well.
    assert [("换路灯" in page, "另行办理" in page) for page in pages] == [(True, True)] * 2
    assert ["召集会议“春季议事”" in page for page in pages] == [True, True]
    assert ["历时90分钟" in page for page in pages] == [True, True]
    assert [("修路" in page, "开通公交" in page) for page in pages] == [
        (True, False),
        (False, True),
    ]
