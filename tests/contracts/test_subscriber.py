"""The very code of the guide, as a department would run it: own process, own user, real server."""

import asyncio
import datetime
import ipaddress
import re
import sqlite3
from contextlib import suppress
from pathlib import Path

import httpx2
import nats
import nats.errors
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from runtime.carrying.jetstream import connect
from runtime.carrying.streams import call, declaration
from runtime.envelope import GENESIS, START, chain
from tests.contracts.town import (
    DURABLE,
    GUIDE,
    ME,
    PROGRAM,
    ROOT,
    STREAM,
    Town,
    body,
    configuration,
    ours,
    shown,
)
from tests.support.streams import eventually
from yishi.departments import accounts
from yishi.development.servers.nats import Nats
from yishi.nats_conf import DEPLOY


def test_the_guide_shows_this_program() -> None:
    assert shown("python", "examples/subscriber.py") == PROGRAM.read_text("utf-8")


@pytest.mark.servers
async def test_every_event_once_in_order_through_kills_and_redelivery(town: Town) -> None:
    await town.publish(60)
    town.start()
    await town.until(20)
    town.kill()  # as a power cut would: perhaps between its commit and its acknowledgement
    await town.publish(60)

    # The server has handed out one event, and never heard of it again: it comes a second time.
    lost = await town.deploy.jetstream().pull_subscribe_bind(DURABLE, STREAM)
    with suppress(nats.errors.TimeoutError):
        await lost.fetch(1, timeout=3)
    assert (await town.deploy.jetstream().consumer_info(STREAM, DURABLE)).num_ack_pending == 1

    town.start()
    await town.until(120)

    assert town.done() == ours(120)


@pytest.mark.servers
async def test_a_durable_that_begins_anew_doubles_nothing(town: Town) -> None:
    await town.publish(30)
    town.start()
    await town.until(30)
    await town.deploy.jetstream().delete_consumer(STREAM, DURABLE)
    await town.durable()  # made anew by the operator: it begins at the first event again
    await town.publish(6)

    await town.until(36)  # the program ran on all the while

    assert town.done() == ours(36)


@pytest.mark.servers
@pytest.mark.parametrize(
    ("forged", "headers", "reason"),
    [
        (body(11).replace("市场".encode(), "广场".encode()), "true", "the hash chain breaks at"),
        (body(11), "wrong", "the hash chain breaks at /topics 11"),
        (body(11), "none", "KeyError"),
        (body(4), "true", "/topics 4 stands at the wrong place"),
        (b"no event at all", "true", "JSONDecodeError"),
        (b"no event at all", "json", "JSONDecodeError"),
        (b"[]", "true", "TypeError"),
        (b"[" * 100_000, "true", "RecursionError"),
        (body(11).replace(b'"unit": "', b'"unit": 7, "x": "'), "fitting", "AttributeError"),
        (body(11), "no hash at all", "ValueError"),
    ],
)
async def test_a_forged_message_halts_it_and_is_never_passed(
    town: Town, forged: bytes, headers: str, reason: str
) -> None:
    await town.publish(10)
    true = {"Yishi-Hash": chain(town.hash, body(11)).hex()}
    await town.send(
        forged,
        {
            "true": true,
            "wrong": {"Yishi-Hash": "00" * 32},
            "none": {},
            "json": {**true, "content-type": "application/json"},
            "fitting": {"Yishi-Hash": chain(town.hash, forged).hex()},
            "no hash at all": {"Yishi-Hash": "of another day"},
        }[headers],
    )
    await town.publish(3)  # behind it, and never to be read

    town.start()
    code, said = await town.verdict()

    assert code == 3
    assert said.startswith("Halted, and nothing behind it is read: ")
    assert reason in said
    assert town.reached() == 10
    assert town.done() == ours(10)


@pytest.mark.servers
async def test_a_restart_does_not_help_past_a_forged_message(town: Town) -> None:
    await town.publish(2)
    await town.send(body(3), {"Yishi-Hash": "00" * 32})
    for _ in range(2):
        town.start()
        code, said = await town.verdict()

        assert (code, town.reached()) == (3, 2)
        assert "the hash chain breaks at /topics 3" in said


HOLES: dict[str, tuple[str, int, tuple[str, ...], str, int]] = {
    # The audience of each event, which is deleted, what it asks for, what it says, how far it got.
    "plain": ("iiiiii", 4, (), "4 to 4 are missing", 3),
    "before personal ones": ("iiippi", 3, (), "3 to 5 are missing", 2),
    "behind personal ones": ("iippii", 5, (), "3 to 5 are missing", 2),
    "between personal ones": ("ipipi", 3, (), "2 to 4 are missing", 1),
    "beside one that it names": ("ippip", 4, ("topics.TopicPlanned",), "4 to 4 are missing", 3),
    "a personal one of all": ("iipii", 3, ("all",), "3 to 3 are missing", 2),
    "the first": ("ippi", 1, (), "1 to 3 are missing", 0),
}


