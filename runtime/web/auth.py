"""An OIDC bearer token becomes an actor with offices, each for a scope.

Claims: `sub` is the actor; `yishi` is a list of `{"role": …, "scope": code prefix, "body": …}`.
"""

import asyncio
import threading
import time
from typing import Annotated, Any

import jwt
from pydantic import StringConstraints, TypeAdapter, ValidationError

from contracts.roles import Role
from runtime.actor import Actor, Grant
from runtime.refusals import NotNow, issuer_away

LONGEST = 16 * 1024
"""Characters of a token: some hundred offices."""


_NAME: TypeAdapter[str] = TypeAdapter(
    Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f-\x9f]{1,255}$")]
)
_GRANTS: TypeAdapter[tuple[Grant, ...]] = TypeAdapter(tuple[Grant, ...])


class NotAuthenticated(Exception):
    """No token, or one that proves nothing. `rule` tells which."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


class Tokens:
    """Checks signature, issuer, audience and time of RS256 or ES256 tokens against a JWKS.

    A token once found good is remembered for a while, so that a busy clerk's signature is computed
    once; not until it expires, or a key that its issuer withdrew would count until then. Raises
    `NotAuthenticated` (`token-expired`, `token-audience`, `token-invalid`), or `NotNow` where the
    issuer cannot be asked for its keys.
    """

    REMEMBERED = 300.0
    PAUSE = 2.0
    """Seconds in which an issuer that did not answer is not asked again."""

    def __init__(self, issuer: str, audience: str, jwks_url: str) -> None:
        self._issuer, self._audience = issuer, audience
        # Not `cache_keys`: it has no expiry, and a withdrawn key would be good for ever.
        self._keys = jwt.PyJWKClient(jwks_url, lifespan=self.REMEMBERED, timeout=5)
        self._good: dict[str, tuple[float, Actor]] = {}
        self._asking = threading.Lock()
        self._away_until = 0.0

    async def actor(self, token: str) -> Actor:
        if found := self._good.get(token):
            if found[0] > time.time():
                return found[1]
            del self._good[token]
        if len(token) > LONGEST:
            raise NotAuthenticated("token-invalid")
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
                algorithms=["RS256", "ES256"],
                issuer=self._issuer,
                audience=self._audience,
                options={"require": ["exp", "iat", "sub", "iss", "aud"]},
            )
            name = _NAME.validate_python(claims["sub"])
            grants = _GRANTS.validate_python(claims.get("yishi", []))
        except jwt.ExpiredSignatureError as error:
            raise NotAuthenticated("token-expired") from error
        except jwt.InvalidAudienceError as error:
            raise NotAuthenticated("token-audience") from error
        except jwt.PyJWKClientConnectionError as error:
            raise issuer_away() from error
        except (
            jwt.PyJWTError,
            ValidationError,
            ValueError,
            OverflowError,
            RecursionError,
        ) as error:
            raise NotAuthenticated("token-invalid") from error
        # What the system itself does bears these; nobody signs in under them.
        if name.startswith("policy:") or any(grant.role is Role.POLICY for grant in grants):
            raise NotAuthenticated("token-invalid")
        return float(claims["exp"]), Actor(name, grants)

    def _key(self, header: dict[str, Any]) -> jwt.PyJWK:
        """The issuer's key that the token names. What is wrong with the issuer's answer is no fault
        of the token's."""
        name = header.get("kid", "")
        with self._asking:
            away = time.monotonic() < self._away_until
            cache = self._keys.jwk_set_cache
            if away and (cache is None or cache.get() is None):
                raise issuer_away()
            try:
                keys = self._keys.get_signing_keys()
            except (jwt.PyJWTError, ValueError, OSError, RecursionError) as error:
                raise self._away() from error
            if found := self._keys.match_kid(keys, name):
                return found
            if away:
                raise issuer_away()
            try:
                return self._keys.get_signing_key(name)
            except jwt.PyJWKClientConnectionError as error:
                raise self._away() from error

    def _away(self) -> NotNow:
        self._away_until = time.monotonic() + self.PAUSE
        return issuer_away()
