"""The meetings service as one value."""

from contracts.meetings.consultation import ConsultationEvent
from contracts.meetings.procedure import RulesEvent
from contracts.outcomes.outcome import OutcomeClosed, OutcomeConsented, OutcomeSent
from contracts.topics.topic import TopicApproved, TopicPlanned
from runtime.known import KNOWN
from runtime.service import Aggregate, Service
from runtime.units import UNITS
from services.meetings import cadence_api
from services.meetings.consultation import api as consultation_api
from services.meetings.consultation import read_models as consultation_rows
from services.meetings.consultation.commands import ConsultationCommand
from services.meetings.consultation.decider import CONSULTATION
from services.meetings.consultation.policies import (
    when_outcome_closed_note_the_closure,
    when_outcome_consented_note_the_consent,
    when_outcome_sent_note_the_dispatch,
    when_topic_approved_start_procedure,
    when_topic_planned_note_the_plan,
)
from services.meetings.rules import api as rules_api
from services.meetings.rules import read_models as rules_rows
from services.meetings.rules.commands import RulesCommand
from services.meetings.rules.decider import RULES

MEETINGS = Service(
    "meetings",
    aggregates=(
        Aggregate(
            "consultation",
            CONSULTATION,
            ConsultationCommand,
            ConsultationEvent,
            consultation_rows.READ_MODEL,
        ),
        Aggregate("rules", RULES, RulesCommand, RulesEvent, rules_rows.READ_MODEL),
    ),
    rules="rules",
    policies={
        TopicApproved: (when_topic_approved_start_procedure,),
        TopicPlanned: (when_topic_planned_note_the_plan,),
        OutcomeConsented: (when_outcome_consented_note_the_consent,),
        OutcomeSent: (when_outcome_sent_note_the_dispatch,),
        OutcomeClosed: (when_outcome_closed_note_the_closure,),
    },
    references=(UNITS, KNOWN),
)

ROUTERS = (consultation_api.router, rules_api.router, cadence_api.router)
