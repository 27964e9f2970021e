"""What stands in the tables after each event, told by the changes alone."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from contracts.event import Recorded, type_of
from runtime.projection import Drop, Put, fold, row_key
from services.outcomes.outcome import read_models
from services.outcomes.outcome.read_models import look_backs, outcomes, tasks
from services.outcomes.rules import read_models as rules_read_models
from services.outcomes.rules.read_models import outcome_rules
from services.outcomes.wiring import OUTCOMES
from tests.outcomes import situations as s

SOME_ID = UUID(int=7)


def recorded(event, position=1, subject="outcome/t-47", unit=s.VILLAGE):
    return Recorded[type(event)](
        id=SOME_ID,
        source="/outcomes",
        type=type_of(type(event)),
        subject=subject,
        time=datetime(2026, 1, 22, tzinfo=UTC),
        dataschema="/schemas",
        sequence=position,
        streamversion=position,
        unit=unit,
        unitname="新营镇样例一村",
        actor="wei",
        actorrole="clerk",
        commandid=SOME_ID,
        correlationid=SOME_ID,
        data=event,
    )


def rows(*events):
    """Table name and key, and the row after all these events."""
    changes = [
        change
        for position, event in enumerate(events, start=1)
        for change in read_models.project(recorded(event, position))
    ]
    return {
        (change.table.name, *change.key): change.values
        for change in fold(changes)
        if not isinstance(change, Drop)
    }


def the_outcome(*events):
    return rows(*events)["outcomes", "t-47"]


def the_task(number, *events):
    return rows(*events)["tasks", f"t-47:{number:04d}"]


def test_a_drafted_outcome():
    row = the_outcome(s.drafted)

    assert row["stage"] == "drafted"
    assert row["title"] == "新建村级蔬菜市场"
    assert row["consensus"] == ("市场建在村口空地", "由村集体运营")
    assert row["dissent"] == ("两户希望保留路边摊位",)
    assert [task.lead for task in row["drafted_tasks"]] == [s.COMMERCE, s.TRANSPORT]
    assert (row["unit"], row["unit_name"], row["as_of"]) == (s.VILLAGE, "新营镇样例一村", 1)


def test_a_consented_outcome():
    row = the_outcome(s.drafted, s.consented)

    assert row["stage"] == "consented"
    assert row["organisation"] == "样例一村党支部"
    assert row["resolution"] == "支发〔2026〕3号"
    assert row["decided_on"] == date(2026, 1, 20)


def test_a_refused_outcome():
    row = the_outcome(s.drafted, s.refused)

    assert (row["stage"], row["refusal_reason"]) == ("refused", "资金来源还不清楚")


def test_consent_after_refusal_takes_the_reason_away():
    assert the_outcome(s.drafted, s.refused, s.consented)["refusal_reason"] is None


def test_a_sent_outcome():
    row = the_outcome(s.drafted, s.consented, s.sent)

    assert (row["stage"], row["outcome_number"], row["sent_on"]) == (
        "sent",
        s.sent.outcome_number,
        s.sent.sent_on,
    )
    assert row["copies"] == ("县目标绩效办", "县委督查室")
    assert row["as_of"] == 3


def test_an_assigned_task():
    row = the_task(1, s.drafted, s.consented, s.sent, s.market_assigned)

    assert (row["outcome"], row["task"], row["state"]) == ("t-47", 1, "assigned")
    assert (row["lead"], row["co"]) == (s.COMMERCE, (s.TRANSPORT,))
    assert (row["due"], row["first_progress_due"]) == (date(2026, 5, 31), date(2026, 2, 11))
    assert (row["percent"], row["promise"]) == (0, 1)
    assert (row["unit"], row["unit_name"], row["as_of"]) == (s.VILLAGE, "新营镇样例一村", 4)


def test_an_accepted_task():
    row = the_task(1, *s.on_its_way, s.market_accepted)

    assert (row["state"], row["officer"]) == ("accepted", "市场股")


def test_a_returned_task():
    row = the_task(2, *s.on_its_way, s.road_returned)

    assert (row["state"], row["return_reason"]) == ("returned", "该路段属村道，由镇上负责")


def test_a_task_assigned_anew_says_nothing_of_the_earlier_department():
    row = the_task(2, *s.on_its_way, s.road_chased, s.road_returned, s.road_reassigned)

    assert (row["state"], row["lead"], row["percent"]) == ("assigned", s.HEALTH, 0)
    assert row["assignment_reason"] == "经核实由该单位承办"
    assert "return_reason" not in row
    assert "letter" not in row


def test_progress_of_a_task():
    row = the_task(1, *s.on_its_way, s.market_half_done)

    assert (row["percent"], row["progress"]) == (50, "完成场地平整")
    assert row["progress_on"] == date(2026, 2, 10)


def test_a_completed_task():
    row = the_task(1, *s.on_its_way, s.market_half_done, s.market_done)

    assert (row["state"], row["percent"], row["result"]) == ("completed", 100, "市场建成投用")
    assert (row["completed_on"], row["adopted_in"]) == (date(2026, 2, 20), None)


def test_a_chased_task_is_due_on_the_new_date():
    row = the_task(2, *s.on_its_way, s.road_chased)

    assert (row["due"], row["letter"]) == (date(2026, 4, 30), "督字〔2026〕5号")


def test_a_look_back():
    found = rows(*s.on_its_way, s.looked_back)
    row = found["look_backs", "t-47:0001"]

    assert (row["outcome"], row["look_back"], row["held_on"]) == ("t-47", 1, date(2026, 2, 25))
    assert (row["residents_asked"], row["residents_confirming"]) == (12, 11)
    assert row["tasks"] == s.looked_back.tasks
    assert row["members"] == ("m-620123-0007",)
    assert found["outcomes", "t-47"]["look_backs"] == 1
    assert found["outcomes", "t-47"]["kept"] is True


def test_a_task_that_was_opened_again():
    history = (*s.round_walked, s.not_kept, s.road_reopened)
    row = the_task(2, *history)

    assert (row["state"], row["percent"], row["kept"]) == ("reopened", 0, False)
    assert (row["completed_on"], row["result"]) == (None, None)
    assert the_task(1, *history)["kept"] is True
    assert the_outcome(*history)["kept"] is False


def test_feedback():
    row = the_outcome(*s.done, s.fed_back)

    assert (row["feedback_on"], row["satisfied"]) == (date(2026, 2, 26), True)
    assert row["feedback_channel"] == "上门反馈"


def test_a_closed_outcome():
    row = the_outcome(*s.all_closed)

    assert (row["stage"], row["closing_reason"]) == ("closed", s.closed.reason)
    assert row["benefit"].people == 860


def test_a_reopened_outcome_has_neither_benefit_nor_feedback():
    row = the_outcome(*s.all_closed, s.reopened)

    assert (row["stage"], row["reopening_reason"]) == ("sent", "雨季后道路再次损坏")
    assert (row["benefit"], row["feedback_on"], row["closing_reason"]) == (None, None, None)
    assert row["look_backs"] == 1


def test_the_rules_of_a_county():
    record = recorded(s.rules_adopted, 1, "rules/620123", "620123000000")
    [change] = rules_read_models.project(record)

    assert isinstance(change, Put)
    assert change.key == ("620123",)
    assert change.values["version"] == "2026-1"
    assert change.values["lists"] == ("任务清单", "责任清单", "落实清单")


@pytest.mark.parametrize(
    "event", [*s.all_closed, s.road_chased, s.refused, s.reopened, s.road_reopened]
)
def test_a_projection_writes_only_columns_that_exist(event):
    for change in read_models.project(recorded(event)):
        keys = [column.name for column in change.table.primary_key.columns]

        assert len(change.key) == len(keys) == 1
        assert set(change.values) <= set(change.table.c.keys()) - set(keys)


@pytest.mark.parametrize("table", [outcomes, tasks, look_backs, outcome_rules])
def test_every_row_says_where_and_as_of_when(table):  # 13.3-16
    assert table in OUTCOMES.tables
    assert not any(table.c[name].nullable for name in ("unit", "unit_name", "as_of"))
    assert len(row_key(table, dict.fromkeys(table.c.keys(), "x"))) == 1


def test_a_put_fills_every_column_that_may_not_be_empty():
    for name, row in rows(*s.all_closed).items():
        table = {each.name: each for each in OUTCOMES.tables}[name[0]]
        keys = {column.name for column in table.primary_key.columns}
        required = {column.name for column in table.c if not column.nullable} - keys

        assert required <= {column for column, value in row.items() if value is not None}
