"""What facts of topics become in the rows of `tables.py`."""

from typing import Any

from contracts.event import Recorded
from contracts.places import china_day
from contracts.topics import topic as e
from runtime import due
from runtime.projection import Change, drop, filled, patch, put
from runtime.service import ReadModel
from services.topics.topic.decider.answering import ANSWER, SUPPLEMENT
from services.topics.topic.decider.state import Stage
from services.topics.topic.tables import history, metadata, support, topics, voices


def project(record: Recorded[e.TopicEvent]) -> list[Change]:
    changed = rows(record)
    if first(record):  # most events by far: nothing was counted of it before, and nothing is due
        return changed
    return [*changed, *history_of(record), *due_rows(record)]


def first(record: Recorded[e.TopicEvent]) -> bool:
    return record.streamversion == 1


def rows(record: Recorded[e.TopicEvent]) -> list[Change]:
    match record.data:
        case e.TopicProposed() as event if first(record):
            facts = raised(record, event)
            facts["raised_as"] = event.kind
            facts["came_on"] = event.received_on or china_day(record.time)
            if event.part_of:  # counted from the day on which it became a topic of its own
                facts["came_on"] = china_day(record.time)
            behind = [_stands_behind(record, event.support)] if event.support else []
            return [put(topics, record, **facts), *behind]
        case e.TopicProposed() as event:
            here: dict[str, Any] = {"unit": record.unit, "unit_name": record.unitname}
            return [patch(topics, record, **WIPED | here | raised(record, event))]
        case e.TopicCallNamed(call=call, channel=channel, received_on=day):
            under = {"call": call, "channel": channel}
            return [patch(topics, record, received_on=day, came_on=day, **under)]
        case e.TopicSourceCorrected() as event:
            so: dict[str, Any] = {"source": event.source, "rests_on": event.rests_on}
            return [patch(topics, record, **so)]
        case e.SupportRecorded() as event:
            voice = event.paper.digest if event.paper else event.person
            return [
                put(voices, record, voice, **filled(voices, event)),
                _stands_behind(record, event.support),
            ]
        case e.SupportCorrected(digest=digest) as event:
            more, why = event.voices, event.reason
            corrected = patch(voices, record, digest, voices=more, corrected_because=why)
            return [corrected, _stands_behind(record, event.support)]
        case e.SupportWithdrawn() as event:
            voice = event.person or event.digest
            gone = patch(voices, record, voice, withdrawn_because=event.reason)
            return [gone, _stands_behind(record, event.support)]
        case e.TopicAdmitted() as event:
            facts = filled(topics, event)
            if event.description is None:  # what it said when it was raised goes on
                del facts["description"]
            fixed = {"procedure_rules": record.rules, **facts}
            return [
                patch(topics, record, stage=Stage.ADMITTED, **fixed, **owed(record, "admitted"))
            ]
        case e.TopicReturned(due=until) as event:
            facts = filled(topics, event)
            del facts["due"]  # that of the comments is another day
            back = {"supplement_due": until, "supplement_missed": None, "lapsed": None, **facts}
            return [patch(topics, record, stage=Stage.RETURNED, **back, **owed(record, "returned"))]
        case e.SupplementMissed(lapsed=lapsed):
            return [patch(topics, record, supplement_missed=True, lapsed=lapsed)]
        case e.ProposerAnswered() as event:
            return [patch(topics, record, answer_owed=None, owed_since=None, told=event)]
        case e.TopicLed(led_by=led_by, leader_level=level):
            return [patch(topics, record, led_by=led_by, leader_level=level)]
        case e.SitesAdded(sites=sites) | e.SitesWithdrawn(sites=sites):
            return [patch(topics, record, sites=sites)]
        case e.TopicRejected() as event:
            facts = {**filled(topics, event), **owed(record, "rejected")}
            return [patch(topics, record, stage=Stage.REJECTED, **facts)]
        case e.TopicTransferredOut() as event:
            facts = {
                **filled(topics, event),
                "transferred_on": event.transferred_on or china_day(record.time),
                "answer_due": event.due,
                "answer_missed": None,
                **owed(record, "transferred"),
            }
            del facts["due"]  # that of the comments is another day
            return [patch(topics, record, stage=Stage.TRANSFERRED_OUT, **facts)]
        case e.TransferReturned() as event:
            back = {"answer_due": None, "answer_missed": None, **filled(topics, event)}
            return [patch(topics, record, stage=Stage.TRANSFER_RETURNED, **back)]
        case e.TransferAnswerMissed():
            return [patch(topics, record, answer_missed=True)]
        case e.TransferAnswered() as event:
            facts = {**filled(topics, event), **owed(record, "answered")}
            return [patch(topics, record, stage=Stage.ANSWERED, **facts)]
        case e.TopicPassedUp(
            from_unit=from_unit, to_unit=to_unit, reason=reason, screened=screened
        ):
            return [
                patch(
                    topics,
                    record,
                    unit=to_unit,
                    unit_name="",
                    passed_up_from=from_unit,
                    reason=reason,
                    procedure=None,
                    procedure_rules=None,
                    steps_done=0,
                    stage=Stage.ADMITTED if screened else Stage.PROPOSED,
                )
            ]
        case e.TopicMerged(into=into, reason=reason):
            ended = {"merged_into": into, "reason": reason, **owed(record, "merged")}
            return [patch(topics, record, stage=Stage.MERGED, **ended)]
        case e.TopicTookIn(supporters=supporters, places=places, support=behind):
            both = patch(topics, record, supporters=supporters, places=places)
            return [both, _stands_behind(record, behind)]
        case e.TopicSplit(reason=reason):
            ended = {"stage": Stage.SPLIT, "reason": reason, **owed(record, "split")}
            return [patch(topics, record, **ended)]
        case e.TopicPartBegun():
            return [patch(topics, record)]
        case e.ProcedureFixed(procedure=procedure):
            fixed = {"procedure": procedure, "procedure_rules": record.rules}
            return [patch(topics, record, unit_name=record.unitname, **fixed)]
        case e.TopicApproved(consent=consent):
            return [
                patch(
                    topics,
                    record,
                    consent_bodies=consent.bodies,
                    consent_resolution=consent.resolution,
                    consent_on=consent.decided_on,
                    unit_name=record.unitname,
                )
            ]
        case e.TopicConsentRefused(bodies=bodies, reason=reason, decided_on=day):
            return [
                patch(
                    topics,
                    record,
                    stage=Stage.REFUSED,
                    consent_bodies=bodies,
                    consent_resolution=None,
                    consent_on=day,
                    reason=reason,
                    unit_name=record.unitname,
                    **owed(record, "refused"),
                )
            ]
        case e.TopicPlanned(plan=plan):
            return [patch(topics, record, plan=plan)]
        case e.TopicUnplanned(reason=reason, undone=undone):
            left: dict[str, Any] = {"plan": None, "reason": reason}
            if undone:
                left["steps_done"] = undone[0].step_number - 1
            return [patch(topics, record, **left)]
        case e.StepCompleted(step_number=number) | e.StepWaived(step_number=number):
            return [patch(topics, record, steps_done=number)]
        case e.TopicSelected():
            anew = {"consultation": None, "begun": None}
            return [patch(topics, record, stage=Stage.SELECTED, **anew)]
        case e.ConsultationNoted() as event:
            selected = {"stage": Stage.SELECTED} if event.begun else {}
            return [patch(topics, record, **selected, **filled(topics, event))]
        case e.SelectionWithdrawn(reason=reason):
            anew = {"consultation": None, "begun": None}
            return [patch(topics, record, stage=Stage.ADMITTED, reason=reason, **anew)]
        case e.TopicClosed() as event:
            return [patch(topics, record, stage=Stage.CLOSED, **filled(topics, event))]
        case e.TopicReopened(reason=reason):
            open_again = {"stage": Stage.SELECTED, "outcome": None, "outcome_number": None}
            return [patch(topics, record, reason=reason, **open_again)]


