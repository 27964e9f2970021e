"""PostgreSQL and NATS for the tests in containers, of the images that deploy/compose.yaml names.

`YISHI_TEST_SERVERS=containers` chooses them; `make test-containers` does. Images are others where
`YISHI_POSTGRES_IMAGE` and `YISHI_NATS_IMAGE` name others, as for compose itself.
"""

import os
import re
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

# Its cleaning container is one more image to be had; we sweep up ourselves. Read at its import.
os.environ.setdefault("TESTCONTAINERS_RYUK_DISABLED", "true")

import docker
from docker.errors import DockerException, ImageNotFound, NotFound
from testcontainers.community.postgres import PostgresContainer
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import HttpWaitStrategy

COMPOSE = Path(__file__).parents[3] / "deploy" / "compose.yaml"
LABEL = "yishi.tests"
MARK = f"{socket.gethostname()}:{os.getpid()}"
"""Whose a container is, so that those of a killed test run are found."""
NATS_CONF = """\
server_name: yishi
listen: "0.0.0.0:4222"
http: "0.0.0.0:8222"
max_payload: 1MB
jetstream { store_dir: "/data/jetstream", sync_interval: "always" }
"""

used: list[str] = []
"""What was really started, for the end of the output: a tag alone may be anything."""


class NoEngine(Exception):
    """There is no container engine, or it has no such image. The message is a sentence."""


def image(name: str) -> str:
    """The image of `postgres` or `nats`."""
    variable = f"YISHI_{name.upper()}_IMAGE"
    found = re.search(rf"image: \$\{{{variable}:-([^}}]+)\}}", COMPOSE.read_text())
    assert found, f"compose.yaml names no image for {name}"
    return os.environ.get(variable, found[1])


def check() -> str:
    """The engine in words. Raises `NoEngine`."""
    try:
        client = docker.from_env(timeout=60)
    except DockerException as error:
        raise NoEngine(
            "No container engine answers. Start Docker (or name one with DOCKER_HOST) and repeat;"
            " `make test` runs the same tests without one."
        ) from error
    try:
        for name in ("postgres", "nats"):
            _have(client, image(name))
        _sweep(client)
        return f"Docker {client.version()['Version']}"
    finally:
        client.close()


def _have(client: Any, wanted: str) -> None:
    try:
        client.images.get(wanted)
    except ImageNotFound:
        try:
            client.images.pull(wanted)
        except DockerException as error:
            raise NoEngine(
                f"The engine has no image {wanted} and cannot pull it: {error}. Load it, or name"
                " another with YISHI_POSTGRES_IMAGE or YISHI_NATS_IMAGE."
            ) from error


def _sweep(client: Any) -> None:
    """Remove what test runs left that were killed on this machine."""
    for container in client.containers.list(all=True, filters={"label": LABEL}):
        host, _, pid = container.labels[LABEL].rpartition(":")
        if host == socket.gethostname() and not Path(f"/proc/{pid}").exists():
            container.remove(force=True, v=True)


@contextmanager
def postgres() -> Iterator[str]:
    """A running PostgreSQL: the address of its database `postgres`, as its superuser."""
    options = {"listen_addresses": "*", "max_connections": "200", "timezone": "UTC"}
    container = PostgresContainer(
        image("postgres"),
        username="postgres",
        password=secrets.token_hex(12),
        dbname="postgres",
        driver=None,
        labels={LABEL: MARK},
    ).with_command(["postgres", *(f"--{key}={value}" for key, value in options.items())])
    with _running(container, "postgres"):
        yield container.get_connection_url()


@contextmanager
def nats() -> Iterator[tuple[str, str]]:
    """A running NATS where everybody may do everything: its address and its monitor's."""
    container = DockerContainer(image("nats"), labels={LABEL: MARK}).with_exposed_ports(4222, 8222)
    container.with_copy_into_container(NATS_CONF.encode(), "/etc/nats-tests.conf")
    container.with_command(["nats-server", "--config", "/etc/nats-tests.conf"])
    container.waiting_for(HttpWaitStrategy(8222, "/healthz").for_status_code(200))
    with _running(container, "nats-server"):
        host = container.get_container_host_ip()
        port, monitor = (container.get_exposed_port(number) for number in (4222, 8222))
        yield f"nats://{host}:{port}", f"http://{host}:{monitor}"


@contextmanager
def _running(container: Any, program: str) -> Iterator[None]:
    container.start()
    try:
        wrapped = container.get_wrapped_container()
        version = container.exec([program, "--version"]).output.decode().strip()
        used.append(f"{container.image}, image {wrapped.image.short_id}: {version}")
        yield
    finally:
        with suppress(NotFound):
            container.stop()
