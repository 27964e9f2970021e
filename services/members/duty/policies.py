"""Attendance, activities and checks enter each member's duty file by themselves (000-43)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from contracts.event import Recorded
from contracts.meetings.activity import Activity, ActivityCorrected, ActivityRecorded
from contracts.meetings.session import Attendance, AttendanceCorrected, AttendanceRecorded
from contracts.outcomes.outcome import Check, CheckCorrected, CheckHeld
from runtime.policy import Wanted
from services.members.duty.commands import CreditDutyFact, WithdrawDutyFact

_TITLE = 120
_CAME = "came"
"""What a member did at a session, as part of the occasion."""


def when_attendance_recorded_credit_each_member(
    record: Recorded[AttendanceRecorded],
) -> list[Wanted]:
    return _there(record, record.data)


def when_attendance_corrected_credit_again(record: Recorded[AttendanceCorrected]) -> list[Wanted]:
    event = record.data
    on = event.before_on or event.session_on or event.on
    taken_back = withdraw(record, event.before, on, f"{record.subject}/{_CAME}", event.reason)
    elsewhere = [each for each in event.before if each in event.came and each not in event.members]
    return [*taken_back, *_there(record, event, *elsewhere)]


def when_activity_recorded_credit_each_member(record: Recorded[ActivityRecorded]) -> list[Wanted]:
    return _took_part(record, record.data)


def when_activity_corrected_credit_again(record: Recorded[ActivityCorrected]) -> list[Wanted]:
    event = record.data
    occasion = f"{record.subject}/done"
    taken_back = withdraw(record, event.before, event.before_on, occasion, event.reason)
    return [*taken_back, *_took_part(record, event)]


def _there(record: Recorded[Any], event: Attendance, *elsewhere: str) -> list[Wanted]:
    """A session is one fact, at however many of its sittings a member was, and one of the year of
    its first (13.3-9). `elsewhere`: who was not at this sitting, but at another. Nothing is
    credited for a form of session that counts for no duty."""
    members = (*event.members, *elsewhere) if event.credited_as else ()
    on = event.session_on or event.on
    return credit(record, members, event.credited_as, on, event.title, _CAME)


def _took_part(record: Recorded[Any], event: Activity) -> list[Wanted]:
    members = event.members if event.credited_as else ()
    return credit(record, members, event.credited_as, event.held_on, event.title, "done")


def withdraw(
    record: Recorded[Any], members: Iterable[str], on: date, occasion: str, reason: str
) -> list[Wanted]:
    """`occasion` is the same through all corrections."""
    return [
        Wanted(
            f"{member}:{on.year}",
            WithdrawDutyFact(
                unit=record.unit, member=member, year=on.year, occasion=occasion, reason=reason
            ),
        )
        for member in members
    ]


def when_check_held_credit_each_member(record: Recorded[CheckHeld]) -> list[Wanted]:
    return _went(record, record.data)


def when_check_corrected_credit_again(record: Recorded[CheckCorrected]) -> list[Wanted]:
    event = record.data
    occasion = f"{record.subject}/check-{event.check}"
    taken_back = withdraw(record, event.before, event.before_on, occasion, event.reason)
    return [*taken_back, *_went(record, event)]


def _went(record: Recorded[Any], event: Check) -> list[Wanted]:
    if event.credited_as is None:
        return []
    occasion = f"check-{event.check}"
    return credit(record, event.members, event.credited_as, event.on, event.finding, occasion)


def credit(
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
