"""A jurisdiction's rules on members: which fact earns how many points, and how many in a year."""

from dataclasses import dataclass

from common.checks import listed_once
from common.rules import Book, rulebook
from contracts.members import rules as e
from contracts.members.duty import DutyKind
from runtime.decider import Rejected
from services.members.rules import commands as c

_MOST = 1000


@dataclass(frozen=True)
class DutyRules(Book):
    """The points table."""

    duty: e.Duty = e.Duty(points=())

    def of(self, kind: DutyKind) -> e.DutyPoints:
        """The row of this kind of fact; a kind without a row earns nothing."""
        rows = (row for row in self.duty.points if row.kind == kind)
        return next(rows, e.DutyPoints(kind=kind, points=0, most_per_year=0))


def fits(command: c.AdoptProfile) -> None:
    points = command.duty.points
    listed_once((row.kind for row in points), "kind-twice")
    if wrong := [row.kind for row in points if not 0 <= row.points <= row.most_per_year <= _MOST]:
        raise Rejected(
            "points-range",
            f"“{'、'.join(wrong)}”的分值不合要求：单次分值不能为负，不能超过年度上限，"
            f"年度上限不超过 {_MOST}。请改正后再提交。",
            f"The points of {', '.join(wrong)} do not fit: at least 0, at most most_per_year, and "
            f"that at most {_MOST}. Correct them and send again.",
        )


RULES = rulebook(DutyRules(), c.AdoptProfile, e.RulesEvent, fits)
