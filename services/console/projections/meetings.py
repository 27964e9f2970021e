"""What facts of consultations, sessions and activities become."""

from datetime import date
from typing import Any, get_args

from common.conditions import Run
from contracts.event import Event, Recorded
from contracts.meetings import activity, document, rules, session
from contracts.meetings import consultation as meetings
from contracts.meetings.quota import QuotaMissed
from contracts.rules import ChapterIssued
from runtime import chapters
from runtime.projection import Change, drop, filled, patch, put
from services.console.projections.shared import (
    by_procedure,
    chapters_of,
    line,
    matter,
    put_case,
    step,
    worded,
)
from services.console.tables import (
    case_consultations,
    case_invited,
    case_promises,
    case_sessions,
    gatherings,
    quotas_missed,
)

OF_MEETINGS: tuple[type[Event], ...] = (
    *get_args(meetings.ConsultationEvent),
    *get_args(session.SessionEvent),
    *get_args(document.DocumentEvent),
    *get_args(activity.ActivityEvent),
    QuotaMissed,
    *chapters_of(rules.RulesEvent),
)


def project_meetings(record: Recorded[Any]) -> list[Change]:
    match record.data:
        case rules.QuotasIssued():
            return [*chapters.project(record), *worded("meetings", record)]
        case ChapterIssued():
            return worded("meetings", record)
        case QuotaMissed() as event:
            held = len(event.sessions) + len(event.activities)
            facts: dict[str, Any] = {"held": held, "event_id": str(record.id)}
            missed = filled(quotas_missed, event)
            return [put(quotas_missed, record, event.quota, event.first, **facts, **missed)]
        case event:
            return [line(record), *_consultation(record, event), *_gathering(record, event)]


def _consultation(record: Recorded[Any], event: Event) -> list[Change]:
    match event:
        case meetings.ConsultationOpened() | meetings.ConsultationUpgraded():
            by = by_procedure(record, event.procedure)
            return [put_case(case_consultations, record, consultation=record.key, **by)]
        case meetings.ConsultationWithdrawn():
            return [drop(case_consultations, record, key=matter(record))]
        case meetings.StepCompleted() | meetings.StepWaived():
            return [step(record, Run.MEETINGS, event)]
        case session.SessionCalled(consultations=served):
            return [put(case_sessions, record, each) for each in served]
        case session.ParticipantsInvited(participants=participants):
            return [
                put(case_invited, record, each.participant, body=each.body, member=each.member)
                for each in participants
                if each.body or each.member
            ]
        case session.InvitationAnswered(participant=number, answer=answer):
            return [patch(case_invited, record, number, answer=answer)]
        case session.PromiseMade(promise=promise):
            facts = filled(case_promises, promise)
            return [put(case_promises, record, promise.promise, tasked=False, **facts)]
        case session.PromiseWithdrawn(promise=number, reason=reason):
            return [patch(case_promises, record, number, withdrawn_because=reason)]
        case session.PromiseTasked(promise=number):
            return [patch(case_promises, record, number, tasked=True)]
    return []


def _gathering(record: Recorded[Any], event: Event) -> list[Change]:
    match event:
        case session.SessionCalled(form=form, on=on, key=key, present=present):
            facts = {"session": record.key, "kind": form, "key_session": key, "lacking": present}
            return [_began(record, event, stage="called", on=on, **facts)]
        case session.SessionPostponed(on=on, place=place):
            return [_went_on(record, planned_on=on, place=place)]
        case session.SittingHeld(sitting=number, on=on, held_on=first) if number == 1 or first:
            proof = {"held_at": record.position, "held_event": str(record.id)}
            return [_went_on(record, stage="held", held_on=on, **proof)]
        case session.SittingCorrected(held_on=first) if first:
            proof = {"held_at": record.position, "held_event": str(record.id)}
            return [_went_on(record, held_on=first, **proof)]
        case session.SittingWithdrawn(held_on=None):
            proof = {"held_on": None, "held_at": None, "held_event": None}
            return [_went_on(record, stage="called", **proof)]
        case session.SittingWithdrawn(held_on=first):
            return [_went_on(record, held_on=first)]
        case session.AttendanceRecorded() | session.AttendanceCorrected():
            return [_went_on(record, lacking=event.lacking)]
        case session.SessionCancelled():
            return [_went_on(record, stage="cancelled")]
        case session.SessionClosed():
            return [_went_on(record, stage="closed")]
        case session.MinutesConfirmed():
            return [_went_on(record, stage="minuted")]
        case activity.ActivityAsked():
            asked = tuple(each.body for each in event.asked)
            return [_began(record, event, stage="asked", asked=asked)]
        case activity.ActivityAgreed(planned_on=planned_on):
            return [_went_on(record, stage="agreed", planned_on=planned_on)]
        case activity.ActivityDeclined(all_declined=True):
            return [_went_on(record, stage="declined")]
        case activity.RequestWithdrawn():
            return [_went_on(record, stage="withdrawn")]
        case activity.ActivityRecorded() if record.streamversion == 1:
            return [_began(record, event, **_took_place(record, event))]
        case activity.ActivityRecorded() | activity.ActivityCorrected():
            return [_went_on(record, **filled(gatherings, event), **_took_place(record, event))]
    return []


def _took_place(record: Recorded[Any], event: activity.Activity) -> dict[str, Any]:
    groups = dict.fromkeys([event.quota, *(each.quota for each in event.purposes)])
    proof = {"held_at": record.position, "held_event": str(record.id)}
    return {**proof, "stage": "recorded", "groups": tuple(filter(None, groups))}


def _began(
    record: Recorded[Any],
    event: session.SessionCalled | activity.ActivityAsked | activity.ActivityRecorded,
    on: date | None = None,
    **values: Any,
) -> Change:
    facts = filled(gatherings, event) | values
    return put(
        gatherings,
        record,
        key=record.subject,
        matter=matter(record),
        apart=not event.consultations,
        jurisdiction=record.rules.partition("/")[0],
        began_at=record.position,
        planned_on=on,
        **facts,
    )


def _went_on(record: Recorded[Any], **values: Any) -> Change:
    return patch(gatherings, record, key=record.subject, **values)
