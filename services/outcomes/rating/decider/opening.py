"""What is put to the vote, who votes, and which ballots were issued."""

from collections.abc import Iterable, Iterator

from common.vocabulary import chosen
from contracts.outcomes import rating as e
from runtime.decider import Circumstances, Rejected
from services.outcomes import words
from services.outcomes.outcome.decider.state import Outcome, task_of
from services.outcomes.rating import commands as c
from services.outcomes.rating.decider.state import Rating
from services.outcomes.rules.decider import OutcomeRules


def reads(rating: Rating, command: c.RatingCommand) -> Iterable[str]:
    """The outcomes that are put to the vote."""
    if not isinstance(command, c.OpenRating):
        return ()
    named = (each.outcome for each in command.subjects if each.outcome)
    return [f"outcome/{each}" for each in dict.fromkeys(named)]


def open_rating(command: c.OpenRating, given: Circumstances[OutcomeRules]) -> list[e.RatingEvent]:
    chapter = given.rules.ratings
    kind = chosen(chapter.kinds, command.kind, words.RATING)
    voters = chosen(
        [each for each in chapter.voters if each.code in kind.voters],
        command.voters,
        words.VOTERS,
    )
    if command.entitled < kind.least:
        raise too_few(command.entitled, kind.least)
    _subjects(command, given)
    return [
        e.RatingOpened(
            rating_kind=kind,
            options=tuple(chosen(chapter.options, o, words.BALLOT_OPTION) for o in kind.options),
            voters=voters,
            entitled=command.entitled,
            session=command.session,
            subjects=command.subjects,
        )
    ]


def _subjects(command: c.OpenRating, given: Circumstances[OutcomeRules]) -> None:
    """Refuse a ballot whose lines are not 1..n, or say nothing, or twice the same."""
    numbers = [each.subject for each in command.subjects]
    things = [_thing(each) for each in command.subjects]
    if numbers != list(range(1, len(numbers) + 1)) or len(set(things)) < len(things):
        raise Rejected(
            "ballot-unfit",
            "测评票的项目须从1起连续编号，同一事项只列一次。请改正后再发起。",
            "The lines of a ballot are numbered from 1 on, and each thing is there once. Correct"
            " them.",
        )
    for each in command.subjects:
        if each.outcome is not None:
            outcome: Outcome = given.read(f"outcome/{each.outcome}")
            _may_be_rated(outcome)
            if each.task is not None:
                task_of(outcome, each.task)


def _thing(subject: e.Subject) -> tuple[object, ...]:
    named = [name for name in ("outcome", "body", "place") if getattr(subject, name) is not None]
    if len(named) != 1 or (subject.task is not None and subject.outcome is None):
        raise Rejected(
            "subject-unclear",
            f"第{subject.subject}项须且只能写明一项成果（可注明其中一项任务）、一个机构或一个单位。",
            f"Line {subject.subject} names one thing: an outcome (and perhaps one of its tasks), a"
            " body, or a unit.",
        )
    return (named[0], getattr(subject, named[0]), subject.task)


def _may_be_rated(outcome: Outcome) -> None:
    if outcome.drafted and outcome.drafted.confidential:
        raise Rejected(
            "confidential-outcome",
            "社情民意信息形成的成果限知情范围内办理，不交付投票测评。请从测评票上删去。",
            "What came of a report of public opinion is known to few, and is not put to the vote."
            " Leave it out.",
        )


def issue(
    rating: Rating, command: c.IssueBallots, given: Circumstances[OutcomeRules]
) -> list[e.RatingEvent]:
    _valid(rating, command, given)
    return [e.BallotsIssued(**dict(command))]


def correct(
    rating: Rating, command: c.CorrectBallots, given: Circumstances[OutcomeRules]
) -> list[e.RatingEvent]:
    if rating.count is not None:
        raise Rejected(
            "count-begun",
            "已有计票登记，不能再更正发票情况。请先撤回计票；已经计票完毕的，请宣布测评无效后重新组织。",
            "A count is entered already, and rests on these ballots. Take it back first.",
        )
    assert rating.ballots
    if all(getattr(rating.ballots, name) == value for name, value in _figures(command)):
        return []
    _valid(rating, command, given)
    return [e.BallotsCorrected(corrects=rating.issued_in, **dict(command))]


def _figures(command: c.CorrectBallots) -> Iterator[tuple[str, object]]:
    return ((name, value) for name, value in command if name != "reason")


def _valid(
    rating: Rating,
    command: c.IssueBallots | c.CorrectBallots,
    given: Circumstances[OutcomeRules],
) -> None:
    """Refuse more ballots than people, too few of them, and a meeting without a quorum."""
    assert rating.opened
    kind, entitled = rating.opened.rating_kind, rating.opened.entitled
    given.has_come(command.on)
    if not command.issued <= command.present <= entitled:
        raise Rejected(
            "more-than-there-are",
            f"应到{entitled}人、实到{command.present}人、发票{command.issued}张，前后不符："
            "实到不能多于应到，发票不能多于实到。请核对。",
            f"{entitled} are entitled, {command.present} were present and {command.issued} ballots"
            " were issued: no number may be greater than the one before. Check them.",
        )
    if command.present * 100 <= kind.quorum * entitled:
        raise Rejected(
            "no-quorum",
            f"应到{entitled}人，实到{command.present}人，未超过{kind.quorum}%，不能投票。"
            "请待人数达到后再投。",
            f"Of {entitled} who are entitled {command.present} were present: more than"
            f" {kind.quorum} per cent are needed. Vote once they are there.",
        )
    if command.issued < kind.least:
        raise too_few(command.issued, kind.least)


def too_few(found: int, least: int) -> Rejected:
    return Rejected(
        "too-few-voters",
        f"只有{found}人投票，少于{least}人，会看出谁投了什么，不能投票测评。请扩大参加人员范围。",
        f"With {found} voters, fewer than {least}, it would show who voted what. Have more people"
        " vote.",
    )
