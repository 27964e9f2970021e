"""The topics service as one value."""

from contracts.meetings.consultation import ConsultationBegun, ConsultationOpened
from contracts.outcomes.outcome import OutcomeClosed, OutcomeReopened
from contracts.topics.bulletin import BulletinEvent
from contracts.topics.call import TopicCallEvent
from contracts.topics.document import DocumentEvent
from contracts.topics.plan import PlanAmended, PlanDecided, PlanEvent
from contracts.topics.proposal import ProposalEvent
from contracts.topics.proposal_series import SeriesEvent
from contracts.topics.report import ReportEvent
from contracts.topics.rules import RulesEvent
from contracts.topics.signature import SignatureEvent
from contracts.topics.topic import TopicEvent
from runtime.chapters import READ_MODEL as RULES_ROWS
from runtime.issued import READ_MODEL as ISSUED_ROWS
from runtime.known import KNOWN
from runtime.service import Aggregate, Service
from runtime.units import UNITS
from services.topics.bulletin import api as bulletin_api
from services.topics.bulletin import documents as bulletin_documents
from services.topics.bulletin import read_models as bulletin_rows
from services.topics.bulletin.commands import BulletinCommand
from services.topics.bulletin.decider import BULLETIN
from services.topics.bulletin.decider import reads as what_it_holds
from services.topics.bulletin.reactions import REACTIONS as OF_BULLETINS
from services.topics.call import api as call_api
from services.topics.call import read_models as call_rows
from services.topics.call.commands import TopicCallCommand
from services.topics.call.decider import TOPIC_CALL
from services.topics.document import api as document_api
from services.topics.document import decider as document_rules
from services.topics.document.commands import DocumentCommand
from services.topics.held import HELD
from services.topics.people import api as people_api
from services.topics.people.directory import people
from services.topics.plan import api as plan_api
from services.topics.plan import documents as plan_documents
from services.topics.plan import read_models as plan_rows
from services.topics.plan.commands import PlanCommand
from services.topics.plan.decider import PLAN
from services.topics.plan.decider import reads as topics_of_rows
from services.topics.plan.policies import (
    when_plan_amended_carry_over,
    when_plan_decided_carry_over,
)
from services.topics.proposal import api as proposal_api
from services.topics.proposal import read_models as proposal_rows
from services.topics.proposal.commands import ProposalCommand
from services.topics.proposal.decider import PROPOSAL
from services.topics.proposal.decider.days import DEADLINES as PROPOSALS_DUE
from services.topics.proposal.decider.merging import reads as series_and_other
from services.topics.proposal.reactions import OF_SIGNATURES
from services.topics.proposal.reactions import REACTIONS as OF_PROPOSALS
from services.topics.proposal_series.commands import SeriesCommand
from services.topics.proposal_series.decider import SERIES
from services.topics.report import api as report_api
from services.topics.report import read_models as report_rows
from services.topics.report.commands import ReportCommand
from services.topics.report.decider import REPORT
from services.topics.report.decider import reads as other_reports
from services.topics.report.reactions import REACTIONS as OF_REPORTS
from services.topics.rules import api as rules_api
from services.topics.rules.commands import RulesCommand
from services.topics.rules.decider import RULES
from services.topics.signature import api as signature_api
from services.topics.signature.commands import SignatureCommand
from services.topics.signature.decider import SIGNATURE
from services.topics.signature.decider import reads as the_proposal
from services.topics.topic import api as topic_api
from services.topics.topic import candidates, figures
from services.topics.topic import read_models as topic_rows
from services.topics.topic.commands import RaiseAgain, TopicCommand
from services.topics.topic.decider import TOPIC
from services.topics.topic.decider.answering import DEADLINES
from services.topics.topic.decider.merging import reads
from services.topics.topic.decider.raising import where_it_was_raised
from services.topics.topic.policies import (
    when_consultation_begun_note_it,
    when_consultation_opened_note_it,
    when_outcome_closed_close_the_topic,
    when_outcome_reopened_reopen_the_topic,
    when_plan_amended_plan_the_added_topics,
    when_plan_amended_unplan_the_withdrawn,
    when_plan_decided_plan_its_topics,
)
from services.topics.topic.reactions import REACTIONS

TOPICS = Service(
    "topics",
    aggregates=(
        Aggregate("rules", RULES, RulesCommand, RulesEvent, RULES_ROWS),
        Aggregate(
            "topic",
            TOPIC,
            TopicCommand,
            TopicEvent,
            topic_rows.READ_MODEL,
            reads=reads,
            also={RaiseAgain: where_it_was_raised},
            reactions=REACTIONS,
            deadlines=DEADLINES,
        ),
        Aggregate(
            "call",
            TOPIC_CALL,
            TopicCallCommand,
            TopicCallEvent,
            call_rows.READ_MODEL,
            apart=True,
        ),
        Aggregate(
            "plan",
            PLAN,
            PlanCommand,
            PlanEvent,
            plan_rows.READ_MODEL,
            reads=topics_of_rows,
            apart=True,
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
        Aggregate(
            "proposal",
            PROPOSAL,
            ProposalCommand,
            ProposalEvent,
            proposal_rows.READ_MODEL,
            deadlines=PROPOSALS_DUE,
            reads=series_and_other,
            reactions=OF_PROPOSALS,
        ),
        Aggregate("series", SERIES, SeriesCommand, SeriesEvent, apart=True),
        Aggregate(
            "signature",
            SIGNATURE,
            SignatureCommand,
            SignatureEvent,
            reads=the_proposal,
            reactions=OF_SIGNATURES,
        ),
        Aggregate(
            "report",
            REPORT,
            ReportCommand,
            ReportEvent,
            report_rows.READ_MODEL,
            reads=other_reports,
            reactions=OF_REPORTS,
        ),
        Aggregate(
            "bulletin",
            BULLETIN,
            BulletinCommand,
            BulletinEvent,
            bulletin_rows.READ_MODEL,
            reads=what_it_holds,
            reactions=OF_BULLETINS,
            apart=True,
        ),
    ),
    rules="rules",
    policies={
        PlanDecided: (when_plan_decided_plan_its_topics, when_plan_decided_carry_over),
        PlanAmended: (
            when_plan_amended_plan_the_added_topics,
            when_plan_amended_unplan_the_withdrawn,
            when_plan_amended_carry_over,
        ),
        ConsultationOpened: (when_consultation_opened_note_it,),
        ConsultationBegun: (when_consultation_begun_note_it,),
        OutcomeClosed: (when_outcome_closed_close_the_topic,),
        OutcomeReopened: (when_outcome_reopened_reopen_the_topic,),
    },
    references=(UNITS, KNOWN, HELD),
)

PERSONAL_TABLES = (people,)
"""Tables that are created once and never rebuilt."""

ROUTERS = (
    topic_api.router,
    topic_api.transfers,
    candidates.router,
    figures.router,
    call_api.router,
    plan_api.router,
    plan_documents.router,
    document_api.router,
    proposal_api.router,
    signature_api.router,
    report_api.router,
    bulletin_api.router,
    bulletin_documents.router,
    rules_api.router,
    people_api.router,
)
