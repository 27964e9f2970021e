"""Rows of activities: what was asked for, what took place, what was found, who took part."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from contracts.event import Recorded
from contracts.meetings import activity as e
from runtime.due import Deadline, due, expected, met, missed
from runtime.projection import Change, drop, evidence, filled, patch, put
from runtime.service import ReadModel
from services.meetings.activity.decider import Stage

metadata = sa.MetaData()


class Answer(StrEnum):
    """How a body that was asked stands to it. `let-go`: it took place without its answer;
    `withdrawn`: the unit took its request back."""

    OPEN = "open"
    AGREED = "agreed"
    DECLINED = "declined"
    LET_GO = "let-go"
    WITHDRAWN = "withdrawn"


activities = sa.Table(
    "activities",
    metadata,
    sa.Column("activity", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("consultations", JSONB, nullable=False),
    sa.Column("asked", JSONB),
    sa.Column("question", sa.Text),
    sa.Column("answer_by", sa.Date),
    sa.Column("planned_on", sa.Date),
    sa.Column("held_on", sa.Date),
    sa.Column("until", sa.Date),
    sa.Column("led_by", sa.Text),
    sa.Column("organ", sa.Text),
    sa.Column("held_by", sa.Text),
    sa.Column("meant_for", JSONB),
    sa.Column("purposes", JSONB),
    sa.Column("joined", JSONB),
    sa.Column("channel", sa.Text),
    sa.Column("amounts", JSONB),
    sa.Column("follows_up", JSONB),
    sa.Column("follows", sa.Text, index=True),
    sa.Column("bodies", JSONB),
    sa.Column("joint", sa.Boolean),
    sa.Column("place", sa.Text),
    sa.Column("present", JSONB),
    sa.Column("met", JSONB),
    sa.Column("findings", JSONB),
    sa.Column("quota", sa.Text),
    sa.Column("corrected_because", sa.Text),
    *evidence(),
)

taking_part = sa.Table(
    "taking_part",
    metadata,
    sa.Column("activity", sa.Text, primary_key=True),
    sa.Column("member", sa.Text, primary_key=True),
    *evidence(index=False),
)


sa.Index("activities_held_on", activities.c.held_on)

requests = sa.Table(
    "requests",
    metadata,
    sa.Column("request", sa.Text, primary_key=True),
    sa.Column("activity", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("consultations", JSONB, nullable=False),
    sa.Column("answer_by", sa.Date),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("planned_on", sa.Date),
    sa.Column("reason", sa.Text),
    sa.Column("missed", sa.Boolean, nullable=False),
    *evidence(),
)
"""What each body was asked, and its answer. `request` is activity and body; `missed`: that no
answer was there in time is on record."""
sa.Index("requests_activity", requests.c.activity)
sa.Index("requests_body", requests.c.body)


def project(record: Recorded[e.ActivityEvent]) -> list[Change]:
    match record.data:
        case e.ActivityAsked() as event:
            return _asked(record, event)
        case e.ActivityAgreed(asked=body, planned_on=planned_on):
            return [
                patch(activities, record, stage=Stage.AGREED, planned_on=planned_on),
                _answer(record, body, Answer.AGREED, planned_on=planned_on),
                met(record, body),
            ]
        case e.ActivityDeclined(asked=body, all_declined=all_declined, reason=reason):
            ended = patch(activities, record, stage=Stage.DECLINED)
            return [
                *([ended] if all_declined else []),
                _answer(record, body, Answer.DECLINED, reason=reason),
                met(record, body),
            ]
        case e.AnswerMissed(asked=body, due=day):
            late = patch(requests, record, key=_request(record, body), missed=True)
            return [late, missed(record, body, day)]
        case e.RequestWithdrawn(asked=bodies, reason=reason):
            told = (
                change
                for body in bodies
                for change in (
                    _answer(record, body, Answer.WITHDRAWN, reason=reason),
                    drop(due, record, body, key=record.subject),
                )
            )
            return [patch(activities, record, stage=Stage.WITHDRAWN), *told]
        case e.ActivityRecorded() as event:
            # What was asked for is there already, and keeps its question.
            write = put if record.streamversion == 1 else patch
            let_go = (
                change
                for body in event.unanswered
                for change in (_answer(record, body, Answer.LET_GO), met(record, body))
            )
            return [_whole(write, record, event), *_taking_part(record, event), *let_go]
        case e.ActivityCorrected() as event:
            gone = (member for member in event.before if member not in event.members)
            return [
                _whole(patch, record, event, corrected_because=event.reason),
                *(drop(taking_part, record, member) for member in gone),
                *_taking_part(record, event),
            ]


def _asked(record: Recorded[Any], event: e.ActivityAsked) -> list[Change]:
    facts = filled(activities, event) | {"asked": tuple(each.body for each in event.asked)}
    found: list[Change] = [put(activities, record, stage=Stage.ASKED, **facts)]
    for each in event.asked:
        asked = {"activity": record.key, "body": each.body, "answer": Answer.OPEN}
        key, of = _request(record, each.body), filled(requests, event)
        found.append(put(requests, record, key=key, **of, **asked, missed=False))
        if event.answer_by:
            found.append(expected(record, Deadline(each.body, event.answer_by)))
    return found


def _answer(record: Recorded[Any], body: str, answer: Answer, **more: Any) -> Change:
    return patch(requests, record, key=_request(record, body), answer=answer, **more)


def _request(record: Recorded[Any], body: str) -> str:
    return f"{record.key}:{body}"


def _whole(write: Any, record: Recorded[Any], event: e.Activity, **more: Any) -> Change:
    changed: Change = write(
        activities,
        record,
        stage=Stage.RECORDED,
        follows=thing_of(event.follows_up),
        **filled(activities, event),
        **more,
    )
    return changed


def thing_of(follows_up: e.FollowUp | None) -> str | None:
    """`session/42`, or `outcome/42/2` for the second check of an outcome."""
    if follows_up is None:
        return None
    number = f"/{follows_up.check}" if follows_up.check else ""
    return f"{follows_up.thing}/{follows_up.id}{number}"


def _taking_part(record: Recorded[Any], event: e.Activity) -> list[Change]:
    return [put(taking_part, record, member) for member in event.members]


READ_MODEL = ReadModel(project, metadata)
