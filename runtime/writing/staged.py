"""What a batch is going to append and write, if it commits: staged, and taken back if refused."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from contracts.event import Event, Recorded
from contracts.places import CHINA
from runtime import keys
from runtime.decider import Circumstances, Rejected
from runtime.envelope import Tail, chain, data_schema, encode, published_type
from runtime.ids import uuid7
from runtime.policy import Reaction, Wanted
from runtime.projection import Change
from runtime.service import Aggregate
from runtime.submission import Submission
from runtime.units import dealings, placements, units
from runtime.writing.guards import Recording, too_much
from runtime.writing.ledger import Head, Row
from runtime.writing.memory import Held, Memory

MOST_BYTES = 400_000
"""The most bytes of an event that somebody asks for; an event of a policy may be twice as long. The
stream takes no message above a megabyte, and one it does not take would hold up all that come
after."""


_Record = Recorded[Any]  # named once: each `Recorded[Any]` is a look-up inside pydantic


class Part(NamedTuple):
    """What one statement after another writes: rows behind the hash `previous`, and what goes with
    them."""

    previous: bytes
    rows: list[Row]
    changes: list[Change]
    fingerprints: list[tuple[UUID, bytes]]
    unanswered: list[tuple[Any, ...]]
    already_so: list[tuple[Any, ...]]


class Staged:
    """Events that are not written yet, the states after them, and all that is written with them."""

    def __init__(self, memory: Memory, connection: Any, head: Head, now: datetime) -> None:
        self.rows: list[Row] = []
        self.changes: list[Change] = []
        self.fingerprints: list[tuple[UUID, bytes]] = []
        self.unanswered: list[tuple[Any, ...]] = []
        self.already_so: list[tuple[Any, ...]] = []
        self.states: dict[str, Held] = {}
        self.size = 0
        """Bytes of all bodies, also of those that were taken back."""
        self._memory, self._connection, self._now = memory, connection, now
        self._start, self.read = head, head.read
        self._today = now.astimezone(CHINA).date()
        self._recordings: dict[UUID, Recording] = {}
        self._undo: list[tuple[str, Held | None]] = []
        self._read_states: type[dict[str, Any]] = dict
        self._rules_staged = False
        self._ruled: dict[str, tuple[str, Any]] = {}
        """Whose rules are in force in a unit, and which, as far as it was asked."""
        self._due: list[tuple[Recorded[Any], Reaction, Sequence[Wanted]]] = []
        self._tails: list[Tail] = []
        lists = (self._tails, self.fingerprints, self.unanswered, self.already_so)
        self._staged: tuple[list[Any], ...] = (self.rows, self.changes, self._undo, *lists)
        self._parted: tuple[int, ...] = self.mark()

    @property
    def position(self) -> int:
        return self._start.position + len(self.rows)

    def stage(
        self,
        aggregate: Aggregate,
        stream: str,
        held: Held,
        event: Event,
        submission: Submission,
        given: Circumstances[Any],
    ) -> Held:
        """Add an event behind the state `held`. Returns the state after it."""
        type_name = published_type(type(event), self._memory.service.name)
        cause = submission.cause
        position, version, id_ = self.position + 1, held[1] + 1, uuid7()
        end, tail = self.hash, self.tail
        audience, follows, previous = tail.links(event.audience, end)
        record = _Record.unchecked(
            specversion="1.0",
            id=id_,
            source=f"/{self._memory.service.name}",
            type=type_name,
            audience=audience,
            follows=follows,
            previous=previous,
            subject=stream,
            time=self._now,
            dataschema=data_schema(type_name),
            datacontenttype="application/json",
            sequence=position,
            streamversion=version,
            unit=given.unit,
            unitname=given.unit_name,
            actor=given.actor,
            actorrole=given.role,
            commandid=submission.command_id,
            correlationid=held[2],
            causationid=cause.event_id if cause else None,
            rules=f"{given.jurisdiction}/{given.rules.version}" if given.jurisdiction else "",
            traceparent=submission.traceparent,
            data=event,
        )
        body = encode(record)
        if len(body) > (2 * MOST_BYTES if cause else MOST_BYTES):
            raise too_much(type_name)
        self.size += len(body)
        row = Row(  # by place: names would cost as much as the hash
            position,
            id_,
            stream,
            version,
            type_name,
            given.unit,
            held[2],
            self._now,
            submission.command_id,
            body,
            chain(end, body),
        )
        self.rows.append(row)
        self._tails.append(tail.then(audience, row.hash))
        self._undo.append((stream, self.states.get(stream)))
        state = aggregate.decider.evolve(held[0], event, given.unit)
        self.states[stream] = after = (state, version, held[2])
        if aggregate.name == self._memory.service.rules:
            self._ruled.clear()
            self._rules_staged = True
        self.changes.extend(self._memory.service.changes(aggregate, record))
        for reaction in aggregate.reactions.get(type(event), ()):
            if wanted := reaction(record, state):
                self._due.append((record, reaction, wanted))
        return after

    @property
    def end(self) -> Head:
        """The head of the ledger, once this is committed."""
        if not self.rows:
            return self._start
        start = self._start
        return Head(
            self.position, self.hash, start.epoch, self.read, start.now, self._now, self.tail
        )

    def part(self) -> Part:
        """What was staged since the part before. Its last row is signed, and some before it in a
        very long one. It cannot be taken back any more."""
        starts, self._parted = self._parted, self.mark()
        rows, changes, _, _, *lists = (
            each[start:] for each, start in zip(self._staged, starts, strict=True)
        )
        previous = self.rows[starts[0] - 1].hash if starts[0] else self._start.hash
        signer = self._memory.signer
        for index in keys.points([len(row.body) for row in rows]):
            row = rows[index]
            rows[index] = row._replace(signature=signer.sign(row.position, row.hash))
        return Part(previous, rows, changes, *lists)

    def keep(self) -> None:
        """Remember what was staged: the transaction was committed."""
        units_changed = any(
            change.table in (units, placements, dealings) for change in self.changes
        )
        end = (self.position, self.hash, self.read)
        self._memory.keep(self.states, end, units_changed=units_changed)

    @property
    def hash(self) -> bytes:
        """The hash at the end."""
        return self.rows[-1].hash if self.rows else self._start.hash

    @property
    def tail(self) -> Tail:
        """What the next event has to say of those before it."""
        return self._tails[-1] if self._tails else self._start.tail

    def refuse(self, submission: Submission, refusal: Rejected) -> None:
        """List the refusal of a policy's command. It is an answer, and reading goes on."""
        cause = submission.cause
        assert cause is not None
        self.unanswered.append(
            (submission.command_id, cause.source, cause.position, cause.policy, submission.key)
            + (cause.unit, refusal.rule, refusal.chinese, refusal.english, self._now)
        )

    def leave(self, submission: Submission) -> None:
        """List a policy's command for which nothing was to be done: an auditor finds an answer."""
        cause = submission.cause
        assert cause is not None
        self.already_so.append((submission.command_id, cause.source, cause.position, cause.policy))

    def mark(self) -> tuple[int, ...]:
        return tuple(map(len, self._staged))

    def back_to(self, mark: tuple[int, ...]) -> None:
        """Forget what was staged since the mark."""
        rows, _, undo, *_ = mark
        for row in self.rows[rows:]:
            self._recordings.pop(row.command_id, None)
        for stream, held in reversed(self._undo[undo:]):
            if held is None:
                self.states.pop(stream, None)
            else:
                self.states[stream] = held
        for staged, length in zip(self._staged, mark, strict=True):
            del staged[length:]
        self._ruled.clear()
        self._due = []

    async def _held(self, stream: str) -> Held:
        """The aggregate as this batch has left it, or as it was before."""
        return self._known(stream) or await self._memory.fetched(self._connection, stream)

    def _known(self, stream: str) -> Held | None:
        return self.states.get(stream) or self._memory.get(stream)
