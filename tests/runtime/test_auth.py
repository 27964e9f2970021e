"""Tokens as providers make them: which are taken, and what the log says of those that are not."""

import asyncio
import base64
import json
import logging
import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from runtime.refusals import NotNow
from runtime.web.auth import LEEWAY, NotAuthenticated, Tokens
from tests.support.tokens import AUDIENCE, Issuer

CLERK = ("clerk", "620123109")
OFFICE = {"role": "clerk", "scope": "620123109"}


@pytest.fixture
def own():
    """An issuer of this test's own, whose answers may be changed."""
    with Issuer() as issuer:
        yield issuer


def tokens_of(issuer, name=None):
    return Tokens(name or issuer.url, AUDIENCE, issuer.jwks_url)


@pytest.mark.parametrize("path", ["", "/", "/application/o/yishi/", "/realms/county", "//"])
async def test_an_issuer_is_called_just_as_it_is_configured(own, path):
    name = own.url + path
    tokens = tokens_of(own, name)

    assert (await tokens.actor(own.token("wei", CLERK, iss=name))).id == "wei"
    for other in (name + "/", name[:-1], own.url + path.upper() + "x"):
        with pytest.raises(NotAuthenticated, match="token-invalid"):
            await tokens.actor(own.token("wei", CLERK, iss=other))


@pytest.mark.parametrize("claim", ["iat", "nbf"])
async def test_clocks_may_differ_by_seconds(own, claim):
    tokens, now = tokens_of(own), int(time.time())

    for ahead in (1, 2, 5, LEEWAY - 2):
        assert await tokens.actor(own.token("wei", CLERK, **{claim: now + ahead}))
    with pytest.raises(NotAuthenticated, match="token-invalid"):
        await tokens.actor(own.token("wei", CLERK, **{claim: now + LEEWAY + 60}))


async def test_a_token_that_has_just_expired_is_taken_for_seconds(own):
    tokens, now = tokens_of(own), int(time.time())

    assert await tokens.actor(own.token("wei", CLERK, exp=now - 2))
    with pytest.raises(NotAuthenticated, match="token-expired"):
        await tokens.actor(own.token("wei", CLERK, exp=now - LEEWAY - 5))


@pytest.mark.parametrize(
    "offices",
    [json.dumps([OFFICE]), [json.dumps(OFFICE)], [OFFICE], [{**OFFICE, "body": None}]]
    + [OFFICE, json.dumps(OFFICE), f" {json.dumps(OFFICE)}\n"],
    ids=["one text", "a list of texts", "a list", "with nothing"]
    + ["no list", "a text without a list", "with blanks"],
)
async def test_offices_may_be_written_into_a_text(own, offices):
    """A mapper of Keycloak whose type is String, or that maps an attribute of several values; a
    provider that takes a single value out of its list."""
    [grant] = (await tokens_of(own).actor(own.token("wei", yishi=offices))).grants

    assert (grant.role, grant.scope) == ("clerk", "620123109")


@pytest.mark.parametrize("nothing", [None, "", " ", "null", [], "[]"], ids=repr)
async def test_who_has_no_office_is_somebody_without_one(own, nothing):
    """Signed in, and told by the routes which office is wanted; not sent to sign in again."""
    assert (await tokens_of(own).actor(signed(own, yishi=nothing))).grants == ()


