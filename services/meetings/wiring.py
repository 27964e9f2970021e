"""The meetings service as one value."""

from contracts.meetings.consultation import ConsultationEvent
from contracts.meetings.rules import RulesEvent
from contracts.topics.topic import TopicSelected
from runtime.chapters import READ_MODEL as RULES_ROWS
from runtime.known import KNOWN
from runtime.service import Aggregate, Service
from runtime.units import UNITS
from services.meetings import cadence_api
from services.meetings.consultation import api as consultation_api
from services.meetings.consultation import read_models as consultation_rows
from services.meetings.consultation.commands import ConsultationCommand
from services.meetings.consultation.decider import CONSULTATION
from services.meetings.consultation.policies import when_topic_selected_open_the_consultation
from services.meetings.rules import api as rules_api
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
        Aggregate("rules", RULES, RulesCommand, RulesEvent, RULES_ROWS),
    ),
    rules="rules",
    policies={TopicSelected: (when_topic_selected_open_the_consultation,)},
    references=(UNITS, KNOWN),
)

ROUTERS = (consultation_api.router, rules_api.router, cadence_api.router)
