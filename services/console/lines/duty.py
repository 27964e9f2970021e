"""The lines of members' duty facts."""

from typing import assert_never

from contracts.members import duty as e
from services.console.lines.line import Line, entry, on
from services.console.lines.names import Names


def line(event: e.DutyEvent, names: Names) -> Line:
    whose = f"委员{names.people([event.member])}{event.year}年的履职档案"
    match event:
        case e.DutyFactCredited():
            return entry(
                f"{whose}记入“{event.title}”（{on(event.on)}，{names.unit(event.place)}）。",
                类别=event.kind,
                来源=event.source,
            )
        case e.DutyFactWithdrawn():
            return entry(f"{whose}撤回一项事实。", 类别=event.kind, 理由=event.reason)
        case e.ObjectionRaised():
            return entry(
                f"委员{names.people([event.member])}对{event.year}年的履职档案提出异议{event.objection}。",
                事由=event.occasion,
                理由=event.reason,
            )
        case e.ObjectionAnswered():
            return entry(
                f"对{whose}的异议{event.objection}已答复，{'成立' if event.upheld else '不成立'}。",
                答复=event.answer,
            )
        case _:
            assert_never(event)
