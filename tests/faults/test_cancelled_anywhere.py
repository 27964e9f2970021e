"""Whoever is cancelled, at whichever await: nothing is lost, nothing doubled (traps 11, T18)."""

import asyncio
from uuid import uuid4

import pytest
from httpx2 import ASGITransport, AsyncClient

from runtime.refusals import NotNow
from runtime.submission import Answer, Delivery
from runtime.web.app import create_app
from runtime.writing.ahead import PART
from runtime.writing.failures import INFRASTRUCTURE, Overtaken
from runtime.writing.writer import Writer
from tests import counting as counters
from tests.counting import Raise, echoing
from tests.faults.counters import router
from tests.runtime.test_writer import READ, VILLAGE, begin, put_back, rows, wish
from tests.support.auditing import audited_alone
from tests.support.cancelling import CancelledAt, awaiting
from tests.support.keys import signer
from tests.support.service import bench, by

LATE = pytest.mark.parametrize("late", [False, True], ids=["at once", "as it comes"])
MOST = 1000
"""Awaits that no work here comes near to."""


@pytest.fixture
async def counting(database):
    async with bench(counters.COUNTING, database) as found:
        yield found


@pytest.fixture
async def echo(database):
    async with bench(echoing(), database) as found:
        yield found


def writer_of(found, kind=Writer):
    made = kind(found.service, found.pool, signer(found.service.name))
    made.closed = None
    return made


async def sound(found):
    """What the auditor says of ledger and read models."""
    async with found.pool.acquire() as connection:
        assert await audited_alone(found.service, connection) == []


async def outcome(asking):
    """The answer, or the refusal that is one. Nobody waits for ever."""
    try:
        return await asyncio.wait_for(asking, 20)
    except Exception as error:
        return error


async def cut_short(run, asking, nth, late):
    """Whether `run` ended at its `nth` await, before everybody was answered."""
    work = CancelledAt(run, nth, late)
    running = asyncio.create_task(awaiting(work))
    answered = asyncio.gather(*asking, return_exceptions=True)
    await asyncio.wait([running, answered], return_when=asyncio.FIRST_COMPLETED, timeout=20)
    short = running.done()
    running.cancel()
    await asyncio.wait([running], timeout=20)
    assert running.cancelled(), "it was cancelled and went on"
    return short


def batch(shared, seen):
    """What may stand together in one transaction, and the events that each of them means."""
    twice = {"command_id": uuid4(), "keyed": True}
    return [
        (begin("good", command_id=uuid4(), keyed=True), 1),
        (begin("twice", **twice), 1),
        (begin("twice", **twice), 1),
        (wish(Raise(by=1), shared, command_id=uuid4(), keyed=True, if_match=seen), 1),
        (wish(Raise(by=3), shared, command_id=uuid4(), keyed=True), 3),
        (wish(Raise(by=-1), shared, command_id=uuid4(), keyed=True), 0),
    ]


def poisoned(shared, seen):
    return [
        (begin("good", command_id=uuid4(), keyed=True), 1),
        (begin("unwritable", command_id=uuid4(), keyed=True), 0),
        (begin("bug", command_id=uuid4(), keyed=True), 0),
    ]


async def ended_everywhere(counting, writer, wanted, late):
    """Its last words say that the outcome is unknown; the same key then tells what it was."""
    first = begin()
    await counting.writer.ask(first)
    expected = {first.command_id: 1}
    for nth in range(1, MOST):
        version = await counting.pool.fetchval(
            "SELECT max(version) FROM ledger WHERE stream = $1", f"counter/{first.key}"
        )
        wishes = wanted(first.key, version)
        asking = [asyncio.create_task(writer.ask(each)) for each, _ in wishes]
        await asyncio.sleep(0)
        short = await cut_short(writer.run(), asking, nth, late)
        for (each, events), asked in zip(wishes, asking, strict=True):
            said, settled = await outcome(asked), await outcome(counting.writer.ask(each))
            if isinstance(said, NotNow):
                assert said.rule == "outcome-unknown"
            else:
                assert repr(said) == repr(settled), "it was told something else before"
            if isinstance(settled, Answer):
                assert len(settled.bodies) == events
                expected[each.command_id] = events
        if not short:
            break
    assert nth > 10
    recorded = await rows(counting, "SELECT command_id, count(*) FROM ledger GROUP BY 1")
    assert {row["command_id"]: row["count"] for row in recorded} == expected
    await sound(counting)


