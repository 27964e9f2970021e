"""The register of units: codes, kinds, what stands there, closure (domain 10; 000-01 to 000-03)."""

from dataclasses import replace
from datetime import date

import pytest

from contracts.members import unit as e
from contracts.members.body import Part
from contracts.members.rules import UnitKind
from runtime.succession import Succession
from services.members.rules.decider import MembersRules
from services.members.unit import commands as c
from services.members.unit.decider import UNIT
from services.members.unit.read_models import PARTS, Standing, coverage, three_in_one
from tests.members.situations import (
    COUNTY,
    TOWNSHIP,
    VILLAGE,
    dealt,
    in_force,
    merged,
    office,
    shared_out,
    township,
    words,
)
from tests.support.scenario import Scenario, circumstances

unit = Scenario(UNIT, by=circumstances("office", "cppcc-office", TOWNSHIP, in_force))
LISTED = date(2020, 1, 1)
register = c.RegisterUnit(unit=TOWNSHIP, **township.model_dump(exclude={"tier"}))
KINDS = {kind.code: kind for kind in words.unit_kinds}


def named(code: str, kind: str, parent: str | None = COUNTY) -> c.RegisterUnit:
    return c.RegisterUnit(unit=code, name="样例单位", kind=kind, parent=parent, valid_from=LISTED)


def registered(command: c.RegisterUnit) -> e.UnitRegistered:
    tier = KINDS[command.kind].tier
    return e.UnitRegistered(tier=tier, **command.model_dump(exclude={"unit"}))


def test_the_same_list_applied_again_changes_nothing() -> None:
    unit.given(township).when(register).then_nothing()


def test_another_name_in_the_list_is_no_renaming() -> None:
    other = register.model_copy(update={"name": "新新营镇"})

    refusal = unit.given(township).when(other)

    refusal.then_rejected("rename-unit")
    assert refusal.result.english.endswith("Rename the unit if it has a new name.")


def test_another_kind_or_parent_in_the_list_is_refused() -> None:
    other = register.model_copy(update={"valid_from": date(2021, 1, 1)})

    unit.given(township).when(other).then_rejected("already-registered")


@pytest.mark.parametrize(
    ("code", "kind", "parent"),
    [
        (COUNTY, "county", None),
        (TOWNSHIP, "township", COUNTY),
        ("620123001000", "township", COUNTY),
        ("620123100001", "community", "620123100000"),
        (VILLAGE, "village", TOWNSHIP),
        ("620123100900", "enterprise", "620123100000"),
    ],
)
def test_codes_of_every_kind_are_accepted(code: str, kind: str, parent: str | None) -> None:
    command = named(code, kind, parent)

    unit.when(command).then(registered(command))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (TOWNSHIP, "county"),
        (COUNTY, "township"),
        ("620123400000", "township"),
        (VILLAGE, "township"),
        (VILLAGE, "community"),
        ("620123000001", "community"),
        ("620123109199", "village"),
        ("620123109400", "village"),
        ("620123109899", "enterprise"),
        ("620123000901", "enterprise"),
    ],
)
def test_a_code_outside_the_range_of_its_kind_is_refused(  # domain 10.1
    code: str, kind: str
) -> None:
    unit.when(named(code, kind)).then_rejected("code-range")


def test_an_unknown_kind_is_refused_with_those_that_there_are() -> None:  # 000-02
    refusal = unit.when(named(VILLAGE, "natural-village"))

    refusal.then_rejected("unknown-code")
    assert "village（村）" in refusal.result.chinese
    assert "township, community, village" in refusal.result.english


def test_no_unit_is_registered_before_there_are_kinds() -> None:
    nowhere = circumstances("office", "cppcc-office", TOWNSHIP, MembersRules())

    unit.when(register, by=nowhere).then_rejected("unknown-code")


def test_a_kind_is_what_its_jurisdiction_says() -> None:  # 003-27
    """A development zone has a township's code of a range that nobody else uses (domain 10.1)."""
    zone = UnitKind(code="zone", chinese="园区", english="zone", tier=4, first=400, last=599)
    kinds = replace(in_force, words=words.model_copy(update={"unit_kinds": (zone,)}))
    here = circumstances("office", "cppcc-office", TOWNSHIP, kinds)
    command = named("620123400000", "zone")

    unit.when(command, by=here).then(
        e.UnitRegistered(tier=4, **command.model_dump(exclude={"unit"}))
    )


