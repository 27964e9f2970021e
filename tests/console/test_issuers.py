"""Signing in with an issuer that lies, fails or is not itself: a page and a line in the log."""

import hashlib
import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from runtime.settings import from_environment
from runtime.web.app import create_app
from runtime.web.auth import LEEWAY, Tokens
from services.console.wiring import CONSOLE, ROUTERS
from tests.support.tokens import Issuer

CLIENT = "service-console"
SECRET = "a-secret-of-the-console-32-bytes!"
ANOTHERS_KEY = rsa.generate_private_key(65537, 2048)
HOUR = 3600


class Liar(Issuer):
    """An issuer that is honest but for what a test puts here. `None` leaves a thing out."""

    def __init__(self) -> None:
        super().__init__()
        self.name = self.url
        self.nonce = ""
        self.form: dict[str, str] = {}
        self.asked: list[str] = []
        self.instead: dict[str, tuple[int, Any]] = {}
        """Whole answers by their path."""
        self.configuration: dict[str, Any] = {}
        self.access: dict[str, Any] = {}
        self.identity: dict[str, Any] = {}
        self.cashed: dict[str, Any] = {}

    def answer(self, path: str, form: Mapping[str, list[str]]) -> tuple[int, Any]:
        self.asked.append(path)
        if path in self.instead:
            return self.instead[path]
        status, said = super().answer(path, form)
        if path == "/.well-known/openid-configuration":
            honest = said | {"issuer": self.name, "authorization_endpoint": f"{self.url}/authorize"}
            return status, without_none(honest | self.configuration)
        if path == "/token":
            self.form = {name: values[0] for name, values in form.items()}
            access = self.token("wei", ("auditor", "620123"), **{"iss": self.name} | self.access)
            return status, without_none(said | {"access_token": access} | self.id_token())
        return status, said

    def id_token(self) -> dict[str, Any]:
        honest = {"iss": self.name, "aud": CLIENT, "nonce": self.nonce, "yishi": None}
        changed = dict(self.identity)
        sub = changed.pop("subject", "wei")
        return {"id_token": self.token(sub, **honest | changed)} | self.cashed


def without_none(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value is not None}


@pytest.fixture
def liar() -> Iterator[Liar]:
    with Liar() as found:
        yield found


def console(liar: Liar, secret: str = SECRET) -> httpx2.AsyncClient:
    """A browser at a console that trusts this issuer."""
    settings = from_environment(
        "console",
        {
            "YISHI_CONSOLE_DATABASE_URL": "postgresql://127.0.0.1:1/none",
            "YISHI_NATS_URL": "nats://127.0.0.1:1",
            "YISHI_ISSUER_URL": liar.name,
            "YISHI_CONSOLE_CLIENT_SECRET": secret,
        },
    )
    app = create_app(CONSOLE, ROUTERS, None)
    app.state.settings = settings
    app.state.tokens = Tokens(settings.issuer, settings.audience, settings.jwks_url)
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://127.0.0.1:8100")


@pytest.fixture
async def browser(liar: Liar) -> AsyncIterator[httpx2.AsyncClient]:
    async with console(liar) as found:
        yield found


async def begin(browser: httpx2.AsyncClient, liar: Liar) -> dict[str, str]:
    """What the browser is sent to the issuer with."""
    start = await browser.get("/sign-in/start?next=/jurisdictions/620123000000")
    assert start.status_code == 303, start.text
    asked = dict(parse_qsl(urlsplit(start.headers["location"]).query))
    liar.nonce = asked["nonce"]
    return asked


async def sign_in(browser: httpx2.AsyncClient, liar: Liar) -> httpx2.Response:
    asked = await begin(browser, liar)
    return await browser.get("/sign-in/done", params={"state": asked["state"], "code": "a-code"})


def assert_page(answer: httpx2.Response, status: int) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert "yishi-session" not in answer.headers.get("set-cookie", "")


