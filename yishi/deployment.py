"""The whole deployment as the deploy identity sees it: every service, its database, its stream.

Variables: `YISHI_<SERVICE>_DATABASE_URL` is how the service itself connects,
`YISHI_<SERVICE>_OWNER_DATABASE_URL` how its tables' owner does, `YISHI_ADMIN_DATABASE_URL` may make
databases and roles, `YISHI_DEPLOY_NATS_PASSWORD` belongs to the NATS user `deploy`.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import unquote, urlsplit

import asyncpg
import sqlalchemy as sa
from nats.aio.client import Client

from runtime import given as read
from runtime.carrying import jetstream
from runtime.run import load
from runtime.service import Service
from runtime.settings import DECIDING

SERVICES = (*DECIDING, "console")
"""The services that have a database."""
PATIENCE = 10
"""So many seconds a person waits for a server that does not answer."""


class DeploymentError(Exception):
    """Something of the deployment is not set or not there. The message says what to do."""


@dataclass(frozen=True)
class Deployed:
    """One service with where it keeps its facts."""

    service: Service
    personal: Sequence[sa.Table]
    url: str
    owner_url: str


def deployed(name: str, environment: Mapping[str, str] = os.environ) -> Deployed:
    """A service by its name. Raises `DeploymentError` for an unknown name or a missing setting."""
    if name not in SERVICES:
        raise DeploymentError(f"There is no service {name}. Choose one of {', '.join(SERVICES)}.")
    service, _ = load(name)
    wiring = import_module(f"services.{name}.wiring")
    variable = f"YISHI_{name.upper()}_DATABASE_URL"
    url = read.postgres_address(environment, variable, "its database (`yishi up` sets it)")
    owning = f"YISHI_{name.upper()}_OWNER_DATABASE_URL"
    owner = url
    if read.text(environment, owning):
        owner = read.postgres_address(environment, owning, "its database as the tables' owner")
    return Deployed(service, getattr(wiring, "PERSONAL_TABLES", ()), url, owner)


def user(url: str) -> str:
    """Who connects with this address of a database."""
    return unquote(urlsplit(url).username or "")


def replicas() -> int:
    """On how many servers a stream is kept."""
    return read.whole(os.environ, "YISHI_STREAM_REPLICAS", 1, 1, 5, "how many servers")


def all_deployed(names: Iterable[str] = SERVICES) -> dict[str, Deployed]:
    return {name: deployed(name) for name in names}


@asynccontextmanager
async def owners(found: Mapping[str, Deployed]) -> AsyncIterator[dict[str, Any]]:
    """A connection to each database as its owner."""
    async with AsyncExitStack() as stack:
        connections = {}
        for name, each in found.items():
            try:
                connection = await asyncpg.connect(each.owner_url)
            except (OSError, asyncpg.PostgresError) as error:
                raise DeploymentError(
                    f"The database of {name} cannot be reached: {error}. Does it run?"
                    " `make up` starts everything."
                ) from error
            stack.push_async_callback(connection.close)
            connections[name] = connection
        yield connections


@asynccontextmanager
async def deploy_identity(environment: Mapping[str, str] = os.environ) -> AsyncIterator[Client]:
    """A NATS connection that may declare streams."""
    url = read.nats_addresses(environment, "YISHI_NATS_URL", "the NATS server (`yishi up` sets it)")
    password = environment.get("YISHI_DEPLOY_NATS_PASSWORD", "")
    try:
        # The connection itself never gives up: right for a service, not for a person who waits.
        connecting = jetstream.connect(url, "deploy" if password else "", password, "yishi")
        client = await asyncio.wait_for(connecting, PATIENCE)
    except jetstream.TROUBLE as error:
        said = str(error) or f"no answer within {PATIENCE} s"
        raise DeploymentError(
            f"NATS at {url} cannot be reached: {said}. Does it run? `make up` starts everything."
        ) from error
    try:
        yield client
    finally:
        await client.close()


@asynccontextmanager
async def connected(url: str, user: str, password: str, said: list[str]) -> AsyncIterator[Client]:
    """A connection that is given up at once where it is refused; `said` is what the server says."""
    client = Client()

    async def hear(error: Exception) -> None:
        said.append(str(error))

    connecting = client.connect(
        servers=[url],
        user=user or None,
        password=password or None,
        inbox_prefix=f"_INBOX.{user}" if user else "_INBOX",
        allow_reconnect=False,
        connect_timeout=PATIENCE,
        error_cb=hear,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            await connecting
    except BaseException:
        if client._transport is not None:  # where it is refused nats-py leaves it open
            client._transport.close()  # type: ignore[no-untyped-call]
        raise
    try:
        yield client
    finally:
        await client.close()
