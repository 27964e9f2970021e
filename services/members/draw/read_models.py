"""Draws with all their rounds, the numbers, and the answers of those who were drawn (001-32)."""

from typing import Any, assert_never

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from contracts.event import Recorded
from contracts.members import draw as e
from runtime.projection import Change, evidence, filled, patch, put
from runtime.service import ReadModel
from services.members.draw.decider.state import Answer, Stage

metadata = sa.MetaData()

draws = sa.Table(
    "draws",
    metadata,
    sa.Column("draw", sa.Text, primary_key=True),
    sa.Column("occasion", sa.Text, nullable=False),
    sa.Column("consultation", sa.Text),
    sa.Column("pool", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("least", sa.Integer, nullable=False),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("round", sa.Integer, nullable=False),
    *evidence(),
)

rounds = sa.Table(
    "draw_rounds",
    metadata,
    sa.Column("draw", sa.Text, primary_key=True),
    sa.Column("round", sa.Integer, primary_key=True),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("fields", JSONB, nullable=False),
    sa.Column("tiers", JSONB, nullable=False),
    sa.Column("units", JSONB, nullable=False),
    sa.Column("bodies_concerned", JSONB, nullable=False),
    sa.Column("places_concerned", JSONB, nullable=False),
    sa.Column("choose", sa.Integer, nullable=False),
    sa.Column("candidates", JSONB, nullable=False),
    sa.Column("excluded", JSONB, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("same_as", sa.Integer),
    sa.Column("reason", sa.Text),
    sa.Column("committers", sa.Integer, nullable=False),
    sa.Column("published_on", sa.Date, nullable=False),
    sa.Column("callable_from", sa.Date, nullable=False),
    sa.Column("called_on", sa.Date),
    sa.Column("size", sa.Integer),
    sa.Column("reveal_by", sa.Date),
    sa.Column("call_digest", sa.Text),
    sa.Column("seed", sa.Text),
    sa.Column("drawn", JSONB),
    sa.Column("not_revealed", JSONB),
    sa.Column("ended_because", sa.Text),
    sa.Column("accepted", JSONB),
    sa.Column("short", sa.Boolean),
    *evidence(index=False),
)

declared = sa.Table(
    "draw_interests",
    metadata,
    sa.Column("draw", sa.Text, primary_key=True),
    sa.Column("talent", sa.Text, primary_key=True),
    sa.Column("round", sa.Integer, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    *evidence(index=False),
)

numbers = sa.Table(
    "draw_numbers",
    metadata,
    sa.Column("draw", sa.Text, primary_key=True),
    sa.Column("round", sa.Integer, primary_key=True),
    sa.Column("body", sa.Text, primary_key=True),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("commitment", sa.Text, nullable=False),
    sa.Column("number", sa.Text),
    sa.Column("nonce", sa.Text),
    *evidence(index=False),
)
"""`place`: the version of the event, by which those who committed stand in order."""

answers = sa.Table(
    "draw_answers",
    metadata,
    sa.Column("draw", sa.Text, primary_key=True),
    sa.Column("round", sa.Integer, primary_key=True),
    sa.Column("talent", sa.Text, primary_key=True),
    sa.Column("answer_by", sa.Date),
    sa.Column("replaces", sa.Text),
    sa.Column("answer", sa.Text),
    sa.Column("ground", sa.Text),
    sa.Column("note", sa.Text),
    sa.Column("answered_on", sa.Date),
    sa.Column("attended", sa.Boolean),
    *evidence(index=False),
)


def project(record: Recorded[e.DrawEvent]) -> list[Change]:
    match record.data:
        case e.DrawAsked() as event:
            return [put(draws, record, stage=Stage.ASKED, round=0, **filled(draws, event))]
        case e.PoolPublished(round=round) as event:
            row = filled(rounds, event)
            put_ = put(rounds, record, round, stage=Stage.PUBLISHED, published_on=event.on, **row)
            return [put_, patch(draws, record, stage=Stage.PUBLISHED, round=round)]
        case e.InterestDeclared(talent=talent) as event:
            return [put(declared, record, talent, **filled(declared, event))]
        case e.NumberCommitted(round=round, body=body, commitment=said):
            place = record.streamversion
            return [put(numbers, record, round, body, place=place, commitment=said)]
        case e.DrawCalled(round=round, size=size, on=on, reveal_by=reveal_by):
            more = {"called_on": on, "size": size, "reveal_by": reveal_by}
            return _now(record, round, Stage.CALLED, **more)
        case e.CallSealed(round=round, digest=digest):
            return [patch(rounds, record, round, call_digest=digest)]
        case e.NumberRevealed(round=round, body=body, number=number, nonce=nonce):
            return [patch(numbers, record, round, body, number=number, nonce=nonce)]
        case e.DrawPerformed(round=round) as event:
            asked = event.order[: event.chosen]
            return [
                *_now(record, round, Stage.PERFORMED, seed=event.seed, drawn=event.order),
                *(_offer(record, round, each, event.answer_by) for each in asked),
            ]
        case e.DrawVoided(round=round, not_revealed=bodies, reason=reason):
            more = {"not_revealed": bodies, "ended_because": reason}
            return _now(record, round, Stage.VOID, **more)
        case e.PoolWithdrawn(round=round, reason=reason):
            return _now(record, round, Stage.WITHDRAWN, ended_because=reason)
        case e.DrawAccepted(round=round, talent=talent, on=on):
            return [_answer(record, round, talent, Answer.ACCEPTED, answered_on=on)]
        case e.DrawDeclined(round=round, talent=talent) as event:
            more = {"ground": event.ground, "note": event.note, "answered_on": event.on}
            return [_answer(record, round, talent, Answer.DECLINED, **more)]
        case e.AnswerLapsed(round=round, talent=talent):
            return [_answer(record, round, talent, Answer.LAPSED)]
        case e.TalentReplaced(round=round, talent=talent, by=by, answer_by=answer_by):
            return [_offer(record, round, by, answer_by, talent)]
        case e.AnswerCorrected(round=round, talent=talent, ground=ground):
            return [patch(answers, record, round, talent, ground=ground)]
        case e.DrawClosed(round=round, accepted=accepted, short=short):
            return _now(record, round, Stage.CLOSED, accepted=accepted, short=short)
        case e.TurnoutRecorded(round=round, attended=attended, absent=absent):
            came = [*((each, True) for each in attended), *((each, False) for each in absent)]
            return [patch(answers, record, round, each, attended=there) for each, there in came]
        case _:
            assert_never(record.data)


def _now(record: Recorded[Any], round: int, stage: Stage, **more: Any) -> list[Change]:
    return [
        patch(rounds, record, round, stage=stage, **more),
        patch(draws, record, stage=stage),
    ]


def _offer(
    record: Recorded[Any], round: int, talent: str, answer_by: Any, replaces: str | None = None
) -> Change:
    return put(answers, record, round, talent, answer_by=answer_by, replaces=replaces)


def _answer(record: Recorded[Any], round: int, talent: str, answer: Answer, **more: Any) -> Change:
    return patch(answers, record, round, talent, answer=answer, **more)


READ_MODEL = ReadModel(project, metadata)
