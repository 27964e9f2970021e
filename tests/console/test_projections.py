"""What whole cases leave in the console's rows. What each event does there stands with the examples
of the slices. Pure: the folded changes, no database."""

from datetime import UTC, date, datetime
from typing import Any

from contracts.meetings import consultation as m
from contracts.meetings.rules import Procedures
from contracts.outcomes import outcome as o
from contracts.paper import Paper
from runtime.carrying.effects import Effects
from runtime.envelope import encode
from runtime.projection import fold
from runtime.proving.prepare import read_models
from services.console.lines.every import line_of_case
from services.console.lines.names import Names
from services.console.standing import task_of
from services.console.tables import case_tasks
from services.console.wiring import CONSOLE
from services.meetings.rules.commands import AdoptProfile
from services.outcomes.outcome.commands import HoldCheck, ReassignTask, ReturnTask
from tests.console.deeds import admitted, approved, proposed
from tests.console.ledgers import Ledgers, changes
from tests.console.played import MARKET, RAISED_BY
from tests.console.register import PROFILE, county_rules
from tests.console.situations import market, whole_county

UNIT = "620123109200"
COUNTY = "620123000000"
TOPIC = "01981000-0000-7000-8000-000000000001"


def ledgers() -> Ledgers:
    found = Ledgers(datetime(2026, 3, 2, 1, tzinfo=UTC), {UNIT: "样例一村", COUNTY: "榆中县"})
    county_rules(found)
    return found


def rows(found: Ledgers, table: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    return {
        change.key: change.values for change in fold(found.changes()) if change.table.name == table
    }


def test_who_raised_a_topic_is_never_kept() -> None:
    county = whole_county()

    assert any(getattr(each.data, "raised_by", "") == RAISED_BY for each in county.records)
    assert RAISED_BY not in repr(county.changes())


def test_a_text_that_stands_apart_is_no_description_and_an_admission_gives_one() -> None:
    found = ledgers()
    paper = Paper(digest="5e" * 32, media_type="text/plain", size=87)
    proposed(found, TOPIC, UNIT, "村道硬化", None, text=paper)
    assert rows(found, "case_topics")[(TOPIC,)]["description"] is None
    admitted(found, TOPIC, description="三社村道的硬化。")
    assert rows(found, "case_topics")[(TOPIC,)]["description"] == "三社村道的硬化。"

    inline = ledgers()
    proposed(inline, TOPIC, UNIT, "村道硬化", "泥路难走。")
    admitted(inline, TOPIC)
    assert rows(inline, "case_topics")[(TOPIC,)]["description"] == "泥路难走。"


def test_each_table_belongs_to_one_source() -> None:
    tables = [table.name for table in read_models(CONSOLE)["references"]]

    assert len(tables) == len(set(tables))


def test_the_order_between_streams_does_not_matter() -> None:
    records = whole_county().records
    by_source = sorted(records, key=lambda record: (record.source, record.position))
    backwards = sorted(records, key=lambda record: record.source, reverse=True)
    backwards.sort(key=lambda record: record.source, reverse=True)

    def at_rest(found: Any) -> Any:
        return {(c.table.name, c.key): (type(c), c.values) for c in fold(changes(found))}

    assert at_rest(by_source) == at_rest(records) == at_rest(backwards)


def test_the_reader_finds_the_same_in_the_bytes_of_an_event() -> None:
    for record in whole_county().records:
        read = Effects(CONSOLE, record.source[1:]).changes(record.type, encode(record))

        assert read == changes([record])


def test_a_day_is_the_day_at_the_place() -> None:
    found = ledgers()
    found.now = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)  # half past midnight in China
    proposed(found, TOPIC, UNIT, "村道硬化", "泥路难走。")

    assert rows(found, "case_topics")[(TOPIC,)]["raised_on"] == date(2026, 3, 2)