def part(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def by_hand(liar: Liar, algorithm: str, secret: bytes | None) -> str:
    """An id token that no library would make: unsigned, or signed with what is no secret."""
    now = int(time.time())
    claims = {"iss": liar.name, "aud": CLIENT, "sub": "wei", "nonce": liar.nonce, "iat": now}
    text = f"{part({'alg': algorithm, 'kid': liar._kid})}.{part(claims | {'exp': now + HOUR})}"
    signature = hmac.new(secret, text.encode(), hashlib.sha256).digest() if secret else b""
    return f"{text}.{part(signature)}"


def public_key(liar: Liar) -> bytes:
    return liar._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def now(seconds: float) -> float:
    return time.time() + seconds


# What the id token says or how it is signed, and a word of the line in the log.
CLAIMS: dict[str, tuple[Callable[[], dict[str, Any]], str]] = {
    "another issuer": (lambda: {"iss": "https://evil.example"}, "iss"),
    "the issuer with a slash": (lambda: {"iss": "http://127.0.0.1/"}, "iss"),
    "no issuer": (lambda: {"iss": None}, "iss"),
    "another audience": (lambda: {"aud": "another"}, "aud"),
    "the audience of services": (lambda: {"aud": "yishi"}, "aud"),
    "another audience, though for us": (lambda: {"aud": "another", "azp": CLIENT}, "aud"),
    "no audience": (lambda: {"aud": None}, "aud"),
    "an empty list of audiences": (lambda: {"aud": []}, "aud"),
    "two audiences and for nobody": (lambda: {"aud": [CLIENT, "another"]}, "azp"),
    "for another party": (lambda: {"aud": [CLIENT, "x"], "azp": "x"}, "azp"),
    "another nonce": (lambda: {"nonce": "another"}, "nonce"),
    "no nonce": (lambda: {"nonce": None}, "nonce"),
    "a nonce that is none": (lambda: {"nonce": ["議"]}, "nonce"),
    "expired": (lambda: {"exp": now(-LEEWAY - 2)}, "expired"),
    "no expiry": (lambda: {"exp": None}, "exp"),
    "expiry in words": (lambda: {"exp": "tomorrow"}, "exp"),
    "endless": (lambda: {"exp": float("inf")}, "exp"),
    "issued tomorrow": (lambda: {"iat": now(24 * HOUR)}, "future"),
    "no day of issue": (lambda: {"iat": None}, "iat"),
    "not yet valid": (lambda: {"nbf": now(HOUR)}, "not yet valid"),
    "about another person": (lambda: {"subject": "lin"}, "sub"),
    "about nobody": (lambda: {"sub": None}, "sub"),
    "of another access token": (lambda: {"at_hash": "x" * 22}, "at_hash"),
    "another key": (lambda: {"key": ANOTHERS_KEY}, "signature"),
    "an unknown key": (lambda: {"kid": "nobody's"}, "kid"),
    "another algorithm of the same key": (lambda: {"algorithm": "RS512"}, "RS512"),
}


@pytest.mark.parametrize("what", CLAIMS)
async def test_an_id_token_that_is_not_for_this_sign_in(
    browser: httpx2.AsyncClient, liar: Liar, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    changed, word = CLAIMS[what]
    liar.identity = changed()

    assert_page(await sign_in(browser, liar), 403)
    assert word in caplog.text


BY_HAND: dict[str, Callable[[Liar], Any]] = {
    "none": lambda liar: by_hand(liar, "none", None),
    "None": lambda liar: by_hand(liar, "None", None),
    "the public key as a secret": lambda liar: by_hand(liar, "HS256", public_key(liar)),
    "the client's secret": lambda liar: by_hand(liar, "HS256", SECRET.encode()),
    "unsigned under a good name": lambda liar: by_hand(liar, "RS256", None),
    "no token": lambda liar: "x",
    "five parts": lambda liar: "a.b.c.d.e",
    "nested": lambda liar: f"{part(b'[' * 9000)}.e30.x",
    "a number": lambda liar: 5,
    "a list": lambda liar: [["a.b.c"]],
    "nothing": lambda liar: None,
}


@pytest.mark.parametrize("what", BY_HAND)
async def test_an_id_token_that_nobody_signed(
    browser: httpx2.AsyncClient, liar: Liar, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The issuer even says that it uses these algorithms."""
    liar.configuration = {"id_token_signing_alg_values_supported": ["none", "HS256", "None"]}
    asked = await begin(browser, liar)
    liar.cashed = {"id_token": BY_HAND[what](liar)}

    done = await browser.get("/sign-in/done", params={"state": asked["state"], "code": "a-code"})

    assert_page(done, 403)
    assert "sign-in refused" in caplog.text


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"aud": "another"}, "claim aud"),
        ({"exp": 1}, "claim exp"),
        ({"iss": "https://evil.example"}, "claim iss"),
        ({"key": ANOTHERS_KEY}, "signature"),
    ],
)
async def test_an_access_token_that_no_service_would_take(
    browser: httpx2.AsyncClient,
    liar: Liar,
    changed: dict[str, Any],
    word: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    liar.access = changed

    assert_page(await sign_in(browser, liar), 403)
    assert word in caplog.text


@pytest.mark.parametrize(
    ("status", "body", "shown"),
    [
        (400, {"error": "invalid_grant"}, 403),
        (401, {"error": "invalid_client"}, 403),
        (200, {"error": "invalid_grant"}, 403),
        (200, {}, 403),
        (200, [], 403),
        (200, None, 403),
        (200, b"<html>", 403),
        (200, b"\xff\xfe", 403),
        (200, b"[" * 100_000, 403),
        (200, {"access_token": "opaque", "token_type": "Bearer"}, 403),
        (200, {"access_token": 5, "id_token": 5, "expires_in": "soon"}, 403),
        (500, b"", 503),
        (502, b"<html>", 503),
        (302, b"", 503),
        (307, b"", 503),
    ],
)
async def test_a_token_endpoint_that_gives_no_tokens(
    browser: httpx2.AsyncClient, liar: Liar, status: int, body: Any, shown: int
) -> None:
    """Nor does the code go where the endpoint would like to have it."""
    liar.instead = {"/token": (status, body)}

    assert_page(await sign_in(browser, liar), shown)
    assert "/elsewhere" not in liar.asked


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"issuer": ["議"]},
        {"authorization_endpoint": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "//evil.example"},
        {"authorization_endpoint": 5},
        {"token_endpoint": "file:///etc/passwd"},
        {"token_endpoint": "http://x:port"},
    ],
)
async def test_a_description_of_another_issuer_or_of_none(
    browser: httpx2.AsyncClient,
    liar: Liar,
    said: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    liar.configuration = said

    answer = await browser.get("/sign-in/start")

    assert_page(answer, 503)
    assert "YISHI_ISSUER_URL" in caplog.text


CONFIGURATION = "/.well-known/openid-configuration"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, b""),
        (500, b""),
        (302, b""),
        (200, b"<html>"),
        (200, []),
        (200, None),
        (200, b"[" * 9999),
    ],
)
@pytest.mark.parametrize("path", [CONFIGURATION, "/jwks"])
async def test_an_issuer_that_describes_nothing_or_has_no_keys(
    browser: httpx2.AsyncClient, liar: Liar, path: str, status: int, body: Any
) -> None:
    asked = await begin(browser, liar)
    liar.instead = {path: (status, body)}

    done = await browser.get("/sign-in/done", params={"state": asked["state"], "code": "a-code"})

    assert_page(done, 503 if path == CONFIGURATION or status != 200 else 403)
    assert "/elsewhere" not in liar.asked


async def test_a_description_sets_nothing_of_our_client(
    browser: httpx2.AsyncClient, liar: Liar
) -> None:
    liar.configuration = {
        "client_id": "another",
        "verify": False,
        "follow_redirects": True,
        "proxy": "http://127.0.0.1:1",
        "scope": "everything",
        "jwks": {"keys": []},
        "jwks_uri": "http://127.0.0.1:1/jwks",
        "nonce": "known-before",
        "code_challenge_method": "plain",
        "_loaded_at": 1,
    }
    asked = await begin(browser, liar)
    done = await browser.get("/sign-in/done", params={"state": asked["state"], "code": "a-code"})

    assert done.headers["location"] == "/jurisdictions/620123000000"
    assert (asked["client_id"], asked["scope"]) == (CLIENT, "openid")
    assert asked["code_challenge_method"] == "S256"
    assert asked["nonce"] != "known-before"


async def test_a_state_is_good_once_and_in_one_browser(
    browser: httpx2.AsyncClient, liar: Liar
) -> None:
    asked = await begin(browser, liar)
    answer = {"state": asked["state"], "code": "a-code"}
    async with console(liar) as another:
        assert_page(await another.get("/sign-in/done", params=answer), 403)
        liar.asked.clear()
        await begin(another, liar)
        assert_page(await another.get("/sign-in/done", params=answer), 403)
        assert liar.asked == [CONFIGURATION]  # nobody's code was cashed
    liar.nonce = asked["nonce"]
    assert (await browser.get("/sign-in/done", params=answer)).status_code == 303
    assert_page(await browser.get("/sign-in/done", params=answer), 403)


async def test_an_issuer_that_is_away_is_a_page() -> None:
    liar = Liar()
    async with console(liar) as browser:
        with liar:
            asked = await begin(browser, liar)
        answer = {"state": asked["state"], "code": "a-code"}
        assert_page(await browser.get("/sign-in/done", params=answer), 503)
        assert_page(await browser.get("/sign-in/start"), 503)


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize(
    "honest",
    [
        {},
        {"exp": lambda: now(2 - LEEWAY)},
        {"iat": lambda: now(LEEWAY - 2)},
        {"aud": lambda: [CLIENT]},
        {"aud": lambda: [CLIENT, "another"], "azp": lambda: CLIENT},
    ],
)
async def test_an_honest_issuer_signs_in(
    liar: Liar, slash: str, honest: dict[str, Callable[[], Any]]
) -> None:
    """The negative control of everything above."""
    liar.name = liar.url + slash
    liar.identity = {claim: value() for claim, value in honest.items()}
    async with console(liar) as browser:
        done = await sign_in(browser, liar)
    assert done.headers["location"] == "/jurisdictions/620123000000", done.text
    assert "yishi-session" in done.headers["set-cookie"]


@pytest.mark.parametrize("secret", [SECRET, ""])
async def test_the_code_is_cashed_with_what_belongs_to_it(liar: Liar, secret: str) -> None:
    async with console(liar, secret) as browser:
        asked = await begin(browser, liar)
        await browser.get("/sign-in/done", params={"state": asked["state"], "code": "a-code"})

    challenge = part(hashlib.sha256(liar.form.pop("code_verifier").encode()).digest())
    assert challenge == asked["code_challenge"]
    assert liar.form == {
        "grant_type": "authorization_code",
        "code": "a-code",
        "redirect_uri": "http://127.0.0.1:8100/sign-in/done",
        "client_id": CLIENT,
    } | ({"client_secret": secret} if secret else {})


async def test_keys_that_are_not_understood_are_passed_over(
    browser: httpx2.AsyncClient, liar: Liar
) -> None:
    keys = liar._jwks()["keys"]
    of_encryption = {**keys[0], "use": "enc", "alg": "RSA-OAEP", "kid": "e", "key_ops": ["encrypt"]}
    unheard_of = {"kty": "AKP", "alg": "ML-DSA-65", "kid": "x", "pub": "x"}
    of_sm2 = {"kty": "EC", "crv": "SM2", "kid": "s", "x": "AA", "y": "AA"}
    liar.instead = {"/jwks": (200, {"keys": [of_sm2, unheard_of, of_encryption, *keys]})}

    assert (await sign_in(browser, liar)).status_code == 303
