"""The absences of a member in a year, and the cases that were opened for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, assert_never

from contracts.members import absence as e


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
