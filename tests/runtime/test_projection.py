"""What becomes of an event's fields on their way into a row."""

import json

import sqlalchemy as sa

from contracts.outcomes.outcome import LookBackHeld
from contracts.topics.topic import Answer, Principle, Scale
from runtime.projection import evidence, filled, in_json
from tests.outcomes.situations import looked_back

table = sa.Table(
    "checks",
    sa.MetaData(),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("finding", sa.Text),
    *evidence(),
)


def test_a_row_takes_the_fields_for_which_it_has_a_column_but_for_its_key() -> None:
    assert isinstance(looked_back, LookBackHeld)
    assert filled(table, looked_back) == {"finding": looked_back.finding}


def test_json_is_written_from_what_the_event_holds() -> None:
    answers = {Principle.MASS: Answer(met=True, reason="四十六户")}

    assert json.loads(in_json(answers) or "") == {"mass": {"met": True, "reason": "四十六户"}}
    assert in_json((Scale.GROUP,)) == '["group"]'
    assert in_json(None) is None
