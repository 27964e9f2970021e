"""What people read about consultations."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from common.conditions import Run
from common.procedure import Walk
from contracts.event import Recorded
from contracts.meetings import consultation as e
from contracts.places import china_day
from contracts.procedure import Procedure
from runtime.projection import Change, drop, evidence, filled, patch, put
from runtime.service import ReadModel
from services.meetings.consultation.decider.state import Stage


class StepState(StrEnum):
    """States of a step."""

    OPEN = "open"
    COMPLETE = "complete"
    WAIVED = "waived"


metadata = sa.MetaData()


consultations = sa.Table(
    "consultations",
    metadata,
    sa.Column("consultation", sa.Text, primary_key=True),
    sa.Column("topics", JSONB, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("weight", sa.Text, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("raised_by", sa.Text, nullable=False),
    sa.Column("raised_in", sa.Text, nullable=False),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("procedure", sa.Text, nullable=False),
    sa.Column("procedure_name", sa.Text, nullable=False),
    # Under which rules it was upgraded. The procedure of another is that of its topic, which was
    # fixed before the consultation was opened, and perhaps under other rules (13.3-4).
    sa.Column("upgraded_under", sa.Text),
    sa.Column("steps_done", sa.Integer, nullable=False),
    sa.Column("steps_total", sa.Integer, nullable=False),
    sa.Column("participants", JSONB, nullable=False),
    sa.Column("not_concerned", JSONB, nullable=False),
    sa.Column("session_plan", JSONB),
    sa.Column("rounds", sa.Integer, nullable=False),
    sa.Column("opened_on", sa.Date, nullable=False),
    # The day on which something was first done in it was recorded; that it was withdrawn before.
    sa.Column("begun_on", sa.Date),
    sa.Column("withdrawn_because", sa.Text),
    sa.Column("places", JSONB, nullable=False),
    sa.Column("concluded_on", sa.Date),
    sa.Column("summary", sa.Text),
    *evidence(),
)

steps = sa.Table(
    "steps",
    metadata,
    sa.Column("consultation", sa.Text, primary_key=True),
    sa.Column("step_number", sa.Integer, primary_key=True),
    # Of an upgraded case, rows of the procedure it left are not those of the one it has.
    sa.Column("procedure", sa.Text, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("conditions", JSONB, nullable=False),
    sa.Column("actors", JSONB, nullable=False),
    sa.Column("within", JSONB),
    sa.Column("evidence", JSONB, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("done_on", sa.Date),
    sa.Column("waived_because", sa.Text),
    sa.Column("resolution", sa.Text),
    *evidence(),
)

# The units that read a consultation as their own: its unit, the one that raised the topic, and all
# further places.
places = sa.Table(
    "places",
    metadata,
    sa.Column("consultation", sa.Text, primary_key=True),
    sa.Column("place", sa.Text, primary_key=True),
    *evidence(index=False),
    sa.Index("places_by_place", "place"),
)

research = sa.Table(
    "research",
    metadata,
    sa.Column("consultation", sa.Text, primary_key=True),
    sa.Column("activity", sa.Text, primary_key=True),
    sa.Column("held_on", sa.Date, nullable=False),
    sa.Column("joint", sa.Boolean, nullable=False),
    sa.Column("bodies", JSONB, nullable=False),
    sa.Column("participants", JSONB, nullable=False),
    *evidence(index=False),
)

rounds = sa.Table(
    "rounds",
    metadata,
    sa.Column("consultation", sa.Text, primary_key=True),
    sa.Column("round", sa.Integer, primary_key=True),
    sa.Column("session", sa.Text, nullable=False),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("procedure", sa.Text, nullable=False),
    sa.Column("called_for", sa.Date, nullable=False),
    sa.Column("cancelled", sa.Boolean, nullable=False),
    sa.Column("held_on", sa.Date),
    sa.Column("present", JSONB),
    sa.Column("spoke", JSONB),
    sa.Column("closed", sa.Boolean, nullable=False),
    sa.Column("summary", sa.Text),
    sa.Column("confirmed_by", sa.Text),
    *evidence(index=False),
)

notices = sa.Table(
    "notices",
    metadata,
    sa.Column("consultation", sa.Text, primary_key=True),
    sa.Column("what", sa.Text, primary_key=True),
    sa.Column("place", sa.Text, primary_key=True),
    sa.Column("on_day", sa.Date, primary_key=True),
    sa.Column("taken_back_because", sa.Text),
    *evidence(),
)

talents = sa.Table(
    "consultation_talents",
    metadata,
    sa.Column("consultation", sa.Text, primary_key=True),
    sa.Column("pool", sa.Text, primary_key=True),
    sa.Column("talent", sa.Text, primary_key=True),
    sa.Column("on_day", sa.Date, nullable=False),
    *evidence(index=False),
)

views = sa.Table(
    "views",
    metadata,
    sa.Column("consultation", sa.Text, primary_key=True),
    sa.Column("since", sa.Date, primary_key=True),
    sa.Column("until", sa.Date, primary_key=True),
    sa.Column("how", sa.Text, primary_key=True),
    sa.Column("people", sa.Integer, primary_key=True),
    sa.Column("gist", sa.Text, nullable=False),
    sa.Column("taken_back_because", sa.Text),
    *evidence(),
)


def project(record: Recorded[e.ConsultationEvent]) -> list[Change]:
    day = china_day(record.time)
    match record.data:
        case e.ConsultationOpened() as event:
            row = {
                **filled(consultations, event),
                **_under(event.procedure),
                "stage": Stage.RUNNING,
                "participants": (),
                "not_concerned": (),
                "rounds": 0,
                "opened_on": day,
            }
            reading = dict.fromkeys((record.unit, event.raised_in, *event.places))
            return [
                put(consultations, record, **row),
                *(put(places, record, place) for place in reading),
                *_walk(record, event.procedure),
            ]
        case e.ConsultationBegun():
            return [patch(consultations, record, begun_on=day)]
        case e.ConsultationWithdrawn(reason=why):
            gone = {"stage": Stage.WITHDRAWN, "withdrawn_because": why}
            return [patch(consultations, record, **gone)]
        case e.StepCompleted(step_number=step):
            return [
                patch(consultations, record, steps_done=step),
                patch(steps, record, step, state=StepState.COMPLETE, done_on=day),
            ]
        case e.StepWaived() as event:
            return [
                patch(consultations, record, steps_done=event.step_number),
                patch(
                    steps,
                    record,
                    event.step_number,
                    state=StepState.WAIVED,
                    done_on=day,
                    waived_because=event.reason,
                    resolution=event.consent.resolution,
                ),
            ]
        case e.ConsultationUpgraded(procedure=procedure):
            under = {**_under(procedure), "upgraded_under": record.rules}
            upgraded = patch(consultations, record, **under)
            return [upgraded, *_walk(record, procedure)]
        case e.ParticipantsFixed() as event:
            return [patch(consultations, record, **filled(consultations, event))]
        case e.NoticePosted(what=what, place=place, on=on):
            return [put(notices, record, what, place, on)]
        case e.NoticeTakenBack(what=what, place=place, on=on, reason=why):
            return [patch(notices, record, what, place, on, taken_back_because=why)]
        case e.ViewsSought(since=since, until=until, how=how, people=people, gist=gist):
            return [put(views, record, since, until, how, people, gist=gist)]
        case e.ViewsTakenBack(since=since, until=until, how=how, people=people, reason=why):
            return [patch(views, record, since, until, how, people, taken_back_because=why)]
        case e.TalentJoined(pool=pool, talent=talent, on=on):
            return [put(talents, record, pool, talent, on_day=on)]
        case e.TalentLeft(pool=pool, talent=talent):
            return [drop(talents, record, pool, talent)]
        case e.SessionPlanned() as event:
            return [patch(consultations, record, session_plan=event)]
        case e.ResearchDone() as event:
            return [put(research, record, event.activity, **filled(research, event))]
        case e.RoundCalled() as event:
            state: dict[str, Any] = {"called_for": event.on, "cancelled": False, "closed": False}
            called = put(rounds, record, event.round, **state, **filled(rounds, event))
            return [called, patch(consultations, record, rounds=event.round)]
        case e.RoundPostponed() as event:
            return [patch(rounds, record, event.round, called_for=event.on)]
        case e.RoundNotHeld() as event:
            unheld: dict[str, Any] = {"held_on": None, "present": None, "spoke": None}
            return [patch(rounds, record, event.round, **unheld)]
        case e.RoundCancelled() as event:
            return [patch(rounds, record, event.round, cancelled=True)]
        case e.RoundHeld() | e.RoundMinuted() as event:
            return [patch(rounds, record, event.round, **filled(rounds, event))]
        case e.MinutesAccepted(summary=summary):
            return [patch(consultations, record, summary=summary)]
        case e.ConsultationConcluded():
            return [patch(consultations, record, stage=Stage.CONCLUDED, concluded_on=day)]


def _under(procedure: Procedure) -> dict[str, Any]:
    """Columns of a case that follow its present procedure."""
    return {
        "procedure": procedure.code,
        "procedure_name": procedure.name,
        "steps_done": Walk.of(procedure, Run.MEETINGS).before,
        "steps_total": len(procedure.steps),
    }


def _walk(record: Recorded[Any], procedure: Procedure) -> list[Change]:
    """The steps that this service walks, numbered as in the whole procedure."""
    walk = Walk.of(procedure, Run.MEETINGS)
    return [
        put(
            steps,
            record,
            number,
            procedure=procedure.code,
            state=StepState.OPEN,
            **filled(steps, step),
        )
        for number, step in enumerate(walk.steps, start=walk.before + 1)
    ]


READ_MODEL = ReadModel(project, metadata)
