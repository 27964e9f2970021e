"""A large batch is written in parts while the rest is decided; all is still one transaction."""

import asyncio

import asyncpg
import pytest

from runtime import projection
from runtime.envelope import GENESIS
from runtime.refusals import NoSuch
from runtime.submission import Answer
from runtime.writing import ledger, writer
from runtime.writing.ahead import PART, Ahead
from runtime.writing.failures import Overtaken
from runtime.writing.memory import Memory
from tests.counting import COUNTING, Raise, echoing
from tests.runtime.test_writer import READ, begin, delivery, rows, wish
from tests.support.auditing import audited_alone
from tests.support.service import bench

MANY = 4 * PART + 5
EACH_COMMIT = "SELECT count(DISTINCT xmin::text) FROM ledger"


@pytest.fixture
async def counting(database):
    async with bench(COUNTING, database) as found:
        yield found


@pytest.fixture
async def echo(database):
    async with bench(echoing(), database) as found:
        yield found


@pytest.fixture
def parts(monkeypatch):
    """How many rows each append had."""
    appended, append = [], ledger.append

    async def counted(connection, rows, *more):
        appended.append(len(rows))
        await append(connection, rows, *more)

    monkeypatch.setattr(ledger, "append", counted)
    return appended


async def asked(found, wishes):
    return await asyncio.gather(*map(found.writer.ask, wishes), return_exceptions=True)


async def sound(found):
    async with found.pool.acquire() as connection:
        assert await audited_alone(found.service, connection) == []


async def test_the_parts_of_a_batch_are_one_transaction_and_one_chain(counting, parts):
    answers = await asked(counting, [begin(str(n)) for n in range(MANY)])

    assert parts == [PART] * 3 + [PART + 5]
    assert await counting.pool.fetchval(EACH_COMMIT) == 1
    found = await rows(counting)
    ledger.continues("ledger", found, 0, GENESIS)
    assert [answer.bodies[0] for answer in answers] == [row["body"] for row in found]
    assert found[-1]["signature"]
    await sound(counting)


async def test_a_batch_of_few_is_one_part(counting, parts):
    await asked(counting, [begin(str(n)) for n in range(2 * PART - 1)])

    assert parts == [2 * PART - 1]


async def test_what_a_part_holds_is_there_for_the_parts_after_it(counting, parts):
    first = begin("first")
    again = [wish(Raise(by=1), first.key) for _ in range(MANY)]

    answers = await asked(counting, [first, *again])

    assert len(parts) == 4
    assert [answer.version for answer in answers] == list(range(1, MANY + 2))
    assert await counting.pool.fetchval("SELECT version_seen FROM counters") == MANY + 1
    await sound(counting)


@pytest.mark.parametrize("at", [0, PART - 1, PART, MANY - 1])
async def test_a_refusal_a_fault_and_an_unwritable_row_in_any_part_take_no_neighbour(
    counting, at, parts
):
    wishes = [begin(str(n)) for n in range(MANY)]
    wishes[at : at + 1] = [begin("unwritable"), wish(Raise(by=-1), "nobody"), begin("bug")]

    answers = await asked(counting, wishes)

    assert len(parts) > MANY, "each was written alone"
    unwritable, refused, faulty = answers[at : at + 3]
    assert isinstance(unwritable, asyncpg.NotNullViolationError)
    assert isinstance(refused, NoSuch)
    assert isinstance(faulty, ZeroDivisionError)
    del answers[at : at + 3]
    assert all(isinstance(answer, Answer) for answer in answers)
    assert len(await rows(counting)) == MANY - 1
    await sound(counting)


async def test_a_part_that_fails_in_python_is_no_fault_of_the_one_that_asks_next(
    counting, monkeypatch
):
    """Whoever looks something up waits for the part, and meets its error."""
    there = [begin() for _ in range(2)]
    await asked(counting, there)
    foresee = Memory.foresee

    async def but_for_these(memory, *given):
        recordings = await foresee(memory, *given)
        for each in there:
            memory._states.pop(f"counter/{each.key}", None)
        return recordings

    monkeypatch.setattr(Memory, "foresee", but_for_these)
    shapes = projection.shapes

    def unless_ill(changes):
        changes = list(changes)
        if any(change.values.get("label") == "ill" for change in changes):
            raise TypeError("ill")
        return shapes(changes)

    monkeypatch.setattr(projection, "shapes", unless_ill)
    wishes = [begin("ill"), *(begin(str(n)) for n in range(PART - 1))]
    wishes += [wish(Raise(by=1), each.key) for each in there]
    wishes += [begin(str(n)) for n in range(PART)]

    answers = await asked(counting, wishes)

    assert [n for n, each in enumerate(answers) if not isinstance(each, Answer)] == [0]
    assert isinstance(answers[0], TypeError)
    assert len(await rows(counting)) == 2 + len(wishes) - 1
    await sound(counting)


async def test_a_delivery_in_the_midst_of_parts_moves_with_its_batch(echo, parts):
    first = [echo.writer.ask(begin(str(n))) for n in range(PART + 3)]
    carried, twin = delivery(0, 1, begin("carried")), delivery(0, 1, begin("twin"))
    then = [echo.writer.ask(begin(str(n))) for n in range(2 * PART)]

    answers = await asyncio.gather(
        *first,
        echo.writer.deliver(carried),
        echo.writer.deliver(twin),
        *then,
        return_exceptions=True,
    )

    failed = [each for each in answers if not isinstance(each, Answer | None)]
    assert [type(each) for each in failed] == [Overtaken]
    assert len(parts) == 3
    assert await echo.pool.fetchval(READ) == 1
    assert await echo.pool.fetchval("SELECT count(*) FROM counters") == 3 * PART + 4
    await sound(echo)


async def test_nobody_sees_a_part_before_the_whole_is_committed(counting, monkeypatch):
    seen, store = [], writer.Writer._store

    async def looked_at(self, connection, part):
        await store(self, connection, part)
        seen.append(await counting.pool.fetchval("SELECT count(*) FROM ledger"))

    monkeypatch.setattr(writer.Writer, "_store", looked_at)

    await asked(counting, [begin(str(n)) for n in range(MANY)])

    assert seen == [0, 0, 0, 0]
    assert len(await rows(counting)) == MANY


async def test_the_connection_is_never_asked_while_a_part_is_on_its_way():
    told: list[str] = []

    async def part(name):
        told.append(f"{name} begins")
        await asyncio.sleep(0.01)
        told.append(f"{name} ends")

    class Connection:
        async def fetch(self, query):
            told.append(query)

    ahead = Ahead(Connection())
    await ahead.begin(part("one"))
    told.append("decided")
    await ahead.begin(part("two"))
    await ahead.fetch("question")

    assert told == [
        *("one begins", "decided", "one ends"),
        *("two begins", "two ends", "question"),
    ]
