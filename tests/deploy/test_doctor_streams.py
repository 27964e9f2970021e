"""`yishi doctor` on one real NATS: streams and durables, and what mends each."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from nats.aio.client import Client

from runtime.carrying import jetstream
from runtime.carrying.jetstream import stream_end
from runtime.carrying.streams import call
from yishi.commands import streams
from yishi.departments import durables as made
from yishi.development.servers.nats import Nats
from yishi.doctor import durables, rights
from yishi.doctor import streams as looking

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
async def client(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Client]:
    """Nobody's rights are looked at here: everybody may do everything."""
    with Nats(tmp_path_factory.mktemp("nats")) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("YISHI_DATA", str(server.data_dir))
        client = await jetstream.connect(server.url)
        assert await streams.declare(client) == 0
        yield client
        await client.close()


async def said(client: Client) -> list[tuple[str, str]]:
    found = [each async for each in looking.stream("topics", client, None)]
    return found + [each async for each in looking.others(client)]


async def bad(client: Client) -> list[str]:
    return [sentence for grade, sentence in await said(client) if grade == "BAD"]


async def test_a_stream_as_it_is_declared_is_good(client: Client) -> None:
    assert await said(client) == [
        ("NOTE", "TOPICS has one replica. Production needs three NATS servers."),
        ("GOOD", "TOPICS: declared as it should be, ends at 0"),
    ]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"no_ack": True}, "TOPICS.no_ack is true, should be unset."),
        ({"max_msg_size": 700}, "TOPICS.max_msg_size is 700, should be unset."),
        (
            {"republish": {"src": "yishi.>", "dest": "copy.>"}},
            'TOPICS.republish is {"src": "yishi.>", "dest": "copy.>"}, should be unset.',
        ),
        (
            {"subjects": ["yishi.topics.>", "other.>"]},
            'TOPICS.subjects is ["yishi.topics.>", "other.>"], should be ["yishi.topics.>"].',
        ),
        (
            {"subject_transform": {"src": "yishi.>", "dest": "x.>"}},
            'TOPICS.subject_transform is {"src": "yishi.>", "dest": "x.>"}, should be unset.',
        ),
        ({"sources": [{"name": "MEETINGS"}]}, 'TOPICS.sources is [{"name": "MEETINGS"}], should'),
        ({"max_age": 10**12}, "TOPICS.max_age is 1000000000000, should be unset."),
        ({"discard": "old"}, 'TOPICS.discard is "old", should be "new".'),
        ({"max_consumers": 5}, "TOPICS.max_consumers is 5, should be unset."),
        ({"max_msgs": 10}, "TOPICS.max_msgs is 10, should be unset."),
        ({"max_msgs_per_subject": 1}, "TOPICS.max_msgs_per_subject is 1, should be unset."),
        ({"retention": "interest"}, 'TOPICS.retention is "interest", should be "limits".'),
        ({"allow_direct": False}, "TOPICS.allow_direct is unset, should be true."),
        ({"allow_atomic": False}, "TOPICS.allow_atomic is unset, should be true."),
        ({"mirror_direct": True}, "TOPICS.mirror_direct is true, should be unset."),
        ({"duplicate_window": 10**11}, "TOPICS.duplicate_window is 100000000000, should be 20000"),
        ({"compression": "s2"}, 'TOPICS.compression is "s2", should be unset.'),
        (
            {"consumer_limits": {"max_ack_pending": 1}},
            'TOPICS.consumer_limits is {"max_ack_pending": 1}, should be unset.',
        ),
    ],
)
async def test_each_setting_of_a_stream_is_named_and_corrected(
    client: Client, changed: dict[str, Any], sentence: str
) -> None:
    end = await stream_end(client, "TOPICS")
    assert end is not None
    await call(client, "UPDATE", "TOPICS", end.config | changed)
    [found] = await bad(client)
    assert found.startswith(sentence)
    assert found.endswith("Run `yishi streams correct`.")
    assert await streams.declare(client) == 1  # which only tells
    assert await bad(client) == [found]
    assert await streams.correct(client) == 0
    assert await bad(client) == []


