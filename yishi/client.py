"""Asking the services over HTTP as a person would, safely to repeat.

Every command bears an idempotency key, and a command whose answer was lost is sent again under the
same key: it is recorded once, however often it is sent.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from typing import Any, Self, TypeVar
from uuid import UUID, uuid5

import httpx2

from runtime.ids import uuid7

T = TypeVar("T")
Body = Mapping[str, Any]
TokenOf = Callable[[str], Awaitable[str]]
"""Gives a valid token for the persona with this id."""

NAMES = UUID("5a1c0b5e-9f0d-5f0e-8a55-e1f3a6c1d9b7")
"""The space in which names of deeds become idempotency keys."""

UNSETTLED = ("unknown-unit", "unknown-member", "unknown-body", "not-found")
"""Refusals that end by themselves when another service's events have arrived."""


def key_of(name: str) -> UUID:
    """The same name always gives the same key."""
    return uuid5(NAMES, name)


class Refused(Exception):
    """A service refused; the sentence is the service's own."""

    def __init__(self, status: int, rule: str, sentence: str, asked: str) -> None:
        super().__init__(f"{asked}: {sentence} ({rule}, {status})")
        self.status, self.rule, self.sentence, self.asked = status, rule, sentence, asked


class TooLate(Exception):
    """What was waited for did not happen in time; `why` is what was met last."""

    def __init__(self, said: str, why: str = "") -> None:
        super().__init__(said)
        self.why = why


def direct(timeout: float, **more: Any) -> httpx2.AsyncClient:
    """Asks the address that is named itself, whatever proxy the environment knows."""
    return httpx2.AsyncClient(timeout=timeout, trust_env=False, **more)


class Client:
    """Speaks to the services at these base addresses; `as_` is the persona who asks."""

    def __init__(
        self,
        bases: Mapping[str, str],
        token_of: TokenOf,
        *,
        patience: float = 60,
        language: str = "en",
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._bases = {service: base.rstrip("/") for service, base in bases.items()}
        self._token_of, self.patience, self._language = token_of, patience, language
        self._http = direct(30, transport=transport)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def ask(
        self,
        service: str,
        path: str,
        body: Body,
        *,
        as_: str,
        key: UUID | str | None = None,
        method: str = "POST",
    ) -> list[dict[str, Any]]:
        """The events the command recorded. A `key` that is no UUID is a name: see `key_of`."""
        named = key if isinstance(key, UUID) else key_of(key) if key else uuid7()
        answer = await self.send(
            method, service, path, as_, headers={"Idempotency-Key": str(named)}, json=body
        )
        events: list[dict[str, Any]] = answer.json()
        return events

    async def get(self, service: str, path: str, *, as_: str, **params: Any) -> Any:
        return (await self.send("GET", service, path, as_, params=params)).json()

    async def pages(
        self, service: str, path: str, *, as_: str, **params: Any
    ) -> AsyncIterator[dict[str, Any]]:
        """All rows of a list, page after page."""
        after = ""
        while True:
            page = await self.get(service, path, as_=as_, after=after, limit=200, **params)
            for row in page["items"]:
                yield row
            if (after := page["next"]) is None:
                return

    async def send(
        self, method: str, service: str, path: str, as_: str, **request: Any
    ) -> httpx2.Response:
        """The answer; what was lost, or is not possible now, is sent again for a while."""
        asked = f"{method} {service} {path}"
        deadline, pause = time.monotonic() + self.patience, 0.1
        headers = {"Accept-Language": self._language, **request.pop("headers", {})}
        while True:
            headers["Authorization"] = f"Bearer {await self._token_of(as_)}"
            try:
                answer = await self._http.request(
                    method, self._bases[service] + path, headers=headers, **request
                )
            except httpx2.TransportError as error:
                wait, why = pause, str(error) or type(error).__name__
                cause: Exception | None = error
            else:
                if answer.is_success:
                    return answer
                if answer.status_code != 503:
                    raise _refusal(answer, asked)
                wait, cause = _retry_after(answer, pause), None
                why = _refusal(answer, asked).sentence
            if time.monotonic() + wait > deadline:
                raise TooLate(
                    f"{asked}: no answer within {self.patience:.0f} s ({why})", why
                ) from cause
            await asyncio.sleep(wait)
            pause = min(pause * 2, 2)


def _retry_after(answer: httpx2.Response, pause: float) -> float:
    seconds = answer.headers.get("retry-after", "")
    return min(float(seconds), 5) if seconds.isdecimal() else pause


def _refusal(answer: httpx2.Response, asked: str) -> Refused:
    try:
        problem = answer.json()
        return Refused(answer.status_code, problem["rule"], problem["detail"], asked)
    except (ValueError, KeyError, TypeError):
        return Refused(answer.status_code, "no-problem", answer.text[:200], asked)


async def eventually(
    what: str,
    attempt: Callable[[], Awaitable[T]],
    *,
    done: Callable[[T], bool] = lambda found: True,
    unsettled: Collection[str] = UNSETTLED,
    seconds: float = 60,
) -> T:
    """What `attempt` finds once it is `done`, while events travel to other services.

    Refusals under the rules `unsettled` count as "not yet"; all others are raised at once.
    """
    deadline, pause = time.monotonic() + seconds, 0.05
    while True:
        try:
            found = await attempt()
            if done(found):
                return found
            last = f"last seen: {found!r}"
        except Refused as refusal:
            if refusal.rule not in unsettled:
                raise
            last = str(refusal)
        if time.monotonic() > deadline:
            raise TooLate(f"{what}: not within {seconds:.0f} s; {last[:500]}")
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, 1)
