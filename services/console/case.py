"""One matter from topic to checked outcome, put together from what four ledgers say of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.event import Event
from contracts.meetings.consultation import (
    AttendanceRecorded,
    CaseUpgraded,
    ConsensusRecorded,
    ConsultationPlanned,
    DissentRecorded,
    JointResearchRequested,
    MaterialsSent,
    MinutesConfirmed,
    OutcomeNoted,
    PartiesFixed,
    ProcedureStarted,
    PromiseMade,
    PromiseTasked,
    PromiseWithdrawn,
    ResearchRecorded,
    ResultPublished,
    SessionCalled,
    SessionClosed,
    SessionHeld,
    SessionPlanned,
    SpeechRecorded,
    StepCompleted,
    StepWaived,
)
from contracts.meetings.procedure import Milestone, Procedure, Step
from contracts.members.duty import DutyFactCredited, DutyKind
from contracts.outcomes.outcome import (
    Benefit,
    OutcomeConsented,
    OutcomeConsentRefused,
    OutcomeDrafted,
    OutcomeSent,
)
from contracts.places import county
from contracts.topics.topic import (
    TopicAdmitted,
    TopicApproved,
    TopicConsentRefused,
    TopicPassedUp,
    TopicPlanned,
    TopicProposed,
    TopicReturned,
    TopicTransferredOut,
)
from runtime.auth import Actor
from runtime.units import units
from services.console.projections import CHINA, KNOWN
from services.console.sentences import WITHHELD, Names, Told, benefit, credited, on, tell
from services.console.sight import Sight, visible_cases
from services.console.tables import (
    body_names,
    case_consultations,
    case_outcomes,
    case_promises,
    case_steps,
    case_tasks,
    case_topics,
    member_names,
    procedure_names,
    timelines,
    topic_words,
)

Row = Mapping[str, Any]

_FIXING = (Milestone.TOPIC_APPROVED,)
_RESEARCH = (Milestone.RESEARCH_RECORDED, Milestone.MINUTES_CONFIRMED)
_TALKING = (Milestone.MINUTES_CONFIRMED,)
_REPORTING = (Milestone.OUTCOME_SENT, Milestone.RESULT_PUBLISHED, Milestone.OUTCOME_CLOSED)
_ACTING = (Milestone.OUTCOME_CLOSED,)
_BELONGS: Mapping[type[Event], tuple[Milestone, ...]] = {
    TopicProposed: (Milestone.TOPIC_PROPOSED, Milestone.TOPIC_APPROVED),
    **dict.fromkeys(
        (
            TopicAdmitted,
            TopicReturned,
            TopicTransferredOut,
            TopicPassedUp,
            TopicApproved,
            TopicConsentRefused,
            TopicPlanned,
            ProcedureStarted,
            ConsultationPlanned,
            CaseUpgraded,
        ),
        _FIXING,
    ),
    PartiesFixed: (Milestone.PARTIES_FIXED, Milestone.SESSION_PLANNED, Milestone.MINUTES_CONFIRMED),
    SessionPlanned: (Milestone.SESSION_PLANNED, Milestone.MINUTES_CONFIRMED),
    **dict.fromkeys((JointResearchRequested, ResearchRecorded), _RESEARCH),
    **dict.fromkeys(
        (
            SessionCalled,
            MaterialsSent,
            SessionHeld,
            AttendanceRecorded,
            SpeechRecorded,
            PromiseMade,
            PromiseWithdrawn,
            PromiseTasked,
            ConsensusRecorded,
            DissentRecorded,
            SessionClosed,
            MinutesConfirmed,
        ),
        _TALKING,
    ),
    ResultPublished: (Milestone.RESULT_PUBLISHED, *_REPORTING),
    **dict.fromkeys(
        (OutcomeDrafted, OutcomeConsented, OutcomeConsentRefused, OutcomeSent), _REPORTING
    ),
}
"""To which step a deed belongs: the one that waits for the first of these milestones which the
procedure has. What is not listed belongs to acting on the outcome."""

_DUTIES: Mapping[DutyKind, tuple[Milestone, ...]] = {
    DutyKind.ATTENDANCE: _TALKING,
    DutyKind.RESEARCH: _RESEARCH,
    DutyKind.LOOK_BACK: _ACTING,
}
_NOTED: Mapping[str, tuple[Milestone, ...]] = {
    "OutcomeConsented": _REPORTING,
    "OutcomeSent": _REPORTING,
}
_RAISED = Step(code="", name="提出议题", actor="提出人", completed_by=Milestone.TOPIC_PROPOSED)
_BEFORE_ANY_PROCEDURE = Procedure(
    code="",
    name="尚未启动程序",
    steps=(
        _RAISED,
        Step(
            code="",
            name="审查与同意",
            actor="联络员，同级党组织",
            completed_by=Milestone.TOPIC_APPROVED,
        ),
    ),
)
ENDED = {"returned": "已退回", "transferred": "已转办", "refused": "未获同意"}
"""Stages in which a topic never becomes a consultation."""
_WAITING = {"proposed": "待审查", "admitted": "待党组织同意", "approved": "待启动程序"}


@dataclass(frozen=True)
class Standing:
    """Where a case stands. `step` counts from 1 and is 0 where no procedure runs."""

    state: str
    words: str
    step: int = 0
    steps: int = 0
    procedure: str = ""


@dataclass(frozen=True)
class Mark:
    """Where in the ledgers a line can be found."""

    source: str
    position: int
    event_id: str


@dataclass(frozen=True)
class Deed:
    """A line of the timeline: what was done, when, where, by whose office, and the proof."""

    at: datetime
    unit_name: str
    office: str
    told: Told
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Stage:
    """A step of the procedure and all deeds that belong to it. `state`: done waived now next."""

    number: int
    name: str
    actor: str
    state: str
    words: str
    day: date | None
    deeds: tuple[Deed, ...]


@dataclass(frozen=True)
class Task:
    """A row of the three lists, with what the calendar makes of it."""

    number: int
    what: str
    lead: str
    co: tuple[str, ...]
    due: date
    state: str
    words: str
    days_over: int
    percent: int | None
    progress_on: date | None
    completed_on: date | None
    checked_on: date | None
    kept: bool | None
    promise: int | None


@dataclass(frozen=True)
class Promise:
    number: int
    session: int
    department: str
    what: str
    due: date
    words: str
    because: str | None


@dataclass(frozen=True)
class Case:
    """Everything one page shows."""

    topic: Row
    county: str
    county_name: str
    unit_name: str
    raised_in: str
    names: Names
    standing: Standing
    stages: tuple[Stage, ...]
    tasks: tuple[Task, ...]
    promises: tuple[Promise, ...]
    outcome: Row | None
    benefit: str | None
    events: int


def standing(
    topic: Row, consultation: Row | None, done: Mapping[str, int], outcome: Row | None
) -> Standing:
    """`done`: the position at which each step was last completed or waived."""
    closed = outcome["closed_on"] is not None if outcome else topic["stage"] == "closed"
    if words := ENDED.get(topic["stage"]):
        return Standing("ended", words)
    if consultation is None:
        state = "closed" if closed else "running"
        return Standing(state, "已办结" if closed else _WAITING.get(topic["stage"], "办理中"))
    procedure = Procedure.model_validate(consultation["procedure"])
    steps = len(procedure.steps)
    if closed:
        return Standing("closed", "已办结", steps, steps, procedure.name)
    for number, step in enumerate(procedure.steps, start=1):
        if done.get(step.code, 0) <= consultation["since"]:
            return Standing("running", step.name, number, steps, procedure.name)
    return Standing("running", "各步骤已完成，待办结", steps, steps, procedure.name)


def task_of(row: Row, today: date, ended: bool) -> Task:
    """Overdue is what the calendar says today, never a flag (13.3-6 in spirit)."""
    state, words, over = _due(row, today, ended)
    shown = {name: row[name] for name in Task.__dataclass_fields__ if name in row}
    return Task(**{**shown, "co": tuple(row["co"])}, state=state, words=words, days_over=over)


def _due(row: Row, today: date, ended: bool) -> tuple[str, str, int]:
    over = max((today - row["due"]).days, 0)
    if row["completed_on"] and row["kept"] is False:
        return "late", "回头看未落实", 0
    if row["completed_on"]:
        return "done", "已完成" if row["checked_on"] is None else "已落实", 0
    if ended:
        return "done", "随成果办结", 0
    if over:
        return "late", f"超期{over}天", over
    if row["percent"] is None and row["first_progress_due"] < today:
        return "late", "首次进展超期", (today - row["first_progress_due"]).days
    if row["returned_because"]:
        return "open", "已退回，待重新交办", 0
    left = (row["due"] - today).days
    return "open", f"{'办理中' if row['accepted'] else '待接收'}，还有{left}天", 0


async def rows(connection: AsyncConnection, statement: sa.Select[Any]) -> list[Row]:
    return [dict(row) for row in (await connection.execute(statement)).mappings()]


async def load(
    connection: AsyncConnection, actor: Actor, topic_id: str, today: date
) -> Case | None:
    """The case, or None where there is none that this person may see."""
    seen = sa.select(case_topics).where(case_topics.c.topic == topic_id, visible_cases(actor))
    found = await rows(connection, seen)
    if not found:
        return None
    topic = found[0]
    told = [
        {**row, "source": source}
        for source, table in timelines.items()
        for row in await _of(connection, table, topic_id)
    ]
    names = await _names(connection, topic, told)
    consultations = await _of(connection, case_consultations, topic_id)
    outcomes = await _of(connection, case_outcomes, topic_id)
    consultation = consultations[0] if consultations else None
    outcome = outcomes[0] if outcomes else None
    steps = {row["step"]: row for row in await _of(connection, case_steps, topic_id)}
    stand = standing(
        topic, consultation, {code: row["as_of"] for code, row in steps.items()}, outcome
    )
    sight = Sight.of(actor, topic["unit"], topic["raised_in"])
    tasks = tuple(
        task
        for row in await _of(connection, case_tasks, topic_id)
        if sight.task((task := task_of(row, today, stand.state == "closed")).lead, task.co)
    )
    here = county(topic["unit"])
    return Case(
        topic=topic,
        county=here,
        county_name=names.unit(here + "000000"),
        unit_name=names.units.get(topic["unit"], topic["unit_name"]),
        raised_in=names.unit(topic["raised_in"]),
        names=names,
        standing=stand,
        stages=tuple(
            _stages(
                topic,
                stand,
                consultation,
                steps,
                told,
                names,
                sight,
                frozenset(t.number for t in tasks),
            )
        ),
        tasks=tasks,
        promises=tuple(
            _promise(row)
            for row in await _of(connection, case_promises, topic_id)
            if sight.only is None or row["department"] in sight.only
        ),
        outcome=outcome,
        benefit=(
            benefit(Benefit.model_validate(outcome["benefit"]))
            if outcome and outcome["benefit"]
            else None
        ),
        events=len(told),
    )


async def _of(connection: AsyncConnection, table: sa.Table, topic_id: str) -> list[Row]:
    keys = table.primary_key.columns
    return await rows(connection, sa.select(table).where(table.c.topic == topic_id).order_by(*keys))


def _promise(row: Row) -> Promise:
    withdrawn = row["withdrawn_because"]
    words = "已撤回" if withdrawn else "已转为任务" if row["tasked"] else "待转为任务"
    return Promise(
        number=row["number"],
        session=row["session"],
        department=row["department"],
        what=row["what"],
        due=row["due"],
        words=words,
        because=withdrawn,
    )


async def _names(connection: AsyncConnection, topic: Row, told: Iterable[Row]) -> Names:
    """The names of whatever ids the facts mention."""
    ids = {county(topic["unit"]) + "000000", topic["unit"], topic["raised_in"]}
    ids.update(text.partition(":")[0] for row in told for text in _strings(row["facts"]))
    if topic["plan"]:
        ids.add(topic["plan"].partition(":")[0])
    known = list(ids)

    async def named(key: sa.Column[str], name: sa.Column[str]) -> dict[str, str]:
        statement = sa.select(key, name).where(key == sa.any_(sa.literal(known, sa.ARRAY(sa.Text))))
        return {row[0]: row[1] for row in await connection.execute(statement)}

    return Names(
        bodies=await named(body_names.c.body, body_names.c.name),
        members=await named(member_names.c.member, member_names.c.name),
        units=await named(units.c.unit, units.c.name),
        words=await words(connection, county(topic["unit"])),
    )


async def words(connection: AsyncConnection, county: str) -> dict[tuple[str, str], str]:
    """The county's own wording of categories, origins, procedures."""
    found = await rows(connection, sa.select(topic_words).where(topic_words.c.county == county))
    names = await rows(
        connection, sa.select(procedure_names).where(procedure_names.c.county == county)
    )
    return {(row["kind"], row["code"]): row["wording"] for row in found} | {
        ("procedure", row["code"]): row["name"] for row in names
    }


