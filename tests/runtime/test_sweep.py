"""What was due is recorded as missed once its day is over: late, twice, beside people, and never
because a clock is wrong."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.event import Recorded
from runtime import clock
from runtime.actor import Actor, Grant
from runtime.ids import uuid7
from runtime.operations import ConfirmDay
from runtime.process import OPERATOR
from runtime.proving.rebuild import rebuild
from runtime.submission import Answer, Submission
from runtime.sweep import Sweep
from runtime.web.app import create_app
from runtime.writing.writer import Writer
from tests.owing import DEADLINES, OWING, WHAT, Defer, Lend, Missed, Repay
from tests.support.keys import signer
from tests.support.service import Bench, bench, by

VILLAGE = "620123109200"
CLERK = Actor("wei", (Grant(role="clerk", scope="620123"),))
TODAY = clock.today()
"""In China. The writer believes no clock that is not PostgreSQL's."""
YESTERDAY, LATER = TODAY - timedelta(1), TODAY + timedelta(30)


@pytest.fixture
async def owing(database: str) -> AsyncIterator[Bench]:
    async with bench(OWING, database) as found:
        yield found


def sweep_of(found: Bench, writer: Writer | None = None) -> Sweep:
    return Sweep(OWING, found.pool, writer or found.writer)


async def ask(found: Bench, command: Any, key: str | None = None, actor: Actor = CLERK) -> Answer:
    command_id = uuid7()
    return await found.writer.ask(Submission(key or str(command_id), command, actor, command_id))


async def lent(found: Bench, by: date, grace: int = 0) -> str:
    command_id = uuid7()
    wish = Submission(str(command_id), Lend(unit=VILLAGE, by=by, grace=grace), CLERK, command_id)
    await found.writer.ask(wish)
    return wish.key


async def history(found: Bench, key: str) -> list[Recorded[Any]]:
    rows = await found.pool.fetch(
        "SELECT type, body FROM ledger WHERE stream = $1 ORDER BY version", f"debt/{key}"
    )
    records = [OWING.codec.decode(row["type"], row["body"]) for row in rows]
    return [each for each in records if each is not None]


async def types(found: Bench, key: str) -> list[str]:
    return [type(each.data).__name__ for each in await history(found, key)]


async def swept(found: Bench, day: date) -> None:
    await found.pool.execute("UPDATE ledger_head SET swept = $1", day)


async def test_what_is_not_over_is_left_alone_and_what_is_over_is_noted_once(owing: Bench) -> None:
    over, in_grace, paid, running = (
        await lent(owing, YESTERDAY),
        await lent(owing, YESTERDAY, grace=1),
        await lent(owing, TODAY),
        await lent(owing, TODAY),
    )
    await ask(owing, Repay(on=TODAY), paid)

    for _ in range(2):
        await sweep_of(owing).once()

    assert await types(owing, over) == ["Lent", "Missed"]
    noted = (await history(owing, over))[1]
    assert noted.data == Missed(what="payment", due=YESTERDAY)
    assert (noted.actor, noted.actorrole, noted.unit) == ("calendar", "policy", VILLAGE)
    assert await types(owing, in_grace) == await types(owing, running) == ["Lent"]
    assert await types(owing, paid) == ["Lent", "Repaid"]
    assert await owing.pool.fetchval("SELECT swept FROM ledger_head") == TODAY


async def test_whoever_comes_late_and_before_the_sweep_finds_the_miss_on_record(
    owing: Bench,
) -> None:
    debt = await lent(owing, YESTERDAY)

    answer = await ask(owing, Repay(on=YESTERDAY), debt)
    await sweep_of(owing).once()

    assert len(answer.bodies) == 1  # their own event alone
    assert b'"type":"yishi.owing.Repaid"' in answer.bodies[0]
    assert answer.version == 3
    assert await types(owing, debt) == ["Lent", "Missed", "Repaid"]
    missed, repaid = (await history(owing, debt))[1:]
    assert (missed.actor, repaid.actor) == ("calendar", "wei")
    assert missed.commandid != repaid.commandid


async def test_a_refused_deed_leaves_nothing_and_the_screen_is_not_stale_by_the_miss(
    owing: Bench,
) -> None:
    debt = await lent(owing, TODAY)
    await ask(owing, Repay(on=TODAY), debt)
    await ask(owing, Defer(by=YESTERDAY), debt)
    late = await lent(owing, YESTERDAY)

    with pytest.raises(Exception, match="repaid already"):
        await ask(owing, Repay(on=TODAY), debt)
    command_id = uuid7()
    seen = Submission(late, Repay(on=TODAY), CLERK, command_id, if_match=1)
    await owing.writer.ask(seen)

    assert await types(owing, debt) == ["Lent", "Repaid", "Deferred"]
    assert await types(owing, late) == ["Lent", "Missed", "Repaid"]


