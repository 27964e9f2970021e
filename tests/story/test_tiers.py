"""A city, a district below it with rules of its own, and a second one without: a matter goes from
village to district to city, and nobody's rules change anybody else's events (model, story a)."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx2
import pytest

from tests.story.conftest import World
from tests.story.tiers import CITY, DISTRICT, IN_DISTRICT, IN_OTHER, OTHER_DISTRICT
from yishi.client import Refused, eventually, key_of
from yishi.credentials import addresses
from yishi.development.demo.case import Case

pytestmark = [pytest.mark.servers, pytest.mark.story, pytest.mark.timeout(300)]

PROFILES = Path("deploy/profiles")
FILES = ("tongren.toml", "tongren.units.csv", "bijiang.toml", "bijiang.units.csv")
SERVICES = ("topics", "meetings", "members", "outcomes")
OF_CITY, OF_DISTRICT = ("valued", "concern", "small", "near"), ("concern", "solvable")
"""The questions that each asks of a small opening (003-24)."""
SAID, WORDS = "旱季缺水，我家三口人要到邻村挑水。", "旱季饮水管网供水不足。"
"""What a resident said, and how it is known once it is admitted."""


def copied(folder: Path, changes: Mapping[str, tuple[str, str]]) -> Path:
    """The profiles of city and district in another folder, with a passage changed in some files."""
    folder.mkdir()
    for name in FILES:
        text = (PROFILES / name).read_text(encoding="utf-8")
        if name in changes:
            old, new = changes[name]
            assert old in text
            text = text.replace(old, new)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def applied(world: World, path: Path) -> str:
    said = world.command("apply", str(path))
    assert said.returncode == 0, said.stdout + said.stderr
    return said.stdout


class Matter(Case):
    """A matter in one of these places, whose people are called after it. `text` is the address of
    what was said of it."""

    text: str = ""

    async def screened(self, by: str, questions: tuple[str, ...]) -> list[dict[str, Any]]:
        answers = {each: {"met": True, "reason": "已核实"} for each in questions}
        return await self.ask(
            "topics",
            "/topics/{}/screening",
            as_=by,
            answers=answers,
            category="environment",
            weight="small",
            weight_reason="切口小",
            description=WORDS,
        )

    async def up(self, by: str, body: str, to_unit: str) -> dict[str, Any]:
        """Passed up with the consent of the level where it lies; the event."""
        consent = self.consent(body, "会议纪要第1号", 0)
        (event,) = await self.ask(
            "topics",
            "/topics/{}/passing-up",
            as_=by,
            until=("not-consenting",),  # a body that was registered a moment ago
            to_unit=to_unit,
            reason="超出本级职责",
            consent=consent,
        )
        return event


def matter(world: World, name: str, unit: str, people: str) -> Matter:
    return Matter(
        world.client,
        name,
        name,
        unit,
        world.today,
        lambda _: None,
        clerk=f"{people}-clerk",
        branch=f"{people}-party",
        organisation="tr-party",
        office="city-auditor",
    )


async def raised(world: World, name: str, unit: str, people: str) -> Matter:
    """What residents say stands apart here: it is uploaded first."""
    found, key = matter(world, name, unit, people), {"Idempotency-Key": str(key_of(name))}
    paper = await world.client.send(
        "POST", "topics", "/papers", found.clerk, headers=key, content=SAID.encode()
    )
    found.text = f"/papers/{paper.json()['digest']}"
    await found.raise_topic("样例村民", title="饮水管网", text=paper.json(), origin="public")
    return found


async def of(world: World, service: str, prefix: str) -> list[dict[str, Any]]:
    """All events of a service that lie in a unit or below."""
    return [each for each in await world.ledger(service) if each["unit"].startswith(prefix)]


@pytest.fixture(scope="module")
async def city(world: World) -> World:
    for name in ("tongren.toml", "bijiang.toml"):
        applied(world, PROFILES / name)
    return world


async def test_both_are_applied_and_again_nothing_changes(city: World) -> None:
    before = await city.heads()

    for name in ("tongren.toml", "bijiang.toml"):
        assert "Nothing to change" in applied(city, PROFILES / name)

    assert await city.heads() == before
    tiers = {
        event["unit"]: (event["data"]["kind"], event["data"]["tier"])
        for event in await of(city, "members", CITY[:4])
        if event["type"].endswith(".UnitRegistered")
    }
    assert tiers[CITY] == ("city", 2)
    assert tiers[DISTRICT] == tiers[OTHER_DISTRICT] == ("district", 3)
    assert (tiers[IN_DISTRICT], tiers["520602001000"]) == (("village", 5), ("sub-district", 4))


@pytest.mark.parametrize(
    ("file", "name", "old", "new", "said"),
    [
        ("tongren.toml", "tongren.units.csv", "万山区样例村,村", "万山区样例村,屯", "csv line 6"),
        pytest.param(
            *("tongren.toml", "tongren.units.csv", "520603100201", "520603100101", "is no village"),
            marks=pytest.mark.soak,
        ),
        ("tongren.toml", "tongren.toml", 'hall = "park"', 'hall = "barn"', "no class of hall barn"),
        pytest.param(
            *("bijiang.toml", "bijiang.toml", '["sub-district"', '["street"', "street is no"),
            marks=pytest.mark.soak,
        ),
        ("bijiang.toml", "tongren.toml", "[meetings.words]", "[meetings.word]", "meetings.words"),
    ],
)
async def test_a_wrong_profile_is_refused_whole(
    city: World, tmp_path: Path, file: str, name: str, old: str, new: str, said: str
) -> None:
    before = await city.heads()

    refused = city.command("apply", str(copied(tmp_path / "wrong", {name: (old, new)}) / file))

    assert refused.returncode != 0
    assert said in refused.stdout + refused.stderr
    assert await city.heads() == before


async def test_a_matter_goes_from_village_to_district_to_city(city: World) -> None:
    # 000-52 003-17 003-24
    water = await raised(city, "tiers-water", IN_DISTRICT, "district-village")
    place = f"/topics/{water.topic}"
    page = await city.client.get("topics", place, as_="district-village-convenor")
    assert page["description"] is None
    for reader in ("district-village-convenor", "district-village-clerk", "city-cppcc-office"):
        assert (await city.client.send("GET", "topics", water.text, reader)).text == SAID
    for other in ("district-village-party", "other-village-clerk", "city-auditor"):
        with pytest.raises(Refused, match="not-found"):
            await city.client.send("GET", "topics", water.text, other)
    with pytest.raises(Refused):
        await water.screened("district-village-convenor", OF_CITY)
    admitted = await water.screened("district-village-convenor", OF_DISTRICT)
    assert {each["rules"] for each in admitted} == {f"{DISTRICT}/2026.1"}
    page = await city.client.get("topics", place, as_="district-village-party")
    assert page["description"] == WORDS

    within = await water.up("district-village-party", "bj-party-100201", DISTRICT)
    assert (within["unit"], within["data"]["screened"]) == (IN_DISTRICT, True)
    beyond = await water.up("district-party", "bj-party", CITY)
    assert (beyond["unit"], beyond["data"]["screened"]) == (DISTRICT, False)
    assert beyond["rules"] == f"{DISTRICT}/2026.1"

    with pytest.raises(Refused):
        await water.screened("city-convenor", OF_DISTRICT)
    anew = await water.screened("city-convenor", OF_CITY)
    assert {(each["unit"], each["rules"]) for each in anew} == {(CITY, f"{CITY}/2026.1")}

    water.unit, water.clerk, water.branch = CITY, "city-clerk", "city-party"
    await water.approve("市委会议纪要第1号", 0)
    await water.surveyed(
        held_on=water.ago(0),
        led_by="市政协社会法制委",
        members=[],
        people_met=12,
        place="供水管网沿线各村",
        facts="旱季断水的有四个村。",
        key_problem="管网老旧。",
        proposal="分批改造。",
    )
    await water.hold(
        "饮水管网",
        days=0,
        form="community",
        place="市政协会议室",
        questions=["怎样保障旱季供水？"],
        minutes=60,
        present=[],
        headcount={"resident": 6},
        speeches=[("resident", "样例村代表", "先修老旧管网。")],
    )
    await water.promise("tr-water", "改造老旧管网", -60)
    await water.agree("先修老旧管网")
    await water.end("consensus")
    await water.sit("promises/task", promise=1, lead="tr-water")
    await water.minute("同意先修老旧管网。", "市政协主席会议", 0)
    await water.meet("conclusion", summary="同意先修老旧管网。")
    await water.send(
        "市委会议纪要第2号",
        consented=0,
        sent=0,
        outcome_number="铜协〔1〕号",
        recipients=["市人民政府"],
        copies=[],
    )
    work = {"task": 1, "officer": "供水科"}
    await water.follow("task-acceptance", as_="city-water", **work)
    done = {"task": 1, "on": water.ago(0), "result": "管网已改造"}
    await water.follow("task-completion", as_="city-water", **done)
    await water.follow("feedback", on=water.ago(0), channel="上门", satisfaction="satisfied")
    await water.finish({"people": 900}, "办结")

    stamps = {
        (each["unit"], each["rules"])
        for service in ("topics", "meetings", "outcomes")
        for each in await of(city, service, CITY[:4])
        if each["correlationid"] == water.topic
    }
    assert stamps == {
        (IN_DISTRICT, f"{DISTRICT}/2026.1"),
        (DISTRICT, f"{DISTRICT}/2026.1"),
        (CITY, f"{CITY}/2026.1"),
    }


async def test_a_district_without_rules_is_under_the_city_s(city: World) -> None:
    """So a topic keeps its screening all the way to the city."""
    road = await raised(city, "tiers-road", IN_OTHER, "other-village")
    admitted = await road.screened("other-village-convenor", OF_CITY)
    district = await road.up("other-village-party", "tr-party-603100201", OTHER_DISTRICT)
    above = await road.up("other-district-party", "tr-party-603", CITY)

    assert {each["rules"] for each in (*admitted, district, above)} == {f"{CITY}/2026.1"}
    assert (district["data"]["screened"], above["data"]["screened"]) == (True, True)
    rules = await city.client.get("topics", f"/rules/{IN_OTHER}", as_="other-village-clerk")
    assert rules["jurisdiction"] == CITY


@pytest.mark.parametrize(
    ("person", "reached"),
    [
        ("city-cppcc-office", {DISTRICT[:6], OTHER_DISTRICT[:6], CITY[:6]}),
        ("district-cppcc-office", {DISTRICT[:6]}),
        ("other-district-cppcc-office", {OTHER_DISTRICT[:6]}),
        ("cppcc-office", {"620123"}),
    ],
)
async def test_an_office_reaches_its_own_tier_and_what_lies_below(
    city: World, person: str, reached: set[str]
) -> None:
    units = [row["unit"] async for row in city.client.pages("members", "/units", as_=person)]
    topics = [row async for row in city.client.pages("topics", "/topics", as_=person)]

    assert {unit[:6] for unit in units} == reached
    assert topics  # what was passed up stays known where it was raised
    assert all({row["unit"][:6], row["raised_in"][:6]} & reached for row in topics)


async def test_each_tier_is_counted_by_its_own_kinds(city: World) -> None:  # 000-03 000-15
    of_city = await city.client.get("members", f"/coverage/{CITY}", as_="city-cppcc-office")
    of_district = await city.client.get(
        "members", f"/coverage/{DISTRICT}", as_="district-cppcc-office"
    )

    assert set(of_district["kinds"]) == {"sub-district", "township", "community", "village"}
    assert "district" not in of_city["kinds"]
    assert of_city["kinds"]["village"]["complete"] == of_city["kinds"]["village"]["units"]
    unit = await city.client.get("members", f"/units/{IN_OTHER}", as_="other-village-clerk")
    assert (unit["complete"], unit["hall"]) == (True, "courtyard")  # 002-18


@asynccontextmanager
async def browser(world: World, person: str) -> AsyncIterator[httpx2.AsyncClient]:
    """Signed in to the console as this person."""
    console = addresses(world.settings)["console"]
    async with httpx2.AsyncClient(trust_env=False, timeout=30, base_url=console) as web:
        issuer, _, asked = (await web.get("/sign-in/start")).headers["location"].partition("?")
        login = {**dict(parse_qsl(asked)), "person": person}
        answer = await world.web.post(issuer, data=login)
        done = await web.get(answer.headers["location"])
        assert done.status_code == 303, done.text
        yield web


@pytest.mark.parametrize(
    ("person", "shown", "hidden"),
    [
        ("city-cppcc-office", {CITY: "铜仁市", DISTRICT: "碧江区"}, "620123000000"),
        ("district-cppcc-office", {DISTRICT: "碧江区"}, CITY),
        ("other-district-cppcc-office", {CITY: "铜仁市"}, DISTRICT),
        ("cppcc-office", {"620123000000": "榆中县"}, CITY),
    ],
)
async def test_the_console_shows_each_tier_its_own_pages(
    city: World, person: str, shown: dict[str, str], hidden: str
) -> None:
    async with browser(city, person) as web:
        home = await web.get("/", follow_redirects=True)
        for unit, name in shown.items():
            page = await web.get(f"/jurisdictions/{unit}")
            assert (page.status_code, name in page.text, name in home.text) == (200, True, True)
        assert (await web.get(f"/jurisdictions/{hidden}")).status_code == 404


async def test_the_page_of_a_matter_tells_it_in_the_words_of_each_tier(city: World) -> None:
    # 000-52 003-24
    water = key_of("demo/tiers-water/topic")
    async with browser(city, "city-cppcc-office") as web:
        page = await web.get(f"/cases/{water}")

    assert page.status_code == 200
    assert "小切口协商" in page.text
    assert (WORDS in page.text, SAID in page.text) == (True, False)
    assert "碧江区" in page.text


async def test_new_rules_of_the_city_change_nothing_in_the_district(
    city: World, tmp_path: Path
) -> None:
    before = {service: await of(city, service, DISTRICT[:6]) for service in SERVICES}
    later = copied(
        tmp_path / "later",
        {"tongren.toml": ('version = "2026.1"', 'version = "2026.2"')},
    )
    text = (later / "tongren.toml").read_text(encoding="utf-8")
    text = re.sub(r'    \{ code = "near",.*\n', "", text)
    (later / "tongren.toml").write_text(text, encoding="utf-8")

    applied(city, later / "tongren.toml")

    assert {service: await of(city, service, DISTRICT[:6]) for service in SERVICES} == before
    lamp = await raised(city, "tiers-lamp", IN_DISTRICT, "district-village")
    bridge = await raised(city, "tiers-bridge", IN_OTHER, "other-village")
    of_district = await lamp.screened("district-village-convenor", OF_DISTRICT)
    of_city = await bridge.screened("other-village-convenor", OF_CITY[:3])
    assert {each["rules"] for each in of_district} == {f"{DISTRICT}/2026.1"}
    assert {each["rules"] for each in of_city} == {f"{CITY}/2026.2"}


async def test_the_city_s_new_words_reach_the_district_when_it_adopts_them(
    city: World, tmp_path: Path
) -> None:
    """A version means one thing for ever, so the district's is a new one."""
    later = copied(
        tmp_path / "later",
        {
            "tongren.toml": ("月", "月"),
            "bijiang.toml": ('version = "2026.1"', 'version = "2026.2"'),
        },
    )
    text = (later / "tongren.toml").read_text(encoding="utf-8")
    text = text.replace('version = "2026.1"', 'version = "2026.3"').replace(
        "“小切口”协商", "小切口协商月"
    )
    (later / "tongren.toml").write_text(text, encoding="utf-8")
    whole = await of(city, "topics", CITY[:6])

    applied(city, later / "bijiang.toml")

    adopted = [
        each
        for each in await of(city, "topics", DISTRICT[:6])
        if each["rules"] == f"{DISTRICT}/2026.2" or "ProfileAdopted" in each["type"]
    ]
    assert adopted[-1]["data"]["extends"] == f"{CITY}/2026.3"
    assert await of(city, "topics", CITY[:6]) == whole
    rules = await city.client.get("topics", f"/rules/{IN_DISTRICT}", as_="district-village-clerk")
    assert rules["chapters"]["words"]["programme"] == "小切口协商月"
    assert len(rules["chapters"]["checklists"]["checklists"][0]["questions"]) == 2


