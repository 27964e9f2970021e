"""Tokens that are not what they seem, on a real issuer and a real service."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from httpx2 import AsyncClient, Response

from runtime.refusals import NotNow
from runtime.web.auth import NotAuthenticated, Tokens
from tests.hostile.house import House
from tests.support.tokens import AUDIENCE, Issuer

AUDITOR = ("auditor", "620123")
NOW = int(time.time())


@pytest.fixture
async def door(town: dict[str, House], issuer: Issuer) -> AsyncIterator[AsyncClient]:
    """A service that believes this issuer and nobody else."""
    here = town["topics"]
    believed = here.app.state.tokens
    here.app.state.tokens = Tokens(issuer.url, AUDIENCE, issuer.jwks_url)
    yield here.client
    here.app.state.tokens = believed


async def knock(door: AsyncClient, token: str) -> Response:
    return await door.get("/topics", headers={"Authorization": f"Bearer {token}"})


def part(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def claims(issuer: Issuer, **changed: Any) -> dict[str, Any]:
    now = int(time.time())
    given = {"iss": issuer.url, "aud": AUDIENCE, "sub": "wei", "iat": now, "exp": now + 600}
    return {**given, "yishi": [{"role": "auditor", "scope": "620123"}], **changed}


def kid(issuer: Issuer) -> str:
    found: str = jwt.get_unverified_header(issuer.token("wei"))["kid"]
    return found


def signed_with_the_public_key(issuer: Issuer) -> str:
    """The oldest trick: what everybody may read, used as a shared secret."""
    pem = issuer._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head = part({"alg": "HS256", "typ": "JWT", "kid": kid(issuer)})
    text = f"{head}.{part(claims(issuer))}"
    return f"{text}.{part(hmac.new(pem, text.encode(), hashlib.sha256).digest())}"


def unsigned(issuer: Issuer, algorithm: str) -> str:
    head = part({"alg": algorithm, "typ": "JWT", "kid": kid(issuer)})
    return f"{head}.{part(claims(issuer))}."


def of_another_key(issuer: Issuer) -> str:
    return issuer.token("wei", AUDITOR, key=rsa.generate_private_key(65537, 2048))


def with_its_own_key_inside(issuer: Issuer) -> str:
    """`jwk` and `jku` in the head say where to find the key. They are nobody's to say."""
    key = ec.generate_private_key(ec.SECP256R1())
    own = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key.public_key()))
    head = {"kid": kid(issuer), "jwk": own, "jku": "http://127.0.0.1:9/jwks"}
    return jwt.encode(claims(issuer), key, algorithm="ES256", headers=head)


def with_another_body(issuer: Issuer) -> str:
    head, _, signature = issuer.token("wei", AUDITOR).split(".")
    return f"{head}.{part(claims(issuer, sub='somebody-else'))}.{signature}"


def nested_head(issuer: Issuer) -> str:
    return f"{part(b'[' * 9000)}.{part(claims(issuer))}.{part(b'x')}"


NEVER = {
    "none": lambda issuer: unsigned(issuer, "none"),
    "None": lambda issuer: unsigned(issuer, "None"),
    "public key as secret": signed_with_the_public_key,
    "another key": of_another_key,
    "another algorithm of the same key": lambda i: i.token("wei", AUDITOR, algorithm="RS512"),
    "its own key inside": with_its_own_key_inside,
    "another body": with_another_body,
    "unknown kid": lambda issuer: issuer.token("wei", AUDITOR, kid="nobody's"),
    "no kid": lambda issuer: issuer.token("wei", AUDITOR, kid=""),
    "another issuer": lambda i: i.token("wei", AUDITOR, iss="http://evil.example"),
    "no issuer": lambda issuer: issuer.token("wei", AUDITOR, iss=None),
    "no audience": lambda issuer: issuer.token("wei", AUDITOR, aud=None),
    "a list of no audiences": lambda issuer: issuer.token("wei", AUDITOR, aud=[]),
    "an empty audience": lambda issuer: issuer.token("wei", AUDITOR, aud=""),
    "not yet valid": lambda issuer: issuer.token("wei", AUDITOR, nbf=NOW + 36_000),
    "issued in the future": lambda issuer: issuer.token("wei", AUDITOR, iat=NOW + 36_000),
    "no expiry": lambda issuer: issuer.token("wei", AUDITOR, exp=None),
    "endless expiry": lambda issuer: issuer.token("wei", AUDITOR, exp=float("inf")),
    "expiry in words": lambda issuer: issuer.token("wei", AUDITOR, exp="tomorrow"),
    "no day of issue": lambda issuer: issuer.token("wei", AUDITOR, iat=None),
    "nobody": lambda issuer: issuer.token("wei", AUDITOR, sub=None),
    "an empty name": lambda issuer: issuer.token("", AUDITOR),
    "a name of controls": lambda issuer: issuer.token("a\0b\n", AUDITOR),
    "half a character": lambda issuer: issuer.token("a\ud800", AUDITOR),
    "a name without end": lambda issuer: issuer.token("n" * 300, AUDITOR),
    "a policy's name": lambda i: i.token("policy:when_topic_approved_start_procedure", AUDITOR),
    "a policy's office": lambda issuer: issuer.token("wei", ("policy", "")),
    "an unknown office": lambda issuer: issuer.token("wei", ("emperor", "")),
    "a scope that is none": lambda issuer: issuer.token("wei", ("auditor", "%")),
    "a scope of other digits": lambda issuer: issuer.token("wei", ("auditor", "６２０１２３")),
    "a body that is none": lambda i: i.token("wei", ("department", "620123", "a'; DROP")),
    "half a body": lambda i: i.token("wei", ("department", "620123", "\ud800")),
    "offices that are no list": lambda issuer: issuer.token("wei", yishi="auditor"),
    "enormous": lambda issuer: issuer.token("wei", *[AUDITOR] * 2000),
    "nested head": nested_head,
    "two parts": lambda issuer: issuer.token("wei", AUDITOR).rsplit(".", 1)[0],
    "five parts": lambda issuer: issuer.token("wei", AUDITOR) + ".x.y",
    "not base64": lambda issuer: "!.!.!",
}