async def test_what_cannot_be_corrected_is_made_anew_after_verify(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    await call(client, "DELETE", "OUTCOMES", {})
    await call(client, "CREATE", "OUTCOMES", {"name": "OUTCOMES", "storage": "memory"})
    assert await streams.correct(client) == 1
    told = capsys.readouterr().out
    assert "storage" in told
    assert "Run `yishi verify outcomes`; where it finds the ledger sound, `yishi streams" in told
    await call(client, "DELETE", "OUTCOMES", {})
    assert await streams.declare(client) == 0


@pytest.mark.parametrize(
    ("config", "does"),
    [
        ({"sources": [{"name": "TOPICS"}]}, "copies TOPICS"),
        ({"mirror": {"name": "TOPICS"}}, "copies TOPICS"),
        ({"subjects": ["$JS.ACK.>"], "no_ack": True}, "takes what is sent to $JS.ACK.>"),
        ({"subjects": ["yishi.else.>"]}, "takes what is sent to yishi.else.>"),
    ],
)
async def test_a_stream_of_somebody_else_is_named_and_removed(
    client: Client, config: dict[str, Any], does: str
) -> None:
    await call(client, "CREATE", "SPY", {"name": "SPY", **config})
    assert await bad(client) == [
        f"The stream SPY is none of Yishi's: it {does}. Find out who made it, then"
        " `yishi streams remove SPY --yes`."
    ]
    assert await streams.remove(client, "SPY", certain=True) == 0
    assert await bad(client) == []


DEPARTMENT: dict[str, Any] = {"durable_name": "dept", "deliver_policy": "all", **durables.AS_MADE}


@asynccontextmanager
async def durable(client: Client, stream: str = "TOPICS", **changed: Any) -> AsyncIterator[None]:
    config = DEPARTMENT | {"name": "dept"} | changed
    body = json.dumps({"stream_name": stream, "config": config}).encode()
    reply = await client.request(f"$JS.API.CONSUMER.CREATE.{stream}.dept", body, timeout=20)
    assert "error" not in json.loads(reply.data), reply.data
    try:
        yield
    finally:
        await client.request(f"$JS.API.CONSUMER.DELETE.{stream}.dept", b"", timeout=20)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"max_deliver": 5}, "gives an event up"),
        ({"ack_policy": "none"}, "waits for no acknowledgement"),
        ({"ack_policy": "all"}, "waits for no acknowledgement"),
        ({"headers_only": True}, "leaves the events out"),
        ({"mem_storage": True}, "is forgotten when NATS is restarted"),
        ({"inactive_threshold": 60 * 10**9}, "is forgotten when it is not used"),
        ({"max_ack_pending": 7}, "has max_ack_pending 7, should be 1"),
        ({"ack_wait": 1}, "has ack_wait 1, should be 30000000000"),
        ({"replay_policy": "original"}, 'has replay_policy "original", should be "instant"'),
        ({"max_batch": 1}, "has max_batch 1, should be unset"),
        ({"max_waiting": 1}, "has max_waiting 1, should be 512"),
        (
            {"deliver_subject": "yishi.meetings.x", "max_waiting": 0},
            "sends to a subject unasked, has max_waiting unset, should be 512",
        ),
        (
            {"filter_subjects": ["yishi.topics.X.>"]},
            "reads yishi.topics.X.>, should read",
        ),
    ],
)
async def test_each_setting_of_a_durable_is_named(
    client: Client, changed: dict[str, Any], sentence: str
) -> None:
    async with durable(client, **changed):
        found = [each async for each in durables.durables(client, "TOPICS", {"dept": DEPARTMENT})]
    [(grade, told)] = found
    assert grade == "BAD"
    assert told.startswith(f"TOPICS: consumer dept {sentence}")
    assert "`yishi department add dept`" in told


async def test_a_paused_durable_is_named_and_goes_on(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    async with durable(client):
        until = b'{"pause_until": "2030-01-01T00:00:00Z"}'
        await client.request("$JS.API.CONSUMER.PAUSE.TOPICS.dept", until, timeout=5)
        assert await bad(client) == [
            "TOPICS: durable dept is paused until 2030-01-01T00:00:00Z: its department hears"
            " nothing. Run `yishi streams correct`."
        ]
        assert await streams.correct(client) == 0
        assert "TOPICS: durable dept goes on" in capsys.readouterr().out
        assert await bad(client) == []


async def test_a_missing_durable_is_named(client: Client) -> None:
    found = [each async for each in durables.durables(client, "TOPICS", {"dept": DEPARTMENT})]
    [(grade, told)] = found
    assert grade == "BAD"
    assert told.startswith("TOPICS: the durable dept is missing: its department hears nothing.")


async def test_durables_are_found_on_every_page(client: Client) -> None:
    """A server tells of 256 at a time; readers' own are among them."""
    for number in range(260):
        config = {"name": f"r{number:012}", "ack_policy": "none", "inactive_threshold": 10**11}
        body = json.dumps({"stream_name": "TOPICS", "config": config | {"mem_storage": True}})
        where = f"$JS.API.CONSUMER.CREATE.TOPICS.r{number:012}"
        await client.request(where, body.encode(), timeout=20)
    async with durable(client, max_deliver=5):
        assert len(await made.consumers(client, "TOPICS")) == 261
        [sentence] = await bad(client)
    assert "consumer dept gives an event up" in sentence


async def test_asking_what_is_allowed_does_nothing_where_everything_is(client: Client) -> None:
    """Every request is let through here, and none is one: an event waits, and is not delivered."""
    await client.jetstream().publish("yishi.meetings.Something.internal.62.01.23.109.200", b"{}")
    async with durable(client, "MEETINGS"):
        before = await everything(client)
        [waiting] = before["MEETINGS"]["consumers"]
        assert waiting["num_pending"] == 1
        inbox = client.new_inbox()
        delivered = await client.subscribe(f"{inbox}.*")
        for number, subject in enumerate(rights.asked_for([("MEETINGS", "dept")])):
            headers = None if subject.startswith("$JS.") else rights.ELSEWHERE
            await client.publish(subject, rights.NOTHING, f"{inbox}.{number}", headers)
        for _ in range(2):
            await client.flush()
        assert await everything(client) == before
        while delivered.pending_msgs:
            answer = await delivered.next_msg()
            assert answer.data != b"{}"
        await delivered.unsubscribe()


async def everything(client: Client) -> dict[str, Any]:
    """All that JetStream has, but for the times of the answers."""
    reply = await client.request("$JS.API.STREAM.LIST", b"{}", timeout=5)
    found = {}
    for each in json.loads(reply.data)["streams"]:
        name = each["config"]["name"]
        listed = await made.consumers(client, name)
        kept = [{key: one[key] for key in one if key not in ("ts", "cluster")} for one in listed]
        found[name] = {"config": each["config"], "state": each["state"], "consumers": kept}
    return found
