"""What a thing offers is what its rules answer, over HTTP, for every kind of thing that the stories
have left behind: a closed deed is refused by the very rule that the offer told, and an open one is
taken, or refused for what it says. It stands behind all other stories, as it changes what there is.
"""

import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from typing import Any

import pytest

from runtime.decider import Command
from tests.hostile.matrix import routes
from tests.slices.every import EXAMPLES
from tests.story.conftest import World
from yishi.client import Refused

pytestmark = [pytest.mark.servers, pytest.mark.story, pytest.mark.timeout(900)]

PERSONS = (
    "xinying-clerk",
    *(
        pytest.param(each, marks=pytest.mark.soak)
        for each in ("cppcc-office", "xinying-village-party", "yz-water", "supervisor")
    ),
)
EACH_STAGE = 2
"""So many things of each stage are asked."""
BODIES: dict[str, Command] = {
    type(example.when).__name__: example.when
    for all in EXAMPLES.values()
    for example in all.each
    if example.by.role != "policy"
}


async def things(world: World, person: str) -> AsyncIterator[tuple[str, str, str]]:
    """Service, kind and address of some things at each stage, of every kind that is listed."""
    for service in EXAMPLES:
        for path in sorted({route.path for _, route in routes(service)}):
            if not path.endswith("/offers"):
                continue
            address = path.removesuffix("/offers")
            names = re.findall(r"{(\w+)}", address)
            try:
                rows = (
                    await world.client.get(service, address.split("/{")[0], as_=person, limit=200)
                )["items"]
            except (Refused, KeyError):
                continue  # not this person's, or listed with the thing to which it belongs
            taken = Counter[Any]()
            for row in rows:
                known = {name: row.get(name, row.get(f"{name}_id")) for name in names}
                taken[row.get("stage")] += 1
                if None not in known.values() and taken[row.get("stage")] <= EACH_STAGE:
                    yield service, path, address.format(**known)


async def offers(world: World, service: str, place: str, person: str) -> list[dict[str, Any]]:
    """None where this person has no office for the thing, and only reads it."""
    try:
        found = await world.client.get(service, f"{place}/offers", as_=person)
    except Refused as refused:
        if refused.rule not in ("not-found", "no-office"):
            raise
        return []
    listed: list[dict[str, Any]] = found["offers"]
    return listed


async def answer(world: World, service: str, offer: dict[str, Any], person: str) -> str:
    """The rule that refuses the example of a deed, where it is offered; empty where it is taken."""
    body = BODIES[offer["deed"]].model_dump(mode="json")
    try:
        await world.client.ask(service, offer["address"], body, as_=person)
    except Refused as refused:
        return refused.rule
    return ""


LOOKED_UP = re.compile(r"not-found|unknown-|unit-closed|paper-|misfit|address-differs|text-")
"""What is wrong with what a deed says may be found before its rule is asked."""


@pytest.mark.parametrize("person", PERSONS)
async def test_a_closed_deed_is_refused_by_the_rule_that_the_offer_told(
    world: World, person: str
) -> None:
    wrong, seen = [], set()
    async for service, kind, place in things(world, person):
        for offer in await offers(world, service, place, person):
            if offer["open"]:
                continue
            seen.add(kind)
            rule = await answer(world, service, offer, person)
            if rule and rule != offer["rule"] and not LOOKED_UP.match(rule):
                wrong.append((offer["deed"], place, offer["rule"], rule))

    assert not wrong
    assert len(seen) > 5 or person not in ("cppcc-office", "xinying-clerk")


@pytest.mark.parametrize("person", PERSONS)
async def test_an_open_deed_is_taken_or_refused_for_what_it_says(world: World, person: str) -> None:
    closing: dict[str, set[str]] = defaultdict(set)
    some = [each async for each in things(world, person)]
    for service, _, place in some:
        for offer in await offers(world, service, place, person):
            if not offer["open"]:
                closing[offer["deed"]].add(offer["rule"])
    wrong = []
    for service, _, place in some:
        for deed in [each["deed"] for each in await offers(world, service, place, person)]:
            # What was done just now may have closed it.
            for offer in await offers(world, service, place, person):
                if offer["deed"] == deed and offer["open"]:
                    rule = await answer(world, service, offer, person)
                    if rule in closing[deed]:
                        wrong.append((deed, place, rule))

    assert not wrong
