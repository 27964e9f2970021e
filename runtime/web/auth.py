"""Turn an OIDC bearer token into an actor with offices, each for a scope.

Claims: `sub` is the actor; `yishi` is a list of `{"role": …, "scope": code prefix, "body": …}`.
Providers also write that list as JSON in a text, a single office without its list, and nothing or
`null` where somebody has no office.
"""

import asyncio
import json
import logging
import math
import threading
import time
from contextlib import suppress
from typing import Annotated, Any

import jwt
from pydantic import StringConstraints, TypeAdapter, ValidationError

from contracts.roles import Role
from runtime.actor import Actor, Grant
from runtime.refusals import issuer_away

log = logging.getLogger(__name__)

LONGEST = 16 * 1024
"""Characters of a token: some hundred offices."""
LEEWAY = 10
"""Seconds by which the issuer's clock may differ from ours."""
ALGORITHMS = {"RS256": "RSA", "ES256": "EC"}
"""Algorithms of signatures, and the kind of key that each takes."""
_RULES: dict[type[Exception], str] = {
    jwt.ExpiredSignatureError: "token-expired",
    jwt.InvalidAudienceError: "token-audience",
}

_NAME: TypeAdapter[str] = TypeAdapter(
    Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f-\x9f]{1,255}$")]
)
_GRANTS: TypeAdapter[tuple[Grant, ...]] = TypeAdapter(tuple[Grant, ...])


