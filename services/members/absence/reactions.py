"""An absence is a fact of the duty file, where the rules say so: points may be taken off for it
(domain 7.1)."""

from collections.abc import Mapping, Sequence

from contracts.event import Event, Recorded
from contracts.members import absence as e
from runtime.policy import Reaction, Wanted
from services.members.absence.state import Absences
from services.members.duty.commands import CreditDutyFact, WithdrawDutyFact

_CLEARED = "会议的出席情况已更正"


def credit_the_absence(record: Recorded[e.AbsenceEntered], year: Absences) -> list[Wanted]:
    """What was credited of the same session before is taken back first: it was another kind of
    absence."""
    event = record.data
    wanted = [_taken_back(record, event)]
    if event.credited_as is None:
        return wanted
    fact = CreditDutyFact(
        unit=record.unit,
        member=event.member,
        year=event.year,
        kind=event.credited_as,
        on=event.on,
        place=event.place,
        title=event.title,
        source=f"session/{event.session}",
        source_event=str(record.id),
        occasion=_occasion(event),
    )
    return [*wanted, Wanted(f"{event.member}:{event.year}", fact)]


def take_the_absence_back(record: Recorded[e.AbsenceCleared], year: Absences) -> list[Wanted]:
    return [_taken_back(record, record.data)]


def _taken_back(
    record: Recorded[e.AbsenceEntered] | Recorded[e.AbsenceCleared],
    event: e.AbsenceEntered | e.AbsenceCleared,
) -> Wanted:
    withdrawn = WithdrawDutyFact(
        unit=record.unit,
        member=event.member,
        year=event.year,
        occasion=_occasion(event),
        reason=_CLEARED,
    )
    return Wanted(f"{event.member}:{event.year}", withdrawn)


def _occasion(event: e.AbsenceEntered | e.AbsenceCleared) -> str:
    return f"session/{event.session}/absent"


REACTIONS: Mapping[type[Event], Sequence[Reaction]] = {
    e.AbsenceEntered: (credit_the_absence,),
    e.AbsenceCleared: (take_the_absence_back,),
}
