"""Every verb of the server's own interface, tried by everybody who may not use it.

The list is held against the server's binary: a release that brings a new verb fails here first.
"""

import asyncio
import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from nats.js.api import ConsumerConfig, StreamConfig

from tests.yishi_cli.test_nats_conf import (
    DURABLE,
    EVERYBODY,
    PASSWORDS,
    configuration,
    connected,
    is_refused,
)
from yishi import nats_conf
from yishi.development.servers.nats import Nats, nats_binary

STREAM, MINE = DURABLE
READING = {
    "INFO",
    "STREAM.INFO.*",
    "STREAM.MSG.GET.*",
    "DIRECT.GET.*",
    "DIRECT.GET.*.*",
    "CONSUMER.CREATE.*",
    "CONSUMER.CREATE.*.*",
    "CONSUMER.CREATE.*.*.*",
    "CONSUMER.DELETE.*.*",
    "CONSUMER.INFO.*.*",
    "CONSUMER.MSG.NEXT.*.*",
}
"""What services and readers need to read streams."""
OTHERS = {
    "ACCOUNT.PURGE.*",
    "ACCOUNT.STREAM.CANCEL",
    "ACCOUNT.STREAM.MOVE.*.*",
    "CONSUMER.DURABLE.CREATE.*.*",
    "CONSUMER.LEADER.STEPDOWN.*.*",
    "CONSUMER.LIST.*",
    "CONSUMER.NAMES.*",
    "CONSUMER.PAUSE.*.*",
    "CONSUMER.PEER.EVACUATE.*.*",
    "CONSUMER.PEER.REMOVE.*.*",
    "CONSUMER.RESET.*.*",
    "CONSUMER.UNPIN.*.*",
    "META.LEADER.STEPDOWN",
    "META.RESCUE",
    "SERVER.EVACUATE",
    "SERVER.REMOVE",
    "STREAM.CANCEL",
    "STREAM.CREATE.*",
    "STREAM.DELETE.*",
    "STREAM.LEADER.STEPDOWN.*",
    "STREAM.LIST",
    "STREAM.MSG.DELETE.*",
    "STREAM.NAMES",
    "STREAM.PEER.EVACUATE.*",
    "STREAM.PEER.REMOVE.*",
    "STREAM.PURGE.*",
    "STREAM.RESTORE.*",
    "STREAM.SNAPSHOT.*",
    "STREAM.UPDATE.*",
}
BESIDES = (
    "$JS.SNAPSHOT.ACK.OUTCOMES.x",
    "$JS.SNAPSHOT.RESTORE.OUTCOMES.x",
    "$JS.FC.OUTCOMES.yz-transport.x",
    "$JS.EVENT.ADVISORY.API",
    "$JS.domain.API.STREAM.DELETE.OUTCOMES",
    "$JSC.R.x",
    "$SYS.REQ.SERVER.PING",
    "$SYS.REQ.ACCOUNT.PING.CONNZ",
    "$SYS.REQ.USER.INFO.x",
    "$SRV.PING",
    "$KV.bucket.key",
    "$O.bucket.C.x",
    "_INBOX.deploy.x",
    "_INBOX.topics.x",
    "yishi",
    "yishi.history.X",
)
"""What else a server or its libraries listen to."""
KINDS = ("topics", "console")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nats]:
    with Nats(tmp_path_factory.mktemp("nats"), conf=configuration) as server:
        yield server


@pytest.fixture(scope="module")
async def streams(server: Nats) -> None:
    async with connected(server, nats_conf.DEPLOY) as deploy:
        for service in nats_conf.SERVICES:
            await deploy.jetstream().add_stream(
                StreamConfig(
                    name=service.upper(), subjects=[f"yishi.{service}.>"], allow_direct=True
                )
            )
        for name in (MINE, "someone-else"):
            await deploy.jetstream().add_consumer(STREAM, ConsumerConfig(durable_name=name))
    async with connected(server, "outcomes") as outcomes:
        await outcomes.jetstream().publish("yishi.outcomes.X.internal.62.01.23.101.000", b"1")


def subjects(verb: str) -> list[str]:
    """The verb for what is one's own, for what is another's, and for anything."""
    filled = [
        ("OUTCOMES", MINE, "yishi.outcomes.X.internal.62.01.23.101.000"),
        ("TOPICS", "someone-else", "x"),
        ("NEW", "new", "x"),
    ]
    found = []
    for parts in filled:
        name = verb
        for part in parts:
            name = name.replace("*", part, 1)
        found.append(f"$JS.API.{name}")
    return sorted(set(found))


