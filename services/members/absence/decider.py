"""A member's absences of one year, and the cases that follow from them (004-24, domain 7.2)."""

from typing import Any, assert_never

from contracts.members import absence as e
from contracts.roles import Role
from runtime.decider import Circumstances, Decider, Rejected
from services.members.absence import commands as c
from services.members.absence.handling import answer, close, take
from services.members.absence.state import Absences, evolve
from services.members.rules.decider import MembersRules


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


ABSENCES = Decider[Absences, c.AbsenceCommand, e.AbsenceEvent](Absences(), decide, evolve)
