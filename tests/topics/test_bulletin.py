"""A bulletin: numbered without gaps or doubles, sent to named bodies, corrected, withdrawn."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from contracts.topics import bulletin as e
from runtime.decider import Listed
from services.topics.bulletin import commands as c
from services.topics.bulletin.decider import BULLETIN, reads
from services.topics.bulletin.decider.state import Stage
from services.topics.bulletin.reactions import (
    have_the_issue_before_note_it,
    tell_each_report_of_the_correction,
    tell_each_report_that_it_is_called_back,
)
from tests.slices.example import recorded
from tests.support.scenario import Scenario
from tests.topics import reports as r
from tests.topics.situations import COUNTY, TOWNSHIP, VILLAGE
from tests.topics.test_report import folded_of, in_chapter, of


def holding(*, by: Any = r.EDITOR, unit: str = COUNTY, **lives: tuple[Any, ...]) -> Any:
    """The office, with these reports, and bulletins as of the first issue."""
    named = {"river": r.RIVER, "road": r.ROAD, "first": r.FIRST_ONE}
    reports = {f"report/{named[name]}": folded_of(life, unit) for name, life in lives.items()}
    first = BULLETIN.fold([(r.bulletin_issued, COUNTY)])
    return replace(by, states={**reports, f"bulletin/{COUNTY}:2026:1": first})


BY = holding(river=r.SIGNED, road=r.SIGNED)
bulletin = Scenario(BULLETIN, by=BY)
SECOND = of(r.issue, issue=2)


def test_numbers_are_given_one_after_the_other():  # 003-15
    """The issue before is read, and refused where it is not there (`test_bulletin_api`)."""
    assert list(reads(BULLETIN.blank, r.issue)) == [f"report/{r.RIVER}"]
    assert list(reads(BULLETIN.blank, SECOND)) == [f"bulletin/{r.BULLETIN}", f"report/{r.RIVER}"]
    (event,) = bulletin.given().when(SECOND).result
    assert event.bulletin_number == "样例政协信〔2026〕2号"

    bulletin.given(r.bulletin_issued).when(r.issue).then_rejected("number-taken")
    withdrawn = (r.bulletin_issued, r.bulletin_withdrawn)
    bulletin.given(*withdrawn).when(r.issue).then_rejected("number-taken")


def test_it_comes_out_in_the_year_of_its_number_after_the_issue_before():
    last_year = of(r.issue, year=2025)
    bulletin.given().when(last_year).then_rejected("year-differs")
    early = of(SECOND, issued_on=date(2026, 3, 1))
    bulletin.given().when(early).then_rejected("out-of-order")


def test_a_correction_keeps_the_order_of_the_issues():  # model 12
    second = of(r.bulletin_issued, issue=2)
    by = holding(river=(*r.SIGNED, of(r.issued, bulletin=f"{COUNTY}:2026:2")))
    early = of(r.correct_bulletin, items=(r.RIVER,), issued_on=date(2026, 3, 1))
    bulletin.given(second).when(early, by=by).then_rejected("out-of-order")


def test_a_correction_does_not_pass_the_next_issue():  # model 12
    (wanted,) = have_the_issue_before_note_it(
        recorded(of(r.bulletin_issued, issue=2), f"bulletin/{COUNTY}:2026:2"),
        BULLETIN.fold([(of(r.bulletin_issued, issue=2), COUNTY)]),
    )
    assert (wanted.key, wanted.command) == (r.BULLETIN, c.NoteNextIssue(next=r.NEXT))
    assert not have_the_issue_before_note_it(
        recorded(r.bulletin_issued), BULLETIN.fold([(r.bulletin_issued, COUNTY)])
    )
    bulletin.given(r.bulletin_issued).when(wanted.command).then(r.followed)
    bulletin.given(r.bulletin_issued, r.followed).when(wanted.command).then_nothing()

    second = of(r.bulletin_issued, issue=2)
    by = holding(river=r.ISSUED)
    states = {**by.states, f"bulletin/{r.NEXT}": BULLETIN.fold([(second, COUNTY)])}
    by = replace(by, states=states, today=second.issued_on + timedelta(days=5))
    followed = BULLETIN.fold([(r.bulletin_issued, COUNTY), (r.followed, COUNTY)])
    late = of(r.correct_bulletin, items=(r.RIVER,), issued_on=second.issued_on + timedelta(days=1))
    assert f"bulletin/{r.NEXT}" in reads(followed, late)
    bulletin.given(r.bulletin_issued, r.followed).when(late, by=by).then_rejected("out-of-order")
    outcome = bulletin.given(r.bulletin_issued).when(late, by=by).result
    assert isinstance(outcome, list), outcome


def test_only_the_jurisdiction_numbers_bulletins():  # 003-15
    """A township has the shape of numbers of its county: it would give one a second time."""
    township = of(r.issue, unit=TOWNSHIP)
    bulletin.given().when(township).then_rejected("not-the-jurisdiction")


def test_it_holds_several_items():  # 003-15: 5 issues, 10 items
    two = of(r.issue, items=(r.RIVER, r.ROAD))
    bulletin.given().when(two).then(of(r.bulletin_issued, items=(r.item, r.road_item)))
    twice = of(r.issue, items=(r.RIVER, r.RIVER))
    bulletin.given().when(twice).then_rejected("item-twice")


@pytest.mark.parametrize("life", [r.EDITED, r.ISSUED, (r.submitted, r.kept)])
def test_its_items_are_signed_and_stand_in_no_other_issue(life: Any):  # 8.4-3
    there = of(SECOND, items=(r.RIVER,))
    refusal = bulletin.given().when(there, by=holding(river=life))

    refusal.then_rejected("not-signed")
    assert r.RIVER in refusal.result.chinese


def test_it_holds_reports_of_its_unit_and_of_those_that_it_leads():
    for unit, right in ((VILLAGE, True), ("620124000000", False)):
        answer = bulletin.given().when(r.issue, by=holding(river=r.SIGNED, unit=unit))
        if right:
            assert isinstance(answer.result, list)
        else:
            answer.then_rejected("foreign-report")


def test_it_is_issued_after_each_report_was_signed():
    bulletin.given().when(of(r.issue, issued_on=date(2026, 2, 28))).then_rejected("out-of-order")


def test_it_is_issued_after_each_report_came_in():
    """Also where the steps between have no minutes: it came in at noon, and not before nine."""
    noon = r.urgently(r.submitted, received_at=r.at(12))
    same_day = of(r.checked, checked_on=date(2026, 3, 2))
    life = (noon, r.taken, r.edited, same_day, of(r.signed, signed_on=date(2026, 3, 2)))
    early = of(r.issue, issued_on=None, issued_at=r.at(9))

    bulletin.given().when(early, by=holding(river=life)).then_rejected("out-of-order")


def test_a_correction_does_not_say_that_it_was_sent_before_it_was_issued():
    life = (r.bulletin_issued, of(r.bulletin_sent, sent_on=date(2026, 3, 2)))
    early = holding(river=(*r.SIGNED[:-1], of(r.signed, signed_on=date(2026, 3, 1)), r.issued))
    late = of(r.correct_bulletin, items=(r.RIVER,), issued_on=date(2026, 3, 3))
    tomorrow = replace(early, today=date(2026, 3, 4))

    bulletin.given(*life).when(late, by=tomorrow).then_rejected("out-of-order")


def test_with_an_urgent_item_it_is_recorded_to_the_minute():  # 004-21
    by = holding(river=r.URGENT)
    at_once = of(r.issue, issued_on=None, issued_at=r.at(9, 40))
    (event,) = bulletin.given().when(at_once, by=by).result

    assert (event.urgent, event.issued_at) == (True, r.at(9, 40))
    bulletin.given().when(r.issue, by=by).then_rejected("minute-needed")
    before = of(at_once, issued_at=r.at(9, 4))
    bulletin.given().when(before, by=by).then_rejected("out-of-order")
    late = c.SendBulletin(recipients=(r.PARTY,))
    bulletin.given(event).when(late, by=by).then_rejected("minute-needed")
    (sent,) = bulletin.given(event).when(of(late, sent_at=r.at(9, 45)), by=by).result
    assert (sent.sent_on, sent.sent_at) == (date(2026, 3, 2), r.at(9, 45))


def test_its_recipients_read_it_and_learn_no_author():  # matrix 9.2: submitter identity
    """Authors read it by the report that is issued (`test_report_issuing`)."""
    (event,) = bulletin.given().when(r.issue).result
    (sent,) = bulletin.given(r.bulletin_issued).when(r.send).result

    (item,) = event.items
    assert r.MEMBER not in event.model_dump_json()
    assert (item.text.persons, item.text.bodies) == ((), ())
    (text,) = sent.texts
    assert (text.bodies, text.persons) == ((r.PARTY, r.WATER), ())
    assert text.digest == item.text.digest


def test_it_goes_to_bodies_of_the_kinds_that_the_rules_name():  # 8.4-4, S:C45
    council = of(r.send, recipients=("yz-station",))
    bulletin.given(r.bulletin_issued).when(council).then_rejected("not-a-recipient")
    nobody = of(r.send, recipients=("yz-nobody",))
    bulletin.given(r.bulletin_issued).when(nobody).then_rejected("not-a-recipient")
    narrow = in_chapter(BY, recipients=("party",))
    bulletin.given(r.bulletin_issued).when(r.send, by=narrow).then_rejected("not-a-recipient")
    ended = {**r.LISTED, r.WATER: Listed("县水务局", "department", COUNTY, date(2026, 3, 2))}
    gone = replace(BY, directory=ended)
    bulletin.given(r.bulletin_issued).when(r.send, by=gone).then_rejected("not-a-recipient")


def test_sent_to_more_it_goes_to_those_who_have_it_not():
    first = of(
        r.bulletin_sent,
        recipients=(r.PARTY,),
        texts=(r.use(r.rewritten, "社情民意信息", bodies=(r.PARTY,)),),
    )
    life = (r.bulletin_issued, first)
    (second,) = bulletin.given(*life).when(r.send).result

    assert second.recipients == (r.WATER,)
    bulletin.given(*life, second).when(r.send).then_nothing()
    early = of(r.send, sent_on=date(2026, 3, 1))
    bulletin.given(r.bulletin_issued).when(early).then_rejected("out-of-order")


def test_a_sending_that_was_entered_wrongly_is_withdrawn():  # model 12
    life = (r.bulletin_issued, r.bulletin_sent)
    bulletin.given(*life).when(r.withdraw_sending).then(r.sending_withdrawn)
    withdrawn = (*life, r.sending_withdrawn)
    bulletin.given(*withdrawn).when(r.withdraw_sending).then_rejected("not-sent-to")
    (again,) = bulletin.given(*withdrawn).when(r.send).result
    assert again.recipients == (r.WATER,)
    gone = (*life, r.bulletin_withdrawn)
    bulletin.given(*gone).when(r.withdraw_sending).then(r.sending_withdrawn)


def test_a_correction_goes_only_to_those_who_have_it():  # model 12
    life = (r.bulletin_issued, r.bulletin_sent, r.sending_withdrawn)
    other = of(r.correct_bulletin, items=(r.ROAD,))
    by = holding(river=r.ISSUED, road=r.SIGNED)
    (corrected,) = bulletin.given(*life).when(other, by=by).result

    assert [each.bodies for each in corrected.texts] == [(r.PARTY,)]


def test_a_correction_tells_items_and_day_again():  # model 12
    by = holding(river=r.ISSUED, road=r.SIGNED)
    bulletin.given(r.bulletin_issued).when(r.correct_bulletin, by=by).then(r.bulletin_corrected)
    same = of(r.correct_bulletin, items=(r.RIVER,))
    bulletin.given(r.bulletin_issued).when(same, by=by).then_nothing()
    other = of(r.correct_bulletin, items=(r.ROAD,))
    (swapped,) = bulletin.given(r.bulletin_issued, r.bulletin_sent).when(other, by=by).result
    assert (swapped.removed, swapped.items) == ((r.RIVER,), (r.road_item,))
    (text,) = swapped.texts
    assert text.bodies == (r.PARTY, r.WATER), "whoever has the bulletin reads what was left out"


def test_each_report_follows_the_correction():  # model 12
    swapped = of(r.bulletin_corrected, items=(r.road_item,), removed=(r.RIVER,))
    record = recorded(swapped, f"bulletin/{r.BULLETIN}", COUNTY)
    away, new = tell_each_report_of_the_correction(record, BULLETIN.blank)

    assert (away.key, type(away.command).__name__) == (r.RIVER, "NoteIssueWithdrawn")
    assert (new.key, type(new.command).__name__) == (r.ROAD, "NoteIssue")


def test_a_withdrawn_bulletin_keeps_its_number_and_lets_its_items_go():
    life = (r.bulletin_issued, r.bulletin_withdrawn)
    state = BULLETIN.fold((event, COUNTY) for event in life)

    assert (state.stage, state.issue) == (Stage.WITHDRAWN, 1)
    bulletin.given(*life).when(r.withdraw_bulletin).then_nothing()
    bulletin.given(*life).when(r.send).then_rejected("bulletin-withdrawn")
    record: Any = recorded(r.bulletin_withdrawn, f"bulletin/{r.BULLETIN}", COUNTY)
    (wanted,) = tell_each_report_that_it_is_called_back(record, state)
    assert wanted.key == r.RIVER


def test_all_that_is_in_a_bulletin_stays_among_those_who_may_read_it():  # 8.4
    events: list[type[Any]] = [e.BulletinIssued, e.BulletinSent, e.BulletinWithdrawn]
    assert {each.audience.value for each in events} == {"personal"}
