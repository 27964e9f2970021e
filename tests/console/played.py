"""The demonstration's cases, played in memory: the services' own rules decide them."""

import re
import tomllib
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

from contracts.places import CHINA
from runtime.decider import Command
from tests.console.ledgers import SERVICES, Ledgers
from tests.hostile.matrix import routes
from yishi.client import Refused, key_of

PEOPLE = {
    person["id"]: person["grants"][0]
    for person in tomllib.loads(Path("deploy/profiles/yuzhong.people.toml").read_text("utf-8"))[
        "people"
    ]
}
RAISED_BY = "01990000-0000-7000-8000-000000004711"
BY_NAME = {each.name: each for each in SERVICES}
LILY, MARKET, CHANNEL = [
    str(key_of(f"demo/{name}/topic")) for name in ("lily", "market", "channel")
]
DAYS = ("on", "held_on", "sent_on")


class Enough(Exception):
    """The case has come as far as it was to be played."""


class Played:
    """Takes the place of the client that speaks to the services. The days of a case count back from
    `today`; it ends before `end` is asked for the `times`th time."""

    def __init__(self, ledgers: Ledgers, today: date, end: str = "", times: int = 1) -> None:
        self.ledgers, self.today, self.end, self.times = ledgers, today, end, times

    async def ask(
        self, service: str, path: str, body: dict[str, Any], *, as_: str, key: Any = None
    ) -> Any:
        if path == "/people":
            return {"id": RAISED_BY}
        self.times -= path.endswith(f"/{self.end}")
        if not self.times:
            raise Enough
        kind, thing = commanded(service, path)
        self._clock(body)
        office = PEOPLE[as_]
        command = kind.model_validate(body)
        thing = thing or str(key if isinstance(key, UUID) else key_of(key))
        held = {"role": office["role"], "scope": office["scope"]}
        self.ledgers.ask(thing, command, **held, body=office.get("body", ""))
        subject = f"{BY_NAME[service].by_command[kind].name}/{thing}"
        return [{"time": f"{self.today}T12:00:00+08:00", "unitname": "", "subject": subject}]

    async def get(self, service: str, path: str, *, as_: str, **query: Any) -> Any:
        if service == "members":
            subjects = [record.subject for record in self.ledgers.records]
            members = [each[7:] for each in subjects if each.startswith("member/")]
            posted = members[2 : query["limit"] + 2]  # the first two are posted nowhere
            return {"items": [{"member_id": each} for each in posted]}
        if "topic" in query:
            kind = path.strip("/").removesuffix("s")
            return {"items": [{kind: self.ledgers.begun(kind, query["topic"])}]}
        _, kind, key = path.split("/")
        state = self.ledgers.state(BY_NAME[service], kind.removesuffix("s"), key)
        if not state.unit:
            raise Refused(404, "not-found", "", path)
        invited = [each.model_dump() for each in getattr(state, "participants", ())]
        return {"stage": state.stage, "participants": invited}

    def _clock(self, body: dict[str, Any]) -> None:
        """It is the day of which the deed tells, at the earliest."""
        said = [body.get(name) for name in DAYS] + [body.get("consent", {}).get("decided_on")]
        for day in sorted(date.fromisoformat(each) for each in said if each):
            if self.ledgers.now.astimezone(CHINA).date() < day:
                self.ledgers.now = datetime.combine(day, time(1), UTC)


def commanded(service: str, path: str) -> tuple[type[Command], str]:
    """The command that is the body of a route, and the key in its address."""
    known = BY_NAME[service].by_command
    for line, route in routes(service):
        found = re.fullmatch(re.sub(r"{\w+}", "([^/]+)", line.path), path)
        if found and line.method == "POST":
            ways = [route.dependant, *route.dependant.dependencies]
            bodies = [field.field_info.annotation for way in ways for field in way.body_params]
            (kind,) = [each for each in bodies if each in known]
            return kind, ":".join(found.groups())
    raise LookupError(path)


def play(
    case: Callable[..., Coroutine[Any, Any, str]],
    ledgers: Ledgers,
    today: date,
    end: str = "",
    times: int = 1,
) -> None:
    """Play a case of the demonstration, or its beginning. It never waits: all is in memory."""
    with suppress(Enough, StopIteration):
        case(Played(ledgers, today, end, times), today, lambda _: None).send(None)
