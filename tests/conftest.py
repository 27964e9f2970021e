"""Real servers for the tests that need them: started once, and only if such a test runs."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

from tests.support import servers
from tests.support.evenings import VARIABLE, this_evening
from tests.support.servers import NatsServer, PostgresServer
from tests.support.tokens import Issuer
from yishi.development.servers.nats import Nats

settings.register_profile("house", deadline=None)
settings.load_profile("house")
"""How long one case takes says nothing on a machine where four files run at once."""

NEED_SERVERS = {"postgres", "nats_server", "database", "fresh_nats"}


def pytest_report_header() -> list[str]:
    evening = this_evening()
    repeat = f"{VARIABLE}='{evening}' repeats it"
    return [servers.in_words(), f"the evening of the stories: {evening} ({repeat})"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in servers.used():
        terminalreporter.line(line)


class _InParts(LoadFileScheduling):
    """One file at a time to each process, and all stories to the same: they share an installation,
    which takes a minute and a half to load. The examples over HTTP go service by service: one
    process would sit at all of them when the others are long done."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith("tests/story/"):
            return "stories"
        if nodeid.startswith("tests/slices/test_routes.py"):
            return nodeid.split("[", 1)[-1].split("-", 1)[0]
        return super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling | None:
    return _InParts(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever asks for a server is marked so, also where the author forgot. They run first: they
    wait for processes and networks, and short pure tests fill what is left at the end."""
    for item in items:
        if NEED_SERVERS & set(getattr(item, "fixturenames", ())):
            item.add_marker("servers")
    items.sort(key=lambda item: not any(item.iter_markers("servers")))


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A PostgreSQL where databases may be created: `postgres.dsn("postgres")`."""
    with servers.any_postgres(tmp_path_factory.mktemp("pg")) as server:
        yield server


@pytest.fixture(scope="session")
def nats_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsServer]:
    """A NATS shared by all tests: `nats_server.url`. Streams left in it are seen by the next."""
    with servers.any_nats(tmp_path_factory.mktemp("nats")) as server:
        yield server


@pytest.fixture
def fresh_nats(tmp_path: Path) -> Iterator[Nats]:
    """A NATS of this test's own, always of the wheel: may be killed, restarted, emptied."""
    with Nats(tmp_path / "nats") as server:
        yield server


@pytest.fixture
async def database(postgres: PostgresServer) -> AsyncIterator[str]:
    """The DSN of an empty database of this test's own."""
    async with servers.empty_database(postgres) as dsn:
        yield dsn


@pytest.fixture(scope="session")
def issuer() -> Iterator[Issuer]:
    """Signs tokens: `issuer.token("wei", ("clerk", "620123109"))`."""
    with Issuer() as issuer:
        yield issuer
