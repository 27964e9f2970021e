"""What differs from nats-py in our client says the same as nats-py."""

import asyncio
import json
from contextlib import aclosing

import nats.errors
import pytest
from nats.aio.client import Client

from runtime.carrying import jetstream, pulling
from tests.support.streams import eventually


@pytest.mark.parametrize(
    "lines",
    [
        b"Yishi-Position: 7\r\nYishi-Hash: 00ff\r\n\r\n",
        b"traceparent: 00-ab-cd-01\r\ntime: 2026-03-02T01:02:03Z\r\n\r\n",
        b"Spaced:   two words  \r\nTight:value\r\nEmpty: \r\n\r\n",
        "Chinese: 议事\r\n\r\n".encode(),
        b"\r\n",
    ],
)
def test_headers_are_those_nats_py_reads(lines):
    assert jetstream._Client._parse_header_lines(lines) == Client._parse_header_lines(lines)


def test_a_line_that_is_no_header_hides_no_other():
    assert jetstream._Client._parse_header_lines(b"nothing\r\nA: 1\r\n\r\n") == {"A": "1"}


async def test_requests_for_messages_do_not_multiply(client, monkeypatch):
    """After each burst there were more of them: each that ran out was asked for anew."""
    monkeypatch.setattr(pulling, "QUIET", 2.5)
    waiting, seen = [], 0
    async with aclosing(pulling.messages(client, "COUNTING", 0)) as arriving:
        for _ in range(3):
            for _ in range(300):
                await client.publish("yishi.counting.Begun.internal.62.01.23.109.200", b"{}")
            async for found in arriving:
                seen += len(found)
                if not found:
                    break
            [consumer] = await client.jetstream().consumers_info("COUNTING")
            waiting.append(consumer.num_waiting)

    assert seen == 900
    assert max(waiting) <= 1


async def test_long_messages_are_sent_a_few_at_a_time(client, monkeypatch):
    """A thousand of them would be hundreds of megabytes, waiting in this process."""
    monkeypatch.setattr(pulling, "SILENCE", 20)  # the disk of a busy machine may be slow
    sent, wanted = b"{%s}" % (b" " * 400_000), 60
    for _ in range(wanted):
        await client.publish("yishi.counting.Begun.internal.62.01.23.109.200", sent)
    await client.flush()
    arrived, most = 0, 0
    async with aclosing(pulling.messages(client, "COUNTING", 0)) as arriving:
        async for found in arriving:
            assert found, "nothing came for five seconds"
            assert {one.body for one in found} == {sent}
            await asyncio.sleep(0.05)  # and what was asked for comes meanwhile
            [consumer] = await client.jetstream().consumers_info("COUNTING")
            most = max(most, consumer.delivered.stream_seq - arrived)
            if (arrived := found[-1].position) == wanted:
                break

    assert 1 < most <= 2 * pulling.MOST_BYTES // len(sent)


async def size_of_one(client):
    """What the server counts for a message of COUNTING, sent to a consumer like a reader's."""
    name, inbox = f"r{'0' * 12}", client.new_inbox()
    answers = await client.subscribe(inbox)
    await client.jetstream().add_consumer("COUNTING", name=name, ack_policy="none")
    asked = json.dumps({"batch": 1, "max_bytes": 1_000_000, "expires": 10**9}).encode()
    await client.publish(f"$JS.API.CONSUMER.MSG.NEXT.COUNTING.{name}", asked, reply=inbox)
    await answers.next_msg(timeout=10)
    ended = await answers.next_msg(timeout=10)
    await answers.unsubscribe()
    return 1_000_000 - int(ended.headers["Nats-Pending-Bytes"])


async def test_a_request_filled_to_the_byte_is_not_asked_again_and_again(client, monkeypatch):
    """The server ends it without a word, and whoever imports begins again at the same place."""
    monkeypatch.setattr(pulling, "SILENCE", 2.5)
    for _ in range(9):
        await client.jetstream().publish("yishi.counting.Begun.internal.620123", b" " * 20_000)
    monkeypatch.setattr(pulling, "MOST_BYTES", 4 * await size_of_one(client))

    async def all_at_once():
        found = []
        async with aclosing(pulling.messages(client, "COUNTING", 0)) as arriving:
            while len(found) < 9:
                found += await anext(arriving)
        return found

    assert len(await eventually(all_at_once, "read from the first to the last")) == 9
    monkeypatch.setattr(pulling.secrets, "randbelow", lambda most: 0)  # negative control
    with pytest.raises(TimeoutError):
        await all_at_once()


async def test_an_outage_leaves_nothing_behind(client, fresh_nats):
    """Each attempt to read left a subscription, and a consumer that was made later, at once."""
    before = len(client._subs)
    fresh_nats.kill()
    await eventually(lambda: _value(not client.is_connected), "the loss is noticed")
    for _ in range(5):
        with pytest.raises(jetstream.Doubt):
            async with aclosing(pulling.messages(client, "COUNTING", 0)) as arriving:
                await anext(arriving)
    with pytest.raises(nats.errors.OutboundBufferLimitError):
        await client.publish("yishi.counting.Begun.internal.62.01.23.109.200", b"late")
    fresh_nats.start()
    await eventually(lambda: _value(client.is_connected), "it is back")

    assert len(client._subs) == before
    assert await client.jetstream().consumers_info("COUNTING") == []
    assert (await jetstream.stream_end(client, "COUNTING")).last == 0


async def test_a_server_that_is_not_there_is_told_of(caplog):
    with pytest.raises(ConnectionError, match="Connect call failed|refused"):
        await jetstream.connect("nats://127.0.0.1:1")
    assert len([one for one in caplog.messages if one.startswith("NATS: ")]) == 1


async def _value(found):
    return found
