"""What HTTP asks of everybody: HEAD, Allow, the writing of a key, bodies that are not read."""

import gzip
import json

import pytest

from tests.counting import COUNTING
from tests.runtime.test_http import CLERK, VILLAGE, begun, routes
from tests.support.service import by, serving

BODY = {"unit": VILLAGE, "label": "集市"}


@pytest.fixture
async def client(database):
    async with serving(COUNTING, [routes()], database) as client:
        yield client


async def test_head_is_get_without_its_body(client):
    where = (await begun(client)).headers["location"]
    auditor = by("a", "auditor@")
    for path, headers in (
        ("/livez", {}),
        ("/readyz", {}),
        ("/ledger", auditor),
        ("/unanswered", auditor),
        (where, CLERK),
        (where, {}),
        ("/nowhere", {}),
        ("/counters/none", CLERK),
        ("/ledger?limit=x", auditor),
    ):
        got = await client.get(path, headers=headers)
        head = await client.head(path, headers=headers)
        assert (head.status_code, head.content) == (got.status_code, b""), path
        assert dict(head.headers) == dict(got.headers), path
    metrics = await client.head("/metrics")
    assert (metrics.status_code, metrics.content) == (200, b"")
    assert metrics.headers["content-type"].startswith("text/plain")


async def test_head_of_a_closed_gate_is_503(client):
    client._transport.app.state.process.writer.closed = "the gate waits"

    assert (await client.head("/readyz")).status_code == 503


async def test_head_of_the_ledger_reads_no_more_than_its_beginning(client, monkeypatch):
    from runtime.web import every_service

    monkeypatch.setattr(every_service, "ROWS", 1)
    for _ in range(30):
        await begun(client)
    asked = []
    pages = every_service._pages

    async def counted(*arguments):
        async for page in pages(*arguments):
            asked.append(page)
            yield page

    monkeypatch.setattr(every_service, "_pages", counted)
    assert (await client.head("/ledger", headers=by("a", "auditor@"))).status_code == 200

    assert len(asked) < 10


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("OPTIONS", "/counters/x", {"GET", "HEAD"}),
        ("DELETE", "/counters/x", {"GET", "HEAD"}),
        ("HEAD", "/counters", {"POST"}),
        ("GET", "/counters", {"POST"}),
        ("OPTIONS", "/counters", {"POST"}),
        ("OPTIONS", "/ledger", {"GET", "HEAD"}),
        ("POST", "/livez", {"GET", "HEAD"}),
        ("PUT", "/both", {"GET", "HEAD", "POST"}),
        ("OPTIONS", "/both", {"GET", "HEAD", "POST"}),
    ],
)
async def test_a_wrong_method_is_told_all_the_right_ones(client, method, path, allowed):
    app = client._transport.app

    @app.get("/both")
    async def one() -> None: ...

    @app.post("/both")
    async def other() -> None: ...

    answer = await client.request(method, path)

    assert answer.status_code == 405
    assert {each.strip() for each in answer.headers["allow"].split(",")} == allowed


KEY = "7f1c1f0e-58a5-4b4c-9c8f-0d9f3f3f3a11"


@pytest.mark.parametrize(
    "written",
    [
        f'"{KEY}"',
        KEY.upper(),
        f'"{KEY.upper()}"',
        f"{{{KEY}}}",
        f"urn:uuid:{KEY}",
        KEY.replace("-", ""),
    ],
)
async def test_a_key_is_the_same_however_it_is_written(client, written):
    first = await begun(client, **{"Idempotency-Key": KEY})
    again = await begun(client, **{"Idempotency-Key": written})

    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["idempotency-key"] == KEY


@pytest.mark.parametrize(
    "written", ['"', '""', f'"{KEY}', f"'{KEY}'", f'""{KEY}""', "1", "x" * 5000]
)
async def test_what_is_no_key_is_named(client, written):
    answer = await begun(client, **{"Idempotency-Key": written})

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "idempotency-key")


RAW = json.dumps(BODY, ensure_ascii=False)
TYPE = "Content-Type"
JSON = {TYPE: "application/json"}


@pytest.mark.parametrize(
    ("content", "headers", "status", "rule", "words"),
    [
        (RAW.encode("gb18030"), JSON, 400, "malformed-json", "UTF-8"),
        (b'{"unit": "\xff"}', JSON, 400, "malformed-json", "UTF-8"),
        (RAW.encode("utf-8")[:-1], JSON, 400, "malformed-json", "引号"),
        (gzip.compress(RAW.encode(), mtime=0), JSON, 400, "malformed-json", "UTF-8"),
        (
            gzip.compress(RAW.encode(), mtime=0),
            {**JSON, "Content-Encoding": "gzip"},
            415,
            "compressed",
            "压缩",
        ),
        (RAW.encode(), {**JSON, "Content-Encoding": "br"}, 415, "compressed", "Content-Encoding"),
        (RAW.encode(), {**JSON, "Content-Encoding": "GZIP, deflate"}, 415, "compressed", "压缩"),
        (RAW.encode(), {TYPE: "text/plain"}, 415, "wrong-type", "application/json"),
        (RAW.encode(), {TYPE: "application/x-www-form-urlencoded"}, 415, "wrong-type", "JSON"),
        (RAW.encode(), {TYPE: "multipart/form-data"}, 415, "wrong-type", "JSON"),
        (RAW.encode(), {}, 415, "wrong-type", "JSON"),
        (RAW.encode(), {TYPE: "application/jsonp"}, 415, "wrong-type", "JSON"),
        (b"[]", JSON, 422, "misfit", "body"),
        (b"", {}, 422, "misfit", "body"),
    ],
)
async def test_a_body_that_is_not_read_is_told_why(client, content, headers, status, rule, words):
    answer = await client.post("/counters", content=content, headers={**CLERK, **headers})

    problem = answer.json()
    assert (answer.status_code, problem["rule"]) == (status, rule), problem
    assert words in problem["detail"]
    assert "地址和方法" not in problem["detail"]


@pytest.mark.parametrize(
    "headers",
    [
        {TYPE: "Application/JSON; charset=UTF-8"},
        {TYPE: "application/vnd.county+json"},
        {**JSON, "Content-Encoding": "identity"},
    ],
)
async def test_a_body_that_is_json_by_another_name_is_read(client, headers):
    answer = await client.post("/counters", content=RAW.encode(), headers={**CLERK, **headers})

    assert answer.status_code == 201
