"""Each part of `make bench` measures something, at its smallest."""

from typing import Any

import pytest

from tests.bench import carry, latency, matter, replay, web
from tests.support.servers import NatsServer, PostgresServer

pytestmark = [pytest.mark.servers, pytest.mark.soak, pytest.mark.timeout(300)]


@pytest.mark.parametrize("part", ["web", "replay", "matter", "carry", "latency"])
async def test_a_part_measures(
    part: str, postgres: PostgresServer, nats_server: NatsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "ROUNDS", 1)
    monkeypatch.setattr(web, "SECONDS", 0.5)
    measures: dict[str, Any] = {
        "web": lambda: web.measure(postgres, nats_server),
        "replay": lambda: replay.measure(postgres, 1_000, 2_000),
        "matter": lambda: matter.measure(1_000, 2_000),
        "carry": lambda: carry.measure(postgres, nats_server, 2_000),
        "latency": lambda: latency.measure(postgres, nats_server, 2),
    }
    numbers = await measures[part]()
    assert numbers
    assert all(each.value > 0 for each in numbers)
