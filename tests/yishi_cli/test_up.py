"""What `yishi up` does with ports, folders and programs that die. The whole of it: tests/story."""

import asyncio
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx2
import pytest

from runtime.settings import WrongSetting
from yishi import cli
from yishi.development.servers.process import free_port, is_free
from yishi.development.up import command, installation
from yishi.development.up.child import Child, Files, UpError
from yishi.development.up.command import first_steps
from yishi.development.up.installation import Installation


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def test_a_folder_belongs_to_one(tmp_path: Path, stack: ExitStack) -> None:
    command.lock(tmp_path, stack)
    with pytest.raises(UpError, match=rf"already runs \(process {os.getpid()}\)"):
        command.lock(tmp_path, stack)


def test_a_taken_port_names_the_setting(
    tmp_path: Path, stack: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("YISHI_TOPICS_PORT", str(other.getsockname()[1]))
        monkeypatch.setattr(installation, "CLOSING_SECONDS", 0.2)
        with pytest.raises(UpError, match=r"`YISHI_TOPICS_PORT=\d+ make up`"):
            Installation(tmp_path, stack)._ports(free=True)


def test_a_port_whose_program_is_just_closing_is_waited_for(
    tmp_path: Path, stack: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = socket.socket()
    other.bind(("127.0.0.1", 0))
    other.listen()
    monkeypatch.setenv("YISHI_TOPICS_PORT", str(port := other.getsockname()[1]))
    closing = threading.Timer(0.5, other.close)
    closing.start()
    assert Installation(tmp_path, stack)._ports(free=True)["topics"] == port
    closing.join()


def test_free_ports_keep_those_that_are_set(
    tmp_path: Path, stack: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = free_port()
    monkeypatch.setenv("YISHI_CONSOLE_PORT", str(mine))
    ports = Installation(tmp_path, stack)._ports(free=True)
    assert ports["console"] == mine
    assert len(set(ports.values())) == len(ports)


def test_a_port_is_a_number(
    tmp_path: Path, stack: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YISHI_NATS_PORT", "many")
    with pytest.raises(WrongSetting, match="YISHI_NATS_PORT is .many.: it must be a port, a whole"):
        Installation(tmp_path, stack)._ports(free=True)


PROGRAM = """
import http.server, os, sys
class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(str(os.getpid()).encode())
    def log_message(self, *_): pass
http.server.HTTPServer.allow_reuse_address = True
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Ready).serve_forever()
"""


@pytest.fixture
async def web() -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(timeout=2, trust_env=False) as web:
        yield web


class Nursery:
    """Makes children in a folder of their own, and ends them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.children = folder, list[Child]()
        (folder / "logs").mkdir()

    def child(self, program: str, port: int) -> Child:
        module = self.folder / "program_of_a_child.py"
        module.write_text(program)
        settings = {"PYTHONPATH": str(self.folder), "PATH": os.environ["PATH"]}
        url = f"http://127.0.0.1:{port}"
        born = Child("child", (module.stem, str(port)), url, self.folder, settings)
        born.keeper = asyncio.create_task(born.keep())
        self.children.append(born)
        return born


@pytest.fixture
async def nursery(tmp_path: Path) -> AsyncIterator[Nursery]:
    nursery = Nursery(tmp_path)
    yield nursery
    for child in nursery.children:
        await child.stop(5)


async def test_a_killed_program_is_started_again(
    nursery: Nursery, web: httpx2.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    child = nursery.child(PROGRAM, free_port())
    await child.ready(web)
    first = child.process
    assert first is not None
    first.kill()
    await first.wait()
    await asyncio.sleep(0)
    while child.process is first or not await answers(child, web):
        await asyncio.sleep(0.05)
    assert "child died (signal SIGKILL); starting it again" in capsys.readouterr().out


async def answers(child: Child, web: httpx2.AsyncClient) -> bool:
    try:
        return (await web.get(child.url)).is_success
    except httpx2.HTTPError:
        return False


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("import sys; print('lost'); sys.exit(2)", "environment or its key is wrong"),
        ("import sys; print('lost'); sys.exit(3)", "yishi verify"),
        ("raise SystemExit('lost')", "dies whenever it is started"),
    ],
)
async def test_a_program_that_cannot_start_ends_the_waiting(
    nursery: Nursery, web: httpx2.AsyncClient, program: str, said: str
) -> None:
    child = nursery.child(program, free_port())
    with pytest.raises(UpError, match=said) as ended:
        await child.ready(web, 30)
    assert "lost" in str(ended.value)  # the end of its log


async def test_a_program_that_cannot_start_is_left_until_somebody_says_so(
    nursery: Nursery, web: httpx2.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    child = nursery.child("import sys; sys.exit(3)", free_port())
    with pytest.raises(UpError, match="`yishi service start child`"):
        await child.ready(web, 30)
    (nursery.folder / "program_of_a_child.py").write_text(PROGRAM)  # mended
    await asyncio.sleep(0.5)
    assert not child.files.lives
    child.files.may_run()
    await child.ready(web, 30)
    assert "child is started." in capsys.readouterr().out


async def test_a_program_is_stopped_and_started_by_a_mark(
    nursery: Nursery, web: httpx2.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    child = nursery.child(PROGRAM, free_port())
    await child.ready(web)
    assert child.files.lives
    child.files.stop()
    while child.files.lives:
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.5)
    assert not await answers(child, web)
    child.files.may_run()
    await child.ready(web)
    said = capsys.readouterr().out
    assert "child is stopped." in said
    assert "died" not in said


async def test_two_processes_of_one_program_never_live_at_once(
    nursery: Nursery, web: httpx2.AsyncClient
) -> None:
    """A `yishi up` was killed, and its children outlived it: the next one waits for them."""
    (nursery.folder / "running").mkdir()
    earlier = Files(nursery.folder, "child").hold()
    assert earlier is not None
    child = nursery.child(PROGRAM, free_port())
    await asyncio.sleep(0.6)
    assert child.process is None
    os.close(earlier)
    await child.ready(web)


async def test_a_program_that_does_not_stop_is_ended(
    nursery: Nursery, web: httpx2.AsyncClient
) -> None:
    stubborn = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + PROGRAM
    child = nursery.child(stubborn, free_port())
    await child.ready(web)
    began = time.monotonic()
    await child.stop(0.5)
    assert time.monotonic() - began < 5
    assert not await answers(child, web)


def test_where_make_up_never_ran_the_other_ways_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YISHI_DATA", str(tmp_path / "nowhere"))
    assert cli.main(["service", "stop", "topics"]) == 1
    said = capsys.readouterr().err
    assert "`docker compose stop topics`" in said
    assert "systemd `systemctl stop`" in said
    assert not (tmp_path / "nowhere").exists()


def test_the_first_steps_can_be_copied_and_hold_no_password(tmp_path: Path) -> None:
    usual = first_steps(tmp_path / ".yishi", tmp_path / ".venv" / "bin", tmp_path)
    other = first_steps(Path("/elsewhere/data"), tmp_path / ".venv" / "bin", tmp_path)

    (replay,) = [line for line in usual if "replay" in line]
    assert replay.startswith("  .venv/bin/yishi replay --matter ")
    assert any("sed -n s/^YISHI_SUBSCRIBER_URL=//p .yishi/environment" in line for line in usual)
    assert any(line.startswith("  YISHI_DATA=/elsewhere/data .venv/bin/yishi ") for line in other)


@pytest.mark.servers
@pytest.mark.timeout(240)
def test_a_second_up_says_where_the_first_is_and_ctrl_c_leaves_nothing(tmp_path: Path) -> None:
    tmp_path /= "桌面 'of' $HOME"  # folders have any name
    tmp_path.mkdir()
    settings: dict[str, Any] = {**os.environ, "YISHI_DATA": str(tmp_path)}
    command = [sys.executable, "-m", "yishi.cli", "up", "--free-ports", "--no-demo"]
    log = tmp_path / "up.log"
    with log.open("w") as out:
        first = subprocess.Popen(command, env=settings, stdout=out, stderr=out)
    try:
        patience = time.monotonic() + 180
        while "Yishi is ready" not in log.read_text() and time.monotonic() < patience:
            assert first.poll() is None, log.read_text()
            time.sleep(0.2)
        second = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
        assert second.returncode == 1
        assert f"already runs (process {first.pid}), the console is at http://" in second.stderr
    finally:
        first.send_signal(2)
        assert first.wait(60) == 0
    assert "Stopped." in log.read_text()
    kept = (tmp_path / "environment").read_text()
    ports = [int(line.split("=")[1]) for line in kept.splitlines() if "_PORT=" in line]
    assert len(ports) == 9
    assert all(map(is_free, ports))
