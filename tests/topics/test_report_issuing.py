"""What becomes of a signed report, and whether its authors know."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from contracts.topics import report as e
from services.topics.report import commands as c
from services.topics.report.decider import REPORT
from services.topics.report.decider.state import Stage
from tests.support.scenario import Scenario
from tests.topics import reports as r
from tests.topics.test_report import folded_of, of

report = Scenario(REPORT, by=r.EDITOR)
SENT = (*r.ISSUED, r.sent_up)


def test_the_time_from_receipt_to_issue_is_readable():  # 004-21
    note = of(r.note_issue, issued_on=date(2026, 3, 2), issued_at=r.at(9, 40))
    (event,) = report.given(*r.URGENT).when(note, by=r.POLICY).result

    assert event.minutes == 90
    (slow,) = report.given(*r.SIGNED).when(r.note_issue, by=r.POLICY).result
    assert slow.minutes is None


def test_the_time_is_told_again_where_the_minute_of_receipt_is_corrected():  # 004-21, model 12
    issued = r.urgently(r.issued, issued_at=r.at(9, 40)).model_copy(update={"minutes": 90})
    earlier = of(
        r.correction,
        **{"authors": (r.MEMBER,), "urgent": True, "received_on": None, "received_at": r.at(8)},
    )
    (_, told_again) = report.given(*r.URGENT, issued).when(earlier).result

    assert told_again.minutes == 100


def test_a_joint_issue_counts_for_the_members_among_its_authors():  # 003-08, 8.4-9
    station = {"authors": ("yz-station",), "credited_as": None}
    life = (of(r.sewage, **station), r.took_in, *r.SIGNED[1:])
    (event,) = report.given(*life).when(r.note_issue, by=r.POLICY).result

    assert event.authors == ("yz-station", r.MEMBER)
    assert (event.credited, event.credited_as) == ((r.MEMBER,), "issued")


def test_its_authors_and_the_committee_in_charge_read_it_as_issued():  # matrix 9.2
    (event,) = report.given(*r.SIGNED).when(r.note_issue, by=r.POLICY).result

    assert (event.text.persons, event.text.bodies) == ((r.MEMBER,), (r.COMMITTEE,))
    assert event.text.digest == r.rewritten.digest


def test_a_report_stands_in_one_bulletin():
    other = of(r.note_issue, bulletin="620123000000:2026:2")
    report.given(*r.ISSUED).when(other, by=r.POLICY).then_rejected("report-out-of-step")
    report.given(*r.ISSUED).when(r.note_issue, by=r.POLICY).then_nothing()


def test_what_is_withdrawn_waits_to_be_issued_again():
    back = (*r.ISSUED, r.issue_withdrawn)

    assert folded_of(back).stage is Stage.SIGNED
    other = of(r.note_issue, bulletin="620123000000:2026:2")
    report.given(*back).when(other, by=r.POLICY).then(of(r.issued, bulletin=other.bulletin))


def test_it_is_sent_up_once_it_is_signed():  # 8.4-5
    report.given(*r.SIGNED).when(r.send_up).then(r.sent_up)
    report.given(*r.EDITED).when(r.send_up).then_rejected("report-out-of-step")
    early = of(r.send_up, sent_on=date(2026, 2, 28))
    report.given(*r.SIGNED).when(early).then_rejected("out-of-order")
    report.given(*r.SIGNED).when(of(r.send_up, level="moon")).then_rejected("unknown-code")


def test_sent_again_to_the_same_level_what_was_said_last_counts():
    report.given(*SENT).when(r.send_up).then_nothing()
    report.given(*SENT).when(of(r.send_up, receiver="市政协研究室")).then(
        of(r.sent_up, receiver="市政协研究室")
    )


def test_a_sending_up_that_was_entered_wrongly_is_withdrawn():  # model 12
    report.given(*SENT).when(r.withdraw_sending_up).then(r.sending_up_withdrawn)
    report.given(*r.ISSUED).when(r.withdraw_sending_up).then_rejected("not-sent-there")
    report.given(*SENT, r.sending_up_withdrawn).when(r.record_use).then_rejected("not-sent-up")


def test_what_a_use_rests_on_stays():  # model 12
    used = (*SENT, r.used)
    report.given(*used).when(r.withdraw_sending_up).then_rejected("use-rests-on-it")
    earlier = of(r.sent_up, level="province", sent_on=date(2026, 3, 1))
    report.given(*SENT, earlier, r.used).when(r.withdraw_sending_up).then(r.sending_up_withdrawn)
    by = replace(r.EDITOR, today=date(2026, 3, 4))
    later = of(r.send_up, sent_on=date(2026, 3, 3))
    report.given(*used).when(later, by=by).then_rejected("use-rests-on-it")


def test_an_urgent_report_is_sent_up_to_the_minute():  # 004-21
    at_once = c.SendReportUp(level="city", sent_at=r.at(9, 20))
    (event,) = report.given(*r.URGENT).when(at_once).result

    assert (event.sent_on, event.sent_at) == (date(2026, 3, 2), r.at(9, 20))
    report.given(*r.URGENT).when(c.SendReportUp(level="city")).then_rejected("minute-needed")


def test_a_level_uses_what_was_sent_up():  # 8.4-8, 003-15
    """Also one to which another level passed it on."""
    report.given(*SENT).when(r.record_use).then(r.used)
    report.given(*r.ISSUED).when(r.record_use).then_rejected("not-sent-up")
    early = of(r.record_use, used_on=date(2026, 3, 1))
    report.given(*SENT).when(early).then_rejected("out-of-order")
    tomorrow = of(r.record_use, used_on=r.EDITOR.today + timedelta(days=1))
    report.given(*SENT).when(tomorrow).then_rejected("future-day")


def test_a_use_carries_what_its_level_counts_for():  # 003-15, 8.4-9
    (city,) = report.given(*SENT).when(of(r.record_use, level="city")).result

    assert (r.used.credited_as, city.credited_as) == ("used", None)
    station = (of(r.submitted, credited_as=None), *SENT[1:])
    (nobodys,) = report.given(*station).when(r.record_use).result
    assert nobodys.credited_as is None


def test_a_wrong_use_is_withdrawn_before_it_is_entered_anew():  # model 12
    used = (*SENT, r.used)
    report.given(*used).when(r.record_use).then_nothing()
    report.given(*used).when(of(r.record_use, publication="第89期")).then_rejected("used-already")
    report.given(*used).when(r.withdraw_use).then(r.use_withdrawn)
    report.given(*SENT).when(r.withdraw_use).then_rejected("not-used")
    withdrawn = (*used, r.use_withdrawn)
    report.given(*withdrawn).when(of(r.record_use, publication="第89期")).then(
        of(r.used, publication="第89期")
    )


def test_a_level_uses_what_is_kept_here_by_now():  # 8.4-8, 8.4-10
    kept = (*r.SIGNED, r.sent_up, r.kept)
    (use,) = report.given(*kept).when(r.record_use).result
    (withdrawn,) = report.given(*kept, use).when(r.withdraw_use).result

    assert (use.level, withdrawn.fate) == ("province", e.Fate.KEPT)
    assert folded_of((*kept, use, withdrawn)).stage is Stage.KEPT


def test_several_levels_may_use_it():  # 003-15
    city = of(r.used, level="city", credited_as=None)
    (withdrawn,) = report.given(*SENT, r.used, city).when(r.withdraw_use).result

    assert withdrawn.fate is e.Fate.USED


@pytest.mark.parametrize(
    ("life", "fate"),
    [
        ((r.submitted, r.returned), e.Fate.RETURNED),
        ((r.submitted, r.kept), e.Fate.KEPT),
        ((r.submitted, r.merged), e.Fate.MERGED),
        ((r.submitted, r.turned), e.Fate.TURNED),
        (r.ISSUED, e.Fate.ISSUED),
        ((*SENT, r.used), e.Fate.USED),
    ],
    ids=lambda each: str(each),
)
def test_authors_are_told_what_became_of_it(life: Any, fate: e.Fate):  # 8.4-9
    assert folded_of(life).untold == (r.MEMBER,)
    report.given(*life).when(r.tell).then(of(r.told, of=fate))
    report.given(*life, of(r.told, of=fate)).when(r.tell).then_nothing()


def test_each_use_is_told_anew():  # 8.4-9
    known = (*r.ISSUED, r.told, r.sent_up, r.used)

    report.given(*known).when(r.tell).then(of(r.told, of=e.Fate.USED))


def test_a_telling_that_was_entered_wrongly_is_withdrawn():  # model 12
    told = (*r.ISSUED, r.told)
    report.given(*told).when(r.withdraw_feedback).then(r.feedback_withdrawn)
    report.given(*told, r.feedback_withdrawn).when(r.tell).then(r.told)
    for life in ((r.submitted,), r.ISSUED, (*told, r.feedback_withdrawn)):
        report.given(*life).when(r.withdraw_feedback).then_rejected("not-told")


def test_some_authors_may_be_told_before_the_others():
    joint = (r.submitted, r.corrected, *r.ISSUED[1:])
    one = of(r.tell, authors=(r.SECOND,))

    report.given(*joint).when(one).then(of(r.told, authors=(r.SECOND,)))
    life = (*joint, of(r.told, authors=(r.SECOND,)))
    assert folded_of(life).untold == (r.MEMBER,)
    report.given(*life).when(one).then_nothing()
    report.given(*life).when(of(r.tell, authors=("m-620123-0009",))).then_rejected("not-an-author")


def test_an_author_who_was_left_out_is_told_as_well():  # model 12
    life = (*r.ISSUED, r.told, of(r.corrected, corrects=1))

    assert folded_of(life).untold == (r.SECOND,)


def test_what_counts_for_an_author_follows_a_correction():  # model 12
    """Issue and uses are told again, of the authors that there are; nobody is told anew."""
    life = (*SENT, r.used, of(r.told, of=e.Fate.USED))
    both = (r.MEMBER, r.SECOND)
    (_, *told_again) = report.given(*life).when(r.correction).result

    before = {"before": (r.MEMBER,), "before_on": date(2026, 3, 2)}
    now = {"authors": both, "credited": both, "category": "livelihood", **before}
    text = of(r.issued.text, persons=both)
    assert told_again == [of(r.issued, **now, text=text), of(r.used, **now)]
    after = folded_of((*life, r.corrected, *told_again))
    assert (after.fate, after.untold) == (e.Fate.USED, (r.SECOND,))
    report.given(*life, r.corrected, *told_again).when(r.correction).then_nothing()


def test_a_corrected_day_of_issue_is_told_again():  # model 12
    moved = of(r.note_issue, issued_on=date(2026, 3, 1))

    report.given(*r.ISSUED).when(moved, by=r.POLICY).then(
        of(
            r.issued,
            issued_on=date(2026, 3, 1),
            before=(r.MEMBER,),
            before_on=date(2026, 3, 2),
        )
    )


def test_there_is_nothing_to_tell_before_something_became_of_it():
    for life in ((r.submitted,), r.SIGNED, (*r.ISSUED, r.issue_withdrawn)):
        report.given(*life).when(r.tell).then_rejected("nothing-to-tell")
    tomorrow = of(r.tell, told_on=r.EDITOR.today + timedelta(days=1))
    report.given(*r.ISSUED).when(tomorrow).then_rejected("future-day")
