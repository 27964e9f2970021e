"""What /metrics says of a process, on the real servers, and while they are away."""

import asyncio

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families

from runtime.operations import PassEvent
from runtime.proving.scrub import Scrubber
from runtime.refusals import busy
from runtime.submission import Answer
from runtime.watching.metrics import outcome
from runtime.watching.telemetry import observe
from runtime.web.app import create_app
from runtime.writing.writer import Writer
from tests.counting import COUNTING, Raise, echoing
from tests.runtime.test_reader import OPERATOR, World, remake_without
from tests.runtime.test_relay import fill
from tests.runtime.test_writer import begin, wish
from tests.support.keys import signer
from tests.support.servers import empty_database
from tests.support.service import bench
from tests.support.streams import connected, declare, destroy, eventually, running

HALTED = "SELECT halted FROM readers WHERE source = 'COUNTING'"


@pytest.fixture
async def world(counting, fresh_nats, postgres):
    async with connected(fresh_nats.url) as client, empty_database(postgres) as other:
        await declare(client, "counting")
        async with bench(echoing(), other) as echo:
            world = World(counting, echo, client)
            counting.relay, echo.readers = world.relay, [world.reader]
            counting.connected = True
            yield world


async def scraped(found) -> dict:
    """Samples by name and labels, as Prometheus would read them; `service` left out."""
    transport = httpx2.ASGITransport(create_app(found.service, [], found, found.tokens))
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.get("/metrics")
    assert answer.status_code == 200
    samples = {}
    for family in text_string_to_metric_families(answer.text):
        assert family.documentation, f"{family.name} has no HELP"
        for sample in family.samples:
            labels = {**sample.labels}
            if sample.name.startswith("yishi_"):
                assert labels.pop("service") == found.service.name
            samples[sample.name, *labels.values()] = sample.value
    return samples


async def test_commands_are_counted_by_outcome(counting):
    first = begin()
    wishes = [first, wish(Raise(by=2), first.key), wish(Raise(by=0), first.key)]
    wishes += [wish(Raise(by=-1), first.key), wish(Raise(by=1), "nobody"), begin("bug")]
    for each in wishes:
        await asyncio.gather(counting.writer.ask(each), return_exceptions=True)

    said = await scraped(counting)

    counted = {key[1:]: value for key, value in said.items() if key[0] == "yishi_commands_total"}
    assert {key: value for key, value in counted.items() if value} == {
        ("Begin", "recorded"): 1,
        ("Raise", "recorded"): 1,
        ("Raise", "unchanged"): 1,
        ("Raise", "refused:only-up"): 1,
        ("Raise", "refused:not-found"): 1,
        ("Begin", "fault"): 1,
    }
    assert counted["Raise", "fault"] == 0  # seen before it happens, or no alarm at the first
    assert said["yishi_ledger_position",] == 3
    assert said["yishi_gate_open",] == 1
    assert said["yishi_writer_batch_size_sum",] == 6
    assert said["yishi_writer_wait_seconds_count",] == 6


async def test_batches_are_measured(counting):
    await asyncio.gather(*(counting.writer.ask(begin()) for _ in range(40)))

    said = await scraped(counting)

    assert said["yishi_writer_batch_size_sum",] == 40
    assert said["yishi_writer_batch_size_count",] < 10


async def test_a_full_queue_and_a_closed_gate_are_seen(counting):
    counting.writer = Writer(COUNTING, counting.pool, signer("counting"), room=1)  # nobody runs it
    observe(counting.writer, counting.metrics, None)

    await asyncio.gather(counting.writer.ask(begin()), return_exceptions=True)
    closed = await scraped(counting)
    counting.writer.closed = None
    waiting = asyncio.create_task(counting.writer.ask(begin()))
    await asyncio.sleep(0)
    await asyncio.gather(counting.writer.ask(begin()), return_exceptions=True)
    full = await scraped(counting)
    waiting.cancel()

    assert (closed["yishi_gate_open",], full["yishi_gate_open",]) == (0, 1)
    assert closed["yishi_commands_total", "Begin", "refused:recovering"] == 1
    assert full["yishi_commands_total", "Begin", "refused:busy"] == 1
    assert full["yishi_writer_queue_length",] == 1


def test_outcomes_have_few_names():
    assert outcome(Answer((), 3)) == "unchanged"
    assert outcome(busy()) == "refused:busy"
    assert outcome(ZeroDivisionError("whatever it says")) == "fault"


async def test_the_relay_s_lag_in_events_and_seconds(world):
    await fill(world.counting, 7)
    await asyncio.sleep(1.1)

    behind = await scraped(world.counting)
    async with running(world.relay.run()):

        async def carried():
            return world.relay.carried == 7

        await eventually(carried, "all carried")
    level = await scraped(world.counting)

    assert behind["yishi_relay_lag_events",] == 7
    assert 1 < behind["yishi_relay_lag_seconds",] < 60
    assert (level["yishi_relay_lag_events",], level["yishi_relay_lag_seconds",]) == (0, 0)


