"""A database is made ready by the deploy identity; an emptied read model is not forgotten."""

from dataclasses import replace

import asyncpg
import pytest
import sqlalchemy as sa

from runtime.proving.personal import Misshapen
from runtime.proving.prepare import OfBefore, filled, out_of_shape, prepare, read_models
from runtime.service import ReadModel
from tests.counting import COUNTER, COUNTING, counters
from tests.support.service import known_units

wider = counters.to_metadata(sa.MetaData())
wider.append_column(sa.Column("note", sa.Text))
NEWER = replace(
    COUNTING, aggregates=(replace(COUNTER, rows=ReadModel(COUNTER.project, wider.metadata)),)
)


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


async def test_a_ledger_of_before_is_refused_and_left_alone(owner):
    await prepare(owner, COUNTING)
    await owner.execute("ALTER TABLE ledger DROP COLUMN matter CASCADE")

    with pytest.raises(OfBefore, match="database of counting is of an earlier version.*YISHI_DATA"):
        await prepare(owner, COUNTING)
    assert "of an earlier version" in await out_of_shape(owner, COUNTING)


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


def people(*more):
    kept = [sa.Column("topic", sa.Uuid, primary_key=True), sa.Column("name", sa.Text)]
    return sa.Table("people", sa.MetaData(), *kept, *(each._copy() for each in more))


async def with_people(owner, *more):
    await prepare(owner, COUNTING, personal=[people()])
    await owner.execute("INSERT INTO people VALUES (gen_random_uuid(), '样例甲')")
    return await prepare(owner, COUNTING, personal=[people(*more)])


async def test_a_column_of_a_newer_version_is_added_and_nobody_is_lost(owner):
    phone = sa.Column("phone", sa.Text)
    since = sa.Column("since", sa.Integer, nullable=False, server_default="7")
    assert await with_people(owner, phone, since) == []
    row = await owner.fetchrow("SELECT name, phone, since FROM people")
    assert tuple(row) == ("样例甲", None, 7)
    assert await prepare(owner, COUNTING, personal=[people(phone, since)]) == []
    assert await prepare(owner, COUNTING, personal=[people()]) == [], "and back to the old one"
    assert not await owner.fetchval("SELECT to_regnamespace('yishi_shape')")


async def test_an_empty_table_may_get_any_column(owner):
    await prepare(owner, COUNTING, personal=[people()])
    needed = sa.Column("phone", sa.Text, nullable=False)
    assert await prepare(owner, COUNTING, personal=[people(needed)]) == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (sa.Column("phone", sa.Text, nullable=False), "lacks the column `phone text NOT NULL`"),
        (sa.CheckConstraint("name <> ''"), "lacks CHECK "),
        (sa.Column("phone", sa.Text, unique=True), "lacks UNIQUE "),
    ],
)
async def test_what_a_program_cannot_know_is_refused_and_nothing_changed(owner, more, said):
    with pytest.raises(Misshapen, match=f"(?s)people holds personal data.*{said}.*ALTER TABLE"):
        await with_people(owner, more)
    assert await owner.fetchval("SELECT count(*) FROM people") == 1
    assert await prepare(owner, COUNTING, personal=[people()]) == []


async def test_a_column_of_another_type_is_named(owner):
    await prepare(owner, COUNTING, personal=[people(sa.Column("phone", sa.Integer))])
    with pytest.raises(Misshapen, match="is `phone integer`, and should be `phone text`"):
        await prepare(owner, COUNTING, personal=[people(sa.Column("phone", sa.Text))])


async def test_a_column_that_this_version_does_not_fill_is_named(owner):
    needed = sa.Column("phone", sa.Text, nullable=False)
    await prepare(owner, COUNTING, personal=[people(needed)])
    with pytest.raises(Misshapen, match="does not know its column `phone text NOT NULL`"):
        await prepare(owner, COUNTING, personal=[people()])
