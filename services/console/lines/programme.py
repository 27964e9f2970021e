"""The lines of how a unit comes on."""

from typing import assert_never

from contracts.members import programme as e
from services.console.lines.line import Line, entry, on
from services.console.lines.names import Names


def line(event: e.ProgrammeEvent, names: Names) -> Line:
    match event:
        case e.RoleAssigned():
            who = names.people([event.member]) if event.member else names.those([event.body or ""])
            role = names.word("programme.roles", event.role)
            return entry(f"{who}自{on(event.since)}起负责本单位的“{role}”。")
        case e.RoleEnded():
            return entry(f"第{event.entry}项负责事项于{on(event.until)}结束。", 理由=event.reason)
        case e.PhaseEntered():
            phase = names.word("programme.phases", event.phase)
            return entry(f"自{on(event.since)}起处于“{phase}”阶段。", 理由=event.reason)
        case e.MilestoneRecorded():
            kind = names.word("programme.milestones", event.milestone)
            return entry(f"{on(event.on)}：“{event.title}”（{kind}）。")
        case e.GrantRecorded():
            yuan = f"{event.fen // 100:,}.{event.fen % 100:02}"
            return entry(f"{on(event.on)}获{event.source}补助{yuan}元。", 用途=event.purpose)
        case e.HaveStated():
            have = names.word("programme.haves", event.have)
            return entry(
                f"自{on(event.on)}起“{have}”{'已达标' if event.there else '不再达标'}。",
                依据=event.shown_by,
            )
        case e.EntryWithdrawn():
            return entry(f"撤回第{event.entry}项登记。", 理由=event.reason)
        case _:
            assert_never(event)
