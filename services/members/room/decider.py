"""The life of a room: opened, changed, closed."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, assert_never

from common.checks import listed_once
from common.vocabulary import chosen
from contracts.members import room as e
from runtime.decider import Circumstances, Decider, Rejected
from runtime.probe import repeats
from runtime.refusals import Misfit
from services.members.room import commands as c


class Stage(StrEnum):
    BLANK = "blank"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class Room:
    unit: str = ""
    stage: Stage = Stage.BLANK
    furnished: e.Furnished = e.Furnished(name="-", since=date(2149, 12, 31))
    until: date = date.max


def decide(room: Room, command: c.RoomCommand, given: Circumstances[Any]) -> list[e.RoomEvent]:
    match room.stage, command:
        case Stage.BLANK, c.OpenRoom():
            fits(command, given)
            return [e.RoomOpened(**said(command))]
        case Stage.OPEN, c.OpenRoom():
            return open_again(room, command)
        case Stage.OPEN, c.ChangeRoom():
            if said(command) == said(room.furnished):
                return []
            fits(command, given)
            return [e.RoomChanged(**said(command), reason=command.reason)]
        case Stage.OPEN, c.CloseRoom():
            return close(room, command, given)
        case Stage.CLOSED, c.CloseRoom() if repeats(lambda: command.until == room.until):
            return []
        case Stage.CLOSED, _:
            raise Rejected(
                "room-closed",
                f"“{room.furnished.name}”已于 {room.until} 停用，不能再变更。"
                "新的协商场所请另取编号。",
                f"{room.furnished.name} was closed on {room.until} and stays as it was. Enter a "
                "new room under an id of its own.",
            )
        case _:
            raise Rejected(
                "room-unknown",
                "该协商场所尚未登记，请先登记。",
                "The room is not registered yet. Register it first.",
            )


def said(furnished: e.Furnished) -> dict[str, Any]:
    """All that is said of the room."""
    return {name: getattr(furnished, name) for name in e.Furnished.model_fields}


def fits(command: c.OpenRoom | c.ChangeRoom, given: Circumstances[Any]) -> None:
    given.has_come(command.since)
    listed_once((given.unit, *command.shared_with))
    if command.host_kind is not None:
        chosen(given.rules.words.hosts, command.host_kind, ("管理单位类别", "kind of host"))
    if command.post == given.unit:
        raise Misfit(
            "post-of-its-own",
            "协商场所就在所属单位，不必填写 post。请去掉后再提交。",
            "The room stands in the unit of its post, so there is nothing to name. Leave `post`"
            " out.",
        )


def open_again(room: Room, command: c.OpenRoom) -> list[e.RoomEvent]:
    if command.unit == room.unit and said(command) == said(room.furnished):
        return []
    raise Rejected(
        "room-registered",
        f"编号“{command.room}”已登记为 {room.unit} 的“{room.furnished.name}”，内容与这次不同。"
        "信息有变请使用“变更”，其他场所请另取编号。",
        f"The id {command.room} is {room.furnished.name} of {room.unit}, with other particulars. "
        "Change them if they are wrong, or use another id for another room.",
    )


def close(room: Room, command: c.CloseRoom, given: Circumstances[Any]) -> list[e.RoomEvent]:
    given.has_come(command.until)
    if command.until < room.furnished.since:
        raise Rejected(
            "until-before-since",
            f"停用日期早于启用日期 {room.furnished.since}，请核对。",
            f"The room was opened on {room.furnished.since}. It cannot close before; check the "
            "day.",
        )
    return [e.RoomClosed(**command.model_dump())]


def evolve(room: Room, event: e.RoomEvent, unit: str) -> Room:
    match event:
        case e.RoomOpened() | e.RoomChanged():
            return replace(room, unit=unit, stage=Stage.OPEN, furnished=event)
        case e.RoomClosed(until=until):
            return replace(room, stage=Stage.CLOSED, until=until)
        case _:
            assert_never(event)


ROOM = Decider[Room, c.RoomCommand, e.RoomEvent](Room(), decide, evolve)