@pytest.mark.servers
@pytest.mark.parametrize("hole", HOLES)
async def test_a_hole_in_the_stream_is_noticed(server: Nats, tmp_path: Path, hole: str) -> None:
    kinds, gone, personal, sentence, reached = HOLES[hole]
    deploy, relay = [
        await connect(server.url, name, "secret", name=name) for name in (DEPLOY, "topics")
    ]
    damaged = {**declaration("topics", max_bytes=2**26), "deny_delete": False}
    await call(deploy, "CREATE", STREAM, damaged)
    town = Town(server, tmp_path, deploy, relay)
    await town.durable(personal)
    for each in kinds:
        await town.publish(1, {"i": "internal", "p": "personal"}[each])
    await call(deploy, "MSG.DELETE", STREAM, {"seq": gone})
    try:
        town.start(**({"YISHI_PERSONAL": "all"} if personal == ("all",) else {}))
        code, said = await town.verdict()
    finally:
        town.kill()
        await deploy.close()
        await relay.close()

    assert code == 3
    assert f"/topics {sentence}" in said
    assert town.reached() == reached


@pytest.mark.servers
async def test_what_is_personal_is_not_sent_and_the_chain_holds_without_it(town: Town) -> None:
    for count, audience in ((2, "personal"), (3, "internal"), (1, "personal"), (1, "open")):
        await town.publish(count, audience)
    town.start()
    await town.until(4)
    for count, audience in ((2, "personal"), (1, "internal"), (1, "personal"), (2, "internal")):
        await town.publish(count, audience)
    await town.until(7)
    town.kill()
    town.start()
    await town.publish(1, "personal")
    await town.publish(1)
    await town.until(8)

    kept = [row[0] for row in town.rows("SELECT sequence FROM received ORDER BY sequence")]
    assert kept == [3, 4, 5, 7, 10, 12, 13, 15]


@pytest.mark.servers
async def test_behind_personal_events_a_forged_one_halts_it(town: Town) -> None:
    await town.publish(2)
    await town.publish(1, "personal")
    links = town.tail.links("internal", town.hash)
    forged = body(4, links).replace("市场".encode(), "广场".encode())
    await town.send(forged, {"Yishi-Hash": chain(town.hash, body(4, links)).hex()})

    town.start()
    code, said = await town.verdict()

    assert (code, town.reached()) == (3, 2)
    assert "the hash chain breaks at /topics 4" in said


@pytest.mark.servers
async def test_told_to_stop_it_goes_without_a_fault(town: Town) -> None:
    await town.publish(3)
    town.start()
    await town.until(3)
    assert town.process is not None

    town.process.terminate()
    await asyncio.to_thread(town.process.communicate, timeout=20)

    assert town.process.returncode == 0


@pytest.mark.servers
async def test_without_its_durable_it_says_so_and_goes_on_when_it_is_there(town: Town) -> None:
    await town.deploy.jetstream().delete_consumer(STREAM, DURABLE)
    await town.publish(3)
    town.start()
    assert town.process is not None
    assert town.process.stderr is not None
    said = await asyncio.to_thread(town.process.stderr.readline)
    assert said.startswith(f"{STREAM} does not answer {DURABLE} (")
    assert await town.deploy.jetstream().consumers_info(STREAM) == []  # it makes none itself

    await town.durable()
    await town.until(3)

    assert town.done() == ours(3)


@pytest.mark.servers
async def test_another_event_at_a_position_it_has_halts_it_at_once(town: Town) -> None:
    """Both copies were put back to 5 and went on otherwise; a durable from the first event on."""
    await town.publish(8)
    town.start()
    await town.until(8)
    town.kill()
    await call(town.deploy, "DELETE", STREAM, {})
    await call(town.deploy, "CREATE", STREAM, declaration("topics", max_bytes=2**26))
    await town.durable()
    town.position, town.hash, town.tail = 0, GENESIS, START
    await town.publish(5)
    for position in (6, 7):
        other = body(position).replace("市场".encode(), "广场".encode())
        town.hash = chain(town.hash, other)
        await town.send(other, {"Yishi-Hash": town.hash.hex()})

    town.start()
    code, said = await town.verdict()

    assert code == 3
    assert "/topics 6 is another event than the one received before" in said
    assert town.reached() == 8


def begun_behind(folder: Path, position: int, hash_: bytes) -> None:
    """As the guide shows."""
    [shown_there] = re.findall(r'^\$ sqlite3 subscriber.db "(.*)"$', GUIDE.read_text("utf-8"), re.M)
    wanted = shown_there.replace("20, x'3569b951…'", f"{position}, x'{hash_.hex()}'")
    assert wanted != shown_there
    with sqlite3.connect(folder / "subscriber.db") as database:
        database.executescript(wanted)
    database.close()


