"""The life of a room: opened, changed, closed (000-02, 000-15)."""

from datetime import date

from services.members.room import commands as c
from services.members.room.decider import ROOM
from tests.members.situations import (
    TOWNSHIP,
    VILLAGE,
    in_force,
    room,
    room_changed,
    room_closed,
    room_hosted,
)
from tests.support.scenario import Scenario, circumstances

rooms = Scenario(ROOM, by=circumstances(by="office", role="cppcc-office", unit=TOWNSHIP))
enter = c.OpenRoom(unit=TOWNSHIP, room="620123109000-room", **room.model_dump())
change = c.ChangeRoom(**room_changed.model_dump())
close = c.CloseRoom(**room_closed.model_dump())


def test_a_room_is_entered_once() -> None:
    rooms.when(enter).then(room)
    rooms.given(room).when(enter).then_nothing()


def test_an_id_stands_for_one_room() -> None:
    for other in ({"unit": VILLAGE}, {"since": date(2021, 1, 1)}, {"equipment": ("投影仪",)}):
        rooms.given(room).when(enter.model_copy(update=other)).then_rejected("room-registered")


def test_a_room_is_changed_as_a_whole_with_the_reason() -> None:  # 001-08
    rooms.given(room).when(change).then(room_changed)
    rooms.given(room, room_changed).when(change).then_nothing()


def test_a_unit_shares_a_room_once() -> None:  # 001-08
    for shared in ((VILLAGE, VILLAGE), (TOWNSHIP,)):
        twice = change.model_copy(update={"shared_with": shared})
        rooms.given(room).when(twice).then_rejected("listed-twice")


def test_no_room_is_opened_or_closed_tomorrow() -> None:
    tomorrow = date(2026, 3, 3)

    rooms.when(enter.model_copy(update={"since": tomorrow})).then_rejected("future-day")
    rooms.given(room).when(close.model_copy(update={"until": tomorrow})).then_rejected("future-day")


def test_a_room_is_not_closed_before_it_was_opened() -> None:
    early = close.model_copy(update={"until": date(2020, 1, 1)})

    rooms.given(room).when(early).then_rejected("until-before-since")


def test_a_closed_room_stays_as_it_was() -> None:
    rooms.given(room).when(close).then(room_closed)
    rooms.given(room, room_closed).when(close).then_nothing()
    for later in (enter, change):
        rooms.given(room, room_closed).when(later).then_rejected("room-closed")


def test_nothing_is_asked_of_a_room_that_is_not_there() -> None:
    rooms.when(change).then_rejected("room-unknown")


HOSTED = circumstances(by="office", role="cppcc-office", unit=VILLAGE, rules=in_force)
hosted = c.OpenRoom(unit=VILLAGE, room="village-room", **room_hosted.model_dump())


def test_the_host_of_a_room_is_of_a_kind_of_the_list() -> None:  # 002-04, 002-20
    rooms.when(hosted, by=HOSTED).then(room_hosted)
    odd = hosted.model_copy(update={"host_kind": "tea-house"})
    rooms.when(odd, by=HOSTED).then_rejected("unknown-code")


def test_a_room_names_the_post_to_which_it_belongs_unless_it_stands_there() -> None:  # 001-10
    itself = hosted.model_copy(update={"post": VILLAGE})
    rooms.when(itself, by=HOSTED).then_rejected("post-of-its-own")
    other = room_hosted.model_copy(update={"post": None})
    moved = c.ChangeRoom(**other.model_dump(), reason="改属本村")
    outcome = rooms.given(room_hosted).when(moved, by=HOSTED).result
    assert isinstance(outcome, list), outcome
    assert outcome[0].post is None
