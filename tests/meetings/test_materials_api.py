"""Over HTTP: who reads the papers of a session."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from contracts.meetings import session as e
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.meetings.situations import called
from tests.slices.towns import Town, refused, town_of
from tests.support.servers import PostgresServer
from tests.support.service import by

OFFICE = by("ou", "cppcc-office@620123")
AUDITOR = by("shen", f"auditor@{s.VILLAGE}")
MARKET = by("li", "department@620123#yz-market")
WATER = by("he", "department@620123#yz-water")
GUEST = by("m-3", "member@620123212")


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with town_of(x.MEETINGS, postgres) as found:
        yield found


async def upload(here: Town, text: str, who: dict[str, str] = OFFICE) -> dict[str, Any]:
    answer = await here.client.post("/papers", content=text.encode(), headers=who)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_whoever_reads_the_session_reads_its_papers_and_nobody_else(
    here: Town,
) -> None:  # 004-10, 13.3-17
    member = s.with_member.participants[1].model_copy(update={"participant": 3})
    invited = e.ParticipantsInvited(participants=(*s.fixed.participants, member))
    place = f"/sessions/{await here.at('session', called(None), invited, unit=s.VILLAGE)}"
    notice, report = await upload(here, "请于三月二日到会"), await upload(here, "菜摊沿路摆放")
    body = {"on": "2026-02-25", "how": "电话通知", "text": notice}
    assert (await here.post(f"{place}/notice", body, OFFICE)).is_success
    sent = {"documents": ["议程", "调研报告"], "on": "2026-02-25"}
    sent["papers"] = [{"document": 2, "text": report}]
    assert (await here.post(f"{place}/materials", sent, OFFICE)).is_success

    shown = await here.get(place, GUEST)
    (material,) = shown["materials"]
    text = f"{place}/texts/{material['papers'][0]['text']['digest']}"
    for who in (OFFICE, AUDITOR, MARKET, GUEST):
        answer = await here.client.get(text, headers=who)
        assert (answer.status_code, answer.text) == (200, "菜摊沿路摆放")
        assert "attachment" in answer.headers["content-disposition"]
        again = await here.client.get(
            f"{place}/texts/{shown['notice_text']['digest']}", headers=who
        )
        assert again.text == "请于三月二日到会"
    for who in (WATER, by("m-9", "member@620123212"), by("zhou", "clerk@511623")):
        assert refused(await here.client.get(text, headers=who)) == (404, "not-found")
    # By the paper's own address offices of the unit read it; who takes part has no office there.
    assert await here.status(f"/papers/{report['digest']}", AUDITOR) == 200
    assert await here.status(f"/papers/{report['digest']}", GUEST) == 404


async def test_a_text_of_another_session_is_not_found_under_this_one(here: Town) -> None:
    report = await upload(here, "另一次会议的材料")
    places = [
        f"/sessions/{await here.at('session', called(None), s.invited, unit=s.VILLAGE)}"
        for _ in range(2)
    ]
    sent = {"documents": ["材料"], "on": "2026-02-25"}
    sent |= {"papers": [{"document": 1, "text": report}]}
    assert (await here.post(f"{places[0]}/materials", sent, OFFICE)).is_success

    statuses = [await here.status(f"{each}/texts/{report['digest']}", OFFICE) for each in places]
    assert statuses == [200, 404]


async def test_a_department_that_only_promised_reads_no_paper(here: Town) -> None:
    promise = s.promised().promise.model_copy(update={"department": "yz-water"})
    facts = (called(None), s.invited, s.sat, e.PromiseMade(promise=promise))
    place = f"/sessions/{await here.at('session', *facts, unit=s.VILLAGE)}"
    report = await upload(here, "只供到会的人")
    sent = {"documents": ["材料"], "on": "2026-02-25"}
    sent |= {"papers": [{"document": 1, "text": report}]}
    assert (await here.post(f"{place}/materials", sent, OFFICE)).is_success

    assert (await here.get(place, WATER)).keys() >= {"title", "stage"}
    assert await here.status(f"{place}/texts/{report['digest']}", WATER) == 404


async def test_nobody_sends_a_paper_that_somebody_else_uploaded(here: Town) -> None:  # 13.3-17
    place = f"/sessions/{await here.at('session', called(None), s.invited, unit=s.VILLAGE)}"
    report = await upload(here, "别人的文件", by("zhou", "clerk@511623"))
    sent = {"documents": ["材料"], "on": "2026-02-25"}
    sent |= {"papers": [{"document": 1, "text": report}]}

    answer = await here.post(f"{place}/materials", sent, OFFICE)

    assert refused(answer) == (422, "unknown-paper")


async def test_an_erased_material_stays_on_record_and_says_that_it_was_erased(here: Town) -> None:
    place = f"/sessions/{await here.at('session', called(None), s.invited, unit=s.VILLAGE)}"
    report = await upload(here, "误传的文件")
    sent = {"documents": ["材料"], "on": "2026-02-25"}
    sent |= {"papers": [{"document": 1, "text": report}]}
    assert (await here.post(f"{place}/materials", sent, OFFICE)).is_success

    digest = report["digest"]
    erased = await here.post(
        f"/papers/{digest}/erasure", {"unit": s.VILLAGE, "reason": "误传"}, OFFICE
    )

    assert erased.is_success, erased.text
    answer = await here.client.get(f"{place}/texts/{digest}", headers=MARKET)
    assert refused(answer) == (410, "paper-erased")


async def test_what_a_plenary_brought_forth_is_listed_by_session_and_kind(
    here: Town,
) -> None:  # 001-04
    plenary = (called(None, form="leaders"), s.invited, s.sat)
    places = [f"/sessions/{await here.at('session', *plenary, unit=s.VILLAGE)}" for _ in range(2)]
    text = await upload(here, "第一期简报")
    paper = {"kind": "bulletin", "title": "会议简报第1期", "on": str(s.DAY), "text": text}
    collection = {"kind": "collection", "title": "提案汇编", "on": str(s.DAY)}
    for place, body in (
        (places[0], paper),
        (places[0], {**collection, "proposals_of": "plenary-2026"}),
        (places[1], {**paper, "title": "会议简报第2期"}),
    ):
        assert (await here.post(f"{place}/papers", body, OFFICE)).is_success

    async def titles(who: dict[str, str] = OFFICE, **query: Any) -> list[str]:
        page = await here.get("/session-papers", who, **query)
        return [row["title"] for row in page["items"]]

    first = places[0].split("/")[-1]
    assert await titles(session=first) == ["会议简报第1期", "提案汇编"]
    assert await titles(session=first, kind="collection") == ["提案汇编"]
    assert {*await titles(kind="bulletin", form="leaders")} == {"会议简报第1期", "会议简报第2期"}
    assert await titles(proposals_of="plenary-2026", session=first) == ["提案汇编"]
    assert await titles(unit="620123212") == []
    assert await titles(MARKET, session=first) == ["会议简报第1期", "提案汇编"]
    assert await titles(WATER) == await titles(by("zhou", "clerk@511623")) == []

    corrected = {**paper, "title": "会议简报（更正）", "filed": 1, "reason": "标题印错"}
    assert (await here.post(f"{places[0]}/papers/correction", corrected, OFFICE)).is_success
    recall = {"filed": 2, "reason": "未经审定"}
    assert (await here.post(f"{places[0]}/papers/withdrawal", recall, OFFICE)).is_success
    page = await here.get("/session-papers", OFFICE, session=first)
    said = ("title", "corrected_because", "withdrawn_because")
    assert [[row[name] for name in said] for row in page["items"]] == [
        ["会议简报（更正）", "标题印错", None],
        ["提案汇编", None, "未经审定"],
    ]
    digest = page["items"][0]["text"]["digest"]
    answer = await here.client.get(f"{places[0]}/texts/{digest}", headers=MARKET)
    assert answer.text == "第一期简报"
