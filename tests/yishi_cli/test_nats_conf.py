"""The permission matrix on a real server: allowed things work, everything else is not answered."""

import json
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest
from nats.aio.client import Client
from nats.js.api import AckPolicy, ConsumerConfig, StreamConfig

from runtime.carrying import jetstream
from runtime.carrying.pulling import messages
from runtime.carrying.streams import declaration_of_papers
from yishi import nats_conf
from yishi.departments.register import Department
from yishi.development.servers.nats import Nats, nats_binary
from yishi.passwords import passwords

EVERYBODY = (nats_conf.DEPLOY, *nats_conf.SERVICES, *nats_conf.READERS)
DURABLE = ("OUTCOMES", "yz-transport")
PASSWORDS = {name: f"of-{name}" for name in (*EVERYBODY, "yz-transport", "system")}
PASSWORDS["system"] = PASSWORDS[nats_conf.DEPLOY]
TRANSPORT = Department("yz-transport", {"OUTCOMES": ""}, password=PASSWORDS["yz-transport"])


def configuration(store_dir: Path, port: int, http_port: int) -> str:
    """A server with one department."""
    accounts = store_dir.parent / "departments.conf"
    accounts.write_text(nats_conf.departments_config([TRANSPORT]))
    return nats_conf.nats_config(store_dir, port, http_port, PASSWORDS, accounts.name)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nats]:
    with Nats(tmp_path_factory.mktemp("nats"), conf=configuration) as server:
        yield server


@asynccontextmanager
async def connected(server: Nats, user: str) -> AsyncIterator[Client]:
    client = await jetstream.connect(server.url, user, PASSWORDS[user])
    try:
        yield client
    finally:
        await client.close()


def said(server: Nats, greeting: dict[str, object], line: bytes) -> bytes:
    """What the server says to one line of the NATS protocol, up to its PONG or its farewell."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as wire:
        wire.sendall(b"CONNECT " + json.dumps(greeting).encode() + b"\r\n" + line + b"PING\r\n")
        answer = b""
        while b"PONG" not in answer and (more := wire.recv(4096)):
            answer += more
    return answer


def is_refused(server: Nats, user: str, line: str) -> bool:
    greeting: dict[str, object] = {"user": user, "pass": PASSWORDS[user], "verbose": False}
    answer = said(server, greeting, line.encode())
    assert b"PONG" in answer
    return b"Permissions Violation" in answer


def may_not_publish(server: Nats, user: str, subject: str) -> bool:
    return is_refused(server, user, f"PUB {subject} 2\r\n{{}}\r\n")


@pytest.fixture(scope="module")
async def streams(server: Nats) -> None:
    """The four streams and one department's durable, made by the deploy identity."""
    async with connected(server, nats_conf.DEPLOY) as deploy:
        jetstream = deploy.jetstream()
        for service in nats_conf.SERVICES:
            name = service.upper()
            await jetstream.add_stream(
                StreamConfig(name=name, subjects=[f"yishi.{service}.>"], allow_direct=True)
            )
        durable = ConsumerConfig(durable_name=DURABLE[1], ack_policy=AckPolicy.EXPLICIT)
        await jetstream.add_consumer(DURABLE[0], durable)
        await jetstream.add_consumer(DURABLE[0], ConsumerConfig(durable_name="someone-else"))


def test_the_server_accepts_the_configuration(tmp_path: Path) -> None:
    file = tmp_path / "nats.conf"
    (tmp_path / "store").mkdir()
    text = configuration(tmp_path / "store", 4222, 8222)
    file.write_text(text.replace("/store", '/a \\"quoted\\" folder'))
    checked = subprocess.run([nats_binary(), "-t", "-c", file], capture_output=True, check=False)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("user", EVERYBODY)
@pytest.mark.parametrize("service", nats_conf.SERVICES)
def test_only_the_service_itself_publishes_its_events(
    server: Nats, streams: None, user: str, service: str
) -> None:
    subject = f"yishi.{service}.Something.62.01.23.101.000"
    assert may_not_publish(server, user, subject) == (user != service)
    assert may_not_publish(server, user, "yishi.history.Something")


@pytest.mark.parametrize("user", EVERYBODY[1:])
@pytest.mark.parametrize(
    "verb",
    [
        "STREAM.CREATE.FOREIGN",
        "STREAM.UPDATE.TOPICS",
        "STREAM.DELETE.TOPICS",
        "STREAM.PURGE.TOPICS",
        "STREAM.MSG.DELETE.TOPICS",
        "STREAM.SNAPSHOT.TOPICS",
        "STREAM.RESTORE.TOPICS",
        "STREAM.LEADER.STEPDOWN.TOPICS",
        "STREAM.PEER.REMOVE.TOPICS",
        "CONSUMER.PAUSE.OUTCOMES.yz-transport",
        "CONSUMER.DURABLE.CREATE.OUTCOMES.mine",
        "ACCOUNT.PURGE.x",
        "META.LEADER.STEPDOWN",
    ],
)
def test_streams_are_the_deploy_identitys(
    server: Nats, streams: None, user: str, verb: str
) -> None:
    assert may_not_publish(server, user, f"$JS.API.{verb}")


