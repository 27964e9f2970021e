"""A member's absences of one year, and the cases that follow from them (004-24, domain 7.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, assert_never

from common.vocabulary import chosen
from contracts.members import absence as e
from contracts.members.rules import CaseStep
from contracts.roles import Role
from runtime.decider import Circumstances, Decider, Rejected
from services.members.absence import commands as c
from services.members.rules.decider import MembersRules


@dataclass(frozen=True)
class Case:
    opened: e.AbsenceCaseOpened
    steps: tuple[e.CaseStepTaken, ...] = ()
    answered: Mapping[str, e.InquiryAnswered] = field(default_factory=dict, hash=False)
    closed: e.AbsenceCaseClosed | None = None
    dropped: bool = False


@dataclass(frozen=True)
class Absences:
    """`absent`: by session, the absence as it stands."""

    unit: str = ""
    member: str = ""
    year: int = 0
    absent: Mapping[str, e.AbsenceEntered] = field(default_factory=dict, hash=False)
    cases: tuple[Case, ...] = ()

    def named(self) -> dict[str, Any]:
        return {"member": self.member, "year": self.year}


def decide(
    year: Absences, command: c.AbsenceCommand, given: Circumstances[MembersRules]
) -> list[e.AbsenceEvent]:
    match command:
        case c.EnterAbsence():
            return enter(year, command, given)
        case c.ClearAbsence():
            return clear(year, command, given)
        case c.TakeCaseStep():
            return take(year, command, given)
        case c.AnswerInquiry():
            return answer(year, command, given)
        case c.CloseAbsenceCase():
            return close(year, command, given)
        case _:
            assert_never(command)


def enter(
    year: Absences, command: c.EnterAbsence, given: Circumstances[MembersRules]
) -> list[e.AbsenceEvent]:
    recorded(given)
    rules = given.rules.absences
    credited_as = rules.leave_credited_as if command.on_leave else rules.credited_as
    entered = e.AbsenceEntered(**command.model_dump(exclude={"unit"}), credited_as=credited_as)
    if year.absent.get(command.session) == entered:
        return []
    return [entered, *follows(evolve(year, entered, given.unit), given)]


def clear(
    year: Absences, command: c.ClearAbsence, given: Circumstances[MembersRules]
) -> list[e.AbsenceEvent]:
    recorded(given)
    if command.session not in year.absent:
        return []
    cleared = e.AbsenceCleared(**command.model_dump(exclude={"unit"}))
    return [cleared, *follows(evolve(year, cleared, given.unit), given)]


def recorded(given: Circumstances[Any]) -> None:
    """Absences come from the records of sessions only, as duty facts do (13.3-8)."""
    if given.role != Role.POLICY:
        raise Rejected(
            "recorded-only",
            "缺席由会议记录自动得出，不能手工录入。请更正会议的出席记录。",
            "Absences follow from the records of sessions and are not typed in. Correct the"
            " attendance.",
        )


def follows(year: Absences, given: Circumstances[MembersRules]) -> list[e.AbsenceEvent]:
    """The cases that no longer hold, and those that the absences open now."""
    rules = given.rules.absences
    dropped = [
        case.opened.case
        for case in year.cases
        if not case.dropped and not set(case.opened.sessions) <= without_leave(year)
    ]
    found: list[e.AbsenceEvent] = [
        e.AbsenceCaseDropped(case=number, **year.named()) for number in dropped
    ]
    for event in found:
        year = evolve(year, event, given.unit)
    number = len(year.cases)
    for ground in rules.grounds:
        taken = {
            session
            for case in year.cases
            if case.opened.ground == ground.code and not case.dropped
            for session in case.opened.sessions
        }
        counting = [
            each
            for each in sorted(year.absent.values(), key=lambda each: (each.on, each.session))
            if not each.on_leave
            and each.session not in taken
            and (not ground.forms or each.form in ground.forms)
        ]
        while len(counting) >= ground.after:
            these, counting = counting[: ground.after], counting[ground.after :]
            number += 1
            sessions = tuple(each.session for each in these)
            found.append(
                e.AbsenceCaseOpened(
                    case=number, ground=ground.code, sessions=sessions, **year.named()
                )
            )
    return found


def without_leave(year: Absences) -> set[str]:
    return {session for session, each in year.absent.items() if not each.on_leave}


def numbered(year: Absences, number: int) -> Case:
    if number > len(year.cases):
        raise Rejected(
            "no-such-case",
            f"本年度没有第 {number} 件缺席个案，请核对序号。",
            f"There is no case {number} in this year. Check the number.",
        )
    return year.cases[number - 1]


def runs(case: Case) -> None:
    if case.dropped or case.closed:
        number = case.opened.case
        raise Rejected(
            "case-over",
            f"第 {number} 件缺席个案已{'撤销' if case.dropped else '办结'}，不再登记。",
            f"Case {number} is {'dropped' if case.dropped else 'closed'}. Nothing more is recorded"
            " of it.",
        )


def take(
    year: Absences, command: c.TakeCaseStep, given: Circumstances[MembersRules]
) -> list[e.AbsenceEvent]:
    given.has_come(command.on)
    case, step = numbered(year, command.case), stepped(command.step, given)
    taken = e.CaseStepTaken(
        **year.named(), **command.model_dump(), answer_by=_answer_by(step, command.on)
    )
    if taken in case.steps:
        return []
    runs(case)
    last_absence = max(year.absent[session].on for session in case.opened.sessions)
    order = [each.code for each in given.rules.absences.steps]
    done = [each.step for each in case.steps]
    later = [each for each in done if each in order and order.index(each) >= order.index(step.code)]
    if later:
        raise Rejected(
            "step-order",
            f"已经登记过“{_word(given, later[-1])}”，“{step.chinese}”不能在其后登记。请核对步骤。",
            f"The step {later[-1]} was taken already, and {step.code} does not follow it. Check"
            " the step.",
        )
    if step.letter and command.letter is None:
        raise Rejected(
            "letter-missing",
            f"“{step.chinese}”以书面进行，请填写文书编号（letter）。",
            f"The step {step.code} is made in writing. Name its document (letter).",
        )
    since = max([last_absence, *(each.on for each in case.steps)])
    if command.on < since:
        raise Rejected(
            "step-before",
            f"“{step.chinese}”不能早于 {since}（缺席或上一步骤的日期）。请核对日期。",
            f"The step {step.code} comes no earlier than {since}, the day of the absence or of the"
            " step before. Check the day.",
        )
    return [taken]


def answer(
    year: Absences, command: c.AnswerInquiry, given: Circumstances[MembersRules]
) -> list[e.AbsenceEvent]:
    if given.role == Role.MEMBER and year.member not in given.known_as:
        raise Rejected(
            "own-case-only",
            "委员只能答复对本人的函询。请由委员本人答复，或交政协办公室登记。",
            "Members answer inquiries to themselves only. Have the member answer, or the office"
            " write it down.",
        )
    given.has_come(command.on)
    case = numbered(year, command.case)
    answered = e.InquiryAnswered(**year.named(), **command.model_dump())
    if case.answered.get(command.step) == answered:
        return []
    runs(case)
    asked = next((each for each in case.steps if each.step == command.step), None)
    if asked is None or asked.answer_by is None:
        raise Rejected(
            "nothing-asked",
            f"第 {command.case} 件缺席个案没有等待答复的步骤“{_word(given, command.step)}”。"
            "请核对步骤。",
            f"No step {command.step} of case {command.case} waits for an answer. Check the step.",
        )
    if command.on < asked.on:
        raise Rejected(
            "step-before",
            f"答复不能早于函询之日 {asked.on}。请核对日期。",
            f"The inquiry is of {asked.on}: no answer comes before. Check the day.",
        )
    if command.step in case.answered:
        raise Rejected(
            "inquiry-answered",
            "这一步骤已经答复。答复有补充的，请并入原答复的文书。",
            "The step is answered already. Add what is new to the document of that answer.",
        )
    return [answered]


def close(
    year: Absences, command: c.CloseAbsenceCase, given: Circumstances[MembersRules]
) -> list[e.AbsenceEvent]:
    given.has_come(command.on)
    chosen(given.rules.absences.results, command.result, ("处理结果", "result of a case"))
    case = numbered(year, command.case)
    closed = e.AbsenceCaseClosed(**year.named(), **command.model_dump())
    if case.closed == closed:
        return []
    runs(case)
    if not case.steps:
        raise Rejected(
            "no-step-taken",
            "个案还没有登记任何处理步骤，不能办结。请先登记提醒、约谈或函询。",
            "No step of the case was recorded yet. Record the reminder, talk or inquiry first.",
        )
    days = [each.on for each in case.steps] + [each.on for each in case.answered.values()]
    if command.on < max(days):
        raise Rejected(
            "step-before",
            f"办结日期不能早于 {max(days)}（最后一个步骤或答复的日期）。请核对日期。",
            f"The last step or answer is of {max(days)}: the case does not close before.",
        )
    return [closed]


def stepped(code: str, given: Circumstances[MembersRules]) -> CaseStep:
    return chosen(given.rules.absences.steps, code, ("缺席处理步骤", "step of a case"))


def _answer_by(step: CaseStep, on: date) -> date | None:
    return None if step.answer_days is None else on + timedelta(days=step.answer_days)


def _word(given: Circumstances[MembersRules], code: str) -> str:
    words = {each.code: each.chinese for each in given.rules.absences.steps}
    return words.get(code, code)


def evolve(year: Absences, event: e.AbsenceEvent, unit: str) -> Absences:
    year = replace(year, unit=unit, member=event.member, year=event.year)
    match event:
        case e.AbsenceEntered(session=session):
            return replace(year, absent={**year.absent, session: event})
        case e.AbsenceCleared(session=session):
            left = {key: one for key, one in year.absent.items() if key != session}
            return replace(year, absent=left)
        case e.AbsenceCaseOpened():
            return replace(year, cases=(*year.cases, Case(event)))
        case e.AbsenceCaseDropped(case=number):
            return _on(year, number, dropped=True)
        case e.CaseStepTaken(case=number):
            return _on(year, number, steps=(*year.cases[number - 1].steps, event))
        case e.InquiryAnswered(case=number, step=step):
            answered = {**year.cases[number - 1].answered, step: event}
            return _on(year, number, answered=answered)
        case e.AbsenceCaseClosed(case=number):
            return _on(year, number, closed=event)
        case _:
            assert_never(event)


def _on(year: Absences, number: int, **changed: Any) -> Absences:
    cases = list(year.cases)
    cases[number - 1] = replace(cases[number - 1], **changed)
    return replace(year, cases=tuple(cases))


ABSENCES = Decider[Absences, c.AbsenceCommand, e.AbsenceEvent](Absences(), decide, evolve)
