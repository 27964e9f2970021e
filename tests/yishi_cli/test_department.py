"""`yishi department`: a department is let in, told of and removed, and nobody else notices."""

import asyncio
import base64
import shutil
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nats
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from nats.aio.client import Client
from nats.errors import Error

from runtime.settings import DECIDING
from tests.support.cluster import Cluster, Node
from tests.yishi_cli.departments import Town, added, connected, declare, printed, read, told
from yishi import nats_conf
from yishi.commands import department
from yishi.departments.register import Department, DepartmentError, consumer, keep, path, registered
from yishi.doctor import accounts


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": "topics"}, "cannot be called 'topics'"),
        ({"name": "system"}, "cannot be called"),
        ({"name": "Dept"}, "cannot be called"),
        ({"name": "dept.a"}, "cannot be called"),
        ({"name": "dept a"}, "cannot be called"),
        ({"name": "dept-*"}, "cannot be called"),
        ({"name": 'dept"'}, "cannot be called"),
        ({"name": "dept\n"}, "cannot be called"),
        ({"name": "交通局"}, "cannot be called"),
        ({"name": "d" * 41}, "cannot be called"),
        ({"streams": {}}, "Say what dept reads"),
        ({"streams": {"AUDIT": ""}}, "There is no stream AUDIT"),
        ({"streams": {"TOPICS": "62012"}}, "'62012' is no place"),
        ({"streams": {"TOPICS": "yishi.topics.>"}}, "is no place"),
        ({"personal": ["TopicProposed"]}, "'TopicProposed' is no event type of a stream"),
        ({"personal": ["members.MemberPosted"]}, "is no event type of a stream that dept reads"),
        ({"personal": ["topics.*"]}, "is no event type"),
        ({"personal": ["topics.A.>"]}, "is no event type"),
        ({"personal": ["all", "topics.TopicProposed"]}, "'all' is no event type"),
        (
            {"password": "", "nkey": "SUAIBDPBAUTWCWBKIO6XHQNINK5FWJW4OHLXC3HQ2KFE4PEJUA44CNHTC4"},
            "no public nkey",
        ),
        ({"password": "", "nkey": "U" + "0" * 55}, "no public nkey"),
        ({"password": ""}, "needs a password or an nkey"),
    ],
)
def test_what_nats_would_take_for_something_else_is_refused(
    changed: dict[str, Any], said: str
) -> None:
    right: dict[str, Any] = {"name": "dept", "streams": {"TOPICS": ""}, "password": "x"}
    with pytest.raises(DepartmentError) as raised:
        Department(**right | changed)
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("place", "personal", "subjects"),
    [
        ("", (), ["*.open.>", "*.internal.>"]),
        ("620123", (), ["*.open.62.01.23.>", "*.internal.62.01.23.>"]),
        ("620123109200", (), ["*.open.62.01.23.109.200", "*.internal.62.01.23.109.200"]),
        (
            "6201",
            ("topics.TopicProposed", "members.MemberPosted"),
            ["*.open.62.01.>", "*.internal.62.01.>", "TopicProposed.personal.62.01.>"],
        ),
        ("6201", ("all",), ["*.*.62.01.>"]),
        ("", ("all",), None),
    ],
)
def test_it_is_sent_what_is_open_or_internal_and_the_personal_types_it_names(
    place: str, personal: tuple[str, ...], subjects: list[str] | None
) -> None:
    streams = {"TOPICS": place, "MEMBERS": ""}
    made = consumer(Department("dept", streams, personal, password="x"), "TOPICS")
    wanted = None if subjects is None else [f"yishi.topics.{each}" for each in subjects]
    assert made.get("filter_subjects") == wanted
    assert "filter_subject" not in made


@pytest.mark.servers
@pytest.mark.parametrize("named", ["topics.TopicApproved", "topics.Nothing", "TopicProposed"])
async def test_a_type_that_is_not_personal_is_refused_with_those_that_are(
    town: Town, named: str
) -> None:
    with pytest.raises(DepartmentError, match=f"{named} is no personal .* topics.TopicProposed, "):
        await told("add", "dept", "--streams", "TOPICS", "--personal", named)
    assert town.listed() == []


