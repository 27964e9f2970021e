"""The outcome's run of the procedure: whose turn it is, what completes now, what is posted."""

from collections.abc import Sequence
from datetime import date
from functools import reduce
from typing import Any

from common.conditions import lacking
from common.consents import at_once
from contracts import procedure as p
from contracts.consents import Thing
from contracts.outcomes import outcome as e
from runtime.decider import Circumstances, Command
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.conditions import DEEDS, holds
from services.outcomes.outcome.decider.days import after_concluding, after_sending
from services.outcomes.outcome.decider.state import Outcome, evolve
from services.outcomes.rules.decider import OutcomeRules


def with_steps(
    outcome: Outcome, deeds: Sequence[e.OutcomeEvent], given: Circumstances[Any]
) -> list[e.OutcomeEvent]:
    """The events, then each step that has its turn and whose conditions all hold."""
    if not deeds:
        return []
    outcome = reduce(lambda state, event: evolve(state, event, given.unit), deeds, outcome)
    steps = outcome.walk.completed(holds(outcome.facts), deeds, given)
    return [*deeds, *(e.StepCompleted(**dict(step)) for step in steps)]


def in_turn(outcome: Outcome, command: Command, given: Circumstances[Any]) -> None:
    """Refuse a deed that fulfils conditions whose step does not have its turn yet."""
    outcome.walk.in_turn(DEEDS[type(command)], holds(outcome.facts), given)


def with_consent(outcome: Outcome) -> None:
    """Refuse to use an outcome before the consent that the procedure asks for (000-24)."""
    if outcome.walk.asks(p.OutcomeConsentGiven) and not outcome.consented:
        raise lacking(p.OutcomeConsentGiven())


def not_before(on: date, outcome: Outcome, given: Circumstances[OutcomeRules]) -> None:
    """Refuse a day before that on which the outcome was sent, or all was said where none was, or
    where work on it had begun before."""
    if outcome.sent_first:
        after_sending(on, outcome.sent_on, given)
    else:
        after_concluding(on, outcome.concluded_on, given)


def post(
    outcome: Outcome, command: c.PostResult, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    said = dict(command)
    there = [(each.place, each.on) for each in outcome.posted if each]
    if (command.place, command.on) in there:
        return []
    in_turn(outcome, command, given)
    with_consent(outcome)
    after_concluding(command.on, outcome.concluded_on, given)
    return [e.ResultPosted(posting=len(outcome.posted) + 1, **said)]


def waive(
    outcome: Outcome, command: c.WaiveStep, given: Circumstances[Any]
) -> list[e.OutcomeEvent]:
    outcome.walk.waivable(command, given)
    at_once(given.rules.consents, Thing.WAIVER, None, command, given)
    passed = outcome.walk.waive(command, given)
    return [e.StepWaived(**dict(passed))] if passed else []
