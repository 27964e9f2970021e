"""Four services in memory: what they are asked comes out as the console's rows.

Their own rules decide, and their own policies ask on: no event of a case is invented here."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import asyncpg

from contracts.event import Event, Recorded, service_of
from contracts.places import CHINA, prefix
from runtime.carrying.jetstream import stream_name
from runtime.decider import Circumstances, Command, Listed
from runtime.envelope import published_type
from runtime.projection import Change, write
from runtime.proving.prepare import prepare
from runtime.service import Service
from services.console.wiring import CONSOLE
from services.meetings.wiring import MEETINGS
from services.members.rules.commands import AdoptProfile
from services.members.wiring import MEMBERS
from services.outcomes.wiring import OUTCOMES
from services.topics.wiring import TOPICS
from tests.support.scenario import county
from yishi.profile.reading import read

_NAMESPACE = UUID("018f0000-0000-7000-8000-000000000000")
SERVICES = (TOPICS, MEETINGS, OUTCOMES, MEMBERS)
NAMES = {"620123000000": "榆中县"}


PROFILE = read(Path(__file__).parents[2] / "deploy" / "profiles" / "yuzhong.toml")
OF_MEMBERS = PROFILE.adoptions["members"]
assert isinstance(OF_MEMBERS, AdoptProfile)
KINDS = {each.code: each for each in OF_MEMBERS.words.body_kinds}
DIRECTORY = {
    each.body: Listed(each.name, each.kind, each.unit, consents=KINDS[each.kind].consents)
    for each in PROFILE.bodies()
}


def listed(body: str) -> Listed:
    """As the directory has it: a body of the profile, or `party-` with the code of a unit."""
    unit = body.removeprefix("party-")
    return DIRECTORY.get(body) or Listed("党组织", "party", unit, consents=True)


class Ledgers:
    """`ask` has a command decided and carries on what follows from it; `tell` records an event as
    its service would. The clock goes on by itself."""

    def __init__(self, now: datetime, names: dict[str, str] | None = None) -> None:
        self.now = now
        self.names = names or NAMES
        self.records: list[Recorded[Any]] = []
        self._positions: dict[str, int] = defaultdict(int)
        self._versions: dict[str, int] = defaultdict(int)

    def on(self, month: int, day: int, hour: int = 9, minute: int = 0) -> None:
        """It is that day now, by the clock of the place (UTC+8)."""
        local = datetime(self.now.year, month, day, hour, minute, tzinfo=UTC)
        self.now = local - timedelta(hours=8)

    def ask(
        self,
        key: str,
        *commands: Command,
        role: str = "clerk",
        body: str = "",
        scope: str = "",
        cause: Recorded[Any] | None = None,
    ) -> None:
        """`scope`: that of the office; the unit of the thing, unless it is given."""
        for command in commands:
            service = next(one for one in SERVICES if type(command) in one.by_command)
            aggregate = service.by_command[type(command)]
            state = self.state(service, aggregate.name, key)
            unit = state.unit or command.unit  # type: ignore[attr-defined]
            read = [name.split("/", 1) for name in aggregate.reads(state, command)]
            asked = Circumstances(
                actor="somebody",
                role=role,
                scope=scope or prefix(unit),
                body=body or None,
                unit=unit,
                unit_name=self.names.get(unit, unit),
                unit_kind=self._kind(unit),
                today=self.now.astimezone(CHINA).date(),
                rules=self.state(service, "rules", county(unit)),
                jurisdiction=county(unit),
                ruled_by=county,
                directory={each: listed(each) for each in command.looks_up()},
                states={f"{kind}/{of}": self.state(service, kind, of) for kind, of in read},
            )
            first = len(self.records)
            decided = aggregate.decider.decide(state, command, asked)
            beside = next((f"{kind}/{of}" for kind, of in read), None)
            began = next((r for r in self.records if r.subject == beside), None)
            cause = None if aggregate.apart else cause or began
            self.tell(
                f"{aggregate.name}/{key}",
                unit,
                *decided,
                role=role,
                source=service.name,
                cause=cause,
            )
            for record in self.records[first : first + len(decided)]:
                self._carry_on(record)

    def _carry_on(self, record: Recorded[Any]) -> None:
        kind, key = record.subject.split("/", 1)
        for service in SERVICES:
            if record.source == f"/{service.name}":
                reactions = service.by_name[kind].reactions.get(type(record.data), ())
                for reaction in reactions:
                    for wanted in reaction(record, self.state(service, kind, key)):
                        self.ask(wanted.key, wanted.command, role="policy")
            for policy in service.policies.get(type(record.data), ()):
                for wanted in policy(record):
                    self.ask(wanted.key, wanted.command, role="policy", cause=record)

    def begun(self, kind: str, topic: str) -> str:
        """The id of the consultation or the outcome of a topic."""
        found = (r for r in self.records if r.subject.startswith(f"{kind}/"))
        return next(record.key for record in found if record.correlationid == topic)

    def state(self, service: Service, kind: str, key: str) -> Any:
        return service.by_name[kind].decider.fold(
            (record.data, record.unit)
            for record in self.records
            if (record.source, record.subject) == (f"/{service.name}", f"{kind}/{key}")
        )

    def _kind(self, unit: str) -> str:
        kinds = (r.data.kind for r in self.records if r.subject == f"unit/{unit}")
        return next(kinds, "village")

    def tell(
        self,
        subject: str,
        unit: str,
        *events: Event,
        role: str = "clerk",
        source: str = "",
        cause: Recorded[Any] | None = None,
    ) -> None:
        own = next((r.correlationid for r in self.records if r.subject == subject), None)
        matter = own or (cause.correlationid if cause else subject.partition("/")[2])
        for event in events:
            service = source or service_of(type(event))
            self._positions[service] += 1
            self._versions[f"{service}/{subject}"] += 1
            self.now += timedelta(seconds=37)
            self.records.append(
                Recorded[type(event)](  # type: ignore[misc]
                    id=uuid5(_NAMESPACE, f"{service}/{self._positions[service]}"),
                    source=f"/{service}",
                    type=published_type(type(event), service),
                    audience=event.audience,
                    subject=subject,
                    time=self.now,
                    dataschema="",
                    sequence=self._positions[service],
                    streamversion=self._versions[f"{service}/{subject}"],
                    unit=unit,
                    unitname=self.names.get(unit, unit),
                    actor="somebody",
                    actorrole=role,
                    commandid=uuid5(_NAMESPACE, "command"),
                    correlationid=matter,
                    rules=f"{county(unit)}/1",
                    data=event,
                )
            )

    def positions(self) -> dict[str, int]:
        return dict(self._positions)

    def changes(self) -> list[Change]:
        return changes(self.records)


def changes(records: Iterable[Recorded[Any]]) -> list[Change]:
    """What the console's reader would write for these records."""
    return [
        change
        for record in records
        for reference in CONSOLE.references
        if type(record.data) in reference.events
        for change in reference.project(record)
    ]


async def store(dsn: str, ledgers: Ledgers) -> None:
    """Make the console's tables and fill them."""
    connection = await asyncpg.connect(dsn)
    try:
        await prepare(connection, CONSOLE)
        await write(connection, ledgers.changes())
        await connection.executemany(
            "UPDATE readers SET position = $2 WHERE source = $1",
            [(stream_name(source), position) for source, position in ledgers.positions().items()],
        )
    finally:
        await connection.close()
