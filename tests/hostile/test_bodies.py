"""Bodies, headers, paths and queries that nobody sends by accident: refused, nothing written."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from httpx2 import Response

from runtime.web.limits import BODY_BYTES
from tests.hostile.house import COUNTY, MATTER, MEETING, OFFICE, PROPOSAL, REGISTERED, House
from tests.hostile.town import TOPIC_RULES
from tests.support.service import by

OPERATOR = by("ops", "operator@")
JSON = {"Content-Type": "application/json"}
GOOD = json.dumps(PROPOSAL)


@pytest.fixture
def topics(town: dict[str, House]) -> House:
    return town["topics"]


async def send(here: House, content: Any, place: str = "/topics", **headers: str) -> Response:
    sent = {**OFFICE, **JSON, **headers}
    return await here.client.post(place, content=content, headers=sent)


def refusal(answer: Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["detail"]
    assert len(answer.content) < 30_000
    return answer.status_code, problem["rule"]


async def in_pieces(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 65_536):
        yield b"x" * 65_536


def added(text: str) -> str:
    """A good body with one more field."""
    return f"{GOOD[:-1]},{text}}}"


NOT_JSON = {
    "10,000 levels of lists": "[" * 10_000 + "]" * 10_000,
    "10,000 levels in a field": added('"x":' + '{"a":' * 10_000 + "1" + "}" * 10_000),
    "unclosed": "[" * 100_000,
    "a number of 5,000 digits": added(f'"supporters":{"9" * 5000}'),
    "invalid UTF-8": b'{"title":"\xff\xfe"}',
    "overlong UTF-8": b'{"title":"\xc0\xaf"}',
    "two documents": GOOD + GOOD,
    "a comment": GOOD + "// x",
    "a trailing comma": GOOD[:-1] + ",}",
    "single quotes": "{'title': 'x'}",
}
MISFITS = {
    "null": "null",
    "a list": "[]",
    "a number": "1",
    "900 levels in a field": GOOD.replace(
        json.dumps(PROPOSAL["title"]), '{"a":' * 900 + "1" + "}" * 900
    ),
    "NUL": added('"title":"a\\u0000b"'),
    "a control character": added('"title":"a\\u001bb"'),
    "a C1 control character": added('"title":"a\\u009bb"'),
    "a lone surrogate": added('"title":"a\\ud800b"'),
    "a lone surrogate as a name": added('"a\\ud800b":1'),
    "half a character as bytes": b'{"title":"\xed\xa0\x80"}',
    "NaN": added('"supporters":NaN'),
    "Infinity": added('"supporters":-Infinity'),
    "1e400": added('"supporters":1e400'),
    "a number too large": added('"supporters":99999999999999999999'),
    "a fraction": added('"supporters":1.5'),
    "a yes for a number": added('"supporters":true'),
    "a number as text": added('"supporters":"7"'),
    "a line break in a title": added('"title":"a\\nb"'),
    "nothing but blanks": added('"title":" \\u3000\\u00a0 "'),
    "nothing that is seen": added('"title":"\\u200d\\u200d"'),
    "turned writing": added('"title":"a\\u202eb"'),
    "an Arabic letter mark": added('"title":"a\\u061cb"'),
    "a line separator": added('"title":"a\\u2028b"'),
    "hidden tags": added('"title":"a\\udb40\\udc41b"'),
    "too long when composed": added(f'"title":"{chr(0xFB2C) * 120}"'),
    "an unknown field": added('"tilte":"x"'),
    "80,000 unknown fields": json.dumps({f"k{n}": 1 for n in range(18_000)}),
    "an unknown field of 200 KB": added(f'"{"k" * 200_000}":1'),
    "twelve other digits": GOOD.replace("620123109200", "６２０１２３１０９２００"),
    "a code with a line break": GOOD.replace("620123109200", "620123109200\\n"),
    "an empty body": "",
}


@pytest.mark.parametrize("what", NOT_JSON)
async def test_what_is_no_json_is_400(topics: House, what: str) -> None:
    before = await topics.events()
    assert refusal(await send(topics, NOT_JSON[what])) == (400, "malformed-json")
    assert await topics.events() == before


@pytest.mark.parametrize("mark", "\u200e\u200f\u2066\u2067\u2068\u2069", ids=ascii)
async def test_what_turns_writing_unseen_is_in_no_name(town: dict[str, House], mark: str) -> None:
    turned = f"张{mark}三"
    for service, place, body in (
        ("topics", "/topics", {**PROPOSAL, "title": turned}),
        ("topics", "/people", {"unit": PROPOSAL["unit"], "name": turned}),
        ("members", "/bodies", {"unit": COUNTY, "body": "b-1", "name": turned, "kind": "office"}),
    ):
        here = town[service]
        before = await here.events()
        answer = await send(here, json.dumps(body), place)
        assert refusal(answer) == (422, "misfit")
        assert await here.events() == before
        # Negative control: without the mark it is a name like any other.
        name = {key: "张三" if value == turned else value for key, value in body.items()}
        assert (await send(here, json.dumps(name), place)).is_success, place


@pytest.mark.parametrize(
    "mark", "\u200b\u00ad\u034f\u180e\u17b4\u200c\u200d\ufe0f\U000e0080\ufeff", ids=ascii
)
async def test_marks_that_nobody_sees_are_not_kept(town: dict[str, House], mark: str) -> None:
    said = f"市{mark}场{mark}"
    body = {"unit": COUNTY, "body": f"b-{ord(mark):x}", "name": said, "kind": "office"}
    for service, place, sent in (
        ("topics", "/topics", {**PROPOSAL, "title": said}),
        ("members", "/bodies", body),
    ):
        here = town[service]
        assert (await send(here, json.dumps(sent), place)).status_code == 201
        kept = await here.bench.pool.fetchval(
            "SELECT body FROM ledger ORDER BY position DESC LIMIT 1"
        )
        assert '"市场"' in bytes(kept).decode()


@pytest.mark.parametrize("what", MISFITS)
async def test_what_does_not_fit_is_422(topics: House, what: str) -> None:
    before = await topics.events()
    assert refusal(await send(topics, MISFITS[what])) == (422, "misfit")
    assert await topics.events() == before


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x"]
)
async def test_another_content_type_is_415(topics: House, content_type: str) -> None:
    answer = await send(topics, GOOD, **{"Content-Type": content_type})
    assert refusal(answer) == (415, "wrong-type")


@pytest.mark.parametrize("place", ["/topics", f"/rules/{COUNTY}/adoption", "/people"])
async def test_many_megabytes_are_413_with_and_without_a_length(topics: House, place: str) -> None:
    before = await topics.events()
    assert refusal(await send(topics, b"x" * 5_000_000, place)) == (413, "too-large")
    assert refusal(await send(topics, in_pieces(5_000_000), place)) == (413, "too-large")
    assert refusal(await send(topics, b"[" * (BODY_BYTES + 1), place)) == (413, "too-large")
    declared = await send(topics, b"{}", place, **{"Content-Length": str(10**12)})
    assert refusal(declared) == (413, "too-large")
    assert declared.headers["connection"] == "close"
    assert await topics.events() == before


async def test_a_body_that_comes_too_slowly_is_408(topics: House) -> None:
    from runtime.web.limits import Bounded

    async def forever() -> AsyncIterator[bytes]:
        yield b'{"title":'
        await asyncio.sleep(60)
        yield b"1}"

    app = topics.client._transport.app  # type: ignore[attr-defined]
    stack = app.middleware_stack
    while not isinstance(stack, Bounded):
        stack = stack.app
    stack._seconds = 0.3
    try:
        assert refusal(await send(topics, forever())) == (408, "too-slow")
    finally:
        stack._seconds = 30.0


async def test_thousands_of_faults_do_not_keep_the_others_waiting(town: dict[str, House]) -> None:
    meetings, topics = town["meetings"], town["topics"]
    procedures = json.dumps({"procedures": {"procedures": [{}] * (BODY_BYTES // 5)}})
    answers = json.dumps({"answers": {f"k{n}": 1 for n in range(18_000)}})
    started = time.process_time()
    first = await send(meetings, procedures, f"/rules/{COUNTY}/adoption")
    second = await send(topics, answers, f"/topics/{MATTER}/screening")
    assert time.process_time() - started < 1.0
    assert refusal(first) == refusal(second) == (422, "misfit")
    assert "too many values" in first.text


async def test_the_last_of_two_equal_keys_counts_and_only_it(topics: House) -> None:
    key = str(uuid4())
    answer = await send(topics, added('"title":"第二个"'), **{"Idempotency-Key": key})
    again = await send(
        topics, json.dumps({**PROPOSAL, "title": "第二个"}), **{"Idempotency-Key": key}
    )
    assert answer.status_code == again.status_code == 201
    assert answer.content == again.content
    assert answer.json()[0]["data"]["title"] == "第二个"


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Ko\u0308ln 样例", "Köln 样例"),
        ("\u0f56\u0f7c\u0f51\u0f0b\u0f61\u0f72\u0f42 样例", "བོད་ཡིག 样例"),
        ("ئۇيغۇرچە 样例 аbc", "ئۇيغۇرچە 样例 аbc"),
        ("𠮷野家 👨\u200d👩\u200d👧", "𠮷野家 👨\u200d👩\u200d👧"),
        ('=HYPERLINK("x") <script>\'; DROP TABLE', '=HYPERLINK("x") <script>\'; DROP TABLE'),
    ],
)
async def test_mixed_scripts_are_kept_as_they_are_read(
    topics: House, written: str, stored: str
) -> None:
    answer = await send(topics, json.dumps({**PROPOSAL, "title": written}))
    assert answer.json()[0]["data"]["title"] == stored
    shown = await topics.client.get(answer.headers["location"], headers=OFFICE)
    assert shown.json()["title"] == stored


async def test_composed_and_decomposed_are_the_same_question(topics: House) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    first = await send(topics, json.dumps({**PROPOSAL, "title": "Ko\u0308ln"}), **key)
    again = await send(topics, json.dumps({**PROPOSAL, "title": "K\u00f6ln"}), **key)
    assert first.content == again.content


@pytest.mark.parametrize(
    ("service", "place", "body"),
    [
        ("members", f"/units/{REGISTERED}/closure", {"successors": ["620123109000"] * 51}),
        ("topics", f"/rules/{COUNTY}/adoption", {"words": {"programme": "x" * 100_000}}),
        ("meetings", f"/sessions/{MEETING}/attendance", {"sitting": True}),
    ],
)
async def test_lists_and_words_have_limits(
    town: dict[str, House], service: str, place: str, body: Any
) -> None:
    assert refusal(await send(town[service], json.dumps(body), place)) == (422, "misfit")


async def test_no_event_is_larger_than_the_stream_takes(
    topics: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    # An event that the stream refuses would hold up all that come after it, for ever.
    from runtime.writing import staged

    assert 2 * staged.MOST_BYTES < 1_000_000
    monkeypatch.setattr(staged, "MOST_BYTES", 700)
    before = await topics.events()
    long = json.dumps({**PROPOSAL, "description": "长" * 300})
    assert refusal(await send(topics, long)) == (422, "too-much")
    assert await topics.events() == before


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("Idempotency-Key", "nonsense", (422, "misfit")),
        ("Idempotency-Key", "x" * 5000, (422, "misfit")),
        ("Idempotency-Key", "", (422, "misfit")),
        ("If-Match", "nonsense", (422, "if-match")),
        ("If-Match", "", (422, "if-match")),
        ("If-Match", '"-1"', (422, "if-match")),
        ("If-Match", '"1", "2"', (422, "if-match")),
        ("If-Match", "1" * 41, (422, "misfit")),
        ("If-Match", f'"{"9" * 38}"', (412, "stale")),
        ("If-Match", '"7"', (412, "stale")),
    ],
)
async def test_headers_that_decide_are_understood_or_refused(
    topics: House, name: str, value: str, expected: tuple[int, str]
) -> None:
    before = await topics.events()
    assert refusal(await send(topics, GOOD, **{name: value})) == expected
    assert await topics.events() == before


@pytest.mark.parametrize(
    "language",
    ["en;q=nan", "en;q=inf,zh;q=-1", "*", ";;;,,,", "en," * 3000, "q=", "en;q=0x1"],
)
async def test_a_language_that_is_none_still_gets_an_answer(topics: House, language: str) -> None:
    answer = await send(topics, "{}", **{"Accept-Language": language})
    assert refusal(answer) == (422, "misfit")
    assert answer.headers["content-language"] in ("en", "zh-CN")


@pytest.mark.parametrize(
    "trace",
    [
        "evil",
        f"00-{'0' * 32}-{'b' * 16}-01",
        f"00-{'a' * 32}-{'0' * 16}-01",
        f"00-{'a' * 32}-{'b' * 16}-01-extra",
        f"00-{'A' * 32}-{'b' * 16}-01",
        f"ff-{'a' * 32}-{'b' * 16}-01",
        f'00-{"a" * 32}-{"b" * 16}-01","actor":"mayor',
        "x" * 8000,
    ],
)
async def test_a_trace_that_is_none_does_not_get_into_the_history(
    topics: House, trace: str
) -> None:
    answer = await send(topics, GOOD, traceparent=trace, tracestate="\x7f,=", baggage="a=b")
    (event,) = answer.json()
    assert "traceparent" not in event
    assert event["actor"] == "ou"


@pytest.mark.parametrize(
    ("service", "path"),
    [
        ("topics", "/topics/%00"),
        ("topics", "/topics/%ff"),
        ("topics", "/topics/%ED%A0%80"),
        ("topics", f"/topics/{'x' * 5000}"),
        ("topics", "/topics?after=%00"),
        ("topics", "/topics?limit=99999999999999999999"),
        ("topics", "/topics?limit=NaN"),
        ("topics", "/topics?unit=%25"),
        ("topics", "/topics?unit=６２"),
        ("topics", "/topics?stage=x"),
        ("topics", "/plans/620123109200/99999999999999999999/x"),
        ("topics", "/plans/620123109200/-1/x"),
        ("topics", "/people/%00"),
        ("topics", "/rules/٦٢٠١٢٣٠٠٠٠٠٠"),
        ("meetings", "/rules/٦٢٠١٢٣٠٠٠٠٠٠"),
        ("members", "/rules/٦٢٠١٢٣٠٠٠٠٠٠"),
        ("outcomes", "/rules/٦٢٠١٢٣٠٠٠٠٠٠"),
        ("members", "/units?prefix=٦٢٠١٢٣"),
        ("members", "/members/%00"),
        ("members", "/members?committee=%00"),
        ("members", f"/members/m-620123-0001/duty/{10**30}"),
        ("outcomes", "/tasks?outcome=%00"),
        ("outcomes", "/tasks?overdue_on=99999-01-01"),
        ("meetings", "/quotas?on=9999-01-01"),
    ],
)
async def test_addresses_that_fit_nothing_are_422(
    town: dict[str, House], service: str, path: str
) -> None:
    answer = await town[service].client.get(path, headers=OFFICE)
    assert refusal(answer) == (422, "misfit")


async def test_two_hundred_years_of_overdue_sessions_are_not_counted_at_once(
    town: dict[str, House],
) -> None:
    path = "/quotas?since=1949-10-01&on=2149-12-31"
    answer = await town["meetings"].client.get(path, headers=OFFICE)
    assert refusal(answer) == (422, "period-too-long")


@pytest.mark.parametrize("path", ["/topics/", "//topics", "/Topics", "/topics/../ledger", "/.env"])
async def test_an_address_that_is_not_ours_leads_nowhere_else(topics: House, path: str) -> None:
    answer = await topics.client.get(path, headers={**OFFICE, "Host": "evil.example"})
    assert answer.status_code in (403, 404)
    assert "evil" not in answer.text + str(answer.headers)


@pytest.mark.parametrize("stream", ["%00", "COUNTING", "NOPE", "members", "N" * 5000])
async def test_only_a_reader_that_there_is_can_be_made_to_pass(topics: House, stream: str) -> None:
    before = await topics.events()
    command = {"position": 1, "reason": "试试"}
    place = f"/readers/{stream}/passing"
    answer = await topics.client.post(place, json=command, headers=OPERATOR)
    assert answer.status_code in (404, 422), answer.text
    assert await topics.events() == before


async def test_what_others_wrote_is_not_sent_back_at_any_length(topics: House) -> None:
    choices = [{"procedure": f"{each:03}" + "x" * 37} for each in range(200)]
    rules = {**TOPIC_RULES, "version": "9", "choices": {"choices": choices}}
    answer = await topics.client.post(f"/rules/{COUNTY}/adoption", json=rules, headers=OFFICE)
    assert refusal(answer) == (409, "unknown-choice")
    assert len(answer.content) < 2_000
