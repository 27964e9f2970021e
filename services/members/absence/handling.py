"""How a case is handled, step by step, to its end (004-24)."""

from datetime import date, timedelta

from common.vocabulary import chosen
from contracts.members import absence as e
from contracts.members.rules import CaseStep
from contracts.roles import Role
from runtime.decider import Circumstances, Rejected
from services.members.absence import commands as c
from services.members.absence.state import Absences, Case
from services.members.rules.decider import MembersRules


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
