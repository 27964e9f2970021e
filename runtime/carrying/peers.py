"""The ledgers of other services over HTTP: the second source for a reader with a hole."""

import json
import time
from collections.abc import AsyncIterator

import httpx

from runtime.carrying.jetstream import Message
from runtime.settings import Settings


class Peers:
    """Fetches rows of other services' ledgers, with a token of this service's own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._http = httpx.AsyncClient(timeout=10, trust_env=False)
        self._token, self._expires = "", 0.0

    async def close(self) -> None:
        await self._http.aclose()

    async def ledger(self, service: str, after: int, until: int) -> AsyncIterator[list[Message]]:
        """Rows after `after` up to `until` of a service's ledger, in lists of at most 1000."""
        while after < until:
            answer = await self._http.get(
                f"{self._settings.peers[service]}/ledger",
                params={"after": after, "limit": min(1000, until - after)},
                headers={"Authorization": f"Bearer {await self._own_token()}"},
            )
            answer.raise_for_status()
            rows = [json.loads(line) for line in answer.text.split("\n") if line]
            if not rows:
                return
            yield [
                Message(row["position"], row["subject"], row["body"].encode(), row["hash"], "")
                for row in rows
            ]
            after = rows[-1]["position"]

    async def _own_token(self) -> str:
        if time.time() > self._expires - 60:
            answer = await self._http.post(
                self._settings.token_url,
                data={
                    "grant_type": "client_credentials",
                    "client_id": self._settings.client_id,
                    "client_secret": self._settings.client_secret,
                },
            )
            answer.raise_for_status()
            granted = answer.json()
            self._token = granted["access_token"]
            self._expires = time.time() + float(granted.get("expires_in", 300))
        return self._token
