"""What several files of the operator's command ask for."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.yishi_cli.departments import Town, declare
from yishi.development.servers.nats import Nats


@pytest.fixture
async def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    made = Town(tmp_path, monkeypatch)
    with Nats(tmp_path / "nats", conf=made.conf) as server:
        made.url = server.url
        monkeypatch.setenv("YISHI_NATS_URL", server.url)
        await declare(server.url)
        yield made
