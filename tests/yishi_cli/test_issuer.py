"""Signing in at the development issuer, as the console and the command line do it."""

import base64
import hashlib
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import jwt
import pytest

from contracts.roles import Role
from yishi.development.issuer.people import IssuerError, people_in
from yishi.development.issuer.protocol import CONSOLE, Issuer
from yishi.development.issuer.server import app, from_environment

CALLBACK = "http://127.0.0.1:8100/sign-in/done"
VERIFIER = "a-verifier-that-is-long-enough-to-be-one-of-43-to-128"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=")
LOGIN = {
    "response_type": "code",
    "client_id": CONSOLE,
    "redirect_uri": CALLBACK,
    "scope": "openid profile",
    "state": "the-state",
    "nonce": "the-nonce",
    "code_challenge": CHALLENGE.decode(),
    "code_challenge_method": "S256",
}


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return from_environment({"YISHI_DATA": str(tmp_path_factory.mktemp("issuer"))})[0]


@pytest.fixture
async def web(real: Issuer) -> Any:
    transport = httpx2.ASGITransport(app(real))
    async with httpx2.AsyncClient(transport=transport, base_url=real.url) as client:
        yield client


async def sign_in(web: httpx2.AsyncClient, person: str = "xinying-clerk", **changed: str) -> str:
    answer = await web.post("/authorize", data=LOGIN | {"person": person} | changed)
    assert answer.status_code == 303
    back = urlsplit(answer.headers["location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == CALLBACK
    query = parse_qs(back.query)
    assert query["state"] == ["the-state"]
    return query["code"][0]


def cash(code: str, /, **changed: str) -> dict[str, str]:
    return {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "client_id": CONSOLE,
        "code_verifier": VERIFIER,
    } | changed


async def read(web: httpx2.AsyncClient, token: str, audience: str) -> dict[str, Any]:
    """The claims, checked with what the issuer publishes about itself."""
    published = (await web.get("/.well-known/openid-configuration")).json()
    keys = jwt.PyJWKSet.from_dict((await web.get(published["jwks_uri"])).json())
    key = keys[jwt.get_unverified_header(token)["kid"]]
    claims: dict[str, Any] = jwt.decode(
        token, key, algorithms=["RS256"], audience=audience, issuer=published["issuer"]
    )
    return claims


async def test_the_code_flow_ends_in_two_good_tokens(web: httpx2.AsyncClient, real: Issuer) -> None:
    page = await web.get("/authorize", params=LOGIN)
    assert "仅供开发演示" in page.text
    assert 'value="xinying-clerk"' in page.text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    assert hidden == LOGIN
    code = await sign_in(web)
    answer = await web.post("/token", data=cash(code), auth=(CONSOLE, real.secrets[CONSOLE]))
    assert answer.headers["cache-control"] == "no-store"
    tokens = answer.json()
    assert tokens["expires_in"] == 3600
    who = await read(web, tokens["id_token"], CONSOLE)
    assert (who["sub"], who["nonce"], who["name"]) == ("xinying-clerk", "the-nonce", "例知行")
    may = await read(web, tokens["access_token"], "yishi")
    assert may["yishi"] == [{"role": "clerk", "scope": "620123109"}]
    assert may["exp"] - may["iat"] == 3600


async def test_a_public_client_with_pkce_is_served_too(web: httpx2.AsyncClient) -> None:
    assert (await web.post("/token", data=cash(await sign_in(web)))).status_code == 200


@pytest.mark.parametrize(
    "changed",
    [
        {"code_verifier": "another-verifier-that-was-not-announced-before"},
        {"code_verifier": ""},
        {"redirect_uri": CALLBACK + "/"},
        {"code": "guessed"},
    ],
)
async def test_a_code_needs_all_that_belongs_to_it(
    web: httpx2.AsyncClient, changed: dict[str, str]
) -> None:
    answer = await web.post("/token", data=cash(await sign_in(web), **changed))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


async def test_a_code_is_good_once(web: httpx2.AsyncClient) -> None:
    code = await sign_in(web)
    assert (await web.post("/token", data=cash(code))).status_code == 200
    assert (await web.post("/token", data=cash(code))).status_code == 400


async def test_a_code_is_good_for_a_minute(web: httpx2.AsyncClient, real: Issuer) -> None:
    code = await sign_in(web)
    now, real.clock = real.clock, lambda: now() + 61
    try:
        assert (await web.post("/token", data=cash(code))).status_code == 400
    finally:
        real.clock = now


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": "http://127.0.0.1:8100/sign-in/done/"},
        {"redirect_uri": "http://127.0.0.1:8100/sign-in/done?x=1"},
        {"redirect_uri": "http://elsewhere.example/sign-in/done"},
        {"redirect_uri": "HTTP://127.0.0.1:8100/sign-in/done"},
        {"client_id": "stranger"},
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_stranger_is_never_redirected_to(
    web: httpx2.AsyncClient, method: str, changed: dict[str, str]
) -> None:
    asked = LOGIN | {"person": "operator"} | changed
    where = {"params": asked} if method == "GET" else {"data": asked}
    answer = await web.request(method, "/authorize", **where)  # type: ignore[arg-type]
    assert answer.status_code == 400
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
    ],
)
async def test_a_wrong_login_goes_back_with_the_reason(
    web: httpx2.AsyncClient, changed: dict[str, str], error: str
) -> None:
    answer = await web.get("/authorize", params=LOGIN | changed)
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    assert query["error"] == [error]
    assert query["state"] == ["the-state"]


