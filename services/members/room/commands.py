"""What may be asked of a room in which people consult."""

from typing import ClassVar

from contracts.ids import RoomId
from contracts.members.room import Furnished
from contracts.places import UnitId
from contracts.text import Day, Sentence
from runtime.decider import Command


class OpenRoom(Command, Furnished):
    """Enter a room of a unit: who keeps it, which units share it, what it is fitted with."""

    called = ("登记协商场所", "Enter a room")

    creates: ClassVar[bool] = True

    unit: UnitId
    room: RoomId


class ChangeRoom(Command, Furnished):
    """Replace all that is said of a room, with the reason."""

    called = ("变更协商场所信息", "Change the room")

    reason: Sentence


class CloseRoom(Command):
    """Record that nobody meets there any more."""

    called = ("停用协商场所", "Close the room")

    until: Day
    reason: Sentence


RoomCommand = OpenRoom | ChangeRoom | CloseRoom
