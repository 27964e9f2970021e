"""The accounts of departments on NATS: every server takes them over, and each is tried."""

import json
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit, urlunsplit

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error

from yishi import nats_conf
from yishi.departments.register import Department, DepartmentError
from yishi.deployment import DeploymentError, connected

PATIENCE = 5
"""So many seconds a server has to answer."""


@asynccontextmanager
async def system_identity(environment: Mapping[str, str] = os.environ) -> AsyncIterator[Client]:
    """A NATS connection that may ask the servers to read their configuration again."""
    url, password = environment.get("YISHI_NATS_URL", ""), "YISHI_DEPLOY_NATS_PASSWORD"
    client = Client()
    try:
        await client.connect(
            servers=addresses(url),
            user=nats_conf.SYSTEM,
            password=environment.get(password) or None,
            inbox_prefix=f"_INBOX.{nats_conf.SYSTEM}",
            allow_reconnect=False,
            connect_timeout=PATIENCE,
            error_cb=_quietly,
        )
    except (Error, OSError) as error:
        raise DeploymentError(
            f"NATS does not let {nats_conf.SYSTEM} in: {error}. It signs in with {password}; is"
            " nats.conf the one of this version, with `system_account: SYS`?"
        ) from error
    try:
        yield client
    finally:
        await client.close()


async def take_over(system: Client, servers: Mapping[str, str]) -> None:
    """Have every server read its configuration again.

    Twice: the first time makes a new account's requests known to it, and only the second answers
    them (nats-server 2.15.1). Nobody is disconnected, but for users that are gone."""
    for _ in range(2):
        for identity, name in servers.items():
            reply = await system.request(
                f"$SYS.REQ.SERVER.{identity}.RELOAD", b"", timeout=PATIENCE
            )
            if error := json.loads(reply.data).get("error"):
                raise DepartmentError(
                    f"The NATS server {name} does not take its configuration over:"
                    f" {error.get('description', error)}"
                )


@dataclass(frozen=True)
class Servers:
    """The NATS servers that answer, each one's name by its identity; and how many are `wanted`."""

    names: Mapping[str, str]
    wanted: int

    @classmethod
    async def answering(cls, system: Client) -> Self:
        inbox = system.new_inbox()
        answers = await system.subscribe(inbox)
        await system.publish("$SYS.REQ.SERVER.PING", b"", reply=inbox)
        found: dict[str, str] = {}
        with suppress(TimeoutError):
            while True:
                said = json.loads((await answers.next_msg(timeout=1)).data)["server"]
                found[said["id"]] = said["name"]
        await answers.unsubscribe()
        return cls(found, len(addresses(os.environ["YISHI_NATS_URL"])))

    def __str__(self) -> str:
        return ", ".join(sorted(self.names.values()))

    @property
    def away(self) -> int:
        return max(0, self.wanted - len(self.names))

    def raise_where_one_is_away(self) -> None:
        if self.away:
            raise DepartmentError(
                f"Of {self.wanted} NATS servers in YISHI_NATS_URL only {len(self.names)} answer"
                f" ({self}). Start the others and repeat this."
            )


async def prove(department: Department, server: str, accounts: str) -> bool:
    """Read as the department itself. What is met there it receives all the same, and at once. False
    where it could not be tried."""
    try:
        async with _as(department, server) as client:
            for stream in department.streams:
                answer = await _next(client, stream, department.name)
                if answer is None:
                    raise DepartmentError(
                        f"NATS at {server} lets {department.name} in, but {stream} does not answer"
                        f" it. Copy {accounts} to where NATS reads it, on every server, and repeat"
                        " this."
                    )
                if answer.reply:
                    await client.publish(answer.reply, b"-NAK")
            await client.flush()
        return True
    except Error as error:
        if has_all_connections(error):
            return False
        if not _refused(error):
            raise
        raise DepartmentError(
            f"NATS at {server} does not know {department.name} yet. Copy {accounts} to where it"
            " reads it (the line `include` of its nats.conf says where) and repeat this."
        ) from error


async def _next(client: Client, stream: str, name: str) -> Msg | None:
    """Whatever is answered to a pull: an event, or that there is none. None for no answer."""
    inbox = client.new_inbox()
    answers = await client.subscribe(inbox)  # an event comes under its own subject: no `request`
    subject = f"{nats_conf.PREFIX}.CONSUMER.MSG.NEXT.{stream}.{name}"
    await client.publish(subject, b'{"batch": 1, "no_wait": true}', reply=inbox)
    try:
        answer = await answers.next_msg(timeout=PATIENCE)
    except TimeoutError:
        return None
    return None if (answer.headers or {}).get("Status") == "503" else answer


async def lets_in(department: Department, server: str) -> bool:
    try:
        async with _as(department, server):
            return True
    except Error as error:
        if not (_refused(error) or has_all_connections(error)):
            raise
        return has_all_connections(error)


def _as(department: Department, server: str) -> AbstractAsyncContextManager[Client]:
    """A connection as the department, given up at once where it is refused."""
    return connected(server, department.name, department.password, [])


def _refused(error: Error) -> bool:
    return "authorization" in str(error).lower()


async def _quietly(error: Exception) -> None:
    """What goes wrong is raised where it was asked for."""


def addresses(urls: str) -> list[str]:
    return [each.strip() for each in urls.split(",") if each.strip()]


def url(department: Department, given: str) -> str:
    """Where the department connects: with name and password, or without where it has a key."""
    return ",".join(_with(department, each) for each in addresses(given))


def _with(department: Department, address: str) -> str:
    parts = urlsplit(address)
    user = f"{department.name}:{department.password}@" if department.password else ""
    return urlunsplit(parts._replace(netloc=user + parts.netloc.rpartition("@")[2]))


def has_all_connections(error: BaseException) -> bool:
    return "maximum account active connections" in str(error).lower()


def full_house(department: Department) -> str:
    most = nats_conf.connections(department)
    return f"it has all the {most} connections open that it may have"