async def test_readers_tell_position_lag_holes_and_policies_without_an_answer(world):
    await fill(world.counting, 30)
    async with running(world.relay.run()):
        await eventually(lambda: _value(world.relay.carried == 30), "all carried")
    await remake_without(world.client, 11, 13)
    async with running(world.reader.run()):
        await world.at(30)
        said = await scraped(world.echo)

    assert said["yishi_reader_position", "COUNTING"] == 30
    assert said["yishi_reader_lag_events", "COUNTING"] == 0
    assert said["yishi_reader_holes_total", "COUNTING"] >= 1
    assert said["yishi_reader_halted", "COUNTING"] == 0
    assert said["yishi_unanswered_total",] == 0


async def test_a_reader_that_cannot_keep_up_tells_by_how_much(world):
    await fill(world.counting, 1300)
    async with running(world.relay.run()):
        await eventually(lambda: _value(world.relay.carried == 1300), "all carried")

    async with world.echo.pool.acquire() as slow, slow.transaction():
        await slow.execute("SELECT * FROM ledger_head FOR UPDATE")
        async with running(world.reader.run()):
            await eventually(lambda: _value(world.reader.lag), "the reader waits")
            behind = await scraped(world.echo)

    assert behind["yishi_reader_lag_events", "COUNTING"] == 1300


async def halting(world):
    """Echo's reader halts at the second event; a third one waits behind it."""
    await world.echo.pool.execute("ALTER TABLE counters ADD CHECK (label <> 'poison')")
    for label in ("good", "poison", "after"):
        await world.counting.writer.ask(begin(label))
    async with running(world.relay.run(), world.reader.run()):
        await eventually(lambda: _value(world.reader.halted), "the reader halts")


async def test_a_halted_reader_is_seen_until_its_event_is_passed(world):
    await halting(world)
    halted = await scraped(world.echo)
    async with running(world.reader.run()):
        await world.echo.writer.ask(
            wish(PassEvent(position=2, reason="Cannot be written"), "COUNTING", actor=OPERATOR)
        )
        await world.at(3)
        passed = await scraped(world.echo)

    assert halted["yishi_reader_halted", "COUNTING"] == 1
    assert passed["yishi_reader_halted", "COUNTING"] == 0
    assert await world.echo.pool.fetchval(HALTED) is None
    assert await world.echo.pool.fetchval("SELECT count(*) FROM counters") == 2


async def test_an_event_that_halts_nobody_is_not_skipped_by_a_wrong_number(world):
    deed = PassEvent(position=2, reason="A slip of the pen")
    await world.echo.writer.ask(wish(deed, "COUNTING", actor=OPERATOR))
    await fill(world.counting, 3)

    async with running(world.relay.run(), world.reader.run()):
        await world.at(3)

    assert await world.echo.pool.fetchval("SELECT count(*) FROM counters") == 3


async def test_a_mended_program_reads_on_after_its_start_and_skips_nothing(world):
    await halting(world)
    again = world.another_reader()
    async with running(again.run()):
        await eventually(lambda: _value(again.halted and not again._fresh), "it halts again")
    await world.echo.pool.execute("ALTER TABLE counters DROP CONSTRAINT counters_label_check")

    async with running(world.another_reader().run()):
        await world.at(3)

    assert await world.echo.pool.fetchval(HALTED) is None
    await world.same()


async def test_a_stream_that_is_gone_counts_as_not_carried(world):
    await fill(world.counting, 5)
    async with running(world.relay.run()):
        await eventually(lambda: _value(world.relay.carried == 5), "all carried")
        await destroy(world.client, "counting")
        await eventually(lambda: _value(world.relay.carried == 0), "the loss is noticed")
        said = await scraped(world.counting)

    assert said["yishi_relay_lag_events",] == 5
    assert said["yishi_relay_lag_seconds",] > 0


async def test_the_scrubber_tells_its_last_full_pass_and_what_it_found(world):
    await fill(world.counting, 20)
    async with running(world.relay.run()):
        await eventually(lambda: _value(world.relay.carried == 20), "all carried")
    scrubber = world.counting.scrubber = Scrubber("counting", world.counting.pool, world.client)
    fresh = await scraped(world.counting)
    await asyncio.sleep(0.01)
    await remake_without(world.client, 5, 6)
    async with running(scrubber.run()):
        await eventually(lambda: _value(scrubber.full_passes), "a full pass")
        said = await scraped(world.counting)

    assert said["yishi_scrubber_findings",] == 1
    assert said["yishi_scrubber_position",] == 20
    name = "yishi_scrubber_last_full_pass_timestamp_seconds"
    assert said[name,] > fresh[name,] > 0


async def test_metrics_answer_while_the_database_is_away(world):
    await world.counting.pool.close()

    said = await scraped(world.counting)

    assert said["yishi_database_up",] == 0
    assert said["yishi_nats_connected",] == 1
    assert ("yishi_ledger_position",) not in said


async def test_a_registry_belongs_to_its_process_alone(world):
    await world.counting.writer.ask(begin())

    assert ("yishi_commands_total", "Begin", "recorded") in await scraped(world.counting)
    assert ("yishi_commands_total", "Begin", "recorded") not in await scraped(world.echo)


async def _value(value):
    return value
