"""The inside of a batch: folded states before it, staged events in it, nothing written yet."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

import asyncpg

from contracts.event import Event, Recorded
from contracts.places import CHINA, county
from runtime import keys, succession
from runtime.decider import Asked, Rejected
from runtime.envelope import chain, data_schema, encode, published_type
from runtime.ids import uuid7
from runtime.projection import Change
from runtime.refusals import Misfit
from runtime.service import Aggregate
from runtime.succession import Standing, Succession
from runtime.writing.folder import Folder, Held, Place
from runtime.writing.guards import Recording, granted, no_such, recorded_before, stale, too_much
from runtime.writing.ledger import Broken, Head, Row

if TYPE_CHECKING:
    from runtime.writing.writer import Request

log = logging.getLogger(__name__)

MOST_BYTES = 400_000
"""Of an event that somebody asks for; what policies make of it may be twice that. The stream takes
no message above a megabyte, and one it does not take would hold up all that come after."""

_PLACES = f"SELECT kind, {succession.SELECTED} FROM units WHERE unit = ANY($1)"
_PLACES_AND_CLOSED = f"{_PLACES} OR valid_to IS NOT NULL"

_Record = Recorded[Any]  # named once: each `Recorded[Any]` is a look-up inside pydantic


@dataclass(frozen=True, slots=True)
class Answer:
    """What was recorded, as CloudEvents bodies, and the version of the aggregate after it."""

    bodies: tuple[bytes, ...]
    version: int


class Draft:
    """What a batch is going to append and write, if it commits."""

    def __init__(self, folder: Folder, connection: Any, head: Head, now: datetime) -> None:
        self.rows: list[Row] = []
        self.changes: list[Change] = []
        self.fingerprints: list[tuple[UUID, bytes]] = []
        self.unanswered: list[tuple[Any, ...]] = []
        self.already_so: list[tuple[Any, ...]] = []
        self.states: dict[str, Held] = {}
        self.size = 0
        """Bytes of all bodies, also of those that were taken back."""
        self._folder, self._connection, self._now = folder, connection, now
        self._start, self.read = head, head.read
        self._today = now.astimezone(CHINA).date()
        self._recordings: dict[UUID, Recording] = {}
        self._sought: set[str] = set()
        self._undo: list[tuple[str, Held | None]] = []

    @classmethod
    async def begin(
        cls,
        folder: Folder,
        connection: Any,
        head: Head,
        requests: Sequence["Request"],
        now: datetime,
    ) -> Self:
        """A draft on top of `head`, with what the requests will need fetched in one go."""
        await folder.meet(connection, head)
        draft = cls(folder, connection, head, now)
        await draft.prefetch(requests)
        return draft

    @property
    def position(self) -> int:
        return self._start.position + len(self.rows)

    async def attempt(self, request: "Request") -> Any:
        """The `Answer`, with its events staged; or the exception that is the answer."""
        mark = self.mark()
        try:
            return await self._attempt(request)
        except Rejected as refusal:
            log.info("refused: %s", refusal.rule, extra={"about": request})
            self.back_to(mark)
            return refusal
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            raise
        except Exception as fault:
            log.exception("a command failed", extra={"about": request})
            self.back_to(mark)
            return fault

    async def _attempt(self, request: "Request") -> Any:
        command = request.command
        aggregate = self._folder.service.by_command[type(command)]
        stream = f"{aggregate.name}/{request.key}"
        recording = self._recordings.get(request.command_id)
        if earlier := recorded_before(request, stream, recording, self._standing):
            return Answer(tuple(earlier.bodies), earlier.version)
        state, version = self._held(stream) or await self._state(stream)
        if version == 0 and not command.creates:
            raise no_such(request)
        unit = state.unit or command.unit  # type: ignore[attr-defined]
        standing = self._standing(unit)
        if (grant := granted(request, unit, version == 0, standing)) is None:
            raise await self._closed(standing)
        if request.if_match is not None and request.if_match != version:
            raise stale(request.if_match, version)
        # What follows from something recorded is no new matter: it begins where that lies.
        place = await self._place(unit, command, new=command.creates and request.cause is None)
        rules = await self._rules(unit)
        asked = Asked(
            actor=request.actor.id,
            role=grant.role,
            scope=grant.scope,
            body=grant.body,
            unit=unit,
            unit_name=place.name,
            unit_kind=place.kind,
            today=self._today,
            rules=rules,
            heirs=standing.answering if standing.closed else (),
            covering=standing.covering,
        )
        first = len(self.rows)
        for event in aggregate.decider.decide(state, command, asked):
            self._stage(aggregate, stream, event, request, asked)
        bodies = [row.body for row in self.rows[first:]]
        after, version = self.states.get(stream, (state, version))
        if after.unit != unit and bodies:
            await self._place(after.unit, command, new=True)  # it moved: to a unit that there is
        if bodies:
            fingerprint = request.fingerprint() if request.keyed else None
            self._recordings[request.command_id] = Recording(bodies, unit, version, fingerprint)
            if fingerprint:
                self.fingerprints.append((request.command_id, fingerprint))
        return Answer(tuple(bodies), version)

    def _stage(
        self, aggregate: Aggregate, stream: str, event: Event, request: "Request", asked: Asked[Any]
    ) -> None:
        held = self.states.get(stream) or self._folder.get(stream) or (aggregate.decider.blank, 0)
        type_name = published_type(type(event), self._folder.service.name)
        cause = request.cause
        record = _Record.unchecked(
            specversion="1.0",
            id=uuid7(),
            source=f"/{self._folder.service.name}",
            type=type_name,
            subject=stream,
            time=self._now,
            dataschema=data_schema(type_name),
            datacontenttype="application/json",
            sequence=self.position + 1,
            streamversion=held[1] + 1,
            unit=asked.unit,
            unitname=asked.unit_name,
            actor=asked.actor,
            actorrole=asked.role,
            commandid=request.command_id,
            correlationid=cause.correlation_id if cause else request.command_id,
            causationid=cause.event_id if cause else None,
            rules=getattr(asked.rules, "version", "") or "",
            traceparent=request.traceparent,
            data=event,
        )
        body = encode(record)
        if len(body) > (2 * MOST_BYTES if cause else MOST_BYTES):
            raise too_much(type_name)
        self.size += len(body)
        self.rows.append(
            Row(
                position=record.sequence,
                id=record.id,
                stream=stream,
                version=record.streamversion,
                type=type_name,
                unit=asked.unit,
                recorded_at=self._now,
                command_id=request.command_id,
                body=body,
                hash=chain(self.hash, body),
            )
        )
        self._undo.append((stream, self.states.get(stream)))
        self.states[stream] = self._folder.evolve(stream, held, record)
        self.changes.extend(aggregate.project(record))

    def signed(self) -> list[Row]:
        """The rows to append, with this service's signature on the last, and on some before it in
        a draft so long that it is not carried at once."""
        rows, signer = list(self.rows), self._folder.signer
        for index in keys.points([len(row.body) for row in rows]):
            row = rows[index]
            rows[index] = row._replace(signature=signer.sign(row.position, row.hash))
        return rows

    @property
    def previous(self) -> bytes:
        """The hash that the first row continues."""
        return self._start.hash

    @property
    def hash(self) -> bytes:
        """The hash at the end."""
        return self.rows[-1].hash if self.rows else self._start.hash

    def refuse(self, request: "Request", refusal: Rejected) -> None:
        """A policy's command was refused. That is an answer: it is listed, and reading goes on."""
        cause = request.cause
        assert cause is not None
        self.unanswered.append(
            (request.command_id, cause.source, cause.position, cause.policy, request.key)
            + (cause.unit, refusal.rule, refusal.chinese, refusal.english, self._now)
        )

    def leave(self, request: "Request") -> None:
        """What a policy asked for was so already. That is kept, so that whoever looks for what
        became of each event finds an answer to every ask."""
        cause = request.cause
        assert cause is not None
        self.already_so.append((request.command_id, cause.source, cause.position, cause.policy))

    def mark(self) -> tuple[int, ...]:
        lists = (self.fingerprints, self.unanswered, self.already_so)
        staged = (self.rows, self.changes, self._undo, *lists)
        return tuple(map(len, staged))  # type: ignore[arg-type]  # all of them are lists

    def back_to(self, mark: tuple[int, ...]) -> None:
        """Forget what was staged since the mark."""
        rows, changes, undo, fingerprints, unanswered, already_so = mark
        for row in self.rows[rows:]:
            self._recordings.pop(row.command_id, None)
        for stream, held in reversed(self._undo[undo:]):
            if held is None:
                self.states.pop(stream, None)
            else:
                self.states[stream] = held
        del self.rows[rows:], self.changes[changes:], self._undo[undo:]
        del self.fingerprints[fingerprints:], self.unanswered[unanswered:]
        del self.already_so[already_so:]

    async def prefetch(self, requests: Sequence["Request"]) -> None:
        """Streams, earlier recordings and units of all requests in one query each."""
        if not requests:
            return
        streams, ids, places = set(), set(), set()
        for request in requests:
            fresh = not request.keyed and request.key == str(request.command_id)
            aggregate = self._folder.service.by_command[type(request.command)]
            stream = f"{aggregate.name}/{request.key}"
            if fresh:
                self.states[stream] = (aggregate.decider.blank, 0)
            elif self._folder.get(stream) is None:
                streams.add(stream)
            if request.keyed or request.cause:
                ids.add(request.command_id)
            if request.command.creates:
                places.add(request.command.unit)  # type: ignore[attr-defined]
        await self._fetch(streams, ids)
        for request in requests:
            held = self._held(self._stream(request))
            if held and held[0].unit:
                places.add(held[0].unit)
        await self._fetch_places(places)
        if self._folder.service.rules:
            rules = {f"{self._folder.service.rules}/{county(unit)}" for unit in places}
            await self._fetch({stream for stream in rules if self._held(stream) is None}, set())

    def _stream(self, request: "Request") -> str:
        return f"{self._folder.service.by_command[type(request.command)].name}/{request.key}"

    def _held(self, stream: str) -> Held | None:
        return self.states.get(stream) or self._folder.get(stream)

    async def _fetch(self, streams: set[str], ids: set[UUID]) -> None:
        if not streams and not ids:
            return
        for stream in streams:
            self.states[stream] = (self._folder.aggregate(stream).decider.blank, 0)
        rows = await self._connection.fetch(
            "SELECT position, stream, version, type, unit, command_id, body FROM ledger"
            " WHERE stream = ANY($1) OR command_id = ANY($2) ORDER BY position",
            list(streams),
            list(ids),
        )
        for row in rows:
            if (stream := row["stream"]) in streams:
                record = self._folder.codec.decode(row["type"], row["body"])
                assert record is not None, f"{row['type']} is not an event of this service"
                said = (record.subject, record.type, record.streamversion)
                if said != (stream, row["type"], self.states[stream][1] + 1):
                    # What stands beside a body is signed by nobody, and would be decided upon.
                    expected = f"{self.states[stream][1] + 1} of {stream}, {row['type']}"
                    found = "{2} of {0}, {1}".format(*said)
                    raise Broken("ledger", row["position"], found, expected)
                self.states[stream] = self._folder.evolve(stream, self.states[stream], record)
        await self._remember([row for row in rows if row["command_id"] in ids])

    async def _remember(self, rows: Iterable[Any]) -> None:
        for row in rows:
            earlier = self._recordings.get(row["command_id"])
            bodies = earlier.bodies if earlier else []
            self._recordings[row["command_id"]] = Recording(
                [*bodies, row["body"]], row["unit"], row["version"], None
            )
        if not self._recordings:
            return
        known = await self._connection.fetch(
            "SELECT command_id, fingerprint FROM command_keys WHERE command_id = ANY($1)",
            list(self._recordings),
        )
        for command_id, fingerprint in known:
            old = self._recordings[command_id]
            self._recordings[command_id] = Recording(old.bodies, old.unit, old.version, fingerprint)

    async def _state(self, stream: str) -> Held:
        if (held := self._held(stream)) is None:
            await self._fetch({stream}, set())
            held = self.states[stream]
        return held

    async def _rules(self, unit: str) -> Any:
        name = self._folder.service.rules
        return (await self._state(f"{name}/{county(unit)}"))[0] if name else None

    async def _place(self, unit: str, command: Any, new: bool) -> Place:
        if command.founds:
            return Place(command.name, command.kind)
        if (place := self._folder.places.get(unit)) is None:
            await self._fetch_places({unit})
            place = self._folder.places.get(unit)
        if place is None:
            raise Misfit(
                "unknown-unit",
                f"单位登记簿中没有 {unit}。请核对单位代码。",
                f"No unit {unit} is in the register. Check the code.",
            )
        if new and (standing := self._standing(unit)).closed:
            raise await self._closed(standing)
        return place

    def _standing(self, unit: str) -> Standing:
        assert self._folder.succession is not None  # `prefetch` saw to it
        return self._folder.succession.standing(unit, self._today)

    async def _closed(self, standing: Standing) -> Misfit:
        """Says which unit was closed, and who answers for it now."""
        closed = standing.ended[0]
        heirs = self._standing(closed.unit).answering
        await self._fetch_places(set(heirs))
        known = self._folder.places
        named = [f"{known[heir].name}（{heir}）" for heir in heirs if heir in known]
        in_english = [f"{known[heir].name} ({heir})" for heir in heirs if heir in known]
        return Misfit(
            "unit-closed",
            f"{closed.name}已于 {closed.valid_to} 撤销，由{'、'.join(named) or '上级单位'}承接。"
            "新事项请用承接单位的代码，原有事项请由承接单位的人员办理。",
            f"{closed.name} was closed on {closed.valid_to};"
            f" {', '.join(in_english) or 'the unit above'} answers for it. Enter new matters under"
            " that code, and have those there were handled by its people.",
        )

    async def _fetch_places(self, wanted: set[str]) -> None:
        missing = wanted - self._folder.places.keys() - self._sought
        unread = self._folder.succession is None
        if not missing and not unread:
            return
        self._sought |= missing
        rows = await self._connection.fetch(
            _PLACES_AND_CLOSED if unread else _PLACES, list(missing)
        )
        for row in rows:
            self._folder.places[row["unit"]] = Place(row["name"], row["kind"])
        if unread:
            closed = [row for row in rows if row["valid_to"] is not None]
            self._folder.succession = Succession(closed)
