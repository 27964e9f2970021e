"""What becomes of an event's fields on their way into a row."""

import json
from datetime import date

import asyncpg
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
