"""Whoever is told to stop stops, also when what it waited for arrives at that very moment.

Found in containers, where a busy machine made `make test-containers` hang: before Python 3.12
`asyncio.wait_for` forgets a cancellation that comes together with its result.
"""

import asyncio
import json
from typing import Any

import pytest

from runtime.carrying import jetstream
from runtime.carrying.relay import Relay
from tests.support.keys import signer
from tests.support.servers import NatsServer


class Answer:
    """What the server says to a batch."""

    subject = "_INBOX.epoch.1"
    headers: dict[str, str] | None = None
    data = json.dumps({"stream": "COUNTING", "seq": 1}).encode()


@pytest.mark.parametrize("turns", range(5))
async def test_a_relay_that_is_cancelled_when_its_answer_comes(turns: int) -> None:
    waiting: Any = None
    relay = Relay(signer("counting"), waiting, waiting, asyncio.Event())
    answers: asyncio.Queue[Any] = asyncio.Queue()
    went_on = False

    async def carrying() -> None:
        nonlocal went_on
        await relay._acknowledged(answers, ".1", 1)
        went_on = True
        await asyncio.sleep(5)

    task = asyncio.create_task(carrying())
    for _ in range(3):
        await asyncio.sleep(0)
    answers.put_nowait(Answer())
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task], timeout=1)
    assert task.cancelled(), "it went on as if nobody had said anything" * went_on


@pytest.mark.servers
@pytest.mark.parametrize("turns", range(5))
async def test_a_question_that_is_cancelled_when_its_answer_comes(
    nats_server: NatsServer, turns: int
) -> None:
    client = await jetstream.connect(nats_server.url)
    answering = await client.subscribe("never.answered")
    went_on = False

    async def asking() -> None:
        nonlocal went_on
        await client.request("never.answered", b"", timeout=5)
        went_on = True
        await asyncio.sleep(5)

    task = asyncio.create_task(asking())
    await answering.next_msg(timeout=5)
    (waiting,) = client._resp_map.values()
    waiting.set_result(Answer())
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task], timeout=1)
    await client.close()
    assert task.cancelled(), "it went on as if nobody had said anything" * went_on
