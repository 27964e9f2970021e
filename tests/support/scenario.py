"""given(...).when(...).then(...): rules read as sentences."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from runtime.decider import Circumstances, Decider, Listed, Rejected

PREFECTURE = "620100000000"
"""A jurisdiction above the county that has no rules of its own yet."""
DIRECTORY = {
    "yz-agriculture": Listed("县农业农村局", "department", "620123000000"),
    "yz-water": Listed("县水务局", "department", "620123000000"),
    "yz-market": Listed("县市场监管局", "department", "620123000000"),
    "yz-culture": Listed("县政协文化委员会", "committee", "620123000000"),
    "party-620123": Listed("中共榆中县委员会", "party", "620123000000", consents=True),
    "party-620123109": Listed("中共新营镇委员会", "party", "620123109000", consents=True),
    "party-620123109200": Listed("样例一村党支部", "party", "620123109200", consents=True),
}
TODAY = date(2026, 3, 2)


def county(unit: str) -> str:
    """In most tests it is the counties that have rules."""
    return f"{unit[:6]}000000"


def circumstances(
    by: str = "wei",
    role: str = "clerk",
    unit: str = "620123109200",
    rules: Any = None,
    **more: Any,
) -> Circumstances[Any]:
    """Circumstances with everything filled in that a test does not care about."""
    given = {
        "scope": unit[:6],
        "unit_name": "新营镇样例一村",
        "unit_kind": "village",
        "today": TODAY,
        "jurisdiction": county(unit),
        "ruled_by": county,
        "directory": DIRECTORY,
        "known_as": frozenset({by, more["body"]} if "body" in more else {by}),
        **more,
    }
    return Circumstances(actor=by, role=role, unit=unit, rules=rules, **given)


@dataclass(frozen=True)
class Outcome:
    result: list[Any] | Rejected

    def then(self, *expected: Any) -> None:
        assert self.result == list(expected)

    def then_nothing(self) -> None:
        self.then()

    def then_rejected(self, rule: str) -> None:
        assert isinstance(self.result, Rejected), f"accepted: {self.result}"
        assert self.result.rule == rule
        assert self.result.chinese
        assert self.result.english


@dataclass(frozen=True)
class Scenario:
    """A life to start from. `by` holds the circumstances of whoever asks next."""

    decider: Decider[Any, Any, Any]
    by: Circumstances[Any] = circumstances()
    history: tuple[Any, ...] = ()

    def given(self, *events: Any) -> "Scenario":
        return replace(self, history=events)

    def when(self, command: Any, by: Circumstances[Any] | None = None) -> Outcome:
        state = self.decider.fold((event, self.by.unit) for event in self.history)
        try:
            return Outcome(self.decider.decide(state, command, by or self.by))
        except Rejected as rejection:
            return Outcome(rejection)


def adopted(rules: Decider[Any, Any, Any], *commands: Any) -> tuple[Any, ...]:
    """What is recorded when these versions of a profile are adopted one after the other."""
    events: list[Any] = []
    for command in commands:
        state = rules.fold((event, command.unit) for event in events)
        events += rules.decide(state, command, circumstances("ou", "cppcc-office", command.unit))
    return tuple(events)
