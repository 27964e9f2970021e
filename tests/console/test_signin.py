"""Signing in against a real issuer: every part of the exchange must belong together."""

import re
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from contracts.roles import Role
from tests.console.conftest import Site, office


async def choose(visitor: httpx2.AsyncClient, site: Site, next: str = "/") -> httpx2.Response:
    """Up to the moment when the issuer sends the browser back: its answer."""
    start = await visitor.get("/sign-in/start", params={"next": next})
    assert start.status_code == 303, start.text
    asked = {
        name: values[0]
        for name, values in parse_qs(urlsplit(start.headers["location"]).query).items()
    }
    return await visitor.post(
        f"{site.issuer.url}/authorize", data=asked | {"person": "cppcc-office"}
    )


async def test_signing_in_leads_back_to_where_one_wanted_to_go(site: Site) -> None:
    async with site.visitor() as visitor:
        back = await choose(visitor, site, "/jurisdictions/620123000000?x=1")
        done = await visitor.get(back.headers["location"])
        page = await visitor.get("/jurisdictions/620123000000")

    assert done.headers["location"] == "/jurisdictions/620123000000?x=1"
    assert page.status_code == 200


async def test_the_request_bears_pkce_and_the_registered_callback(site: Site) -> None:
    async with site.visitor() as visitor:
        start = await visitor.get("/sign-in/start")
    asked = parse_qs(urlsplit(start.headers["location"]).query)

    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) == 43
    assert asked["redirect_uri"] == [f"{site.url}/sign-in/done"]
    assert "verifier" not in start.headers["location"]


async def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(site: Site) -> None:
    async with site.visitor() as visitor:
        back = await choose(visitor, site)
        done = await visitor.get(back.headers["location"])
    session = next(
        line for line in done.headers.get_list("set-cookie") if line.startswith("yishi-session=")
    )

    assert "HttpOnly" in session
    assert "SameSite=lax" in session
    assert len(session) < 4096


@pytest.mark.parametrize("change", ["state", "code", "iss"])
async def test_an_answer_that_does_not_fit_signs_nobody_in(site: Site, change: str) -> None:
    async with site.visitor() as visitor:
        back = httpx2.URL((await choose(visitor, site)).headers["location"])
        done = await visitor.get(back.copy_set_param(change, "another"))
        page = await visitor.get("/jurisdictions/620123000000")

    assert done.status_code == 403
    assert "请重新登录" in done.text
    assert page.status_code == 303


async def test_a_code_of_another_browser_signs_nobody_in(site: Site) -> None:
    async with site.visitor() as attacker, site.visitor() as victim:
        back = await choose(attacker, site)
        done = await victim.get(back.headers["location"])

    assert done.status_code == 403


async def test_a_refusal_of_the_issuer_is_a_page(site: Site) -> None:
    async with site.visitor() as visitor:
        await choose(visitor, site)
        done = await visitor.get("/sign-in/done?error=access_denied&state=x")

    assert done.status_code == 403
    assert "登录没有完成" in done.text


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x", ""]
)
async def test_nobody_is_led_to_another_site(site: Site, elsewhere: str) -> None:
    async with site.visitor() as visitor:
        page = await visitor.get("/sign-in", params={"next": elsewhere})
        back = await choose(visitor, site, elsewhere)
        done = await visitor.get(back.headers["location"])

    assert re.search(r'href="/sign-in/start\?next=/"', page.text)
    assert done.headers["location"] == "/"


async def test_a_cookie_of_ones_own_making_opens_nothing(site: Site) -> None:
    name, value = site.cookie(office())
    body, _, rest = value.partition(".")
    async with httpx2.AsyncClient(base_url=site.url, cookies={name: f"{body}x.{rest}"}) as visitor:
        page = await visitor.get("/jurisdictions/620123000000")

    assert page.status_code == 303


async def test_an_expired_token_means_signing_in_again(site: Site) -> None:
    clock = site.issuer.clock
    site.issuer.clock = lambda: clock() - 7200
    try:
        name, value = site.cookie(office(Role.CLERK), sub="late")
    finally:
        site.issuer.clock = clock
    async with httpx2.AsyncClient(base_url=site.url, cookies={name: value}) as visitor:
        page = await visitor.get("/jurisdictions/620123000000")

    assert page.status_code == 303


async def test_signing_out_ends_the_session(site: Site) -> None:
    async with site.visitor(office()) as visitor:
        out = await visitor.post("/sign-out")
        page = await visitor.get("/jurisdictions/620123000000")

    assert out.headers["location"] == "/sign-in"
    assert page.status_code == 303


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("code=x&state=é", 400),
        ("code=x&state=%C3%A9", 400),
        ("code=x&state=%FF%FE", 400),
        ("code=x&state=%00", 403),
        ("code=议&state=x", 400),
        ("code=x&state=" + "s" * 5000, 400),
        ("code=" + "c" * 5000 + "&state=x", 400),
        ("code=x&state=a&state=b", 403),
        ("code=x&state=%ED%A0%80", 400),
        ("code=x&state[]=a", 403),
        ("code=x&state=a&iss=%C3%A9", 403),
        ("", 403),
        ("&&==&%", 403),
    ],
)
@pytest.mark.parametrize("under_way", [True, False])
async def test_a_strange_answer_of_the_issuer_is_a_page(
    site: Site, query: str, status: int, under_way: bool
) -> None:
    async with site.visitor() as visitor:
        if under_way:
            await choose(visitor, site)
        done = await visitor.get(f"/sign-in/done?{query}")

    assert done.status_code == status
    assert done.headers["content-type"].startswith("text/html")
    assert "请重新登录" in done.text


@pytest.mark.parametrize(
    "value", [b"\xff", b"x", b"a.b.c", b'"\\351"', b"=", b"x" * 5000, "议".encode(), b"e30.x.y"]
)
async def test_a_strange_cookie_is_none(site: Site, value: bytes) -> None:
    for name in ("yishi-signing-in", "yishi-session"):
        cookie = name.encode() + b"=" + value
        async with httpx2.AsyncClient(base_url=site.url, headers={b"cookie": cookie}) as visitor:
            assert (await visitor.get("/sign-in/done?code=x&state=y")).status_code == 403
            assert (await visitor.get("/jurisdictions/620123000000")).status_code == 303
