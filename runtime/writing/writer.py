"""Group commit: commands that arrive together commit together (docs/decisions/0004).

One writer task per process takes all that wait, opens one transaction, locks the ledger's head,
folds, decides, appends, writes the read models, commits, and only then answers everybody. A command
that is refused or fails is answered alone and never takes its neighbours with it.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import asyncpg

from runtime import clock, logs, projection
from runtime.decider import Rejected
from runtime.keys import KeyFault
from runtime.operations import SetTimeBack
from runtime.refusals import busy, clock_off, closed_gate, unsure
from runtime.service import Service
from runtime.signer import Mark, Signer
from runtime.submission import Answer, Delivery, Fault, Outcome, Submission
from runtime.writing import ledger
from runtime.writing.ahead import PART, Ahead
from runtime.writing.draft import Draft
from runtime.writing.failures import INFRASTRUCTURE, OF_THE_SESSION, Overtaken, Poison
from runtime.writing.memory import Memory
from runtime.writing.staged import Part
from runtime.writing.timekeeper import ClockOff, Timekeeper

log = logging.getLogger(__name__)

STARTING = "the service is starting"

MOST_BYTES = 8 * 1024 * 1024
"""The most bytes of events in one transaction; the command that reaches it is the last one."""

_UNANSWERED = (
    "unanswered (command_id, source, position, policy, key, unit, rule, chinese, english,"
    " recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
)
_ALREADY_SO = "already_so (command_id, source, position, policy) VALUES ($1, $2, $3, $4)"

ANSWER_SECONDS = 15.0
"""How long a person waits for the writer; then they are told to ask again."""

Traced = AbstractContextManager[Sequence[Submission]]
"""Lasts until the submissions are answered; gives them back as they are to be recorded."""


@dataclass(slots=True)
class _Job:
    work: Submission | Delivery
    done: asyncio.Future[Any]
    since: float = field(default_factory=lambda: asyncio.get_running_loop().time())

    def succeed(self, result: Any) -> None:
        if not self.done.done():
            self.done.set_result(result)

    def fail(self, error: BaseException) -> None:
        if not self.done.done():
            self.done.set_exception(error)

    def leave(self, reason: Exception) -> None:
        """Answer a job of which nobody knows whether it was written. A reader gets the reason,
        because it must not take this for a fault of the event; a person is asked to send it again.
        """
        self.fail(reason if isinstance(self.work, Delivery) else unsure())


class Writer:
    """The only way into a ledger. `closed` is the reason why commands are not accepted, if any."""

    def __init__(
        self,
        service: Service,
        pool: asyncpg.Pool,
        signer: Signer,
        *,
        clock: Callable[[], datetime] = clock.now,
        room: int = 2000,
        together: int = 250,
    ) -> None:
        self.service, self.pool, self.signer = service, pool, signer
        self.closed: str | None = STARTING
        self.committed = asyncio.Event()
        # For `runtime.watching.pulse`: since when, and why, nothing can be written.
        self.written = 0.0
        self.failing: str | None = None
        # What metrics and traces hang on; nothing, unless the process says so.
        self.batched: Callable[[int, float], None] = lambda size, waited: None
        self.answered: Callable[[Submission, Answer | Exception], None] = lambda one, result: None
        self.traced: Callable[[Sequence[Submission]], Traced] = nullcontext
        self._memory = Memory(service, signer)
        self._head: ledger.Head | None = None
        self._connection: Any = None
        self._giving: set[asyncio.Future[None]] = set()
        self.time, self._together = Timekeeper(clock, service.name), together
        self._queue: asyncio.Queue[_Job] = asyncio.Queue(room)
        self._asked: deque[_Job] = deque()

    @property
    def waiting(self) -> int:
        return self._queue.qsize()

    async def ask(self, submission: Submission) -> Answer:
        """Record what a person asks. Raises `Rejected` and its kinds; never waits for room."""
        logs.about.set(submission)
        with self.traced((submission,)) as (submission,):
            try:
                if self.closed is not None:
                    raise closed_gate(self.closed)
                answer = await self.record(submission)
            except Exception as error:
                self.answered(submission, error)
                raise
            self.answered(submission, answer)
            return answer

    async def record(self, submission: Submission) -> Answer:
        """Record a submission of the process itself, also while the gate is shut."""
        job = _Job(submission, asyncio.get_running_loop().create_future())
        try:
            self._queue.put_nowait(job)
        except asyncio.QueueFull:
            raise busy() from None
        while self._asked and self._asked[0].done.done():
            self._asked.popleft()
        self._asked.append(job)
        answer: Answer = await job.done
        return answer

    async def note(self, submission: Submission) -> Answer:
        """Record what time made due, once there is room; people are served before it."""
        if self.closed is not None:
            raise closed_gate(self.closed)
        job = _Job(submission, asyncio.get_running_loop().create_future())
        await self._queue.put(job)
        answer: Answer = await job.done
        self.answered(submission, answer)
        return answer

    async def deliver(self, delivery: Delivery) -> None:
        """Record what a reader brings, or raise `Overtaken`, `Poison` or the database's error."""
        with self.traced(delivery.submissions) as submissions:
            work = replace(delivery, submissions=submissions)
            job = _Job(work, asyncio.get_running_loop().create_future())
            await self._queue.put(job)
            for submission, result in zip(submissions, await job.done, strict=True):
                self.answered(submission, result)

    async def run(self) -> None:
        """Write until cancelled; the jobs that still wait then get an unknown outcome."""
        jobs: list[_Job] = []
        beside = [
            asyncio.create_task(self._hurry()),
            asyncio.create_task(self.time.watch(self.pool)),
        ]
        try:
            while True:
                jobs = [await self._queue.get()]
                await self._gather(jobs)
                await self._write(jobs)
        finally:
            for task in beside:
                task.cancel()
            with suppress(OSError):
                self.signer.note()
            while not self._queue.empty():
                jobs.append(self._queue.get_nowait())
            for job in jobs:
                job.leave(ConnectionError("the writer has ended"))
            self._let_go()

    async def _hurry(self) -> None:
        """Answer people who waited too long, and note how far was signed: one timer for all."""
        while True:
            await asyncio.sleep(1)
            try:
                await asyncio.to_thread(self.signer.note)  # it waits for the disk
            except OSError as error:
                log.warning("how far was signed is not noted: %r", error)
            long_ago = asyncio.get_running_loop().time() - ANSWER_SECONDS
            while self._asked and self._asked[0].since < long_ago:
                self._asked.popleft().leave(TimeoutError())

    async def _gather(self, jobs: list[_Job]) -> None:
        """Take all jobs that wait, and those that are just arriving: as long as one of two turns of
        the loop brings another, for 10 ms at most. A transaction costs more than a command, so
        fewer and larger ones answer sooner."""
        loop = asyncio.get_running_loop()
        end, quiet = loop.time() + 0.01, 0
        while quiet < 2 and len(jobs) < self._together and loop.time() < end:
            quiet = quiet + 1 if self._queue.empty() else 0
            while not self._queue.empty() and len(jobs) < self._together:
                jobs.append(self._queue.get_nowait())
            await asyncio.sleep(0)

    async def _write(self, jobs: list[_Job]) -> None:
        now = asyncio.get_running_loop().time()
        self.batched(len(jobs), max(now - job.since for job in jobs))
        try:
            if left := await self._commit(jobs):
                await self._write(left)
        except (ledger.WentBack, ledger.Broken, KeyFault):
            raise  # `run` tells those who wait
        except ClockOff as off:
            for job in jobs:
                if len(jobs) > 1 and _set_back([job]):
                    await self._write([job])
                    continue
                job.fail(off if isinstance(job.work, Delivery) else clock_off(str(off)))
        except INFRASTRUCTURE as error:
            self._memory.forget()
            await self._let_go()
            if isinstance(error, OF_THE_SESSION):
                await self.pool.expire_connections()
            log.warning("A batch of %d was not written: %r", len(jobs), error)
            self.failing = logs.describe(error)
            for job in jobs:
                job.leave(error)
        except Exception as error:
            # Rolled back, for the sake of one row: each alone, so that only the guilty one fails.
            self._memory.forget()
            if len(jobs) == 1:
                first = next(iter(_requests(jobs[0].work)), None)
                log.exception("not written", extra={"about": first})
                work = jobs[0].work
                if isinstance(work, Delivery) and work.after == work.before + 1:
                    error = Poison(work.after, error)
                jobs[0].fail(error)
            else:
                for job in jobs:
                    await self._write([job])

    async def _connected(self) -> Any:
        """The writer's own connection. It is kept, because a pool lends one in more steps than a
        transaction has, until anything goes wrong with it."""
        if self._connection is None or self._connection.is_closed():
            await self._let_go()
            self._connection = await self.pool.acquire()
        return self._connection

    def _let_go(self) -> asyncio.Future[None]:
        """Begin to give the connection back. Whoever ends does not wait for it: a cancellation that
        came meanwhile would hide why."""
        connection, self._connection = self._connection, None
        giving = asyncio.ensure_future(self._give_back(connection))
        self._giving.add(giving)
        giving.add_done_callback(self._giving.discard)
        return giving

    async def _give_back(self, connection: Any) -> None:
        try:
            if connection is not None:
                await self.pool.release(connection)
        except INFRASTRUCTURE as error:
            log.info("the writer's connection was not given back: %r", error)

    async def _commit(self, jobs: list[_Job]) -> list[_Job]:
        """Write these jobs. Returns those left because the transaction would be too large."""
        answered: list[tuple[_Job, Outcome | list[Answer | Rejected]]] = []
        connection = await self._connected()
        async with connection.transaction():
            asked = self.time.now()
            head = await ledger.head(connection, lock=True, known=self._head)
            now = self.time.time_of(asked, head, _set_back(jobs))
            submissions = [submission for job in jobs for submission in _requests(job.work)]
            ahead = Ahead(connection)
            draft = await Draft.begin(self._memory, ahead, head, submissions, now)
            try:
                for number, job in enumerate(jobs, start=1):
                    answered.append((job, await self._decide(ahead, draft, job)))
                    if draft.size > MOST_BYTES:
                        break
                    if number % PART == 0 and len(jobs) - number >= PART:
                        await ahead.begin(self._store(connection, draft.part()))
                await ahead.ready()
            finally:
                await ahead.stop()
            await self._store(connection, draft.part())
        draft.keep()
        self._head = draft.end
        self.written, self.failing = asyncio.get_running_loop().time(), None
        for job, result in answered:
            match result:
                case Fault():
                    job.fail(result.error)
                case Rejected():
                    job.fail(result)
                case _:
                    job.succeed(result)
        if draft.rows:
            self.signer.signed = Mark(draft.position, draft.hash)
            self.committed.set()
        return jobs[len(answered) :]

    async def _decide(
        self, connection: Any, draft: Draft, job: _Job
    ) -> Outcome | list[Answer | Rejected]:
        """Decide a submission, or each of a delivery. A `Fault` of one is that of the whole
        delivery, of which nothing stays staged."""
        step = job.work
        if isinstance(step, Submission):
            return await draft.attempt(step)
        mark = draft.mark()
        results: list[Answer | Rejected] = []
        for submission in step.submissions:
            result = await draft.attempt(submission)
            if isinstance(result, Fault):
                draft.back_to(mark)
                assert submission.cause is not None
                return Fault(Poison(submission.cause.position, result.error))
            results.append(result)
            if isinstance(result, Rejected):
                draft.refuse(submission, result)
            elif not result.bodies:
                draft.leave(submission)
        draft.changes.extend(step.changes)
        if not await self._moved(connection, step):
            draft.back_to(mark)
            return Fault(Overtaken(f"{step.source} is no longer at {step.before}"))
        draft.read += step.after - step.before
        return results

    async def _moved(self, connection: Any, step: Delivery) -> bool:
        """Move a reader's position by compare-and-set, so that twins never both succeed."""
        status: str = await connection.execute(
            "UPDATE readers SET position = $1, hash = $2, halted = NULL"
            " WHERE source = $3 AND position = $4",
            step.after,
            step.hash,
            step.source,
            step.before,
        )
        return status == "UPDATE 1"

    async def _store(self, connection: Any, part: Part) -> None:
        shapes = projection.shapes(part.changes)
        if part.rows:
            beside = shapes.pop() if len(shapes) == 1 else None
            await ledger.append(connection, part.rows, part.previous, beside)
        for lines, columns in (
            (part.fingerprints, "command_keys (command_id, fingerprint) VALUES ($1, $2)"),
            (part.unanswered, _UNANSWERED),
            (part.already_so, _ALREADY_SO),
        ):
            if lines:
                await connection.executemany(f"INSERT INTO {columns} ON CONFLICT DO NOTHING", lines)
        for shape in shapes:
            await connection.execute(projection.statement(*shape.key), *shape.arrays)


def _requests(work: Submission | Delivery) -> Sequence[Submission]:
    return (work,) if isinstance(work, Submission) else work.submissions


def _set_back(jobs: Sequence[_Job]) -> int:
    """The position behind which time may go back, where a job asks for just that; else 0."""
    for submission in _requests(jobs[0].work) if len(jobs) == 1 else ():
        if isinstance(submission.command, SetTimeBack):
            return submission.command.position
    return 0