async def test_what_was_said_of_a_claim_is_erased_for_good(city: World) -> None:
    # 001-15, model 7: verify and rebuild follow
    claim = await raised(city, "tiers-claim", IN_OTHER, "other-village")
    reason = "属一户的诉求"
    await claim.ask(
        "topics",
        "/topics/{}/transfer",
        as_="other-village-convenor",
        receiver="tr-water",
        reason=reason,
    )
    why = {"unit": IN_OTHER, "reason": "当事人申请删除"}
    erased = f"{claim.text}/erasure"
    with pytest.raises(Refused, match="no-office"):
        await city.client.ask("topics", erased, why, as_="other-village-convenor")

    (event,) = await city.client.ask("topics", erased, why, as_="other-district-cppcc-office")

    assert event["type"] == "yishi.topics.PaperErased"
    with pytest.raises(Refused, match="paper-erased"):
        await city.client.send("GET", "topics", claim.text, "other-village-convenor")
    assert not [each for each in await of(city, "topics", CITY[:4]) if SAID in str(each)]


async def test_verify_and_rebuild_agree_at_the_end(city: World) -> None:
    await city.heads()
    seen = await city.client.get("topics", f"/rules/{IN_DISTRICT}", as_="district-village-clerk")

    rebuilt = city.command("rebuild", "topics", "members")
    verified = city.command("verify")

    assert rebuilt.returncode == 0, rebuilt.stdout + rebuilt.stderr
    assert verified.returncode == 0, verified.stdout + verified.stderr
    again = await eventually(
        "the rules after a rebuild",
        lambda: city.client.get("topics", f"/rules/{IN_DISTRICT}", as_="district-village-clerk"),
    )
    assert again == seen
