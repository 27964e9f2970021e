"""Given events, then rows: one test for each kind of event."""

import json
from datetime import UTC, date, datetime
from typing import Any, get_args
from uuid import UUID

import sqlalchemy as sa

from contracts.event import Event, Recorded
from contracts.meetings import consultation as c
from contracts.meetings.consultation import ConsultationEvent, PartyKind
from contracts.meetings.procedure import CadenceAdopted, ProcedureAdopted, RulesEvent
from runtime.projection import Change, Drop, Patch, fold, in_json
from services.meetings.consultation import read_models as m
from services.meetings.rules import read_models as r
from services.meetings.wiring import MEETINGS
from tests.meetings import situations as s

RECORDED_ON = datetime(2026, 3, 1, 20, tzinfo=UTC)
"""In China it is already 2 March."""


def recorded(event: Event, version: int, subject: str = "consultation/42") -> Recorded[Any]:
    return Recorded[Any](
        id=UUID(int=version),
        source="/meetings",
        type=f"yishi.meetings.{type(event).__name__}",
        subject=subject,
        time=RECORDED_ON,
        dataschema="",
        sequence=100 + version,
        streamversion=version,
        unit=s.VILLAGE,
        unitname="新营镇样例一村",
        actor="wei",
        actorrole="clerk",
        commandid=UUID(int=1),
        correlationid=UUID(int=1),
        rules="2026.1",
        data=event,
    )


def rows(*history: Event) -> dict[tuple[str, tuple[Any, ...]], dict[str, Any]]:
    """All rows after this history, as a database would hold them."""
    changes: list[Change] = []
    for version, event in enumerate(history, start=1):
        changes.extend(m.project(recorded(event, version)))
    kept = [change for change in fold(changes) if not isinstance(change, Drop)]
    assert not [change for change in kept if isinstance(change, Patch)], "a row nobody put"
    for change in kept:
        check(change)
    return {(change.table.name, change.key): change.values for change in kept}


def check(change: Change) -> None:
    """Every column exists, every column that must not be empty is given, JSON is JSON."""
    columns = {column.name: column for column in change.table.columns}
    keys = [column.name for column in change.table.primary_key.columns]
    assert set(change.values) <= set(columns)
    assert len(keys) == len(change.key)
    needed = {name for name, column in columns.items() if not column.nullable} - set(keys)
    assert needed <= {name for name, value in change.values.items() if value is not None}
    for name, value in change.values.items():
        if value is not None:
            kind = columns[name].type
            expected: tuple[type, ...] = {
                "JSONB": (tuple, c.SessionPlanned),
                "TEXT": (str,),
                "BOOLEAN": (bool,),
                "DATE": (date,),
                "INTEGER": (int,),
                "BIGINT": (int,),
            }[kind.compile()]
            assert isinstance(value, expected), (change.table.name, name, value)
            if "JSONB" in str(kind):
                json.loads(in_json(value) or "")


def row(table: sa.Table, *key: Any, of: tuple[Event, ...]) -> dict[str, Any]:
    return rows(*of)[table.name, ("42", *key)]


def test_procedure_started() -> None:
    found = row(m.consultations, of=s.six_started[:1])

    assert found["title"] == "新建蔬菜市场"
    assert (found["procedure"], found["procedure_name"]) == ("YZ6", "六步议事")
    assert (found["steps_done"], found["steps_total"], found["rounds"]) == (0, 6, 0)
    assert (found["stage"], found["rules"]) == ("running", "2026.1")
    assert found["started_on"] == date(2026, 3, 2)
    assert (found["unit"], found["unit_name"]) == (s.VILLAGE, "新营镇样例一村")


def test_procedure_started_lays_out_the_steps() -> None:
    third = row(m.steps, 3, of=s.six_started)

    assert (third["code"], third["name"], third["state"]) == ("research", "走访调研", "open")
    assert row(m.steps, 4, of=s.six_started)["needs"] == ("parties", "research")


