"""What the members service records of leave, and what it means for a session."""

from contracts.event import Recorded
from contracts.members.leave import LeaveGranted, LeaveTakenBack
from runtime.policy import Wanted
from services.meetings.session.commands import NoteLeave, NoteLeaveLapsed


def when_leave_granted_note_it(record: Recorded[LeaveGranted]) -> list[Wanted]:
    """The session knows who was excused once its minutes are confirmed (000-43, 004-24)."""
    leave = record.data
    noted = NoteLeave(leave=record.key, member=leave.member, uncounted=leave.uncounted)
    return [Wanted(leave.session, noted)]


def when_leave_taken_back_let_it_lapse(record: Recorded[LeaveTakenBack]) -> list[Wanted]:
    leave = record.data
    lapsed = NoteLeaveLapsed(leave=record.key, member=leave.member)
    return [Wanted(leave.session, lapsed)] if leave.granted else []
