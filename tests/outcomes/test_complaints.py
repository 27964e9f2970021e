"""Referral to discipline inspection exactly where all of invariant 14 is on record (13.3-14)."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from services.outcomes.outcome.decider import OUTCOME
from tests.outcomes import complained as x
from tests.outcomes import situations as s
from tests.support.scenario import Scenario

clerk = Scenario(OUTCOME, by=s.clerk)
office = Scenario(OUTCOME, by=x.today)


def test_a_complaint_is_counted_and_names_nobody():  # 001-37
    clerk.given(*s.on_its_way).when(x.complain).then(x.complained)
    clerk.given(*s.on_its_way, x.complained).when(x.complain).then_nothing()
    nobody = x.complain.model_copy(update={"residents": 0, "members": ()})
    clerk.given(*s.on_its_way).when(nobody).then_rejected("nobody-complained")
    odd = x.complain.model_copy(update={"kind": "moon"})
    clerk.given(*s.on_its_way).when(odd).then_rejected("unknown-code")


def test_a_complaint_is_taken_back_until_the_task_is_referred_on_it():  # model 12
    clerk.given(*x.life).when(x.take_back).then(x.taken_back)
    clerk.given(*x.life, x.taken_back).when(x.take_back).then_nothing()
    clerk.given(*x.life, x.referred).when(x.take_back).then_rejected("referred-on-it")
    second = x.take_back.model_copy(update={"complaint": 2})
    clerk.given(*x.life).when(second).then_rejected("no-such-entry")


@pytest.mark.parametrize("there", [*product((True, False), repeat=5)])
def test_a_task_is_referred_exactly_where_all_of_it_is_on_record(there):  # 001-37, 13.3-14
    promised, overdue, urged, complained, consented = there
    road = s.road_assigned
    if not promised:
        road = road.model_copy(update={"session": None, "promise": None})
    urging = x.urged if urged else x.urged.model_copy(update={"new_due": None})
    strong = x.complained if complained else x.complained.model_copy(update={"strong": False})
    history = (*s.on_its_way[:4], road, s.reported, urging, strong)
    if not overdue:
        history = (*history, s.road_done)
    consent = x.consent if consented else x.consent.model_copy(update={"bodies": ("yz-water",)})

    asked = office.given(*history).when(x.refer.model_copy(update={"consent": consent}))

    if all(there):
        asked.then(x.referred)
    elif all(there[:4]):
        asked.then_rejected("not-consenting")
    else:
        asked.then_rejected("not-referable")


def test_the_day_to_which_it_was_urged_is_over_and_then_comes_the_consent():  # 13.3-14
    def urged_until(day: int, month: int = 3):
        urged = x.urged.model_copy(update={"new_due": date(2026, month, day)})
        return office.given(*s.on_its_way, urged, x.complained).when(x.refer)

    urged_until(20, 2).then(x.referred)
    urged_until(1).then_rejected("consent-out-of-time")
    urged_until(2).then_rejected("not-referable")


def test_nobody_refers_where_the_rules_do_not_say_who_decides():
    handlings = s.rules.handlings.model_copy(update={"referral": None})
    by = replace(x.today, rules=replace(s.rules, handlings=handlings))

    office.given(*x.life).when(x.refer, by).then_rejected("no-referral-rule")


def test_the_office_of_the_level_records_the_referral():  # 13.3-14
    office.given(*x.life).when(x.refer, s.supervisor).then_rejected("same-level")


def test_a_task_is_not_referred_twice_before_the_answer():
    again = x.refer.model_copy(update={"letter": "移字〔2026〕2号"})

    office.given(*x.life, x.referred).when(x.refer).then_nothing()
    office.given(*x.life, x.referred).when(again).then_rejected("already-referred")
    (second,) = office.given(*x.life, x.referred, x.answered).when(again).result
    assert second.referral == 2


def test_the_answer_is_recorded():
    office.given(*x.life, x.referred).when(x.answer).then(x.answered)
    office.given(*x.life, x.referred, x.answered).when(x.answer).then_nothing()
    early = x.answer.model_copy(update={"on": date(2026, 3, 1)})
    office.given(*x.life, x.referred).when(early).then_rejected("before-referral")
    second = x.answer.model_copy(update={"referral": 2})
    office.given(*x.life, x.referred).when(second).then_rejected("no-such-entry")
