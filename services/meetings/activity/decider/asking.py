"""Bodies are asked to take part, and each answers by its day (000-50)."""

from collections.abc import Iterator
from typing import Any

from common.checks import listed_once
from contracts.meetings import activity as e
from runtime.decider import Circumstances, Rejected
from runtime.due import Deadline, Deadlines
from services.meetings.activity import commands as c
from services.meetings.activity.decider.recording import kind_chosen, serving
from services.meetings.activity.decider.state import Activity
from services.meetings.words import Book


def ask(command: c.AskActivity, given: Circumstances[Book]) -> list[e.ActivityEvent]:
    kind = kind_chosen(command.kind, given)
    listed_once(command.consultations)
    listed_once(command.asked)
    list(serving(command.consultations, given))
    if command.answer_by is not None and command.answer_by < given.today:
        raise Rejected(
            "answer-day-past",
            f"答复期限 {command.answer_by} 已经过去。请改为今天或以后的日期，或不写期限。",
            f"The day by which they are to answer, {command.answer_by}, is past. Name today or a "
            "later day, or none.",
        )
    facts = command.model_dump(exclude={"unit", "kind", "asked"})
    asked = tuple(e.BodyAsked(body=each, kind=given.directory[each].kind) for each in command.asked)
    return [e.ActivityAsked(**kind, asked=asked, **facts)]


def agree(
    activity: Activity, command: c.AgreeActivity, given: Circumstances[Any]
) -> list[e.ActivityEvent]:
    body, before = _answers(activity, given)
    if _declined(activity, body):
        raise Rejected(
            "declined",
            "本机构已经谢绝参加。如改变主意，请与提请的单位联系，由其另行提请。",
            "Your body has declined. If it changes its mind, have the unit ask anew.",
        )
    agreed = e.ActivityAgreed(asked=body, **command.model_dump())
    if agreed == before:
        return []
    if command.planned_on is not None and command.planned_on < given.today:
        raise Rejected(
            "planned-day-past",
            f"拟开展的日期 {command.planned_on} 已经过去。请改为今天或以后的日期，或不写日期；"
            "已经开展的，请由提请的单位登记开展情况。",
            f"The day for which it is planned, {command.planned_on}, is past. Name today or a "
            "later day, or none; where it took place already, have the unit that asked record it.",
        )
    return [agreed]


def decline(
    activity: Activity, command: c.DeclineActivity, given: Circumstances[Any]
) -> list[e.ActivityEvent]:
    body, before = _answers(activity, given)
    if isinstance(before, e.ActivityAgreed):
        raise Rejected(
            "agreed",
            "本机构已经同意参加。活动开展之后由提请的单位登记情况。",
            "Your body has agreed to take part. The unit that asked records the activity once it "
            "took place.",
        )
    others = [each for each in activity.bodies_asked if each.body != body]
    declined = e.ActivityDeclined(
        asked=body,
        reason=command.reason,
        all_declined=all(_declined(activity, each.body) for each in others),
    )
    if isinstance(before, e.ActivityDeclined) and before.reason == declined.reason:
        return []
    return [declined]


def withdraw(activity: Activity, command: c.WithdrawRequest) -> list[e.ActivityEvent]:
    asked = tuple(each.body for each in activity.bodies_asked)
    return [e.RequestWithdrawn(asked=asked, reason=command.reason)]


def _declined(activity: Activity, body: str) -> bool:
    return isinstance(activity.answers.get(body), e.ActivityDeclined)


def _answers(activity: Activity, given: Circumstances[Any]) -> tuple[str, object]:
    """The body that was asked, and its answer before; only itself answers."""
    for each in activity.bodies_asked:
        if each.body == given.body:
            return each.body, activity.answers.get(each.body)
    raise Rejected(
        "other-body",
        "只有所请的机构可以答复。请转请该机构办理。",
        "Only a body that was asked can answer. Bring it to that body.",
    )


def awaited(activity: Activity) -> Iterator[Deadline]:
    """Answers that are neither on record nor noted as missed."""
    if activity.asked and activity.asked.answer_by:
        for body in activity.unanswered:
            if body not in activity.missed:
                yield Deadline(body, activity.asked.answer_by)


def missed(
    activity: Activity, command: c.NoteAnswerMissed, given: Circumstances[Any]
) -> list[e.ActivityEvent]:
    return [
        e.AnswerMissed(asked=each.what, due=each.day)
        for each in awaited(activity)
        if (each.what, each.day) == (command.what, command.day) and each.is_over(given.today)
    ]


DEADLINES = Deadlines(awaited, c.NoteAnswerMissed)
