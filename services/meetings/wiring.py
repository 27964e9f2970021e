"""The meetings service as one value."""

from contracts.meetings.activity import ActivityEvent
from contracts.meetings.consultation import ConsultationEvent
from contracts.meetings.document import DocumentEvent
from contracts.meetings.quota import QuotaEvent
from contracts.meetings.rules import RulesEvent
from contracts.meetings.session import SessionEvent
from contracts.members.draw import DrawAccepted, DrawDeclined
from contracts.members.leave import LeaveGranted, LeaveTakenBack
from contracts.topics.topic import SelectionWithdrawn, TopicSelected
from runtime.chapters import READ_MODEL as RULES_ROWS
from runtime.issued import READ_MODEL as ISSUED_ROWS
from runtime.known import KNOWN
from runtime.service import Aggregate, Service
from runtime.units import UNITS
from services.meetings import figures
from services.meetings.activity import api as activity_api
from services.meetings.activity import decider as activity_rules
from services.meetings.activity import figures as activity_figures
from services.meetings.activity import read_models as activity_rows
from services.meetings.activity import requests as request_api
from services.meetings.activity.commands import ActivityCommand
from services.meetings.activity.reactions import REACTIONS as OF_AN_ACTIVITY
from services.meetings.consultation import api as consultation_api
from services.meetings.consultation import read_models as consultation_rows
from services.meetings.consultation.commands import ConsultationCommand
from services.meetings.consultation.decider import CONSULTATION
from services.meetings.consultation.policies import (
    when_draw_accepted_note_the_talent,
    when_draw_declined_let_the_talent_go,
    when_selection_withdrawn_withdraw_the_consultation,
    when_topic_selected_open_the_consultation,
)
from services.meetings.consultation.reactions import REACTIONS as OF_A_CONSULTATION
from services.meetings.document import api as document_api
from services.meetings.document import decider as document_rules
from services.meetings.document.commands import DocumentCommand
from services.meetings.outcomes import OUTCOMES
from services.meetings.people import PEOPLE
from services.meetings.plans import PLANS
from services.meetings.quota import api as quota_api
from services.meetings.quota import read_models as quota_rows
from services.meetings.quota.commands import QuotaCommand
from services.meetings.quota.decider import QUOTA
from services.meetings.quota.missed import overdue
from services.meetings.rooms import ROOMS
from services.meetings.rules import api as rules_api
from services.meetings.rules.commands import RulesCommand
from services.meetings.rules.decider import RULES
from services.meetings.session import api as session_api
from services.meetings.session import decider as session_rules
from services.meetings.session import documents as session_documents
from services.meetings.session import papers as session_papers
from services.meetings.session import read_models as session_rows
from services.meetings.session.commands import SessionCommand
from services.meetings.session.policies import (
    when_leave_granted_note_it,
    when_leave_taken_back_let_it_lapse,
)
from services.meetings.session.reactions import REACTIONS as OF_A_SESSION

MEETINGS = Service(
    "meetings",
    aggregates=(
        Aggregate(
            "consultation",
            CONSULTATION,
            ConsultationCommand,
            ConsultationEvent,
            consultation_rows.READ_MODEL,
            reactions=OF_A_CONSULTATION,
        ),
        Aggregate(
            "session",
            session_rules.SESSION,
            SessionCommand,
            SessionEvent,
            session_rows.READ_MODEL,
            reads=session_rules.reads,
            reactions=OF_A_SESSION,
        ),
        Aggregate(
            "activity",
            activity_rules.ACTIVITY_LIFE,
            ActivityCommand,
            ActivityEvent,
            activity_rows.READ_MODEL,
            deadlines=activity_rules.DEADLINES,
            reads=activity_rules.reads,
            reactions=OF_AN_ACTIVITY,
        ),
        Aggregate(
            "document",
            document_rules.DOCUMENT,
            DocumentCommand,
            DocumentEvent,
            ISSUED_ROWS,
            reads=document_rules.reads,
            seat=document_rules.seat,
        ),
        Aggregate("quota", QUOTA, QuotaCommand, QuotaEvent, quota_rows.READ_MODEL),
        Aggregate("rules", RULES, RulesCommand, RulesEvent, RULES_ROWS),
    ),
    rules="rules",
    policies={
        TopicSelected: (when_topic_selected_open_the_consultation,),
        SelectionWithdrawn: (when_selection_withdrawn_withdraw_the_consultation,),
        DrawAccepted: (when_draw_accepted_note_the_talent,),
        DrawDeclined: (when_draw_declined_let_the_talent_go,),
        LeaveGranted: (when_leave_granted_note_it,),
        LeaveTakenBack: (when_leave_taken_back_let_it_lapse,),
    },
    references=(UNITS, KNOWN, ROOMS, PEOPLE, PLANS, OUTCOMES),
    overdue=overdue,
)

ROUTERS = (
    consultation_api.router,
    session_api.router,
    session_documents.router,
    session_papers.router,
    document_api.router,
    session_papers.filed,
    activity_api.router,
    request_api.router,
    activity_figures.router,
    rules_api.router,
    quota_api.router,
    figures.router,
    figures.idle,
)