def test_step_completed() -> None:
    second = row(m.steps, 2, of=s.six_started)

    assert (second["state"], second["done_on"]) == ("complete", date(2026, 3, 2))
    assert row(m.consultations, of=s.six_started)["steps_done"] == 2
    assert row(m.consultations, of=s.six_started)["as_of"] == 103


def test_step_waived() -> None:
    waived = c.StepWaived(
        step="research",
        name="走访调研",
        reason="急",
        organisation="支部",
        resolution="1号",
        step_number=3,
    )
    third = row(m.steps, 3, of=(*s.six_started, waived))

    assert (third["state"], third["waived_because"], third["resolution"]) == ("waived", "急", "1号")
    assert row(m.consultations, of=(*s.six_started, waived))["steps_done"] == 3


def test_consultation_planned() -> None:
    assert row(m.consultations, of=s.six_started)["planned"] is False
    planned = row(m.consultations, of=(*s.six_started, s.planned))
    assert (planned["planned"], planned["plan"]) == (True, "620123109000:2026")


def test_case_upgraded() -> None:
    found = row(m.consultations, of=s.simple_upgraded)
    third = row(m.steps, 3, of=s.simple_upgraded)

    assert (found["procedure"], found["steps_done"], found["steps_total"]) == ("YZ6", 2, 6)
    assert (third["procedure"], third["code"], third["state"]) == ("YZ6", "research", "open")


def test_joint_research_requested() -> None:
    asked = c.JointResearchRequested(committee="yz-culture", question="怎样做大百合产业？")

    found = row(m.joint_requests, 4, of=(*s.six_started, asked))

    assert (found["committee"], found["requested_on"]) == ("yz-culture", date(2026, 3, 2))


def test_research_recorded() -> None:
    found = row(m.research, 1, of=s.six_researched)

    assert (found["held_on"], found["people_met"]) == (date(2026, 2, 20), 31)
    assert found["members"] == ("m-1", "m-2")


def test_parties_fixed() -> None:
    parties = row(m.consultations, of=s.six_ready)["parties"]

    assert [(party.kind, party.count) for party in parties] == [
        ("stakeholder", 6),
        ("department", 1),
    ]


def test_session_planned() -> None:
    plan = row(m.consultations, of=(*s.six_started, s.session_planned))["session_plan"]

    assert (plan.form, plan.on) == ("council", date(2026, 3, 2))


def test_session_called() -> None:
    found = row(m.sessions, 1, of=s.six_called)

    assert (found["form"], found["key_session"], found["state"]) == ("council", True, "called")
    assert (found["on_day"], found.get("held_on")) == (s.DAY, None)
    assert row(m.consultations, of=s.six_called)["rounds"] == 1


def test_materials_sent() -> None:
    sent = c.MaterialsSent(session=1, documents=("调研报告",), on=date(2026, 2, 25))
    found = row(m.sessions, 1, of=(*s.six_called, sent))

    assert (found["documents"], found["documents_on"]) == (("调研报告",), sent.on)


def test_session_held() -> None:
    found = row(m.sessions, 1, of=s.six_held)

    assert (found["state"], found["held_on"], found["duration_minutes"]) == ("held", s.DAY, 90)


def test_attendance_recorded() -> None:
    history = (*s.six_held, s.attended())
    session = row(m.sessions, 1, of=history)
    second = row(m.attendance, 1, "m-2", of=history)

    assert (session["attendees"], session["people"]) == (2, 8)
    assert session["headcount"] == (c.Headcount(kind=PartyKind.STAKEHOLDER, count=6),)
    assert (second["on_day"], second["form"], second["title"]) == (s.DAY, "council", "新建蔬菜市场")


def test_speech_recorded() -> None:
    speech = c.SpeechRecorded(
        session=1, kind=PartyKind.RESIDENT, speaker="居民代表", gist="要有停车处。"
    )
    found = row(m.speeches, len(s.six_held) + 1, of=(*s.six_held, speech))

    assert (found["kind"], found["speaker"]) == ("resident", "居民代表")