def refused(server: Nats, user: str, wanted: list[str]) -> set[str]:
    """Which of these subjects the user may not publish on, in one connection."""
    greeting = {"user": user, "pass": PASSWORDS[user], "verbose": False, "pedantic": False}
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as wire:
        wire.sendall(b"CONNECT " + json.dumps(greeting).encode() + b"\r\n")
        for subject in wanted:
            wire.sendall(f"PUB {subject} 2\r\n{{}}\r\n".encode())
        wire.sendall(b"PING\r\n")
        answer = b""
        while b"PONG" not in answer and (more := wire.recv(65_536)):
            answer += more
    assert b"PONG" in answer, answer[-300:]
    found = re.findall(r'Permissions Violation for Publish to "([^"]+)"', answer.decode())
    return set(found)


def test_the_list_holds_every_verb_of_this_server() -> None:
    binary = Path(nats_binary()).read_bytes()
    found = set()
    for raw in re.findall(rb"\$JS\.API\.((?:[A-Z]+\.)*[A-Z]+(?:\.\*)*)", binary):
        found.add(re.sub(r"(\.\*)+$", "", raw.decode()))
    known = {re.sub(r"(\.\*)+$", "", verb) for verb in READING | OTHERS}
    families = {verb.rsplit(".", n)[0] for verb in known for n in range(4)} | {"DIRECT"}
    # In the binary texts follow one another: what is left of a name may be the next one's.
    unknown = {
        name
        for name in found
        if name not in known | families
        and not any(name.startswith(verb) for verb in known)
        and len(name) > 1
    }
    assert unknown == set()


@pytest.mark.parametrize("user", KINDS)
def test_only_the_deploy_identity_administers(server: Nats, streams: None, user: str) -> None:
    wanted = [subject for verb in sorted(OTHERS) for subject in subjects(verb)]
    wanted += [subject for subject in BESIDES if subject != f"_INBOX.{user}.x"]

    assert set(wanted) - refused(server, user, wanted) == set()


@pytest.mark.parametrize("user", EVERYBODY)
def test_nobody_publishes_an_event_of_another(server: Nats, streams: None, user: str) -> None:
    wanted = [f"yishi.{name}.X.62.01.23.101.000" for name in (*nats_conf.SERVICES, "audit", "x")]
    own = {f"yishi.{user}.X.62.01.23.101.000"} if user in nats_conf.SERVICES else set()

    assert set(wanted) - refused(server, user, wanted) == own


async def test_what_was_refused_did_not_happen(server: Nats, streams: None) -> None:
    """Whatever the tests above sent, the streams and consumers are those that were declared."""
    async with connected(server, nats_conf.DEPLOY) as deploy:
        jetstream = deploy.jetstream()
        found = {each.config.name for each in await jetstream.streams_info()}
        assert found == {service.upper() for service in nats_conf.SERVICES}
        durables = {each.name for each in await jetstream.consumers_info(STREAM)}
        assert durables >= {MINE, "someone-else"}
        assert (await jetstream.stream_info(STREAM)).state.first_seq == 1


@pytest.mark.parametrize("user", KINDS)
@pytest.mark.parametrize(
    "subject",
    ["_INBOX.>", "_INBOX.deploy.*", ">", "yishi.>", "$JS.>", "$JS.API.>", "$SYS.>"],
)
def test_nobody_reads_anothers_replies(
    server: Nats, streams: None, user: str, subject: str
) -> None:
    assert is_refused(server, user, f"SUB {subject} 1\r\n")


async def test_a_reader_cannot_have_copies_stored_as_anothers_events(
    server: Nats, streams: None
) -> None:
    # traps 6: such a consumer delivers only where somebody listens, and nobody may listen there.
    async with (
        connected(server, nats_conf.DEPLOY) as deploy,
        connected(server, "console") as console,
    ):
        before = (await deploy.jetstream().stream_info("TOPICS")).state.last_seq
        config = ConsumerConfig(
            name="evil", deliver_subject="yishi.topics.Forged.internal.62.01.23.101.000"
        )
        await console.jetstream(timeout=2).add_consumer(STREAM, config)
        await asyncio.sleep(0.5)
        assert (await deploy.jetstream().stream_info("TOPICS")).state.last_seq == before
