"""Each event as the console's rows. Pure: the folded changes, no database."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, get_args

import pytest

from contracts.event import Event, service_of
from contracts.meetings import consultation as m
from contracts.meetings.procedure import ProcedureAdopted
from contracts.members.body import BodyKind, BodyRegistered, BodyRenamed
from contracts.members.duty import DutyFactCredited
from contracts.members.member import Level, MemberAdmitted, MemberCorrected
from contracts.outcomes import outcome as o
from contracts.topics import topic as t
from runtime.carrying.effects import Effects
from runtime.envelope import encode
from runtime.projection import fold
from runtime.proving.prepare import read_models
from services.console.lines.every import CaseEvent, line_of_case
from services.console.lines.names import Names
from services.console.standing import task_of
from services.console.tables import case_tasks
from services.console.wiring import CONSOLE
from services.meetings.consultation.commands import UpgradeCase
from services.outcomes.outcome.commands import HoldLookBack
from tests.console.deeds import ANSWERS, RAISED_BY, admitted, approved, proposed
from tests.console.ledgers import Ledgers, changes
from tests.console.market import MARKET, village_market
from tests.console.register import YZ6, county_rules
from tests.console.situations import whole_county

UNIT = "620123109200"
COUNTY = "620123000000"
TOPIC = "01981000-0000-7000-8000-000000000001"
SAMPLES = Path(__file__).parents[1] / "contracts" / "samples"
TASK = o.TaskAssigned(
    task=1,
    lead="yz-transport",
    co=("yz-water",),
    what="硬化道路",
    due=date(2026, 6, 30),
    first_progress_due=date(2026, 5, 1),
    promise=1,
)
PROMISE = m.Promise(
    promise=1, session=1, department="yz-transport", what="硬化道路", due=date(2026, 6, 30)
)


def ledgers() -> Ledgers:
    return Ledgers(datetime(2026, 3, 2, 1, tzinfo=UTC), {UNIT: "样例一村", COUNTY: "榆中县"})


def begun(weight: t.Weight) -> Ledgers:
    """A consultation under the county's rules: YZ6 of a major matter, YZS of a general one."""
    found = ledgers()
    county_rules(found)
    proposed(found, TOPIC, UNIT, "村道硬化", "泥路难走。")
    found.on(3, 6)
    admitted(found, TOPIC, weight)
    approved(found, TOPIC, "中共样例一村支部", date(2026, 3, 6))
    return found


def position_of(found: Ledgers, event: type[Event]) -> int:
    return next(each.position for each in found.records if isinstance(each.data, event))


