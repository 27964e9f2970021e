"""A rating's life: opened, issued, counted by two tellers, reported, published; or annulled."""

from contracts.outcomes import rating as e
from runtime.decider import Circumstances, Decider, Rejected
from runtime.probe import repeats
from services.outcomes.rating import commands as c
from services.outcomes.rating.decider.counting import count
from services.outcomes.rating.decider.opening import correct, issue, open_rating
from services.outcomes.rating.decider.state import Rating, Stage, evolve
from services.outcomes.rating.decider.telling import publish, report, take_back
from services.outcomes.rules.decider import OutcomeRules


def decide(
    rating: Rating, command: c.RatingCommand, given: Circumstances[OutcomeRules]
) -> list[e.RatingEvent]:
    match rating.stage, command:
        case Stage.BLANK, c.OpenRating():
            return open_rating(command, given)
        case Stage.OPEN, c.IssueBallots():
            return issue(rating, command, given)
        case Stage.VOTING, c.IssueBallots() if repeats(lambda: _same(rating, command)):
            return []
        case Stage.VOTING, c.CorrectBallots():
            return correct(rating, command, given)
        case Stage.VOTING, c.CountBallots():
            return count(rating, command, given)
        case Stage.VOTING, c.TakeBackCount() if rating.count:
            return take_back(rating.count, command, given)
        case Stage.COUNTED, c.ReportRating():
            return report(rating, command, given)
        case Stage.COUNTED, c.PublishRating():
            return publish(rating, command, given)
        case Stage.OPEN | Stage.VOTING | Stage.COUNTED, c.AnnulRating(reason=reason):
            return [e.RatingAnnulled(reason=reason)]
        case Stage.ANNULLED, c.AnnulRating():
            return []
        case _:
            chinese, english = NEXT[rating.stage]
            raise Rejected(
                "rating-stage",
                f"现在还不能或不再能办理这一步：{chinese}。",
                f"This is not open: {english}.",
            )


def _same(rating: Rating, command: c.IssueBallots) -> bool:
    assert rating.ballots
    return all(getattr(rating.ballots, name) == value for name, value in command)


NEXT = {
    Stage.BLANK: ("还没有发起测评，请先发起", "there is no rating yet; open one first"),
    Stage.OPEN: ("测评已发起，下一步是登记到会和发票", "it is opened; next the ballots are issued"),
    Stage.VOTING: (
        "已经发票，下一步是由两人分别计票",
        "ballots are issued; next two tellers count them, each by themselves",
    ),
    Stage.COUNTED: (
        "已经计票，可以通报、公布；有误的请宣布无效后重新组织",
        "it is counted; report and publish it, or annul it and hold another one",
    ),
    Stage.ANNULLED: ("测评已宣布无效，请另行发起", "it was annulled; open another one"),
}

RATING = Decider[Rating, c.RatingCommand, e.RatingEvent](Rating(), decide, evolve)
