"""Absences without leave, the cases that follow from them, and how they end (004-24)."""

from dataclasses import replace
from datetime import date

import pytest

from contracts.meetings.absence import AbsencesNoted
from services.members.absence.decider import ABSENCES
from services.members.absence.policies import when_absences_noted_enter_them
from services.members.absence.reactions import credit_the_absence, take_the_absence_back
from services.members.absence.state import Absences
from services.members.duty.commands import CreditDutyFact, WithdrawDutyFact
from tests.members import absence_examples as x
from tests.members import situations as s
from tests.slices.example import recorded
from tests.support.scenario import Scenario

year = Scenario(ABSENCES, by=s.policy)
case = Scenario(ABSENCES, by=s.office)
OPEN = (x.plenary, x.opened)


def meeting(number: int, **changes: object) -> x.e.AbsenceEntered:
    day = date(2026, 1, number)
    return x.absence(f"c-{number}", day, title="协商会议", form="six", **changes)


def test_absence_from_a_plenary_opens_a_case_at_once() -> None:
    year.when(x.enter(x.plenary)).then(x.plenary, x.opened)
    year.given(*OPEN).when(x.enter(x.plenary)).then_nothing()


def test_absence_on_leave_opens_none() -> None:
    excused = x.plenary.model_copy(update={"on_leave": True, "credited_as": None})
    year.when(x.enter(excused)).then(excused)


def test_so_many_absences_open_a_case_and_so_many_more_another() -> None:
    first, second, third = meeting(5), meeting(6), meeting(7)
    opened = x.e.AbsenceCaseOpened(
        case=1, ground="repeated", sessions=("c-5", "c-6", "c-7"), **x.OF
    )
    year.given(first).when(x.enter(second)).then(second)
    year.given(first, second).when(x.enter(third)).then(third, opened)
    more = meeting(8)
    year.given(first, second, third, opened).when(x.enter(more)).then(more)


def test_an_absence_that_is_put_right_ends_the_case_that_rests_on_it() -> None:
    year.given(*OPEN).when(x.clear).then(x.cleared, x.dropped)
    excused = x.plenary.model_copy(update={"on_leave": True, "credited_as": None})
    year.given(*OPEN).when(x.enter(excused)).then(excused, x.dropped)
    year.when(x.clear).then_nothing()
    again = x.opened.model_copy(update={"case": 2})
    year.given(*OPEN, x.cleared, x.dropped).when(x.enter(x.plenary)).then(x.plenary, again)


def test_what_is_left_of_several_absences_counts_anew() -> None:
    three = (meeting(5), meeting(6), meeting(7))
    opened = x.e.AbsenceCaseOpened(
        case=1, ground="repeated", sessions=("c-5", "c-6", "c-7"), **x.OF
    )
    gone = x.clear.model_copy(update={"session": "c-6"})
    year.given(*three, opened).when(gone).then(
        x.cleared.model_copy(update={"session": "c-6"}), x.dropped
    )


def test_nobody_types_an_absence() -> None:
    case.when(x.enter(x.plenary)).then_rejected("recorded-only")
    case.given(*OPEN).when(x.clear).then_rejected("recorded-only")


def test_an_inquiry_is_a_letter_and_waits_for_an_answer() -> None:
    case.given(*OPEN).when(x.ask).then(x.inquiry)
    case.given(*OPEN, x.inquiry).when(x.ask).then_nothing()
    without = x.ask.model_copy(update={"letter": None})
    case.given(*OPEN).when(without).then_rejected("letter-missing")
    case.given(*OPEN, x.inquiry).when(x.reply).then(x.answered)
    case.given(*OPEN, x.inquiry, x.answered).when(x.reply).then_nothing()
    other = x.reply.model_copy(update={"letter": "复函2号"})
    case.given(*OPEN, x.inquiry, x.answered).when(other).then_rejected("inquiry-answered")


