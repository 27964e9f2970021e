"""The timeline of a case: its events, under the steps of its procedure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from common.conditions import KINDS, plain_of, wall
from common.procedure import run_of_step
from contracts import procedure as p
from contracts.places import CHINA
from contracts.roles import OFFICES
from services.console.lines.every import UNREADABLE, line_of_case, read
from services.console.lines.line import NOBODY, PROVISIONAL, Line, on, term
from services.console.lines.names import Names
from services.console.standing import Course, Standing
from services.console.tables import Row
from services.console.visibility import Viewer

_RAISED = p.Step(code="raised", name="提出议题", conditions=(p.Raised(),))
_BEFORE_ANY_PROCEDURE = p.Procedure(
    code="none",
    name="尚未启动程序",
    steps=(_RAISED, p.Step(code="screened", name="审查", conditions=(p.Screened(),))),
)

Entry = tuple[Row, Line]
WITHHELD = Line("此条内容按权限不予显示，只列明其存在。", step=(), shown_to=NOBODY, echo=True)


@dataclass(frozen=True)
class Mark:
    """Where in the ledgers a line can be found."""

    source: str
    position: int
    event_id: str


@dataclass(frozen=True)
class Deed:
    """One event: its line, its time and place, the office, and the proof. `joined`: the title of
    the topic of which it was recorded, where that became part of this one."""

    at: datetime
    joined: str
    unit_name: str
    office: str
    line: Line
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Stage:
    """A step of the procedure and the events that belong to it. `asks` says what completes it and
    who acts; `state`: done waived now next."""

    number: int
    name: str
    asks: str
    state: str
    words: str
    day: date | None
    deeds: tuple[Deed, ...]


def stages(
    topic: Row,
    stand: Standing,
    course: Course | None,
    records: Sequence[Row],
    names: Names,
    viewer: Viewer,
    own_tasks: frozenset[int],
    today: date,
) -> Iterator[Stage]:
    procedure = course.procedure if course else _BEFORE_ANY_PROCEDURE
    shelves: list[list[Entry]] = [[] for _ in procedure.steps]
    for entry in entries(records, names):
        shelves[step_of(procedure, entry[1])].append(entry)
    present = True
    for number, (step, shelf) in enumerate(zip(procedure.steps, shelves, strict=True), start=1):
        deeds = tuple(deeds_of(shelf, viewer, own_tasks))
        day = None
        if course and (done := course.row(step)):
            state, day = ("waived" if done["waived"] else "done"), done["done_on"]
            words = f"{on(day)}{'免去' if done['waived'] else '完成'}"
        elif step is _RAISED:
            state, day = "done", topic["raised_on"]
            words = f"{on(day)}完成"
        elif course and course.passed(step):
            state, words = "done", "完成"
        elif present and stand.state == "running":
            state, words, present = (
                "now",
                doing(course.due(step) if course else None, today),
                False,
            )
        else:
            state, words = "next", "未开始" if stand.state == "running" else "未完成"
        yield Stage(number, step.name, _asks(step, names), state, words, day, deeds)


def doing(due: p.StepDue | None, today: date) -> str:
    """正在办理，2026年3月2日前完成"""
    if due is None:
        return "正在办理"
    over = (today - due.due).days
    until = f"已超期{over}天" if over > 0 else f"{on(due.due)}前完成"
    return f"正在办理，{until}{f'（{PROVISIONAL}）' if due.provisional else ''}"


def _asks(step: p.Step, names: Names) -> str:
    """议前调研、制定协商方案；联络员办理；7天内"""
    said = ["、".join(wall(each, names.codes) for each in step.conditions)]
    if step.actors:
        said.append("、".join(OFFICES[each] for each in step.actors) + "办理")
    if step.within:
        said.append(f"{term(step.within)}内")
    return "；".join(said)


def step_of(procedure: p.Procedure, line: Line) -> int:
    """The place in the procedure of the step that a line belongs to."""
    steps = procedure.steps
    wanted = [step for step in steps if step.code == line.code]
    for kind in line.step:
        wanted += [step for step in steps if kind in _kinds(step)]
    if not wanted and line.step:
        wanted = [s for s in steps if run_of_step(s) is KINDS[line.step[0]].run][-1:]
    return steps.index(wanted[0]) if wanted else len(steps) - 1


def _kinds(step: p.Step) -> set[type[p.Plain]]:
    return {type(each) for condition in step.conditions for each in plain_of(condition)}


def entries(records: Sequence[Row], names: Names) -> Iterator[Entry]:
    """Each record with its line, in the words of those by whose rules it was decided."""
    for row in _in_order(records):
        event = read(row)
        yield row, line_of_case(event, names.under(row["jurisdiction"])) if event else UNREADABLE


def withheld(deeds: Iterable[Deed]) -> int:
    """How many of these are not for this person."""
    return sum(deed.line is WITHHELD for deed in deeds)


def _in_order(records: Sequence[Row]) -> list[Row]:
    """In the order of the clock, but never against the order of a ledger."""
    latest: dict[str, datetime] = {}
    ordered = []
    for row in records:  # comes by source and position
        moment = max(row["recorded_at"], latest.get(row["source"], row["recorded_at"]))
        latest[row["source"]] = moment
        ordered.append((moment, row["source"], row["position"], row))
    ordered.sort(key=lambda each: each[:3])
    return [row for *_, row in ordered]


def deeds_of(
    shelf: Iterable[Entry], viewer: Viewer, own_tasks: frozenset[int] = frozenset()
) -> Iterator[Deed]:
    """Those of topics that joined come chosen by who may read them."""
    for row, line in shelf:
        joined = row.get("joined", "")
        shown = joined or viewer.shows(line, own_tasks, row["thing"])
        yield Deed(
            at=row["recorded_at"].astimezone(CHINA),
            joined=joined,
            unit_name=row["unit_name"],
            office=row["office"],
            line=line if shown else WITHHELD,
            marks=(Mark(row["source"], row["position"], row["event_id"]),),
        )
