"""A service on a real database in which a test may say what has happened before."""

import itertools
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial, wraps
from typing import Any
from uuid import UUID, uuid4

from fastapi.routing import APIRoute
from httpx2 import ASGITransport, AsyncClient, Response
from pydantic import create_model

from contracts.event import Event, Recorded
from contracts.roles import Role
from runtime.actor import Actor, Grant
from runtime.aggregate import Aggregate
from runtime.decider import Command
from runtime.papers import used
from runtime.policy import Reaction, Wanted
from runtime.run import load
from runtime.submission import Answer, Submission
from runtime.web.app import create_app
from tests.hostile.house import PERSONAL
from tests.hostile.matrix import OFFICES, declared, routes
from tests.slices.example import Example, Examples
from tests.support import servers
from tests.support.scenario import PREFECTURE
from tests.support.servers import PostgresServer
from tests.support.service import UNITS, Bench, bench, by

POLICY = Actor("policy", (Grant(role=Role.POLICY, scope=""),))
TELLER = replace(POLICY, id="teller")
"""Who tells what happened. Nothing follows from that: what did is told as well."""
VILLAGE = "620123109200"
ABOVE = ((PREFECTURE, "兰州市", "prefecture"), ("620171000000", "兰州新区", "county"))
"""What examples name above the counties, and the zone that runs a township on trust."""
FIRST = 2030
"""The number in the first key. Examples themselves stand at 2026."""


class Happened(Command):
    """Record these events, whatever the rules say of them."""

    creates = True
    unit: str
    events: tuple[Any, ...]


class Founded(Happened):
    """The same of a unit, which stands in no register yet."""

    founds = True
    name: str = "样例镇"
    kind: str = "township"


def telling(aggregate: Aggregate) -> Aggregate:
    """The aggregate, which can also be told what happened."""
    base = Founded if any(each.founds for each in aggregate.commands) else Happened
    said = create_model(f"{base.__name__}{aggregate.name.title()}", __base__=base)

    def decide(state: Any, command: Any, given: Any) -> list[Any]:
        if isinstance(command, said):
            return list(command.events)
        return aggregate.decider.decide(state, command, given)

    def reads(state: Any, command: Any) -> Iterable[str]:
        return () if isinstance(command, said) else aggregate.reads(state, command)

    def seat(command: Any) -> str | None:
        return None if isinstance(command, said) else aggregate.seat(command)

    return replace(
        aggregate,
        decider=replace(aggregate.decider, decide=decide),
        command=aggregate.command | said,
        reads=reads,
        seat=seat,
        reactions={
            event: [_unless_told(each) for each in of] for event, of in aggregate.reactions.items()
        },
    )


def _unless_told(reaction: Reaction) -> Reaction:
    @wraps(reaction)
    def react(record: Recorded[Any], state: Any) -> list[Wanted]:
        return [] if record.actor == TELLER.id else reaction(record, state)

    return react


def way(service: str, command: type[Command]) -> APIRoute | None:
    """The route whose body is the command."""
    for _, route in routes(service):
        for each in (route.dependant, *route.dependant.dependencies):
            for body in each.body_params:
                if body.field_info.annotation is command:
                    return route
    return None


