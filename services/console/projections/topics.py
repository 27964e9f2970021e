"""What facts of topics become."""

from typing import Any, get_args

from common.conditions import Run
from contracts.event import Event, Recorded
from contracts.places import china_day
from contracts.rules import ChapterIssued
from contracts.topics import rules
from contracts.topics import topic as topics
from runtime.projection import Change, drop
from services.console.projections.shared import (
    by_procedure,
    chapters_of,
    line,
    matter,
    patch_case,
    put_case,
    step,
    worded,
)
from services.console.tables import case_steps, case_topics

OF_TOPICS: tuple[type[Event], ...] = (
    *get_args(topics.TopicEvent),
    *chapters_of(rules.RulesEvent),
)


def project_topics(record: Recorded[Any]) -> list[Change]:
    match record.data:
        case ChapterIssued():
            return worded("topics", record)
        case event:
            return [line(record), _case(record, event), *_undone(record, event)]


def _undone(record: Recorded[Any], event: topics.TopicEvent) -> list[Change]:
    """Steps that wait again, as the topic was withdrawn from its plan."""
    if not isinstance(event, topics.TopicUnplanned):
        return []
    case, table = matter(record), case_steps[Run.TOPICS]
    return [drop(table, record, each.step, key=case) for each in event.undone]


def _case(record: Recorded[Any], event: topics.TopicEvent) -> Change:
    match event:
        case topics.TopicProposed():
            return put_case(
                case_topics,
                record,
                title=event.title,
                description=event.description,
                origin=event.origin,
                personal=not event.enters,
                raised_in=event.raised_in,
                places=event.places,
                raised_on=china_day(record.time),
                raised_at=record.position,
                stage="proposed",
                part_of=event.part_of,
            )
        case (
            topics.TopicCallNamed()
            | topics.TopicSourceCorrected()
            | topics.SupportRecorded()
            | topics.SupportCorrected()
            | topics.SupportWithdrawn()
            | topics.SupplementMissed()
            | topics.TransferAnswerMissed()
            | topics.ProposerAnswered()
            | topics.TopicLed()
            | topics.SitesAdded()
            | topics.SitesWithdrawn()
            | topics.TopicPartBegun()
        ):
            return _moved(record)
        case topics.TopicAdmitted(category=category, weight=weight, procedure=procedure):
            known = {"category": category, "weight": weight}
            if event.description is not None:
                known["description"] = event.description
            return _moved(record, stage="admitted", **known, **by_procedure(record, procedure))
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
            return patch_case(case_topics, record, unit=unit, procedure=None, stage=stage)
        case topics.TopicMerged(into=into, into_title=title):
            return _moved(record, stage="merged", merged_into=into, into_title=title)
        case topics.TopicSplit():
            return _moved(record, stage="split")
        case topics.TopicTookIn(places=places):
            return _moved(record, places=places)
        case topics.ProcedureFixed(procedure=procedure):
            return _moved(record, **by_procedure(record, procedure))
        case topics.TopicApproved(consent=consent, last=last):
            return _moved(record, **({"consent": consent} if last else {}))
        case topics.TopicConsentRefused():
            return _moved(record, stage="refused")
        case topics.TopicPlanned(plan=plan):
            return _moved(record, plan=plan)
        case topics.TopicUnplanned():
            return _moved(record, plan=None)
        case topics.ConsultationNoted(begun=begun):
            return _moved(record, **({"stage": "selected"} if begun else {}))
        case topics.SelectionWithdrawn():
            return _moved(record, stage="admitted")
        case topics.StepCompleted() | topics.StepWaived():
            return step(record, Run.TOPICS, event)
        case topics.TopicSelected() | topics.TopicReopened():
            return _moved(record, stage="selected")
        case topics.TopicClosed():
            return _moved(record, stage="closed")


def _moved(record: Recorded[Any], **values: Any) -> Change:
    """The case lies where its last event says: once passed up, with the unit above."""
    return patch_case(case_topics, record, unit=record.unit, unit_name=record.unitname, **values)
