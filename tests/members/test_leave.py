"""Leave from a session: asked by a member, decided by the office (domain 7.1)."""

from dataclasses import replace
from datetime import date

import pytest

from services.members.leave import commands as c
from services.members.leave.decider import LEAVE
from services.members.member.decider import Member
from tests.members import leave_examples as x
from tests.members import situations as s
from tests.support.scenario import Scenario

themselves = Scenario(LEAVE, by=x.THEMSELVES)
office = Scenario(LEAVE, by=x.OFFICE)
OTHER = replace(x.THEMSELVES, actor="m-620123-002", known_as=frozenset({"m-620123-002"}))
TOMORROW = date(2026, 3, 3)


def test_a_member_asks_for_themselves_and_the_office_for_whoever_asked_it() -> None:
    themselves.when(x.ASK).then(x.asked)
    office.when(x.ASK).then(x.asked)
    themselves.when(x.ASK, by=OTHER).then_rejected("own-leave-only")
    themselves.given(x.asked).when(x.ASK).then_rejected("leave-asked")


def test_leave_is_of_a_member_in_office_on_a_ground_of_the_county() -> None:
    unknown = replace(x.OFFICE, states={"member/m-620123-001": Member()})
    office.when(x.ASK, by=unknown).then_rejected("no-such-member")
    office.when(x.ASK.model_copy(update={"ground": "weather"})).then_rejected("unknown-code")
    office.when(x.ASK.model_copy(update={"asked_on": TOMORROW})).then_rejected("future-day")


def test_leave_on_some_grounds_is_no_absence() -> None:  # 7.1
    above = x.ASK.model_copy(update={"ground": "above"})

    office.when(above).then(x.asked.model_copy(update={"ground": "above", "uncounted": True}))


def test_leave_that_was_asked_for_afterwards_is_late() -> None:
    after = x.ASK.model_copy(update={"on": date(2026, 2, 26)})

    office.when(after).then(x.asked.model_copy(update={"on": date(2026, 2, 26), "late": True}))


def test_the_office_decides_once_and_nobody_on_their_own() -> None:
    own = replace(x.OFFICE, known_as=frozenset({"office", "m-620123-001"}))
    office.given(x.asked).when(x.GRANT).then(x.granted)
    office.given(x.asked, x.granted).when(x.GRANT).then_nothing()
    office.given(x.asked, x.refused).when(x.REFUSE).then_nothing()
    office.given(x.asked, x.granted).when(x.REFUSE).then_rejected("leave-decided")
    office.given(x.asked).when(x.GRANT, by=own).then_rejected("own-leave")
    early = c.GrantLeave(decided_on=date(2026, 2, 26))
    office.given(x.asked).when(early).then_rejected("decided-before")
    office.given(x.asked).when(c.GrantLeave(decided_on=TOMORROW)).then_rejected("future-day")


def test_leave_is_taken_back() -> None:
    back = c.TakeBackLeave()
    never = x.taken_back.model_copy(update={"granted": False})
    themselves.given(x.asked, x.granted).when(back).then(x.taken_back)
    office.given(x.asked).when(back).then(never)
    office.given(x.asked, never).when(back).then_nothing()
    office.given(x.asked, never).when(x.GRANT).then_rejected("leave-taken-back")
    office.given(x.asked, x.refused).when(back).then_rejected("leave-refused")
    themselves.given(x.asked).when(back, by=OTHER).then_rejected("own-leave-only")


@pytest.mark.parametrize("command", [x.GRANT, x.REFUSE, c.TakeBackLeave()])
def test_there_is_no_leave_that_nobody_asked_for(command: object) -> None:
    office.when(command).then_rejected("no-leave")


def test_the_grounds_are_words_of_the_county() -> None:
    assert [each.code for each in s.words.leave_grounds] == ["illness", "above"]
