"""The rules of places whose profiles are shipped, as a service has them once it adopted them."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tests.slices.every import EXAMPLES
from tests.support.scenario import adopted
from yishi.profile.reading import read

PLACES = ("yuzhong", "tongren", "huaxi", "linshui", "tiandong")
PROFILES = Path(__file__).parents[2] / "deploy" / "profiles"


@cache
def rules_of(service: str) -> Sequence[Any]:
    """None for the rules of the examples, and those of two places: all would take too long to
    read."""
    decider = EXAMPLES[service].service.by_name["rules"].decider
    found: list[Any] = [None]
    for command in adoptions(service):
        events = adopted(decider, command)
        found.append(decider.fold((event, command.unit) for event in events))
    return found


@cache
def adoptions(service: str) -> Sequence[Any]:
    """What the service is asked to adopt in each of two places."""
    return [read(PROFILES / f"{place}.toml").adoptions[service] for place in PLACES[:2]]


@cache
def versions(service: str) -> Sequence[Any]:
    """The same in several versions, whole and without a chapter that may be left out."""
    found = []
    for command in adoptions(service):
        optional = [
            name for name in command.chapters if not type(command).model_fields[name].is_required()
        ]
        for version in ("1", "2"):
            named = command.model_copy(update={"version": version})
            found.append(named)
            found += [named.model_copy(update={name: None}) for name in optional[:2]]
    return found