def raised(record: Recorded[e.TopicEvent], event: e.TopicProposed) -> dict[str, Any]:
    facts = filled(topics, event)
    facts["stage"], facts["steps_done"] = Stage.PROPOSED, 0
    facts["raised_in_name"] = record.unitname
    return facts


WIPED: dict[str, Any] = dict.fromkeys(column.name for column in topics.c if column.nullable)
"""What was decided on a topic holds no more once it is raised again."""


def owed(record: Recorded[e.TopicEvent], decision: str) -> dict[str, Any]:
    """Of what whoever raised it is to be told from here on."""
    return {"answer_owed": decision, "owed_since": china_day(record.time), "told": None}


def history_of(record: Recorded[e.TopicEvent]) -> list[Change]:
    """What an event after the first changes of what is counted, from the day on which it came
    about."""
    on, facts = china_day(record.time), _counted(record)
    if isinstance(record.data, e.TopicProposed):
        on = record.data.received_on or on
    return [put(history, record, record.position, on=on, facts=facts)] if facts else []


def _counted(record: Recorded[e.TopicEvent]) -> dict[str, Any]:
    match record.data:
        case e.TopicProposed() as event:
            blank = {"category": None, "field": None, "leader_level": None, "sites": 0}
            return {"stage": Stage.PROPOSED, "unit": record.unit, "kind": event.kind, **blank}
        case e.TopicAdmitted() as event:
            so = {"stage": Stage.ADMITTED, "kind": event.kind, "category": event.category}
            led = {"leader_level": event.leader_level, "sites": len(event.sites)}
            return {**so, "field": event.field, **led}
        case e.TopicReturned():
            return {"stage": Stage.RETURNED}
        case e.TopicLed(leader_level=level):
            return {"leader_level": level}
        case e.SitesAdded(sites=sites) | e.SitesWithdrawn(sites=sites):
            return {"sites": len(sites)}
        case e.TopicRejected():
            return {"stage": Stage.REJECTED}
        case e.TopicTransferredOut():
            return {"stage": Stage.TRANSFERRED_OUT}
        case e.TransferReturned():
            return {"stage": Stage.TRANSFER_RETURNED}
        case e.TransferAnswered():
            return {"stage": Stage.ANSWERED}
        case e.TopicPassedUp(to_unit=unit, screened=screened):
            return {"unit": unit, "stage": Stage.ADMITTED if screened else Stage.PROPOSED}
        case e.TopicMerged():
            return {"stage": Stage.MERGED}
        case e.TopicSplit():
            return {"stage": Stage.SPLIT}
        case e.TopicConsentRefused():
            return {"stage": Stage.REFUSED}
        case e.TopicSelected() | e.TopicReopened():
            return {"stage": Stage.SELECTED}
        case e.SelectionWithdrawn():
            return {"stage": Stage.ADMITTED}
        case e.TopicClosed():
            return {"stage": Stage.CLOSED}
    return {}


