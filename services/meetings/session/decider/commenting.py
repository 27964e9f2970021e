"""What becomes of the minutes: comments on the draft, what was put right after they were confirmed,
and what of them is published."""

from datetime import date
from typing import Any

from contracts.meetings import session as e
from runtime.decider import Circumstances, Rejected
from services.meetings.session import commands as c
from services.meetings.session.decider.answering import seat
from services.meetings.session.decider.state import Session


def comment(
    session: Session, command: c.CommentOnMinutes, given: Circumstances[Any]
) -> list[e.SessionEvent]:
    if not session.draft:
        raise no_draft()
    who = seat(session, command, given)
    for before in session.comments:
        if (before.fact.participant, before.fact.text) == (who.participant, command.text):
            return []
    return [
        e.MinutesCommented(
            comment=len(session.comments) + 1,
            participant=who.participant,
            title=who.title,
            text=command.text,
        )
    ]


def settle(session: Session, command: c.SettleComment) -> list[e.SessionEvent]:
    if command.comment > len(session.comments):
        raise Rejected(
            "no-comment",
            f"没有第 {command.comment} 条修改意见（共 {len(session.comments)} 条）。请核对序号。",
            f"There is no comment {command.comment} (there are {len(session.comments)}). "
            "Check the number.",
        )
    settled = e.CommentSettled(**command.model_dump())
    return [] if session.comments[command.comment - 1].settled == settled else [settled]


def all_settled(session: Session) -> None:
    """Refuse to confirm minutes on which somebody waits for an answer."""
    if waiting := [str(each.fact.comment) for each in session.comments if each.settled is None]:
        raise Rejected(
            "comment-open",
            f"第 {'、'.join(waiting)} 条修改意见尚未答复。请逐条写明是否采纳和理由。",
            f"Still open: comment {', '.join(waiting)}. Say of each whether it was taken up, "
            "and why.",
        )


def no_draft() -> Rejected:
    return Rejected(
        "no-draft",
        "会议纪要尚未起草。请先起草纪要。",
        "There is no draft of the minutes. Draft them first.",
    )


def correct_minutes(
    session: Session, command: c.CorrectMinutes, given: Circumstances[Any]
) -> list[e.SessionEvent]:
    if (before := session.minutes) is None:
        raise not_confirmed()
    was = before.fact.model_dump(include=set(e.Minutes.model_fields))
    facts = {**was, **command.model_dump(exclude={"reason"})}
    if facts == was:
        return []
    given.has_come(command.on)
    behind_the_session(session, command.on)
    return [e.MinutesCorrected(**facts, corrects=before.version, reason=command.reason)]


def behind_the_session(session: Session, day: date) -> None:
    """Refuse minutes that were confirmed before the session was over."""
    if day < (last := session.sittings[-1].on):
        raise Rejected(
            "minutes-before",
            f"最后一次会议在 {last} 召开，确认纪要的日期应不早于它。请核对日期。",
            f"The last sitting was on {last}; minutes are confirmed no earlier. Check the day.",
        )


def publish(
    session: Session, command: c.PublishMinutes, given: Circumstances[Any]
) -> list[e.SessionEvent]:
    if session.minutes is None:
        raise not_confirmed()
    assert session.called
    published = e.MinutesPublished(
        title=session.called.title,
        form=session.called.form,
        held_on=session.sittings[0].on,
        **command.model_dump(),
    )
    if published == session.published:
        return []
    given.has_come(command.on)
    if command.on < session.minutes.fact.on:
        raise Rejected(
            "published-before",
            f"纪要于 {session.minutes.fact.on} 确认，公布日期应不早于它。请核对日期。",
            f"The minutes were confirmed on {session.minutes.fact.on} and are published no "
            "earlier. Check the day.",
        )
    return [published]


def not_confirmed() -> Rejected:
    return Rejected(
        "not-confirmed",
        "会议纪要尚未确认。请先确认纪要。",
        "The minutes are not confirmed. Confirm them first.",
    )
