"""The conditions of the procedure in force, as deeds wait for them. Sessions and activities ask
here as well, of each consultation that they serve."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from common.calendar import WorkingDays
from common.conditions import lacking, plain_of
from runtime.decider import Circumstances, Command, Rejected
from services.meetings.consultation.conditions import BEFORE_A_SESSION, DEEDS, holds
from services.meetings.consultation.decider.beginning import was_withdrawn
from services.meetings.consultation.decider.state import Consultation, Stage


def in_turn(case: Consultation, command: Command, given: Circumstances[Any]) -> None:
    """Refuse a deed that fulfils conditions whose step does not have its turn yet."""
    if kinds := DEEDS.get(type(command)):
        case.walk.in_turn(kinds, holds(case.facts), given)


def prepared(case: Consultation, day: date, calendar: WorkingDays | None) -> None:
    """Refuse a session on a day on which something that comes before it has not been (13.3-1).
    Without a calendar working days are not counted again."""
    consented_to(case, day)
    on_that_day = holds(replace(case.facts, meets_on=day, calendar=calendar))
    for _, condition in case.walk.asked():
        before = all(type(each) in BEFORE_A_SESSION for each in plain_of(condition))
        if before and not on_that_day(condition):
            raise lacking(condition)


def consented_to(case: Consultation, day: date) -> None:
    """Refuse a session on a day before the consent to its topic (000-24, 13.3-1)."""
    consented_on = case.opened.consented_on if case.opened else None
    if consented_on is not None and day < consented_on:
        raise Rejected(
            "before-consent",
            f"议题于 {consented_on} 获得同意，协商会不能早于这一天（{day}）。请核对会议日期；"
            "在同意之前开的会不属于这项协商，请另行登记，议程上不写这项协商。",
            f"The topic was consented to on {consented_on}; no session of it is earlier ({day}). "
            "Check the day. What was held before the consent is no session of this consultation: "
            "call it without naming the consultation on its agenda.",
        )


def in_reach(consultations: Iterable[str], given: Circumstances[Any]) -> None:
    """Refuse whoever has no office that covers each of these consultations: what a session or an
    activity brings is recorded there as well. A place of a consultation reads it, no more."""
    for each in consultations:
        stream = f"consultation/{each}"
        if not given.reaches(stream):
            unit = given.read(stream).unit
            raise Rejected(
                "consultation-outside",
                f"所服务的协商属 {unit}，不在您的管辖范围内。请由该地或其上级的人员办理，"
                "或不填写这项协商。",
                f"The consultation that it serves is one of {unit}, outside your office. Ask "
                "somebody of that unit or of one above it, or name no such consultation.",
            )


def running(case: Consultation) -> None:
    """Refuse what serves a consultation that is concluded, or was withdrawn."""
    if case.stage is Stage.WITHDRAWN:
        raise was_withdrawn()
    if case.stage is not Stage.RUNNING:
        raise Rejected(
            "concluded",
            "协商已经结束，过程不能再改。后续事项请在成果中办理。",
            "The consultation is concluded and stands as it is. Take what follows to its outcome.",
        )


def none_open(case: Consultation) -> None:
    """Refuse another round, or the end, while a session goes on (000-47)."""
    if (going_on := case.open_round) is not None:
        number = going_on.called.round
        raise Rejected(
            "session-open",
            f"第 {number} 次协商会尚未结束。请先结束或取消该次会议。",
            f"Round {number} has not ended. Close or cancel its session first.",
        )