@pytest.mark.servers
async def test_it_begins_later_than_at_1_and_compares_even_that_one(town: Town) -> None:
    await town.publish(5)
    begun_behind(town.folder, 5, town.hash)
    await town.publish(3)

    town.start()  # its durable begins at 1: what it knows nothing of is passed over
    await town.until(4)

    assert town.done() == [position for position in ours(8) if position > 5]


@pytest.mark.servers
async def test_the_one_behind_which_it_began_is_no_other_one(town: Town) -> None:
    await town.publish(5)
    begun_behind(town.folder, 5, GENESIS)

    town.start()
    code, said = await town.verdict()

    assert code == 3
    assert "/topics 5 is another event than the one received before" in said


@pytest.mark.servers
async def test_run_twice_over_one_database_it_shares_the_work(town: Town) -> None:
    twin = Town(town.server, town.folder, town.deploy, town.relay)
    town.start()
    twin.start()
    try:
        await town.publish(40)
        await town.until(40)

        assert town.done() == ours(40)
    finally:
        twin.kill()


@pytest.mark.servers
async def test_run_twice_over_two_databases_one_halts_and_the_other_has_everything(
    town: Town,
) -> None:
    twin = Town(town.server, town.folder / "twin", town.deploy, town.relay)
    twin.folder.mkdir()
    town.start()
    twin.start()
    try:
        await town.publish(40)

        async def whole() -> bool:
            return 40 in (town.reached(), twin.reached())

        await eventually(whole, "one of them has everything", within=30)
        halted, other = (town, twin) if town.reached() < 40 else (twin, town)
        assert other.done() == ours(40)

        async def ended() -> bool:
            """Where one was given everything, the next ones come to the other, too."""
            await town.publish(1)
            assert halted.process is not None
            return halted.process.poll() is not None

        await eventually(ended, "the other one halts", within=30)
        code, said = await halted.verdict()
        assert code == 3
        assert "are missing" in said
    finally:
        twin.kill()


def certificate(folder: Path) -> None:
    """server.pem and server.key, for 127.0.0.1, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "nats.yishi.invalid")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "server.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "server.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


@pytest.mark.servers
async def test_with_tls_as_the_operator_is_told_to_set_it(tmp_path: Path) -> None:
    """The department begins with TLS; our own services, without, are let in as before."""
    certificate(tmp_path)
    readme = (ROOT / "deploy" / "README.md").read_text("utf-8")
    [tls] = re.findall(r"^```\n(tls \{.*?)^```", readme, re.DOTALL | re.MULTILINE)
    tls = tls.replace("/etc/nats", str(tmp_path))

    def conf(store_dir: Path, port: int, http_port: int) -> str:
        return configuration(store_dir, port, http_port) + tls

    with Nats(tmp_path / "nats", conf=conf) as server:
        deploy, relay = [
            await connect(server.url, name, "secret", name=name) for name in (DEPLOY, "topics")
        ]
        await call(deploy, "CREATE", STREAM, declaration("topics", max_bytes=2**26))
        town = Town(server, tmp_path, deploy, relay)
        await town.durable()
        await town.publish(3)
        try:
            for scheme in ("nats", "tls"):
                url = accounts.url(ME, server.url.replace("nats:", f"{scheme}:"))
                town.start(NATS_URL=url, NATS_CA=str(tmp_path / "server.pem"))
                await town.until(town.position)
                seen = await connections(server)
                assert seen[DURABLE]["tls_version"]
                assert "tls_version" not in seen["topics"]
                town.kill()
                await town.publish(1)
        finally:
            town.kill()
            await deploy.close()
            await relay.close()


async def connections(server: Nats) -> dict[str, dict[str, str]]:
    async with httpx2.AsyncClient(trust_env=False) as web:
        answer = await web.get(f"{server.monitor_url}/connz", params={"auth": 1})
    return {each["authorized_user"]: each for each in answer.json()["connections"]}


@pytest.mark.parametrize("asked", ["tls", "authority"])
async def test_whoever_stands_between_gets_no_password(tmp_path: Path, asked: str) -> None:
    """A server that says that it knows no TLS: nats-py alone would sign in there all the same."""
    certificate(tmp_path)
    heard = bytearray()

    async def between(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b'INFO {"server_id":"x","version":"2.15.1","max_payload":1048576}\r\n')
        with suppress(ConnectionError):
            while data := await reader.read(1000):
                heard.extend(data)
        writer.close()

    async with await asyncio.start_server(between, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        town = Town(None, tmp_path, None, None)  # type: ignore[arg-type]
        scheme = "tls" if asked == "tls" else "nats"
        more = {} if asked == "tls" else {"NATS_CA": str(tmp_path / "server.pem")}
        town.start(NATS_URL=f"{scheme}://{DURABLE}:the-password@127.0.0.1:{port}", **more)
        try:

            async def spoken() -> bool:
                return len(heard) > 100

            await eventually(spoken, "it has begun to speak", within=20)
            await asyncio.sleep(1)
        finally:
            town.kill()
    assert b"the-password" not in heard
    assert heard[0] == 0x16, "the first byte of a TLS handshake"
