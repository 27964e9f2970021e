"""A key is drawn once, changed on record, and replaced when it is lost; others follow by proof."""

import asyncio
import os
from contextlib import asynccontextmanager

import asyncpg
import pytest

from runtime.carrying.jetstream import adopted
from runtime.carrying.relay import Relay
from runtime.keys import Trusted
from runtime.proving.gate import recover
from runtime.proving.prepare import prepare
from runtime.signer import private_key
from runtime.submission import Submission
from runtime.writing import ledger
from runtime.writing.ledger import Broken
from runtime.writing.writer import Writer
from services.topics.topic.commands import ProposeTopic
from tests.runtime.test_writer import wish
from tests.support.service import UNITS, known_units
from tests.support.streams import connected, declare, eventually, everything, running
from tests.topics.ruled import RULED
from yishi.commands.key import lost, rotate
from yishi.deployment import Deployed, DeploymentError
from yishi.signing import ensure, own_signer

pytestmark = pytest.mark.servers


class Office:
    """A data folder with keys, a database, a stream, and services that come and go."""

    def __init__(self, pool, client, folder, database):
        self.pool, self.client, self.folder = pool, client, folder
        self.each = Deployed(RULED, (), database, database)
        self.key = folder / "keys" / "topics" / "key.pem"

    @property
    def trusted(self):
        return Trusted.read(self.folder / "keys" / "trusted")

    @asynccontextmanager
    async def service(self):
        """A writer and a relay as a process has them, with the key from the file."""
        signer = own_signer("topics")
        await recover(RULED, self.pool, self.client, signer)
        writer = Writer(RULED, self.pool, signer)
        writer.closed = None
        relay = Relay(signer, self.pool, self.client, writer.committed)
        async with running(writer.run(), relay.run()):
            yield writer

    async def carried(self, position):
        async def there():
            return len(await everything(self.client, "topics")) >= position

        await eventually(there, f"the stream has {position}")

    async def signers(self):
        rows = await self.pool.fetch(
            "SELECT split_part(signature, ':', 1) FROM ledger ORDER BY position"
        )
        return [row[0] for row in rows]


@pytest.fixture
async def office(database, fresh_nats, tmp_path, monkeypatch):
    for name, value in {"DATA": tmp_path, "NATS_URL": fresh_nats.url}.items():
        monkeypatch.setitem(os.environ, f"YISHI_{name}", str(value))
    async with (
        asyncpg.create_pool(database, min_size=2, max_size=8) as pool,
        connected(fresh_nats.url) as client,
    ):
        await declare(client, "topics")
        async with pool.acquire() as connection:
            await prepare(connection, RULED)
            await known_units(connection, UNITS)
            assert await ensure(connection, "topics")
        yield Office(pool, client, tmp_path, database)


def raised() -> Submission:
    title = {"title": "村道路灯由谁维护", "description": "路灯坏了一半。"}
    return wish(
        ProposeTopic(unit="620123109200", **title, origin="public", scale="group"),
    )


async def ensured(office):
    async with office.pool.acquire() as connection:
        return await ensure(connection, "topics")


async def test_a_key_is_drawn_once(office):
    [first] = office.trusted.of("topics")
    assert (first.since, first.after) == (1, bytes(32))
    assert private_key(office.key).public_key().public_bytes_raw() == first.public

    assert await ensured(office) is None
    assert office.trusted.of("topics") == [first]


async def test_no_new_key_takes_the_place_of_one_that_has_signed(office):
    async with office.service() as writer:
        await writer.ask(raised())
    office.key.rename(office.key.with_name("elsewhere"))

    with pytest.raises(DeploymentError, match="Bring it back from the backup"):
        await ensured(office)
    (office.folder / "keys" / "trusted").unlink()
    with pytest.raises(DeploymentError, match="Bring it back from the backup"):
        await ensured(office)

    office.key.with_name("elsewhere").rename(office.key)
    assert await ensured(office)  # the file of trusted keys alone can be made again
    async with office.service() as writer:
        await writer.ask(raised())


