"""Whether an outcome may be used (000-24): consented to step by step, refused, drawn up again."""

from common.consents import Turn, consented
from contracts.consents import Thing
from contracts.outcomes import outcome as e
from runtime.decider import Circumstances
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.decider.state import Outcome, Stage
from services.outcomes.outcome.decider.steps import in_turn
from services.outcomes.rules.decider import OutcomeRules


def consent(
    outcome: Outcome, command: c.ConsentToOutcome, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    in_turn(outcome, command, given)
    turn = answered(outcome, command, given)
    return [e.OutcomeConsented(**turn.named, consent=command.consent, last=turn.last)]


def refuse(
    outcome: Outcome, command: c.RefuseOutcomeConsent, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    turn = answered(outcome, command, given)
    return [e.OutcomeConsentRefused(**turn.named, **dict(command))]


def answered(
    outcome: Outcome,
    command: c.ConsentToOutcome | c.RefuseOutcomeConsent,
    given: Circumstances[OutcomeRules],
) -> Turn:
    assert outcome.drafted is not None
    kind, taken = outcome.drafted.outcome_kind.code, len(outcome.consents)
    return consented(given.rules.consents, Thing.OUTCOME, kind, taken, command, given)


def redraft(outcome: Outcome, command: c.RedraftOutcome) -> list[e.OutcomeEvent]:
    assert outcome.drafted is not None
    drafted = outcome.drafted
    said = (drafted.title, drafted.summary)
    if said == (command.title, command.summary) and outcome.stage is not Stage.REFUSED:
        return []
    return [e.OutcomeRedrafted(**dict(command))]