@pytest.mark.parametrize("user", [*nats_conf.SERVICES, *nats_conf.READERS])
async def test_services_and_readers_read_every_stream(
    server: Nats, streams: None, user: str
) -> None:
    async with connected(server, "outcomes") as outcomes:
        await outcomes.jetstream().publish(
            "yishi.outcomes.Read.internal.62.01.23.101.000", user.encode()
        )
    async with connected(server, user) as client:
        jetstream = client.jetstream()
        last = (await jetstream.stream_info("OUTCOMES")).state.last_seq
        assert (await jetstream.get_msg("OUTCOMES", last)).data == user.encode()
        async with aclosing(messages(client, "OUTCOMES", last - 1)) as reading:
            [message] = await anext(reading)
        assert message.body == user.encode()


@pytest.mark.parametrize("user", [*nats_conf.SERVICES, *nats_conf.READERS])
async def test_papers_are_read_and_taken_out_by_their_own_service_alone(
    server: Nats, streams: None, user: str
) -> None:
    subject = "papers.topics.abc.0"
    async with connected(server, nats_conf.DEPLOY) as deploy:
        wanted = declaration_of_papers("topics", max_bytes=2**20)
        await deploy.request("$JS.API.STREAM.CREATE.PAPERS_TOPICS", json.dumps(wanted).encode())
    async with connected(server, "topics") as topics:
        await topics.jetstream().publish(subject, b"letter")
        found = await topics.jetstream().get_last_msg("PAPERS_TOPICS", subject)
        assert found.data == b"letter", "negative control"
        purged = await topics.request("$JS.API.STREAM.PURGE.PAPERS_TOPICS", b'{"filter":"x"}')
        assert json.loads(purged.data)["success"], "negative control"
    if user == "topics":
        return
    for call in (
        "STREAM.MSG.GET.PAPERS_TOPICS",
        "DIRECT.GET.PAPERS_TOPICS",
        f"DIRECT.GET.PAPERS_TOPICS.{subject}",
        "STREAM.PURGE.PAPERS_TOPICS",
        "CONSUMER.CREATE.PAPERS_TOPICS.mine",
    ):
        assert may_not_publish(server, user, f"$JS.API.{call}"), call
    assert may_not_publish(server, user, subject)


@pytest.mark.parametrize("user", [*nats_conf.SERVICES, *nats_conf.READERS])
@pytest.mark.parametrize(
    "verb",
    [
        "DELETE.OUTCOMES.yz-transport",
        "DELETE.OUTCOMES.someone-else",
        "MSG.NEXT.OUTCOMES.yz-transport",  # would take its events
        "CREATE.OUTCOMES.yz-transport",  # would change it
        "CREATE.OUTCOMES.yz-transport.yishi.outcomes.>",
        "CREATE.OUTCOMES",  # the name would stand in the body alone
        "RESET.OUTCOMES.yz-transport",
    ],
)
def test_a_departments_durable_is_kept_from_services_and_readers(
    server: Nats, streams: None, user: str, verb: str
) -> None:
    assert may_not_publish(server, user, f"$JS.API.CONSUMER.{verb}")


async def test_another_name_in_the_body_does_not_reach_a_departments_durable(
    server: Nats, streams: None
) -> None:
    stream, consumer = DURABLE
    async with connected(server, nats_conf.DEPLOY) as deploy, connected(server, "console") as we:
        before = await deploy.jetstream().consumer_info(stream, consumer)
        for name in ("name", "durable_name"):
            config = {name: consumer, "ack_policy": "none", "filter_subject": "yishi.outcomes.No"}
            request = json.dumps({"stream_name": stream, "config": config}).encode()
            await we.request(f"$JS.API.CONSUMER.CREATE.{stream}.mine", request, timeout=2)
        after = await deploy.jetstream().consumer_info(stream, consumer)
    assert after.config == before.config


@pytest.mark.parametrize("user", EVERYBODY)
@pytest.mark.parametrize("subject", [">", "yishi.>", "_INBOX.>", "_INBOX.deploy.>", "$JS.>"])
def test_nobody_listens_in(server: Nats, streams: None, user: str, subject: str) -> None:
    assert is_refused(server, user, f"SUB {subject} 1\r\n") == (subject != f"_INBOX.{user}.>")


def test_nobody_connects_without_a_password(server: Nats) -> None:
    assert b"Authorization Violation" in said(server, {"verbose": False}, b"")
    for user in (*EVERYBODY, "system", "yz-transport"):
        guess = said(server, {"user": user, "pass": "guess"}, b"")
        assert b"Authorization Violation" in guess


def test_who_may_ask_for_a_reload_may_do_nothing_else(server: Nats) -> None:
    for subject in ("$SYS.REQ.SERVER.x.KICK", "$SYS.REQ.CLAIMS.UPDATE", "$JS.API.INFO", "yishi.x"):
        assert may_not_publish(server, "system", subject)
    for subject in ("$SYS.>", ">", "$SYS.ACCOUNT.*.CONNECT", "_INBOX.>"):
        assert is_refused(server, "system", f"SUB {subject} 1\r\n")


def test_passwords_are_kept_and_private(tmp_path: Path) -> None:
    file = tmp_path / "nats-passwords.json"
    first = passwords(file, ["deploy", "topics"])
    later = passwords(file, ["deploy", "topics", "yz-transport"])
    assert file.stat().st_mode & 0o777 == 0o600
    assert later["deploy"] == first["deploy"]
    assert len(set(later.values())) == 3
    assert min(map(len, later.values())) >= 32
