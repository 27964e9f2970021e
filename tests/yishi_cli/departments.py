"""A server that `yishi department` serves, and a department that reads there."""

import argparse
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import nats
import pytest
from nats.aio.client import Client

from runtime.carrying.streams import call, declaration
from runtime.settings import DECIDING
from yishi import nats_conf
from yishi.commands import department
from yishi.departments.register import Department, keep, registered
from yishi.deployment import connected as as_department

PASSWORDS = dict.fromkeys((nats_conf.DEPLOY, *nats_conf.SERVICES, *nats_conf.READERS), "ours")


class Town:
    """A server that reads the file of accounts from where `yishi department` writes it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.list = folder / "departments" / "departments.json"
        monkeypatch.setenv("YISHI_DEPARTMENTS", str(self.list))
        monkeypatch.setenv("YISHI_DEPLOY_NATS_PASSWORD", "ours")
        monkeypatch.delenv("YISHI_NATS_OUTSIDE_URL", raising=False)
        self.accounts = keep({"YISHI_DEPARTMENTS": str(self.list)}, [])
        self.url = ""

    def conf(self, store_dir: Path, port: int, http_port: int) -> str:
        return nats_conf.nats_config(
            store_dir, port, http_port, PASSWORDS, "../departments/departments.conf"
        )

    def listed(self) -> list[Department]:
        return registered({"YISHI_DEPARTMENTS": str(self.list)})


async def declare(url: str, replicas: int = 1) -> None:
    async with connected(url, nats_conf.DEPLOY) as deploy:
        for service in DECIDING:
            await call(deploy, "CREATE", service.upper(), declaration(service, replicas, 2**26))
    async with connected(url, "topics") as topics:
        for number in range(3):
            await topics.jetstream().publish(
                f"yishi.topics.X.internal.62.01.23.109.{number:03}", b"%d" % number
            )


@asynccontextmanager
async def connected(url: str, user: str, password: str = "ours") -> AsyncIterator[Client]:
    async def quietly(error: Exception) -> None: ...

    client = await nats.connect(
        url.split(","),
        user=user,
        password=password,
        inbox_prefix=f"_INBOX.{user}".encode(),
        allow_reconnect=False,
        error_cb=quietly,
    )
    try:
        yield client
    finally:
        await client.close()


async def told(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    department.add_arguments(parser)
    return await department.run(parser.parse_args(arguments))


def printed(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """The settings that were printed for the department."""
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    return dict(line.split("=", 1) for line in lines if "=" in line and line[0].isupper())


async def added(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Where the department that is added so connects."""
    assert await told("add", *arguments) == 0
    return printed(capsys)["NATS_URL"]


async def read(url: str, name: str, stream: str = "TOPICS") -> list[bytes]:
    """All that waits for a department, acknowledged."""
    parts, found = urlsplit(url), []
    async with as_department(url, name, parts.password or "", []) as client:
        pull = await client.jetstream(prefix="EVENTS").pull_subscribe_bind(name, stream)
        with suppress(TimeoutError):
            while True:
                [message] = await pull.fetch(1, timeout=1)
                await message.ack_sync()
                found.append(message.data)
    return found
