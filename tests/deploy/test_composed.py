"""compose.yaml on a real engine: built, started, used, audited and stopped."""

import json
import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.deploy.composed import DEPLOY, example
from tests.support.servers import IN_CONTAINERS
from yishi.development.servers.process import free_port

SERVICES = ("topics", "meetings", "members", "outcomes", "console")

pytestmark = [
    pytest.mark.servers,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(not IN_CONTAINERS, reason="only `make test-containers` has an engine"),
]


class Machine:
    """One run of compose.yaml under a name and ports of its own."""

    def __init__(self, folder: Path) -> None:
        self.name = f"yishi-test-{secrets.token_hex(4)}"
        self.ports = {each: free_port() for each in (*SERVICES, "issuer")}
        issuer = f"http://issuer.localhost:{self.ports['issuer']}"
        settings = {
            name: secrets.token_hex(16) if name.endswith(("_PASSWORD", "_SECRET")) else value
            for name, value in example().items()
        }
        settings |= {f"YISHI_{name.upper()}_PORT": str(port) for name, port in self.ports.items()}
        settings |= {
            "YISHI_ISSUER_URL": issuer,
            "YISHI_JWKS_URL": f"{issuer}/jwks",
            "YISHI_TOKEN_URL": f"{issuer}/token",
            "YISHI_CONSOLE_URL": f"http://127.0.0.1:{self.ports['console']}",
            "YISHI_VERSION": self.name,
            "OTEL_EXPORTER_OTLP_ENDPOINT": "",
        }
        for image in ("BASE", "POSTGRES", "NATS"):
            if given := os.environ.get(f"YISHI_{image}_IMAGE"):
                settings[f"YISHI_{image}_IMAGE"] = given
        self._file = folder / "env"
        self._file.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))

    def compose(self, *command: str, check: bool = True) -> str:
        program = ["docker-compose"] if shutil.which("docker-compose") else ["docker", "compose"]
        where = ["-p", self.name, "--env-file", str(self._file), "-f", DEPLOY / "compose.yaml"]
        done = subprocess.run(
            [*program, *where, "--profile", "demo", "--profile", "tools", *command],
            capture_output=True,
            text=True,
            check=False,
        )
        assert not check or done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout

    def url(self, service: str) -> str:
        return f"http://127.0.0.1:{self.ports[service]}"

    def state(self, service: str) -> dict[str, object]:
        container = self.compose("ps", "-q", service).strip()
        said = subprocess.run(["docker", "inspect", container], capture_output=True, check=True)
        found: dict[str, object] = json.loads(said.stdout)[0]["State"]
        return found

    def ready(self) -> None:
        deadline = time.monotonic() + 180
        for service in SERVICES:
            said = "no answer"
            while said != "ready\n":
                assert time.monotonic() < deadline, f"{service}: {said}"
                time.sleep(0.5)
                try:
                    said = httpx2.get(f"{self.url(service)}/readyz", trust_env=False).text
                except httpx2.HTTPError as error:
                    said = repr(error)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    made = Machine(tmp_path_factory.mktemp("composed"))
    try:
        try:
            made.compose("up", "-d", "--build")
        except AssertionError as error:
            raise AssertionError(made.compose("logs", "--tail", "20", check=False)) from error
        yield made
    finally:
        made.compose("down", "-v", "--rmi", "local", check=False)


def test_a_machine_is_built_used_audited_and_stopped(machine: Machine) -> None:
    machine.ready()
    machine.compose("exec", "-T", "issuer", "yishi", "apply", "deploy/profiles/yuzhong.toml")
    token = machine.compose("exec", "-T", "issuer", "yishi", "token", "xinying-village-clerk")
    topic = {
        "unit": "620123109210",
        "title": "村道路灯由谁维护",
        "description": "村道二十盏路灯坏了一半。",
        "origin": "public",
        "scale": "group",
    }
    answer = httpx2.post(
        f"{machine.url('topics')}/topics",
        json=topic,
        headers={"Authorization": f"Bearer {token.strip()}"},
        trust_env=False,
    )
    assert answer.status_code == 201, answer.text

    assert machine.compose("run", "--rm", "-T", "yishi", "verify")
    for service in SERVICES:
        assert machine.state(service)["Health"]["Status"] == "healthy"  # type: ignore[index]
        machine.compose("stop", service)
        assert machine.state(service)["ExitCode"] == 0
    assert machine.state("prepare")["ExitCode"] == 0
