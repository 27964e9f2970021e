"""The simulated clock: where it is allowed, what is told of it, and that everything lives in it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from runtime import clock
from runtime.ids import uuid7
from runtime.operations import SetTimeBack
from runtime.process import OPERATOR, Process
from runtime.refusals import NotNow
from runtime.settings import MissingSetting
from runtime.writing.writer import STARTING
from tests.runtime.test_run import ENVIRONMENT, ended
from tests.runtime.test_writer import begin, wish
from tests.support.streams import eventually, running

HERE = {"YISHI_ISSUER_URL": "http://127.0.0.1:8110"}
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def true_again() -> Iterator[None]:
    yield
    clock.simulate(timedelta(0))


@pytest.mark.parametrize(
    ("given", "seconds"), [("", 0), ("0", 0), ("+86400", 86400), ("60", 60), ("-3600", -3600)]
)
def test_a_process_takes_the_seconds_by_which_it_is_ahead(given, seconds):
    assert clock.asked_for({**HERE, "YISHI_CLOCK": given}) == timedelta(seconds=seconds)


@pytest.mark.parametrize("given", ["2027-02-28T15:59:00Z", "tomorrow", "1.5", "+", "9" * 10, "１"])
def test_anything_else_is_refused_by_name(given):
    with pytest.raises(MissingSetting, match="YISHI_CLOCK is .* `yishi up` takes a moment"):
        clock.asked_for({**HERE, "YISHI_CLOCK": given})


@pytest.mark.parametrize("production", ["production", "Prod"])
def test_it_is_refused_in_production_whatever_the_issuer(production):
    with pytest.raises(MissingSetting, match="take it away"):
        clock.asked_for({**HERE, "YISHI_CLOCK": "+1", "YISHI_ENV": production})


@pytest.mark.parametrize(
    "issuer",
    [
        "https://127.0.0.1:8110",
        "https://login.example.cn",
        "http://10.0.0.8:8110",
        "http://127.0.0.1.example.cn",
        "http://127.0.0.1@example.cn",
        "http://localhost:8080/realms/yishi",
        "127.0.0.1:8110",
        "",
    ],
)
def test_it_is_refused_with_any_issuer_but_that_of_development(issuer):
    with pytest.raises(MissingSetting, match="development issuer on this machine alone"):
        clock.asked_for({"YISHI_CLOCK": "+1", "YISHI_ISSUER_URL": issuer})


@pytest.mark.parametrize(
    "issuer", ["http://127.0.0.1:8110", "http://localhost:1/", "http://[::1]:8110"]
)
def test_the_development_issuer_may_be_at_any_port_of_this_machine(issuer):
    assert clock.asked_for({"YISHI_CLOCK": "-1", "YISHI_ISSUER_URL": issuer})


def test_a_service_that_may_not_live_at_another_day_ends_with_2_and_a_sentence():
    found = ended("", "row(),", environment={**ENVIRONMENT, "YISHI_CLOCK": "+1"})

    assert (found.returncode, found.stderr.count("\n")) == (2, 1)
    assert found.stderr.startswith("YISHI_CLOCK simulates another day")


def test_without_it_nothing_is_said_of_it():
    assert clock.asked_for({"YISHI_ENV": "production"}) == timedelta(0)


def test_ids_are_of_the_simulated_time_too():
    clock.simulate(1000 * DAY)

    made = int.from_bytes(uuid7().bytes[:6]) / 1000

    assert abs(made - clock.now().timestamp()) < 5
    assert made > (datetime.now(UTC) + 999 * DAY).timestamp()


async def told(found):
    rows = await found.pool.fetch("SELECT body FROM ledger ORDER BY position")
    return [json.loads(row["body"]) for row in rows]


async def started(found):
    """As a process does between its gate and everything else."""
    process = SimpleNamespace(service=found.service, writer=found.writer, pool=found.pool)
    await Process._tell_clock(process)


async def test_another_day_is_on_record_before_all_else_and_expected_by_the_comparison(counting):
    clock.simulate(400 * DAY)
    await started(counting)
    await counting.writer.ask(begin())

    first, second = await told(counting)

    assert (first["type"], first["subject"]) == ("yishi.counting.ClockSimulated", "clock/counting")
    assert first["data"] == {"seconds": 400 * 86400}
    assert first["actorrole"] == "operator"
    for event in (first, second):
        off = datetime.fromisoformat(event["time"]) - datetime.now(UTC) - 400 * DAY
        assert abs(off) < timedelta(minutes=1)


async def test_a_restart_at_the_same_distance_adds_nothing_and_the_true_time_is_told(counting):
    clock.simulate(-DAY)
    await started(counting)
    await started(counting)
    clock.simulate(timedelta(0))
    await started(counting)
    await started(counting)

    assert [event["data"]["seconds"] for event in await told(counting)] == [-86400, 0]


async def test_a_service_that_was_never_simulated_records_nothing(counting):
    await started(counting)

    assert await told(counting) == []


async def test_back_from_a_simulated_tomorrow_it_waits_and_says_why(counting):
    clock.simulate(DAY)
    await started(counting)
    clock.simulate(timedelta(0))
    async with running(started(counting)):

        async def waits():
            return counting.writer.time.behind

        await eventually(waits, "it says why")
        assert "the ledger's last event, #1, is of" in counting.writer.time.off
        with pytest.raises(NotNow, match="clock is wrong"):
            await counting.writer.ask(begin())
        assert len(await told(counting)) == 1
        back = SetTimeBack(position=1, reason="演示结束")
        await counting.writer.ask(wish(back, "counting", actor=OPERATOR))

        async def true_again():
            return len(await told(counting)) == 3

        await eventually(true_again, "the true time is on record")
    kinds = [event["type"].rsplit(".")[-1] for event in await told(counting)]
    assert kinds == ["ClockSimulated", "TimeSetBack", "ClockSimulated"]


async def test_what_the_process_records_gets_in_while_the_gate_is_shut_for_others(counting):
    counting.writer.closed = STARTING
    clock.simulate(DAY)

    await started(counting)

    assert counting.writer.closed == STARTING
    with pytest.raises(NotNow):
        await counting.writer.ask(begin())
    assert len(await told(counting)) == 1
