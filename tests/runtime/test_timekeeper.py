"""A clock that is wrong writes nothing into a ledger, says so, and is believed again once right."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from runtime.envelope import START
from runtime.refusals import NotNow
from runtime.submission import Delivery
from runtime.writing import ledger, timekeeper
from runtime.writing.timekeeper import ClockOff, Timekeeper
from runtime.writing.writer import Writer
from tests.counting import COUNTING, echoing
from tests.runtime.test_away import client_of, not_now
from tests.runtime.test_http import CLERK, ENGLISH, begun
from tests.runtime.test_metrics import scraped
from tests.runtime.test_reader import World
from tests.runtime.test_relay import fill
from tests.runtime.test_writer import begin
from tests.support.keys import signer
from tests.support.servers import empty_database
from tests.support.service import bench, by
from tests.support.streams import connected, declare, eventually, running

SECOND = timedelta(seconds=1)


class Clock:
    """A clock that can be set: `clock.off` from the true time."""

    def __init__(self, off=timedelta(0)):
        self.off = off

    def __call__(self):
        return datetime.now(UTC) + self.off


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def counting(database, clock):
    async with bench(COUNTING, database, clock=clock) as found:
        yield found


async def times(found):
    rows = await found.pool.fetch("SELECT recorded_at FROM ledger ORDER BY position")
    return [row["recorded_at"] for row in rows]


WRONG = [timedelta(days=400), timedelta(days=-400), 65 * SECOND, -65 * SECOND]


@pytest.mark.parametrize("off", WRONG)
async def test_a_wrong_clock_records_nothing_says_so_and_goes_on_when_it_is_right(
    counting, clock, off
):
    async with client_of(counting) as client:
        assert (await begun(client)).status_code == 201
        clock.off = off

        refused = await begun(client)
        english = await begun(client, **ENGLISH)
        ready = await client.get("/readyz")
        assert not_now(refused) == (503, "clock-off", True)
        assert "时钟不准" in refused.json()["detail"]
        assert "PostgreSQL's" in english.json()["detail"]
        assert (ready.status_code, "set the wrong one right (NTP)" in ready.text) == (503, True)
        assert (await scraped(counting))["yishi_clock_right",] == 0
        assert len(await times(counting)) == 1

        clock.off = timedelta(0)
        again = await begun(client, **{"Idempotency-Key": refused.headers["idempotency-key"]})
        assert again.status_code == 201
        assert (await client.get("/readyz")).text == "ready\n"
        assert (await scraped(counting))["yishi_clock_right",] == 1


@pytest.mark.parametrize("off", [50 * SECOND, -50 * SECOND])
async def test_less_than_a_minute_is_no_reason_to_turn_people_away(counting, clock, off):
    clock.off = off

    await counting.writer.ask(begin())

    assert len(await times(counting)) == 1


async def test_a_clock_that_steps_back_a_little_stands_still_in_the_ledger(counting, clock):
    clock.off = 30 * SECOND
    await counting.writer.ask(begin())
    clock.off = timedelta(0)

    await counting.writer.ask(begin())

    first, second = await times(counting)
    assert second == first


async def test_twins_a_little_apart_write_no_time_that_goes_back(counting):
    other = Writer(COUNTING, counting.pool, signer("counting"), clock=Clock(-20 * SECOND))
    other.closed = None
    async with running(other.run()):
        for _ in range(10):
            await asyncio.gather(other.ask(begin()), counting.writer.ask(begin()))

    written = await times(counting)
    assert len(written) == 20
    assert written == sorted(written)


async def test_a_ledger_that_ends_in_the_future_takes_nothing_until_then(counting, clock):
    """PostgreSQL and the service had the same wrong clock, or the last event was another's."""
    clock.off = 50 * SECOND
    await counting.writer.ask(begin())
    clock.off = -50 * SECOND

    with pytest.raises(NotNow) as refused:
        await counting.writer.ask(begin())

    assert refused.value.rule == "clock-off"
    assert "the ledger's last event, #1, is of" in counting.writer.time.off
    assert len(await times(counting)) == 1


async def test_a_clock_is_looked_at_while_nobody_asks_for_anything(database, clock, monkeypatch):
    monkeypatch.setattr(timekeeper, "EVERY", 0.02)
    async with bench(COUNTING, database, clock=clock) as found:
        clock.off = timedelta(days=1)

        async def off():
            return bool(found.writer.time.off)

        await eventually(off, "the clock is found wrong")
        clock.off = timedelta(0)

        async def right():
            return not found.writer.time.off

        await eventually(right, "the clock is found right")


