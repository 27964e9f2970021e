"""The lines of members' leave."""

from typing import assert_never

from contracts.members import leave as e
from services.console.lines.line import Line, entry, on
from services.console.lines.names import Names


def line(event: e.LeaveEvent, names: Names) -> Line:
    whose = f"委员{names.people([event.member])}"
    match event:
        case e.LeaveAsked():
            late = "（会后补假）" if event.late else ""
            return entry(
                f"{whose}请假：{on(event.on)}“{event.title}”{late}。",
                事由=names.word("leave_grounds", event.ground),
            )
        case e.LeaveGranted():
            return entry(f"{on(event.decided_on)}批准{whose}请假：“{event.title}”。")
        case e.LeaveRefused():
            return entry(f"{on(event.decided_on)}未批准{whose}请假。", 理由=event.reason)
        case e.LeaveTakenBack():
            return entry(f"{whose}销假。")
        case _:
            assert_never(event)
