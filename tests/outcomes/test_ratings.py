"""Ratings by secret ballot (001-36, domain 8.3, 13.3-12)."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest

from common.conditions import wall
from contracts.outcomes import rating as e
from contracts.outcomes.rating_rules import BallotOption
from contracts.procedure import IsRated
from services.outcomes.outcome.conditions import holds
from services.outcomes.outcome.decider import OUTCOME
from services.outcomes.rating import commands as c
from services.outcomes.rating.decider import RATING
from services.outcomes.rating.decider.counting import satisfied
from tests.outcomes import handled as h
from tests.outcomes import rated as x
from tests.outcomes import situations as s
from tests.outcomes.kinds import RATINGS
from tests.support.scenario import Scenario

office = Scenario(RATING, by=x.with_outcome)
first = Scenario(RATING, by=x.first)
second = Scenario(RATING, by=x.second)
outcome = Scenario(OUTCOME, by=s.policy)


def on(*subjects):
    return x.open_it.model_copy(update={"subjects": subjects})


def of(command, **changed):
    return command.model_copy(update=changed)


def test_a_rating_is_opened_by_the_rules_of_the_county_and_keeps_them():  # 001-36
    office.given().when(x.open_it).then(x.opened)
    office.given(x.opened).when(x.open_it).then_rejected("rating-stage")
    office.given().when(of(x.open_it, kind="moon")).then_rejected("unknown-code")
    office.given().when(of(x.open_it, voters="moon")).then_rejected("unknown-code")
    asked = of(x.open_it, kind="asked", voters="committee")
    office.given().when(asked).then_rejected("unknown-code")
    office.given().when(of(x.open_it, entitled=4)).then_rejected("too-few-voters")


def test_each_line_of_a_ballot_names_one_thing_once():
    second = of(x.market, subject=2)
    office.given().when(on(second)).then_rejected("ballot-unfit")
    office.given().when(on(x.market, second)).then_rejected("ballot-unfit")
    for unclear in (
        of(x.market, outcome=None),
        of(x.market, body=s.COMMERCE),
        of(x.commerce, subject=1, task=1),
    ):
        office.given().when(on(unclear)).then_rejected("subject-unclear")
    office.given().when(on(of(x.market, task=9))).then_rejected("no-such-task")


def test_what_came_of_a_report_is_not_put_to_the_vote():  # 9.2
    secret = OUTCOME.fold((each, s.COUNTY) for each in (h.report_drafted, h.assigned))
    given = replace(x.office, states={f"outcome/{x.OUTCOME}": secret})
    office.given().when(x.open_it, given).then_rejected("confidential-outcome")


def test_a_task_a_body_and_a_unit_may_be_rated():
    place = e.Subject(subject=3, title="样例一村", place=s.VILLAGE)
    task = of(x.market, task=1)
    opened = of(x.opened, subjects=(task, x.commerce, place))
    office.given().when(on(task, x.commerce, place)).then(opened)


def test_nobody_votes_without_a_quorum_or_among_too_few():  # 8.3
    office.given(x.opened).when(x.issue).then(x.issued)
    office.given(*x.voting).when(x.issue).then_nothing()
    half = of(x.issue, present=20, issued=20)
    office.given(x.opened).when(half).then_rejected("no-quorum")
    one_more = of(x.issue, present=21, issued=21)
    office.given(x.opened).when(one_more).then(of(x.issued, present=21, issued=21))
    few = of(x.issue, issued=4)
    office.given(x.opened).when(few).then_rejected("too-few-voters")


@pytest.mark.parametrize(("present", "issued"), [(32, 33), (41, 31)])
def test_there_are_no_more_ballots_than_people(present, issued):  # 13.3-12
    more = of(x.issue, present=present, issued=issued)
    office.given(x.opened).when(more).then_rejected("more-than-there-are")


def test_a_vote_that_is_still_to_come_has_issued_nothing():
    office.given(x.opened).when(of(x.issue, on=date(2026, 3, 3))).then_rejected("future-day")


def test_what_was_issued_is_put_right_until_somebody_counts():  # model 12
    office.given(*x.voting).when(x.correct).then(x.issued_in_truth)
    same = c.CorrectBallots(**x.issued.model_dump(), reason="核对")
    office.given(*x.voting).when(same).then_nothing()
    office.given(*x.half).when(x.correct).then_rejected("count-begun")
    office.given(*x.half, x.taken_back).when(x.correct).then(x.issued_in_truth)


def test_two_tellers_count_by_themselves_and_agree():  # 001-36
    first.given(*x.voting).when(x.count).then(x.by_first)
    second.given(*x.half).when(x.count).then(x.by_second, x.counted)
    first.given(*x.half).when(x.count).then_rejected("same-teller")
    again = replace(x.second, known_as=frozenset({"meng", "wei"}))
    second.given(*x.half).when(x.count, again).then_rejected("same-teller")
    moved = of(x.good, votes=x.votes(14, 11, 3, 2))
    differs = of(x.count, counts=(x.poor, moved))
    second.given(*x.half).when(differs).then_rejected("counts-differ")
    second.given(*x.done).when(x.count).then_rejected("rating-stage")


def test_a_teller_counts_once_more_and_nobody_else_does_it_for_them():
    first.given(*x.half).when(x.take_back).then(x.taken_back)
    second.given(*x.half).when(x.take_back).then_rejected("not-your-count")
    first.given(*x.half, x.taken_back).when(x.count).then(x.by_first)
    first.given(*x.voting).when(x.take_back).then_rejected("rating-stage")


def test_a_count_adds_up():  # 13.3-12
    def counting(**changed):
        return first.given(*x.voting).when(of(x.count, **changed))

    counting(openly=False).then_rejected("not-counted-openly")
    counting(returned=32).then_rejected("more-than-issued")
    counting(returned=4).then_rejected("too-few-ballots")
    counting(returned=31).then_rejected("does-not-add-up")
    counting(counts=(x.poor,)).then_rejected("count-incomplete")
    counting(counts=(x.poor, of(x.good, subject=3))).then_rejected("count-incomplete")
    counting(counts=(x.poor, x.good, x.good)).then_rejected("listed-twice")


def test_what_is_on_no_ballot_is_not_counted():
    for votes, rule in (
        (x.votes(1, 1, 1, 1)[:3] + (e.Votes(option="moon", votes=27),), "unknown-code"),
        ((*x.votes(15, 10, 3, 1), e.Votes(option="very", votes=1)), "listed-twice"),
    ):
        odd = of(x.count, counts=(x.poor, of(x.good, votes=votes)))
        first.given(*x.voting).when(odd).then_rejected(rule)


def test_options_that_nobody_marked_are_counted_as_none():
    said = of(x.good, votes=(e.Votes(option="very", votes=30),))
    told = of(x.by_first, counts=(x.poor, of(x.good, votes=x.votes(30, 0, 0, 0))))
    first.given(*x.voting).when(of(x.count, counts=(x.poor, said))).then(told)


def ballots_of(chance: Random, options: list[BallotOption]) -> list[str]:
    marks = [*(each.code for each in options), "blank", "invalid"]
    return [chance.choice(marks) for _ in range(chance.randrange(3, 60))]


@pytest.mark.parametrize("number", range(40))
def test_any_ballots_give_the_same_totals_in_whatever_order_they_are_counted(number):  # 001-36
    """What a count holds is how many marked what: of every order in which people voted it is the
    same, so nobody reads from it who voted what."""
    chance = Random(number)
    kind = chance.choice(RATINGS.kinds)
    options = [each for each in RATINGS.options if each.code in kind.options]
    cast = ballots_of(chance, options)

    def told(order):
        votes = tuple(e.Votes(option=o.code, votes=order.count(o.code)) for o in options)
        one = e.SubjectCount(
            subject=1, votes=votes, blank=order.count("blank"), invalid=order.count("invalid")
        )
        return one, satisfied(one, kind, options)

    line, (yes, whole) = told(cast)
    shuffled = cast[:]
    chance.shuffle(shuffled)
    assert told(shuffled) == (line, (yes, whole))
    assert sum(each.votes for each in line.votes) + line.blank + line.invalid == len(cast)
    abstained = cast.count("abstain") + cast.count("blank")
    assert whole == len(cast) - cast.count("invalid") - (0 if kind.with_abstentions else abstained)
    assert yes == cast.count("very") + cast.count("mostly") <= whole


def test_where_all_abstain_nothing_is_decided():
    kind = RATINGS.kinds[1].model_copy(update={"satisfied_from": 60})
    options = tuple(each for each in RATINGS.options if each.code in kind.options)
    opened = of(x.opened, rating_kind=kind, options=options, subjects=(x.market,))
    abstained = e.SubjectCount(
        subject=1,
        votes=tuple(e.Votes(option=each.code, votes=5 if each.abstains else 0) for each in options),
    )
    count = c.CountBallots(returned=5, counts=(abstained,), openly=False)
    told = e.CountEntered(returned=5, counts=(abstained,), teller="wei")
    found = second.given(opened, x.issued, told).when(count).result
    assert isinstance(found, list)
    (result,) = found[1].results
    assert (result.share, result.satisfied) == (None, None)


def test_the_result_is_told_and_published_after_the_vote():  # 001-36
    office.given(*x.done).when(x.report).then(x.reported)
    office.given(*x.done, x.reported).when(x.report).then_nothing()
    early = of(x.report, reported_on=date(2026, 2, 26))
    office.given(*x.done).when(early).then_rejected("before-the-vote")
    office.given(*x.half).when(x.report).then_rejected("rating-stage")
    office.given(*x.done).when(x.publish).then(x.published)
    office.given(*x.done, x.published).when(x.publish).then_nothing()
    alone = of(x.opened, rating_kind=RATINGS.kinds[0].model_copy(update={"report_to": ()}))
    nobody = c.ReportRating(reported_on=date(2026, 3, 1))
    office.given(alone, *x.done[1:]).when(nobody).then_rejected("nobody-told")


def test_an_annulled_rating_counts_no_more():
    office.given(*x.done).when(x.annul).then(x.annulled)
    office.given(x.opened).when(x.annul).then(x.annulled)
    office.given(*x.done, x.annulled).when(x.annul).then_nothing()
    office.given(*x.done, x.annulled).when(x.report).then_rejected("rating-stage")
    office.given(*x.voting, x.annulled).when(x.count).then_rejected("rating-stage")


def test_votes_after_the_count_are_counted_by_nobody():
    second.given(*x.done).when(x.take_back).then_rejected("rating-stage")
    office.given(*x.done).when(x.issue).then_rejected("rating-stage")


def test_what_too_few_are_satisfied_with_is_handled_again():  # 001-36, 8.1 10
    outcome.given(*s.done).when(x.note).then(x.rated, *x.again)
    outcome.given(*s.done, x.rated).when(x.note).then_nothing()
    outcome.given(*s.on_its_way).when(x.note).then(x.rated)  # it goes on anyway
    outcome.given(*s.all_closed).when(x.note).then(x.rated, x.reopened, *x.again)
    of_one = of(x.note, task=2)
    outcome.given(*s.done).when(of_one).then(of(x.rated, task=2), x.again[1])
    enough = of(x.note, share=80, satisfied=True)
    outcome.given(*s.all_closed).when(enough).then(of(x.rated, share=80, satisfied=True))
    closing = outcome.given(*s.round_walked, x.rated, *x.again).when(s.close, s.clerk)
    closing.then_rejected("task-open")


def test_a_rating_that_was_annulled_is_none_of_the_outcome():
    outcome.given(*s.done, x.rated).when(x.note_annulled).then(x.rating_annulled)
    outcome.given(*s.done).when(x.note_annulled).then_nothing()


def test_a_procedure_may_ask_for_a_rating():  # model 4

    def now(*life):
        return holds(OUTCOME.fold((each, s.VILLAGE) for each in life).facts)

    assert not now(*s.done)(IsRated())
    assert now(*s.done, x.rated)(IsRated(by=("appraisal",), at_least=37))
    assert not now(*s.done, x.rated)(IsRated(at_least=38))
    assert not now(*s.done, x.rated)(IsRated(by=("asked",)))
    better = of(x.rated, rating="r-2", share=90, satisfied=True)
    assert now(*s.done, x.rated, better)(IsRated(at_least=60))
    assert not now(*s.done, better, x.rated)(IsRated(at_least=60))  # the last one counts
    assert not now(*s.done, x.rated, x.rating_annulled)(IsRated())
    assert "60%" in wall(IsRated(at_least=60))
