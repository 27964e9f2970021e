"""`yishi streams`: nobody's place is lost, whenever it is killed, and nothing sound is deleted."""

import json
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from nats.aio.client import Client

from runtime.carrying.jetstream import message_at, stream_end
from runtime.carrying.streams import declaration
from runtime.envelope import chain
from tests.counting import COUNTING
from tests.runtime.test_reader import remake_without
from tests.runtime.test_relay import agrees, fill, reached, relay
from tests.support.keys import signer
from tests.support.service import Bench, bench
from tests.support.streams import connected, declare, destroy, eventually, half_damaged, running
from yishi import refill
from yishi.commands import restore, streams
from yishi.departments import durables
from yishi.departments.durables import Durables
from yishi.deployment import Deployed, DeploymentError
from yishi.development.servers.nats import Nats

pytestmark = [pytest.mark.servers, pytest.mark.timeout(120)]

PLAIN: dict[str, Any] = {"ack_policy": "explicit", "deliver_policy": "all", "ack_wait": 30 * 10**9}
WANTED: dict[str, dict[str, Any]] = {
    "dept-read": {**PLAIN, "max_ack_pending": 1, "max_deliver": -1},
    "dept-new": PLAIN,
    "dept-filtered": {**PLAIN, "filter_subjects": ["yishi.counting.*.*.*.*", "yishi.counting.x"]},
    "dept-one": {**PLAIN, "filter_subject": "yishi.counting.Begun.>", "description": "交通局"},
    "dept-later": {**PLAIN, "deliver_policy": "by_start_sequence", "opt_start_seq": 7},
    "dept-paused": {**PLAIN, "pause_until": "2031-01-01T00:00:00Z", "metadata": {"who": "IT"}},
}
"""As departments may have them: read up to 4, not yet read, filtered, begun later, paused."""


