"""One service in this process: its routes, its writer, a real database; no NATS."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import asyncpg
import sqlalchemy as sa
from fastapi import APIRouter
from httpx2 import ASGITransport, AsyncClient

from contracts.places import prefix, tier
from runtime.actor import Actor, Grant
from runtime.decider import Listed
from runtime.known import KNOWN, known_bodies, known_members
from runtime.process import engine_for
from runtime.projection import Put, write
from runtime.proving.prepare import prepare
from runtime.service import Service
from runtime.settings import from_environment
from runtime.units import units
from runtime.watching.metrics import Metrics
from runtime.watching.telemetry import observe
from runtime.web.app import create_app
from runtime.web.auth import NotAuthenticated
from runtime.writing import connections
from runtime.writing.writer import Writer
from tests.support.keys import signer

BEFORE = date(2020, 1, 1)
Unit = tuple[str, str, str]
"""Code, name and kind."""
UNITS: tuple[Unit, ...] = (
    ("620123000000", "榆中县", "county"),
    ("620123109000", "新营镇", "township"),
    ("620123109200", "新营镇样例一村", "village"),
    ("620123109201", "新营镇样例二村", "village"),
    ("620123212000", "园子岔乡", "township"),
    ("511623000000", "邻水县", "county"),
    ("511623100000", "鼎屏镇", "township"),
)


MEMBERS = ("m-1", "m-2", "m-3", *(f"m-620123-{number:04}" for number in range(1, 30)))
BODIES = (
    *("yz-agriculture", "yz-commerce", "yz-education", "yz-health", "yz-law"),
    *("yz-market", "yz-market-supervision", "yz-natural-resources", "yz-social", "yz-town"),
    *("yz-education-culture-health-sports", "yz-transport", "yz-water"),
)
"""Departments of the county 620123, in every service that looks up what is typed."""
COMMITTEES = ("yz-culture",)
PARTIES = {
    f"party-{prefix(code)}": Listed(f"中共{name}委员会", "party", code, consents=True)
    for code, name, _ in UNITS
    if code.startswith("620123")
}
"""The Party organisations of its units."""
CLOSED, COUNCIL = "620123109209", "620123109209-council"
"""A village of the county that no register has before it is closed, and its council."""


class NamedTokens:
    """Tokens that say who they are: `clerk@620123109;party@620123` or `department@620123#body`.

    For tests of routes and rules; real signed tokens are tested in tests/hostile/test_tokens.py.
    """

    async def actor(self, token: str) -> Actor:
        name, _, offices = token.partition(":")
        if not offices:
            raise NotAuthenticated("token-invalid")
        grants = []
        for office in offices.split(";"):
            role, _, rest = office.partition("@")
            scope, _, body = rest.partition("#")
            grants.append(
                Grant.model_validate({"role": role, "scope": scope, "body": body or None})
            )
        known_as = {name, *(grant.body for grant in grants if grant.body)}
        return Actor(name, tuple(grants), frozenset(known_as))


def by(name: str, *offices: str, **headers: str) -> dict[str, str]:
    """Headers of a request by `name` holding offices such as `clerk@620123109`."""
    return {"Authorization": f"Bearer {name}:{';'.join(offices)}", **headers}


@dataclass
class Bench:
    """What `Process` offers to an app, without NATS."""

    pool: asyncpg.Pool
    writer: Writer
    engine: Any
    tokens: Any
    settings: Any
    service: Service
    relay: Any = None
    scrubber: Any = None
    sweep: Any = None
    papers: Any = None
    readers: Sequence[Any] = ()
    connected: bool = False
    tracing: Any = None

    def __post_init__(self) -> None:
        self.metrics = Metrics(self)  # type: ignore[arg-type]
        observe(self.writer, self.metrics, self.tracing)

    def why_not_ready(self) -> str | None:
        return self.writer.closed or self.writer.time.off or None


async def known_units(connection: Any, known: Sequence[Unit]) -> None:
    """Put units into a service's register as its reader would."""
    rows = [
        Put(
            units,
            (code,),
            {
                "name": name,
                "kind": kind,
                "tier": tier(code),
                "valid_from": date(2020, 1, 1),
                "as_of": 0,
            },
        )
        for code, name, kind in known
    ]
    await write(connection, rows)


async def known_people(connection: Any, service: Service) -> None:
    """Put members and bodies where the service looks them up, as its reader would."""
    if KNOWN in service.references:
        of = {"name": "样某", "unit": "620123000000", "as_of": 0}
        rows = [Put(known_members, (number,), of) for number in MEMBERS]
        for kind, bodies in (("department", BODIES), ("committee", COMMITTEES)):
            body = {**of, "kind": kind, "consents": False}
            rows += [Put(known_bodies, (each,), body) for each in bodies]
        rows += [
            Put(known_bodies, (each,), {**party._asdict(), "as_of": 0})
            for each, party in PARTIES.items()
        ]
        await write(connection, rows)


@asynccontextmanager
async def bench(
    service: Service,
    database: str,
    known: Sequence[Unit] = UNITS,
    personal: Sequence[sa.Table] = (),
    **writing: Any,
) -> AsyncIterator[Bench]:
    """A writer on a prepared database in which `known` units are registered."""
    async with asyncpg.create_pool(
        database, min_size=2, max_size=8, reset=connections.as_it_was
    ) as pool:
        async with pool.acquire() as connection:
            await prepare(connection, service, personal=personal)
            await known_units(connection, known)
            await known_people(connection, service)
        writer = Writer(service, pool, signer(service.name), **writing)
        writer.closed = None
        writing_task = asyncio.create_task(writer.run())
        engine = engine_for(database)
        settings = from_environment(
            service.name,
            {
                "YISHI_ISSUER_URL": "http://issuer.invalid",
                "YISHI_NATS_URL": "nats://127.0.0.1:1",
                f"YISHI_{service.name.upper()}_DATABASE_URL": database,
            },
        )
        try:
            yield Bench(pool, writer, engine, NamedTokens(), settings, service)
        finally:
            writing_task.cancel()
            await asyncio.gather(writing_task, return_exceptions=True)
            await engine.dispose()


@asynccontextmanager
async def serving(
    service: Service,
    routers: Sequence[APIRouter],
    database: str,
    known: Sequence[Unit] = UNITS,
    personal: Sequence[sa.Table] = (),
) -> AsyncIterator[AsyncClient]:
    """A client of the service's routes: `client.post("/topics", json=…, headers=by("wei", …))`."""
    async with bench(service, database, known, personal) as found:
        app = create_app(service, routers, found, found.tokens)
        transport = ASGITransport(app, raise_app_exceptions=False)
        async with AsyncClient(transport=transport, base_url="http://test") as client:
            yield client


async def closed_with_its_council(connection: Any, on: date) -> str:
    """The council of a village that was closed on that day, as the service's readers would bring
    both. Returns the council's id."""
    village = {"name": "样例并出村", "kind": "village", "tier": tier(CLOSED)}
    council = Listed("样例并出村议事会", "council", CLOSED)._asdict()
    await write(
        connection,
        [
            Put(units, (CLOSED,), {**village, "valid_from": BEFORE, "valid_to": on, "as_of": 0}),
            Put(known_bodies, (COUNCIL,), {**council, "as_of": 0}),
        ],
    )
    return COUNCIL
