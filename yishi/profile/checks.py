"""What does not fit together in a profile, the services' own rules included."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from common.rules import AdoptProfile
from contracts.places import covers, prefix
from contracts.roles import Role
from runtime.decider import Circumstances, Decider, Rejected
from services.meetings.rules.decider import RULES as MEETINGS
from services.members.rules.commands import AdoptProfile as OfMembers
from services.members.rules.decider import RULES as MEMBERS
from services.members.unit.decider import fits
from services.outcomes.rules.decider import RULES as OUTCOMES
from services.topics.rules.decider import RULES as TOPICS
from yishi.profile.references import dangling
from yishi.profile.shapes import Rules, Unit


def twice(values: Iterable[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def misfits(rules: Rules, adopted: Mapping[str, AdoptProfile]) -> Iterator[str]:
    """What does not fit together within the rules, the services' own rules included."""
    yield from dangling(rules.bodies, adopted)
    yield from _kinds_of_units(adopted)
    for body in twice(body.id for body in rules.bodies):
        yield f"bodies.{body}: stands there twice"
    for service, command in adopted.items():
        decider = _DECIDERS[service]
        try:
            decider.decide(decider.blank, command, _asked(rules.jurisdiction))
        except Rejected as refusal:
            yield f"{service}: {refusal}"


_DECIDERS: Mapping[str, Decider[Any, Any, Any]] = {
    "meetings": MEETINGS,
    "topics": TOPICS,
    "members": MEMBERS,
    "outcomes": OUTCOMES,
}


def _asked(unit: str) -> Circumstances[None]:
    return Circumstances("yishi", Role.OPERATOR, prefix(unit), unit, "", "", date.max, None)


def _kinds_of_units(adopted: Mapping[str, AdoptProfile]) -> Iterator[str]:
    """Kinds of units that a chapter names, and that the rules on members do not have."""
    members = adopted["members"]
    assert isinstance(members, OfMembers)
    known = {kind.code for kind in members.words.unit_kinds}
    for service, command in adopted.items():
        for place, kind in _named(command.model_dump(), service):
            if kind not in known:
                yield f"{place}: {kind} is no kind of unit; there are {', '.join(sorted(known))}"


def _named(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """The kinds of units that are named in there, at whatever depth, and where."""
    for name, each in value.items() if isinstance(value, dict) else enumerate(value):
        here = f"{place}.{name}"
        if name == "unit_kind" and each is not None:
            yield here, each
        elif name == "unit_kinds":
            yield from ((here, kind) for kind in each if isinstance(kind, str))
        elif isinstance(each, dict | list | tuple):
            yield from _named(each, here)


def misplaced(
    rules: Rules, adopted: Mapping[str, AdoptProfile], units: Sequence[tuple[int, Unit]]
) -> Iterator[str]:
    """What does not fit together within the list of units."""
    members = adopted["members"]
    assert isinstance(members, OfMembers)
    kinds = members.words.unit_kinds
    known = {unit.code for _, unit in units}
    for code in twice(unit.code for _, unit in units):
        last = max(line for line, unit in units if unit.code == code)
        yield f"line {last}: {code} stands there twice"
    for line, unit in units:
        if not covers(prefix(rules.jurisdiction), unit.code):
            yield f"line {line}: {unit.code} does not lie in {rules.jurisdiction}"
        above = (unit.parent, None)[unit.code == rules.jurisdiction]
        if above is not None and above not in known:
            yield f"line {line}: the unit above, {unit.parent}, is not in the list"
        try:
            fits(unit.registration(kinds), kinds, rules.jurisdiction)
        except KeyError:
            words = ", ".join(each.chinese for each in kinds)
            yield f"line {line}: 类别: must be one of {words} (found {unit.kind!r})"
        except Rejected as refusal:
            yield f"line {line}: {refusal}"


def unlisted(rules: Rules, units: Sequence[tuple[int, Unit]], *, consents: bool) -> Iterator[str]:
    """Units that the rules name and the list of units lacks. `consents`: the table is their own,
    and not that of the profile above, which names units of its list."""
    known = {unit.code for _, unit in units}
    for number, row in enumerate(rules.consents.get("counts_for", ()) if consents else ()):
        for name, unit in row.items():
            if unit not in known:
                place = f"consents.counts_for.{number}.{name}"
                yield f"{place}: {unit} is not in the list {rules.units}"
    for body in rules.bodies:
        if body.unit is not None and body.unit not in known:
            yield f"bodies.{body.id}.unit: {body.unit} is not in the list {rules.units}"
    if rules.jurisdiction not in known:
        yield f"jurisdiction: {rules.jurisdiction} itself is not in the list {rules.units}"