@pytest.mark.parametrize("parent", [None, VILLAGE, "620123110000", "620321000000"])
def test_the_parent_must_cover_the_unit(parent: str | None) -> None:
    unit.when(named(VILLAGE, "village", parent)).then_rejected("parent")


def test_a_unit_is_renamed() -> None:
    command = c.RenameUnit(name="新营街道", since=date(2025, 1, 1))
    renamed = e.UnitRenamed(name="新营街道", since=date(2025, 1, 1))

    unit.given(township).when(command).then(renamed)
    unit.given(township, renamed).when(command).then_nothing()
    tomorrow = c.RenameUnit(name="新营街道", since=date(2026, 3, 3))
    unit.given(township).when(tomorrow).then_rejected("future-day")


def test_a_unit_is_placed_under_another_superior_and_given_back() -> None:  # domain 10.2
    place = c.PlaceUnit(superior="620171000000", since=date(2022, 7, 1))
    placed = e.UnitPlacedUnder(superior="620171000000", since=date(2022, 7, 1))
    back = c.PlaceUnit(superior=COUNTY, since=date(2025, 1, 1))

    unit.given(township).when(place).then(placed)
    unit.given(township, placed).when(place).then_nothing()
    unit.given(township, placed).when(back).then(
        e.UnitPlacedUnder(superior=COUNTY, since=date(2025, 1, 1))
    )
    unit.given(township, placed).when(
        back.model_copy(update={"since": date(2022, 6, 30)})
    ).then_rejected("placed-later")
    unit.given(township).when(place.model_copy(update={"since": date(2026, 3, 3)})).then_rejected(
        "future-day"
    )


def test_nothing_within_a_unit_is_its_superior() -> None:
    for within in (TOWNSHIP, VILLAGE):
        place = c.PlaceUnit(superior=within, since=date(2022, 7, 1))
        unit.given(township).when(place).then_rejected("own-superior")


def test_a_unit_is_closed_for_its_successor() -> None:  # domain 10.1
    command = c.CloseUnit(**merged.model_dump())

    unit.given(township).when(command).then(merged)
    unit.given(township, merged).when(command).then_nothing()


def test_a_unit_cannot_succeed_itself() -> None:
    command = c.CloseUnit(valid_to=date(2025, 6, 30), successors=(TOWNSHIP,), reason="撤并")

    unit.given(township).when(command).then_rejected("own-successor")


def test_a_unit_is_not_closed_before_it_began() -> None:
    command = c.CloseUnit(valid_to=date(2019, 6, 30), reason="撤并")

    unit.given(township).when(command).then_rejected("closed-before-valid")


@pytest.mark.parametrize(
    "command",
    [
        register,
        c.RenameUnit(name="新名", since=LISTED),
        c.CloseUnit(valid_to=date(2025, 7, 1), reason="另一天"),
    ],
)
def test_a_closed_unit_stays_as_it_was(command: object) -> None:  # 13.3-16
    unit.given(township, merged).when(command).then_rejected("unit-closed")


@pytest.mark.parametrize(
    "command",
    [
        c.RenameUnit(name="新名", since=LISTED),
        c.CloseUnit(valid_to=LISTED, reason="撤并"),
    ],
)
def test_an_unregistered_unit_knows_nothing(command: object) -> None:
    unit.when(command).then_rejected("unit-unknown")


def row(code: str, kind: str, valid_to: date | None = None) -> dict:
    of_kind = KINDS[kind].model_dump(mode="json")
    days = {"valid_from": LISTED, "valid_to": valid_to}
    return {"unit": code, "name": code, "kind": kind, "tier": 4, "of_kind": of_kind, **days}


def parts(unit: str, since: date, *what: str, until: date | None = None) -> list[Standing]:
    return [Standing(unit, each, since, until) for each in what or PARTS]


