"""Attendance, research and checks enter each member's duty file by themselves (000-43)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from contracts.event import Recorded
from contracts.ids import TopicId
from contracts.meetings.consultation import AttendanceRecorded, ResearchRecorded
from contracts.members.duty import DutyKind
from contracts.outcomes.outcome import CheckHeld
from contracts.places import county
from runtime.policy import Wanted
from services.members.duty.commands import CreditDutyFact
from services.members.member.decider import county_of

_TITLE = 120


def when_attendance_recorded_credit_each_member(
    record: Recorded[AttendanceRecorded],
) -> list[Wanted]:
    event = record.data
    occasion = f"session-{event.session}"
    return _credit(record, event.present, DutyKind.ATTENDANCE, event.on, event.title, occasion)


def when_research_recorded_credit_each_member(record: Recorded[ResearchRecorded]) -> list[Wanted]:
    event = record.data
    occasion = f"research-{event.research}"
    return _credit(
        record, event.members, DutyKind.RESEARCH, event.held_on, event.key_problem, occasion
    )


def when_check_held_credit_each_member(record: Recorded[CheckHeld]) -> list[Wanted]:
    event = record.data
    occasion = f"check-{event.check}"
    return _credit(record, event.members, DutyKind.LOOK_BACK, event.on, event.finding, occasion)


def _credit(
    record: Recorded[Any],
    members: Iterable[str],
    kind: DutyKind,
    on: date,
    title: str,
    occasion: str,
) -> list[Wanted]:
    return [
        Wanted(
            f"{member}:{on.year}",
            CreditDutyFact(
                unit=_home(member, record.unit),
                member=member,
                year=on.year,
                kind=kind,
                on=on,
                topic=TopicId(record.correlationid),
                title=title[:_TITLE],
                source_event=str(record.id),
                occasion=occasion,
            ),
        )
        for member in members
    ]


def _home(member: str, unit: str) -> str:
    """Returns the county that keeps the member's duty file: the one in the member's id.

    A neighbour's attendance list must not open the file under the neighbour's code and rules.
    """
    return f"{county_of(member) or county(unit)}000000"