@pytest.mark.servers
async def test_personal_events_are_sent_to_whoever_names_their_type_and_to_nobody_else(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    async with connected(town.url, "topics") as topics:
        for subject in ("Y.open", "TopicProposed.personal", "TransferAnswered.personal"):
            where = f"yishi.topics.{subject}.62.01.23.109.001"
            await topics.jetstream().publish(where, subject.encode())
    shared = [b"0", b"1", b"2", b"Y.open"]
    asked = {"plain": "none", "some": "topics.TopicProposed", "all": "all"}
    sent = {}
    for name, more in asked.items():
        url = await added(capsys, f"dept-{name}", "--streams", "TOPICS", "--personal", more)
        sent[name] = await read(url, f"dept-{name}")

    assert sent["plain"] == shared
    assert sent["some"] == [*shared, b"TopicProposed.personal"]
    assert sent["all"] == [*shared, b"TopicProposed.personal", b"TransferAnswered.personal"]

    assert await told("add", "dept-some") == 0  # what it names stays
    assert [each.personal for each in town.listed() if each.name == "dept-some"] == [
        ("topics.TopicProposed",)
    ]
    assert await told("add", "dept-some", "--personal", "none") == 0
    async with connected(town.url, "topics") as topics:
        for subject in ("TopicProposed.personal", "Y.internal"):
            where = f"yishi.topics.{subject}.62.01.23.109.001"
            await topics.jetstream().publish(where, subject.encode())
    password = next(each.password for each in town.listed() if each.name == "dept-some")
    url = town.url.replace("//", f"//dept-some:{password}@")
    assert await read(url, "dept-some") == [b"Y.internal"]


def test_the_list_is_kept_private_and_a_broken_one_is_named(tmp_path: Path) -> None:
    environment = {"YISHI_DATA": str(tmp_path)}
    assert registered(environment) == []
    two = [Department(name, {"TOPICS": ""}, password=f"of-{name}") for name in ("bb", "aa")]
    accounts = keep(environment, two)
    assert [each.name for each in registered(environment)] == ["aa", "bb"]
    assert path(environment).stat().st_mode & 0o777 == 0o600
    assert accounts.stat().st_mode & 0o777 == 0o640
    assert "of-aa" not in repr(registered(environment))
    for broken in ("{", "[3]", '[{"name": "topics", "streams": {}}]', '[{"nam": 1}]'):
        path(environment).write_text(broken)
        with pytest.raises(DepartmentError):
            registered(environment)


@pytest.mark.servers
async def test_added_it_reads_and_removed_it_does_not_and_nobody_else_notices(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    first = await added(capsys, "dept-first", "--streams", "TOPICS")
    assert await read(first, "dept-first") == [b"0", b"1", b"2"]
    gone: list[str] = []

    async def lost() -> None:
        gone.append("disconnected")

    others = [
        await nats.connect(url, user=user, password=password, disconnected_cb=lost)
        for url, user, password in (
            (town.url, "topics", "ours"),
            (town.url, "console", "ours"),
            (first, None, None),
        )
    ]
    pull = await others[2].jetstream(prefix="EVENTS").pull_subscribe_bind("dept-first", "TOPICS")
    waiting = asyncio.create_task(pull.fetch(1, timeout=9))

    assert (
        await told("add", "dept-second", "--streams", "topics,OUTCOMES", "--place", "620123") == 0
    )
    said = printed(capsys)
    assert said["YISHI_DURABLE"] == "dept-second"
    assert await read(said["NATS_URL"], "dept-second") == [b"0", b"1", b"2"]
    assert await told("list") == 0
    listed = capsys.readouterr().out
    assert "TOPICS, what is open or internal, of 620123: acknowledged up to 3, 0 wait" in listed
    assert await told("remove", "dept-second", "--yes") == 0
    assert "it had acknowledged up to 3 (--after 3)" in capsys.readouterr().out
    with pytest.raises(Error, match="(?i)authorization"):
        await read(said["NATS_URL"], "dept-second")

    async with connected(town.url, "topics") as topics:
        await topics.jetstream().publish("yishi.topics.X.internal.62.01.23.109.004", b"later")
    [message] = await waiting  # a pull from before both changes
    assert message.data == b"later"
    async with connected(town.url, nats_conf.DEPLOY) as deploy:
        names = {each.name for each in await deploy.jetstream().consumers_info("TOPICS")}
        assert names == {"dept-first"}
    assert gone == []
    for each in others:
        await each.close()


@pytest.mark.servers
async def test_repeated_it_stays_as_it_is_and_a_new_password_ends_the_old(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    first = await added(capsys, "dept", "--streams", "TOPICS")
    await read(first, "dept")
    for _ in range(2):
        assert await told("add", "dept") == 0
        assert printed(capsys)["NATS_URL"].startswith("nats://dept:(as before)@")
    assert await read(first, "dept") == []  # where it stood

    second = await added(capsys, "dept", "--new-password")
    assert await read(second, "dept") == []
    with pytest.raises(Error, match="(?i)authorization"):
        await read(first, "dept")

    assert await told("add", "dept", "--streams", "OUTCOMES,TOPICS", "--place", "620123") == 0
    assert {each.name: each.streams for each in town.listed()} == {
        "dept": {"OUTCOMES": "620123", "TOPICS": "620123"}
    }
    with pytest.raises(DepartmentError, match="ends TOPICS for dept .*--streams OUTCOMES,TOPICS"):
        await told("add", "dept", "--streams", "OUTCOMES")
    async with connected(town.url, nats_conf.DEPLOY) as deploy:
        assert len(await deploy.jetstream().consumers_info("TOPICS")) == 1
    assert await told("add", "dept", "--streams", "OUTCOMES", "--yes") == 0
    async with connected(town.url, nats_conf.DEPLOY) as deploy:
        assert await deploy.jetstream().consumers_info("TOPICS") == []


@pytest.mark.servers
async def test_of_two_who_are_added_at_once_none_is_lost(town: Town) -> None:
    names = ["dept-first", "dept-second"]
    await asyncio.gather(*(told("add", name, "--streams", "TOPICS") for name in names))
    listed = town.listed()
    assert [each.name for each in listed] == names


@pytest.mark.servers
async def test_a_file_that_nats_does_not_read_is_named_and_copied_by_the_operator(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "elsewhere" / "departments.json"
    monkeypatch.setenv("YISHI_DEPARTMENTS", str(here))
    with pytest.raises(DepartmentError) as raised:
        await told("add", "dept", "--streams", "TOPICS")
    written = here.with_name("departments.conf")
    assert f"does not know dept yet. Copy {written} to where it reads it" in str(raised.value)

    shutil.copy(written, town.accounts)
    assert await told("add", "dept") == 0
    with pytest.raises(DepartmentError, match="still lets dept in. Copy "):
        await told("remove", "dept", "--yes")


@pytest.mark.servers
async def test_without_yes_nothing_is_removed(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    url = await added(capsys, "dept", "--streams", "TOPICS")
    with pytest.raises(DepartmentError, match="acknowledged up to 0, 3 wait\nRepeat with --yes"):
        await told("remove", "dept")
    assert await read(url, "dept") == [b"0", b"1", b"2"]
    with pytest.raises(DepartmentError, match="There is no department nobody"):
        await told("remove", "nobody", "--yes")


@pytest.mark.servers
async def test_a_removal_that_a_server_has_not_heard_of_is_finished_by_asking_again(
    town: Town, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = await added(capsys, "dept", "--streams", "TOPICS")

    async def elsewhere(system: object, servers: object) -> None:
        """The file lies on a machine to which nobody has copied it yet."""

    with monkeypatch.context() as patched:
        patched.setattr(department, "take_over", elsewhere)
        with pytest.raises(DepartmentError, match="still lets dept in. Copy .* and repeat this"):
            await told("remove", "dept", "--yes")
    assert await read(url, "dept") == [b"0", b"1", b"2"]

    assert await told("remove", "dept", "--yes") == 0

    assert "durable dept is gone; it had acknowledged up to 3" in capsys.readouterr().out
    with pytest.raises(DepartmentError, match="There is no department dept"):
        await told("remove", "dept", "--yes")


@pytest.mark.servers
async def test_one_that_has_all_its_connections_open_is_let_be(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    """A program for each stream, each of them twice, and all of them at work."""
    names = [service.upper() for service in DECIDING]
    assert await told("add", "dept", "--streams", ",".join(names)) == 0
    url = printed(capsys)["NATS_URL"]
    [mine] = town.listed()
    async with AsyncExitStack() as stack:
        for _ in range(2 * len(names)):
            await stack.enter_async_context(connected(url, "dept", urlsplit(url).password or ""))
        found = [each async for each in accounts.reach(town.url, [mine])]
        assert [grade for grade, _ in found] == ["GOOD"]
        await stack.enter_async_context(connected(url, "dept", urlsplit(url).password or ""))

        [(grade, said)] = [each async for each in accounts.reach(town.url, [mine])]
        assert grade == "NOTE"
        assert "not tried as dept: it has all the 9 connections open that it may have" in said
        assert await told("add", "dept") == 0
        assert "Not tried as dept on nats://" in capsys.readouterr().out


def public(key: Ed25519PrivateKey) -> str:
    """The public half of a user's nkey, as NATS writes it."""
    raw = bytes([20 << 3]) + key.public_key().public_bytes_raw()
    crc = 0
    for byte in raw:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return base64.b32encode(raw + crc.to_bytes(2, "little")).decode()


@pytest.mark.servers
async def test_with_an_nkey_no_secret_of_its_is_here(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    key = Ed25519PrivateKey.generate()
    assert await told("add", "dept", "--streams", "TOPICS", "--nkey", public(key)) == 0
    said = printed(capsys)
    assert "@" not in said["NATS_URL"]
    assert '"password": ""' in town.list.read_text()

    client = Client()
    client._public_nkey = public(key)
    await client.connect(
        said["NATS_URL"],
        signature_cb=lambda nonce: base64.b64encode(key.sign(nonce.encode())),
        allow_reconnect=False,
    )
    pull = await client.jetstream(prefix="EVENTS").pull_subscribe_bind("dept", "TOPICS")
    [message] = await pull.fetch(1, timeout=5)
    assert message.data == b"0"
    await client.close()


@pytest.mark.servers
@pytest.mark.timeout(180)
async def test_every_server_of_three_lets_it_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    town = Town(tmp_path, monkeypatch)

    def conf(node: Node) -> str:
        text = town.conf(node.store_dir, node.port, node.http_port)
        routes = ", ".join(f'"nats://127.0.0.1:{each}"' for each in node.routes.values())
        listen = node.routes[node.server_name]
        return text.replace("server_name: yishi", f"server_name: {node.server_name}") + (
            f'cluster {{ name: yishi, listen: "127.0.0.1:{listen}", routes: [{routes}] }}\n'
        )

    with Cluster(tmp_path, conf) as cluster:
        monkeypatch.setenv("YISHI_NATS_URL", cluster.url)
        await declare(cluster.url, 3)
        assert await told("add", "dept", "--streams", "TOPICS") == 0
        said = capsys.readouterr().out
        assert "it reads, on n1, n2, n3." in said
        [mine] = town.listed()
        cluster.nodes[0].kill()
        with pytest.raises(DepartmentError, match="Of 3 NATS servers"):
            await told("add", "other", "--streams", "TOPICS")
        with pytest.raises(DepartmentError, match=r"only 2 answer \(n2, n3\).* repeat this"):
            await told("remove", "dept", "--yes")
        assert "dept is no longer let in by n2, n3." in capsys.readouterr().out
        for node in cluster.nodes[1:]:
            with pytest.raises(Error, match="(?i)authorization"):
                await read(node.url.replace("//", f"//dept:{mine.password}@"), "dept")
        assert town.listed() == [mine]

        cluster.start()
        assert await told("remove", "dept", "--yes") == 0
        assert "dept is no longer let in by n1, n2, n3." in capsys.readouterr().out
        assert town.listed() == []
