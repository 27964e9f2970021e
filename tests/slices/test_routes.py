"""Every example over HTTP, on a real database: who is refused, what is answered, and once only."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

import pytest

from runtime import clock
from tests.hostile.matrix import routes
from tests.slices.every import EACH, EXAMPLES
from tests.slices.example import Example
from tests.slices.towns import Town, another_office, holder, refused, town_of, types, way
from tests.support.servers import PostgresServer
from tests.support.service import by

ASKED = [each for each in EACH if each[1].by.role != "policy"]


def offered_at_all(service: str, example: Example) -> bool:
    """Whether the deed is one of a thing that is there."""
    route = way(service, type(example.when))
    assert route is not None
    offers = route.path.removesuffix(f"/{example.result}") + "/offers"
    return not example.when.creates and any(each.path == offers for _, each in routes(service))


OF_POLICIES = [each for each in EACH if each[1].by.role == "policy"]


@pytest.fixture(scope="module")
async def towns(postgres: PostgresServer) -> AsyncIterator[Callable[[str], Awaitable[Town]]]:
    """One town for each service. (pytest would make one anew for each test that names its own.)"""
    found: dict[str, Town] = {}
    async with AsyncExitStack() as opened:

        async def of(service: str) -> Town:
            if service not in found:
                town = town_of(EXAMPLES[service], postgres)
                found[service] = await opened.enter_async_context(town)
            return found[service]

        yield of


@pytest.fixture
async def here(towns: Callable[[str], Awaitable[Town]], request: pytest.FixtureRequest) -> Town:
    return await towns(request.param)


def each(examples: list[tuple[str, Example]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("here", "example"), examples, indirect=["here"], ids=str)


@each(ASKED)
async def test_who_may_not_ask_and_what_does_not_fit_is_refused(
    here: Town, example: Example
) -> None:
    example = example.elsewhere()
    key, office = here.fresh(example), holder(example)
    role, service = example.by.role, here.examples.service.name
    neighbour, foreign = by("sun", f"{role}@620123212"), by("zhou", f"{role}@511623")

    assert refused(await here.ask(example, key, {})) == (401, "token-missing")
    other = another_office(service, example)
    assert refused(await here.ask(example, key, other)) == (403, "no-office")
    assert refused(await here.ask(example, key, office, {"sesion": 1})) == (422, "misfit")
    if not example.when.creates:
        assert refused(await here.ask(example, key, office)) == (404, "not-found")
        key = await here.given(example, *example.given)
        assert refused(await here.ask(example, key, foreign)) == (404, "not-found")
    assert refused(await here.ask(example, key, neighbour)) == (403, "out-of-scope")  # 13.3-17


@each([one for one in ASKED if not one[1].when.creates])
async def test_a_step_that_is_not_open_and_a_stale_screen_are_refused(
    here: Town, example: Example
) -> None:
    life, rule = here.examples.refused(example)
    if life:
        then = example.elsewhere(life)
        key = await here.given(then, *then.given)
        assert refused(await here.ask(then, key, holder(then))) == (409, rule)

    example = example.elsewhere()
    key = await here.given(example, *example.given)
    stale = holder(example, **{"If-Match": '"99"'})
    assert refused(await here.ask(example, key, stale)) == (412, "stale")


@each(ASKED)
async def test_it_answers_with_what_is_recorded_and_once_only(here: Town, example: Example) -> None:
    example = example.elsewhere()
    key = await here.given(example, *example.given)
    keyed = holder(example, **{"Idempotency-Key": str(uuid4())})

    first = await here.ask(example, key, keyed)
    again = await here.ask(example, key, keyed)

    assert first.status_code == (201 if example.when.creates else 200), first.text
    assert types(first) == [type(event).__name__ for event in example.then]
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert {event["unit"] for event in first.json()} <= {example.by.unit, key}  # 13.3-16
    if not example.when.creates:
        missed = here.examples.overdue(example, clock.today())  # on record before it
        version = len(example.given) + len(missed) + len(example.then)
        assert first.headers["etag"] == f'"{version}"'


@each(OF_POLICIES)
async def test_what_only_a_policy_asks_has_no_route_and_is_recorded_once(
    here: Town, example: Example
) -> None:
    assert way(here.examples.service.name, type(example.when)) is None
    example = example.elsewhere()
    another = here.new(here.examples.kind(example).name)  # its own may be that of another example
    key, command_id = await here.given(example, *example.given, key=another), uuid4()

    first = await here.policy(key, example.when, command_id)
    again = await here.policy(key, example.when, command_id)

    assert len(first.bodies) == len(example.then)
    assert again == first


async def offers(
    here: Town, example: Example, key: str, office: dict[str, str]
) -> dict[str, dict[str, Any]] | tuple[int, str]:
    """What is offered at the thing, by the name of the deed; or how the question is refused."""
    place = here.address(example, key).removesuffix(f"/{example.result}") + "/offers"
    answer = await here.client.get(place, headers=office)
    if not answer.is_success:
        return refused(answer)
    return {each["deed"]: each for each in answer.json()["offers"]}


@each([one for one in ASKED if offered_at_all(*one)])
async def test_what_is_open_is_offered_and_what_is_closed_says_by_which_rule(
    here: Town, example: Example
) -> None:
    office, deed = holder(example), type(example.when).__name__
    assert await offers(here, example, here.fresh(example), office) == (404, "not-found")

    key = await here.given(example, *example.given)
    offered = await offers(here, example, key, office)
    assert isinstance(offered, dict)
    assert offered[deed]["open"]
    assert offered[deed]["address"] == here.address(example, key)
    document = (await here.client.get("/openapi.json")).json()
    for each in offered.values():
        *_, name = each["schema"].split("/")
        assert document["components"]["schemas"][name]["title"] == each["deed"]
        assert document["paths"][way_to(document, each["address"])]["post"]
        assert all(each["title"].values())
        assert each["open"] or (each["rule"] and each["chinese"] and each["english"])

    foreign = by("zhou", f"{example.by.role}@511623")
    assert await offers(here, example, key, foreign) == (404, "not-found")
    other = await offers(here, example, key, another_office(here.examples.service.name, example))
    assert other == (403, "no-office") or other[deed]["rule"] == "no-office"  # type: ignore[index]

    life, rule = here.examples.refused(example)
    if life:
        key = await here.given(example, *life)
        offered = await offers(here, example, key, office)
        assert isinstance(offered, dict)
        assert deed not in offered or offered[deed]["open"] or offered[deed]["rule"] == rule


def way_to(document: dict[str, Any], address: str) -> str:
    """The path of the document that the address fits."""
    return next(
        path
        for path, said in document["paths"].items()
        if "post" in said and re.fullmatch(re.sub(r"{\w+}", "[^/]+", path), address)
    )
