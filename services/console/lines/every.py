"""The line of any event, and of a row of a timeline."""

from collections.abc import Mapping
from typing import Any, assert_never, get_args

from pydantic import ValidationError

from contracts.event import type_of
from contracts.meetings.activity import ActivityEvent
from contracts.meetings.consultation import ConsultationEvent
from contracts.meetings.document import DocumentEvent as SessionDocumentEvent
from contracts.meetings.quota import QuotaEvent
from contracts.meetings.session import SessionEvent
from contracts.members.absence import AbsenceEvent
from contracts.members.assessment import AssessmentEvent
from contracts.members.body import BodyEvent
from contracts.members.contacts import ContactsEvent
from contracts.members.draw import DrawEvent
from contracts.members.duty import DutyEvent
from contracts.members.leave import LeaveEvent
from contracts.members.link import LinkEvent
from contracts.members.member import MemberEvent
from contracts.members.programme import ProgrammeEvent
from contracts.members.room import RoomEvent
from contracts.members.talent import TalentEvent
from contracts.members.unit import UnitEvent
from contracts.operations import OperationsEvent
from contracts.outcomes.document import DocumentEvent as OutcomeDocumentEvent
from contracts.outcomes.outcome import OutcomeEvent
from contracts.outcomes.rating import RatingEvent
from contracts.outcomes.series import SeriesEvent as OutcomeSeriesEvent
from contracts.topics.bulletin import BulletinEvent
from contracts.topics.call import TopicCallEvent
from contracts.topics.document import DocumentEvent as PlanDocumentEvent
from contracts.topics.plan import PlanEvent
from contracts.topics.report import ReportEvent
from contracts.topics.topic import TopicEvent
from services.console.lines import (
    absence,
    activity,
    assessment,
    bulletin,
    call,
    consultation,
    contacts,
    document,
    duty,
    leave,
    member,
    operations,
    outcome,
    plan,
    programme,
    proposal,
    quota,
    rating,
    report,
    rules,
    session,
    talent,
    topic,
    unit,
)
from services.console.lines.line import ENDING, EVERYBODY_ON_THE_CASE, Line
from services.console.lines.names import Names
from services.console.lines.proposal import ProposalEvent
from services.console.lines.rules import RulesEvent

CaseEvent = (
    TopicEvent
    | ConsultationEvent
    | SessionEvent
    | SessionDocumentEvent
    | ActivityEvent
    | OutcomeEvent
    | OutcomeDocumentEvent
)
"""The events that a timeline shows."""
AnyEvent = (
    CaseEvent
    | TopicCallEvent
    | PlanEvent
    | PlanDocumentEvent
    | ProposalEvent
    | ReportEvent
    | BulletinEvent
    | UnitEvent
    | BodyEvent
    | RoomEvent
    | ProgrammeEvent
    | MemberEvent
    | LeaveEvent
    | AbsenceEvent
    | ContactsEvent
    | LinkEvent
    | AssessmentEvent
    | DutyEvent
    | TalentEvent
    | DrawEvent
    | QuotaEvent
    | RulesEvent
    | OutcomeSeriesEvent
    | RatingEvent
    | OperationsEvent
)

UNREADABLE = Line(
    "此条记录由本页面尚不认识的新版本写入，只列明其存在。",
    step=ENDING,
    shown_to=EVERYBODY_ON_THE_CASE,
)
"""An event of a kind or a version that is not known here: nothing of it is shown to anybody."""
_KNOWN: Mapping[str, type[CaseEvent]] = {type_of(event): event for event in get_args(CaseEvent)}


def read(row: Mapping[str, Any]) -> CaseEvent | None:
    """The event of a row, or None where this version of the console cannot tell what it means."""
    event = _KNOWN.get(row["type"])
    try:
        return event.model_validate(row["facts"]) if event else None
    except ValidationError:
        return None


def line_of_case(event: CaseEvent, names: Names) -> Line:
    if isinstance(event, TopicEvent):
        return topic.line(event, names)
    if isinstance(event, ConsultationEvent):
        return consultation.line(event, names)
    if isinstance(event, SessionEvent):
        return session.line(event, names)
    if isinstance(event, SessionDocumentEvent):
        return document.line_of_session(event, names)
    if isinstance(event, ActivityEvent):
        return activity.line(event, names)
    if isinstance(event, OutcomeEvent):
        return outcome.line(event, names)
    if isinstance(event, OutcomeDocumentEvent):
        return document.line_of_outcome(event, names)
    assert_never(event)


def line(event: AnyEvent, names: Names, key: str) -> Line:
    """`key` is the id in the event's subject, such as a member's."""
    if isinstance(event, CaseEvent):
        return line_of_case(event, names)
    if isinstance(event, TopicCallEvent):
        return call.line(event, names)
    if isinstance(event, PlanEvent):
        return plan.line(event, names)
    if isinstance(event, PlanDocumentEvent):
        return document.line_of_plan(event)
    if isinstance(event, ProposalEvent):
        return proposal.line(event, names)
    if isinstance(event, ReportEvent):
        return report.line(event, names)
    if isinstance(event, BulletinEvent):
        return bulletin.line(event, names)
    if isinstance(event, UnitEvent | BodyEvent | RoomEvent):
        return unit.line(event, names)
    if isinstance(event, ProgrammeEvent):
        return programme.line(event, names)
    if isinstance(event, DutyEvent):
        return duty.line(event, names)
    if isinstance(event, MemberEvent):
        return member.line(event, names, key)
    if isinstance(event, LeaveEvent):
        return leave.line(event, names)
    if isinstance(event, AbsenceEvent):
        return absence.line(event, names)
    if isinstance(event, ContactsEvent):
        return contacts.line(event, names)
    if isinstance(event, LinkEvent):
        return contacts.linked(event, names)
    if isinstance(event, AssessmentEvent):
        return assessment.line(event, names)
    if isinstance(event, TalentEvent):
        return talent.line(event, names, key)
    if isinstance(event, DrawEvent):
        return talent.line_of_draw(event, names)
    if isinstance(event, QuotaEvent):
        return quota.line(event, names)
    if isinstance(event, OutcomeSeriesEvent):
        return outcome.line_of_series(event)
    if isinstance(event, RatingEvent):
        return rating.line(event, names)
    if isinstance(event, RulesEvent):
        return rules.line(event, names)
    if isinstance(event, OperationsEvent):
        return operations.line(event)
    assert_never(event)