async def test_what_the_address_says_is_shown_as_text(web: httpx2.AsyncClient) -> None:
    page = await web.get("/authorize", params=LOGIN | {"state": '"><script>alert(1)</script>'})
    assert "<script>" not in page.text


@pytest.mark.parametrize("how", ["basic", "post"])
@pytest.mark.parametrize("client", ["service-topics", "operator", "yz-transport"])
async def test_services_and_persons_get_tokens_for_their_secret(
    web: httpx2.AsyncClient, real: Issuer, client: str, how: str
) -> None:
    secret = real.secrets[client]
    form = {"grant_type": "client_credentials"}
    if how == "basic":
        answer = await web.post("/token", data=form, auth=(client, secret))
    else:
        answer = await web.post(
            "/token", data=form | {"client_id": client, "client_secret": secret}
        )
    claims = await read(web, answer.json()["access_token"], "yishi")
    assert claims["sub"] == client


@pytest.mark.parametrize(
    ("client", "secret"),
    [("operator", "guess"), ("operator", ""), ("nobody", ""), ("", ""), ("operator", "猜")],
)
async def test_no_token_without_the_secret(
    web: httpx2.AsyncClient, client: str, secret: str
) -> None:
    form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret}
    answer = await web.post("/token", data=form)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("header", ["Basic %%%", "Basic " + "/w==", "Basic"])
async def test_a_broken_header_is_refused(web: httpx2.AsyncClient, header: str) -> None:
    form = {"grant_type": "client_credentials"}
    answer = await web.post("/token", data=form, headers={"Authorization": header})
    assert answer.status_code == 401


async def test_only_two_grants_are_offered(web: httpx2.AsyncClient) -> None:
    answer = await web.post("/token", data={"grant_type": "password"})
    assert answer.json()["error"] == "unsupported_grant_type"


def test_key_and_secrets_outlive_a_restart_and_are_private(tmp_path: Path) -> None:
    first, _ = from_environment({"YISHI_DATA": str(tmp_path)})
    second, _ = from_environment({"YISHI_DATA": str(tmp_path)})
    assert second.jwk == first.jwk
    assert second.secrets == first.secrets
    assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}


def test_it_does_not_start_in_production(tmp_path: Path) -> None:
    started = subprocess.run(
        [sys.executable, "-m", "yishi.development.issuer.server"],
        env={"YISHI_ENV": "production", "YISHI_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode == 2
    assert "YISHI_ISSUER_URL" in started.stderr
    assert "Traceback" not in started.stderr


def test_a_faulty_people_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "people.toml"
    file.write_text('[[people]]\nid = "x"\n')
    with pytest.raises(IssuerError, match=r"people\.toml"):
        people_in(file)


def test_the_demonstration_has_every_office_but_those_of_machines() -> None:
    held = {grant.role for person in people_in().values() for grant in person.grants}
    assert held == set(Role) - {Role.SERVICE, Role.POLICY}
