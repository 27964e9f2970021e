"""No document bears an id or a code: bodies are named, members and talents counted."""

import io
import re
from collections.abc import AsyncIterator

import docx as reader
import pytest

from contracts.event import Event
from contracts.meetings import session as e
from contracts.meetings.participant import Invited, Presence
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.slices.towns import Town, town_of
from tests.support.servers import PostgresServer
from tests.support.service import by

pytestmark = pytest.mark.servers

CLERK = by("wei", f"clerk@{s.VILLAGE}")
LATIN = re.compile(r"[A-Za-z]{2,}|[A-Za-z0-9]+-[A-Za-z0-9-]+")
INVITED = (
    Invited(kind="resident", title="村民代表", count=12),
    Invited(kind="department", title="yz-market", body="yz-market"),
    Invited(kind="member", title="m-3", member="m-3"),
    Invited(kind="talent", title="t-1"),
    Invited(kind="talent", title="t-2"),
)


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with town_of(x.MEETINGS, postgres) as found:
        yield found


async def said(here: Town, place: str) -> list[str]:
    answer = await here.client.get(f"{place}.docx", headers=CLERK)
    assert answer.status_code == 200, answer.text
    opened = reader.Document(io.BytesIO(answer.content))
    page = await here.client.get(f"{place}.html", headers=CLERK)
    texts = [each.text for each in opened.paragraphs if each.text]
    body = re.sub(r"<[^>]*>", "", page.text.split("<main>")[1])
    assert not LATIN.findall(body)
    assert not LATIN.findall("".join(texts))
    return texts


async def session(here: Town, *life: Event) -> str:
    return f"/sessions/{await here.at('session', *life, unit=s.VILLAGE)}"


async def test_participants_bear_names_and_no_ids(here: Town) -> None:
    invited = e.ParticipantsInvited(participants=s.numbered(*INVITED))
    place = await session(here, s.called(s.CASE), invited, x.noticed)

    texts = await said(here, f"{place}/notice")

    assert "村民代表（12人）、样某、委员、协商人才（2人）。" in texts


async def test_minutes_name_bodies_and_count_members_and_talents(here: Town) -> None:
    invited = e.ParticipantsInvited(participants=s.numbered(*INVITED))
    present = (
        Presence(kind="resident", count=12),
        Presence(kind="talent", count=2),
        Presence(kind="member", count=1, members=("m-3",)),
    )
    came = e.AttendanceRecorded(**s.there(present=present))
    differing = s.differing.model_copy(update={"held_by": "yz-market"})
    minutes = s.minutes().model_copy(update={"confirmed_by": "yz-market"})
    life = (s.called(s.CASE), invited, s.sat, came, s.promised(), differing, s.closed, s.drafted)
    place = await session(here, *life, minutes)

    texts = await said(here, f"{place}/minutes")

    assert "参加：居民代表12人（村民代表）、协商人才2人、委员1人。" in texts
    assert "缺席：样某。" in texts
    assert "本纪要由样某确认。" in texts
    assert any("样某：离家太远" in each for each in texts)
    assert any("样某：平整场地" in each for each in texts)


async def test_words_that_the_county_dropped_are_no_codes_in_a_document(here: Town) -> None:
    called = s.called(s.CASE).model_copy(update={"form": "moot"})
    (whom,) = s.numbered(Invited(kind="expert", title="农户", count=3))
    dropped = whom.model_copy(update={"kind": "yeoman"})
    invited = e.ParticipantsInvited(participants=(dropped,))
    there = s.there(present=(Presence(kind="yeoman", count=2),))
    place = await session(here, called, invited, s.sat, e.AttendanceRecorded(**there), s.closed)

    texts = await said(here, f"{place}/minutes")

    assert any("（协商会议）" in each for each in texts)
    assert "参加：其他人员2人。" in texts
