"""Two tellers count by themselves, and what they counted is the result once it is the same."""

from collections.abc import Iterable, Sequence
from typing import Any

from common.checks import listed_once
from common.vocabulary import chosen
from contracts.outcomes import rating as e
from contracts.outcomes.rating_rules import BallotOption, RatingKind
from runtime.decider import Circumstances, Rejected
from services.outcomes import words
from services.outcomes.rating import commands as c
from services.outcomes.rating.decider.state import Rating


def count(
    rating: Rating, command: c.CountBallots, given: Circumstances[Any]
) -> list[e.RatingEvent]:
    assert rating.opened
    before, known_as = rating.count, given.known_as | {given.actor}
    if before and before.teller in known_as:
        raise Rejected(
            "same-teller",
            "您已登记过计票，须由另一人独立计票。需要更正的，请先撤回自己的计票再登记。",
            "You have entered your count; the other teller is another person. To correct yours,"
            " take it back and enter it anew.",
        )
    entered = e.CountEntered(
        returned=command.returned, counts=in_order(rating, command), teller=given.actor
    )
    if before is None:
        return [entered]
    if (before.returned, before.counts) != (entered.returned, entered.counts):
        raise Rejected(
            "counts-differ",
            "两位计票人的结果不一致，没有登记。请各自重新清点；第一位计票人有误的，请其撤回后重新登记。",
            "The two counts differ, and this one was not taken. Count again, each by yourself;"
            " where the first teller was wrong, they take their count back and enter it anew.",
        )
    return [entered, counted(rating, entered)]


def in_order(rating: Rating, command: c.CountBallots) -> tuple[e.SubjectCount, ...]:
    """What was counted, line by line in the order of the ballot. Refuses what cannot be."""
    assert rating.opened
    assert rating.ballots
    kind, returned = rating.opened.rating_kind, command.returned
    if kind.openly and not command.openly:
        raise Rejected(
            "not-counted-openly",
            "这类测评须当众唱票、计票，使投票人能够看到自己的票已计入。请当众重新计票后登记。",
            "Ballots of this kind are counted before those who voted, who see that theirs is among"
            " them. Count them so, and enter that.",
        )
    if returned > rating.ballots.issued:
        raise Rejected(
            "more-than-issued",
            f"收回{returned}张，多于发出的{rating.ballots.issued}张。请核对；确实多出的，"
            "本次测评无效，请宣布无效后重新组织。",
            f"{returned} ballots came back, and {rating.ballots.issued} were issued. Check both; if"
            " there really are more, annul the rating and hold another one.",
        )
    if returned < kind.least:
        raise Rejected(
            "too-few-ballots",
            f"只收回{returned}张，少于{kind.least}张，会看出谁投了什么，不予计票。"
            "请宣布本次测评无效，另行组织。",
            f"Only {returned} ballots came back, fewer than {kind.least}: they would show who voted"
            " what, and are not counted. Annul the rating and hold another one.",
        )
    subjects = [each.subject for each in rating.opened.subjects]
    listed_once(str(each.subject) for each in command.counts)
    found = {each.subject: each for each in command.counts}
    if set(found) != set(subjects):
        missing = "、".join(map(str, sorted(set(subjects) ^ set(found))))
        raise Rejected(
            "count-incomplete",
            f"测评票上共{len(subjects)}项，登记的项目不符（{missing}）。请逐项登记，不多不少。",
            f"The ballot has {len(subjects)} line(s), and these differ: {missing}. Enter each of"
            " them, and no other.",
        )
    return tuple(_line(found[each], returned, rating.opened.options) for each in subjects)


def _line(said: e.SubjectCount, returned: int, options: Sequence[BallotOption]) -> e.SubjectCount:
    for each in said.votes:
        chosen(options, each.option, words.BALLOT_OPTION)
    listed_once(each.option for each in said.votes)
    votes = {each.option: each.votes for each in said.votes}
    total = sum(votes.values()) + said.blank + said.invalid
    if total != returned:
        raise Rejected(
            "does-not-add-up",
            f"第{said.subject}项各栏合计{total}张，与收回的{returned}张不符。请重新清点。",
            f"Line {said.subject} adds up to {total}, and {returned} ballots came back. Count"
            " again.",
        )
    ordered = tuple(e.Votes(option=o.code, votes=votes.get(o.code, 0)) for o in options)
    return said.model_copy(update={"votes": ordered})


def counted(rating: Rating, entered: e.CountEntered) -> e.RatingCounted:
    assert rating.opened
    assert rating.ballots
    subjects = {each.subject: each for each in rating.opened.subjects}
    kind, options = rating.opened.rating_kind, rating.opened.options
    results = []
    for line in entered.counts:
        of, whole = satisfied(line, kind, options)
        enough = None
        if kind.satisfied_from is not None and whole:
            enough = of * 100 >= kind.satisfied_from * whole
        what = subjects[line.subject].model_dump(exclude={"subject", "title"})
        share = of * 100 // whole if whole else None
        results.append(e.Result(**dict(line), **what, share=share, satisfied=enough))
    return e.RatingCounted(
        kind=kind.code,
        voters=rating.opened.voters.code,
        on=rating.ballots.on,
        issued=rating.ballots.issued,
        returned=entered.returned,
        results=tuple(results),
    )


def satisfied(
    line: e.SubjectCount, kind: RatingKind, options: Iterable[BallotOption]
) -> tuple[int, int]:
    """How many are satisfied, and of how many: without invalid ballots, and without abstentions
    where the kind does not count them."""
    of = {option.code: option for option in options}
    voted = [each for each in line.votes if not of[each.option].abstains]
    yes = sum(each.votes for each in voted if of[each.option].satisfied)
    if kind.with_abstentions:
        return yes, sum(each.votes for each in line.votes) + line.blank
    return yes, sum(each.votes for each in voted)
