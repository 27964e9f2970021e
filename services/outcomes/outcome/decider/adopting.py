"""What addressees and those who raised the topic make of an outcome: adopted, and judged."""

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
    assert outcome.drafted is not None
    in_turn(outcome, command, given)
    with_consent(outcome)
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
    said = command.model_dump()
    if any(each.model_dump(exclude={"adoption"}) == said for each in outcome.adoptions):
        return []
    return [e.OutcomeAdopted(adoption=len(outcome.adoptions) + 1, **said)]


def feed_back(
    outcome: Outcome, command: c.GiveFeedback, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    in_turn(outcome, command, given)
    not_before(command.on, outcome, given)
    if command.whom:
        chosen(running.told_groups(outcome, given.rules), command.whom, words.FEEDBACK)
    said = command.satisfaction and chosen(
        given.rules.words.satisfaction, command.satisfaction, words.SATISFACTION
    )
    satisfied = said.satisfied if said and not said.abstains else None
    return [
        e.FeedbackGiven(
            feedback=len(outcome.feedback) + 1,
            raised_by=outcome.raised_by,
            satisfied=satisfied,
            again=bool(said and said.again and command.whom is None),
            **{**dict(command), "told": told_now(outcome, command)},
        )
    ]


def told_now(outcome: Outcome, command: c.GiveFeedback) -> tuple[str, ...]:
    """Those of the proposers who are told: all, where the command names none."""
    if command.whom is not None and not command.told:
        return ()
    strangers = set(command.told) - outcome.to_answer
    if strangers or (command.whom and command.told):
        raise Rejected(
            "not-a-proposer",
            f"提案人中没有“{'、'.join(sorted(strangers)) or command.whom}”。请从提案人中选择，"
            "或不填此项，即为全体提案人。",
            f"Not among the proposers: {', '.join(sorted(strangers)) or command.whom}. Name some of"
            " them, or leave it out: then all of them were told.",
        )
    return once(command.told) or tuple(sorted(outcome.to_answer))
