"""Who asks: an OIDC bearer token becomes an actor with offices, each for a scope.

Claims: `sub` is the actor; `yishi` is a list of `{"role": …, "scope": code prefix, "body": …}`.
"""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass

import jwt
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from contracts.places import Scope, covers
from contracts.roles import Role


class Grant(BaseModel):
    """An office: the role, the code prefix it is held for, and the body that holds it if any."""

    model_config = ConfigDict(frozen=True)

    role: Role
    scope: Scope
    body: str | None = None


_GRANTS: TypeAdapter[tuple[Grant, ...]] = TypeAdapter(tuple[Grant, ...])


@dataclass(frozen=True)
class Actor:
    """Somebody with the offices in whose name they may ask."""

    id: str
    grants: tuple[Grant, ...]

    def holding(self, roles: Iterable[Role]) -> "Actor":
        """The same person with only those offices."""
        wanted = frozenset(roles)
        return Actor(self.id, tuple(grant for grant in self.grants if grant.role in wanted))

    def grant_for(self, unit: str) -> Grant | None:
        """The narrowest office that covers the unit."""
        fitting = [grant for grant in self.grants if covers(grant.scope, unit)]
        return max(fitting, key=lambda grant: len(grant.scope), default=None)

    def knows(self, county: str) -> bool:
        """Whether any office of theirs lies in, or covers, this county."""
        return any(g.scope.startswith(county) or county.startswith(g.scope) for g in self.grants)

    @property
    def scopes(self) -> tuple[str, ...]:
        return tuple(sorted({grant.scope for grant in self.grants}))


class NotAuthenticated(Exception):
    """No token, or one that proves nothing. `rule` tells which."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


class Tokens:
    """Checks signature, issuer, audience and time of RS256 or ES256 tokens against a JWKS.

    A token once found good is remembered until it expires, so that a busy clerk's signature is
    computed once. Raises `NotAuthenticated` (`token-expired`, `token-audience`, `token-invalid`).
    """

    def __init__(self, issuer: str, audience: str, jwks_url: str) -> None:
        self._issuer, self._audience = issuer, audience
        self._keys = jwt.PyJWKClient(jwks_url, cache_keys=True, lifespan=300, timeout=5)
        self._good: dict[str, tuple[float, Actor]] = {}

    async def actor(self, token: str) -> Actor:
        if found := self._good.get(token):
            if found[0] > time.time():
                return found[1]
            del self._good[token]
        expires, actor = await asyncio.to_thread(self._check, token)
        if len(self._good) >= 10_000:
            self._good.clear()
        self._good[token] = (expires, actor)
        return actor

    def _check(self, token: str) -> tuple[float, Actor]:
        try:
            key = self._keys.get_signing_key_from_jwt(token)
            claims = jwt.decode(
                token,
                key,
                algorithms=["RS256", "ES256"],
                issuer=self._issuer,
                audience=self._audience,
                options={"require": ["exp", "iat", "sub", "iss", "aud"]},
            )
            grants = _GRANTS.validate_python(claims.get("yishi", []))
        except jwt.ExpiredSignatureError as error:
            raise NotAuthenticated("token-expired") from error
        except jwt.InvalidAudienceError as error:
            raise NotAuthenticated("token-audience") from error
        except jwt.PyJWKClientConnectionError:
            raise
        except (jwt.PyJWTError, ValidationError, ValueError) as error:
            raise NotAuthenticated("token-invalid") from error
        return float(claims["exp"]), Actor(str(claims["sub"]), grants)
