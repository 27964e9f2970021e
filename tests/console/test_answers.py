"""Every answer of the console, whatever is asked: addresses, headers, faults, slow readers."""

import asyncio
import re
from typing import Any

import httpx2
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.types import Message, Receive, Scope, Send

from runtime.actor import Grant
from runtime.process import engine_for
from services.console import html, pages
from tests.console.conftest import Site, office
from tests.console.register import COUNTY
from tests.console.test_pages import PAGES, get


@pytest.mark.parametrize("grants", [(), (office(),)], ids=["stranger", "cppcc-office"])
@pytest.mark.parametrize(
    ("method", "path", "status", "rule", "words"),
    [
        ("GET", "/mistyped", 404, "no-such-address", "没有这个网址"),
        ("POST", "/mistyped", 404, "no-such-address", "没有这个网址"),
        ("GET", "/jurisdictions/620123000000/", 404, "no-such-address", "没有这个网址"),
        ("GET", "/wp-login.php?x=<script>", 404, "no-such-address", "没有这个网址"),
        ("GET", "/sign-out", 405, "no-such-method", "不能这样打开"),
        ("POST", "/jurisdictions/620123000000", 405, "no-such-method", "不能这样打开"),
        ("DELETE", "/", 405, "no-such-method", "不能这样打开"),
    ],
)
async def test_a_wrong_address_is_a_page_that_leads_back(
    site: Site,
    grants: tuple[Grant, ...],
    method: str,
    path: str,
    status: int,
    rule: str,
    words: str,
) -> None:
    async with site.visitor(*grants) as visitor:
        answer = await visitor.request(method, path)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="zh-CN">' in answer.text
    assert words in answer.text
    assert f"<code>{rule}</code>" in answer.text
    assert '<a href="/">回到首页</a>' in answer.text
    assert ("退出登录" in answer.text) is bool(grants)
    assert "<script" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "script-src 'none'" in answer.headers["content-security-policy"]


async def test_a_wrong_method_is_told_the_right_ones(site: Site) -> None:
    async with site.visitor() as visitor:
        answer = await visitor.get("/sign-out")

    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("POST", "/livez", 405), ("DELETE", "/ledger", 405), ("GET", "/ledger", 401)],
)
async def test_what_every_service_answers_stays_json(
    site: Site, method: str, path: str, status: int
) -> None:
    async with site.visitor() as visitor:
        alive = await visitor.get("/livez")
        answer = await visitor.request(method, path)

    assert alive.text == "alive\n"
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path", ["/", *PAGES, "/cases/nothing", "/mistyped", "/sign-in", "/assets/mark.svg"]
)
async def test_every_answer_bears_the_security_headers(site: Site, path: str) -> None:
    headers = (await get(site, path, office())).headers

    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "script-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


async def test_pages_are_kept_by_nobody_and_the_style_sheet_for_good(site: Site) -> None:
    page = await get(site, "/jurisdictions/620123000000", office())
    found = re.search(r'href="(/assets/console\.css\?v=\w+)"', page.text)
    assert found
    sheet = await get(site, found[1])

    assert page.headers["cache-control"] == "no-store"
    assert "immutable" in sheet.headers["cache-control"]
    assert sheet.headers["content-type"].startswith("text/css")


async def test_pages_ask_nothing_of_other_sites(site: Site) -> None:
    for path in PAGES:
        text = (await get(site, path, office())).text
        assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', text)
        assert " style=" not in text
        assert " onclick=" not in text


@pytest.mark.parametrize("path", PAGES)
async def test_pages_can_be_heard(site: Site, path: str) -> None:
    text = (await get(site, path, office())).text

    assert '<html lang="zh-CN">' in text
    for landmark in ("<header", "<main", "<footer"):
        assert landmark in text
    assert len(re.findall(r"<h1[ >]", text)) == 1
    assert 'class="skip" href="#main"' in text
    for table in re.findall(r"<table.*?</table>", text, re.S):
        assert "<caption>" in table
        assert 'scope="col"' in table
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", PAGES)
async def test_whoever_reads_slowly_holds_no_connection(site: Site, path: str) -> None:
    answered, read_on = asyncio.Event(), asyncio.Event()

    async def slowly(scope: Scope, receive: Receive, send: Send) -> None:
        async def taken(message: Message) -> None:
            answered.set()
            await read_on.wait()
            await send(message)

        await site.app(scope, receive, taken)

    cookies = dict([site.cookie(office())])
    transport = httpx2.ASGITransport(app=slowly)
    async with httpx2.AsyncClient(
        transport=transport, base_url=site.url, cookies=cookies
    ) as reader:
        page = asyncio.create_task(reader.get(path))
        await answered.wait()
        held = site.app.state.engine.pool.checkedout()
        read_on.set()

        assert (await page).status_code == 200
        assert held == 0


