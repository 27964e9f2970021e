"""Numbers of a kind of outcome run in a unit and a year, without gaps and without doubles."""

from dataclasses import replace

from contracts.outcomes import series as n
from services.outcomes.outcome.decider import OUTCOME
from services.outcomes.outcome.decider.numbers import reads
from services.outcomes.series import commands as sc
from services.outcomes.series.decider import SERIES, Series
from tests.outcomes import situations as s
from tests.support.scenario import Scenario

outcome = Scenario(OUTCOME, by=s.clerk).given(s.drafted, s.consented)
series = Scenario(SERIES, by=s.clerk)


def after(**last: int):
    known = Series(unit=s.VILLAGE, last={int(year[1:]): number for year, number in last.items()})
    return replace(s.clerk, states={f"series/{s.OPINIONS}": known})


def number_of(command, by) -> tuple[str, int | None]:
    sent = outcome.when(command, by).result[0]
    return sent.outcome_number, sent.number_in_year


def test_without_a_number_it_has_the_next_one_of_the_year():  # 8.1, 4a
    unnumbered = s.send.model_copy(update={"outcome_number": None})

    assert number_of(unnumbered, after()) == ("样例议〔2026〕1号", 1)
    assert number_of(unnumbered, after(y2025=8, y2026=3)) == ("样例议〔2026〕4号", 4)


def test_a_number_out_of_turn_is_refused():  # 8.1, 4a
    third = s.send.model_copy(update={"outcome_number": "样例议〔2026〕3号"})

    outcome.when(third, after(y2026=1)).then_rejected("number-out-of-turn")
    outcome.when(third, after(y2026=3)).then_rejected("number-out-of-turn")
    assert number_of(third, after(y2026=2)) == ("样例议〔2026〕3号", 3)


def test_numbers_that_were_given_on_paper_go_on():
    seventeenth = s.send.model_copy(update={"outcome_number": "样例议〔2026〕17号"})

    assert number_of(seventeenth, after(y2025=40)) == ("样例议〔2026〕17号", 17)


def test_the_year_of_a_number_is_that_in_which_it_was_sent():
    other = s.send.model_copy(update={"outcome_number": "样例议〔2025〕1号"})

    outcome.when(other, after()).then_rejected("other-year")


def test_a_kind_without_a_series_asks_for_a_number():
    plain = s.drafted.model_copy(
        update={"outcome_kind": s.opinion.model_copy(update={"numbering": None}), "series": None}
    )
    unnumbered = s.send.model_copy(update={"outcome_number": None})

    life = Scenario(OUTCOME, by=s.clerk).given(plain, s.consented)
    life.when(unnumbered).then_rejected("number-needed")
    assert not [*reads(OUTCOME.fold([(plain, s.VILLAGE)]), s.send)]


def test_what_was_sent_under_a_given_number_is_sent_again_without_naming_it():
    unnumbered = s.send.model_copy(update={"outcome_number": None})

    Scenario(OUTCOME, by=s.clerk).given(*s.on_its_way).when(unnumbered).then_nothing()


def test_a_series_takes_each_number_once_and_leaves_none_out():  # 8.1, 4a
    note = sc.NoteNumber(outcome="o-1", year=2026, number_in_year=2)
    first = n.OutcomeNumbered(outcome="o-0", year=2026, number_in_year=1)
    second = n.OutcomeNumbered(outcome="o-1", year=2026, number_in_year=2)

    series.given(s.opened, first).when(note).then(second)
    series.given(s.opened).when(note).then(second)
    series.given(s.opened, first, second).when(note).then_rejected("number-taken")
    series.given().when(note).then_rejected("number-taken")
    of_next_year = note.model_copy(update={"year": 2027, "number_in_year": 1})
    series.given(s.opened, first, second).when(of_next_year).then(
        n.OutcomeNumbered(outcome="o-1", year=2027, number_in_year=1)
    )


def test_a_series_is_opened_once():
    open_it = sc.OpenSeries(unit=s.VILLAGE)

    series.given().when(open_it).then(s.opened)
    series.given(s.opened).when(open_it).then_nothing()