def rows(found: Ledgers, table: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    return {
        change.key: change.values for change in fold(found.changes()) if change.table.name == table
    }


def after(subject: str, *events: Event) -> Ledgers:
    found = ledgers()
    found.tell(f"{subject}/{TOPIC}", UNIT, *events)
    return found


def sample(event: type[Event]) -> Event:
    file = SAMPLES / f"{service_of(event)}.{event.__name__}.json"
    return event.model_validate_json(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("event", get_args(CaseEvent), ids=lambda event: event.__name__)
def test_every_event_about_a_topic_is_one_line_and_one_sentence(event: type[Event]) -> None:
    fact = sample(event)
    found = after("anything", fact)
    line = rows(found, f"timeline_{service_of(event)}")
    topic = fact.topic if isinstance(fact, DutyFactCredited) else TOPIC

    assert list(line) == [(topic, 1)]
    values = line[topic, 1]
    assert values["event_id"] == str(found.records[0].id)
    assert (values["unit_name"], values["office"]) == ("样例一村", "clerk")
    assert values["county"] == "620123"
    said = line_of_case(values["facts"], Names())
    assert said.sentence.endswith("。") or "：" in said.sentence, said.sentence
    assert values["echo"] is said.echo


def test_who_raised_a_topic_is_never_kept() -> None:
    assert RAISED_BY not in repr(whole_county().changes())


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


# Topics


def test_a_raised_topic_is_a_case() -> None:
    found = ledgers()
    proposed(found, TOPIC, UNIT, "村道硬化", "泥路难走。")
    case = rows(found, "case_topics")[(TOPIC,)]

    assert (case["title"], case["stage"], case["personal"]) == ("村道硬化", "proposed", False)
    assert (case["raised_in"], case["raised_on"]) == (UNIT, date(2026, 3, 2))


def test_a_day_is_the_day_at_the_place() -> None:
    found = ledgers()
    found.now = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)  # half past midnight in China
    proposed(found, TOPIC, UNIT, "村道硬化", "泥路难走。")

    assert rows(found, "case_topics")[(TOPIC,)]["raised_on"] == date(2026, 3, 2)


def test_a_personal_claim_is_marked() -> None:
    found = ledgers()
    proposed(found, TOPIC, UNIT, "界址", "界址。", scale=t.Scale.PERSONAL)

    assert rows(found, "case_topics")[(TOPIC,)]["personal"] is True


def test_screening_gives_category_and_weight() -> None:
    admitted = t.TopicAdmitted(
        answers=ANSWERS,
        category=t.Category.LIVELIHOOD,
        weight=t.Weight.MAJOR,
        weight_reason="投入大",
    )
    case = rows(after("topic", admitted), "case_topics")[(TOPIC,)]

    assert (case["stage"], case["category"], case["weight"]) == ("admitted", "livelihood", "major")


@pytest.mark.parametrize(
    ("event", "stage"),
    [
        (t.TopicReturned(answers={}, reason="不够具体"), "returned"),
        (
            t.TopicConsentRefused(
                organisation="党支部", reason="时机未到", decided_on=date(2026, 3, 3)
            ),
            "refused",
        ),
        (t.TopicClosed(outcome_number="1号"), "closed"),
    ],
)
def test_a_topic_may_end(event: Event, stage: str) -> None:
    assert rows(after("topic", event), "case_topics")[(TOPIC,)]["stage"] == stage


def test_what_was_transferred_is_a_personal_claim() -> None:
    event = t.TopicTransferredOut(receiver="镇调解委员会", reason="个人争议")
    case = rows(after("topic", event), "case_topics")[(TOPIC,)]

    assert (case["stage"], case["personal"]) == ("transferred", True)


def test_a_topic_passed_up_lies_with_the_county() -> None:
    event = sample(t.TopicPassedUp).model_copy(update={"to_unit": COUNTY})

    assert rows(after("topic", event), "case_topics")[(TOPIC,)]["unit"] == COUNTY


def test_consent_is_kept_in_words() -> None:
    case = rows(begun(t.Weight.MAJOR), "case_topics")[(TOPIC,)]

    assert case["stage"] == "approved"
    assert case["consent"] == "中共样例一村支部，党会纪〔2026〕3号，2026-03-06"


def test_the_plan_is_kept() -> None:
    event = sample(t.TopicPlanned)

    assert rows(after("topic", event), "case_topics")[(TOPIC,)]["plan"] == event.plan


def test_the_countys_own_words_are_kept() -> None:
    found = begun(t.Weight.MAJOR)

    assert rows(found, "topic_words")["620123", "origin", "public"]["wording"] == "社会征题"
    assert rows(found, "procedure_names")["620123", "YZ6"]["name"] == "六步议事"


# Meetings


def test_a_consultation_has_its_own_copy_of_the_procedure() -> None:
    found = begun(t.Weight.MAJOR)
    shorter = YZ6.model_copy(update={"steps": YZ6.steps[1:]})
    found.tell("rules/620123", COUNTY, ProcedureAdopted(version="2", procedure=shorter))
    consultation = rows(found, "case_consultations")[(TOPIC,)]

    assert consultation["procedure"].steps[0].code == YZ6.steps[0].code
    assert consultation["since"] == position_of(found, m.ProcedureStarted)


def test_an_upgrade_starts_the_steps_anew() -> None:
    found = begun(t.Weight.GENERAL)
    found.ask(TOPIC, UpgradeCase(procedure="YZ6", reason="事情不小"), role="convenor")
    consultation = rows(found, "case_consultations")[(TOPIC,)]

    assert consultation["procedure"].code == "YZ6"
    assert consultation["since"] == position_of(found, m.CaseUpgraded)


def test_steps_are_done_or_waived() -> None:
    found = after(
        "consultation",
        m.StepCompleted(step="collect", name="征集", by_milestone="TopicProposed", step_number=1),
        m.StepWaived(
            step="plan",
            name="方案",
            reason="紧急",
            organisation="党委",
            resolution="1号",
            step_number=2,
        ),
    )
    steps = rows(found, "case_steps")

    assert steps[TOPIC, "collect"]["waived"] is False
    assert steps[TOPIC, "plan"]["waived"] is True
    assert steps[TOPIC, "plan"]["done_on"] == date(2026, 3, 2)


def test_the_procedure_completes() -> None:
    found = after("consultation", m.ProcedureCompleted(procedure="YZ6"))

    assert rows(found, "case_consultations")[(TOPIC,)]["completed"] is True


def test_a_promise_becomes_a_task() -> None:
    found = after(
        "consultation",
        m.PromiseMade(promise=PROMISE),
        m.PromiseTasked(promise=1, lead="yz-transport"),
    )
    promise = rows(found, "case_promises")[TOPIC, 1]

    assert (promise["department"], promise["tasked"]) == ("yz-transport", True)


def test_a_promise_is_withdrawn() -> None:
    found = after(
        "consultation",
        m.PromiseMade(promise=PROMISE),
        m.PromiseWithdrawn(promise=1, reason="已列入日常工作"),
    )

    assert rows(found, "case_promises")[TOPIC, 1]["withdrawn_because"] == "已列入日常工作"


# Outcomes


def test_an_outcome_is_drafted_and_sent() -> None:
    drafted = sample(o.OutcomeDrafted)
    sent = o.OutcomeSent(
        outcome_number="协〔2026〕1号", sent_on=date(2026, 4, 20), recipients=("县委",), copies=()
    )
    outcome = rows(after("outcome", drafted, sent), "case_outcomes")[(TOPIC,)]

    assert (outcome["outcome_number"], outcome["sent_on"]) == ("协〔2026〕1号", date(2026, 4, 20))


def test_an_outcome_closes_and_opens_again() -> None:
    closed = o.OutcomeClosed(outcome_number="1号", benefit=o.Benefit(people=9), reason="完成")
    outcome = rows(after("outcome", closed), "case_outcomes")[(TOPIC,)]
    assert outcome["closed_on"] == date(2026, 3, 2)
    assert outcome["benefit"].people == 9

    again = after("outcome", closed, o.OutcomeReopened(reason="群众反映未落实"))
    assert rows(again, "case_outcomes")[(TOPIC,)]["closed_on"] is None


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (TASK, {"lead": "yz-transport", "due": date(2026, 6, 30), "accepted": False}),
        (
            o.TaskAccepted(task=1, department="yz-transport", officer="股室"),
            {"accepted": True},
        ),
        (
            o.TaskReturned(task=1, department="yz-transport", reason="不属职责"),
            {"returned_because": "不属职责"},
        ),
        (
            o.ProgressReported(
                task=1, department="yz-transport", on=date(2026, 5, 2), percent=40, text="路基"
            ),
            {"percent": 40, "progress_on": date(2026, 5, 2)},
        ),
        (
            o.TaskCompleted(task=1, department="yz-transport", on=date(2026, 6, 1), result="完工"),
            {"completed_on": date(2026, 6, 1)},
        ),
        (
            o.BackSupervised(
                task=1, letter="督〔2026〕1号", new_due=date(2026, 9, 1), reason="未通车"
            ),
            {"due": date(2026, 9, 1)},
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_tasks_life(event: Event, expected: dict[str, Any]) -> None:
    task = rows(after("outcome", TASK, event), "case_tasks")[TOPIC, 1]

    assert {name: task[name] for name in expected} == expected


def test_a_returned_task_is_assigned_anew() -> None:
    returned = o.TaskReturned(task=1, department="yz-transport", reason="不属职责")
    anew = TASK.model_copy(update={"lead": "yz-water"})
    task = rows(after("outcome", TASK, returned, anew), "case_tasks")[TOPIC, 1]

    assert task["lead"] == "yz-water"
    assert "returned_because" not in task


def test_a_look_backs_verdict_lands_on_the_tasks_that_it_names() -> None:
    found = ledgers()
    county_rules(found)
    village_market(found)  # its first look-back is at its second task
    outcome, tasks = rows(found, "case_outcomes")[(MARKET,)], rows(found, "case_tasks")
    held = next(each.data for each in found.records if isinstance(each.data, o.LookBackHeld))

    assert (outcome["checked_on"], outcome["kept"]) == (date(2026, 7, 8), True)
    assert (tasks[MARKET, 1].get("kept"), tasks[MARKET, 2]["kept"]) == (None, True)
    assert "第1次回头看：任务2已落实。" in line_of_case(held, Names()).sentence


def test_a_task_that_a_look_back_found_not_done_is_worked_on_again() -> None:
    found = ledgers()
    county_rules(found)
    village_market(found)
    found.on(7, 9)
    for task in (1, 2):
        look_back = HoldLookBack(
            on=date(2026, 7, 9),
            led_by="县政协农业农村委",
            tasks=(o.TaskChecked(task=task, kept=False),),
            finding="没有完工。",
        )
        found.ask(MARKET, look_back, role="committee")
    outcome, tasks = rows(found, "case_outcomes")[(MARKET,)], rows(found, "case_tasks")
    said = [line_of_case(each.data, Names()).sentence for each in found.records[-3:]]

    assert outcome["kept"] is False
    assert [tasks[MARKET, task]["kept"] for task in (1, 2)] == [False, False]
    assert tasks[MARKET, 2]["completed_on"] is None
    assert "任务1未落实" in said[0]  # open as it was
    assert said[2] == "第3次回头看未落实，任务2重新办理。"
    row = dict.fromkeys(case_tasks.c.keys()) | tasks[MARKET, 2]
    assert "回头看未落实，重新办理" in task_of(row, row["due"], ended=False).words


# Members


def test_a_duty_fact_stands_in_the_timeline_of_its_topic() -> None:
    fact = sample(DutyFactCredited)
    found = ledgers()
    found.tell(f"duty/{fact.member}:2026", COUNTY, fact)

    assert list(rows(found, "timeline_members")) == [(fact.topic, 1)]


def test_names_follow_their_register() -> None:
    found = ledgers()
    found.tell("body/yz-water", COUNTY, BodyRegistered(name="水利局", kind=BodyKind.DEPARTMENT))
    found.tell("body/yz-water", COUNTY, BodyRenamed(name="县水务局"))
    particulars = {"level": Level.COUNTY, "sector": "农业界"}
    admitted = MemberAdmitted(name="例知远", admitted_on=date(2021, 12, 1), **particulars)
    found.tell("member/m-1", COUNTY, admitted)
    found.tell("member/m-1", COUNTY, MemberCorrected(name="例志远", reason="笔误", **particulars))

    assert rows(found, "body_names")[("yz-water",)]["name"] == "县水务局"
    assert rows(found, "member_names")[("m-1",)]["name"] == "例志远"
