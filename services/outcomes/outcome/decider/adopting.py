"""What addressees and those who raised the topic make of an outcome: adopted, and judged."""

from typing import Any

from common.checks import once
from common.vocabulary import chosen
from contracts.outcomes import outcome as e
from runtime.decider import Circumstances, Rejected
from services.outcomes import words
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.decider import running
from services.outcomes.outcome.decider.state import Outcome
from services.outcomes.outcome.decider.steps import in_turn, not_before, with_consent
from services.outcomes.rules.decider import OutcomeRules


def adopt(
    outcome: Outcome, command: c.AdoptOutcome, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    """The addressee takes the outcome over (004-14). The same again changes nothing."""
    in_turn(outcome, command, given)
    with_consent(outcome)
    said = adopted(outcome, command, given)
    there = [each for each in outcome.adoptions if each]
    if any(each.model_dump(exclude={"adoption", *CORRECTING}) == said for each in there):
        return []
    return [e.OutcomeAdopted(adoption=len(outcome.adoptions) + 1, **said)]


CORRECTING = ("corrects", "reason")
"""What a correction says besides the fact."""


def adopted(
    outcome: Outcome,
    command: c.AdoptOutcome | c.CorrectAdoption,
    given: Circumstances[OutcomeRules],
) -> dict[str, Any]:
    """What is said of an adoption, if it can be so."""
    assert outcome.drafted is not None
    kind = outcome.drafted.outcome_kind
    place = chosen(running.places(outcome, given.rules), command.place, words.PLACE)
    chosen(running.levels(outcome, given.rules), command.level, words.LEVEL)
    if kind.adopted_where and place.code not in kind.adopted_where:
        raise Rejected(
            "not-adopted-there",
            f"“{kind.chinese}”不写入“{place.chinese}”，可以写入：{'、'.join(kind.adopted_where)}。"
            "请核对采纳去处。",
            f"An outcome of this kind ({kind.english}) is not adopted as {place.english}, but as"
            f" one of: {', '.join(kind.adopted_where)}. Check the place.",
        )
    not_before(command.on, outcome, given)
    return command.model_dump(exclude={"adoption", "reason"})


def feed_back(
    outcome: Outcome, command: c.GiveFeedback, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    in_turn(outcome, command, given)
    if command.whom:
        chosen(running.told_groups(outcome, given.rules), command.whom, words.FEEDBACK)
    number = len(outcome.feedback) + 1
    return [e.FeedbackGiven(**dict(fed_back(outcome, number, command.whom, command, given)))]


def fed_back(
    outcome: Outcome,
    number: int,
    whom: str | None,
    command: c.GiveFeedback | c.CorrectFeedback,
    given: Circumstances[OutcomeRules],
) -> e.Feedback:
    """What is said of a feedback, if it can be so."""
    not_before(command.on, outcome, given)
    said = command.satisfaction and chosen(
        given.rules.words.satisfaction, command.satisfaction, words.SATISFACTION
    )
    return e.Feedback(
        feedback=number,
        raised_by=outcome.raised_by,
        told=told_now(outcome, whom, command.told),
        whom=whom,
        on=command.on,
        channel=command.channel,
        satisfaction=command.satisfaction,
        satisfied=said.satisfied if said and not said.abstains else None,
        again=bool(said and said.again and whom is None),
    )


def told_now(outcome: Outcome, whom: str | None, named: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the proposers who are told: all, where nobody is named."""
    if whom is not None and not named:
        return ()
    strangers = set(named) - outcome.to_answer
    if strangers or (whom and named):
        raise Rejected(
            "not-a-proposer",
            f"提案人中没有“{'、'.join(sorted(strangers)) or whom}”。请从提案人中选择，"
            "或不填此项，即为全体提案人。",
            f"Not among the proposers: {', '.join(sorted(strangers)) or whom}. Name some of"
            " them, or leave it out: then all of them were told.",
        )
    return once(named) or tuple(sorted(outcome.to_answer))