def due_rows(record: Recorded[e.TopicEvent]) -> list[Change]:
    """Until when what was returned is to be supplemented, and a claim to be answered."""
    match record.data:
        case e.TopicReturned(due=day, due_with_grace=last) if day is not None:
            return [due.expected(record, due.Deadline(SUPPLEMENT, day, last))]
        case e.SupplementMissed(due=day):
            return [due.missed(record, SUPPLEMENT, day)]
        case e.TransferAnswerMissed(due=day):
            return [due.missed(record, ANSWER, day)]
        case e.TransferReturned() | e.TransferAnswered():
            return [drop(due.due, record, ANSWER, key=record.subject)]
        case e.TopicTransferredOut(due=day, due_with_grace=last):
            awaited = [due.expected(record, due.Deadline(ANSWER, day, last))] if day else []
            return [drop(due.due, record, SUPPLEMENT, key=record.subject), *awaited]
        case e.TopicMerged() | e.TopicSplit():
            return [drop(due.due, record, SUPPLEMENT, key=record.subject)]
        case e.TopicProposed() if record.streamversion > 1:
            return [drop(due.due, record, SUPPLEMENT, key=record.subject)]
    return []


def _stands_behind(record: Recorded[e.TopicEvent], how_many: int) -> Change:
    return put(support, record, support=how_many)


READ_MODEL = ReadModel(project, metadata)