def test_promise_made() -> None:
    found = row(m.promises, 1, of=(*s.six_held, s.promised()))

    assert (found["department"], found["state"]) == ("yz-market", "open")


def test_promise_tasked() -> None:
    found = row(m.promises, 1, of=(*s.six_held, s.promised(), s.tasked))

    assert (found["state"], found["lead_body"]) == ("tasked", "yz-market")
    assert found["co"] == ("yz-town",)


def test_promise_withdrawn() -> None:
    withdrawn = c.PromiseWithdrawn(promise=1, reason="场地变更")
    found = row(m.promises, 1, of=(*s.six_held, s.promised(), s.tasked, withdrawn))

    assert (found["state"], found["lead_body"]) == ("withdrawn", None)
    assert found["withdrawn_because"] == "场地变更"


def test_consensus_recorded() -> None:
    agreed = c.ConsensusRecorded(consensus=1, session=1, text="建在村北")

    assert row(m.findings, "consensus", 1, of=(*s.six_held, agreed))["finding"] == "建在村北"


def test_dissent_recorded() -> None:
    dissent = c.DissentRecorded(dissent=1, session=1, held_by="菜农代表", text="离家太远")
    found = row(m.findings, "dissent", 1, of=(*s.six_held, dissent))

    assert (found["held_by"], found["finding"]) == ("菜农代表", "离家太远")


def test_session_closed() -> None:
    found = row(m.sessions, 1, of=s.six_closed)

    assert (found["state"], found["results"]) == ("closed", ("consensus",))


def test_minutes_confirmed() -> None:
    found = row(m.consultations, of=s.six_minuted)

    assert (found["stage"], found["minutes_on"]) == ("minuted", date(2026, 3, 2))
    assert found["minutes_summary"] == "各方同意建在村北。"


def test_result_published() -> None:
    published = c.ResultPublished(place="村务公开栏", on=s.DAY)
    found = row(m.consultations, of=(*s.six_minuted, published))

    assert (found["published_at"], found["published_on"]) == ("村务公开栏", s.DAY)


def test_outcome_noted() -> None:
    sent = c.OutcomeNoted(milestone="OutcomeSent", outcome_number="5号")
    closed = c.OutcomeNoted(milestone="OutcomeClosed")
    found = row(m.consultations, of=(*s.six_minuted, sent, closed))

    assert (found["outcome_milestone"], found["outcome_number"]) == ("OutcomeClosed", "5号")


def test_procedure_completed() -> None:
    finished = c.ProcedureCompleted(procedure="YZS")
    found = row(m.consultations, of=(*s.simple_minuted, finished))

    assert (found["stage"], found["completed_on"]) == ("completed", date(2026, 3, 2))


def test_procedure_adopted() -> None:
    event = ProcedureAdopted(version="2026.1", procedure=s.YZS)
    (change,) = r.project(recorded(event, 1, "rules/620123"))
    check(change)

    assert change.key == ("620123", "YZS")
    assert (change.values["simple"], change.values["upgrades_to"]) == (True, "YZ6")
    assert [each.code for each in change.values["steps"]] == [
        "receive",
        "talk",
        "convert",
    ]


def test_cadence_adopted() -> None:
    event = CadenceAdopted(version="2026.1", months=2, unit_kinds=("township",))
    (change,) = r.project(recorded(event, 1, "rules/620123"))
    check(change)

    assert (change.key, change.values["months"]) == (("620123",), 2)
    assert change.values["unit_kinds"] == ("township",)


def test_every_kind_of_event_has_its_test() -> None:
    import re

    told = {name.removeprefix("test_").replace("_", "") for name in globals()}
    for event in (*get_args(ConsultationEvent), *get_args(RulesEvent)):
        words = re.sub(r"(?<!^)(?=[A-Z])", "_", event.__name__).lower()
        assert words.replace("_", "") in told, event


def test_every_table_belongs_to_the_service() -> None:
    ours = {*m.metadata.tables.values(), *r.metadata.tables.values()}

    assert set(MEETINGS.tables) == ours
