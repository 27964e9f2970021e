"""Attendance, research and checks enter each member's duty file by themselves (000-43)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from contracts.event import Recorded
from contracts.meetings.consultation import AttendanceRecorded, ResearchRecorded
from contracts.outcomes.outcome import CheckHeld
from runtime.policy import Wanted
from services.members.duty.commands import CreditDutyFact

_TITLE = 120


def when_attendance_recorded_credit_each_member(
    record: Recorded[AttendanceRecorded],
) -> list[Wanted]:
    event = record.data
    occasion = f"session-{event.session}"
    return _credit(record, event.present, "attendance", event.on, event.title, occasion)


def when_research_recorded_credit_each_member(record: Recorded[ResearchRecorded]) -> list[Wanted]:
    event = record.data
    occasion = f"research-{event.research}"
    return _credit(record, event.members, "research", event.held_on, event.key_problem, occasion)


def when_check_held_credit_each_member(record: Recorded[CheckHeld]) -> list[Wanted]:
    event = record.data
    occasion = f"check-{event.check}"
    return _credit(record, event.members, "look-back", event.on, event.finding, occasion)


def _credit(
    record: Recorded[Any],
    members: Iterable[str],
    kind: str,
    on: date,
    title: str,
    occasion: str,
) -> list[Wanted]:
    return [
        Wanted(
            f"{member}:{on.year}",
            CreditDutyFact(
                unit=record.unit,
                member=member,
                year=on.year,
                kind=kind,
                on=on,
                place=record.unit,
                title=title[:_TITLE],
                source=record.subject,
                source_event=str(record.id),
                occasion=f"{record.subject}/{occasion}",
            ),
        )
        for member in members
    ]