@LATE
@pytest.mark.parametrize("part", [PART, 1], ids=["whole", "in parts"])
@pytest.mark.parametrize("wanted", [batch, poisoned])
async def test_a_writer_ended_at_any_await_and_run_again(counting, wanted, late, part, monkeypatch):
    monkeypatch.setattr("runtime.writing.writer.PART", part)
    await ended_everywhere(counting, writer_of(counting), wanted, late)


class Hasty(Writer):
    """Answers, and stores afterwards."""

    async def _decide(self, connection, draft, job):
        if isinstance(answer := await super()._decide(connection, draft, job), Answer):
            job.succeed(answer)
        return answer


async def test_a_writer_that_answers_before_it_has_stored_is_found_out(counting):
    """Negative control."""
    with pytest.raises(AssertionError, match="something else before"):
        await ended_everywhere(counting, writer_of(counting, Hasty), batch, late=False)


@LATE
async def test_a_delivery_cut_short_is_no_fault_of_its_event(echo, late):
    """A reader halts for what no rule and no database explains; a writer's end must not be that."""
    writer, position = writer_of(echo), 0
    for nth in range(1, MOST):
        step = Delivery("COUNTING", position, position + 1, bytes(32), (), (begin(),))
        asking = [asyncio.create_task(writer.deliver(step))]
        await asyncio.sleep(0)
        short = await cut_short(writer.run(), asking, nth, late)
        said = await outcome(asking[0])
        assert said is None or isinstance(said, INFRASTRUCTURE), "the reader would halt"
        again = await outcome(echo.writer.deliver(step))
        assert isinstance(again, Overtaken | None)
        assert said is not None or again is not None
        position += 1
        if not short:
            break
    assert nth > 10
    assert await echo.pool.fetchval(READ) == position
    assert len(await rows(echo)) == position


async def test_a_delivery_to_a_database_put_back_is_no_fault_of_its_event(echo):
    backup = await echo.pool.fetchrow("SELECT * FROM ledger_head")
    await echo.writer.ask(begin("after the backup"))
    await put_back(echo, backup)

    with pytest.raises(INFRASTRUCTURE):
        await echo.writer.deliver(Delivery("COUNTING", 0, 1, bytes(32), (), (begin(),)))


@LATE
async def test_a_request_ended_at_any_await_and_sent_again(counting, late):
    app = create_app(counting.service, [router], counting, counting.tokens)
    transport = ASGITransport(app, raise_app_exceptions=False)
    clerk = by("wei", "clerk@620123")
    keys = []
    async with AsyncClient(transport=transport, base_url="http://counting") as web:
        for nth in range(1, MOST):
            keys.append(uuid4())
            wish = {"unit": VILLAGE, "label": str(nth)}
            asked = {"json": wish, "headers": {**clerk, "Idempotency-Key": str(keys[-1])}}
            work = CancelledAt(web.post("/counters", **asked), nth, late)
            asking = asyncio.create_task(awaiting(work))
            await asyncio.wait([asking], timeout=20)
            again = await web.post("/counters", **asked)
            assert again.status_code == 201
            if not asking.cancelled():
                assert asking.result().content == again.content
            if not work.reached:
                break
    assert nth > 1
    recorded = await rows(counting)
    assert [row["command_id"] for row in recorded] == keys
    await sound(counting)
