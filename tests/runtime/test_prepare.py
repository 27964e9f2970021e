"""A database is made ready by the deploy identity; an emptied read model is not forgotten."""

from dataclasses import replace

import asyncpg
import pytest
import sqlalchemy as sa

from runtime.proving.prepare import filled, out_of_shape, prepare, read_models
from tests.counting import COUNTING, counters
from tests.support.service import known_units

wider = counters.to_metadata(sa.MetaData())
wider.append_column(sa.Column("note", sa.Text))
NEWER = replace(COUNTING, tables=(wider,))


@pytest.fixture
async def owner(database):
    connection = await asyncpg.connect(database)
    yield connection
    await connection.close()


async def test_preparing_twice_changes_nothing(owner):
    assert await prepare(owner, COUNTING) == []
    await known_units(owner, [("620123000000", "榆中县", "county")])

    assert await prepare(owner, COUNTING) == []
    assert await owner.fetchval("SELECT count(*) FROM units") == 1
    assert await out_of_shape(owner, COUNTING) is None


async def test_a_changed_table_is_emptied_and_that_is_told_until_it_is_filled(owner):
    await prepare(owner, COUNTING)

    assert "yishi prepare counting" in await out_of_shape(owner, NEWER)
    assert await prepare(owner, NEWER) == ["own"]
    assert "yishi rebuild counting" in await out_of_shape(owner, NEWER)
    assert await prepare(owner, NEWER) == ["own"], "whoever died in between is told again"
    await filled(owner, "own", read_models(NEWER)["own"])

    assert await out_of_shape(owner, NEWER) is None
    assert await prepare(owner, NEWER) == []


async def test_the_services_own_role_adds_and_cannot_change(owner, database):
    role = "yishi_counting_test"
    await owner.execute(f"DROP ROLE IF EXISTS {role}")
    await owner.execute(f"CREATE ROLE {role} LOGIN")
    try:
        await prepare(owner, COUNTING, role)
        await owner.execute(f"SET ROLE {role}")
        assert await owner.fetchval("SELECT count(*) FROM ledger") == 0
        for statement in (
            "UPDATE ledger SET unit = '0'",
            "DELETE FROM ledger",
            "TRUNCATE ledger",
            "ALTER TABLE ledger DISABLE TRIGGER ALL",
            "DROP TABLE ledger",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await owner.execute(statement)
    finally:
        await owner.execute("RESET ROLE")
        await owner.execute(f"DROP OWNED BY {role}")
        await owner.execute(f"DROP ROLE {role}")
