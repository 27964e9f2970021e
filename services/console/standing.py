"""Where a case and its tasks stand, by their own rows and by the calendar."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from common.conditions import Run
from common.procedure import run_of_step
from contracts.procedure import Procedure, Step, StepDue
from services.console.tables import Row

ENDED = {
    "returned": "已退回",
    "rejected": "未予采纳",
    "answered": "转办已答复",
    "refused": "未获同意",
    "merged": "已并入另一议题",
    "split": "已拆分为几个议题",
}
"""Stages in which a topic never becomes a consultation."""
_WAITING = {
    "proposed": "待审查",
    "transferred": "已转办，待答复",
    "transfer-returned": "待另行转办",
    "admitted": "待上级单位受理",
}
_RUNS = list(Run)

Done = Mapping[Run, Mapping[str, Row]]
"""By run and code, the rows of the steps that were completed or waived."""


@dataclass(frozen=True)
class Course:
    """The procedure of a case, and how far three services have walked it. `begun` is the last run
    that began, `since` for each run the position at which its procedure was fixed."""

    procedure: Procedure
    begun: Run
    since: Mapping[Run, int]
    done: Done

    def row(self, step: Step) -> Row | None:
        """What is kept of the step, where it is done under this procedure."""
        run = run_of_step(step)
        found = self.done.get(run, {}).get(step.code)
        return found if found and found["as_of"] > self.since.get(run, 0) else None

    def due(self, step: Step) -> StepDue | None:
        """By when the step is to be done, where its time runs."""
        found = [
            StepDue.model_validate(each)
            for run, rows in self.done.items()
            for row in rows.values()
            if row["as_of"] > self.since.get(run, 0)
            for each in row["due"]
            if each["step"] == step.code
        ]
        return found[-1] if found else None

    def passed(self, step: Step) -> bool:
        """Whether it is done: itself, or its whole run, as a later one began."""
        earlier = _RUNS.index(run_of_step(step)) < _RUNS.index(self.begun)
        return earlier or self.row(step) is not None


def course(topic: Row, consultation: Row | None, outcome: Row | None, done: Done) -> Course | None:
    """By the copy of the service that came last; none before the topic is admitted."""
    runs = {Run.TOPICS: topic, Run.MEETINGS: consultation, Run.OUTCOMES: outcome}
    begun = {run: row for run, row in runs.items() if row and row["procedure"]}
    if not begun:
        return None
    last, row = list(begun.items())[-1]
    since: dict[Run, int] = {run: row["since"] for run, row in begun.items()}
    return Course(Procedure.model_validate(row["procedure"]), last, since, done)


@dataclass(frozen=True)
class Standing:
    """Where a case stands. `step` counts from 1 and is 0 where no procedure runs."""

    state: str
    words: str
    step: int = 0
    steps: int = 0
    procedure: str = ""


@dataclass(frozen=True)
class Task:
    """A task of the three lists, with its standing on the day of the request."""

    task: int
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
    promise: int | None
    finding: str | None


def standing(topic: Row, course: Course | None, outcome: Row | None) -> Standing:
    closed = outcome["closed_on"] is not None if outcome else topic["stage"] == "closed"
    if words := ENDED.get(topic["stage"]):
        return Standing("ended", words)
    if course is None:
        state = "closed" if closed else "running"
        return Standing(state, "已办结" if closed else _WAITING.get(topic["stage"], "办理中"))
    procedure = course.procedure
    steps = len(procedure.steps)
    if closed:
        return Standing("closed", "已办结", steps, steps, procedure.name)
    for number, step in enumerate(procedure.steps, start=1):
        if not course.passed(step):
            return Standing("running", step.name, number, steps, procedure.name)
    return Standing("running", "各步骤已完成，待办结", steps, steps, procedure.name)


def task_of(row: Row, today: date, ended: bool) -> Task:
    """The calendar decides at each request what is overdue; no flag is kept (13.3-6)."""
    state, words, over = _due(row, today, ended)
    shown = {name: row[name] for name in Task.__dataclass_fields__ if name in row}
    return Task(**{**shown, "co": tuple(row["co"])}, state=state, words=words, days_over=over)


def _due(row: Row, today: date, ended: bool) -> tuple[str, str, int]:
    over = max((today - row["due"]).days, 0)
    not_kept = row["kept"] is False
    if row["completed_on"]:
        return "done", "已完成，待核查" if not_kept else "已完成", 0
    if ended and not_kept:
        return "late", "核查未落实，请重新办理成果", 0
    if ended:
        return "done", "随成果办结", 0
    if over:
        return "late", f"超期{over}天", over
    if row["percent"] is None and row["first_progress_due"] < today:
        return "late", "首次进展超期", (today - row["first_progress_due"]).days
    if row["returned_because"]:
        return "open", "已退回，待重新交办", 0
    left = (row["due"] - today).days
    doing = "办理中" if row["accepted"] else "待接收"
    return "open", f"{'核查未落实，重新办理' if not_kept else doing}，还有{left}天", 0
