"""What does not fit together in a profile, the services' own rules included."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from contracts.members.unit import UnitKind
from contracts.places import county
from contracts.roles import Role
from contracts.topics.topic import Category, Origin, Principle
from runtime.decider import Circumstances, Decider, Rejected
from services.meetings.rules.decider import RULES as MEETINGS
from services.members.rules.decider import RULES as MEMBERS
from services.members.unit.decider import fits
from services.outcomes.rules.decider import RULES as OUTCOMES
from services.topics.rules.decider import RULES as TOPICS
from yishi.profile.adoptions import adoptions
from yishi.profile.shapes import Rules, TopicWords, Unit


def twice(values: Iterable[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def misfits(rules: Rules) -> Iterator[str]:
    """What does not fit together within the rules, the services' own rules included."""
    yield from _words(rules.topics)
    for body in twice(body.id for body in rules.bodies):
        yield f"bodies.{body}: stands there twice"
    if rules.county != county(rules.county).ljust(12, "0"):
        yield f"county: {rules.county} is not the code of a county"
        return
    for decider, command in zip(_DECIDERS, adoptions(rules), strict=True):
        try:
            decider.decide(decider.blank, command, _asked(rules.county))
        except Rejected as refusal:
            yield str(refusal)


_DECIDERS: tuple[Decider[Any, Any, Any], ...] = (MEETINGS, TOPICS, MEMBERS, OUTCOMES)


def _asked(unit: str) -> Circumstances[None]:
    return Circumstances(
        "yishi", Role.OPERATOR, county(unit), unit, "", UnitKind.COUNTY, date.max, None
    )


def _words(topics: TopicWords) -> Iterator[str]:
    given: dict[str, tuple[Iterable[str], Iterable[str]]] = {
        "categories": (topics.categories, Category),
        "origins": (topics.origins, Origin),
        "principles": (topics.principles, Principle),
    }
    for name, (there, wanted) in given.items():
        if missing := sorted(set(wanted) - set(there)):
            yield f"topics.{name}: still missing: {', '.join(missing)}"


def misplaced(rules: Rules, units: Sequence[tuple[int, Unit]]) -> Iterator[str]:
    """What does not fit together within the list of units."""
    known = {unit.code for _, unit in units}
    for code in twice(unit.code for _, unit in units):
        yield f": {code} stands there twice"
    for line, unit in units:
        if county(unit.code) != county(rules.county):
            yield f" line {line}: {unit.code} lies in another county than {rules.county}"
        if unit.parent is not None and unit.parent not in known:
            yield f" line {line}: the unit above, {unit.parent}, is not in the list"
        try:
            fits(unit.registration())
        except Rejected as refusal:
            yield f" line {line}: {refusal}"
    if rules.county not in known:
        yield f": the county {rules.county} itself is not in the list"