async def test_a_page_that_is_made_outlives_its_connection(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = site.app.state.engine
    framed = pages._frame

    async def framed_and_lost(connection: AsyncConnection, *more: Any) -> dict[str, Any]:
        frame = await framed(connection, *more)
        lost = (await connection.get_raw_connection()).driver_connection
        assert lost
        async with engine.connect() as another:
            ending = sa.text("SELECT pg_terminate_backend(:backend)")
            await another.execute(ending, {"backend": lost.get_server_pid()})
        while not lost.is_closed():
            await asyncio.sleep(0.01)
        return frame

    monkeypatch.setattr(pages, "_frame", framed_and_lost)

    assert (await get(site, "/jurisdictions/620123000000", office())).status_code == 200
    monkeypatch.undo()
    assert (await get(site, "/jurisdictions/620123000000", office())).status_code == 200


async def test_a_lost_database_is_a_page_too(site: Site) -> None:
    app: FastAPI = site.app
    kept, app.state.engine = app.state.engine, engine_for("postgresql://nobody@127.0.0.1:1/none")
    try:
        answer = await get(site, f"/jurisdictions/{COUNTY}", office())
    finally:
        await app.state.engine.dispose()
        app.state.engine = kept

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "60"
    assert "请过几分钟刷新本页" in answer.text


async def test_a_fault_is_a_page_too(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    async def mistaken(*_: Any) -> dict[str, Any]:
        raise RuntimeError("王某某")

    monkeypatch.setattr(pages, "_frame", mistaken)

    answer = await get(site, f"/jurisdictions/{COUNTY}", office())

    assert answer.status_code == 500
    assert answer.headers["content-type"].startswith("text/html")
    assert "请把这一页的网址告诉系统管理员" in answer.text
    assert "王某某" not in answer.text


@pytest.mark.parametrize(
    ("headers", "content", "status", "title", "words"),
    [
        ({}, b"x" * 300_000, 413, "内容过大", "提交的内容过大"),
        ({"Content-Encoding": "gzip"}, b"x", 415, "格式不符", "回到首页"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/sign-out", "/mistyped", "/jurisdictions/620123000000"])
async def test_what_is_refused_before_a_page_is_asked_is_a_page(
    site: Site,
    path: str,
    headers: dict[str, str],
    content: bytes,
    status: int,
    title: str,
    words: str,
) -> None:
    async with site.visitor(office()) as visitor:
        answer = await visitor.post(path, content=content, headers=headers)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert f"<h1>{title}</h1>" in answer.text
    assert words in answer.text
    assert '<a href="/">回到首页</a>' in answer.text
    assert "script-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("path", "status"),
    [("/sign-out", 303), ("/mistyped", 404), ("/jurisdictions/620123000000", 405)],
)
async def test_no_page_waits_for_a_body(site: Site, path: str, status: int) -> None:
    """None reads one, so nobody who sends one slowly holds anything or is told that it is late."""

    reader, writer = await asyncio.open_connection("127.0.0.1", int(site.url.rpartition(":")[2]))
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\nx"
    writer.write(head.encode())
    async with asyncio.timeout(5):
        answered = await reader.readline()
    writer.close()

    assert answered.startswith(b"HTTP/1.1 %d " % status)


async def test_a_fault_outside_of_every_page_is_a_page(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    transport = httpx2.ASGITransport(site.app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url=site.url) as visitor:
        guarded, calls = html.guarded, iter([True])

        def broken_once(response: Any) -> Any:
            if next(calls, False):
                raise RuntimeError("王某某")
            return guarded(response)

        monkeypatch.setattr(html, "guarded", broken_once)
        answer = await visitor.get("/sign-in")

    assert answer.status_code == 500
    assert "<h1>系统内部出错</h1>" in answer.text
    assert "请把这一页的网址告诉系统管理员" in answer.text
    assert "王某某" not in answer.text


async def test_what_programs_ask_stays_json_when_it_is_too_large(site: Site) -> None:
    async with site.visitor() as visitor:
        answer = await visitor.post("/ledger", content=b"x" * 300_000)

    assert (answer.status_code, answer.json()["rule"]) == (413, "too-large")


@pytest.mark.parametrize("path", [*PAGES, "/sign-in", "/mistyped", "/assets/mark.svg", "/livez"])
async def test_head_is_get_without_its_body(site: Site, path: str) -> None:
    async with site.visitor(office()) as visitor:
        got, head = await visitor.get(path), await visitor.head(path)

    assert (head.status_code, head.content) == (got.status_code, b"")
    for each in (got, head):
        each.headers.pop("date", None)
    assert dict(head.headers) == dict(got.headers)
