"""What a writer remembers of its ledger, and how it fetches the rest."""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from contracts.event import Recorded
from runtime import succession
from runtime.aggregate import Aggregate, reads_nothing
from runtime.decider import Command, Listed
from runtime.known import LISTED
from runtime.probe import Touched
from runtime.service import Service
from runtime.signer import Signer
from runtime.submission import Submission
from runtime.succession import Standing, Succession
from runtime.writing.guards import Recording
from runtime.writing.ledger import Broken, Head, WentBack, sound_end

Held = tuple[Any, int, str]
"""The state of an aggregate, the version that its last event had, and its matter."""

_PLACES = f"SELECT kind, {succession.SELECTED} FROM units WHERE unit = ANY($1)"
_PLACES_AND_CLOSED = f"{_PLACES} OR valid_to IS NOT NULL"


@dataclass(frozen=True)
class Place:
    name: str
    kind: str


class Memory:
    """Folded states, valid while nobody else appends, and units, valid while nobody records
    anything about them. Every method with a connection needs the lock of the ledger's head on it.
    """

    def __init__(self, service: Service, signer: Signer, most: int = 20_000) -> None:
        self.service, self.signer = service, signer
        self.codec = service.codec
        self.places: dict[str, Place] = {}
        self._unknown: set[str] = set()
        self._succession: Succession | None = None
        self._jurisdictions: set[str] | None = None
        self._ruling: dict[tuple[str, date], str] = {}
        self._states: OrderedDict[str, Held] = OrderedDict()
        self._known = self._read = -1
        self._highest, self._hash = 0, b""
        self._epoch: UUID | None = None
        self._most = most

    def aggregate(self, stream: str) -> Aggregate:
        return self.service.by_name[stream.split("/", 1)[0]]

    def evolve(self, stream: str, held: Held, record: Recorded[Any]) -> Held:
        evolve = self.aggregate(stream).decider.evolve
        state = evolve(held[0], record.data, record.unit)
        return state, record.streamversion, record.correlationid

    def forget(self) -> None:
        """Forget all states: after a failed transaction nobody knows what is in the ledger."""
        self._states.clear()
        self._jurisdictions = None
        self._known = self._read = -1

    async def meet(self, connection: Any, head: Head) -> None:
        """Forget what is no longer valid now that the ledger ends at `head`. Raises `WentBack`
        where it ended further on before, `Broken` where somebody else added to it."""
        if head.position < self._highest or self._epoch not in (None, head.epoch):
            raise WentBack(f"the ledger ends at {head.position}, it ended at {self._highest}")
        self._highest, self._epoch = head.position, head.epoch
        self._unknown.clear()
        full = len(self.places) > self._most
        if (head.position, head.read) != (self._known, self._read) or full:
            self._forget_units()
            self._read = head.read
        if (head.position, head.hash) != (self._known, self._hash):
            await self._catch_up(connection, head)
        while len(self._states) > self._most:
            self._states.popitem(last=False)

    async def _catch_up(self, connection: Any, head: Head) -> None:
        """Forget what another replica touched, after checking the signature of the last row."""
        await sound_end(connection, self.signer)
        if self._known < 0:
            self._states.clear()
            self._jurisdictions = None
        else:
            touched = await connection.fetch(
                "SELECT DISTINCT stream FROM ledger WHERE position > $1", self._known
            )
            for row in touched:
                self._states.pop(row["stream"], None)
            self._note_rules(row["stream"] for row in touched)
        self.signer.take_up(head.position + 1)
        self._known, self._hash = head.position, head.hash

    def keep(
        self, states: Mapping[str, Held], head: tuple[int, bytes, int], *, units_changed: bool
    ) -> None:
        """Remember the states, and the head: position, hash, sum of the readers' positions."""
        for stream, held in states.items():
            self._states[stream] = held
            self._states.move_to_end(stream)
        self._note_rules(states)
        self._known, self._hash, self._read = head
        self._highest = self._known
        if units_changed:
            self._forget_units()

    def _forget_units(self) -> None:
        self.places.clear()
        self._ruling.clear()
        self._succession = None

    async def foresee(
        self, connection: Any, submissions: Sequence[Submission], today: date
    ) -> dict[UUID, Recording]:
        """Fetch what all of these need. Returns what was recorded before under their ids."""
        if not submissions:
            return {}
        streams, ids, units = set(), set(), set()
        asked: list[tuple[str, Aggregate, Command]] = []
        for submission in submissions:
            command = submission.command
            aggregate = self.service.by_command[type(command)]
            stream = f"{aggregate.name}/{submission.key}"
            if submission.fresh:
                self._states[stream] = (aggregate.decider.blank, 0, "")
            elif stream not in self._states:
                streams.add(stream)
            asked.append((stream, aggregate, command))
            if submission.keyed or submission.cause:
                ids.add(submission.command_id)
            if command.creates:
                units.add(command.unit)  # type: ignore[attr-defined]
        recordings = await self._fetch(connection, streams, ids)
        read: set[str] = set()
        for stream, aggregate, command in asked:
            state = self._states[stream][0]
            if state.unit:
                units.add(state.unit)
            if aggregate.reads is not reads_nothing:
                read.update(self._read_by(aggregate, state, command))
        await self._fetch_places(connection, units)
        if rules := self.service.rules:
            await self._fetch_jurisdictions(connection)
            read.update(f"{rules}/{at}" for unit in units if (at := self.jurisdiction(unit, today)))
        # Not `read - self._states.keys()`, which goes through all states, with every batch.
        await self._fetch(connection, {each for each in read if each not in self._states}, ())
        return recordings

    def _read_by(self, aggregate: Aggregate, state: Any, command: Command) -> list[str]:
        """The streams that the decision is going to read, as far as it can be foreseen."""
        try:
            named = aggregate.reads(state, command)
            return [each for each in named if self.aggregate(each)] if named else []
        except (Exception, Touched):  # told where it is decided, to the one who asks
            return []

    def get(self, stream: str) -> Held | None:
        return self._states.get(stream)

    async def fetched(self, connection: Any, stream: str) -> Held:
        """The aggregate; its blank state, 0 and no matter where it has no events."""
        await self._fetch(connection, {stream}, ())
        return self._states[stream]

    async def place(self, connection: Any, unit: str) -> Place | None:
        """The unit's name and kind in the register; `None` where it is not there."""
        await self._fetch_places(connection, (unit,))
        return self.places.get(unit)

    def jurisdiction(self, unit: str, today: date, staged: Collection[str] = ()) -> str:
        """The unit whose rules are in force in this one: the nearest upward that has any, those
        of the `staged` streams too. Empty where there is none."""
        at = None if staged else self._ruling.get((unit, today))
        if at is None:
            assert self._jurisdictions is not None
            rules, known = self.service.rules, self._jurisdictions
            upwards = self.upwards(unit, today)
            there = (each for each in upwards if each in known or f"{rules}/{each}" in staged)
            at = next(there, "")
            if not staged:
                self._ruling[unit, today] = at
        return at

    def upwards(self, unit: str, today: date) -> tuple[str, ...]:
        """The unit and those above it. `foresee` has read who leads whom."""
        assert self._succession is not None
        return self._succession.upwards(unit, today)

    async def directory(self, connection: Any, bodies: Collection[str]) -> dict[str, Listed]:
        """Those of the bodies that the directory has. Not remembered: few commands name any."""
        if not bodies:
            return {}
        rows = await connection.fetch(f"{LISTED} WHERE known_bodies.number = ANY($1)", list(bodies))
        return {row["number"]: Listed(*list(row)[1:]) for row in rows}

    def standing(self, unit: str, today: date, matter: str = "") -> Standing:
        """Who answers for this unit, or for a matter of it. `foresee` has read which units were
        closed."""
        assert self._succession is not None
        return self._succession.standing(unit, today, matter)

    async def _fetch_jurisdictions(self, connection: Any) -> None:
        """Which units have rules of their own: remembered whole, as absence is never cached."""
        if self._jurisdictions is None:
            found = await connection.fetch("SELECT jurisdiction FROM profiles")
            self._jurisdictions = {row["jurisdiction"] for row in found}
            self._ruling.clear()

    def _note_rules(self, streams: Iterable[str]) -> None:
        """Remember which of these streams, which were written to, are rules."""
        among = f"{self.service.rules}/"
        if rules := [each for each in streams if each.startswith(among)]:
            self._ruling.clear()
            if self._jurisdictions is not None:
                self._jurisdictions.update(each.removeprefix(among) for each in rules)

    async def _fetch(
        self, connection: Any, streams: Collection[str], ids: Collection[UUID]
    ) -> dict[UUID, Recording]:
        if not streams and not ids:
            return {}
        for stream in streams:
            self._states[stream] = (self.aggregate(stream).decider.blank, 0, "")
        rows = await connection.fetch(
            "SELECT position, stream, version, type, unit, command_id, body FROM ledger"
            " WHERE stream = ANY($1) OR command_id = ANY($2) ORDER BY position",
            list(streams),
            list(ids),
        )
        for row in rows:
            if (stream := row["stream"]) in streams:
                held = self._states[stream]
                self._states[stream] = self.evolve(stream, held, self._sound(row, held[1] + 1))
        return await _recordings(connection, [row for row in rows if row["command_id"] in ids])

    def _sound(self, row: Any, version: int) -> Recorded[Any]:
        """The row's event. Raises `Broken` where the columns say something else than the body."""
        record = self.codec.decode(row["type"], row["body"])
        assert record is not None, f"{row['type']} is not an event of this service"
        said = (record.subject, record.type, record.streamversion)
        if said != (row["stream"], row["type"], version):
            expected = f"{version} of {row['stream']}, {row['type']}"
            found = "{2} of {0}, {1}".format(*said)
            raise Broken("ledger", row["position"], found, expected)
        return record

    async def _fetch_places(self, connection: Any, wanted: Iterable[str]) -> None:
        missing = {unit for unit in wanted if unit not in self.places} - self._unknown
        unread = self._succession is None
        if not missing and not unread:
            return
        rows = await connection.fetch(_PLACES_AND_CLOSED if unread else _PLACES, list(missing))
        for row in rows:
            self.places[row["unit"]] = Place(row["name"], row["kind"])
        self._unknown |= {unit for unit in missing if unit not in self.places}
        if unread:
            closed = [row for row in rows if row["valid_to"] is not None]
            placed = await connection.fetch(succession.PLACED)
            dealt = await connection.fetch(succession.DEALT)
            self._succession = Succession(closed, placed, dealt)


async def _recordings(connection: Any, rows: Iterable[Any]) -> dict[UUID, Recording]:
    """For each command id its recorded rows, and its fingerprint where one was kept."""
    found: dict[UUID, Recording] = {}
    for row in rows:
        earlier = found.get(row["command_id"])
        bodies = [*(earlier.bodies if earlier else []), row["body"]]
        found[row["command_id"]] = Recording(bodies, row["version"], None)
    if found:
        known = await connection.fetch(
            "SELECT command_id, fingerprint FROM command_keys WHERE command_id = ANY($1)",
            list(found),
        )
        for command_id, fingerprint in known:
            found[command_id] = found[command_id]._replace(fingerprint=fingerprint)
    return found