async def test_a_later_day_is_another_deadline_which_may_be_missed_too(owing: Bench) -> None:
    debt = await lent(owing, TODAY - timedelta(3))
    await sweep_of(owing).once()
    await ask(owing, Defer(by=YESTERDAY), debt)
    await sweep_of(owing).once()
    running = await lent(owing, YESTERDAY)
    await ask(owing, Defer(by=LATER), running)
    await sweep_of(owing).once()

    days = [each.data.due for each in await history(owing, debt) if isinstance(each.data, Missed)]
    assert days == [TODAY - timedelta(3), YESTERDAY]
    assert await types(owing, running) == ["Lent", "Missed", "Deferred"]


async def test_after_an_outage_of_weeks_an_operator_says_yes_and_all_is_noted_by_its_own_day(
    owing: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    days = [TODAY - timedelta(weeks=week) for week in range(1, 6)]
    debts = [await lent(owing, day) for day in days]
    await swept(owing, TODAY - timedelta(weeks=6))
    owing.sweep = sweep = sweep_of(owing)

    for _ in range(2):
        await sweep.once()

    assert "yishi day --yes" in sweep.waits
    assert caplog.text.count("ALARM today is") == 1
    assert b'yishi_day_waits{service="owing"} 1.0' in await owing.metrics.page()
    assert all([await types(owing, each) == ["Lent"] for each in debts])

    await ask(owing, ConfirmDay(day=TODAY), "owing", OPERATOR)
    await sweep.once()

    assert sweep.waits == ""
    assert b'yishi_day_waits{service="owing"} 0.0' in await owing.metrics.page()
    noted = [(await history(owing, each))[1].data for each in debts]
    assert noted == [Missed(what="payment", due=day) for day in days]
    order = await owing.pool.fetch("SELECT stream FROM ledger WHERE type LIKE '%Missed' ORDER BY 1")
    assert len(order) == 5


async def test_ten_days_without_anybody_need_no_operator(owing: Bench) -> None:
    debt = await lent(owing, YESTERDAY)
    await swept(owing, TODAY - timedelta(10))

    await sweep_of(owing).once()

    assert await types(owing, debt) == ["Lent", "Missed"]


@asynccontextmanager
async def a_year_ahead(found: Bench) -> AsyncIterator[Writer]:
    """Another process, whose clock is 400 days ahead, as PostgreSQL's is on the same machine."""
    ahead = timedelta(days=400)
    writer = Writer(OWING, found.pool, signer("owing"), clock=lambda: datetime.now(UTC) + ahead)
    writer.time.time_of = lambda asked, head, set_back=0: asked  # type: ignore[method-assign]
    writer.closed = None
    running = asyncio.create_task(writer.run())
    try:
        yield writer
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_a_clock_a_year_ahead_marks_nothing_though_people_work_by_it(owing: Bench) -> None:
    debts = [await lent(owing, LATER) for _ in range(5)]
    await sweep_of(owing).once()

    async with a_year_ahead(owing) as writer:
        sweep = sweep_of(owing, writer)
        await sweep.once()
        command_id = uuid7()
        await writer.ask(
            Submission(str(command_id), Lend(unit=VILLAGE, by=LATER), CLERK, command_id)
        )
        for again in (sweep, sweep_of(owing, writer)):  # and after a restart
            await again.once()
            assert "yishi day --yes" in again.waits

    assert [await types(owing, each) for each in debts] == [["Lent"]] * 5


async def test_the_operator_confirms_a_day_that_waits_and_no_other(owing: Bench) -> None:
    owing.sweep = sweep = sweep_of(owing)
    app = create_app(OWING, [], owing, owing.tokens)  # type: ignore[arg-type]
    operator = by("wu", "operator@")

    async with AsyncClient(transport=ASGITransport(app), base_url="http://owing") as client:

        async def confirmed(day: date, who: dict[str, str] = operator) -> tuple[int, str]:
            answer = await client.post("/clock/day", json={"day": str(day)}, headers=who)
            return answer.status_code, "" if answer.is_success else answer.json()["rule"]

        assert await confirmed(TODAY) == (409, "day-is-known")
        await swept(owing, TODAY - timedelta(11))
        await sweep.once()
        assert await confirmed(LATER) == (409, "another-day")
        assert await confirmed(TODAY, by("wei", "clerk@620123")) == (403, "no-office")
        assert await confirmed(TODAY) == (200, "")
        await sweep.once()
        assert await confirmed(TODAY) == (409, "day-is-known")


async def test_two_replicas_note_each_miss_once(owing: Bench) -> None:
    debts = [await lent(owing, YESTERDAY) for _ in range(130)]
    twin = Writer(OWING, owing.pool, signer("owing"))
    twin.closed = None
    running = asyncio.create_task(twin.run())

    await asyncio.gather(sweep_of(owing).once(), sweep_of(owing, twin).once())

    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert [await types(owing, each) for each in debts] == [["Lent", "Missed"]] * 130


async def test_a_full_queue_is_waited_for(database: str) -> None:
    async with bench(OWING, database, room=3) as owing:
        debts = [await lent(owing, YESTERDAY) for _ in range(60)]

        await sweep_of(owing).once()

        assert [await types(owing, each) for each in debts] == [["Lent", "Missed"]] * 60


async def test_while_the_gate_is_shut_nothing_is_noted_and_later_all_is(owing: Bench) -> None:
    debt = await lent(owing, YESTERDAY)
    sweep, owing.writer.closed = sweep_of(owing), "comparing"

    with pytest.raises(Exception, match="comparing"):
        await sweep.once()
    assert await owing.pool.fetchval("SELECT swept FROM ledger_head") is None

    owing.writer.closed = None
    await sweep.once()
    assert await types(owing, debt) == ["Lent", "Missed"]


async def test_one_that_fails_keeps_no_other_waiting_and_is_asked_once_a_day(
    owing: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    debts = [await lent(owing, YESTERDAY) for _ in range(60)]
    odd = f"debt/{debts[0]}"
    await owing.pool.execute("UPDATE due SET what = 'nothing' WHERE stream = $1", odd)
    sweep = sweep_of(owing)

    for _ in range(3):
        await sweep.once()

    assert [await types(owing, each) for each in debts] == [["Lent"]] + [["Lent", "Missed"]] * 59
    assert await owing.pool.fetchval("SELECT swept FROM ledger_head") == TODAY


async def test_rows_of_what_is_due_are_rebuilt_from_the_ledger(owing: Bench) -> None:
    for grace in range(3):
        debt = await lent(owing, YESTERDAY, grace)
        await ask(owing, Repay(on=TODAY) if grace else Defer(by=LATER), debt)
    await sweep_of(owing).once()
    query = "SELECT * FROM due ORDER BY stream"
    before = await owing.pool.fetch(query)

    async with owing.pool.acquire() as connection:
        await rebuild(connection, OWING)

    assert await owing.pool.fetch(query) == before
    assert len(before) == 3


@pytest.mark.slow
async def test_a_person_is_hardly_slowed_while_ten_thousand_misses_are_noted(owing: Bench) -> None:
    wishes = [uuid7() for _ in range(10_000)]
    for first in range(0, len(wishes), 1000):
        await asyncio.gather(
            *(
                owing.writer.ask(Submission(str(n), Lend(unit=VILLAGE, by=YESTERDAY), CLERK, n))
                for n in wishes[first : first + 1000]
            )
        )
    owing.writer._memory.forget()  # all states are cold, as in the morning

    began = time.monotonic()
    sweeping = asyncio.create_task(sweep_of(owing).once())
    waits = []
    while not sweeping.done():
        asked = time.monotonic()
        await lent(owing, LATER)
        waits.append(time.monotonic() - asked)
        await asyncio.sleep(0.005)
    await sweeping

    took, median, worst = time.monotonic() - began, sorted(waits)[len(waits) // 2], max(waits)
    print(f"10,000 misses in {took:.1f} s; a person: median {median:.4f} s, worst {worst:.4f} s")
    missed = "SELECT count(*) FROM ledger WHERE type LIKE '%Missed'"
    assert await owing.pool.fetchval(missed) == 10_000
    assert median < 0.1
    assert worst < 1


async def test_what_no_stream_waits_for_is_counted_from_the_last_day_that_was_swept(
    owing: Bench,
) -> None:
    spans: list[tuple[date, date]] = []
    debt = await lent(owing, YESTERDAY)

    async def overdue(connection: AsyncConnection, since: date, today: date) -> list[Submission]:
        spans.append((since, today))
        await connection.execute(sa.text("SELECT 1"))
        return [DEADLINES.noting(f"debt/{debt}", WHAT, YESTERDAY)]

    sweep = Sweep(replace(OWING, overdue=overdue), owing.pool, owing.writer, owing.engine)
    await sweep.once()
    assert spans == []  # nothing is over since the newest record
    await owing.pool.execute("UPDATE ledger_head SET swept = $1", YESTERDAY)
    await sweep.once()
    await sweep.once()

    assert spans == [(YESTERDAY, TODAY)]
    assert await types(owing, debt) == ["Lent", "Missed"]
