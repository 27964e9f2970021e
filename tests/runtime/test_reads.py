"""A decision sees other streams of its service: those it names, as they are, and no others."""

import asyncio

import pytest

from runtime.actor import Actor, Grant
from runtime.decider import Rejected
from runtime.refusals import NoSuch
from runtime.writing.memory import Memory
from tests.packing import PACKING, Open, Pack, Seal, Turn
from tests.runtime.test_writer import wish
from tests.support.service import bench

VILLAGE, ELSEWHERE = "620123109200", "511623100000"
EVERYWHERE = Actor("party", (Grant(role="party", scope=""),))
FAR_AWAY = Actor("zhou", (Grant(role="clerk", scope="511623"),))


@pytest.fixture
async def packing(database):
    async with bench(PACKING, database) as found:
        yield found


async def opened(found, room=100, unit=VILLAGE):
    request = wish(Open(unit=unit, room=room), actor=EVERYWHERE)
    await found.writer.ask(request)
    return request.key


def pack(box, label="", **more):
    return wish(Pack(unit=VILLAGE, box=box, label=label), **more)


async def together(found, *requests):
    """Ask all in one batch. Returns answers and errors, in order."""
    asked = map(found.writer.ask, requests)
    return await asyncio.gather(*asked, return_exceptions=True)


async def facts(found):
    rows = await found.pool.fetch("SELECT body->'data' AS data FROM ledger_readable")
    return [row["data"] for row in rows]


async def test_a_decision_sees_what_earlier_commands_of_its_batch_have_done(packing):
    box = await opened(packing, room=2)

    answers = await together(packing, *(pack(box) for _ in range(3)))

    assert [type(each) for each in answers[:2]] == [type(answers[0])] * 2
    assert isinstance(answers[2], Rejected)
    assert answers[2].rule == "box-full"


async def test_it_does_not_see_what_was_undone(packing):
    box = await opened(packing, room=1)

    first, second = await together(packing, pack(box, "late"), pack(box))

    assert isinstance(first, ZeroDivisionError)
    assert second.version == 1


async def test_a_stream_is_named_by_own_state_too(packing):
    box, card = await opened(packing), pack("")
    await packing.writer.ask(pack(box))
    await packing.writer.ask(pack(box, key=card.key))
    await packing.writer.ask(wish(Turn(), card.key))

    assert (await facts(packing))[-1] == '{"beside": 2}'


async def test_what_another_replica_recorded_is_seen(packing, database):
    box = await opened(packing, room=2)
    await packing.writer.ask(pack(box))
    async with bench(PACKING, database) as twin:
        await twin.writer.ask(pack(box))
        with pytest.raises(Rejected, match="The box is full"):
            await packing.writer.ask(pack(box))


@pytest.mark.parametrize("unit", [None, ELSEWHERE])
async def test_what_is_not_there_or_of_another_county_is_refused_in_the_same_words(packing, unit):
    box = await opened(packing, unit=unit) if unit else "no-such-box"
    request = pack(box)

    with pytest.raises(NoSuch) as refusal:
        await packing.writer.ask(request)

    assert refusal.value.rule == "not-found"
    assert refusal.value.args[0] == f"There is no {box} within your scope. Check the number."
    assert len(await facts(packing)) == (1 if unit else 0)


async def test_who_has_an_office_there_may_name_it(packing):
    box = await opened(packing, unit=ELSEWHERE)

    await packing.writer.ask(pack(box, actor=EVERYWHERE))
    with pytest.raises(NoSuch):
        await packing.writer.ask(pack(box))


@pytest.mark.parametrize("label", ["wrong", "nowhere"])
async def test_a_fault_in_what_is_named_is_of_that_command_alone(packing, label):
    box = await opened(packing)

    wrong, right = await together(packing, pack(box, label), pack(box))

    assert isinstance(wrong, ZeroDivisionError | KeyError)
    assert right.version == 1


async def test_what_is_not_in_memory_is_fetched_with_one_query_a_batch(
    packing, database, monkeypatch
):
    boxes = [await opened(packing) for _ in range(10)]
    fetched, fetch = [], Memory._fetch

    async def counted(self, connection, streams, ids):
        fetched.append(set(streams))
        return await fetch(self, connection, streams, ids)

    async with bench(PACKING, database) as cold:
        monkeypatch.setattr(Memory, "_fetch", counted)
        answers = await together(cold, *map(pack, boxes))

    assert all(each.version == 1 for each in answers)
    assert [found for found in fetched if found & {f"box/{box}" for box in boxes}] == [
        {f"box/{box}" for box in boxes}
    ]


async def test_a_new_stream_belongs_to_the_matter_of_the_first_it_reads(packing):
    box, card = await opened(packing), pack("")
    await packing.writer.ask(pack(box, key=card.key))

    rows = await packing.pool.fetch("SELECT matter FROM ledger")
    assert {row["matter"] for row in rows} == {box}


async def test_what_is_read_is_not_changed_by_it(packing):
    box = await opened(packing)
    await packing.writer.ask(wish(Seal(), box))

    with pytest.raises(Rejected, match="sealed"):
        await packing.writer.ask(pack(box))
    assert len(await facts(packing)) == 2
