"""`yishi apply`: only what differs is asked for."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contracts.members.body import Part
from contracts.members.rules import BodyKind
from yishi.commands.apply import body_deeds, room_deeds, unit_deeds
from yishi.profile.reading import Profile, read
from yishi.profile.shapes import Unit

KINDS = (BodyKind(code="council", chinese="协商议事会", english="council", part=Part.COUNCIL),)
TODAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def yuzhong() -> Profile:
    return read(Path("deploy/profiles/yuzhong.toml"))


@pytest.fixture
def registered(yuzhong: Profile) -> dict[str, dict[str, Any]]:
    """The register as the members service shows it after a first run."""
    return {
        unit.unit: {**unit.model_dump(mode="json"), "valid_to": None}
        for unit in yuzhong.registrations()
    }


def village(yuzhong: Profile, **changed: Any) -> Unit:
    (found,) = [unit for unit in yuzhong.units if unit.code == "620123109200"]
    return found.model_copy(update=changed)


def test_everything_is_registered_at_first(yuzhong: Profile) -> None:
    deeds = unit_deeds(yuzhong.registrations(), {}, TODAY)

    assert len(deeds) == 266
    assert {deed.path for deed in deeds} == {"/units"}


def test_a_second_run_has_nothing_to_ask(
    yuzhong: Profile, registered: dict[str, dict[str, Any]]
) -> None:
    bodies, rooms = list(yuzhong.bodies()), list(yuzhong.rooms())
    known = {body.body: body.model_dump(mode="json") for body in bodies}
    there = {room.room: room.model_dump(mode="json") for room in rooms}

    assert unit_deeds(yuzhong.registrations(), registered, TODAY) == []
    assert body_deeds(bodies, known) == []
    assert room_deeds(rooms, there, "2026-1") == []
    assert (len(bodies), len(rooms)) == (38 + 24 + 263, 263)


def test_a_new_name_is_a_renaming(yuzhong: Profile, registered: dict[str, dict[str, Any]]) -> None:
    renamed = village(yuzhong, name="新营镇样例新村")
    kinds = yuzhong.members.words.unit_kinds

    (deed,) = unit_deeds([renamed.registration(kinds)], registered, TODAY)

    assert deed.path == "/units/620123109200/name"
    assert deed.body == {"name": "新营镇样例新村", "since": "2026-03-02"}


def test_a_founding_day_that_is_new_is_told(yuzhong: Profile) -> None:
    (council,) = village(yuzhong).bodies(KINDS)
    room = village(yuzhong).room()
    assert room is not None
    bodies = {council.body: council.model_dump(mode="json") | {"since": "2021-02-01"}}
    rooms = {room.room: room.model_dump(mode="json") | {"since": "2021-02-01", "host": "村委会"}}

    (founded,) = body_deeds([council], bodies)
    (opened,) = room_deeds([room], rooms, "2026-1")
    assert founded.path == f"/bodies/{council.body}/founding"
    assert founded.body == {"since": "2021-03-31"}
    assert opened.path == f"/rooms/{room.room}/change"
    assert (opened.body["since"], opened.body["host"]) == ("2021-03-31", "村委会")


def test_a_founding_day_left_out_changes_nothing(yuzhong: Profile) -> None:
    unit = village(yuzhong, room_since=None, council_since=None)

    assert (list(unit.bodies(KINDS)), unit.room()) == ([], None)


def test_a_body_is_registered_or_renamed(yuzhong: Profile) -> None:
    (body, *_) = yuzhong.bodies()
    known = {body.body: body.model_dump(mode="json") | {"name": "旧名"}}

    (new,) = body_deeds([body], {})
    (renamed,) = body_deeds([body], known)

    assert (new.path, new.body["unit"]) == ("/bodies", "620123000000")
    assert (renamed.path, renamed.body) == (f"/bodies/{body.body}/name", {"name": body.name})
