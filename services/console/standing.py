"""Where a case and its tasks stand, by their own rows and by the calendar."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from contracts.meetings.procedure import Procedure
from services.console.tables import Row

ENDED = {"returned": "已退回", "answered": "转办已答复", "refused": "未获同意"}
"""Stages in which a topic never becomes a consultation."""
_WAITING = {
    "proposed": "待审查",
    "transferred": "已转办，待答复",
    "transfer-returned": "待另行转办",
    "admitted": "待党组织同意",
    "approved": "待启动程序",
}


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
