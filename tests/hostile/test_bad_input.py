"""What offices fill in wrongly: one clear sentence in both languages, and nothing is written."""

import json
import re
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from docx import Document
from httpx2 import Response
from openpyxl import Workbook

from tests.hostile.bad_input import FORMS, SUMS, Form
from tests.hostile.house import OFFICE, PROPOSAL, House
from tests.lives.again import AGAIN
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.slices.every import EXAMPLES
from tests.slices.example import Example
from tests.slices.towns import Town, holder, town_of
from tests.support.servers import PostgresServer

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
async def towns(postgres: PostgresServer) -> AsyncIterator[Callable[[str], Awaitable[Town]]]:
    """One town for each service that is asked for."""
    found: dict[str, Town] = {}
    async with AsyncExitStack() as opened:

        async def of(service: str) -> Town:
            if service not in found:
                town = town_of(EXAMPLES[service], postgres)
                found[service] = await opened.enter_async_context(town)
            return found[service]

        yield of


async def rows(here: Town) -> int:
    found: int = await here.bench.pool.fetchval("SELECT count(*) FROM ledger")
    return found


def one_sentence(answer: Response, language: str) -> str:
    """What is wrong, in a sentence or two that are whole, and the rule."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    said = answer.json()["detail"]
    assert 5 < len(said) < 400, said
    assert CHINESE.search(said) if language == "zh" else said[0].isascii(), said
    assert said.rstrip().endswith(("。", "？") if language == "zh" else (".", "?", ".)")), said
    return str(answer.json()["rule"])


async def refused(here: Town, place: str, body: dict[str, Any], office: dict[str, str]) -> set[Any]:
    """The statuses and rules of both answers; the ledger stays as it is."""
    before, told = await rows(here), set()
    for language in ("zh", "en"):
        answer = await here.post(place, body, {**office, "Accept-Language": language})
        told.add((answer.status_code, one_sentence(answer, language)))
    assert await rows(here) == before
    return told


async def standing(here: Town, name: str) -> tuple[Example, str]:
    """The example of this name, and the address of a thing where it may be asked."""
    (example,) = (each for each in here.examples.each if str(each) == name)
    example = example.elsewhere()
    return example, await here.given(example, *example.given)


@pytest.mark.parametrize("form", FORMS, ids=str)
async def test_what_is_filled_in_wrongly_is_one_clear_sentence(
    towns: Callable[[str], Awaitable[Town]], form: Form
) -> None:
    here = await towns(form.service)
    example, key = await standing(here, form.example)
    body = {**example.when.model_dump(mode="json"), **form.changes}

    told = await refused(here, here.address(example, key), body, holder(example))

    assert told == {(form.status, form.rule)}


async def test_no_more_hands_than_people(towns: Callable[[str], Awaitable[Town]]) -> None:
    here = await towns("meetings")
    there = s.attended.model_copy(update={"consultations": (), "sitting": 1})
    key = await here.at("session", x.chairs, s.sat, there)
    body = {**x.VOTE.model_dump(mode="json"), "in_favour": 90}

    told = await refused(here, f"/sessions/{key}/votes", body, holder(vote()))

    assert told == {(409, "more-hands-than-people")}


def vote() -> Example:
    return next(each for each in x.OF_SESSIONS if each.result == "votes")


async def test_a_second_minutes_is_refused(towns: Callable[[str], Awaitable[Town]]) -> None:
    here = await towns("meetings")
    example, key = await standing(here, "ConfirmMinutes MinutesConfirmed")
    place, office = here.address(example, key), holder(example)
    assert (await here.post(place, example.when, office)).is_success
    before = await rows(here)

    again = await here.post(place, example.when, office)
    other = {**example.when.model_dump(mode="json"), "confirmed_by": "村委会"}
    told = await refused(here, place, other, office)

    assert (again.status_code, again.json()) == (200, [])
    assert told == {(409, "minutes-confirmed")}
    assert await rows(here) == before


TWICE = [
    (service, example)
    for service, all in EXAMPLES.items()
    for example in all.each
    if example.by.role != "policy" and not example.when.creates
    if type(example.when).__name__ not in AGAIN
][::6]
"""Some of them over HTTP: of all, tests/lives/watched.py asks the rules."""


@pytest.mark.parametrize(("service", "example"), TWICE, ids=str)
async def test_a_form_that_is_sent_twice_is_recorded_once(
    towns: Callable[[str], Awaitable[Town]], service: str, example: Example
) -> None:
    """With the same key the first answer comes again; with another one nothing new is recorded."""
    here = await towns(service)
    example = example.elsewhere()
    key = await here.given(example, *example.given)
    keyed = holder(example, **{"Idempotency-Key": str(uuid4())})
    first = await here.ask(example, key, keyed)
    assert first.is_success, first.text
    before = await rows(here)

    again = await here.ask(example, key, keyed)
    another = await here.ask(example, key, holder(example))

    assert again.content == first.content
    assert another.is_success or one_sentence(another, "zh")
    assert not another.is_success or another.json() == []
    assert await rows(here) == before


def docx() -> bytes:
    file, document = BytesIO(), Document()
    document.add_paragraph("关于新建蔬菜市场的意见。" * 200)
    document.save(file)
    return file.getvalue()


def xlsx() -> bytes:
    file, book = BytesIO(), Workbook()
    sheet = book.active
    assert sheet is not None
    for number in range(200):
        sheet.append(["委员", number])
    book.save(file)
    return file.getvalue()


PDF = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\n" + b"% \n" * 500 + b"trailer<<>>\n%%EOF\n"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f"
    b"\x15\xc4\x89"
    + b"\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4" * 20
    + b"\x00\x00\x00\x00IEND\xaeB`\x82"
)
FILES: dict[str, bytes] = {".docx": docx(), ".xlsx": xlsx(), ".pdf": PDF, ".png": PNG}


@pytest.mark.parametrize("name", FILES)
async def test_half_a_file_is_no_paper(town: dict[str, House], name: str) -> None:
    here, whole = town["topics"], FILES[name]
    kept = "SELECT count(*) FROM papers"
    before = await here.bench.pool.fetchval(kept), await here.events()

    for language in ("zh", "en"):
        headers = {**OFFICE, "Accept-Language": language}
        half = await here.client.post("/papers", content=whole[: len(whole) // 2], headers=headers)
        assert (half.status_code, one_sentence(half, language)) == (422, "half-a-paper")

    assert (await here.bench.pool.fetchval(kept), await here.events()) == before
    answer = await here.client.post("/papers", content=whole, headers=OFFICE)
    assert answer.status_code == 201, "the control: the whole file is taken"


async def test_half_a_form_is_no_form(town: dict[str, House]) -> None:
    """What was cut off on the way, as JSON and as a form of several parts."""
    here = town["topics"]
    before = await here.events()
    half = json.dumps(PROPOSAL).encode()[:60]
    parts = b'--cut\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n1,2,'
    for content, kind, expected in (
        (half, "application/json", (400, "malformed-json")),
        (parts, "multipart/form-data; boundary=cut", (415, "wrong-type")),
    ):
        for language in ("zh", "en"):
            headers = {**OFFICE, "Content-Type": kind, "Accept-Language": language}
            answer = await here.client.post("/topics", content=content, headers=headers)
            assert (answer.status_code, one_sentence(answer, language)) == expected
    assert await here.events() == before


def test_every_kind_of_mistake_is_made_in_every_service() -> None:
    kinds = {form.what for form in FORMS}
    made = {(form.what, form.service) for form in FORMS}
    missing = {(kind, service) for kind in kinds for service in EXAMPLES} - made

    assert missing == {("unknown unit", "outcomes")}, "nobody types a unit there"
    assert SUMS in kinds
    assert zipfile.is_zipfile(BytesIO(FILES[".docx"]))