REGISTER = [
    row(COUNTY, "county"),
    row(TOWNSHIP, "township"),
    row(VILLAGE, "village"),
    row("620123109201", "village"),
    row("620123110200", "village", valid_to=date(2022, 1, 1)),
]
STANDING = [
    *parts(TOWNSHIP, date(2020, 10, 31)),
    *parts(VILLAGE, date(2021, 3, 31)),
    *parts("620123110200", date(2021, 3, 31), "council", "room"),
]


def below(unit: str) -> str | None:
    return None if unit == COUNTY else f"{unit[:9]}000"


def test_coverage_counts_councils_and_rooms_of_all_units_per_township() -> None:  # 000-03
    found = coverage(REGISTER, STANDING, date(2021, 3, 31), below)

    assert found["kinds"]["village"]["units"] == 3
    assert found["kinds"]["village"]["with_council_and_room"] == 2
    assert [one["unit"] for one in found["below"]] == [TOWNSHIP, "620123110000"]
    assert found["below"][0]["kinds"]["village"]["with_council"] == 1
    assert "county" not in found["kinds"]


def test_coverage_is_as_of_a_day() -> None:  # 000-03
    before = coverage(REGISTER, STANDING, date(2021, 3, 30), below)
    after = coverage(REGISTER, STANDING, date(2022, 1, 1), below)

    assert before["kinds"]["village"]["with_council"] == 0
    assert after["kinds"]["village"]["units"] == 2


def test_a_unit_is_complete_only_with_workstation_council_and_room() -> None:  # 000-15
    today = date(2025, 7, 1)
    without = parts(TOWNSHIP, LISTED, "workstation", "council")
    gone = [*without, *parts(TOWNSHIP, LISTED, "room", until=date(2025, 6, 30))]

    assert three_in_one(REGISTER[1], STANDING, today)["complete"]
    assert not three_in_one(REGISTER[1], without, today)["complete"]
    assert not three_in_one(REGISTER[1], gone, today)["complete"]
    assert not three_in_one(REGISTER[3], STANDING, today)["complete"]


def test_parts_complete_a_unit_as_its_kind_says() -> None:  # 000-15
    needs_two = words.unit_kinds[4].model_copy(update={"parts": (Part.COUNCIL, "room")})
    village = {**REGISTER[2], "of_kind": needs_two.model_dump(mode="json")}
    needs_nothing = {**village, "of_kind": None}
    two = parts(VILLAGE, LISTED, "council", "room")

    assert three_in_one(village, two, LISTED)["complete"]
    assert not three_in_one(REGISTER[2], two, LISTED)["complete"]
    assert not three_in_one(needs_nothing, two, LISTED)["complete"]
    assert coverage([needs_nothing], two, LISTED, below)["kinds"] == {}
    assert three_in_one(REGISTER[1], [], LISTED)["hall"] == "township"  # 002-18


def test_the_jurisdiction_itself_needs_no_parent() -> None:
    command = named(COUNTY, "county", None)

    Scenario(UNIT, by=office).when(command).then(registered(command))


# A unit that closes with several successors (model 2)


def test_the_unit_above_deals_its_matters_out() -> None:
    shared = unit.given(township, shared_out)
    deal = c.DealOutMatter(**dealt.model_dump())
    elsewhere = deal.model_copy(update={"successor": "620123100000"})

    shared.when(deal).then(dealt)
    unit.given(township, shared_out, dealt).when(deal).then_nothing()
    anew = {"successor": "620123110000"}
    unit.given(township, shared_out, dealt).when(deal.model_copy(update=anew)).then(
        dealt.model_copy(update=anew)
    )
    shared.when(elsewhere).then_rejected("not-a-successor")
    for scope in ("620123212", "620123109", "620124"):
        shared.when(deal, by=replace(unit.by, scope=scope)).then_rejected("not-above-all")
    away = {"superior": "620171000000", "unit": shared_out.successors[0], "since": date(2026, 1, 1)}
    placed = Succession([], [away])
    given_away = {"covering_of": lambda code: placed.standing(code, date(2026, 3, 2)).covering}
    shared.when(deal, by=replace(unit.by, **given_away)).then_rejected("not-above-all")
    unit.given(township, merged).when(deal).then_rejected("one-successor")
    unit.given(township).when(deal).then_rejected("not-closed")