async def test_a_ledger_from_before_signing_is_fixed_where_signing_begins(office):
    async with office.service() as writer:
        await writer.ask(raised())
        await writer.ask(raised())
    await office.pool.execute("ALTER TABLE ledger DISABLE TRIGGER ALL")
    await office.pool.execute("UPDATE ledger SET signature = NULL")
    for file in ("trusted", "topics/key.pem", "topics/highest"):
        (office.folder / "keys" / file).unlink()

    line = await ensured(office)

    end = await ledger.head(office.pool)
    assert f"from 3 after {end.hash.hex()}" in line
    async with office.service() as writer:
        await writer.ask(raised())
        await office.carried(3)
    [_, _, own] = await office.signers()
    assert own == office.trusted.of("topics")[0].id


async def test_a_rotation_is_followed_by_a_running_service_and_by_readers(office):
    async with office.service() as writer:
        await writer.ask(raised())
        before = office.trusted

        line = await rotate(office.each, office.pool, office.trusted, "每年更换", "operator")

        await writer.ask(raised())
        await office.carried(3)
    [first, second] = office.trusted.of("topics")
    assert line == second.line("topics")
    assert (first.until, second.since) == (2, 3)
    assert await office.signers() == [first.id, first.id, second.id]
    assert private_key(office.key).public_key().public_bytes_raw() == second.public

    # Whoever knows the first key alone follows by the event that it has signed.
    last = (await everything(office.client, "topics"))[-1]
    says = (3, bytes.fromhex(last.hash), last.signature)
    assert not before.vouches("topics", *says)
    await adopted(office.client, "TOPICS", "topics", before)
    assert before.vouches("topics", *says)


async def test_a_rotation_that_was_cut_off_is_finished_by_asking_again(office, monkeypatch):
    async with office.service() as writer:
        await writer.ask(raised())
    monkeypatch.setattr("yishi.commands.key.write_down", None)  # killed after the event
    with pytest.raises(TypeError):
        await rotate(office.each, office.pool, office.trusted, "每年更换", "operator")
    monkeypatch.undo()
    monkeypatch.setitem(os.environ, "YISHI_DATA", str(office.folder))
    monkeypatch.setitem(os.environ, "YISHI_NATS_URL", office.client.connected_url.geturl())

    async with office.service() as writer:  # the new key is in its place, and in the ledger
        await writer.ask(raised())
        await office.carried(3)

    assert len(set(await office.signers())) == 2


async def test_a_lost_key_is_replaced_behind_what_it_signed(office):
    async with office.service() as writer:
        await writer.ask(raised())
        await office.carried(1)
        thief = own_signer("topics")
    office.key.unlink()

    await lost(office.each, office.pool, office.trusted, "磁盘损坏", "operator")

    async with office.service() as writer:
        await writer.ask(raised())
        await office.carried(3)
    [first, second] = office.trusted.of("topics")
    assert (first.until, second.since) == (1, 2)
    assert await office.signers() == [first.id, second.id, second.id]
    types = await office.pool.fetch("SELECT type FROM ledger ORDER BY position")
    assert types[1][0] == "yishi.topics.KeyLost"
    assert not office.trusted.vouches("topics", 4, bytes(32), thief.sign(4, bytes(32)))


async def test_a_stolen_key_is_replaced_under_a_running_service(office):
    async with office.service() as writer:
        await writer.ask(raised())

        await lost(office.each, office.pool, office.trusted, "密钥外泄", "operator")

        await writer.ask(raised())
        await office.carried(3)
    [first, second] = office.trusted.of("topics")
    assert await office.signers() == [first.id, second.id, second.id]
    assert own_signer("topics").highest().position == 3


async def test_a_replaced_key_has_noted_how_far_it_signed(office):
    async with office.service() as writer:
        await writer.ask(raised())

    await lost(office.each, office.pool, office.trusted, "磁盘损坏", "operator")

    end = await ledger.head(office.pool)
    assert own_signer("topics").highest() == (end.position, end.hash)


async def test_a_signature_that_is_not_the_services_stops_it(office):
    async with office.service() as writer:
        await writer.ask(raised())
    await office.pool.execute("ALTER TABLE ledger DISABLE TRIGGER ALL")
    await office.pool.execute(
        "UPDATE ledger SET signature = left(signature, 17) || repeat('A', 86) || '=='"
    )

    with pytest.raises(Broken, match="did not sign"):
        async with office.service():
            await asyncio.sleep(0)
