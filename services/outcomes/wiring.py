"""The outcomes service as one value."""

from typing import get_args

from contracts.meetings.consultation import MinutesConfirmed
from contracts.outcomes.outcome import OutcomeEvent
from contracts.outcomes.rules import OutcomeRulesAdopted
from runtime.known import KNOWN
from runtime.service import Aggregate, Service
from runtime.units import UNITS
from services.outcomes.outcome import api as outcome_api
from services.outcomes.outcome import read_models as outcome_rows
from services.outcomes.outcome.commands import OutcomeCommand
from services.outcomes.outcome.decider import OUTCOME
from services.outcomes.outcome.policies import when_minutes_confirmed_draft_the_outcome
from services.outcomes.rules import api as rules_api
from services.outcomes.rules import read_models as rules_rows
from services.outcomes.rules.commands import AdoptOutcomeRules
from services.outcomes.rules.decider import RULES

OUTCOMES = Service(
    "outcomes",
    aggregates=(
        Aggregate(
            "outcome",
            OUTCOME,
            get_args(OutcomeCommand),
            get_args(OutcomeEvent),
            outcome_rows.project,
        ),
        Aggregate("rules", RULES, (AdoptOutcomeRules,), (OutcomeRulesAdopted,), rules_rows.project),
    ),
    tables=(
        outcome_rows.outcomes,
        outcome_rows.tasks,
        outcome_rows.look_backs,
        rules_rows.outcome_rules,
    ),
    rules="rules",
    policies={MinutesConfirmed: (when_minutes_confirmed_draft_the_outcome,)},
    references=(UNITS, KNOWN),
)

ROUTERS = [outcome_api.router, rules_api.router]
