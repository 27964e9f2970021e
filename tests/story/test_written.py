"""Every document of everything that the stories have left behind: names and words, and no id or
code. It stands last, when the other stories are told."""

import io
import re
from collections.abc import AsyncIterator

import docx as reader
import pytest

from tests.story.conftest import World

pytestmark = [pytest.mark.servers, pytest.mark.story, pytest.mark.timeout(300)]

OFFICES = ("cppcc-office", "linshui-cppcc-office", "tiandong-cppcc-office", "huaxi-cppcc-office")
CODE = re.compile(r"[A-Za-z]{2,}|[A-Za-z0-9]+-[A-Za-z0-9-]+|[0-9]{12}")
"""What no document of these places bears: a word in Latin letters, an id, the code of a unit."""


async def documents(world: World, office: str) -> AsyncIterator[tuple[str, str]]:
    """The service and the address, without its ending, of each document in an office's scope."""
    ask = world.client
    async for row in ask.pages("meetings", "/sessions", as_=office):
        if row["stage"] != "cancelled":
            yield "meetings", f"/sessions/{row['session']}/notice"
            yield "meetings", f"/sessions/{row['session']}/minutes"
    async for row in ask.pages("outcomes", "/outcomes", as_=office):
        yield "outcomes", f"/outcomes/{row['outcome']}/opinion"
    async for row in ask.pages("outcomes", "/tasks", as_=office):
        yield "outcomes", f"/outcomes/{row['outcome']}/tasks/{row['task']}/reply"
    async for row in ask.pages("topics", "/plans", as_=office):
        yield "topics", f"/plans/{row['plan_id'].replace(':', '/')}/document"
    async for row in ask.pages("topics", "/bulletins", as_=office):
        if row["stage"] != "withdrawn":
            yield "topics", f"/bulletins/{row['bulletin_id'].replace(':', '/')}/document"


@pytest.mark.parametrize("office", OFFICES)
async def test_no_document_bears_an_id_or_a_code(world: World, office: str) -> None:
    found: dict[str, list[str]] = {}
    seen = 0
    async for service, address in documents(world, office):
        seen += 1
        file = await world.client.send("GET", service, f"{address}.docx", office)
        opened = reader.Document(io.BytesIO(file.content))
        cells = [cell for table in opened.tables for row in table.rows for cell in row.cells]
        written = [each.text for each in (*opened.paragraphs, *cells)]
        page = await world.client.send("GET", service, f"{address}.html", office)
        body = re.sub(r"<[^>]*>", "", page.text.split("<main>", 1)[1])
        for text in (*written, *body.split("\n")):
            if CODE.search(text):
                found.setdefault(address, []).append(text.strip())

    assert not found
    assert seen or office != OFFICES[0]
