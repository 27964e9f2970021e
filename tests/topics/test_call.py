"""A call for topics: open for some days, to some units, by some channels (000-33, 001-17)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from contracts.procedure import CalledFor
from contracts.topics.call import SubmissionReceived
from runtime.succession import Succession
from services.topics.call import commands as c
from services.topics.call.decider import TOPIC_CALL
from services.topics.topic.commands import NameCall
from services.topics.topic.conditions import DEEDS
from services.topics.topic.decider import TOPIC
from services.topics.topic.reactions import (
    have_the_call_receive_it,
    have_the_former_call_take_it_back,
)
from tests.slices.example import recorded
from tests.support.scenario import Scenario, circumstances
from tests.topics import call_examples as x
from tests.topics import situations as s
from tests.topics.commands import topic

OTHER = "620123109201"
call = Scenario(TOPIC_CALL, by=x.CALLER)
receiving = c.ReceiveSubmission(**dict(x.received))


def received(**content: Any) -> SubmissionReceived:
    return x.received.model_copy(update=content)


def test_what_comes_in_time_and_from_where_it_was_called_for_is_taken():  # 000-33
    call.given(x.opened).when(receiving, by=x.POLICY).then(x.received)


@pytest.mark.parametrize("on", [x.opened.opens, x.opened.closes])
def test_the_first_and_the_last_day_count(on: date):  # 000-33
    arrived = receiving.model_copy(update={"received_on": on})
    call.given(x.opened).when(arrived, by=x.POLICY).then(received(received_on=on))


@pytest.mark.parametrize("on", [date(2026, 2, 19), date(2026, 3, 21)])
def test_what_comes_before_or_after_is_refused(on: date):  # 000-33
    arrived = receiving.model_copy(update={"received_on": on})
    call.given(x.opened).when(arrived, by=x.POLICY).then_rejected("call-not-open")


def test_a_late_entry_counts_by_the_day_on_which_it_was_received():
    long_after = replace(x.POLICY, today=date(2026, 6, 1))
    call.given(x.opened).when(receiving, by=long_after).then(x.received)


def test_an_extension_takes_more_and_an_early_end_less():  # 000-33
    late = receiving.model_copy(update={"received_on": date(2026, 3, 25)})
    taken = received(received_on=date(2026, 3, 25))
    call.given(x.opened, x.extended).when(late, by=x.POLICY).then(taken)
    early = receiving.model_copy(update={"received_on": date(2026, 3, 2)})
    call.given(x.opened, x.closed).when(early, by=x.POLICY).then_rejected("call-not-open")


def test_it_is_taken_once():
    call.given(x.opened, x.received).when(receiving, by=x.POLICY).then_nothing()


def test_another_channel_corrects_it():  # model 12
    other = receiving.model_copy(update={"channel": "area-group"})
    call.given(x.opened, x.received).when(other, by=x.POLICY).then(received(channel="area-group"))


@pytest.mark.parametrize("channel", [None, "sector"])
def test_it_comes_by_a_channel_of_the_call(channel: str | None):  # 001-17
    other = receiving.model_copy(update={"channel": channel})
    call.given(x.opened).when(other, by=x.POLICY).then_rejected("channel-of-call")
    any_channel = x.opened.model_copy(update={"channels": ()})
    call.given(any_channel).when(other, by=x.POLICY).then(received(channel=channel))


def test_a_call_asks_its_units_and_those_below_them():  # 000-33
    county = replace(x.POLICY, unit=s.COUNTY)
    to_the_town = x.opened.model_copy(update={"unit": s.COUNTY, "units": (s.TOWNSHIP,)})
    of_county = Scenario(TOPIC_CALL, by=county)

    of_county.given(to_the_town).when(receiving).then(x.received)
    beside = receiving.model_copy(update={"from_unit": s.OTHER_TOWNSHIP})
    of_county.given(to_the_town).when(beside).then_rejected("call-of-others")
    elsewhere = receiving.model_copy(update={"from_unit": "511623100000"})
    everywhere = to_the_town.model_copy(update={"units": ()})
    of_county.given(everywhere).when(beside).then(received(from_unit=s.OTHER_TOWNSHIP))
    of_county.given(everywhere).when(elsewhere).then_rejected("call-of-others")


def test_a_unit_is_asked_by_whoever_leads_it_today():  # model 2
    placed = Succession(
        [], [{"unit": s.VILLAGE, "superior": s.OTHER_TOWNSHIP, "since": date(2026, 1, 1)}]
    )
    there = {"covering_of": lambda unit: placed.standing(unit, date(2026, 3, 2)).covering}
    county = replace(x.POLICY, unit=s.COUNTY, **there)
    to = {"unit": s.COUNTY, "units": (s.OTHER_TOWNSHIP,)}
    of_county = Scenario(TOPIC_CALL, by=county)

    of_county.given(x.opened.model_copy(update=to)).when(receiving).then(x.received)
    to["units"] = (s.TOWNSHIP,)
    of_county.given(x.opened.model_copy(update=to)).when(receiving).then_rejected("call-of-others")


def test_a_call_that_makes_no_sense_is_refused():
    def opening(**content: Any) -> c.OpenTopicCall:
        return x.opening.model_copy(update=content)

    call.given().when(opening(closes=date(2026, 2, 19))).then_rejected("call-backward")
    call.given().when(opening(units=(OTHER,))).then_rejected("unit-outside")
    call.given().when(opening(units=(s.VILLAGE, s.VILLAGE))).then_rejected("unit-twice")
    call.given().when(opening(channels=("letter", "letter"))).then_rejected("channel-twice")
    call.given().when(opening(channels=("pigeon",))).then_rejected("unknown-code")
    call.given(x.opened).when(x.opening).then_rejected("call-is-there")


def test_its_notice_is_a_paper_that_everybody_in_office_reads():  # 000-33, model 7
    with_notice = x.opening.model_copy(update={"paper": x.notice})
    as_told = x.opened.model_copy(update={"paper": x.made_known})
    call.given().when(with_notice).then(as_told)


def test_a_correction_tells_it_whole_and_what_came_in_still_fits():  # model 12
    again = x.correction.model_copy(update={"title": "2026年度协商议题征集"})
    corrected = x.corrected.model_copy(update={"title": again.title, "corrects": 2})
    call.given(x.opened, x.corrected).when(again).then(corrected)
    call.given(x.opened, x.corrected).when(x.correction).then_nothing()
    less = x.correction.model_copy(update={"channels": ("area-group",)})
    call.given(x.opened, x.received).when(less).then_rejected("submission-left-out")
    call.given(x.opened, x.received, x.taken_back).when(less).then(
        x.corrected.model_copy(update={"channels": ("area-group",)})
    )


def test_it_is_extended_to_a_later_day_and_ended_early_on_an_earlier_one():
    later = c.ExtendTopicCall(closes=date(2026, 3, 19), reason="农忙")
    call.given(x.opened).when(later).then_rejected("not-later")
    same = c.ExtendTopicCall(closes=x.opened.closes, reason="农忙")
    call.given(x.opened).when(same).then_nothing()

    def ending(day: date) -> c.CloseTopicCall:
        return c.CloseTopicCall(closes=day, reason="议题已经够多")

    call.given(x.opened).when(ending(date(2026, 2, 19))).then_rejected("not-earlier")
    call.given(x.opened).when(ending(date(2026, 3, 3))).then_rejected("future-day")
    call.given(x.opened, x.closed).when(ending(x.closed.closes)).then_nothing()
    early = ending(date(2026, 2, 28))
    call.given(x.opened, x.received).when(early).then_rejected("received-later")


def test_a_call_under_which_something_came_in_is_not_withdrawn():
    withdrawal = c.WithdrawTopicCall(reason="重复登记")
    call.given(x.opened, x.received).when(withdrawal).then_rejected("call-has-submissions")
    call.given(x.opened, x.received, x.taken_back).when(withdrawal).then(x.withdrawn)
    call.given(x.opened, x.withdrawn).when(withdrawal).then_nothing()
    call.given(x.opened, x.withdrawn).when(receiving, by=x.POLICY).then_rejected("call-withdrawn")


# ------------------------------------------------------------------------------- the topic's side


def test_the_topic_says_by_which_way_and_when_it_came():  # 001-17
    by = x.CALLER
    topic.given().when(x.under_it, by=by).then(x.raised_under_it)
    ahead = x.under_it.model_copy(update={"received_on": date(2026, 3, 3)})
    topic.given().when(ahead, by=by).then_rejected("future-day")
    unknown = x.under_it.model_copy(update={"channel": "pigeon"})
    topic.given().when(unknown, by=by).then_rejected("unknown-code")
    of_sectors = x.under_it.model_copy(update={"channel": "sector"})
    topic.given().when(of_sectors, by=by).then_rejected("channel-office")
    committee = circumstances(
        by="cai", role="committee", unit=s.VILLAGE, rules=s.rules_in_force, body="yz-culture"
    )
    topic.given().when(of_sectors, by=committee).then_rejected("source-needed")


def test_the_call_receives_it_on_the_day_that_it_names_or_else_today():  # 000-33
    state = TOPIC.fold([(x.raised_under_it, s.VILLAGE)])
    first = replace_version(recorded(x.raised_under_it, f"topic/{s.MARKET}"), 1)

    (wanted,) = have_the_call_receive_it(first, state)
    assert (wanted.key, wanted.command) == (x.CALL, receiving)
    today = x.raised_under_it.model_copy(update={"received_on": None})
    (wanted,) = have_the_call_receive_it(
        replace_version(recorded(today, f"topic/{s.MARKET}"), 1), state
    )
    assert wanted.command == receiving.model_copy(update={"received_on": date(2026, 3, 2)})


def test_what_is_raised_again_came_in_before():
    state = TOPIC.fold([(x.raised_under_it, s.VILLAGE)])
    again = replace_version(recorded(x.raised_under_it, f"topic/{s.MARKET}"), 3)
    assert have_the_call_receive_it(again, state) == []


def replace_version(record: Any, version: int) -> Any:
    return record.model_copy(update={"streamversion": version})


def test_under_which_call_it_came_is_corrected_in_both():  # model 12
    topic.given(x.under_the_former).when(x.naming).then(x.named)
    topic.given(x.under_the_former, x.named).when(x.naming).then_nothing()
    state = TOPIC.fold([(x.under_the_former, s.VILLAGE), (x.named, s.VILLAGE)])
    record = recorded(x.named, f"topic/{s.MARKET}")
    (new,) = have_the_call_receive_it(record, state)
    (old,) = have_the_former_call_take_it_back(record, state)
    assert (new.key, old.key) == (x.CALL, x.FORMER)

    to_none = NameCall(received_on=date(2026, 3, 1), reason="不是征集所得")
    (event,) = told(topic.given(x.raised_under_it).when(to_none).result)
    assert (event.call, event.instead_of) == (None, x.CALL)
    record = recorded(event, f"topic/{s.MARKET}")
    assert have_the_call_receive_it(record, state) == []
    assert [each.key for each in have_the_former_call_take_it_back(record, state)] == [x.CALL]


def told(result: Any) -> list[Any]:
    assert isinstance(result, list), result
    return result


def test_a_topic_that_came_in_under_a_call_was_called_for():  # 000-33
    without = TOPIC.fold([(s.proposed, s.VILLAGE)])
    under = TOPIC.fold([(x.raised_under_it, s.VILLAGE)])
    named_later = TOPIC.fold([(s.proposed, s.VILLAGE), (x.named, s.VILLAGE)])

    called_for = [state.facts.called_for for state in (without, under, named_later)]
    assert called_for == [False, True, True]
    assert CalledFor in DEEDS[NameCall]
