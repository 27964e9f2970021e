"""A member's duty file of one year: which facts were credited, and what they earned."""

from dataclasses import dataclass

from contracts.members import duty as e
from contracts.roles import Role
from runtime.decider import Circumstances, Decider, Rejected
from services.members.duty import commands as c
from services.members.rules.decider import DutyRules

Occasion = tuple[e.DutyKind, str, str]
"""The identity of a fact: its kind, its topic, and the occasion."""


@dataclass(frozen=True)
class DutyYear:
    unit: str = ""
    credited: frozenset[Occasion] = frozenset()
    earned: tuple[tuple[e.DutyKind, int], ...] = ()

    def points(self, kind: e.DutyKind) -> int:
        return dict(self.earned).get(kind, 0)

    @property
    def total(self) -> int:
        return sum(points for _, points in self.earned)


def decide(
    year: DutyYear, command: c.DutyCommand, given: Circumstances[DutyRules]
) -> list[e.DutyEvent]:
    match command:
        case c.CreditDutyFact(kind=kind, topic=topic, occasion=occasion):
            witnessed(command, given)
            if (kind, topic, occasion) in year.credited:
                return []
            return [
                e.DutyFactCredited(
                    **command.model_dump(exclude={"unit"}), points=worth(year, kind, given.rules)
                )
            ]


def witnessed(command: c.CreditDutyFact, given: Circumstances[DutyRules]) -> None:
    """Facts come from the events of the services only (13.3-8), and into the year of their day."""
    if given.role != Role.POLICY:
        raise Rejected(
            "witnessed-only",
            "履职事实由会议、调研和回头看的记录自动生成，不能手工录入。请更正原始记录。",
            "Duty facts follow from the records of sessions, research and look-backs and are not "
            "typed in. Correct the record they come from.",
        )
    if command.on.year != command.year:
        raise Rejected(
            "wrong-year",
            f"{command.on} 的履职事实不属于 {command.year} 年度，请记入当年档案。",
            f"A fact of {command.on} is not one of {command.year}. Credit it to its own year.",
        )


def worth(year: DutyYear, kind: e.DutyKind, rules: DutyRules | None) -> int:
    """Points of the scheme in force, up to the cap of the year. Without a scheme: none."""
    if rules is None:
        return 0
    row = rules.of(kind)
    return max(0, min(row.points, row.most_per_year - year.points(kind)))


def evolve(year: DutyYear, event: e.DutyEvent, unit: str) -> DutyYear:
    match event:
        case e.DutyFactCredited(kind=kind, topic=topic, occasion=occasion, points=points):
            earned = {**dict(year.earned), kind: year.points(kind) + points}
            return DutyYear(
                unit, year.credited | {(kind, topic, occasion)}, tuple(sorted(earned.items()))
            )


DUTY = Decider[DutyYear, c.DutyCommand, e.DutyEvent](DutyYear(), decide, evolve)
