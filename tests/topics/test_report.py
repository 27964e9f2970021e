"""How a report of public opinion comes in, and what the information office makes of it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from contracts.roles import Role
from contracts.topics import report as e
from contracts.topics.topic import SourceKind, SourceThing
from services.topics.report import commands as c
from services.topics.report.decider import REPORT, reads
from services.topics.report.decider.state import Stage
from services.topics.report.reactions import (
    have_it_take_in_the_correction,
    have_the_other_report_take_it_in,
    have_those_that_joined_note_it,
    propose_the_topic,
)
from services.topics.topic.decider import TOPIC
from tests.slices.example import recorded
from tests.support.scenario import Scenario
from tests.topics import reports as r
from tests.topics.situations import COUNTY, VILLAGE, rules_in_force

report = Scenario(REPORT, by=r.EDITOR)


def of(fact: Any, **changes: Any) -> Any:
    return fact.model_copy(update=changes)


def beside(by: Any = r.EDITOR, **states: Any) -> Any:
    """With other reports, by the end of their ids."""
    named = {"river": r.RIVER, "sewage": r.SEWAGE}
    folded = {f"report/{named[name]}": folded_of(life) for name, life in states.items()}
    return replace(by, states=folded)


def folded_of(life: tuple[Any, ...], unit: str = COUNTY) -> Any:
    return REPORT.fold((event, unit) for event in life)


def without_rules(by: Any) -> Any:
    return replace(by, rules=replace(rules_in_force, reports=None))


def in_chapter(by: Any = r.EDITOR, **changes: Any) -> Any:
    assert rules_in_force.reports
    chapter = rules_in_force.reports.model_copy(update=changes)
    return replace(by, rules=replace(rules_in_force, reports=chapter))


@pytest.mark.parametrize("person", ["m-620123-0007", "m-620123-0008"])
def test_author_whoever_enters_it_and_source_stand_apart(person: str):  # 8.4-1, 003-16
    theirs = of(r.submit, authors=(person,), source="走访沿河住户")
    (event,) = report.given().when(theirs, by=r.CLERK).result

    assert (event.authors, event.entered_by) == ((person,), "wei")
    assert event.source == "走访沿河住户"
    assert event.text.persons == (person,), "who wrote it reads it, whoever brought it"
    assert event.text.by_author
    assert event.text.readers == (Role.CPPCC_OFFICE,)


def test_a_member_submits_what_they_wrote_alone_or_with_others():
    joint = of(r.submit, authors=(r.SECOND, r.MEMBER))
    report.given().when(joint, by=r.WRITER).then(
        of(
            r.submitted,
            authors=(r.SECOND, r.MEMBER),
            text=of(r.submitted.text, persons=(r.SECOND, r.MEMBER)),
        )
    )
    report.given().when(of(r.submit, authors=(r.SECOND,)), by=r.WRITER).then_rejected("own-name")
    twice = of(r.submit, authors=(r.MEMBER, r.MEMBER))
    report.given().when(twice, by=r.WRITER).then_rejected("author-twice")


def test_only_what_members_write_enters_a_duty_file():  # 003-08
    station = of(r.submit, author_kind="workstation", authors=("yz-station",))
    (event,) = report.given().when(station, by=r.CLERK).result

    assert r.submitted.credited_as == "report"
    assert event.credited_as is None


@pytest.mark.parametrize("field", ["category", "channel", "author_kind"])
def test_words_are_those_of_the_chapter(field: str):  # 003-06, 003-16
    report.given().when(of(r.submit, **{field: "nothing"}), by=r.WRITER).then_rejected(
        "unknown-code"
    )


def test_a_channel_may_belong_to_some_offices_and_ask_for_a_source():  # 003-06
    point = of(r.submit, channel="contact-point", source="河湾社区联系点", authors=(r.MEMBER,))

    report.given().when(of(point, source=None), by=r.CLERK).then_rejected("source-needed")
    report.given().when(point, by=r.WRITER).then_rejected("channel-office")
    report.given().when(point, by=r.CLERK).then(
        of(r.submitted, channel="contact-point", source="河湾社区联系点", entered_by="wei")
    )


def test_a_place_without_rules_on_reports_takes_none():
    for life, command, by in (((), r.submit, r.WRITER), ((r.submitted,), r.give_back, r.EDITOR)):
        report.given(*life).when(command, by=without_rules(by)).then_rejected("no-report-rules")


def test_a_text_is_as_short_as_the_rules_ask():  # 8.4-1: 1,500 characters
    report.given().when(of(r.submit, characters=1500), by=r.WRITER).then(
        of(r.submitted, characters=1500)
    )
    report.given().when(of(r.submit, characters=1501), by=r.WRITER).then_rejected("too-long")
    report.given().when(of(r.submit, characters=None), by=r.WRITER).then_rejected("length-needed")
    unlimited = in_chapter(r.WRITER, longest=None)
    report.given().when(of(r.submit, characters=None), by=unlimited).then(
        of(r.submitted, characters=None)
    )


def test_an_urgent_report_says_the_minute_it_came_in():  # 004-21
    now = replace(r.WRITER, now=r.at(12))
    at_once = of(r.submit, urgent=True, received_on=None, received_at=r.at(8, 10))

    report.given().when(at_once, by=now).then(r.urgent)
    report.given().when(of(at_once, received_at=None), by=now).then_rejected("minute-needed")
    other_day = of(at_once, received_on=date(2026, 3, 1))
    report.given().when(other_day, by=now).then_rejected("minute-differs")
    later = of(at_once, received_at=r.at(12, 1))
    report.given().when(later, by=now).then_rejected("future-moment")
    tomorrow = of(r.submit, received_on=r.WRITER.today + timedelta(days=1))
    report.given().when(tomorrow, by=now).then_rejected("future-day")


def test_minutes_are_those_of_the_place():
    """23:59 in UTC is the next day here; the day is that of China on any host."""
    late = r.at(7, 59, day=2)
    abroad = late.astimezone(tz=None)
    said = c.SubmitReport.model_validate(
        {**r.submit.model_dump(), "received_on": None, "received_at": abroad}
    )
    (event,) = report.given().when(said, by=r.WRITER).result

    assert event.received_on == date(2026, 3, 2)
    assert event.received_at == late
    assert event.received_at.utcoffset() == timedelta(hours=8)


def test_without_a_day_it_came_in_today():
    report.given().when(of(r.submit, received_on=None), by=r.WRITER).then(
        of(r.submitted, received_on=r.WRITER.today)
    )


def test_a_later_report_follows_an_earlier_one():  # 8.4-1: with follow-up
    next_one = of(r.submit, follows=r.SEWAGE)
    assert list(reads(folded_of(()), next_one)) == [f"report/{r.SEWAGE}"]
    report.given().when(next_one, by=r.WRITER).then(of(r.submitted, follows=r.SEWAGE))

    itself = of(r.correction, follows=r.RIVER)
    report.given(r.submitted).when(itself, by=beside(river=(r.submitted,))).then_rejected(
        "follows-itself"
    )
    other = beside(river=(r.submitted,), sewage=(r.sewage,))
    report.given(r.submitted).when(of(r.correction, follows=r.SEWAGE), by=other).then(
        of(r.corrected, follows=r.SEWAGE)
    )


@pytest.mark.parametrize(
    "wrong", [{"authors": ("张三",)}, {"follows": "x y"}, {"title": ""}, {"text": None}]
)
def test_what_has_no_shape_is_no_report(wrong: dict[str, Any]):
    with pytest.raises(ValidationError):
        c.SubmitReport.model_validate({**r.submit.model_dump(), **wrong})


def test_a_returned_report_comes_in_again_for_its_authors():  # 8.4-2
    life = (r.submitted, r.returned)
    clerk = of(r.again, entered_by="wei")

    report.given(*life).when(r.submit_again, by=r.CLERK).then(clerk)
    second = r.office(r.SECOND, "member")
    report.given(*life).when(r.submit_again, by=second).then_rejected("own-name")
    before = of(r.submit_again, received_on=date(2026, 2, 25))
    report.given(*life).when(before, by=r.CLERK).then_rejected("out-of-order")
    report.given(r.submitted).when(r.submit_again, by=r.CLERK).then_rejected("report-out-of-step")


def test_what_it_lacks_is_said_in_the_words_of_the_rules():  # 8.4-2
    report.given(r.submitted).when(of(r.give_back, missing=("facts", "facts"))).then(
        of(r.returned, missing=("facts",))
    )
    report.given(r.submitted).when(of(r.give_back, missing=("style",))).then_rejected(
        "unknown-code"
    )


def test_a_correction_tells_the_whole_again():  # model 12
    report.given(r.submitted).when(r.correction).then(r.corrected)
    report.given(r.submitted, r.corrected).when(r.correction).then_nothing()
    third = of(r.correction, title="再更正")
    (event,) = report.given(r.submitted, r.corrected, r.taken).when(third).result
    assert (event.corrects, event.before) == (2, (r.MEMBER, r.SECOND))


def test_a_later_judgement_that_it_is_urgent_is_a_correction():  # 004-21
    judged = of(r.correction, urgent=True, received_on=None, received_at=r.at(8, 10))
    (event,) = report.given(r.submitted).when(judged).result

    assert (event.urgent, event.received_at) == (True, r.at(8, 10))
    report.given(r.submitted).when(of(judged, received_at=None)).then_rejected("minute-needed")


def test_nobody_enters_or_removes_themselves_as_an_author():  # model 5
    by = r.office("ou", known_as=frozenset({"ou", r.SECOND}))
    report.given(r.submitted).when(r.correction, by=by).then_rejected("own-authorship")
    out = of(r.correction, authors=(r.MEMBER,))
    report.given(r.submitted, r.corrected).when(out, by=by).then_rejected("own-authorship")
    title = of(r.correction, authors=(r.MEMBER,))
    assert isinstance(report.given(r.submitted).when(title, by=by).result, list)


def test_it_did_not_come_in_after_what_followed_from_it():
    late = of(r.correction, received_on=date(2026, 3, 2))
    report.given(*r.SIGNED).when(late).then_rejected("out-of-order")
    issued_at_nine = of(r.issued, issued_at=r.at(9))
    same_day = of(r.correction, received_on=None, received_at=r.at(10))
    steps = (r.submitted, r.taken, r.edited, of(r.checked, checked_on=date(2026, 3, 2)))
    life = (*steps, of(r.signed, signed_on=date(2026, 3, 2)), issued_at_nine)
    report.given(*life).when(same_day).then_rejected("out-of-order")


@pytest.mark.parametrize("command", [r.take, r.give_back, r.keep, r.merge, r.turn])
def test_nobody_screens_what_they_wrote(command: Any):
    """Whichever office they ask in now: persons are compared."""
    own = r.office("ou", known_as=frozenset({"ou", r.MEMBER}))
    report.given(r.submitted).when(command, by=beside(own, sewage=(r.sewage,))).then_rejected(
        "own-report"
    )


def test_it_is_kept_on_a_ground_of_the_rules():  # 8.2, 8.4-10
    report.given(r.submitted).when(of(r.keep, ground="other")).then_rejected("keeping-reason")
    report.given(r.submitted).when(of(r.keep, ground="other", reason="时机不宜")).then(
        e.ReportKept(ground="other", reason="时机不宜")
    )
    report.given(r.submitted).when(of(r.keep, ground="no")).then_rejected("unknown-code")


def test_what_is_kept_may_be_taken_up_later():  # 8.4-10
    report.given(r.submitted, r.kept).when(c.TakeReport()).then(e.ReportTaken())


def test_it_is_merged_into_one_that_is_in_work():  # 8.4-10
    report.given(r.submitted).when(r.merge, by=beside(sewage=(r.sewage,))).then(r.merged)
    for other in ((r.sewage, r.kept), r.SIGNED, (r.sewage, r.merged)):
        report.given(r.submitted).when(r.merge, by=beside(sewage=other)).then_rejected(
            "not-open-to-merging"
        )
    elsewhere = {f"report/{r.SEWAGE}": folded_of((r.sewage,), "511623000000")}
    report.given(r.submitted).when(r.merge, by=replace(r.EDITOR, states=elsewhere)).then_rejected(
        "merge-outside"
    )


def test_what_is_sent_up_is_not_returned_to_its_authors():
    life = (*r.SIGNED, r.sent_up, r.kept, e.ReportTaken())
    report.given(*life).when(r.give_back).then_rejected("sent-up-already")


def test_a_correction_reaches_the_one_that_it_became_part_of():  # model 12
    """Who was left out is answered too, and what was issued counts for them."""
    other = (r.sewage, r.took_in, *r.ISSUED[1:])
    record = recorded(r.corrected, f"report/{r.RIVER}", COUNTY)
    state = folded_of((r.submitted, r.merged, r.corrected))
    (wanted,) = have_it_take_in_the_correction(record, state)
    assert wanted.key == r.SEWAGE
    third = of(wanted.command, authors=("m-620123-0009",), credited=("m-620123-0009",))

    took_in, issued = report.given(*other).when(third, by=r.POLICY).result

    assert took_in.joined_authors == ("m-620123-0009",)
    assert issued.credited == (r.SECOND, "m-620123-0009")
    report.given(*other, took_in, issued).when(third, by=r.POLICY).then_nothing()
    alone = have_it_take_in_the_correction(record, folded_of((r.submitted, r.corrected)))
    assert alone == []


def test_a_correction_reaches_every_report_of_which_it_became_part():  # model 12
    """The river into the sewage, that into the road: both follow, and the road names each."""
    road = of(r.merged, into=r.ROAD)
    sewage = folded_of((r.sewage, r.took_in, road))
    record = recorded(road, f"report/{r.SEWAGE}", COUNTY)
    (noted,) = have_those_that_joined_note_it(record, sewage)
    assert (noted.key, noted.command) == (r.RIVER, c.NoteReportCarriedOn(into=r.ROAD))
    brought = [each.command for each in have_the_other_report_take_it_in(record, sewage)]
    assert [(each.merged, each.authors) for each in brought] == [
        (r.SEWAGE, (r.SECOND,)),
        (r.RIVER, (r.MEMBER,)),
    ]

    report.given(r.submitted, r.merged).when(noted.command, by=r.POLICY).then(r.carried_on)
    life = (r.submitted, r.merged, r.carried_on, r.corrected)
    report.given(*life).when(noted.command, by=r.POLICY).then_nothing()
    wanted = have_it_take_in_the_correction(
        recorded(r.corrected, f"report/{r.RIVER}", COUNTY), folded_of(life)
    )
    assert [each.key for each in wanted] == [r.SEWAGE, r.ROAD]
    assert {each.command for each in wanted} == {
        c.TakeInReport(merged=r.RIVER, authors=r.correction.authors, credited=r.correction.authors)
    }


def test_only_members_among_the_authors_of_both_are_credited():  # 003-08
    station = of(r.sewage, authors=("yz-station",), credited_as=None)
    goes_on = folded_of((station, r.took_in))

    assert goes_on.authors == ("yz-station", r.MEMBER)
    assert goes_on.credited == (r.MEMBER,)


def test_the_authors_of_both_are_answered():  # 8.4-10: each author is answered
    """Of the merging at once, by the one that ended; of what follows, by the one that goes on."""
    ended = folded_of((r.submitted, r.merged))
    goes_on = folded_of((r.sewage, r.took_in, r.kept))

    assert (ended.stage, ended.fate, ended.untold) == (Stage.MERGED, e.Fate.MERGED, (r.MEMBER,))
    assert goes_on.untold == (r.SECOND, r.MEMBER)


def test_a_topic_is_proposed_as_the_office_could_propose_it_itself():  # 8.4-10
    report.given(r.submitted).when(of(r.turn, origin="rumour")).then_rejected("unknown-code")
    report.given(r.submitted).when(of(r.turn, places=("511623100000",))).then_rejected(
        "place-outside"
    )
    report.given(r.submitted).when(of(r.turn, unit="511623100000")).then_rejected("place-outside")
    report.given(r.submitted).when(of(r.turn, unit=VILLAGE)).then(of(r.turned, unit=VILLAGE))


def test_the_topic_names_its_author_and_what_it_rests_on():  # 8.4-10, 001-16
    state = folded_of((r.submitted, r.turned))
    record = recorded(r.turned, f"report/{r.RIVER}", COUNTY)
    (wanted,) = propose_the_topic(record, state)
    topic = Scenario(TOPIC, by=replace(r.POLICY, rules=rules_in_force))
    (proposed,) = topic.given().when(wanted.command).result

    assert proposed.source == f"社情民意信息 {r.RIVER}"
    assert proposed.rests_on == SourceThing(kind=SourceKind.REPORT, id=r.RIVER)
    assert (proposed.raised_by, proposed.title) == (r.MEMBER, r.turned.title)
    assert proposed.description == r.turned.description


def test_without_words_of_its_own_the_text_goes_along():
    (event,) = report.given(*r.EDITED).when(of(r.turn, description=None)).result
    state = folded_of((*r.EDITED, event))
    (wanted,) = propose_the_topic(recorded(event, f"report/{r.RIVER}", COUNTY), state)

    assert wanted.command.text == r.rewritten  # type: ignore[attr-defined]
