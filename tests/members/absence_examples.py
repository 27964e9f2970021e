"""One example of each slice of absences and their cases, and the commands that its tests ask."""

from dataclasses import replace
from datetime import date
from typing import Any

from contracts.members import absence as e
from services.members.absence import commands as c
from tests.members import situations as s
from tests.slices.example import Example
from tests.support.scenario import circumstances

OF = {"member": "m-620123-001", "year": 2026}
ROSTER = {"member/m-620123-001": (s.admitted,)}
THEMSELVES = circumstances("m-620123-001", "member", s.COUNTY, s.in_force)
THEMSELVES = replace(THEMSELVES, known_as=frozenset({"m-620123-001"}))


def absence(session: str, on: date, **changes: Any) -> e.AbsenceEntered:
    said = {
        "title": "全体会议",
        "form": "plenary",
        "on_leave": False,
        "place": s.COUNTY,
        "credited_as": "absent",
        **changes,
    }
    return e.AbsenceEntered(session=session, on=on, **OF, **said)


def enter(event: e.AbsenceEntered) -> c.EnterAbsence:
    return c.EnterAbsence(unit=s.COUNTY, **event.model_dump(exclude={"credited_as"}))


plenary = absence("s-1", date(2026, 1, 12))
opened = e.AbsenceCaseOpened(case=1, ground="plenary", sessions=("s-1",), **OF)
cleared = e.AbsenceCleared(session="s-1", **OF)
dropped = e.AbsenceCaseDropped(case=1, **OF)
inquiry = e.CaseStepTaken(
    case=1,
    step="inquiry",
    on=date(2026, 1, 20),
    letter="政协函〔2026〕3号",
    answer_by=date(2026, 2, 4),
    **OF,
)
answered = e.InquiryAnswered(case=1, step="inquiry", on=date(2026, 1, 28), letter="复函1号", **OF)
closed = e.AbsenceCaseClosed(case=1, result="explained", on=date(2026, 2, 10), **OF)

clear = c.ClearAbsence(unit=s.COUNTY, session="s-1", **OF)
ask = c.TakeCaseStep(**inquiry.model_dump(exclude={"member", "year", "answer_by"}))
reply = c.AnswerInquiry(**answered.model_dump(exclude={"member", "year"}))
end = c.CloseAbsenceCase(**closed.model_dump(exclude={"member", "year"}))

ABSENCE_CASES = [
    Example("", (), enter(plenary), s.policy, (plenary, opened), beside=ROSTER),
    Example("", (plenary, opened), clear, s.policy, (cleared, dropped), beside=ROSTER),
    Example("steps", (plenary, opened), ask, s.office, (inquiry,)),  # 004-24
    Example("answer", (plenary, opened, inquiry), reply, THEMSELVES, (answered,)),
    Example("closing", (plenary, opened, inquiry, answered), end, s.office, (closed,)),
]
