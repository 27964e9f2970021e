"""deploy/nats.conf: the same users as in yishi/nats_conf.py, on a server that really starts."""

import json
import os
import re
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nats
import pytest

from tests.deploy.composed import DEPLOY, compose, example
from yishi import nats_conf
from yishi.departments.register import keep
from yishi.development.servers.nats import nats_binary

CONF = DEPLOY / "nats.conf"
NAMES = (nats_conf.DEPLOY, *nats_conf.SERVICES, *nats_conf.READERS)
NUMBER = "31415926535"
"""A password that nats-server would take for a number, and refuse, if it were not quoted."""


def environment(service_password: str = NUMBER) -> dict[str, str]:
    """What compose gives the server."""
    settings = example() | {"YISHI_TOPICS_NATS_PASSWORD": service_password}
    given: dict[str, str] = compose(settings)["services"]["nats"]["environment"]
    return given


def test_everybody_may_do_what_the_table_of_permissions_says() -> None:
    variables = {name: f"$YISHI_{name.upper()}_NATS_PASSWORD" for name in NAMES}
    included = "departments/departments.conf"
    generated = nats_conf.nats_config(Path("/"), 0, 0, variables, included)
    expected = re.sub(r'"(\$YISHI_\w+)"', r"\1", generated[generated.index("system_account") :])
    assert CONF.read_text().endswith(expected)


def beside(folder: Path, text: str) -> Path:
    """nats.conf as compose lays it, with the file of departments that `prepare` writes at first."""
    keep({"YISHI_DEPARTMENTS": str(folder / "departments" / "departments.json")}, [])
    conf = folder / "nats.conf"
    conf.write_text(text)
    return conf


def test_the_server_accepts_it_and_asks_for_every_password(tmp_path: Path) -> None:
    conf = beside(tmp_path, CONF.read_text())

    def checked(settings: dict[str, str]) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [nats_binary(), "-t", "-c", conf],
            env=settings,
            capture_output=True,
            text=True,
            check=False,
        )

    accepted = checked(environment())
    assert accepted.returncode == 0, accepted.stderr
    for variable in environment():
        without = {name: value for name, value in environment().items() if name != variable}
        refused = checked(without)
        assert refused.returncode != 0
        assert variable in refused.stderr


@pytest.fixture
def running(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """The file on a real server, but for its ports and its folder; where it listens."""
    text = CONF.read_text()
    assert '"/data/jetstream"' in text
    stored = json.dumps(str(tmp_path / "store"))
    conf = beside(tmp_path, text.replace('"/data/jetstream"', stored))
    listening = ["-a", "127.0.0.1", "-p", "-1", "-m", "-1", "--ports_file_dir", str(tmp_path)]
    server = subprocess.Popen(
        [nats_binary(), "-c", conf, *listening],
        env={**environment(), "PATH": os.defpath},
        stderr=subprocess.DEVNULL,
    )
    try:
        file = tmp_path / f"nats-server_{server.pid}.ports"
        patience = time.monotonic() + 20
        while not (file.exists() and file.stat().st_size):
            assert server.poll() is None
            assert time.monotonic() < patience
            time.sleep(0.02)
        yield json.loads(file.read_text())
    finally:
        server.terminate()
        server.wait(20)


@pytest.mark.servers
async def test_it_starts_syncs_every_write_and_lets_in_whom_it_knows(
    running: dict[str, Any],
) -> None:
    monitor = running["monitoring"][0].replace("0.0.0.0", "127.0.0.1")
    with urllib.request.urlopen(f"{monitor}/varz", timeout=5) as answer:
        assert json.load(answer)["jetstream"]["config"]["sync_always"] is True

    client = await nats.connect(
        running["nats"][0], user="topics", password=NUMBER, inbox_prefix=b"_INBOX.topics"
    )
    assert (await client.jetstream().account_info()).streams == 0
    await client.close()

    with socket.create_connection(("127.0.0.1", urlsplit(running["nats"][0]).port), 5) as wire:
        greeting = json.dumps({"user": "topics", "pass": "guess", "verbose": False})
        wire.sendall(f"CONNECT {greeting}\r\nPING\r\n".encode())
        answer = b""
        while more := wire.recv(4096):
            answer += more
    assert b"Authorization Violation" in answer
