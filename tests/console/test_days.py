"""What a page says of the days of a step: pure, by the rows of the case and the calendar."""

from datetime import date
from typing import Any

from common.conditions import Run
from contracts.procedure import StepDue
from services.console.standing import Course
from services.console.timeline import doing
from tests.common.procedures import KNOWN

YZ7 = KNOWN["YZ7"]
REPORT = next(step for step in YZ7.steps if step.code == "report")
DAY = date(2026, 3, 9)


def course(position: int, since: int = 5) -> Course:
    due = [StepDue(step="report", due=DAY).model_dump(mode="json")]
    row: dict[str, Any] = {"as_of": position, "waived": False, "done_on": DAY, "due": due}
    return Course(YZ7, Run.OUTCOMES, {Run.MEETINGS: since}, {Run.MEETINGS: {"session": row}})


def test_the_day_of_a_step_stands_with_the_step_from_which_its_time_runs() -> None:
    assert course(6).due(REPORT) == StepDue(step="report", due=DAY)
    assert course(6).due(YZ7.steps[0]) is None
    assert course(4).due(REPORT) is None  # of the procedure before an upgrade


def test_a_page_says_until_when_and_since_when_it_is_over() -> None:
    due = course(6).due(REPORT)

    assert doing(due, DAY) == "正在办理，2026年3月9日前完成"
    assert doing(due, date(2026, 3, 11)) == "正在办理，已超期2天"
    assert doing(None, DAY) == "正在办理"
    counted = StepDue(step="report", due=DAY, provisional=True)
    assert doing(counted, DAY).endswith("（该年工作日历尚未发布，暂按周一至周五计算）")
