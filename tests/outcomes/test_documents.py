"""Opinion and reply over HTTP: what they say, to whom, and when they are drafts."""

import io
from collections.abc import AsyncIterator

import docx as reader
import pytest

from contracts.event import Event
from tests.outcomes import situations as s
from tests.outcomes.examples import OUTCOMES
from tests.slices.towns import Town, town_of
from tests.support.servers import PostgresServer
from tests.support.service import by

pytestmark = pytest.mark.servers

CLERK = by("wei", "clerk@620123109")
COMMERCE = by("song", f"department@620123#{s.COMMERCE}")
OTHER = by("li", "department@620123#yz-nobody")
STRANGER = by("an", "cppcc-office@511623")


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with town_of(OUTCOMES, postgres) as found:
        yield found


async def outcome(here: Town, *life: Event) -> str:
    drafted = s.drafted.model_copy(update={"raised_in": s.VILLAGE})
    return f"/outcomes/{await here.at('outcome', drafted, *life[1:], unit=s.VILLAGE)}"


async def texts(here: Town, place: str, office: dict[str, str] = CLERK) -> list[str]:
    answer = await here.client.get(place, headers=office)
    assert answer.status_code == 200, answer.text
    opened = reader.Document(io.BytesIO(answer.content))
    return [each.text for each in opened.paragraphs if each.text]


async def test_an_opinion_says_what_was_agreed_and_who_is_to_do_what(here: Town) -> None:
    place = await outcome(here, *s.on_its_way)

    found = await texts(here, f"{place}/opinion.docx")

    assert found[0] == f"关于{s.drafted.title}的协商意见"
    assert found[1] == f"{'、'.join(s.sent.recipients)}："
    assert all(any(each in text for text in found) for each in s.drafted.consensus)
    assert all(any(each.what in text for text in found) for each in s.drafted.tasks)
    assert found[-1].startswith(f"{s.sent.sent_on.year}年")
    page = (await here.client.get(f"{place}/opinion.html?red=true", headers=CLERK)).text
    assert s.sent.outcome_number in page


async def test_an_opinion_without_consent_is_a_draft(here: Town) -> None:
    place = await outcome(here, s.drafted)

    found = await texts(here, f"{place}/opinion.docx")

    assert found[0] == f"关于{s.drafted.title}的协商意见（讨论稿）"


async def test_a_reply_is_a_draft_until_the_task_is_completed(here: Town) -> None:
    task = s.market_assigned.task
    begun = await outcome(here, *s.on_its_way)
    done = await outcome(here, *s.done)

    assert (await texts(here, f"{begun}/tasks/{task}/reply.docx"))[0].endswith("（讨论稿）")
    found = await texts(here, f"{done}/tasks/{task}/reply.docx")
    assert found[0] == f"关于“{s.drafted.title}”办理情况的答复"
    assert any(s.market_done.result in each for each in found)


async def test_a_document_is_read_by_whoever_reads_what_it_says(here: Town) -> None:
    place = await outcome(here, *s.done)
    task = s.market_assigned.task

    for form in ("docx", "html"):
        assert await here.status(f"{place}/opinion.{form}", CLERK) == 200
        assert await here.status(f"{place}/opinion.{form}", STRANGER) == 404
        assert await here.status(f"{place}/opinion.{form}", COMMERCE) == 403
        assert await here.status(f"{place}/tasks/{task}/reply.{form}", COMMERCE) == 200
        assert await here.status(f"{place}/tasks/{task}/reply.{form}", OTHER) == 404
        assert await here.status(f"{place}/tasks/9/reply.{form}", CLERK) == 404