def test_steps_go_forward() -> None:
    talk = x.ask.model_copy(update={"step": "talk", "letter": None, "on": date(2026, 1, 21)})
    case.given(*OPEN, x.inquiry).when(talk).then_rejected("step-order")
    again = x.ask.model_copy(update={"on": date(2026, 1, 25)})
    case.given(*OPEN, x.inquiry).when(again).then_rejected("step-order")
    early = x.ask.model_copy(update={"on": date(2026, 1, 11)})
    case.given(*OPEN).when(early).then_rejected("step-before")
    tomorrow = x.ask.model_copy(update={"on": date(2026, 3, 3)})
    case.given(*OPEN).when(tomorrow).then_rejected("future-day")
    odd = x.ask.model_copy(update={"step": "sing"})
    case.given(*OPEN).when(odd).then_rejected("unknown-code")


def test_a_member_answers_for_themselves_alone() -> None:
    case.given(*OPEN, x.inquiry).when(x.reply, by=x.THEMSELVES).then(x.answered)
    other = replace(x.THEMSELVES, actor="m-620123-002", known_as=frozenset({"m-620123-002"}))
    case.given(*OPEN, x.inquiry).when(x.reply, by=other).then_rejected("own-case-only")


def test_only_what_was_asked_is_answered() -> None:
    case.given(*OPEN).when(x.reply).then_rejected("nothing-asked")
    early = x.reply.model_copy(update={"on": date(2026, 1, 19)})
    case.given(*OPEN, x.inquiry).when(early).then_rejected("step-before")


def test_a_case_ends_once_behind_its_steps() -> None:
    steps = (*OPEN, x.inquiry, x.answered)
    case.given(*steps).when(x.end).then(x.closed)
    case.given(*steps, x.closed).when(x.end).then_nothing()
    case.given(*OPEN).when(x.end).then_rejected("no-step-taken")
    early = x.end.model_copy(update={"on": date(2026, 1, 27)})
    case.given(*steps).when(early).then_rejected("step-before")
    odd = x.end.model_copy(update={"result": "forgotten"})
    case.given(*steps).when(odd).then_rejected("unknown-code")


@pytest.mark.parametrize("over", [(x.inquiry, x.closed), (x.cleared, x.dropped)])
def test_nothing_more_is_recorded_of_a_case_that_is_over(
    over: tuple[x.e.AbsenceEvent, ...],
) -> None:
    report = x.ask.model_copy(update={"step": "report", "on": date(2026, 2, 20)})
    case.given(*OPEN, *over).when(report).then_rejected("case-over")
    case.when(report).then_rejected("no-such-case")


def test_a_session_tells_of_all_who_were_absent_and_of_whom_it_cleared() -> None:
    noted = AbsencesNoted(
        title="全体会议",
        form="plenary",
        consultations=(),
        on=date(2026, 1, 12),
        without_leave=("m-1",),
        on_leave=("m-2",),
        cleared=("m-3",),
    )
    wanted = when_absences_noted_enter_them(recorded(noted, "session/s-1", s.COUNTY))

    assert [each.key for each in wanted] == ["m-1:2026", "m-2:2026", "m-3:2026"]
    absent, excused, there = (each.command for each in wanted)
    assert isinstance(absent, x.c.EnterAbsence)
    assert not absent.on_leave
    assert isinstance(excused, x.c.EnterAbsence)
    assert excused.on_leave
    assert isinstance(there, x.c.ClearAbsence)


def test_an_absence_is_a_duty_fact_where_the_rules_say_so() -> None:  # domain 7.1
    told = recorded(x.plenary, "absences/m-620123-001:2026", s.COUNTY)
    before, fact = credit_the_absence(told, Absences())

    assert isinstance(before.command, WithdrawDutyFact)
    assert isinstance(fact.command, CreditDutyFact)
    assert (fact.key, fact.command.kind) == ("m-620123-001:2026", "absent")
    assert before.command.occasion == fact.command.occasion == "session/s-1/absent"
    excused = x.plenary.model_copy(update={"on_leave": True, "credited_as": None})
    assert len(credit_the_absence(recorded(excused, told.subject, s.COUNTY), Absences())) == 1
    (back,) = take_the_absence_back(recorded(x.cleared, told.subject, s.COUNTY), Absences())
    assert isinstance(back.command, WithdrawDutyFact)
    assert back.command.occasion == "session/s-1/absent"
