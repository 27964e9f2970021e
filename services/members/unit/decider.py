"""The life of a unit: registered, renamed, placed, closed. Its key is its division code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, assert_never

from common.vocabulary import chosen
from contracts.members import unit as e
from contracts.members.rules import UnitKind
from contracts.places import covers, number, prefix, skips, tier
from runtime.decider import Circumstances, Decider, Rejected
from runtime.probe import repeats
from services.members.rules.decider import MembersRules
from services.members.unit import commands as c


class Stage(StrEnum):
    BLANK = "blank"
    REGISTERED = "registered"
    CLOSED = "closed"


@dataclass(frozen=True)
class Unit:
    unit: str = ""
    stage: Stage = Stage.BLANK
    name: str = ""
    kind: str = ""
    parent: str | None = None
    valid_from: date = date.min
    valid_to: date = date.max
    successors: tuple[str, ...] = ()
    superior: str | None = None
    placed_on: date = date.min
    dealt: Mapping[str, str] = field(default_factory=dict)
    """The successor with whom a matter lies, by matter."""


def decide(
    unit: Unit, command: c.UnitCommand, given: Circumstances[MembersRules]
) -> list[e.UnitEvent]:
    match unit.stage, command:
        case Stage.BLANK, c.RegisterUnit():
            return register(command, given)
        case Stage.REGISTERED, c.RegisterUnit():
            return register_again(unit, command)
        case Stage.REGISTERED, c.RenameUnit(name=name, since=since):
            given.has_come(since)
            return [] if name == unit.name else [e.UnitRenamed(name=name, since=since)]
        case Stage.REGISTERED, c.PlaceUnit():
            return place(unit, command, given)
        case Stage.REGISTERED, c.CloseUnit():
            return close(unit, command)
        case Stage.CLOSED, c.CloseUnit() if repeats(
            lambda: (command.valid_to, command.successors) == (unit.valid_to, unit.successors)
        ):
            return []
        case Stage.CLOSED, c.DealOutMatter():
            return deal_out(unit, command, given)
        case Stage.REGISTERED, c.DealOutMatter():
            raise Rejected(
                "not-closed",
                f"{unit.name}没有撤销，事项由其自行办理，无需分派。请由其人员直接办理。",
                f"{unit.name} is not closed. Have its own people handle its matters.",
            )
        case Stage.CLOSED, _:
            raise Rejected(
                "unit-closed",
                f"单位“{unit.name}”已于 {unit.valid_to} 撤销，不能再变更。请改用其承接单位。",
                f"The unit {unit.name} was closed on {unit.valid_to}. Use its successor.",
            )
        case _:
            raise Rejected(
                "unit-unknown",
                "该单位尚未登记，请先登记。",
                "The unit is not registered yet. Register it first.",
            )


def register(command: c.RegisterUnit, given: Circumstances[MembersRules]) -> list[e.UnitEvent]:
    kind = fits(command, given.rules.words.unit_kinds, given.jurisdiction)
    return [e.UnitRegistered(tier=kind.tier, **command.model_dump(exclude={"unit"}))]


def fits(command: c.RegisterUnit, kinds: Sequence[UnitKind], jurisdiction: str) -> UnitKind:
    """The kind of the unit, where its code is one of that kind and its parent covers it (domain
    10.1; docs/decisions/0007)."""
    kind = chosen(kinds, command.kind, ("单位类别", "kind of unit"))
    code = command.unit
    if tier(code) != kind.tier or not kind.first <= number(code) <= kind.last or skips(code):
        raise Rejected(
            "code-range",
            f"代码 {command.unit} 与单位类别“{kind.chinese}”不符：该类别为第 {kind.tier} 级，"
            f"本级代码为 {kind.first}–{kind.last}。请核对代码或类别。",
            f"The code {command.unit} is no {kind.code}: these are of tier {kind.tier}, "
            f"with {kind.first} to {kind.last} in its digits. Check code and kind.",
        )
    parent = command.parent
    if parent is None:
        if command.unit != jurisdiction:
            raise Rejected(
                "parent",
                "请填写上级单位的代码。",
                "Say which unit it belongs to: the parent's code is missing.",
            )
    elif parent == command.unit or not covers(prefix(parent), command.unit):
        raise Rejected(
            "parent",
            f"上级单位 {parent} 不包含 {command.unit}，请核对上级单位代码。",
            f"The parent {parent} does not cover {command.unit}. Check the parent's code.",
        )
    return kind


def register_again(unit: Unit, command: c.RegisterUnit) -> list[e.UnitEvent]:
    """Lists of units are applied again and again."""
    if command.name != unit.name:
        raise Rejected(
            "rename-unit",
            f"该代码已登记为“{unit.name}”。如单位已更名，请使用“更名”办理。",
            f"This code is registered as {unit.name}. Rename the unit if it has a new name.",
        )
    known = (unit.kind, unit.parent, unit.valid_from)
    if (command.kind, command.parent, command.valid_from) != known:
        raise Rejected(
            "already-registered",
            f"“{unit.name}”已按类别 {unit.kind}、上级 {unit.parent}、{unit.valid_from} 起登记，"
            "不能改为其他内容。请核对名单；区划确有变更的，请撤销后以新代码登记。",
            f"{unit.name} is registered as {unit.kind} below {unit.parent}, valid from "
            f"{unit.valid_from}. Check the list; if the divisions really changed, close this unit "
            "and register the new code.",
        )
    return []


def place(unit: Unit, command: c.PlaceUnit, given: Circumstances[Any]) -> list[e.UnitEvent]:
    given.has_come(command.since)
    if (command.superior, command.since) == (unit.superior, unit.placed_on):
        return []
    if covers(prefix(unit.unit), command.superior):
        raise Rejected(
            "own-superior",
            f"{command.superior} 就在“{unit.name}”之内，不能作为它的上级。请核对上级单位代码。",
            f"{command.superior} lies within {unit.name} and cannot be its superior. Check the "
            "superior's code.",
        )
    if command.since <= unit.placed_on:
        raise Rejected(
            "placed-later",
            f"“{unit.name}”自 {unit.placed_on} 起已有上级记录，"
            "新的上级须从更晚的日期起。请核对日期。",
            f"Since {unit.placed_on} {unit.name} has the superior on record. Another one begins "
            "after that day; check it.",
        )
    return [e.UnitPlacedUnder(superior=command.superior, since=command.since)]


def close(unit: Unit, command: c.CloseUnit) -> list[e.UnitEvent]:
    if command.valid_to < unit.valid_from:
        raise Rejected(
            "closed-before-valid",
            f"撤销日期早于该单位的启用日期 {unit.valid_from}，请核对。",
            f"The unit is valid only from {unit.valid_from}. Check the closing day.",
        )
    if unit.unit in command.successors:
        raise Rejected(
            "own-successor",
            "单位不能由自己承接。请填写合并后的单位代码，或留空。",
            "A unit cannot succeed itself. Name the unit it was merged into, or none.",
        )
    return [e.UnitClosed(**command.model_dump())]


def deal_out(unit: Unit, command: c.DealOutMatter, given: Circumstances[Any]) -> list[e.UnitEvent]:
    """Only whoever stands above all successors deals out among them (model 2)."""
    if not all(given.lies_in(given.scope, each) for each in (unit.unit, *unit.successors)):
        raise Rejected(
            "not-above-all",
            "承接事项由各承接单位共同的上级单位分派。请转请其办理。",
            "Matters are dealt out by the unit above all successors. Ask its office.",
        )
    if len(unit.successors) < 2:
        raise Rejected(
            "one-successor",
            f"{unit.name}的事项只有一个单位承接，无需分派。请由承接单位直接办理。",
            f"{unit.name} has one successor at most. Have it handle the matters.",
        )
    if command.successor not in unit.successors:
        raise Rejected(
            "not-a-successor",
            f"{command.successor} 不是承接单位。请选择其中之一：{'、'.join(unit.successors)}。",
            f"{command.successor} is no successor. Choose one of: {', '.join(unit.successors)}.",
        )
    if unit.dealt.get(command.matter) == command.successor:
        return []
    return [e.MatterDealtOut(**dict(command))]


def evolve(unit: Unit, event: e.UnitEvent, code: str) -> Unit:
    match event:
        case e.UnitRegistered():
            return Unit(
                code,
                Stage.REGISTERED,
                event.name,
                event.kind,
                event.parent,
                event.valid_from,
                superior=event.parent,
                placed_on=event.valid_from,
            )
        case e.MatterDealtOut(matter=matter, successor=successor):
            return replace(unit, dealt={**unit.dealt, matter: successor})
        case e.UnitPlacedUnder(superior=superior, since=since):
            return replace(unit, superior=superior, placed_on=since)
        case e.UnitRenamed(name=name):
            return replace(unit, name=name)
        case e.UnitClosed(valid_to=valid_to, successors=successors):
            return replace(unit, stage=Stage.CLOSED, valid_to=valid_to, successors=successors)
        case _:
            assert_never(event)


UNIT = Decider[Unit, c.UnitCommand, e.UnitEvent](Unit(), decide, evolve)
