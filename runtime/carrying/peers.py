"""Read other services' ledgers over HTTP: the second source of a reader whose stream has a hole."""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Annotated

import httpx2
from pydantic import BaseModel, StringConstraints

from runtime.carrying.jetstream import Doubt
from runtime.carrying.message import CONTENT_TYPE, Message
from runtime.settings import Settings

MOST = 200
"""Rows asked for at once: each may be as long as the longest event."""

NO_EPOCH = "0" * 32
"""Over HTTP a row is of no epoch."""


class _Row(BaseModel):
    position: int
    subject: str
    body: str
    hash: str
    signature: str | None = None


class _Granted(BaseModel):
    access_token: Annotated[str, StringConstraints(pattern=r"^[!-~]+$")]
    expires_in: float = 300


@contextmanager
def _as_expected(whose: str) -> Iterator[None]:
    """Turn an unreadable answer into `Doubt`: a proxy may have sent its own page for a while."""
    try:
        yield
    except ValueError as error:
        raise Doubt(f"{whose} gave a strange answer; is a proxy in between?") from error


class Peers:
    """Fetches rows of other services' ledgers, with a token of this service's own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._http = httpx2.AsyncClient(timeout=10, trust_env=False)
        self._token, self._expires = "", 0.0

    async def close(self) -> None:
        await self._http.aclose()

    async def ledger(self, service: str, after: int, until: int) -> AsyncIterator[list[Message]]:
        """Rows after `after` up to `until` of a service's ledger, in lists of at most `MOST`."""
        while after < until:
            found = await self._rows(service, after, min(MOST, until - after))
            if not found:
                return
            yield found
            after = found[-1].position

    async def _rows(self, service: str, after: int, limit: int) -> list[Message]:
        token = await self._own_token()
        answer = await self._http.get(
            f"{self._settings.peers[service]}/ledger",
            params={"after": after, "limit": limit},
            headers={"Authorization": f"Bearer {token}"},
        )
        answer.raise_for_status()
        with _as_expected(f"the ledger of {service}"):
            rows = [_Row.model_validate_json(line) for line in answer.content.split(b"\n") if line]
            return [
                Message(
                    row.position,
                    row.subject,
                    row.body.encode(),
                    row.hash,
                    NO_EPOCH,
                    signature=row.signature,
                    claimed=str(row.position),  # a ledger has no headers that could differ
                    content_type=CONTENT_TYPE,
                )
                for row in rows
            ]

    async def _own_token(self) -> str:
        if time.time() > self._expires - 60:
            settings = self._settings
            wanted = {"audience": settings.token_audience, "scope": settings.token_scope}
            answer = await self._http.post(
                settings.token_url,
                data={
                    "grant_type": "client_credentials",
                    "client_id": settings.client_id,
                    "client_secret": settings.client_secret,
                    **{name: value for name, value in wanted.items() if value},
                },
            )
            answer.raise_for_status()
            with _as_expected("the issuer"):
                granted = _Granted.model_validate_json(answer.content)
            self._token = granted.access_token
            self._expires = time.time() + granted.expires_in
        return self._token