class NotAuthenticated(Exception):
    """The token is missing, or proves nothing. `rule` says why."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


class Tokens:
    """Checks signature, issuer, audience and time of RS256 or ES256 tokens against a JWKS.

    A good token is remembered for a while, so that its signature is computed once; not until it
    expires, or a withdrawn key would count as long. Raises `NotAuthenticated` (`token-expired`,
    `token-audience`, `token-invalid`), or `NotNow` where the issuer's keys cannot be fetched. The
    log says which claim is wrong; the bearer of the token does not learn it.
    """

    REMEMBERED = 300.0
    PAUSE = 2.0
    """Seconds in which an issuer that did not answer is not asked again."""
    COOLDOWN = 10.0
    """Seconds in which it is not asked again for a key that it did not have."""

    def __init__(self, issuer: str, audience: str, jwks_url: str) -> None:
        self._issuer, self._audience, self._jwks_url = issuer, audience, jwks_url
        # Not `cache_keys`: it has no expiry, and a withdrawn key would be good for ever.
        self._keys = jwt.PyJWKClient(jwks_url, lifespan=self.REMEMBERED, timeout=5)
        self._good: dict[str, tuple[float, Actor]] = {}
        self._asking = threading.Lock()
        self._away_until = 0.0
        self._told: dict[str, float] = {}

    async def actor(self, token: str) -> Actor:
        if found := self._good.get(token):
            if found[0] > time.time():
                return found[1]
            del self._good[token]
        if len(token) > LONGEST:
            raise self._refused("token-invalid", f"it is longer than {LONGEST} characters")
        expires, actor = await asyncio.to_thread(self._check, token)
        if len(self._good) >= 10_000:
            self._good.clear()
        self._good[token] = (min(expires, time.time() + self.REMEMBERED), actor)
        return actor

    def _check(self, token: str) -> tuple[float, Actor]:
        try:
            claims = jwt.decode(
                token,
                self._key(jwt.get_unverified_header(token)),
                algorithms=list(ALGORITHMS),
                issuer=self._issuer,
                audience=self._audience,
                leeway=LEEWAY,
                options={"require": ["exp", "iat", "sub", "iss", "aud"]},
            )
            name = _NAME.validate_python(claims["sub"])
            grants = _GRANTS.validate_python(_read(claims.get("yishi", [])))
        except jwt.PyJWKClientConnectionError as error:
            raise issuer_away() from error
        except (jwt.PyJWTError, ValueError, OverflowError, RecursionError) as error:
            rule = _RULES.get(type(error), "token-invalid")
            raise self._refused(rule, self._why(error, token)) from error
        # What the system itself does bears these; nobody signs in under them.
        if name.startswith("policy:") or any(grant.role is Role.POLICY for grant in grants):
            raise self._refused("token-invalid", "claim sub or yishi: a policy's name or office")
        known_as = frozenset({name, *(grant.body for grant in grants if grant.body)})
        return float(claims["exp"]), Actor(name, grants, known_as)

    def _refused(self, rule: str, why: str) -> NotAuthenticated:
        """Log a refusal, the same at most once a second, and return it."""
        now = time.monotonic()
        if now - self._told.get(why, -math.inf) >= 1:
            if len(self._told) >= 1000:
                self._told.clear()
            self._told[why] = now
            log.warning("token refused (%s): %s", rule, why)
        return NotAuthenticated(rule)

    def _why(self, error: Exception, token: str) -> str:
        """Say which claim is wrong and why, without its subject or any part of the token."""
        claims: dict[str, Any] = {}
        with suppress(jwt.PyJWTError, ValueError, RecursionError):
            claims = jwt.decode(token, options={"verify_signature": False, "verify_exp": False})
        match error:
            case ValidationError():
                # Not what it was: somebody's name, perhaps.
                first = error.errors(include_input=False, include_url=False)[0]
                if error.title.startswith("tuple"):
                    place = ".".join(map(str, first["loc"]))
                    return f"claim yishi: {f'at {place}: ' if place else ''}{first['type']}"
                return "claim sub: it must be 1 to 255 characters, no controls among them"
            case jwt.MissingRequiredClaimError():
                return f"claim {error.claim} is missing"
            case jwt.ExpiredSignatureError():
                return "claim exp: it has expired"
            case jwt.ImmatureSignatureError():
                late = [each for each in ("nbf", "iat") if _ahead(claims.get(each))]
                return (
                    f"claim {' and '.join(late) or 'iat'}: more than {LEEWAY} s ahead of this"
                    " machine's clock. Compare it with the issuer's"
                )
            case jwt.InvalidIssuerError():
                return (
                    f"claim iss is {claims.get('iss')!r:.200}, and YISHI_ISSUER_URL is"
                    f" {self._issuer!r}: they must be the same to the letter, a slash included"
                )
            case jwt.InvalidAudienceError():
                return (
                    f"claim aud is {claims.get('aud')!r:.200} and does not name {self._audience!r}"
                )
            case jwt.InvalidAlgorithmError():
                return f"header alg: only {' and '.join(ALGORITHMS)} are taken"
            case jwt.InvalidSignatureError():
                return "signature: it is not made with the key that the token names"
            case jwt.PyJWKClientError():
                return f"header kid: {self._jwks_url} has no key of that name that could sign"
            case jwt.InvalidTokenError() if misshapen := _misshapen(claims):
                return f"claim {misshapen}: it is of the wrong kind"
            case jwt.InvalidTokenError() if claims:
                return f"{type(error).__name__}: header or claims are not as they must be"
            case _ if claims:
                return "claim yishi: a text that is no list of offices in JSON"
        return "it is no signed token of three parts. Does the issuer give opaque ones?"

    def _key(self, header: dict[str, Any]) -> jwt.PyJWK:
        """The issuer's key that the token names. A wrong answer of the issuer is no fault of it."""
        if header.get("alg") not in ALGORITHMS:
            raise jwt.InvalidAlgorithmError
        with self._asking:
            began = time.monotonic()
            away = began < self._away_until
            cache = self._keys.jwk_set_cache
            if away and (cache is None or cache.get() is None):
                raise issuer_away()
            if found := self._among(header, refresh=False):
                return found
            if away:
                raise issuer_away()
            fetched = self._keys._last_successful_fetch or 0.0
            if fetched < began:
                if (wait := fetched + self.COOLDOWN - began) > 0:
                    # Perhaps it is new since, perhaps it is nobody's: who asks again will know.
                    raise issuer_away(math.ceil(wait))
                if found := self._among(header, refresh=True):
                    return found
            raise jwt.PyJWKClientError("no such key")

    def _among(self, header: dict[str, Any], refresh: bool) -> jwt.PyJWK | None:
        """The key of that name; where the token names none, the issuer's only one."""
        try:
            keys = self._keys.get_jwk_set(refresh).keys
        except (jwt.PyJWTError, ValueError, OSError, RecursionError, AttributeError) as error:
            self._away_until = time.monotonic() + self.PAUSE
            log.warning("no keys from %s: %s", self._jwks_url, type(error).__name__)
            raise issuer_away() from error
        signing = [
            key
            for key in keys
            if key.public_key_use in ("sig", None)
            and ALGORITHMS.get(key.algorithm_name) == key.key_type
        ]
        if not signing:
            log.warning(
                "no key for signatures by %s from %s: these alone are taken",
                " or ".join(ALGORITHMS),
                self._jwks_url,
            )
            raise issuer_away()
        if "kid" in header:
            return next((key for key in signing if key.key_id == header["kid"]), None)
        return signing[0] if len(signing) == 1 else None


def _read(claim: Any) -> Any:
    """The list of offices, also out of a text, or of a list of texts, in which it is written."""
    if isinstance(claim, str) and claim.strip():
        claim = json.loads(claim)
    if claim is None or isinstance(claim, str):
        return []
    if isinstance(claim, dict):
        return [claim]
    if isinstance(claim, list):
        return [json.loads(each) if isinstance(each, str) else each for each in claim]
    return claim


def _misshapen(claims: dict[str, Any]) -> str:
    """The first claim that is not of the kind that RFC 7519 wants; empty where all are."""
    for name in ("exp", "iat", "nbf"):
        try:
            int(claims.get(name, 0))
        except (TypeError, ValueError, OverflowError):
            return name
    texts = (name for name in ("sub", "jti") if not isinstance(claims.get(name, ""), str))
    return next(texts, "")


def _ahead(moment: Any) -> bool:
    try:
        return float(moment) > time.time() + LEEWAY
    except (TypeError, ValueError):
        return False