def _strings(value: Any) -> Iterator[str]:
    """Every text inside a JSON value that is short enough to be an id."""
    match value:
        case str():
            if len(value) <= 80:
                yield value
        case dict():
            for inner in value.values():
                yield from _strings(inner)
        case list():
            for inner in value:
                yield from _strings(inner)


def _stages(
    topic: Row,
    stand: Standing,
    consultation: Row | None,
    steps: Mapping[str, Row],
    told: Sequence[Row],
    names: Names,
    sight: Sight,
    own_tasks: frozenset[int],
) -> Iterator[Stage]:
    since = consultation["since"] if consultation else 0
    procedure = (
        Procedure.model_validate(consultation["procedure"])
        if consultation
        else _BEFORE_ANY_PROCEDURE
    )
    shelves: list[list[tuple[Row, Event]]] = [[] for _ in procedure.steps]
    for row, event in _events(told):
        shelves[_shelf(procedure, event)].append((row, event))
    finished = {code: row for code, row in steps.items() if consultation and row["as_of"] > since}
    present = True
    for number, (step, shelf) in enumerate(zip(procedure.steps, shelves, strict=True), start=1):
        deeds = tuple(_deeds(shelf, names, sight, own_tasks))
        day = None
        if done := finished.get(step.code):
            state, day = ("waived" if done["waived"] else "done"), done["done_on"]
            words = f"{on(day)}{'免去' if done['waived'] else '完成'}"
        elif step is _RAISED:
            state, day = "done", topic["raised_on"]
            words = f"{on(day)}完成"
        elif present and stand.state == "running":
            state, words, present = "now", "正在办理", False
        else:
            state, words = "next", "未开始" if stand.state == "running" else "未完成"
        yield Stage(number, step.name, step.actor, state, words, day, deeds)


