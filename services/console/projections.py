"""How the facts of four ledgers become the console's rows. Who raised a topic is never kept."""

from datetime import UTC, date, datetime
from typing import Any, get_args

import sqlalchemy as sa

from common.conditions import Run
from contracts.event import Event, Recorded, service_of, type_of
from contracts.meetings import activity, session
from contracts.meetings import consultation as meetings
from contracts.meetings import rules as meeting_rules
from contracts.members import body as b
from contracts.members import room as r
from contracts.members import rules as member_rules
from contracts.members.member import MemberAdmitted, MemberCorrected
from contracts.outcomes import outcome as outcomes
from contracts.outcomes import rules as outcome_rules
from contracts.places import CHINA
from contracts.procedure import PassedOver, Procedure, Walked
from contracts.rules import ChapterIssued
from contracts.topics import rules as topic_rules
from contracts.topics import topic as topics
from runtime import chapters
from runtime.projection import Change, filled, patch, put
from services.console.lines.every import CaseEvent, line_of_case
from services.console.lines.names import Names
from services.console.tables import (
    body_names,
    case_consultations,
    case_invited,
    case_outcomes,
    case_promises,
    case_sessions,
    case_steps,
    case_tasks,
    case_topics,
    member_names,
    rooms,
    timelines,
    unit_kinds,
    words,
)
from services.console.words import words_of


def _chapters(events: Any) -> tuple[type[Event], ...]:
    return tuple(each for each in get_args(events) if issubclass(each, ChapterIssued))


OF_TOPICS: tuple[type[Event], ...] = (
    *get_args(topics.TopicEvent),
    *_chapters(topic_rules.RulesEvent),
)
OF_MEETINGS: tuple[type[Event], ...] = (
    *get_args(meetings.ConsultationEvent),
    *get_args(session.SessionEvent),
    *get_args(activity.ActivityEvent),
    *_chapters(meeting_rules.RulesEvent),
)
OF_OUTCOMES: tuple[type[Event], ...] = (
    *get_args(outcomes.OutcomeEvent),
    *_chapters(outcome_rules.RulesEvent),
)
OF_MEMBERS: tuple[type[Event], ...] = (
    MemberAdmitted,
    MemberCorrected,
    member_rules.ProfileAdopted,
    *_chapters(member_rules.RulesEvent),
    *get_args(b.BodyEvent),
    *get_args(r.RoomEvent),
)


def day(moment: datetime) -> date:
    """The calendar day at the place."""
    return moment.astimezone(CHINA).date()


def matter(record: Recorded[Any]) -> str:
    """The case to which an event of any service belongs: the topic from which all of it came."""
    return record.correlationid


def _put(table: sa.Table, record: Recorded[Any], *rest: Any, **values: Any) -> Change:
    return put(table, record, *rest, key=matter(record), **values)


def _patch(table: sa.Table, record: Recorded[Any], *rest: Any, **values: Any) -> Change:
    return patch(table, record, *rest, key=matter(record), **values)


def _by(record: Recorded[Any], procedure: Procedure) -> dict[str, Any]:
    """By which procedure, and since which position of this ledger."""
    return {"procedure": procedure, "since": record.position}


def _step(record: Recorded[Any], run: Run, event: Walked) -> Change:
    waived = isinstance(event, PassedOver)
    facts = {"waived": waived, "done_on": day(record.time), "due": event.due}
    return _put(case_steps[run], record, event.step, **facts)


def _line(record: Recorded[CaseEvent]) -> Change:
    """The line of the timeline that an event becomes."""
    event = record.data
    if people := {"raised_by", "entered_by"} & type(event).model_fields.keys():
        event = event.model_copy(update=dict.fromkeys(people, ""))
    return put(
        timelines[service_of(type(event))],
        record,
        record.position,
        key=matter(record),
        thing=record.subject,
        jurisdiction=record.rules.partition("/")[0],
        type=type_of(type(event)),
        event_id=str(record.id),
        recorded_at=record.time.astimezone(UTC),
        office=record.actorrole,
        facts=event,
        echo=line_of_case(event, Names()).echo,
    )


