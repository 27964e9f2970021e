"""A county's duty rules: which fact earns how many points, and how many at most in a year."""

from typing import Any

from common.checks import listed_once
from common.rules import Chapter, of_a_county
from contracts.members.duty import DutyKind, DutyPoints, DutyRulesAdopted, RulesEvent
from runtime.decider import Circumstances, Decider, Rejected
from services.members.rules import commands as c

_MOST = 1000


class DutyRules(Chapter[DutyRulesAdopted]):
    """The points table."""

    def of(self, kind: DutyKind) -> DutyPoints:
        """The row of this kind of fact; a kind without a row earns nothing."""
        rows = (row for row in (self.in_force.points if self.in_force else ()) if row.kind == kind)
        return next(rows, DutyPoints(kind=kind, points=0, most_per_year=0))


def decide(
    rules: DutyRules, command: c.RulesCommand, given: Circumstances[Any]
) -> list[RulesEvent]:
    of_a_county(command.unit, "county-code")
    fits(command.points)
    new = DutyRulesAdopted(version=command.version, points=command.points)
    return rules.issue(new, meaning=lambda event: frozenset(event.points))


def fits(points: tuple[DutyPoints, ...]) -> None:
    listed_once((row.kind for row in points), "kind-twice")
    if wrong := [row.kind for row in points if not 0 <= row.points <= row.most_per_year <= _MOST]:
        raise Rejected(
            "points-range",
            f"“{'、'.join(wrong)}”的分值不合要求：单次分值不能为负，不能超过年度上限，"
            f"年度上限不超过 {_MOST}。请改正后再提交。",
            f"The points of {', '.join(wrong)} do not fit: at least 0, at most most_per_year, and "
            f"that at most {_MOST}. Correct them and send again.",
        )


RULES = Decider[DutyRules, c.RulesCommand, RulesEvent](DutyRules(), decide, DutyRules.issued)
