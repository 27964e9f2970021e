"""A member's duty file of one year: which facts were credited, and which were withdrawn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, assert_never

from contracts.members import duty as e
from contracts.roles import Role
from runtime.decider import Circumstances, Decider, Rejected
from services.members.duty import commands as c

Occasion = tuple[str, str]
"""The identity of a fact: its kind and the occasion."""


@dataclass(frozen=True)
class DutyYear:
    """`credited`: the facts that count, and the id of the event that shows each."""

    unit: str = ""
    credited: Mapping[Occasion, str] = field(default_factory=dict, hash=False)


def decide(year: DutyYear, command: c.DutyCommand, given: Circumstances[Any]) -> list[e.DutyEvent]:
    witnessed(given)
    match command:
        case c.CreditDutyFact():
            return credit(year, command)
        case c.WithdrawDutyFact():
            return withdraw(year, command)
        case _:
            assert_never(command)


def witnessed(given: Circumstances[Any]) -> None:
    """Facts come from the events of the services only (13.3-8)."""
    if given.role != Role.POLICY:
        raise Rejected(
            "witnessed-only",
            "履职事实由会议、调研和检查的记录自动生成，不能手工录入。请更正原始记录。",
            "Duty facts follow from the records of sessions, research and checks and are not "
            "typed in. Correct the record they come from.",
        )


def credit(year: DutyYear, command: c.CreditDutyFact) -> list[e.DutyEvent]:
    if command.on.year != command.year:
        raise Rejected(
            "wrong-year",
            f"{command.on} 的履职事实不属于 {command.year} 年度，请记入当年档案。",
            f"A fact of {command.on} is not one of {command.year}. Credit it to its own year.",
        )
    if (command.kind, command.occasion) in year.credited:
        return []
    return [e.DutyFactCredited(**command.model_dump(exclude={"unit"}))]


def withdraw(year: DutyYear, command: c.WithdrawDutyFact) -> list[e.DutyEvent]:
    return [
        e.DutyFactWithdrawn(
            member=command.member,
            year=command.year,
            kind=kind,
            occasion=occasion,
            source_event=shown_by,
            reason=command.reason,
        )
        for (kind, occasion), shown_by in year.credited.items()
        if occasion == command.occasion
    ]


def evolve(year: DutyYear, event: e.DutyEvent, unit: str) -> DutyYear:
    fact = (event.kind, event.occasion)
    match event:
        case e.DutyFactCredited(source_event=shown_by):
            return DutyYear(unit, {**year.credited, fact: shown_by})
        case e.DutyFactWithdrawn():
            return DutyYear(unit, {each: by for each, by in year.credited.items() if each != fact})
        case _:
            assert_never(event)


DUTY = Decider[DutyYear, c.DutyCommand, e.DutyEvent](DutyYear(), decide, evolve)