NAME = "王秀英"
SECRET = "13800001234"
REFUSED = {
    "no subject": ({"sub": None}, "claim sub is missing"),
    "a subject of controls": ({"sub": f"{NAME}\n{SECRET}"}, "claim sub: it must be 1 to 255"),
    "a subject that is a number": ({"sub": 13800001234}, "claim sub: it is of the wrong kind"),
    "a subject that is a list": ({"sub": [NAME]}, "claim sub: it is of the wrong kind"),
    "a number for its id": ({"jti": 13800001234}, "claim jti: it is of the wrong kind"),
    "issue in words": ({"iat": NAME}, "claim iat: it is of the wrong kind"),
    "a list as start": ({"nbf": [1]}, "claim nbf: it is of the wrong kind"),
    "an unknown role": (
        {"yishi": [OFFICE, {"role": SECRET, "scope": ""}]},
        "claim yishi: at 1.role: ",
    ),
    "a scope as number": (
        {"yishi": [{"role": "clerk", "scope": 13800001234}]},
        "claim yishi: at 0",
    ),
    "offices as object": ({"yishi": {"name": NAME}}, "claim yishi: "),
    "offices in no JSON": ({"yishi": f"clerk {NAME}"}, "claim yishi: a text that is no list"),
    "a deep text": ({"yishi": "[" * 6000}, "claim yishi: a text that is no list of offices"),
    "a policy": ({"sub": "policy:x"}, "claim sub or yishi: a policy's name or office"),
    "no issue": ({"iat": None}, "claim iat is missing"),
    "no end": ({"exp": None}, "claim exp is missing"),
    "ended": ({"exp": 1}, "claim exp: it has expired"),
    "not yet": ({"nbf": 2**33}, "claim nbf: more than 10 s ahead"),
    "issued tomorrow": ({"iat": 2**33}, "claim iat: more than 10 s ahead"),
    "end in words": ({"exp": "soon"}, "claim exp: it is of the wrong kind"),
    "another audience": ({"aud": "account"}, "claim aud is 'account' and does not name 'yishi'"),
    "other audiences": ({"aud": ["a", "b"]}, "claim aud is ['a', 'b'] and does not name 'yishi'"),
    "no audience": ({"aud": None}, "claim aud is missing"),
    "another issuer": ({"iss": "https://x/"}, "claim iss is 'https://x/', and YISHI_ISSUER_URL is"),
    "an unknown key": ({"kid": "other"}, "header kid: http"),
    "another algorithm": ({"algorithm": "RS512"}, "header alg: only RS256 and ES256 are taken"),
    "a key that is not its own": (
        {"key": rsa.generate_private_key(65537, 2048)},
        "signature: it is not made with the key that the token names",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_the_log_names_the_claim_and_nobody(own, caplog, what):
    changed, said = REFUSED[what]
    changed = dict(changed)
    subject = changed.pop("sub", NAME)
    given = own.token(NAME, **({"yishi": [OFFICE]} | changed))
    if subject != NAME:
        given = signed(own, sub=GONE if subject is None else subject)

    with pytest.raises(NotAuthenticated):
        await tokens_of(own).actor(given)

    [line] = [each.getMessage() for each in caplog.records if each.name == "runtime.web.auth"]
    assert said in line
    assert "\n" not in line
    assert not [part for part in (NAME, SECRET, *given.split(".")) if part in line]


def claims_of(issuer):
    now = int(time.time())
    return {"iss": issuer.url, "aud": AUDIENCE, "sub": "wei", "iat": now, "exp": now + 600}


GONE = object()


def signed(issuer, **changed):
    """PyJWT itself makes no token whose subject is a number; others do."""
    claims = {**claims_of(issuer), **changed}
    kept = {name: value for name, value in claims.items() if value is not GONE}
    head = {"kid": issuer._kid}
    return jwt.api_jws.encode(json.dumps(kept).encode(), issuer._key, "RS256", headers=head)


@pytest.mark.parametrize("text", ["opaque-access-token", "a.b", "a.b.c", "", "é.é.é", "x" * 17_000])
async def test_what_is_no_token_is_told_to_be_none(own, caplog, text):
    with pytest.raises(NotAuthenticated, match="token-invalid"):
        await tokens_of(own).actor(text)

    assert "no signed token of three parts" in caplog.text or "longer than 16384" in caplog.text


async def test_the_same_reason_does_not_fill_the_log(own, caplog):
    caplog.set_level(logging.WARNING)
    tokens = tokens_of(own)
    for _ in range(20):
        with pytest.raises(NotAuthenticated):
            await tokens.actor(own.token("wei", CLERK, exp=1))

    assert 1 <= len(caplog.records) <= 5


def jwk(key, **more):
    algorithm = ECAlgorithm if isinstance(key, ec.EllipticCurvePrivateKey) else RSAAlgorithm
    return {**algorithm.to_jwk(key.public_key(), as_dict=True), **more}


EC = ec.generate_private_key(ec.SECP256R1())
STRANGERS = [
    {"kty": "RSA", "kid": "broken"},
    {"kty": "RSA", "kid": "broken too", "n": "!", "e": "AQAB"},
    {"kty": "EC", "crv": "brainpoolP256r1", "x": "AA", "y": "AA", "kid": "curve"},
    {"kty": "OKP", "crv": "X25519", "x": "AA", "kid": "x"},
    {"kty": "oct", "k": "c2VjcmV0", "kid": "shared"},
    {"kty": "PQC", "kid": "future"},
    {},
    None,
    "text",
    jwk(rsa.generate_private_key(65537, 2048), kid="enc", use="enc", alg="RSA-OAEP"),
]


async def test_keys_of_other_kinds_beside_ours_harm_nothing(own):
    ours = own._jwks()["keys"][0]
    own._jwks = lambda: {"keys": [*STRANGERS, ours, *STRANGERS], "more": 1}

    assert (await tokens_of(own).actor(own.token("wei", CLERK))).id == "wei"
    for name in ("shared", "enc", "broken"):
        with pytest.raises(NotAuthenticated):
            await tokens_of(own).actor(own.token("wei", CLERK, kid=name))


async def test_elliptic_keys_are_taken(own):
    own._jwks = lambda: {"keys": [*STRANGERS, jwk(EC, kid="e")]}

    given = own.token("wei", CLERK, kid="e", key=EC, algorithm="ES256")

    assert (await tokens_of(own).actor(given)).id == "wei"


def without_kid(issuer):
    now = int(time.time())
    claims = {"iss": issuer.url, "aud": AUDIENCE, "sub": "wei", "iat": now, "exp": now + 600}
    return jwt.encode(claims, issuer._key, algorithm="RS256")


async def test_an_only_key_needs_no_name(own):
    ours = own._jwks()["keys"][0]
    for keys in ([ours], [{k: v for k, v in ours.items() if k != "kid"}], [*STRANGERS, ours]):
        own._jwks = lambda keys=keys: {"keys": keys}
        assert (await tokens_of(own).actor(without_kid(own))).id == "wei"


async def test_among_several_keys_one_without_a_name_is_nobodys(own):
    ours = own._jwks()["keys"][0]
    own._jwks = lambda: {"keys": [ours, jwk(EC, kid="e")]}

    with pytest.raises(NotAuthenticated, match="token-invalid"):
        await tokens_of(own).actor(without_kid(own))


@pytest.mark.parametrize("answer", [{}, {"keys": []}, {"keys": None}, [], "x", {"keys": STRANGERS}])
async def test_an_issuer_without_keys_is_no_fault_of_the_token(own, answer):
    own._jwks = lambda: answer

    with pytest.raises(NotNow):
        await tokens_of(own).actor(own.token("wei", CLERK))


@pytest.mark.parametrize("algorithm", ["ES384", "PS256", "RS512", "HS256", "none"])
async def test_a_token_of_another_algorithm_is_refused_whatever_keys_there_are(
    own, caplog, algorithm
):
    """Not put off until keys are there that never come."""
    other = ec.generate_private_key(ec.SECP384R1())
    own._jwks = lambda: {"keys": [jwk(other, kid="other")]}
    head, rest = own.token("wei", CLERK, kid="other").split(".", 1)
    del head
    changed = json.dumps({"alg": algorithm, "kid": "other"}).encode()
    given = f"{base64.urlsafe_b64encode(changed).decode().rstrip('=')}.{rest}"

    with pytest.raises(NotAuthenticated, match="token-invalid"):
        await tokens_of(own).actor(given)
    assert "header alg: only RS256 and ES256 are taken" in caplog.text
    with pytest.raises(NotNow):
        await tokens_of(own).actor(own.token("wei", CLERK))
    assert "no key for signatures by RS256 or ES256" in caplog.text


async def test_a_key_that_is_newer_than_a_strangers_guess_is_asked_for_soon(own, monkeypatch):
    monkeypatch.setattr(Tokens, "COOLDOWN", 1.5)
    tokens = tokens_of(own)
    assert await tokens.actor(own.token("wei", CLERK))
    await asyncio.sleep(1.6)
    with pytest.raises(NotAuthenticated):
        await tokens.actor(own.token("thief", CLERK, kid="guess"))
    own._kid = "rotated"
    mine = own.token("lin", CLERK)

    with pytest.raises(NotNow) as refused:
        await tokens.actor(mine)
    assert 1 <= refused.value.retry_after <= 2
    await asyncio.sleep(refused.value.retry_after)
    assert (await tokens.actor(mine)).id == "lin"
