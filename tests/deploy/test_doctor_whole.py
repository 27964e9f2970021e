"""`yishi doctor` on a whole installation, as `make up` makes it: nothing is said of a sound one,
and what is there is told whatever is away."""

import argparse
import asyncio
import subprocess
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from runtime.carrying import jetstream
from runtime.carrying.jetstream import stream_end
from runtime.carrying.relay import Relay
from runtime.carrying.streams import call, declaration
from runtime.envelope import chain
from runtime.settings import key_file
from runtime.signer import Mark
from services.topics.wiring import PERSONAL_TABLES, ROUTERS
from tests.support import keys
from tests.support.keys import signer
from tests.support.service import serving
from tests.support.streams import eventually, running
from tests.topics.commands import CLERK, proposal
from tests.topics.ruled import RULED
from yishi.commands import doctor, prepare
from yishi.departments.register import path
from yishi.deployment import SERVICES, deploy_identity
from yishi.development.servers.nats import Nats
from yishi.development.servers.postgres import Postgres, postgres_binary
from yishi.development.up.installation import Installation
from yishi.doctor import streams
from yishi.signing import own_signer

pytestmark = [pytest.mark.servers, pytest.mark.timeout(300)]

EVENTS = 3


@dataclass
class Whole:
    """Servers, databases, streams and their users; no service runs."""

    settings: dict[str, str]
    postgres: Postgres
    nats: Nats

    async def superuser(self, database: str, *statements: str) -> None:
        connection = await asyncpg.connect(self.postgres.dsn(database))
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    def run(self, program: str, *arguments: str) -> None:
        command = [postgres_binary(program), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    async def carry(self) -> None:
        """As the relay of topics does."""
        client = await self.as_topics()
        pool = await asyncpg.create_pool(self.settings["YISHI_TOPICS_DATABASE_URL"], min_size=1)
        try:
            async with running(Relay(signer("topics"), pool, client, asyncio.Event()).run()):

                async def there() -> bool:
                    end = await stream_end(client, "TOPICS")
                    return end is not None and end.last >= EVENTS

                await eventually(there, "the stream has all events")
        finally:
            await client.close()
            await pool.close()

    async def as_topics(self) -> jetstream.Client:
        password = self.settings["YISHI_TOPICS_NATS_PASSWORD"]
        return await jetstream.connect(self.nats.url, "topics", password)

    async def empty(self) -> None:
        """The stream as it is when a disk has lost its beginning (S9)."""
        async with deploy_identity() as client:
            await call(client, "DELETE", "TOPICS", {})
            await call(client, "CREATE", "TOPICS", declaration("topics"))


@pytest.fixture(scope="module")
async def whole(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Whole]:
    folder = tmp_path_factory.mktemp("installation")
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        installation = Installation(folder, stack)
        (folder / "logs").mkdir()
        keys.write(folder, SERVICES)
        installation._settle(installation._ports(free=True))
        for name, value in installation.settings.items():
            patch.setenv(name, value)
        await installation._postgres()
        await installation._nats()
        await installation._databases()
        await installation._streams()
        postgres, nats = installation.servers
        assert isinstance(postgres, Postgres)
        assert isinstance(nats, Nats)
        made = Whole(installation.settings, postgres, nats)
        owner = made.settings["YISHI_TOPICS_OWNER_DATABASE_URL"]
        async with serving(RULED, ROUTERS, owner, personal=PERSONAL_TABLES) as api:
            for _ in range(EVENTS):
                await api.post("/topics", json=proposal.model_dump(mode="json"), headers=CLERK)
        await installation._databases()  # the bench of a test gives no rights to a role
        own = own_signer("topics")
        end = await ledger_end(owner)
        own.signed = Mark(end["position"], end["hash"])
        own.note()
        await made.carry()
        patch.setattr(streams, "CARRIED", 0.5)
        patch.setattr(doctor, "PATIENCE", 3)
        yield made


async def ledger_end(dsn: str) -> Any:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchrow("SELECT * FROM ledger ORDER BY position DESC LIMIT 1")
    finally:
        await connection.close()


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Any:
    async def run(production: bool = False) -> tuple[int, list[str], list[str]]:
        """The exit code, what is BAD, and what is not."""
        capsys.readouterr()
        code = await doctor.run(argparse.Namespace(production=production))
        lines = capsys.readouterr().out.splitlines()
        bad = [line.removeprefix("BAD   ") for line in lines if line.startswith("BAD")]
        assert code == bool(bad)
        return code, bad, [line for line in lines if not line.startswith("BAD")]

    return run


async def test_nothing_is_bad_of_what_make_up_makes(whole: Whole, told: Any) -> None:
    code, bad, rest = await told()
    assert (code, bad) == (0, [])
    notes = [line for line in rest if line.startswith("NOTE")]
    replicas = "has one replica. Production needs three NATS servers."
    assert [note.split()[-8:] for note in notes] == [replicas.split()] * 4
    for said in (
        *(f"GOOD  {name}: PostgreSQL synchronous_commit is on" for name in SERVICES),
        *(f"GOOD  {name}: tables, rights and triggers are as `yishi prep" for name in SERVICES),
        "topics, meetings, members, outcomes, console, audit, exchange may do what they should",
        "dept-transport reach their own durables and nothing else",
        "GOOD  topics: the last row of its ledger, 3, is signed by it",
        "GOOD  TOPICS: declared as it should be, ends at 3, as its ledger",
        "GOOD  OUTCOMES: durable dept-transport reads yishi.outcomes.*.open.> and yishi.out",
    ):
        assert any(said in line for line in rest), said
    code, bad, rest = await told(production=True)
    assert sorted(f"NOTE  {line}" for line in bad) == sorted(notes)
    assert not any(line.startswith("NOTE") for line in rest)


async def test_without_nats_everything_of_postgres_is_told(whole: Whole, told: Any) -> None:
    _, _, before = await told()
    whole.nats.stop()
    try:
        _, bad, rest = await told()
    finally:
        whole.nats.start()
    assert any("NATS's streams could not be looked at: " in line for line in bad), bad
    assert any("NATS does not answer at" in line for line in bad)
    assert all("Does it run?" in line for line in bad if "NATS's streams" in line)
    passing = ("NATS", "TransportError", "of disk are free")
    kept = [line for line in before if not any(word in line for word in passing)]
    streams_ = ("TOPICS", "MEETINGS", "MEMBERS", "OUTCOMES")
    of_nats = (*streams_, *(f"PAPERS_{each}" for each in streams_))
    postgres = [line for line in kept if line.split()[1].rstrip(":") not in of_nats]
    assert len(postgres) > 15
    assert set(postgres) <= set(rest)


async def test_without_postgres_everything_of_nats_is_told(whole: Whole, told: Any) -> None:
    whole.postgres.stop()
    try:
        _, bad, rest = await told()
    finally:
        whole.postgres.start()
    assert len(bad) == len(SERVICES)
    for name, line in zip(SERVICES, bad, strict=True):
        assert line.startswith(f"{name}: its database could not be looked at: ")
        assert f"is YISHI_{name.upper()}_OWNER_DATABASE_URL right?" in line
    assert "GOOD  TOPICS: declared as it should be, ends at 3" in rest
    assert any("may do what they should and no more" in line for line in rest)


async def test_what_cannot_be_looked_at_does_not_hide_the_rest(whole: Whole, told: Any) -> None:
    await whole.superuser(
        "postgres",
        "ALTER DATABASE yishi_members RENAME TO elsewhere",
        "ALTER ROLE yishi_topics NOLOGIN",
    )
    try:
        _, bad, rest = await told()
    finally:
        await whole.superuser(
            "postgres",
            "ALTER DATABASE elsewhere RENAME TO yishi_members",
            "ALTER ROLE yishi_topics LOGIN",
        )
    [away, refused] = bad
    assert away.startswith("members: its database could not be looked at: database ")
    assert refused.startswith("topics: its own session could not be looked at: role ")
    for name in ("topics", "meetings", "outcomes"):
        assert f"GOOD  {name}: ledger is append-only for yishi_{name}" in rest


SERVER_WIDE = {
    "fsync": ("off", "PostgreSQL fsync is off: a power cut loses acknowledged commands."),
    "full_page_writes": ("off", "PostgreSQL full_page_writes is off: a power cut loses"),
    "zero_damaged_pages": ("on", "PostgreSQL zero_damaged_pages is on: damage is passed over"),
    "ignore_checksum_failure": ("on", "PostgreSQL ignore_checksum_failure is on: damage is"),
    "synchronous_commit": ("local", "PostgreSQL synchronous_commit is local: a power cut loses"),
    "session_replication_role": ("replica", "session_replication_role is replica: the ledger's"),
    "statement_timeout": ("7s", "PostgreSQL statement_timeout is 7000: what takes long is broken"),
    "default_transaction_read_only": ("on", "default_transaction_read_only is on: nothing can be"),
    "idle_session_timeout": ("60s", "idle_session_timeout is 60000: connections that wait are"),
}


async def test_settings_of_the_whole_server_are_told_once_each(whole: Whole, told: Any) -> None:
    usual = whole.postgres._options
    whole.postgres._options = {name: value for name, (value, _) in SERVER_WIDE.items()}
    whole.postgres.stop()
    whole.postgres.start()
    try:
        _, bad, _ = await told()
    finally:
        whole.postgres._options = usual
        whole.postgres.stop()
        whole.postgres.start()
    assert len(bad) == len(SERVER_WIDE)
    for _, said in SERVER_WIDE.values():
        [line] = [line for line in bad if said in line]
        assert "Set it to" in line


async def test_nothing_is_said_after_a_restore_as_the_guide_has_it(
    whole: Whole, told: Any, tmp_path: Path
) -> None:
    owner, dump = whole.settings["YISHI_TOPICS_OWNER_DATABASE_URL"], str(tmp_path / "topics.dump")
    whole.run("pg_dump", "--format=custom", f"--file={dump}", owner)
    await whole.superuser(
        "postgres",
        "DROP DATABASE yishi_topics WITH (FORCE)",
        "CREATE DATABASE yishi_topics OWNER yishi_topics_owner",
    )
    restore = ("--exit-on-error", "--no-owner", "--no-acl", f"--dbname={owner}", dump)
    whole.run("pg_restore", *restore)
    _, bad, _ = await told()
    assert all("Run `yishi prepare topics`" in line for line in bad if "may not" in line)
    assert bad, "the service has no rights yet"

    await prepare.run(argparse.Namespace(service=["topics"]))

    assert (await told())[:2] == (0, [])


async def stream_said(whole: Whole) -> list[str]:
    """What is BAD of the stream of topics and its ledger."""
    connection = await asyncpg.connect(whole.settings["YISHI_TOPICS_OWNER_DATABASE_URL"])
    try:
        async with deploy_identity() as client:
            found = [each async for each in streams.stream("topics", client, connection)]
    finally:
        await connection.close()
    return [sentence for grade, sentence in found if grade == "BAD"]


async def mended(whole: Whole) -> None:
    """As `yishi streams` and a relay do it."""
    await whole.empty()
    await whole.carry()
    assert await stream_said(whole) == []


async def test_a_stream_that_ends_before_its_ledger_is_named(whole: Whole) -> None:
    await whole.empty()
    [line] = await stream_said(whole)
    assert line.startswith(
        "TOPICS ends at 0, its ledger at 3, and nothing is carried. Start topics"
    )
    assert "Run `yishi verify topics` first" in line
    assert "rebuild" not in line
    await mended(whole)


@pytest.mark.parametrize("fits", [True, False])
async def test_a_message_of_somebody_else_is_named_and_nothing_sound_is_deleted(
    whole: Whole, fits: bool
) -> None:
    """Whoever has the password of topics adds a message, whose hash fits or is none."""
    connection = await asyncpg.connect(whole.settings["YISHI_TOPICS_OWNER_DATABASE_URL"])
    last = await connection.fetchval("SELECT hash FROM ledger WHERE position = $1", EVENTS)
    await connection.close()
    headers = {"Yishi-Hash": chain(last, b"{}").hex()} if fits else None
    client = await whole.as_topics()
    await client.publish("yishi.topics.Evil.internal.62.01.23.109.210", b"{}", headers=headers)
    await client.flush()
    await client.close()

    assert await stream_said(whole) == [
        "TOPICS goes on to 4, its ledger ends at 3: its database was put back, or somebody else"
        " published. Run `yishi verify topics` first: it says which copy is sound"
        " (docs/guides/operator.md, 6.3 and 6.4). Delete neither before."
    ]
    await mended(whole)


@pytest.mark.parametrize(
    "changed",
    ["body = convert_to('{}', 'UTF8')", "hash = sha256(hash)", "type = 'yishi.topics.Nothing'"],
)
async def test_a_last_message_that_is_not_the_ledgers_is_named_and_nothing_sound_is_deleted(
    whole: Whole, changed: str
) -> None:
    where = f"WHERE position = {EVENTS}"
    await whole.superuser(
        "yishi_topics",
        f"CREATE TABLE kept AS SELECT * FROM ledger {where}",
        f"SET session_replication_role = replica; UPDATE ledger SET {changed} {where}",
    )
    try:
        [line] = await stream_said(whole)
    finally:
        await whole.superuser(
            "yishi_topics",
            "SET session_replication_role = replica; UPDATE ledger SET body = k.body,"
            " hash = k.hash, type = k.type FROM kept k WHERE k.position = ledger.position",
            "DROP TABLE kept",
        )
    assert line.startswith("The last message of TOPICS, 3, is not the ledger's: somebody else")
    assert "Run `yishi verify topics` first" in line
    assert "rebuild" not in line


OLD = f"recorded_at = recorded_at - interval '1 hour' WHERE position = {EVENTS}"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ("signature = NULL", f"the last row of its ledger, {EVENTS}, is not signed by it"),
        ("signature = 'x:AAAA'", f"the last row of its ledger, {EVENTS}, is not signed by it"),
        ("hash = sha256(hash)", f"the last row of its ledger, {EVENTS}, is not signed by it"),
    ],
)
async def test_a_last_row_that_the_service_did_not_sign_is_named(
    whole: Whole, told: Any, changed: str, said: str
) -> None:
    where = f"WHERE position = {EVENTS}"
    before = await ledger_end(whole.settings["YISHI_TOPICS_OWNER_DATABASE_URL"])
    await whole.superuser(
        "yishi_topics",
        f"SET session_replication_role = replica; UPDATE ledger SET {changed} {where}",
    )
    try:
        _, bad, _ = await told()
    finally:
        await whole.superuser(
            "yishi_topics",
            "SET session_replication_role = replica; UPDATE ledger SET"
            f" hash = '\\x{before['hash'].hex()}', signature = '{before['signature']}' {where}",
        )
    assert any(said in line and "Run `yishi verify topics`." in line for line in bad), bad
    assert any(f"The last message of TOPICS, {EVENTS}, is not the ledger's" in line for line in bad)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "highest is gone, which says how far its key has signed"),
        ("", "what it has signed could not be looked at: "),
        (f"9 {'ab' * 32}", "topics has signed position 9, and its ledger has not just that"),
        (f"{EVENTS} {'ab' * 32}", f"topics has signed position {EVENTS}, and its ledger has not"),
    ],
)
async def test_a_file_beside_the_key_that_is_gone_or_says_otherwise_is_named(
    whole: Whole, told: Any, content: str | None, said: str
) -> None:
    file = key_file("topics", whole.settings).with_name("highest")
    before = file.read_text()
    replica = "SET session_replication_role = replica; UPDATE ledger SET "
    await whole.superuser("yishi_topics", replica + OLD)
    try:
        if content is None:
            file.unlink()
        else:
            file.write_text(content)
        _, bad, _ = await told()
    finally:
        file.write_text(before)
        await whole.superuser("yishi_topics", replica + OLD.replace("- interval", "+ interval"))
    [line] = [each for each in bad if each.startswith("topics")]
    assert said in line


async def test_a_list_of_departments_that_cannot_be_read_makes_nobody_a_stranger(
    whole: Whole, told: Any
) -> None:
    file = path(whole.settings)
    before = file.read_text()
    file.write_text("{")
    try:
        _, bad, rest = await told()
    finally:
        file.write_text(before)
    [line] = bad
    assert line.startswith("The list of departments could not be looked at: ")
    assert "Bring it back from the backup" in line
    assert "GOOD  OUTCOMES: durable dept-transport reads yishi.outcomes.*.open.> and" in "\n".join(
        rest
    )
