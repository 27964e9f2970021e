"""Reading the ledger takes a bounded amount of memory, however long its events are."""

import json
import subprocess
import sys
from contextlib import aclosing

import asyncpg
import pytest

from runtime.carrying.relay import MOST_BYTES
from runtime.writing import ledger
from tests.architecture.test_documents import READMES, called, check_py
from tests.counting import COUNTING
from tests.runtime.test_away import AUDITOR, client_of, wide_rows
from tests.support.service import bench, by

pytestmark = pytest.mark.servers

MEGABYTES = 20


@pytest.fixture
async def long(database):
    """A ledger of events of a megabyte each."""
    async with bench(COUNTING, database) as found:
        await wide_rows(found.pool, MEGABYTES)
        yield found


def weight(rows):
    return sum(len(row["body"]) for row in rows)


async def test_a_page_ends_where_its_bytes_are_enough(long):
    pages = [rows async for rows in ledger.pages(long.pool)]

    assert [row["position"] for rows in pages for row in rows] == [*range(1, MEGABYTES + 1)]
    assert max(map(weight, pages)) < ledger.MOST_BYTES + 1_100_000
    assert len(pages) == 3  # negative control: short events would have been one
    async with long.pool.acquire() as connection:
        assert weight(await ledger.read(connection, 0, most_bytes=MOST_BYTES)) < 5_500_000
        [row] = await ledger.read(connection, 7, most_bytes=1)
        assert row["position"] == 8, "one there is always"
        assert [row["position"] for row in await ledger.read(connection, 3, 2)] == [4, 5]
        assert [row["position"] for row in await ledger.read(connection, 3, until=5)] == [4, 5]


async def test_reading_ahead_gives_the_same(long):
    async with long.pool.acquire() as connection:
        async with aclosing(ledger.pages_ahead(connection)) as pages:
            found = [row async for rows in pages for row in rows]
        assert found == [row async for rows in ledger.pages(connection) for row in rows]


async def test_whoever_leaves_early_gives_the_connection_back(long):
    async with long.pool.acquire() as connection:
        async with aclosing(ledger.pages_ahead(connection)) as pages:
            await anext(pages)
            with pytest.raises(asyncpg.InterfaceError):  # negative control: it was reading on
                await connection.fetchval("SELECT 1")

        assert await connection.fetchval("SELECT 1") == 1


async def test_the_ledger_over_http_is_whole_though_its_pages_are_small(long):
    async with client_of(long) as client:
        answer = await client.get("/ledger", headers=AUDITOR)

    positions = [json.loads(line)["position"] for line in answer.text.split("\n") if line]
    assert positions == [*range(1, MEGABYTES + 1)]


@pytest.mark.parametrize("readme", READMES, ids=called)
async def test_the_program_of_the_readme_works_for_an_auditor_of_one_county_among_many(
    database, tmp_path, readme
):
    program = tmp_path / "check.py"
    program.write_text(check_py(readme), "utf-8")

    def check(text):
        return subprocess.run(
            [sys.executable, str(program)], input=text, capture_output=True, text=True
        )

    async with bench(COUNTING, database) as found, client_of(found) as client:
        for unit in ("620123109200", "511623100000", "620123109200", "511623100000"):
            body = {"unit": unit, "label": unit}
            await client.post("/counters", json=body, headers=by("wei", "clerk@"))

        async def ledger_of(scope):
            return (await client.get("/ledger", headers=by("a", f"auditor@{scope}"))).text

        one, every = await ledger_of("620123"), await ledger_of("")
    last = json.loads(every.splitlines()[-1])["hash"]

    assert check(every).stdout == f"4 events, 0 of other places, last hash {last}\n"
    assert check(one).stdout == f"4 events, 2 of other places, last hash {last}\n"
    assert "511623" not in one

    changed = check(one.replace("620123109200", "620123109201"))
    assert "the chain breaks at 1" in changed.stderr
    left_out = check("\n".join(line for line in one.splitlines() if '"position": 2' not in line))
    assert "position 2 is missing" in left_out.stderr
    first, _, third, fourth = one.splitlines()
    other = json.dumps({"position": 2, "hash": "00" * 32})
    assert "the chain breaks at 3" in check("\n".join((first, other, third, fourth))).stderr
