"""The matter of a stream: one for life, its cause's or its own; a person's streams have their own.

Whose events belong together is told by it alone, in every ledger and in every export."""

import json
from dataclasses import replace
from uuid import uuid4

import pytest

from runtime.actor import Actor, Grant
from runtime.service import Service
from runtime.submission import Cause
from runtime.units import UNITS
from tests.counting import COUNTER, COUNTING, Raise
from tests.runtime.test_writer import begin, wish
from tests.support.service import bench

POLICY = Actor("policy:when_something", (Grant(role="policy", scope=""),))
PERSONAL = Service("counting", (replace(COUNTER, apart=True),), references=(UNITS,))


def caused(matter):
    """What a submission of a policy has that acts on an event of this matter."""
    return {"actor": POLICY, "cause": Cause(uuid4(), matter, "when_something", "TOPICS", 1)}


async def matters(found):
    """What the rows say, in order; their bodies say the same."""
    rows = await found.pool.fetch("SELECT matter, body FROM ledger ORDER BY position")
    said = [row["matter"] for row in rows]
    assert said == [json.loads(row["body"])["correlationid"] for row in rows]
    return said


@pytest.fixture
async def counting(database):
    async with bench(COUNTING, database) as found:
        yield found


async def test_a_stream_that_nothing_caused_is_a_matter_of_its_own(counting):
    request = begin()
    await counting.writer.ask(request)
    await counting.writer.ask(wish(Raise(by=1), request.key))

    assert await matters(counting) == [request.key] * 2


async def test_a_stream_belongs_to_the_matter_of_its_cause_for_life(counting, database):
    first = begin(key="c-1", **caused("t-1"))
    await counting.writer.ask(first)
    await counting.writer.ask(wish(Raise(by=1), "c-1"))
    await counting.writer.ask(wish(Raise(by=1), "c-1", **caused("t-2")))
    async with bench(COUNTING, database) as later:  # which remembers nothing
        await later.writer.ask(wish(Raise(by=1), "c-1", **caused("t-2")))

    assert await matters(counting) == ["t-1"] * 4


async def test_a_stream_about_a_person_never_belongs_to_what_caused_it(database):
    async with bench(PERSONAL, database) as found:
        await found.writer.ask(begin(key="m-1:2026", **caused("t-1")))
        await found.writer.ask(wish(Raise(by=1), "m-1:2026", **caused("t-1")))

        assert await matters(found) == ["m-1:2026"] * 2


async def test_a_refused_beginning_settles_no_matter(counting):
    asked = (begin(label="bug", key="c-1", **caused("t-1")), begin(key="c-1", **caused("t-2")))
    for each in asked:
        try:
            await counting.writer.ask(each)
        except ZeroDivisionError:
            continue

    assert await matters(counting) == ["t-2"]