def _worded(source: str, record: Recorded[Any]) -> list[Change]:
    said = words_of(record.data)
    return [put(words[source], record, kind, code, wording=word) for kind, code, word in said]


def project_topics(record: Recorded[Any]) -> list[Change]:
    match record.data:
        case ChapterIssued():
            return _worded("topics", record)
        case event:
            return [_line(record), _case(record, event)]


def _case(record: Recorded[Any], event: topics.TopicEvent) -> Change:
    match event:
        case topics.TopicProposed():
            return _put(
                case_topics,
                record,
                title=event.title,
                description=event.description,
                origin=event.origin,
                personal=not event.enters,
                raised_in=event.raised_in,
                places=event.places,
                raised_on=day(record.time),
                raised_at=record.position,
                stage="proposed",
            )
        case topics.TopicAdmitted(category=category, weight=weight, procedure=procedure):
            sorted_by = {"category": category, "weight": weight}
            return _moved(record, stage="admitted", **sorted_by, **_by(record, procedure))
        case topics.TopicReturned():
            return _moved(record, stage="returned")
        case topics.TopicRejected():
            return _moved(record, stage="rejected")
        case topics.TopicTransferredOut():
            # Whatever its scale was taken for: what was transferred is a personal claim (001-15).
            return _moved(record, stage="transferred", personal=True)
        case topics.TransferReturned():
            return _moved(record, stage="transfer-returned")
        case topics.TransferAnswered():
            return _moved(record, stage="answered")
        case topics.TopicPassedUp(to_unit=unit, screened=screened):
            stage = "admitted" if screened else "proposed"
            return _patch(case_topics, record, unit=unit, procedure=None, stage=stage)
        case topics.TopicMerged():
            return _moved(record, stage="merged")
        case topics.TopicTookIn():
            return _moved(record)
        case topics.ProcedureFixed(procedure=procedure):
            return _moved(record, **_by(record, procedure))
        case topics.TopicApproved(consent=consent, last=last):
            return _moved(record, **({"consent": consent} if last else {}))
        case topics.TopicConsentRefused():
            return _moved(record, stage="refused")
        case topics.TopicPlanned(plan=plan):
            return _moved(record, plan=plan)
        case topics.StepCompleted() | topics.StepWaived():
            return _step(record, Run.TOPICS, event)
        case topics.TopicSelected() | topics.TopicReopened():
            return _moved(record, stage="selected")
        case topics.TopicClosed():
            return _moved(record, stage="closed")


def _moved(record: Recorded[Any], **values: Any) -> Change:
    """The case lies where its last event says: once passed up, with the unit above."""
    return _patch(case_topics, record, unit=record.unit, unit_name=record.unitname, **values)


def project_meetings(record: Recorded[Any]) -> list[Change]:
    match record.data:
        case ChapterIssued():
            return _worded("meetings", record)
        case event:
            return [_line(record), *_consultation(record, event)]


def _consultation(record: Recorded[Any], event: Event) -> list[Change]:
    match event:
        case meetings.ConsultationOpened() | meetings.ConsultationUpgraded():
            by = _by(record, event.procedure)
            return [_put(case_consultations, record, consultation=record.key, **by)]
        case meetings.StepCompleted() | meetings.StepWaived():
            return [_step(record, Run.MEETINGS, event)]
        case session.SessionCalled(consultations=served):
            return [put(case_sessions, record, each) for each in served]
        case session.ParticipantsInvited(participants=participants):
            return [
                put(case_invited, record, each.participant, body=each.body, member=each.member)
                for each in participants
                if each.body or each.member
            ]
        case session.PromiseMade(promise=promise):
            facts = filled(case_promises, promise)
            return [put(case_promises, record, promise.promise, tasked=False, **facts)]
        case session.PromiseWithdrawn(promise=number, reason=reason):
            return [patch(case_promises, record, number, withdrawn_because=reason)]
        case session.PromiseTasked(promise=number):
            return [patch(case_promises, record, number, tasked=True)]
    return []


def project_outcomes(record: Recorded[Any]) -> list[Change]:
    match record.data:
        case ChapterIssued():
            return _worded("outcomes", record)
        case event:
            return [_line(record), *_outcome(record, event)]


