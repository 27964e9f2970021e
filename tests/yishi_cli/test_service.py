"""One service stopped and started under a real `yishi up`, whoever is killed meanwhile."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tests.support.installation import Installation
from yishi.development.up.child import Files
from yishi.development.up.installation import PROFILE

pytestmark = [pytest.mark.servers, pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with Installation(tmp_path_factory.mktemp("桌面 数据")) as up:
        yield up


def test_a_service_is_stopped_and_started_while_the_rest_goes_on(up: Installation) -> None:
    assert up.does("service", "stop", "topics") == "topics is stopped.\n"
    assert not up.ready("topics")
    assert up.ready("meetings")
    assert up.yishi("service", "status", "topics").returncode == 1
    assert up.does("service", "start", "topics") == "topics is ready.\n"
    assert up.ready("topics")
    assert up.does("service", "status", "topics") == "topics is ready.\n"
    assert "died" not in up.log.read_text()


def test_a_service_whose_port_was_taken_comes_back_by_itself(up: Installation) -> None:
    """Whoever starts it again must not take that for hashes that disagree (cases of 2026, P1)."""
    port = int(up.settings["YISHI_OUTCOMES_PORT"])
    up.does("service", "stop", "outcomes")
    with socket.create_server(("127.0.0.1", port)):
        Files(up.data, "outcomes").may_run()
        said = up.says("outcomes died (exit code 1); starting it again in", within=60)
    assert "hashes disagree" not in said
    log = (up.data / "logs" / "outcomes.log").read_text()
    assert f"STOPPED: Port {port} of 127.0.0.1 is taken by another program." in log
    assert "YISHI_OUTCOMES_PORT" in log

    patience = time.monotonic() + 60
    while not up.ready("outcomes"):
        assert time.monotonic() < patience, up.log.read_text()
        time.sleep(0.2)
    assert up.does("service", "status", "outcomes") == "outcomes is ready.\n"


@pytest.mark.soak
def test_what_was_stopped_stays_so_when_everything_is_killed(up: Installation) -> None:
    up.does("service", "stop", "topics")
    up.kill()
    told = up.start()
    assert "topics was stopped by hand. `yishi service start topics` starts it." in told
    assert not up.ready("topics")
    up.does("service", "start", "topics")
    up.kill()
    assert "may run" in up.does("service", "start", "topics")
    assert "Yishi is ready" in up.start()


LAST = "(SELECT max(position) FROM ledger)"


async def test_a_service_that_ends_with_3_takes_nothing_down(up: Installation) -> None:
    """Neither while it starts alone nor with everything: what mends it can be run."""
    up.does("apply", str(PROFILE))
    [(position, sound)] = await up.sql(
        "topics", f"SELECT position, hash FROM ledger WHERE position = {LAST}"
    )
    up.does("service", "stop", "topics")
    await up.sql(
        "topics",
        f"UPDATE ledger SET hash = sha256('changed') WHERE position = {position}",
        "UPDATE ledger_head SET hash = sha256('changed')",
    )
    failed = up.yishi("service", "start", "topics")
    assert failed.returncode == 1
    assert "its hashes disagree: run `yishi verify`" in failed.stdout
    assert "`yishi service start topics`" in failed.stdout
    assert "is stopped: topics stopped" in up.yishi("service", "status", "topics").stdout
    assert up.ready("meetings")

    up.stop()
    told = up.start()
    assert "Yishi runs, but not all of it" in told
    assert "topics stopped and is not started again" in told
    assert up.ready("meetings")
    verified = up.yishi("verify", "topics")
    assert verified.returncode == 1
    assert f"ledger topics position {position}" in verified.stdout
    refused = up.yishi("streams", "rebuild", "topics", "--yes")
    assert refused.returncode == 1
    assert "Nothing was deleted" in refused.stdout

    await up.sql(
        "topics",
        f"UPDATE ledger SET hash = '\\x{sound.hex()}' WHERE position = {position}",
    )
    assert "set to the last row" in up.does("restore", "topics")
    assert up.does("service", "start", "topics") == "topics is ready.\n"
    up.does("verify", "topics")


@pytest.mark.soak
def test_a_rebuilt_stream_leaves_an_installation_that_starts_again(up: Installation) -> None:
    """Its service running, stopped, and the command killed at any instant."""
    department = "consumer dept-transport made again"
    assert department in up.does("streams", "rebuild", "topics", "--yes")
    up.does("service", "stop", "meetings")
    assert department in up.does("streams", "rebuild", "meetings", "--yes")
    for tenths in range(4, 16, 2):
        killed = subprocess.Popen(
            [sys.executable, "-m", "yishi.cli", "streams", "rebuild", "topics", "--yes"],
            env=up.settings,
        )
        time.sleep(tenths / 10)
        killed.kill()
        killed.wait()
    up.stop()
    assert "Yishi runs, but not all of it" in up.start()  # meetings is stopped
    up.does("service", "start", "meetings")
    up.does("streams", "rebuild", "topics", "--yes")
    up.does("verify", "topics", "meetings")
    doctor = up.yishi("doctor").stdout
    assert doctor.count("durable dept-transport reads yishi") == 4, doctor
