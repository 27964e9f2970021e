"""Every example over HTTP, on a real database: who is refused, what is answered, and once only."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from runtime import clock
from tests.slices.every import EACH, EXAMPLES
from tests.slices.example import Example
from tests.slices.towns import Town, another_office, holder, refused, town_of, types, way
from tests.support.servers import PostgresServer
from tests.support.service import by

ASKED = [each for each in EACH if each[1].by.role != "policy"]
OF_POLICIES = [each for each in EACH if each[1].by.role == "policy"]


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer, request: pytest.FixtureRequest) -> AsyncIterator[Town]:
    async with town_of(EXAMPLES[request.param], postgres) as found:
        yield found


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
    key, command_id = await here.given(example, *example.given), uuid4()

    first = await here.policy(key, example.when, command_id)
    again = await here.policy(key, example.when, command_id)

    assert len(first.bodies) == len(example.then)
    assert again == first