def jwt_with_null(issuer: Issuer) -> str:
    return jwt.encode(
        claims(issuer, yishi=None), issuer._key, algorithm="RS256", headers={"kid": kid(issuer)}
    )


@pytest.mark.parametrize("what", NEVER)
async def test_it_is_401_with_a_sentence(door: AsyncClient, issuer: Issuer, what: str) -> None:
    answer = await knock(door, NEVER[what](issuer))

    assert (answer.status_code, answer.json()["rule"]) == (401, "token-invalid"), answer.text
    assert answer.headers["www-authenticate"] == 'Bearer error="token-invalid"'


async def test_expired_and_foreign_audience_say_so(door: AsyncClient, issuer: Issuer) -> None:
    for token, rule in (
        (issuer.token("wei", AUDITOR, exp=NOW - 60), "token-expired"),
        (issuer.token("wei", AUDITOR, aud="another-system"), "token-audience"),
        (issuer.token("wei", AUDITOR, aud=["another", "third"]), "token-audience"),
    ):
        answer = await knock(door, token)
        assert (answer.status_code, answer.json()["rule"]) == (401, rule)


async def test_a_good_token_still_opens(door: AsyncClient, issuer: Issuer) -> None:
    """The negative control of everything above."""
    assert (await knock(door, issuer.token("wei", AUDITOR))).status_code == 200
    assert (
        await knock(door, issuer.token("样 例", AUDITOR, aud=["x", AUDIENCE]))
    ).status_code == 200
    assert (await knock(door, issuer.token("wei"))).status_code == 403
    answer = await knock(door, jwt_with_null(issuer))  # as providers write who has no office
    assert (answer.status_code, answer.json()["rule"]) == (403, "no-office")


async def test_a_remembered_token_is_forgotten_in_time(issuer: Issuer) -> None:
    tokens = Tokens(issuer.url, AUDIENCE, issuer.jwks_url)
    token = issuer.token("wei", AUDITOR, exp=NOW + 86_400)

    await tokens.actor(token)

    until, _ = tokens._good[token]
    assert until <= time.time() + Tokens.REMEMBERED


async def test_a_withdrawn_key_counts_no_longer(town: dict[str, House]) -> None:
    with Issuer() as issuer:
        tokens = Tokens(issuer.url, AUDIENCE, issuer.jwks_url)
        await tokens.actor(issuer.token("wei", AUDITOR))
        stolen = issuer.token("thief", AUDITOR)
        issuer._kid = "the-next"
        cache = tokens._keys.jwk_set_cache
        assert cache is not None
        cache.lifespan = 0  # five minutes later

        with pytest.raises(Exception, match="token-invalid"):
            await tokens.actor(stolen)


async def test_an_issuer_that_is_away_is_503_and_nobody_waits_for_it(
    town: dict[str, House],
) -> None:
    here = town["topics"]
    believed = here.app.state.tokens
    with Issuer() as issuer:
        token, url, jwks = issuer.token("wei", AUDITOR), issuer.url, issuer.jwks_url
    here.app.state.tokens = Tokens(url, AUDIENCE, jwks)
    try:
        started = time.monotonic()
        for _ in range(20):
            answer = await knock(here.client, token)
            assert (answer.status_code, answer.json()["rule"]) == (503, "issuer-away")
            assert int(answer.headers["retry-after"]) >= 1
        assert time.monotonic() - started < 10
    finally:
        here.app.state.tokens = believed


async def test_who_is_known_already_is_served_while_the_issuer_is_away(
    town: dict[str, House],
) -> None:
    here = town["topics"]
    believed = here.app.state.tokens
    try:
        with Issuer() as issuer:
            token = issuer.token("wei", AUDITOR)
            unknown = issuer.token("wei", AUDITOR, kid="nobody's")
            later = issuer.token("lin", AUDITOR)
            here.app.state.tokens = Tokens(issuer.url, AUDIENCE, issuer.jwks_url)
            assert (await knock(here.client, token)).status_code == 200
        assert (await knock(here.client, unknown)).status_code == 503
        assert (await knock(here.client, token)).status_code == 200
        assert (await knock(here.client, later)).status_code == 200
    finally:
        here.app.state.tokens = believed


async def test_unknown_keys_do_not_drive_us_to_the_issuer_each_time(issuer: Issuer) -> None:
    tokens = Tokens(issuer.url, AUDIENCE, issuer.jwks_url)
    asked = 0
    fetch = tokens._keys.fetch_data

    def counted() -> Any:
        nonlocal asked
        asked += 1
        return fetch()

    tokens._keys.fetch_data = counted  # type: ignore[method-assign]
    for number in range(50):
        with pytest.raises((NotAuthenticated, NotNow)):  # nobody's, or perhaps a new one
            await tokens.actor(issuer.token("wei", AUDITOR, kid=f"guess-{number}"))
    assert asked <= 2