@dataclass
class Town:
    """One service, and short ways to ask it."""

    examples: Examples
    bench: Bench
    client: AsyncClient
    numbers: dict[str, "itertools.count[int]"] = field(
        default_factory=lambda: defaultdict(partial(itertools.count, FIRST))
    )
    """What makes the keys of new things, for each kind: many of them are years."""
    told: set[str] = field(default_factory=set)
    """What lies beside the examples so far."""

    def fresh(self, example: Example) -> str:
        """The key of a thing that is not there yet, or the one that the example itself gives."""
        creates = example.when.creates
        return self.examples.key(example) if creates else self.new(self.examples.kind(example).name)

    async def tell(self, kind: str, key: str, unit: str, *events: Event) -> None:
        aggregate = self.bench.service.by_name[kind]
        (said,) = (each for each in aggregate.commands if issubclass(each, Happened))
        unit = key if issubclass(said, Founded) else unit
        await self.policy(key, said(unit=unit, events=events), uuid4(), TELLER)

    def new(self, kind: str) -> str:
        """The key of a thing of this kind that is not there yet."""
        form = self.examples.keys.get(kind)
        number = next(self.numbers[kind])
        return form.format(number, town=300 + number - FIRST) if form else str(uuid4())

    async def at(self, kind: str, *events: Event, unit: str = VILLAGE) -> str:
        """The key of a new thing to which this happened."""
        await self.tell(kind, key := self.new(kind), unit, *events)
        return key

    async def given(self, example: Example, *events: Event, key: str = "") -> str:
        """The key of a thing to which this happened, with what lies beside it (told once)."""
        key = key or self.fresh(example)
        for stream, history in example.beside.items():
            if stream not in self.told:
                self.told.add(stream)
                kind, name = stream.split("/", 1)
                await self.tell(kind, name, example.by.unit, *history)
        if events:
            await self.tell(self.examples.kind(example).name, key, example.by.unit, *events)
        return key

    async def policy(
        self, key: str, command: Command, command_id: UUID, actor: Actor = POLICY
    ) -> Answer:
        submission = Submission(key, command, actor, command_id, keyed=True)
        return await self.bench.writer.ask(submission)

    async def post(
        self, place: str, body: Command | dict[str, Any], office: dict[str, str]
    ) -> Response:
        said = body.model_dump(mode="json") if isinstance(body, Command) else body
        return await self.client.post(place, json=said, headers=office)

    async def unrecorded(
        self, place: str, body: Command, office: dict[str, str]
    ) -> tuple[int, str, str]:
        """Status, rule and sentence of a refusal that leaves the ledger as it was."""
        count = "SELECT count(*) FROM ledger"
        before = await self.bench.pool.fetchval(count)
        answer = await self.post(place, body, office)
        assert await self.bench.pool.fetchval(count) == before
        return *refused(answer), answer.json()["detail"]

    async def get(self, place: str, office: dict[str, str], **query: Any) -> Any:
        answer = await self.client.get(place, params=query, headers=office)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def status(self, place: str, office: dict[str, str]) -> int:
        return (await self.client.get(place, headers=office)).status_code

    def address(self, example: Example, key: str) -> str:
        route = way(self.examples.service.name, type(example.when))
        assert route is not None
        assert route.path.endswith(f"/{example.result}")
        names = list(route.param_convertors)
        return route.path.format(**dict(zip(names, key.split(":"), strict=True)) if names else {})

    async def ask(
        self, example: Example, key: str, office: dict[str, str], body: Any = None
    ) -> Response:
        return await self.post(self.address(example, key), body or example.when, office)


def types(answer: Response) -> list[str]:
    """What was recorded."""
    assert answer.is_success, answer.text
    return [event["type"].rsplit(".", 1)[1] for event in answer.json()]


def refused(answer: Response) -> tuple[int, str]:
    """The status and the rule of a refusal, which also says what to do."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    assert answer.json()["detail"]
    return answer.status_code, answer.json()["rule"]


def holder(example: Example, **headers: str) -> dict[str, str]:
    """Whoever asks in the example."""
    asks = example.by
    return by(
        asks.actor, f"{asks.role}@{asks.scope}" + (f"#{asks.body}" if asks.body else ""), **headers
    )


def another_office(service: str, example: Example) -> dict[str, str]:
    route = way(service, type(example.when))
    assert route is not None
    role = next(role for role in OFFICES if role not in declared(route))
    return by("wu", f"{role}@{example.by.scope}#yz-water")


async def uploaded(here: Bench, examples: Examples) -> None:
    """Have the papers that the examples use, without content, as if whoever asks there had uploaded
    them."""
    for each in examples.each:
        for paper in (paper for event in each.then for paper in used(event)):
            await here.pool.execute(
                "INSERT INTO papers VALUES ($1, $2, $3, $4, $5, now()) ON CONFLICT DO NOTHING",
                *(paper.digest, paper.media_type, paper.size, each.by.actor, uuid4()),
            )


@asynccontextmanager
async def town_of(examples: Examples, postgres: PostgresServer) -> AsyncIterator[Town]:
    """A town with a database of its own."""
    async with servers.empty_database(postgres) as database, town(examples, database) as found:
        yield found


@asynccontextmanager
async def town(examples: Examples, database: str) -> AsyncIterator[Town]:
    """One service, whose county has adopted rules."""
    real, routers = load(examples.service.name)
    personal = PERSONAL.get(real.name, ())
    service = replace(real, aggregates=tuple(map(telling, real.aggregates)))
    async with bench(service, database, (*UNITS, *ABOVE), personal) as found:
        await uploaded(found, examples)
        app = create_app(service, routers, found, found.tokens)
        transport = ASGITransport(app, raise_app_exceptions=False)
        async with AsyncClient(transport=transport, base_url="http://town") as client:
            here = Town(examples, found, client)
            await here.tell("rules", "620123000000", "620123000000", *examples.rules)
            yield here