async def test_policies_wait_for_the_clock_and_nothing_is_left_out(postgres, fresh_nats, clock):
    async with (
        empty_database(postgres) as one,
        empty_database(postgres) as two,
        bench(COUNTING, one) as counting,
        bench(echoing(), two, clock=clock) as echo,
        connected(fresh_nats.url) as client,
    ):
        await declare(client, "counting")
        world = World(counting, echo, client)
        clock.off = timedelta(days=400)
        async with running(world.relay.run(), world.reader.run()):
            await fill(counting, 20)

            async def waits():
                return bool(echo.writer.time.off) and world.reader.lag == 20

            await eventually(waits, "the policy is held up")
            assert (world.reader.halted, await world.position()) == (None, 0)
            clock.off = timedelta(0)
            await world.at(20)
        await world.same()
        assert max(await times(echo)) < datetime.now(UTC) + SECOND


async def test_a_delivery_is_told_the_reason_and_not_blamed(postgres, database, clock):
    async with bench(echoing(), database, clock=clock) as echo:
        clock.off = timedelta(days=1)
        with pytest.raises(ClockOff, match="PostgreSQL's"):
            await echo.writer.deliver(Delivery("COUNTING", 0, 1, bytes(32), (), [begin()]))


async def test_who_waited_for_the_lock_knows_when_the_last_event_was(counting, database):
    """The query that waits sees the row of the head as it is now, and the ledger as it was then."""
    connection = await asyncpg.connect(database)
    try:
        async with counting.pool.acquire() as holder, holder.transaction():
            await ledger.head(holder, lock=True)

            async def wait():
                async with connection.transaction():
                    return await ledger.head(connection, lock=True)

            waiting = asyncio.create_task(wait())
            await asyncio.sleep(0.2)
            now = datetime.now(UTC)
            await holder.execute(
                "INSERT INTO ledger VALUES (1, gen_random_uuid(), 'a/1', 1, 't', '', '', $1,"
                " gen_random_uuid(), '', '')",
                now,
            )
            await holder.execute("UPDATE ledger_head SET position = 1")
        head = await waiting
    finally:
        await connection.close()

    assert (head.position, head.last) == (1, now)


def test_what_passes_while_postgresql_answers_is_not_held_against_a_clock(clock):
    """A process that was stopped for an hour in the middle of the query, or waited for the lock."""
    head = ledger.Head(0, b"", None, 0, clock(), None, START)
    clock.off = timedelta(hours=1)

    assert Timekeeper(clock).time_of(head.now, head) >= head.now + timedelta(hours=1)


OPERATOR = by("op", "operator@")


@pytest.fixture
async def future(database, clock):
    """Two events of a day when both clocks were a year ahead; now both are right."""
    async with bench(COUNTING, database, clock=clock) as found:
        await found.pool.execute(
            "CREATE FUNCTION a_year_later() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN NEW.recorded_at := NEW.recorded_at + interval '1 year'; RETURN NEW; END $$;"
            "CREATE TRIGGER a_year_later BEFORE INSERT ON ledger"
            " FOR EACH ROW EXECUTE FUNCTION a_year_later()"
        )
        await asyncio.gather(*(found.writer.ask(begin()) for _ in range(2)))
        await found.pool.execute("DROP TRIGGER a_year_later ON ledger")
    async with bench(COUNTING, database, clock=clock) as found:
        yield found


async def set_back(client, position, headers=OPERATOR):
    wish = {"position": position, "reason": "当日时钟误设，已校准"}
    return await client.post("/clock/setting-back", json=wish, headers=headers)


async def test_an_operator_lets_a_ledger_go_on_that_ends_in_the_future(future):
    async with client_of(future) as client:
        assert not_now(await begun(client)) == (503, "clock-off", True)
        assert "`yishi clock counting 2 --reason …`" in (await client.get("/readyz")).text
        assert not_now(await set_back(client, 1)) == (503, "clock-off", True)  # a slip of the pen

        done = await set_back(client, 2)

        assert done.status_code == 200, done.text
        [event] = done.json()
        assert event["type"] == "yishi.counting.TimeSetBack"
        assert (event["subject"], event["data"]["position"]) == ("clock/counting", 2)
        assert (await client.get("/readyz")).text == "ready\n"
        assert (await begun(client)).status_code == 201
    written = await times(future)
    assert written[1] > written[3] >= written[2]


async def test_it_goes_on_although_others_ask_at_the_same_moment(future):
    async with client_of(future) as client:
        assert not_now(await begun(client)) == (503, "clock-off", True)
        asking = [begun(client), set_back(client, 2), begun(client), begun(client)]
        answers = [answer.status_code for answer in await asyncio.gather(*asking)]

    assert answers[1] == 200
    assert set(answers) <= {200, 201, 503}


async def test_time_is_not_set_back_where_it_need_not_be_nor_by_just_anybody(counting, clock):
    async with client_of(counting) as client:
        await begun(client)
        needless = await set_back(client, 1)
        clock.off = timedelta(days=-400)
        await begun(client)
        wrong_clock = await set_back(client, 1)
        clerk = await set_back(client, 1, CLERK)

    assert (needless.status_code, needless.json()["rule"]) == (409, "time-is-right")
    assert (wrong_clock.status_code, wrong_clock.json()["rule"]) == (409, "time-is-right")
    assert clerk.status_code == 403
    assert len(await times(counting)) == 1
