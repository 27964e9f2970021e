"""A county's duty rules: which fact earns how many points, and how many at most in a year."""

from dataclasses import dataclass
from typing import Any

from contracts.members.duty import DutyKind, DutyPoints, DutyRulesAdopted, RulesEvent
from runtime.decider import Asked, Decider, Rejected
from services.members.county import own_code
from services.members.rules.commands import AdoptDutyRules, RulesCommand

_MOST = 1000


@dataclass(frozen=True)
class DutyRules:
    """The version in force, and every version there ever was."""

    unit: str = ""
    version: str = ""
    points: tuple[DutyPoints, ...] = ()
    versions: tuple[tuple[str, frozenset[DutyPoints]], ...] = ()

    def of(self, kind: DutyKind) -> DutyPoints:
        """The row of this kind of fact; a kind without a row earns nothing."""
        rows = (row for row in self.points if row.kind == kind)
        return next(rows, DutyPoints(kind=kind, points=0, most_per_year=0))


def decide(rules: DutyRules, command: RulesCommand, asked: Asked[Any]) -> list[RulesEvent]:
    match command:
        case AdoptDutyRules(version=version, points=points):
            own_code(asked.unit)
            if version == rules.version and frozenset(points) == frozenset(rules.points):
                return []
            return adopt(rules, version, points)


def adopt(rules: DutyRules, version: str, points: tuple[DutyPoints, ...]) -> list[RulesEvent]:
    if dict(rules.versions).get(version, frozenset(points)) != frozenset(points):
        raise Rejected(
            "version-in-use",
            f"版本“{version}”已经启用过，内容与这次不同。请为修改后的计分表起一个新的版本号。",
            f"Version '{version}' was adopted before with other content. Give the changed table a "
            "new version.",
        )
    kinds = [row.kind for row in points]
    if twice := sorted({kind for kind in kinds if kinds.count(kind) > 1}):
        raise Rejected(
            "kind-twice",
            f"计分表中“{'、'.join(twice)}”出现了不止一次。请每种履职事实只留一行。",
            f"Listed more than once: {', '.join(twice)}. Keep one row for each kind of fact.",
        )
    if wrong := [row.kind for row in points if not 0 <= row.points <= row.most_per_year <= _MOST]:
        raise Rejected(
            "points-range",
            f"“{'、'.join(wrong)}”的分值不合要求：单次分值不能为负，不能超过年度上限，"
            f"年度上限不超过 {_MOST}。请改正后再提交。",
            f"The points of {', '.join(wrong)} do not fit: at least 0, at most most_per_year, and "
            f"that at most {_MOST}. Correct them and send again.",
        )
    return [DutyRulesAdopted(version=version, points=points)]


def evolve(rules: DutyRules, event: RulesEvent, unit: str) -> DutyRules:
    match event:
        case DutyRulesAdopted(version=version, points=points):
            others = tuple(each for each in rules.versions if each[0] != version)
            versions = (*others, (version, frozenset(points)))
            return DutyRules(unit, version, points, versions)


RULES = Decider[DutyRules, RulesCommand, RulesEvent](DutyRules(), decide, evolve)
