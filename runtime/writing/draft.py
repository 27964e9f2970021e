"""The inside of a batch: each command is decided on the states that those before it have left."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Self

import asyncpg

from contracts.event import Recorded
from contracts.roles import Role
from runtime.actor import Actor, Grant
from runtime.aggregate import reads_nothing
from runtime.decider import Circumstances, Command, Listed, Rejected
from runtime.due import NOTHING_DUE, Deadline
from runtime.papers import may_hold, used
from runtime.policy import Reaction, Wanted, command_id
from runtime.probe import Touched, Unread, foreseen
from runtime.refusals import Misfit, unknown_unit
from runtime.service import Aggregate, Service
from runtime.signer import Signer
from runtime.submission import Answer, Cause, Fault, Outcome, Submission
from runtime.succession import Standing
from runtime.writing import ledger
from runtime.writing.guards import Recording, granted, no_such, recorded_before, stale
from runtime.writing.ledger import Broken, Head
from runtime.writing.memory import Held, Memory, Place
from runtime.writing.papers import all_there
from runtime.writing.staged import Staged

log = logging.getLogger(__name__)

DEEPEST, MOST_REACTIONS = 4, 50
"""How far, and to how many commands in all, what follows from one command may lead."""
_ALL = (Grant(role=Role.POLICY, scope=""),)


class Draft(Staged):
    """How what is asked for is decided, on top of what the batch has staged so far."""

    @classmethod
    async def begin(
        cls,
        memory: Memory,
        connection: Any,
        head: Head,
        submissions: Sequence[Submission],
        now: datetime,
    ) -> Self:
        """A draft on top of `head`, with everything fetched that the submissions will need."""
        await memory.meet(connection, head)
        draft = cls(memory, connection, head, now)
        draft._recordings = await memory.foresee(connection, submissions, draft._today)
        return draft

    @classmethod
    async def aside(
        cls,
        service: Service,
        signer: Signer,
        connection: Any,
        submission: Submission,
        now: datetime,
    ) -> Self:
        """A draft that is never written, to find out what could be done with a thing. It needs no
        lock, and a transaction that sees one moment. Raises `NoSuch` where there is no such thing,
        or the actor has no office for it."""
        memory = Memory(service, signer)
        draft = cls(memory, connection, await ledger.head(connection), now)
        await memory.foresee(connection, (submission,), draft._today)
        aggregate = service.by_command[type(submission.command)]
        state, version, _ = await draft._held(f"{aggregate.name}/{submission.key}")
        units = {state.unit, *(each(state) for each in aggregate.also.values())} if version else ()
        if not any(submission.actor.grant_for(*draft._covering(each)) for each in units):
            raise no_such(submission.key)
        return draft

    async def attempt(self, submission: Submission) -> Outcome:
        """Decide a submission. Its events are staged only with an `Answer`."""
        mark = self.mark()
        try:
            answer = await self._decide(submission)
            if self._due:
                await self._react()
            return answer
        except Rejected as refusal:
            log.info("refused: %s", refusal.rule, extra={"about": submission})
            self.back_to(mark)
            return refusal
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, Broken):
            raise
        except Exception as fault:
            log.exception("a command failed", extra={"about": submission})
            self.back_to(mark)
            return Fault(fault)

    async def offer(self, submission: Submission) -> Rejected | bool:
        """Whether a probe would bring something, or what refuses it. Nothing stays staged."""
        mark, self._read_states = self.mark(), Unread
        try:
            answer = await self._decide(submission)
            await self._react()
            return bool(answer.bodies)
        except Touched:
            return True
        except Rejected as refusal:
            return refusal
        finally:
            self.back_to(mark)

    async def _react(self) -> None:
        """Carry out what the staged events mean for other things of this service, and what follows
        from that, in the order of positions. Raises the refusal of one of these commands."""
        count = depth = 0
        while self._due:
            due, self._due, depth = self._due, [], depth + 1
            for record, reaction, commands in due:
                for index, wanted in enumerate(commands):
                    count += 1
                    if depth > DEEPEST or count > MOST_REACTIONS:
                        name = reaction.__name__
                        raise RuntimeError(f"{name} leads too far: {depth} deep, {count} in all")
                    await self._decide(self._following(record, reaction, index, wanted))

    def _following(
        self, record: Recorded[Any], reaction: Reaction, index: int, wanted: Wanted
    ) -> Submission:
        name, source, at = reaction.__name__, self._memory.service.name, record.position
        return Submission(
            key=wanted.key,
            command=wanted.command,
            actor=Actor(f"policy:{name}", _ALL),
            command_id=command_id(record.id, reaction, index),
            traceparent=record.traceparent,
            cause=Cause(record.id, record.correlationid, name, source, at, record.unit),
        )

    async def _decide(self, submission: Submission) -> Answer:
        command = submission.command
        aggregate = self._memory.service.by_command[type(command)]
        stream = f"{aggregate.name}/{submission.key}"
        recording = self._recordings.get(submission.command_id)
        if recording and (earlier := recorded_before(submission, stream, recording)):
            return Answer(tuple(earlier.bodies), earlier.version)
        state, version, matter = self._known(stream) or await self._held(stream)
        if version == 0 and not command.creates:
            raise no_such(submission.key)
        unit, lies_with = state.unit, matter
        if not unit and (seat := aggregate.seat(command)):
            unit, lies_with = await self._seat(seat, command)
        unit = unit or _unit_of(command)
        standing = self._standing(unit, lies_with)
        asked_in = standing
        if aggregate.also and version and (further := aggregate.also.get(type(command))):
            asked_in = standing.beside(self._standing(further(state), matter))
        if (grant := granted(submission, unit, asked_in, version == 0 or self._knows)) is None:
            raise await self._closed(standing, lies_with)
        if submission.if_match is not None and submission.if_match != version:
            raise stale(submission.if_match, version)
        late = aggregate.deadlines is not NOTHING_DUE and version
        if late and (missed := self._late(aggregate, command, state)):
            for each in missed:
                await self._decide(aggregate.deadlines.noting(stream, each.what, each.day))
            state, version, matter = await self._held(stream)
        # What follows from something recorded, or is a document of something that lies here, is no
        # new matter: it begins where that lies.
        place = self._memory.places.get(unit)
        if place is None or standing.closed:
            new = command.creates and submission.cause is None and not lies_with
            place = await self._place(unit, command, new)
        jurisdiction, rules = self._ruled.get(unit) or await self._rules(unit)
        read: dict[str, Held] = {}
        if aggregate.reads is not reads_nothing and (
            named := foreseen(aggregate.reads, state, command)
        ):
            read = await self._read(named, submission)
        seen = self._read_states()
        looked_up: Sequence[str] = ()
        if aggregate.looks_at_bodies(type(command)):
            looked_up = foreseen(aggregate.looks_up, state, command)
        for name, held in read.items():
            seen[name] = held[0]
        given: Circumstances[Any] = Circumstances.unchecked(
            actor=submission.actor.id,
            role=grant.role,
            scope=grant.scope,
            body=grant.body,
            known_as=submission.actor.known_as,
            unit=unit,
            unit_name=place.name,
            unit_kind=place.kind,
            today=self._today,
            now=self._now,
            rules=rules,
            jurisdiction=jurisdiction,
            ruled_by=self._jurisdiction,
            covering_of=self._covering,
            heirs=standing.answering if standing.closed else (),
            covering=standing.covering,
            reach=lambda place: self._reaches(submission.actor, place, read),
            directory=await self._directory(looked_up) if looked_up else {},
            states=seen,
        )
        if not version:
            matter = submission.key
            if read or submission.cause:
                matter = _matter(aggregate, submission, read)
        first, after = len(self.rows), (state, version, matter)
        events = aggregate.decider.decide(state, command, given)
        if papers := [paper for each in events if may_hold(each.__class__) for paper in used(each)]:
            actor = None if grant.role == Role.POLICY else submission.actor
            await all_there(self._connection, papers, actor, self._covering)
        for event in events:
            after = self.stage(aggregate, stream, after, event, submission, given)
        bodies, (state, version, _) = [row.body for row in self.rows[first:]], after
        if state.unit != unit and bodies:  # the aggregate moved to another unit, which must exist
            await self._place(state.unit, command, new=True)
        if bodies:
            fingerprint = submission.fingerprint() if submission.keyed else None
            self._recordings[submission.command_id] = Recording(bodies, version, fingerprint)
            if fingerprint:
                self.fingerprints.append((submission.command_id, fingerprint))
        return Answer(tuple(bodies), version)

    async def _seat(self, stream: str, command: Command) -> tuple[str, str]:
        """Unit and matter in which a new thing begins: those of the stream, if there is one."""
        state, _, matter = await self._held(stream)
        return state.unit, matter

    def _late(self, aggregate: Aggregate, command: Any, state: Any) -> list[Deadline]:
        """What was missed in the stream, and has to be noted before this is decided."""
        noting = isinstance(command, aggregate.deadlines.note)
        return [] if noting else aggregate.deadlines.over(state, self._today)

    async def _directory(self, bodies: Sequence[str]) -> dict[str, Listed]:
        return await self._memory.directory(self._connection, bodies)

    async def _read(self, named: Sequence[str], submission: Submission) -> dict[str, Held]:
        """The other streams that the decision sees. Refuses one that is not there, or where the
        asker has no office, in the same words."""
        found: dict[str, Held] = {}
        for name in named:
            held = await self._held(name)
            if held[1] == 0 or not self._knows(submission.actor, held[0].unit):
                raise no_such(name.split("/", 1)[1])
            found[name] = held
        return found

    def _knows(self, actor: Actor, unit: str) -> bool:
        """Whether somebody has an office in the jurisdiction of a unit, or over it; the unit's own,
        where nobody's rules are in force."""
        ruling = self._jurisdiction(unit) or unit
        return actor.knows(self._standing(unit).covering, ruling, self._upwards)

    def _reaches(self, actor: Actor, place: str, read: Mapping[str, Held]) -> bool:
        """Whether an office covers a unit, or that of a stream that was read."""
        held = read.get(place)
        standing = self._standing(held[0].unit, held[2]) if held else self._standing(place)
        return actor.grant_for(*standing.covering, ended=standing.ended_scopes) is not None

    def _upwards(self, unit: str) -> tuple[str, ...]:
        return self._memory.upwards(unit, self._today)

    def _jurisdiction(self, unit: str) -> str:
        """The unit whose rules are in force in this one; empty where nobody's are."""
        memory = self._memory
        staged = self.states if self._rules_staged else ()
        return memory.jurisdiction(unit, self._today, staged) if memory.service.rules else ""

    async def _rules(self, unit: str) -> tuple[str, Any]:
        """Whose rules are in force in the unit, and which; where nobody's are, those of a blank."""
        at, rules = "", None
        if name := self._memory.service.rules:
            at, rules = self._jurisdiction(unit), self._memory.service.by_name[name].decider.blank
            if at:
                rules = (await self._held(f"{name}/{at}"))[0]
        self._ruled[unit] = at, rules
        return at, rules

    async def _place(self, unit: str, command: Any, new: bool) -> Place:
        place = self._memory.places.get(unit) or await self._memory.place(self._connection, unit)
        if place is None and not command.founds:
            raise unknown_unit(unit)
        if new and (standing := self._standing(unit)).closed:
            raise await self._closed(standing)
        return place or Place(command.name, "")

    def _covering(self, unit: str) -> tuple[str, ...]:
        return self._standing(unit).covering

    def _standing(self, unit: str, matter: str = "") -> Standing:
        return self._memory.standing(unit, self._today, matter)

    async def _closed(self, standing: Standing, matter: str = "") -> Misfit:
        """The refusal that names the closed unit, and who answers for it now."""
        closed = standing.ended[0]
        heirs = self._standing(closed.unit, matter).answering
        known = [(heir, await self._memory.place(self._connection, heir)) for heir in heirs]
        named = [f"{place.name}（{heir}）" for heir, place in known if place]
        in_english = [f"{place.name} ({heir})" for heir, place in known if place]
        return Misfit(
            "unit-closed",
            f"{closed.name}已于 {closed.valid_to} 撤销，由{'、'.join(named) or '上级单位'}承接。"
            "新事项请用承接单位的代码，原有事项请由承接单位的人员办理。",
            f"{closed.name} was closed on {closed.valid_to};"
            f" {', '.join(in_english) or 'the unit above'} answers for it. Enter new matters under"
            " that code, and have those there were handled by its people.",
        )


def _unit_of(command: Any) -> str:
    unit: str = command.unit
    return unit


def _matter(aggregate: Aggregate, submission: Submission, read: dict[str, Held]) -> str:
    """To what a new stream belongs for life: to what its cause does, or the first that it read."""
    if not aggregate.apart:
        if submission.cause:
            return submission.cause.matter
        for held in read.values():
            return held[2]
    return submission.key