def _events(told: Sequence[Row]) -> list[tuple[Row, Event]]:
    """In the order of the clock, but never against the order of a ledger."""
    latest: dict[str, datetime] = {}
    ordered = []
    for row in told:  # comes by source and position
        moment = max(row["recorded_at"], latest.get(row["source"], row["recorded_at"]))
        latest[row["source"]] = moment
        ordered.append((moment, row["source"], row["position"], row))
    ordered.sort(key=lambda each: each[:3])
    return [(row, KNOWN[row["type"]].model_validate(row["facts"])) for *_, row in ordered]


def _shelf(procedure: Procedure, event: Event) -> int:
    steps = procedure.steps
    if isinstance(event, StepCompleted | StepWaived):
        for number, step in enumerate(steps):
            if step.code == event.step:
                return number
    if isinstance(event, StepCompleted):  # a step of the procedure before an upgrade
        return _shelf_for(steps, _milestone(event.by_milestone))
    if isinstance(event, DutyFactCredited):
        return _shelf_for(steps, _DUTIES.get(event.kind, _ACTING))
    if isinstance(event, OutcomeNoted):
        return _shelf_for(steps, _NOTED.get(event.milestone, _ACTING))
    return _shelf_for(steps, _BELONGS.get(type(event), _ACTING))


