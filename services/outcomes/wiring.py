"""The outcomes service as one value."""

from contracts.outcomes.document import DocumentEvent
from contracts.outcomes.outcome import OutcomeEvent
from contracts.outcomes.rating import RatingEvent
from contracts.outcomes.rules import RulesEvent
from contracts.outcomes.series import SeriesEvent
from runtime.chapters import READ_MODEL as RULES_ROWS
from runtime.issued import READ_MODEL as ISSUED_ROWS
from runtime.known import KNOWN
from runtime.service import Aggregate, Service
from runtime.units import UNITS
from services.outcomes.document import api as document_api
from services.outcomes.document import decider as document_rules
from services.outcomes.document.commands import DocumentCommand
from services.outcomes.outcome import api as outcome_api
from services.outcomes.outcome import documents as outcome_documents
from services.outcomes.outcome import instructions as outcome_instructions
from services.outcomes.outcome import read_models as outcome_rows
from services.outcomes.outcome.commands import OutcomeCommand
from services.outcomes.outcome.decider import OUTCOME
from services.outcomes.outcome.decider.assigning import looks_up
from services.outcomes.outcome.decider.missed import DEADLINES
from services.outcomes.outcome.decider.numbers import reads
from services.outcomes.outcome.policies import POLICIES
from services.outcomes.outcome.reactions import REACTIONS
from services.outcomes.rating import api as rating_api
from services.outcomes.rating import read_models as rating_rows
from services.outcomes.rating.commands import RatingCommand
from services.outcomes.rating.decider import RATING
from services.outcomes.rating.decider.opening import reads as put_to_the_vote
from services.outcomes.rating.reactions import REACTIONS as OF_A_RATING
from services.outcomes.rules import api as rules_api
from services.outcomes.rules.commands import RulesCommand
from services.outcomes.rules.decider import RULES
from services.outcomes.series.commands import SeriesCommand
from services.outcomes.series.decider import SERIES

OUTCOMES = Service(
    "outcomes",
    aggregates=(
        Aggregate(
            "outcome",
            OUTCOME,
            OutcomeCommand,
            OutcomeEvent,
            outcome_rows.READ_MODEL,
            deadlines=DEADLINES,
            reads=reads,
            looks_up=looks_up,
            reactions=REACTIONS,
        ),
        Aggregate("series", SERIES, SeriesCommand, SeriesEvent, apart=True),
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
            "rating",
            RATING,
            RatingCommand,
            RatingEvent,
            rating_rows.READ_MODEL,
            reads=put_to_the_vote,
            reactions=OF_A_RATING,
            apart=True,
        ),
        Aggregate("rules", RULES, RulesCommand, RulesEvent, RULES_ROWS),
    ),
    rules="rules",
    policies=POLICIES,
    references=(UNITS, KNOWN),
)

ROUTERS = (
    outcome_api.router,
    outcome_instructions.router,
    outcome_instructions.figures,
    outcome_documents.router,
    document_api.router,
    rating_api.router,
    rules_api.router,
)
