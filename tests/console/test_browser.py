"""The pages in a real browser, without JavaScript, at the width of a desk and of a telephone.

`YISHI_SCREENSHOTS=folder` also keeps what was seen.
"""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from services.console import pages
from tests.console.conftest import Open, Site, office
from tests.console.played import CHANNEL, LILY, MARKET
from tests.console.situations import (
    BUS,
    OVERLONG,
    RESEARCH,
    STOP,
    TALK,
    dealt_out,
    empty_county,
    whole_county,
)
from tests.console.test_pages import CITY, with_a_city

CHROMIUM = next(
    (
        path
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (path := shutil.which(name))
    ),
    None,
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None,
        reason="no Chromium here: apt-get install --no-install-recommends chromium fonts-noto-cjk",
    ),
]
PAGES = {
    "county": "/jurisdictions/620123000000",
    "case-market": f"/cases/{MARKET}",
    "case-lily": f"/cases/{LILY}",
    "case-channel": f"/cases/{CHANNEL}",
    "session": f"/cases/{TALK}",
    "activity": f"/cases/{RESEARCH}",
    "gatherings": "/jurisdictions/620123000000/gatherings",
    "quotas": "/jurisdictions/620123000000/quotas",
    "quotas-town": "/jurisdictions/620123000000/quotas?unit=620123109000",
    "merged": f"/cases/{STOP}",
    "took-in": f"/cases/{BUS}",
    "cases": "/jurisdictions/620123000000/cases?state=all",
    "hostile": f"/cases/{OVERLONG}",
    "hostile-county": "/jurisdictions/511623000000",
    "not-found": "/cases/nothing",
    "no-such-address": "/mistyped",
}
WIDTHS = {"desk": 1280, "phone": 390}


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        yield browser
        await browser.close()


async def opened(
    chromium: Browser, site: Site, width: int, signed_in: bool = True
) -> BrowserContext:
    context = await chromium.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=False, locale="zh-CN"
    )
    if signed_in:
        name, value = site.cookie(office(), office(scope="511623"))
        await context.add_cookies([{"name": name, "value": value, "url": site.url}])
    return context


async def keep(page: Page, name: str) -> None:
    if folder := os.environ.get("YISHI_SCREENSHOTS"):
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
async def test_no_page_scrolls_sideways(
    chromium: Browser, site: Site, name: str, width: str
) -> None:
    context = await opened(chromium, site, WIDTHS[width])
    page = await context.new_page()
    await page.goto(site.url + PAGES[name])
    await keep(page, f"{name}-{width}")

    # Scripts of the page are off; the browser itself is still asked for its measures.
    cdp = await context.new_cdp_session(page)
    measures = await cdp.send("Page.getLayoutMetrics")
    assert measures["cssContentSize"]["width"] <= WIDTHS[width]
    await context.close()


@pytest.mark.parametrize("width", WIDTHS)
async def test_the_page_of_a_city_fits(chromium: Browser, a_site: Open, width: str) -> None:
    site = await a_site(with_a_city(whole_county()))
    context = await chromium.new_context(viewport={"width": WIDTHS[width], "height": 900})
    name, value = site.cookie(office(scope="6201"))
    await context.add_cookies([{"name": name, "value": value, "url": site.url}])
    page = await context.new_page()
    await page.goto(f"{site.url}/jurisdictions/{CITY}")
    await keep(page, f"city-{width}")

    assert await page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width]
    await page.get_by_role("link", name="榆中县").first.click()
    assert page.url == site.url + PAGES["county"]
    await context.close()


@pytest.mark.parametrize("width", WIDTHS)
async def test_what_was_dealt_out_fits(chromium: Browser, a_site: Open, width: str) -> None:
    ledgers = whole_county()
    dealt_out(ledgers)
    site = await a_site(ledgers)
    context = await opened(chromium, site, WIDTHS[width])
    page = await context.new_page()
    await page.goto(site.url + PAGES["county"])
    await keep(page, f"dealt-{width}")

    cdp = await context.new_cdp_session(page)
    measures = await cdp.send("Page.getLayoutMetrics")
    assert measures["cssContentSize"]["width"] <= WIDTHS[width]
    await page.get_by_role("link", name="村口护栏").first.click()
    assert await page.get_by_role("heading", name="村口护栏").is_visible()
    await context.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("megabytes", [0.3, 8])
async def test_what_is_too_large_is_a_page(
    chromium: Browser, site: Site, width: str, megabytes: float
) -> None:
    """A browser that is still sending is shown the answer, and no error of its own."""
    context = await opened(chromium, site, WIDTHS[width])
    page = await context.new_page()
    content = "x" * int(megabytes * 2**20)
    await page.set_content(
        f'<form method="post" enctype="text/plain" action="{site.url}/sign-out">'
        f'<textarea name="text">{content}</textarea><button>提交</button></form>'
    )
    await page.get_by_role("button").click()
    await page.get_by_role("heading", name="内容过大").wait_for(timeout=10_000)
    await keep(page, f"too-large-{width}")

    assert await page.get_by_text("提交的内容过大，没有接收").is_visible()
    await page.get_by_role("link", name="回到首页").click()
    assert page.url.startswith(f"{site.url}/")
    await context.close()


@pytest.mark.parametrize("width", WIDTHS)
async def test_a_fault_is_a_page_in_its_frame(
    chromium: Browser, site: Site, monkeypatch: pytest.MonkeyPatch, width: str
) -> None:
    async def mistaken(*_: Any) -> dict[str, Any]:
        raise RuntimeError("fault")

    context = await opened(chromium, site, WIDTHS[width])
    page = await context.new_page()
    with monkeypatch.context() as patched:
        patched.setattr(pages, "_frame", mistaken)
        answer = await page.goto(f"{site.url}/jurisdictions/620123000000")
        await keep(page, f"fault-{width}")

    assert answer is not None
    assert answer.status == 500
    assert await page.get_by_role("heading", name="系统内部出错").is_visible()
    await page.get_by_role("link", name="回到首页").click()
    assert await page.get_by_role("heading", name="系统内部出错").count() == 0
    await context.close()


async def test_a_county_without_matters_says_what_comes_next(
    chromium: Browser, a_site: Open
) -> None:
    site = await a_site(empty_county())
    context = await opened(chromium, site, 390)
    page = await context.new_page()
    await page.goto(f"{site.url}/jurisdictions/620123000000")
    await keep(page, "empty-phone")

    assert await page.get_by_text("联络员提出第一个议题后").is_visible()
    await context.close()


async def test_signing_in_and_reading_a_case_needs_no_javascript(
    chromium: Browser, site: Site
) -> None:
    context = await opened(chromium, site, 1280, signed_in=False)
    page = await context.new_page()
    await page.goto(f"{site.url}/jurisdictions/620123000000")
    await keep(page, "sign-in-desk")
    await page.get_by_role("link", name="统一身份认证登录").click()
    await page.get_by_role("button", name="县政协办公室").first.click()
    await page.wait_for_url(f"{site.url}/jurisdictions/620123000000")
    await page.get_by_role("link", name="新营镇样例十一村便民菜市场建设").first.click()

    assert await page.get_by_role("heading", name="新营镇样例十一村便民菜市场建设").is_visible()
    await page.get_by_role("button", name="退出登录").click()
    assert page.url == f"{site.url}/sign-in"
    await context.close()