def _milestone(name: str) -> tuple[Milestone, ...]:
    return tuple(milestone for milestone in Milestone if milestone == name)


def _shelf_for(steps: Sequence[Step], milestones: tuple[Milestone, ...]) -> int:
    for milestone in milestones:
        for number, step in enumerate(steps):
            if step.completed_by is milestone:
                return number
    return len(steps) - 1


def _deeds(
    shelf: Iterable[tuple[Row, Event]], names: Names, sight: Sight, own_tasks: frozenset[int]
) -> Iterator[Deed]:
    for _, together in groupby(shelf, _occasion):
        lines = list(together)
        first, event = lines[0]
        credits = [each for _, each in lines if isinstance(each, DutyFactCredited)]
        if credits:
            told = credited(credits, names)
        elif sight.withholds(event, own_tasks):
            told = WITHHELD
        else:
            told = tell(event, names)
        yield Deed(
            at=first["recorded_at"].astimezone(CHINA),
            unit_name=first["unit_name"],
            office=first["office"],
            told=told,
            marks=tuple(Mark(r["source"], r["position"], r["event_id"]) for r, _ in lines),
        )


def _occasion(line: tuple[Row, Event]) -> tuple[Any, ...]:
    """Duty facts of one occasion are one line of the page; anything else is a line of its own."""
    row, event = line
    if isinstance(event, DutyFactCredited):
        return (event.kind, event.occasion, event.on, row["unit_name"])
    return (row["source"], row["position"])
