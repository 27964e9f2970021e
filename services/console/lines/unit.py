"""The lines of units and bodies."""

from collections.abc import Mapping
from datetime import date
from typing import assert_never

from contracts.members import body as b
from contracts.members import unit as u
from services.console.lines.line import Line, entry, on
from services.console.lines.names import Names

KINDS: Mapping[str, str] = {
    "county": "县",
    "township": "乡镇",
    "community": "社区",
    "village": "村",
    "enterprise": "企业",
}
BODIES: Mapping[str, str] = {
    "committee": "专门委员会",
    "department": "承办单位",
    "party": "同级党组织",
    "office": "工作机构",
}


def line(event: u.UnitEvent | b.BodyEvent, names: Names) -> Line:
    match event:
        case u.UnitRegistered():
            kind = KINDS.get(event.kind, event.kind)
            return entry(
                f"“{event.name}”（{kind}）列入单位登记簿，自{on(event.valid_from)}起。",
                上级=event.parent and names.unit(event.parent),
                **_founded(event),
            )
        case u.UnitEquipped():
            return entry("登记工作站、议事会、议事室的设立。", **_founded(event))
        case u.UnitRenamed():
            return entry(f"自{on(event.since)}起更名为“{event.name}”。")
        case u.UnitClosed():
            return entry(
                f"于{on(event.valid_to)}撤销。",
                承接单位="、".join(names.unit(unit) for unit in event.successors),
                理由=event.reason,
            )
        case b.BodyRegistered():
            kind = BODIES.get(event.kind, event.kind)
            return entry(f"“{event.name}”（{kind}）列入机构名录。")
        case b.BodyRenamed():
            return entry(f"机构更名为“{event.name}”。")
        case _:
            assert_never(event)


def _founded(event: u.UnitRegistered | u.UnitEquipped) -> dict[str, str | None]:
    return {
        "委员工作站": _since(event.workstation_since),
        "协商议事会": _since(event.council_since),
        "协商议事室": _since(event.room_since),
    }


def _since(day: date | None) -> str | None:
    return f"{on(day)}设立" if day else None
