"""`yishi apply`: only what differs is asked for."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from yishi.commands.apply import body_deeds, unit_deeds
from yishi.profile.reading import Profile, read
from yishi.profile.shapes import Unit

TODAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def yuzhong() -> Profile:
    return read(Path("deploy/profiles/yuzhong.toml"))


@pytest.fixture
def registered(yuzhong: Profile) -> dict[str, dict[str, Any]]:
    """The register as the members service shows it after a first run."""
    return {
        unit.code: {**unit.registration().model_dump(mode="json"), "valid_to": None}
        for unit in yuzhong.units
    }


def village(yuzhong: Profile, **changed: Any) -> Unit:
    (found,) = [unit for unit in yuzhong.units if unit.code == "620123109200"]
    return found.model_copy(update=changed)


def test_everything_is_registered_at_first(yuzhong: Profile) -> None:
    deeds = unit_deeds(yuzhong.units, {}, TODAY)

    assert len(deeds) == 266
    assert {deed.path for deed in deeds} == {"/units"}


def test_a_second_run_has_nothing_to_ask(
    yuzhong: Profile, registered: dict[str, dict[str, Any]]
) -> None:
    bodies = yuzhong.rules.bodies
    known = {body.id: body.model_dump(mode="json") for body in bodies}

    assert unit_deeds(yuzhong.units, registered, TODAY) == []
    assert body_deeds(bodies, known, yuzhong.rules.county) == []


def test_a_new_name_is_a_renaming(yuzhong: Profile, registered: dict[str, dict[str, Any]]) -> None:
    (deed,) = unit_deeds([village(yuzhong, name="新营镇样例新村")], registered, TODAY)

    assert deed.path == "/units/620123109200/name"
    assert deed.body == {"name": "新营镇样例新村", "since": "2026-03-02"}


def test_a_founding_day_that_is_new_is_told(
    yuzhong: Profile, registered: dict[str, dict[str, Any]]
) -> None:
    founded = village(yuzhong, workstation_since=date(2026, 2, 1))
    (deed,) = unit_deeds([founded], registered, TODAY)

    assert deed.path == "/units"
    assert deed.body["workstation_since"] == "2026-02-01"


def test_a_founding_day_left_out_changes_nothing(
    yuzhong: Profile, registered: dict[str, dict[str, Any]]
) -> None:
    assert unit_deeds([village(yuzhong, room_since=None)], registered, TODAY) == []


def test_a_body_is_registered_or_renamed(yuzhong: Profile) -> None:
    (body, *_) = yuzhong.rules.bodies
    known = {body.id: {"name": "旧名", "kind": body.kind}}

    (new,) = body_deeds([body], {}, "620123000000")
    (renamed,) = body_deeds([body], known, "620123000000")

    assert (new.path, new.body["unit"]) == ("/bodies", "620123000000")
    assert (renamed.path, renamed.body) == (f"/bodies/{body.id}/name", {"name": body.name})
