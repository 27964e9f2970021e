"""The Dockerfile: what goes into an image, and as whom it runs."""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from shutil import copytree

import pytest

from tests.deploy.composed import DEPLOY
from yishi.cli import COMMANDS

TEXT = (DEPLOY / "Dockerfile").read_text().replace("\\\n", "")
IGNORED = (DEPLOY.parent / ".dockerignore").read_text().splitlines()
STAGES = {
    re.findall(r"AS (\w+)", stage)[0]: stage
    for stage in re.split(r"^(?=FROM )", TEXT, flags=re.M)[1:]
}


def test_it_needs_no_newer_builder_and_no_package_host() -> None:
    assert "# syntax" not in TEXT
    assert "<<" not in TEXT
    assert "ulimit" not in TEXT
    assert "://" not in TEXT
    assert not re.search(r"\b(PIP|UV)_\w+|--(index-url|extra-index-url|trusted-host|cert)\b", TEXT)
    assert "--require-hashes" in STAGES["packages"]


def test_a_service_is_built_when_nothing_else_is_asked_for() -> None:
    assert list(STAGES)[-1] == "service"


def test_only_what_all_share_and_the_one_service_are_inside() -> None:
    copied = re.findall(r"^COPY (?!--from)(\S+)", STAGES["house"] + STAGES["service"], re.M)
    assert copied == [
        *("contracts", "common", "runtime"),
        *("services/__init__.py", "services/${SERVICE}"),
    ]


@pytest.mark.parametrize("stage", ["service", "tools"])
def test_it_runs_as_nobody_in_particular(stage: str) -> None:
    users = re.findall(r"^USER (.*)$", STAGES[stage], re.M)
    assert users == ["10001:10001"]


def test_nothing_else_is_sent_to_the_builder() -> None:
    assert IGNORED[1] == "*"
    kept = {line.removeprefix("!") for line in IGNORED if line.startswith("!")}
    assert kept == {
        *("common", "contracts", "runtime", "services", "yishi"),
        *("deploy/profiles", "deploy/requirements.lock"),
    }
    assert {"yishi/contract", "yishi/development"} < set(IGNORED[IGNORED.index("!yishi") :])


def test_the_commands_of_production_need_nothing_that_no_image_has(tmp_path: Path) -> None:
    """Also `yishi up` ends in a sentence, and so does who has no token: there is no issuer."""
    left_out = [line for line in IGNORED if line.startswith("yishi/")]
    for each in re.findall(r"^COPY (?!--from)(\w+) ", STAGES["house"] + STAGES["tools"], re.M):
        copytree(
            DEPLOY.parent / each,
            tmp_path / each,
            ignore=lambda folder, names: [
                name
                for name in names
                if name == "__pycache__" or str(Path(folder, name)).endswith(tuple(left_out))
            ],
        )
    production = [n for n, (at, _) in COMMANDS.items() if not at.startswith("development.")]
    tried = f"from yishi.cli import main, module_of\nfor n in {production}: module_of(n)\n"
    tried += "raise SystemExit([main(['up']), main(['replay', '--unit', '620123']), 'end'])"
    environment = {"PATH": os.environ["PATH"], "YISHI_DATA": str(tmp_path / "data")}
    environment |= {f"YISHI_{name}_URL": "http://127.0.0.1:1" for name in ("TOPICS", "MEMBERS")}
    done = subprocess.run(
        [sys.executable, "-c", tried],
        cwd=tmp_path,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.stderr.splitlines() == [
        "yishi up: This command is not part of this installation (yishi.development).",
        "yishi replay: Set YISHI_TOKEN to a token of your issuer.",
        "[1, 1, 'end']",
    ]


@pytest.fixture
def readyz() -> Iterator[tuple[int, list[int]]]:
    """A port where /readyz answers with the status that stands in the list."""
    status = [200]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status[0] if self.path == "/readyz" else 404)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Silence."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server.server_port, status
        server.shutdown()
        thread.join()


def test_the_health_check_asks_readyz(readyz: tuple[int, list[int]]) -> None:
    [command] = re.findall(r"^HEALTHCHECK .*? CMD (\[.*\])$", STAGES["service"], re.M)
    _, *arguments = json.loads(command)
    port, status = readyz
    environment = {**os.environ, "SERVICE": "topics", "YISHI_TOPICS_PORT": str(port)}

    def healthy() -> bool:
        asked = [sys.executable, *arguments]
        done = subprocess.run(asked, env=environment, cwd=DEPLOY.parent, check=False)
        return done.returncode == 0

    assert healthy()
    status[0] = 503
    assert not healthy()
