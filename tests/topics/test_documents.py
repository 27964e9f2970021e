"""The plan and an issue of the bulletin as documents: what they say, and to whom."""

import io

import docx as reader
import pytest

from tests.slices.towns import Town, refused, types
from tests.topics import situations as s
from tests.topics.commands import CLERK, ELSEWHERE, MEMBER, OFFICE, VILLAGE_PARTY
from tests.topics.situations import VILLAGE
from tests.topics.test_plan_api import draft, raised
from tests.topics.test_report_api import (
    COMMITTEE,
    EDITED,
    EDITOR,
    WATER,
    done,
    issued,
    signed,
    submitted,
)

pytestmark = pytest.mark.servers


async def texts(here: Town, place: str, office: dict[str, str]) -> list[str]:
    answer = await here.client.get(place, headers=office)
    assert answer.status_code == 200, answer.text
    opened = reader.Document(io.BytesIO(answer.content))
    return [each.text for each in opened.paragraphs if each.text]


async def test_a_plan_is_a_draft_until_it_is_decided(here: Town) -> None:
    plan, topic = f"/plans/{VILLAGE}/2031/consultation", "topic-31"
    await raised(here, topic)
    assert types(await here.post(f"{plan}/draft", draft(topic, year=2031), CLERK))

    found = await texts(here, f"{plan}/document.docx", CLERK)
    assert found[0] == "样例一村2031年度协商计划（讨论稿）"
    row = f"（一）{s.proposed.title}（4月，议事室协商，样例一村议事会负责）"
    assert row in found
    assert await here.status(f"{plan}/document.html", ELSEWHERE) in (403, 404)

    revised = {"consent": s.revised.consent.model_dump(mode="json")}
    await here.post(f"{plan}/consent", revised, OFFICE)
    consent = {"consent": s.consent.model_dump(mode="json")}
    await here.post(f"{plan}/consent", consent, VILLAGE_PARTY)
    found = await texts(here, f"{plan}/document.docx", MEMBER)
    assert found[0] == "样例一村2031年度协商计划"
    assert row in found
    day = s.consent.decided_on
    assert found[-1] == f"{day.year}年{day.month}月{day.day}日"


async def test_an_issue_holds_its_texts_for_whom_it_was_sent_to(here: Town) -> None:
    place, _ = await submitted(here)
    await signed(here, place)
    bulletin = await issued(here, place)
    sent = {"recipients": ["yz-water"], "sent_on": "2026-03-02"}
    assert await done(here, f"{bulletin}/sending", sent, EDITOR) == ["BulletinSent"]

    for who in (EDITOR, WATER):
        found = await texts(here, f"{bulletin}/document.docx", who)
        assert "一、大营河下游水质变差亟待查处" in found
        assert EDITED in found
    assert await here.status(f"{bulletin}/document.docx", COMMITTEE) in (403, 404)

    assert await done(here, f"{bulletin}/withdrawal", {"reason": "内容须核实"}, EDITOR)
    answer = await here.client.get(f"{bulletin}/document.html", headers=EDITOR)
    assert refused(answer) == (409, "withdrawn")
