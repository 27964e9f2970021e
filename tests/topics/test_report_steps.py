"""From editing to signing: different persons, in the offices of the rules, in order of time."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.topics.report import commands as c
from services.topics.report.decider import REPORT
from services.topics.report.decider.state import Stage
from tests.support.scenario import Scenario
from tests.topics import reports as r
from tests.topics.situations import COUNTY
from tests.topics.test_report import folded_of, in_chapter, of

report = Scenario(REPORT, by=r.EDITOR)
CHECKED = (*r.EDITED, r.checked)


def test_each_step_is_taken_by_another_person():  # 8.4-3
    report.given(*r.EDITED).when(r.check, by=r.EDITOR).then_rejected("same-hand")
    for earlier in (r.EDITOR, r.CHECKER):
        report.given(*CHECKED).when(r.sign, by=earlier).then_rejected("same-hand")
    report.given(*CHECKED).when(r.sign, by=r.SIGNER).then(r.signed)


def test_persons_are_compared_and_not_offices():  # model 5
    same = r.office("ou-2", known_as=frozenset({"ou-2", "ou"}))
    report.given(*r.EDITED).when(r.check, by=same).then_rejected("same-hand")
    author = r.office("he", known_as=frozenset({"he", r.MEMBER}))
    report.given(*r.EDITED).when(r.check, by=author).then_rejected("own-report")


def test_after_it_is_sent_back_others_may_take_the_steps():
    life = (*CHECKED, of(r.sent_back, step="signed", word="签发"), of(r.edited, edited_by="he"))

    report.given(*CHECKED).when(r.send_back, by=r.SIGNER).then(life[-2])
    report.given(*life).when(r.check, by=r.CHECKER).then_rejected("same-hand")
    report.given(*life).when(r.check, by=r.EDITOR).then(of(r.checked, checked_by="ou"))


def test_editing_anew_begins_the_steps_again():
    new = of(r.edit, title="新标题")

    report.given(*CHECKED).when(new, by=r.EDITOR).then(of(r.edited, title="新标题"))
    report.given(*r.EDITED).when(r.edit, by=r.EDITOR).then_nothing()
    again = (*CHECKED, of(r.edited, title="新标题"))
    report.given(*again).when(r.sign, by=r.SIGNER).then(
        of(r.checked, checked_by="an", checked_on=r.signed.signed_on)
    )


def test_steps_belong_to_the_offices_of_the_rules():  # 8.4-3
    committee = r.office("cai", "committee", body=r.COMMITTEE)
    report.given(*r.EDITED).when(r.check, by=committee).then(of(r.checked, checked_by="cai"))
    report.given(*CHECKED).when(r.sign, by=committee).then_rejected("step-office")
    for command in (r.edit, r.check, r.send_back):
        other = r.office("cai", "committee", body="yz-law")
        report.given(*r.EDITED).when(command, by=other).then_rejected("not-in-charge")


def test_a_county_may_have_two_steps_only():
    assert (chapter := r.EDITOR.rules.reports)
    edited, _, signed = chapter.steps
    two = in_chapter(r.SIGNER, steps=(edited, signed))

    report.given(*r.EDITED).when(r.sign, by=two).then(r.signed)


def test_rules_with_fewer_steps_let_what_is_in_work_go_on():
    assert (chapter := r.EDITOR.rules.reports)
    edited, _, signed = chapter.steps
    two = in_chapter(r.SIGNER, steps=(edited, signed))

    report.given(*CHECKED).when(r.sign, by=two).then(r.signed)


def test_steps_are_taken_in_order_of_time():
    before_receipt = of(r.check, on=date(2026, 2, 25))
    report.given(*r.EDITED).when(before_receipt, by=r.CHECKER).then_rejected("out-of-order")
    before_check = of(r.sign, on=date(2026, 2, 27))
    report.given(*CHECKED).when(before_check, by=r.SIGNER).then_rejected("out-of-order")


@pytest.mark.parametrize(("minute", "right"), [(49, False), (50, True)])
def test_of_an_urgent_report_minutes_are_in_order(minute: int, right: bool):  # 004-21
    sign = c.PassReport(at=r.at(8, minute))
    answer = report.given(*r.URGENT[:-1]).when(sign, by=r.SIGNER)

    if right:
        (event,) = answer.result
        assert (event.signed_on, event.signed_at) == (date(2026, 3, 2), r.at(8, 50))
    else:
        answer.then_rejected("out-of-order")
    report.given(*r.URGENT[:-1]).when(c.PassReport(), by=r.SIGNER).then_rejected("minute-needed")


def test_an_edited_text_is_short_too():  # 8.4-1
    report.given(*r.IN_WORK).when(of(r.edit, characters=1501)).then_rejected("too-long")


@pytest.mark.parametrize(
    ("life", "command"),
    [
        ((r.submitted,), r.edit),
        (r.IN_WORK, r.check),
        (r.SIGNED, r.check),
        (r.SIGNED, r.edit),
        (r.ISSUED, r.keep),
        ((r.submitted, r.merged), r.take),
        ((r.submitted, r.turned), r.take),
        ((), r.take),
    ],
    ids=lambda each: type(each).__name__,
)
def test_what_has_no_turn_is_refused_with_the_state(life: Any, command: Any):
    refusal = report.given(*life).when(command)

    refusal.then_rejected("report-out-of-step")
    assert "report is" in refusal.result.english


def test_a_committee_in_charge_reads_the_text_from_then_on():  # matrix 9.2
    assert r.taken.text
    assert r.taken.text.bodies == (r.COMMITTEE,)
    (event,) = report.given(r.submitted, r.taken).when(r.edit).result
    assert event.text.bodies == (r.COMMITTEE,)
    (nobodys,) = report.given(r.submitted, r.taken.__class__()).when(r.edit).result
    assert nobodys.text.bodies == ()


def test_the_state_tells_who_took_which_step():
    state = folded_of(r.SIGNED)

    assert (state.stage, state.hands) == (Stage.SIGNED, {"ou", "he", "an"})
    assert state.unit == COUNTY
    assert replace(state).done == state.done