def test_a_consultation_has_its_own_copy_of_the_procedure() -> None:
    found = ledgers()
    proposed(found, TOPIC, UNIT, "村道硬化", "泥路难走。")
    found.on(3, 6)
    admitted(found, TOPIC)
    approved(found, TOPIC, UNIT, date(2026, 3, 6))
    adopt = PROFILE.adoptions["meetings"]
    assert isinstance(adopt, AdoptProfile)
    six = next(each for each in adopt.procedures.procedures if each.code == "YZ6")
    shorter = Procedures(procedures=(six.model_copy(update={"steps": six.steps[1:]}),))
    later = adopt.model_copy(update={"version": "2", "procedures": shorter})
    found.ask(COUNTY, later, role="cppcc-office")
    consultation = rows(found, "case_consultations")[(TOPIC,)]
    opened = next(each for each in found.records if isinstance(each.data, m.ConsultationOpened))

    assert consultation["procedure"].steps[0].code == six.steps[0].code
    assert consultation["since"] == opened.position
    consent = rows(found, "case_topics")[(TOPIC,)]["consent"]
    assert consent.bodies == (f"party-{UNIT}",)


def test_a_checks_verdict_lands_on_the_tasks_that_it_names() -> None:
    found = ledgers()
    market(found)  # its check is of its first task
    outcome, tasks = rows(found, "case_outcomes")[(MARKET,)], rows(found, "case_tasks")
    held = next(each.data for each in found.records if isinstance(each.data, o.CheckHeld))

    assert outcome["checked_on"] == date(2026, 7, 8)
    assert (tasks[MARKET, 1]["kept"], tasks[MARKET, 2].get("kept")) == (True, None)
    assert "look-back（第1次核查）：任务1已落实。" in line_of_case(held, Names()).sentence


def test_a_task_that_a_check_found_not_done_is_worked_on_again() -> None:
    found = ledgers()
    market(found)
    found.on(7, 9)
    for task in (2, 1):
        check = HoldCheck(
            kind="look-back",
            on=date(2026, 7, 9),
            led_by="县政协农业农村委",
            tasks=(o.TaskChecked(task=task, kept=False, finding=f"{task}号工地没有完工。"),),
            finding="没有完工。",
        )
        found.ask(found.begun("outcome", MARKET), check, role="committee")
    tasks = rows(found, "case_tasks")
    said = [line_of_case(each.data, Names()).sentence for each in found.records[-3:]]

    assert [tasks[MARKET, task]["kept"] for task in (1, 2)] == [False, False]
    assert tasks[MARKET, 1]["completed_on"] is None
    assert "任务2未落实" in said[0]  # open as it was
    assert said[2] == "第3次核查未落实，任务1重新办理：1号工地没有完工。"
    row = dict.fromkeys(case_tasks.c.keys()) | tasks[MARKET, 1]
    assert "核查未落实，重新办理" in task_of(row, row["due"], ended=False).words
    assert task_of(row, row["due"], ended=True).words == "核查未落实，请重新办理成果"


def test_another_department_does_not_wipe_out_what_a_check_found() -> None:
    found = ledgers()
    market(found)
    found.on(7, 9)
    tasks = (o.TaskChecked(task=1, kept=False, finding="棚位空置。"),)
    lead = rows(found, "case_tasks")[MARKET, 1]["lead"]
    found.ask(
        found.begun("outcome", MARKET),
        HoldCheck(
            kind="look-back",
            on=date(2026, 7, 9),
            led_by="县政协",
            tasks=tasks,
            finding="没有完工。",
        ),
        role="committee",
    )
    found.ask(
        found.begun("outcome", MARKET),
        ReturnTask(task=1, reason="职责已划出。"),
        role="department",
        body=lead,
    )
    found.ask(
        found.begun("outcome", MARKET),
        ReassignTask(task=1, lead="b-620123-transport", reason="职责划入。"),
    )
    task = rows(found, "case_tasks")[MARKET, 1]

    assert (task["kept"], task["completed_on"], task["percent"]) == (False, None, None)
