"""The lines of units, bodies and rooms."""

from typing import assert_never

from contracts.members import body as b
from contracts.members import room as r
from contracts.members import unit as u
from services.console.lines.line import Line, entry, on
from services.console.lines.names import Names


def line(event: u.UnitEvent | b.BodyEvent | r.RoomEvent, names: Names) -> Line:
    match event:
        case u.UnitRegistered():
            kind = names.word("unit_kinds", event.kind)
            return entry(
                f"“{event.name}”（{kind}）列入单位登记簿，自{on(event.valid_from)}起。",
                上级=event.parent and names.unit(event.parent),
            )
        case u.UnitRenamed():
            return entry(f"自{on(event.since)}起更名为“{event.name}”。")
        case u.MatterDealtOut():
            return entry(f"事项{event.matter}由{names.unit(event.successor)}承接。")
        case u.UnitPlacedUnder():
            return entry(f"自{on(event.since)}起由{names.unit(event.superior)}管理。")
        case u.UnitClosed():
            return entry(
                f"于{on(event.valid_to)}撤销。",
                承接单位="、".join(names.unit(unit) for unit in event.successors),
                理由=event.reason,
            )
        case b.BodyRegistered():
            kind = names.word("body_kinds", event.kind)
            return entry(
                f"“{event.name}”（{kind}）列入机构名录。",
                成立=on(event.since) if event.since else None,
            )
        case b.BodyFounded():
            return entry(f"机构成立于{on(event.since)}。")
        case b.BodyRenamed():
            return entry(f"机构更名为“{event.name}”。")
        case b.BodyClassified():
            return entry(f"机构归为“{names.word('body_kinds', event.kind)}”。")
        case b.OfficeNumberChanged():
            said = f"办公电话为{event.office_number}" if event.office_number else "不再有办公电话"
            return entry(f"机构{said}。")
        case b.PostTaken():
            whose = names.people([event.member]) if event.member else "个人信息库中的人员"
            return entry(f"{whose}自{on(event.since)}起任职（{event.post}）。", 身份=event.capacity)
        case b.PostLeft():
            return entry(f"第{event.held}项任职于{on(event.until)}结束。", 理由=event.reason)
        case b.EstablishmentSet():
            what = f"“{names.word('posts', event.post)}”" if event.post else ""
            return entry(f"自{on(event.since)}起核定{what}职数{event.posts}个。", 依据=event.basis)
        case b.EstablishmentWithdrawn():
            return entry(f"撤回自{on(event.since)}起的职数登记。", 理由=event.reason)
        case b.BodyEnded():
            return entry(f"机构于{on(event.until)}撤销。", 理由=event.reason)
        case r.RoomOpened():
            return entry(f"“{event.name}”自{on(event.since)}起启用。", **_furnished(event, names))
        case r.RoomChanged():
            return entry(
                f"变更“{event.name}”（{on(event.since)}启用）的登记。",
                **_furnished(event, names),
                理由=event.reason,
            )
        case r.RoomClosed():
            return entry(f"{names.room}于{on(event.until)}停用。", 理由=event.reason)
        case _:
            assert_never(event)


def _furnished(room: r.Furnished, names: Names) -> dict[str, str | None]:
    return {
        "管理单位": room.host,
        "管理单位类别": room.host_kind and names.word("hosts", room.host_kind),
        "所属": room.post and names.unit(room.post),
        "共用单位": "、".join(names.unit(unit) for unit in room.shared_with),
        "设备": "、".join(room.equipment),
    }
