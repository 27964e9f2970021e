"""Two score sheets with two owners (001-35, domain 6.2 and 6.5)."""

from dataclasses import replace
from datetime import date

from contracts.roles import Role
from services.members.assessment.decider import ASSESSMENT
from services.members.rules.decider import RULES
from services.members.unit.decider import UNIT
from tests.members import assessed as x
from tests.members import situations as s
from tests.members.sheets import SHEETS, towns
from tests.support.scenario import Scenario, circumstances

theirs = Scenario(ASSESSMENT, by=x.performance)
ours = Scenario(ASSESSMENT, by=x.office)


def of(command, **changed):
    return command.model_copy(update=changed)


def test_a_sheet_is_opened_by_its_owner_for_a_year_that_has_begun():  # 001-35
    theirs.given().when(x.open_towns).then(x.of_towns)
    theirs.given(x.of_towns).when(x.open_towns).then_nothing()
    ours.given().when(x.open_towns).then_rejected("not-the-owner")
    ours.given().when(of(x.open_towns, sheet="bodies")).then(x.of_bodies)
    theirs.given().when(of(x.open_towns, year=2027)).then_rejected("year-to-come")
    theirs.given().when(of(x.open_towns, sheet="moon")).then_rejected("unknown-code")
    theirs.given().when(x.enter).then_rejected("no-sheet")


def test_nobody_writes_in_the_sheet_of_another_owner():  # 001-35
    bodies = of(x.enter, subject=x.BODY_ID, criterion="duty")
    for command in (x.enter, x.correct, x.publish):
        ours.given(*x.whole).when(command).then_rejected("not-the-owner")
    theirs.given(x.of_bodies).when(bodies).then_rejected("not-the-owner")
    theirs.given(*x.whole).when(x.publish, x.of_another).then_rejected("not-the-owner")
    other_office = replace(x.performance, role="committee")
    theirs.given(*x.whole).when(x.publish, other_office).then_rejected("not-the-owner")
    nobodys = replace(x.performance, body=None)
    theirs.given(*x.whole).when(x.publish, nobodys).then_rejected("not-the-owner")


def test_points_have_a_ground_and_a_limit():
    theirs.given(x.of_towns).when(x.enter).then(x.attention)
    theirs.given(x.of_towns, x.attention).when(x.enter).then_nothing()
    other = of(x.enter, points=20)
    theirs.given(x.of_towns, x.attention).when(other).then_rejected("already-scored")
    theirs.given(x.of_towns).when(of(x.enter, points=41)).then_rejected("too-many-points")
    theirs.given(x.of_towns).when(of(x.enter, criterion="moon")).then_rejected("unknown-code")


def test_a_sheet_is_about_things_of_its_kinds():
    village = of(s.township, kind="village")
    states = {f"unit/{x.TOWN}": UNIT.fold([(village, s.COUNTY)])}
    by = replace(x.performance, states=states)
    theirs.given(x.of_towns).when(x.enter, by).then_rejected("not-of-this-sheet")


def test_points_are_put_right_with_a_reason():  # model 12
    theirs.given(*x.whole).when(x.correct).then(x.corrected)
    theirs.given(*x.whole, x.corrected).when(x.correct).then_nothing()
    theirs.given(x.of_towns).when(x.correct).then_rejected("not-scored")


def test_what_the_system_counts_is_entered_by_nobody():  # 6.2
    ours.given(x.of_talents).when(x.count).then(x.accepted, x.attended)
    ours.given(x.of_talents, x.accepted, x.attended).when(x.count).then_nothing()
    by_hand = of(x.enter, subject=x.PERSON, criterion="accepted", points=30)
    ours.given(x.of_talents).when(by_hand).then_rejected("counted-score")
    body = of(x.count, subject=x.BODY_ID)
    ours.given(x.of_bodies).when(body).then_rejected("nothing-counted")


def test_a_sheet_is_published_once_all_is_scored_and_anew_where_something_changed():  # 6.5
    theirs.given(*x.whole).when(x.publish).then(x.published)
    theirs.given(*x.whole, x.published).when(x.publish).then_nothing()
    theirs.given(x.of_towns).when(x.publish).then_rejected("not-all-scored")
    theirs.given(x.of_towns, x.attention).when(x.publish).then_rejected("not-all-scored")
    without_bonus = (x.of_towns, x.attention, x.activity)
    (total,) = x.published.totals
    plain = of(x.published, totals=(of(total, bonus=0),))
    theirs.given(*without_bonus).when(x.publish).then(plain)
    again = of(x.published, issue=2, totals=(of(total, points=80),))
    put_right = (*x.whole, x.published, x.corrected)
    theirs.given(*put_right).when(x.publish).then(again)
    early = of(x.publish, published_on=date(2026, 2, 1))
    theirs.given(*put_right).when(early).then_rejected("published-later")
    late = of(x.publish, published_on=date(2026, 3, 3))
    theirs.given(*x.whole).when(late).then_rejected("future-day")


def test_a_sheet_of_the_profile_names_what_there_is():
    book = Scenario(RULES, by=circumstances("ou", "cppcc-office", s.COUNTY))

    def adopting(**changed):
        sheets = of(SHEETS, sheets=(of(towns, **changed),))
        return book.given().when(of(s.adoption, assessments=sheets))

    adopting(kinds=("moon",)).then_rejected("unknown-code")
    counted = (of(towns.criteria[0], counted="accepted"),)
    adopting(criteria=counted).then_rejected("sheet-unfit")
    assert isinstance(adopting(offices=(Role.PARTY,)).result, list)
