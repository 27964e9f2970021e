"""A console over a real database, with a real issuer beside it."""

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from contracts.roles import Role
from runtime.actor import Grant
from runtime.process import engine_for
from runtime.settings import Settings, from_environment
from runtime.web.app import create_app
from runtime.web.auth import Tokens
from services.console import cookies
from services.console.pages import today
from services.console.wiring import CONSOLE, ROUTERS
from tests.console.ledgers import Ledgers, store
from tests.console.situations import TODAY, whole_county
from tests.support import servers
from tests.support.servers import PostgresServer
from yishi.development.issuer import server as development
from yishi.development.issuer.people import Person
from yishi.development.issuer.protocol import Issuer


def free_socket() -> socket.socket:
    found = socket.socket()
    found.bind(("127.0.0.1", 0))
    return found


@asynccontextmanager
async def served(app: ASGIApp, listening: socket.socket) -> AsyncIterator[None]:
    """The app behind a real port, in this very loop."""
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    running = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        await running


@dataclass(frozen=True)
class Site:
    """The console at `url`, and the issuer whose tokens it trusts."""

    url: str
    app: FastAPI
    settings: Settings
    issuer: Issuer

    def cookie(self, *grants: Grant, sub: str = "somebody") -> tuple[str, str]:
        """The session of somebody with these offices."""
        person = Person(id=sub, name="例某", office="", grants=grants)
        token = self.issuer.access_token(person)
        return cookies.seal(self.settings, cookies.SESSION, {"token": token})

    def visitor(self, *grants: Grant) -> httpx2.AsyncClient:
        """A browser without scripts; signed in if there are grants."""
        jar = httpx2.Cookies()
        if grants:
            jar.set(*self.cookie(*grants), domain="127.0.0.1")
        return httpx2.AsyncClient(base_url=self.url, cookies=jar, verify=False)


Open = Callable[[Ledgers], Awaitable[Site]]


def office(role: Role = Role.CPPCC_OFFICE, scope: str = "620123", body: Any = None) -> Grant:
    return Grant(role=role, scope=scope, body=body)


@pytest.fixture(scope="session")
async def issuer(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Issuer, str]]:
    """The development issuer behind a real port, and the address of the console it knows."""
    folder: Path = tmp_path_factory.mktemp("issuer")
    with free_socket() as own, free_socket() as consoles:
        url = f"http://127.0.0.1:{own.getsockname()[1]}"
        console = f"http://127.0.0.1:{consoles.getsockname()[1]}"
        real, _ = development.from_environment(
            {"YISHI_DATA": str(folder), "YISHI_ISSUER_URL": url, "YISHI_CONSOLE_URL": console}
        )
        consoles.close()  # the console takes this port in a moment
        async with served(development.app(real), own):
            yield real, console


@asynccontextmanager
async def console_over(
    dsn: str, issuer: tuple[Issuer, str], listening: socket.socket
) -> AsyncIterator[Site]:
    real, registered = issuer
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    settings = from_environment(
        "console",
        {
            "YISHI_CONSOLE_DATABASE_URL": dsn,
            "YISHI_NATS_URL": "nats://127.0.0.1:1",
            "YISHI_ISSUER_URL": real.url,
            "YISHI_CONSOLE_URL": url,
            "YISHI_CONSOLE_CLIENT_SECRET": real.secrets.get(
                "service-console", secrets.token_urlsafe()
            ),
        },
    )
    app = create_app(CONSOLE, ROUTERS, None)
    app.state.engine = engine_for(dsn)
    app.state.tokens = Tokens(settings.issuer, settings.audience, settings.jwks_url)
    app.state.settings = settings
    app.dependency_overrides[today] = lambda: TODAY
    async with served(app, listening):
        yield Site(url, app, settings, real)
    await app.state.engine.dispose()


@pytest.fixture(scope="session")
async def site(postgres: PostgresServer, issuer: tuple[Issuer, str]) -> AsyncIterator[Site]:
    """The console of a county in the middle of its year. Nothing can be changed through it."""
    async with servers.empty_database(postgres) as dsn:
        await store(dsn, whole_county())
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", int(issuer[1].rsplit(":", 1)[1])))
        with listening:
            async with console_over(dsn, issuer, listening) as found:
                yield found


@pytest.fixture
async def a_site(database: str, issuer: tuple[Issuer, str]) -> AsyncIterator[Open]:
    """`await a_site(ledgers)`: a console over other facts."""
    async with _closing() as keep:

        async def open_site(ledgers: Ledgers) -> Site:
            await store(database, ledgers)
            return await keep(console_over(database, issuer, free_socket()))

        yield open_site


@asynccontextmanager
async def _closing() -> AsyncIterator[Callable[[Any], Awaitable[Any]]]:
    async with AsyncExitStack() as stack:
        yield stack.enter_async_context
