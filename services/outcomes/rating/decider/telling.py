"""A teller counts once more; the result is reported and published."""

from datetime import date

from common.checks import once
from contracts.outcomes import rating as e
from runtime.decider import Circumstances, Rejected
from services.outcomes.rating import commands as c
from services.outcomes.rating.decider.state import Rating
from services.outcomes.rules.decider import OutcomeRules


def take_back(
    count: e.CountEntered, command: c.TakeBackCount, given: Circumstances[OutcomeRules]
) -> list[e.RatingEvent]:
    if count.teller not in given.known_as | {given.actor}:
        raise Rejected(
            "not-your-count",
            "计票只能由登记者本人撤回。请其撤回后重新登记；无法联系本人的，请宣布测评无效后重新组织。",
            "A count is taken back by whoever entered it. Ask them to; where they cannot be"
            " reached, annul the rating and hold another one.",
        )
    return [e.CountTakenBack(reason=command.reason)]


def report(
    rating: Rating, command: c.ReportRating, given: Circumstances[OutcomeRules]
) -> list[e.RatingEvent]:
    assert rating.opened
    always = rating.opened.rating_kind.report_to
    told = e.RatingReported(
        **{
            **command.model_dump(),
            "recipients": once((*always, *command.recipients)),
            "bodies": once(command.bodies),
        }
    )
    if told == rating.reported:
        return []
    if not told.recipients and not told.bodies:
        raise Rejected(
            "nobody-told",
            "没有写明通报给谁。请填写收文机关，或选择有关单位。",
            "It does not say who was told. Name recipients, or bodies.",
        )
    _after_the_vote(told.reported_on, rating, given)
    return [told]


def publish(
    rating: Rating, command: c.PublishRating, given: Circumstances[OutcomeRules]
) -> list[e.RatingEvent]:
    assert rating.result
    published = e.RatingPublished(
        **dict(command),
        issued=rating.result.issued,
        returned=rating.result.returned,
        results=rating.result.results,
    )
    if published == rating.published:
        return []
    _after_the_vote(command.published_on, rating, given)
    return [published]


def _after_the_vote(day: date, rating: Rating, given: Circumstances[OutcomeRules]) -> None:
    assert rating.ballots
    given.has_come(day)
    if day < rating.ballots.on:
        raise Rejected(
            "before-the-vote",
            f"{rating.ballots.on}才投票，结果不能早于这一天通报或公布。请核对日期。",
            f"The vote was on {rating.ballots.on}; its result was not told before. Check the day.",
        )