def _outcome(record: Recorded[Any], event: outcomes.OutcomeEvent) -> list[Change]:
    match event:
        case outcomes.OutcomeDrafted(procedure=procedure):
            return [_put(case_outcomes, record, **_by(record, procedure))]
        case outcomes.StepCompleted() | outcomes.StepWaived():
            return [_step(record, Run.OUTCOMES, event)]
        case outcomes.OutcomeSent(outcome_number=number, sent_on=sent_on):
            return [_patch(case_outcomes, record, outcome_number=number, sent_on=sent_on)]
        case outcomes.TaskAssigned():
            facts = {"accepted": False, **filled(case_tasks, event)}
            if event.reason is None:
                return [_put(case_tasks, record, event.task, **facts)]
            # Nothing of the earlier department is left, but what the last check found.
            earlier = ("returned_because", "percent", "progress_on", "completed_on")
            return [_patch(case_tasks, record, event.task, **dict.fromkeys(earlier), **facts)]
        case outcomes.TaskAccepted(task=task):
            return [_patch(case_tasks, record, task, accepted=True)]
        case outcomes.TaskReturned(task=task, reason=reason):
            return [_patch(case_tasks, record, task, returned_because=reason)]
        case outcomes.ProgressReported(task=task, percent=percent, on=on):
            return [_patch(case_tasks, record, task, percent=percent, progress_on=on)]
        case (
            outcomes.TaskCompleted(task=task, on=on)
            | outcomes.CompletionCorrected(task=task, on=on)
            | outcomes.CompletionRestored(task=task, on=on)
        ):
            return [_patch(case_tasks, record, task, completed_on=on)]
        case outcomes.CheckHeld(on=on, tasks=tasks):
            return [
                _patch(case_outcomes, record, checked_on=on),
                *(_patch(case_tasks, record, each.task, **_found(each)) for each in tasks),
            ]
        case outcomes.CheckCorrected(last_on=on, verdicts=verdicts):
            return [
                _patch(case_outcomes, record, checked_on=on),
                *(
                    _patch(case_tasks, record, each.task, kept=each.kept, finding=each.finding)
                    for each in verdicts
                ),
            ]
        case outcomes.TaskReopened(task=task):
            return [_patch(case_tasks, record, task, completed_on=None, percent=0)]
        case outcomes.HandlingUrged(task=task, new_due=new_due) if new_due is not None:
            return [_patch(case_tasks, record, task, due=new_due)]
        case outcomes.OutcomeClosed(benefit=benefit):
            return [_patch(case_outcomes, record, closed_on=day(record.time), benefit=benefit)]
        case outcomes.BenefitCorrected(benefit=benefit):
            return [_patch(case_outcomes, record, benefit=benefit)]
        case outcomes.OutcomeReopened():
            return [_patch(case_outcomes, record, closed_on=None)]
    return []


def _found(checked: outcomes.TaskChecked) -> dict[str, Any]:
    """A finding without a verdict leaves the last verdict as it is."""
    verdict = {} if checked.kept is None else {"kept": checked.kept}
    return {"finding": checked.finding, **verdict}


def project_members(record: Recorded[Any]) -> list[Change]:
    match record.data:
        case MemberAdmitted(name=name) | MemberCorrected(name=name):
            return [put(member_names, record, name=name)]
        case member_rules.WordsIssued(words=chapter):
            kinds = chapter.unit_kinds
            parts = [put(unit_kinds, record, each.code, parts=each.parts) for each in kinds]
            return [*parts, *_worded("members", record)]
        case ChapterIssued():
            return _worded("members", record)
        case member_rules.ProfileAdopted():
            return chapters.project(record)
        case b.BodyRegistered() as event:
            return [put(body_names, record, **filled(body_names, event))]
        case b.BodyFounded() | b.BodyRenamed() | b.BodyClassified() | b.BodyEnded() as event:
            return [patch(body_names, record, **filled(body_names, event))]
        case r.RoomOpened() as event:
            return [put(rooms, record, **filled(rooms, event))]
        case r.RoomChanged() | r.RoomClosed() as event:
            return [patch(rooms, record, **filled(rooms, event))]
    return []
