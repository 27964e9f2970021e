"""Absences enter a member's record by themselves, and leave it where the session is put right."""

from contracts.event import Recorded
from contracts.meetings.absence import AbsencesNoted
from runtime.policy import Wanted
from services.members.absence.commands import ClearAbsence, EnterAbsence

_TITLE = 120


def when_absences_noted_enter_them(record: Recorded[AbsencesNoted]) -> list[Wanted]:
    """Of whoever was there after all, the absence is cleared (004-24)."""
    event = record.data
    those = [(member, False) for member in event.without_leave]
    those += [(member, True) for member in event.on_leave]
    entered = [
        Wanted(
            f"{member}:{event.on.year}",
            EnterAbsence(
                unit=record.unit,
                member=member,
                year=event.on.year,
                session=record.key,
                title=event.title[:_TITLE],
                form=event.form,
                on=event.on,
                on_leave=on_leave,
                place=record.unit,
            ),
        )
        for member, on_leave in those
    ]
    cleared = [
        Wanted(
            f"{member}:{event.on.year}",
            ClearAbsence(unit=record.unit, member=member, year=event.on.year, session=record.key),
        )
        for member in event.cleared
    ]
    return [*entered, *cleared]