@pytest.fixture
async def counting(
    database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> AsyncIterator[Bench]:
    each = Deployed(COUNTING, (), database, database)
    monkeypatch.setattr(streams, "all_deployed", lambda names: {"counting": each})
    monkeypatch.setattr(refill, "deployed", lambda name: each)
    monkeypatch.setattr(streams, "DECIDING", ("counting",))
    for each_of in (streams, refill):
        monkeypatch.setattr(each_of, "own_signer", signer)
    monkeypatch.setenv("YISHI_DATA", str(tmp_path / "data"))
    async with bench(COUNTING, database) as found:
        yield found


@pytest.fixture
async def client(nats_server: Any, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Client]:
    monkeypatch.setenv("YISHI_NATS_URL", nats_server.url)
    async with connected(nats_server.url) as client:
        await declare(client, "counting")
        yield client
        await destroy(client, "counting")


async def carried(counting: Bench, client: Client, events: int = 10) -> None:
    await fill(counting, events)
    async with running(relay(counting, client).run()):
        await reached(client, events)


async def departments(client: Client) -> None:
    """The durables of `WANTED`; dept-read has acknowledged four events."""
    for name, config in WANTED.items():
        await durables.make(client, "COUNTING", {"name": name, "durable_name": name, **config})
    pull = await client.jetstream().pull_subscribe_bind("dept-read", "COUNTING")
    for _ in range(4):
        [message] = await pull.fetch(1)
        await message.ack_sync()


async def found(client: Client) -> dict[str, dict[str, Any]]:
    """Where each durable goes on, and its settings, but for those that say where it began."""
    return {
        each["name"]: {
            key: value
            for key, value in durables.as_it_goes_on(each).items()
            if key != "deliver_policy"
        }
        | {"opt_start_seq": durables.begins(durables.as_it_goes_on(each))}
        for each in await durables.durables(client, "COUNTING")
    }


async def test_departments_stand_where_they_stood(counting: Bench, client: Client) -> None:
    await carried(counting, client)
    await departments(client)
    before = await found(client)
    assert before["dept-read"]["opt_start_seq"] == 5
    assert before["dept-later"]["opt_start_seq"] == 7
    assert before["dept-paused"]["pause_until"].startswith("2031")

    assert await streams.rebuild(client, "counting") == 0

    assert await agrees(counting, client) == 10
    assert await found(client) == before
    pull = await client.jetstream().pull_subscribe_bind("dept-read", "COUNTING")
    [message] = await pull.fetch(1)
    assert message.metadata.sequence.stream == 5
    assert await streams.rebuild(client, "counting") == 0  # as often as one likes
    assert await found(client) == before


class Killed(BaseException):
    """What no program catches."""


def cut(client: Client, monkeypatch: pytest.MonkeyPatch, after: int) -> Callable[[], int]:
    """From the call number `after` on the program is dead; how many calls there were."""
    calls = 0
    request, publish, write = client.request, client.publish, Durables._write

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def one(*arguments: Any, **named: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls > after:
                raise Killed
            return real(*arguments, **named)

        return one

    monkeypatch.setattr(client, "request", counted(request))
    monkeypatch.setattr(client, "publish", counted(publish))
    monkeypatch.setattr(Durables, "_write", counted(write))
    return lambda: calls


async def test_wherever_it_is_killed_the_next_run_finishes_it(
    counting: Bench, client: Client
) -> None:
    await carried(counting, client)
    await departments(client)
    before = await found(client)
    size = {"max_bytes": 123_456_789}
    body = json.dumps({**declaration("counting"), **size}).encode()
    await client.request("$JS.API.STREAM.UPDATE.COUNTING", body, timeout=5)

    async def rebuilt(after: int) -> bool:
        with pytest.MonkeyPatch.context() as monkeypatch:
            cut(client, monkeypatch, after)
            try:
                return await streams.rebuild(client, "counting") == 0
            except Killed:
                return False

    cuts = 0
    while not await rebuilt(cuts):
        if cuts % 2:
            assert await streams.rebuild(client, "counting") == 0
        else:
            assert await streams.declare(client) == 0  # as the next `make up` does
            async with running(relay(counting, client).run()):
                await reached(client, 10)
        assert await found(client) == before, cuts
        end = await stream_end(client, "COUNTING")
        assert end is not None
        assert end.config["max_bytes"] == size["max_bytes"], cuts
        cuts += 1
    assert cuts > 10
    assert await agrees(counting, client) == 10


async def test_streams_makes_what_a_lost_server_had(counting: Bench, client: Client) -> None:
    await carried(counting, client)
    await departments(client)
    assert await streams.declare(client) == 0
    before = await found(client)
    await destroy(client, "counting")

    assert await streams.declare(client) == 0

    assert await found(client) == before


async def test_one_that_is_forgotten_stays_away(counting: Bench, client: Client) -> None:
    await carried(counting, client)
    await departments(client)
    assert await streams.declare(client) == 0
    await client.jetstream().delete_consumer("COUNTING", "dept-new")
    Durables(os.environ).forget("COUNTING", "dept-new")
    assert await streams.declare(client) == 0
    assert await streams.rebuild(client, "counting") == 0
    assert set(await found(client)) == set(WANTED) - {"dept-new"}


async def test_places_that_cannot_be_kept_end_it_before_anything_is_deleted(
    counting: Bench, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    await carried(counting, client)
    await departments(client)
    before = await found(client)
    monkeypatch.setenv("YISHI_DATA", "/proc/nowhere")
    with pytest.raises(DeploymentError, match=r"Nothing was changed\. Set YISHI_DATA"):
        await streams.rebuild(client, "counting")
    assert await agrees(counting, client) == 10
    assert await found(client) == before
    assert await streams.declare(client) == 0  # a start must not depend on it


async def changed_and_chained_again(counting: Bench, position: int) -> None:
    """As a superuser would: one body is another, and all hashes after it fit."""
    rows = await counting.pool.fetch("SELECT position, body FROM ledger ORDER BY position")
    previous = bytes(32)
    async with counting.pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica")
        for row in rows:
            body = row["body"] + b" " if row["position"] == position else row["body"]
            previous = chain(previous, body)
            await connection.execute(
                "UPDATE ledger SET body = $2, hash = $3 WHERE position = $1",
                row["position"],
                body,
                previous,
            )
        await connection.execute("UPDATE ledger_head SET hash = $1", previous)


async def test_nothing_is_filled_from_a_rewritten_ledger(counting: Bench, client: Client) -> None:
    """All its hashes fit, and nobody signed them: the stream has the true bytes."""
    await carried(counting, client)
    await changed_and_chained_again(counting, 5)
    for losing in ("", "5 to 10 of COUNTING"):
        with pytest.raises(DeploymentError, match="did not sign.*COUNTING is sound up to 10"):
            await streams.rebuild(client, "counting", losing)
    assert await message_at(client, "COUNTING", 5)


async def test_a_stream_that_alone_has_something_is_not_deleted(
    counting: Bench, client: Client
) -> None:
    """The database was put back: the stream alone has what came after."""
    await fill(counting, 7)
    await fill(counting, 3)
    async with running(relay(counting, client).run()):
        await reached(client, 10)
    async with counting.pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica")
        await connection.execute("DELETE FROM ledger WHERE position > 7")
        await connection.execute(
            "UPDATE ledger_head SET position = 7,"
            " hash = (SELECT hash FROM ledger WHERE position = 7)"
        )
    with pytest.raises(DeploymentError) as refused:
        await streams.rebuild(client, "counting")
    said = str(refused.value)
    assert "COUNTING is sound up to 10, and the ledger has not the same from 8 on" in said
    assert said.endswith("--losing '8 to 10 of COUNTING'")
    with pytest.raises(DeploymentError, match="Nothing was deleted"):
        await streams.rebuild(client, "counting", "8 to 9 of COUNTING")
    assert await message_at(client, "COUNTING", 10)

    assert await streams.rebuild(client, "counting", "8 to 10 of COUNTING") == 0

    assert await agrees(counting, client) == 7


async def test_nothing_is_filled_from_a_damaged_ledger(counting: Bench, client: Client) -> None:
    await carried(counting, client)
    async with counting.pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica")
        await connection.execute("UPDATE ledger SET body = body || ' ' WHERE position = 5")
    with pytest.raises(DeploymentError, match="ledger counting position 5: .*sound up to 10"):
        await streams.rebuild(client, "counting", "5 to 10 of COUNTING")
    assert await message_at(client, "COUNTING", 5)


@pytest.mark.parametrize("fits", [False, True])
async def test_what_nobody_signed_is_no_reason_to_keep_it(
    counting: Bench, client: Client, fits: bool
) -> None:
    """Somebody else's message behind ours, its hash fitting or not, and a hole: the ledger gives
    back all that was there."""
    await carried(counting, client)
    last = await message_at(client, "COUNTING", 10)
    assert last is not None
    fitting = chain(bytes.fromhex(last.hash), b"{}").hex()
    await client.jetstream().publish(
        "yishi.counting.Begun.internal.62.01.23.109.200",
        b"{}",
        headers={"Yishi-Hash": fitting if fits else "00" * 32},
    )
    await fill(counting, 3)
    assert await streams.rebuild(client, "counting") == 0
    assert await agrees(counting, client) == 13
    await remake_without(client, 4, 6)
    assert await streams.rebuild(client, "counting") == 0
    assert await agrees(counting, client) == 13


@pytest.mark.parametrize(
    "done",
    [
        "UPDATE ledger_head SET hash = '\\x0011'",
        "UPDATE ledger_head SET position = position + 1",
        "UPDATE ledger_head SET position = position - 2",
        "DELETE FROM ledger_head",
    ],
)
async def test_a_head_that_is_not_the_last_row_is_set_to_it(
    counting: Bench, client: Client, database: str, done: str
) -> None:
    await carried(counting, client)
    epoch = await counting.pool.fetchval("SELECT epoch FROM ledger_head")
    async with counting.pool.acquire() as connection:
        assert await restore.mend_head(connection, "counting") == ""
        await connection.execute(done)
        with pytest.raises(DeploymentError, match="Run `yishi restore counting`"):
            await streams.rebuild(client, "counting")
        assert "set to the last row, 10." in await restore.mend_head(connection, "counting")
        assert await connection.fetchval("SELECT epoch FROM ledger_head") != epoch
    async with bench(COUNTING, database) as again:
        await fill(again, 2)
    assert await streams.rebuild(client, "counting") == 0
    assert await agrees(counting, client) == 12


async def test_a_damaged_ledger_gets_no_head(counting: Bench, client: Client) -> None:
    await carried(counting, client)
    async with counting.pool.acquire() as connection:
        async with connection.transaction():
            await connection.execute("SET LOCAL session_replication_role = replica")
            await connection.execute("UPDATE ledger SET body = body || ' ' WHERE position = 5")
            await connection.execute("DELETE FROM ledger_head")
        with pytest.raises(DeploymentError, match=r"position 5.*operator\.md, 6\.4"):
            await restore.mend_head(connection, "counting")
        assert await connection.fetchval("SELECT count(*) FROM ledger_head") == 0


async def test_half_a_store_is_made_whole(
    counting: Bench, fresh_nats: Nats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YISHI_NATS_URL", fresh_nats.url)
    async with connected(fresh_nats.url) as client:
        await declare(client, "counting")
        await carried(counting, client)
        await departments(client)
        before = await found(client)
        half_damaged(fresh_nats, "COUNTING")

        async def back() -> bool:
            return await streams.rebuild(client, "counting") == 0

        await eventually(back, "it can be asked again")
        assert await agrees(counting, client) == 10
        assert await found(client) == before
