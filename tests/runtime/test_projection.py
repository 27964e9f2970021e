"""What becomes of an event's fields on their way into a row."""

import json
from datetime import date

import asyncpg
import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from contracts.checklists import Answer, Leads
from contracts.outcomes.outcome import CheckHeld
from runtime.projection import Drop, Patch, Put, evidence, filled, in_json, write
from tests.outcomes.situations import checked

table = sa.Table(
    "checks",
    sa.MetaData(),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("finding", sa.Text),
    *evidence(),
)


def test_a_row_takes_the_fields_for_which_it_has_a_column_but_for_its_key() -> None:
    assert isinstance(checked, CheckHeld)
    assert filled(table, checked) == {"finding": checked.finding}


def test_json_is_written_from_what_the_event_holds() -> None:
    answers = {"mass": Answer(met=True, reason="四十六户")}

    assert json.loads(in_json(answers) or "") == {"mass": {"met": True, "reason": "四十六户"}}
    assert in_json((Leads.RETURN,)) == '["return"]'
    assert in_json(None) is None


async def test_a_table_and_its_columns_may_be_called_what_sql_calls_its_own(database: str) -> None:
    """An event's field `on` is a column `on`, and Chinese is no worse."""
    held = sa.Table(
        "order",
        sa.MetaData(),
        sa.Column("user", sa.Text, primary_key=True),
        sa.Column("on", sa.Date),
        sa.Column("荣誉", postgresql.JSONB),
    )
    made = sa.schema.CreateTable(held).compile(dialect=postgresql.dialect())
    connection = await asyncpg.connect(database)
    try:
        await connection.execute(str(made))
        first, second = date(2026, 11, 29), date(2026, 11, 30)
        for who in ("wei", "li"):
            await write(connection, [Put(held, (who,), {"on": first, "荣誉": ("优秀委员",)})])
        await write(connection, [Put(held, ("wei",), {"on": first})])
        await write(connection, [Patch(held, ("wei",), {"on": second}), Drop(held, ("li",), {})])
        assert [*map(tuple, await connection.fetch('SELECT * FROM "order"'))] == [
            ("wei", second, None)
        ]
    finally:
        await connection.close()


TEXTS = sa.Table(
    "texts",
    sa.MetaData(),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("said", sa.Text),
    sa.Column("listed", postgresql.JSONB),
    sa.Column("count", sa.Integer),
)
ODD = [
    "",
    "\x1e",
    "\x1f",
    "a\x1fb\x1e",
    "\n",
    "\\N",
    "NULL",
    "null",
    "{}",
    '"',
    "'",
    "，",
    "\U0001f33e",
]


@pytest.mark.parametrize("said", [["议", None, "事"], ["", ""], [None, None], [""], [None], ODD])
async def test_texts_arrive_as_they_are_alone_and_together(database, said) -> None:
    made = sa.schema.CreateTable(TEXTS).compile(dialect=postgresql.dialect())
    connection = await asyncpg.connect(database)
    wanted = {
        f"{number}{each}": (each, (each, each), number) if each is not None else (None, None, None)
        for number, each in enumerate(said)
    }
    try:
        await connection.execute(str(made))
        puts = [
            Put(TEXTS, (name,), {"said": text, "listed": listed, "count": number})
            for name, (text, listed, number) in wanted.items()
        ]
        await write(connection, puts)
        rows = await connection.fetch("SELECT * FROM texts")
    finally:
        await connection.close()

    found = {row["name"]: (row["said"], row["listed"], row["count"]) for row in rows}
    as_json = {
        name: (text, None if listed is None else [*listed], number)
        for name, (text, listed, number) in wanted.items()
    }
    read = {
        name: (text, None if listed is None else json.loads(listed), number)
        for name, (text, listed, number) in found.items()
    }
    assert read == as_json
