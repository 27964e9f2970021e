"""Counting and echo as processes of their own, started by the runtime's own entry point.

python -m tests.faults.counters counting [a deliberate mistake, see `MISTAKES`]
"""

import asyncio
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import Depends, Response

from contracts.roles import Role
from runtime import process, run, settings
from runtime.carrying import relay
from runtime.service import Service
from runtime.web.http import Reading, Submitting, reading, submitting
from runtime.web.routes import Router
from runtime.writing import ledger
from runtime.writing.draft import Draft
from runtime.writing.writer import Writer
from tests import counting

Clerk = Annotated[Submitting, Depends(submitting(Role.CLERK))]
Reader = Annotated[Reading, Depends(reading(Role.CLERK))]

router = Router(prefix="/counters")


@router.post("", status_code=201)
async def begin(command: counting.Begin, submit: Clerk) -> Response:
    return await submit.create(command)


@router.post("/{counter}/raises")
async def raise_it(counter: str, command: counting.Raise, submit: Clerk) -> Response:
    return await submit(counter, command)


@router.get("/{counter}")
async def show(counter: str, found: Reader) -> dict[str, object]:
    return await found.one(counting.counters, counter)


def _alone(service: Service) -> Service:
    """Without the register of units, which members would keep: the tests fill it in by hand."""
    kept = tuple(one for one in service.references if one not in counting.COUNTING.references)
    return replace(service, references=kept)


COUNTING = _alone(counting.COUNTING)
ECHO = _alone(counting.echoing())
SERVICES = {service.name: service for service in (COUNTING, ECHO)}


def answers_early() -> None:
    """A careless writer: it answers, and stores a moment later."""

    async def commit(self, jobs):
        async with self.pool.acquire() as connection:
            async with connection.transaction():
                asked = self.time.now()
                head = await ledger.head(connection, lock=True)
                now = self.time.time_of(asked, head)
                requests = [job.work for job in jobs]
                draft = await Draft.begin(self._memory, connection, head, requests, now)
                for job in jobs:
                    job.succeed(await self._decide(connection, draft, job))
                await asyncio.sleep(0.3)
                await self._store(connection, draft.part())
            draft.keep()
        self.committed.set()

    Writer._commit = commit


def trusts_its_memory() -> None:
    """A careless relay: in doubt it sends the last batch again, and expects nothing."""
    publish, agreed = relay.Relay._publish, relay.Relay._agreed_end

    async def agreed_end(self):
        return max(0, self.carried - 20) if self.carried else await agreed(self)

    class Unconditional:
        def __init__(self, client):
            self._client = client

        async def publish(self, subject, payload, reply, headers):
            kept = {k: v for k, v in headers.items() if k != "Nats-Expected-Last-Sequence"}
            await self._client.publish(subject, payload, reply=reply, headers=kept)

    async def publish_whatever(self, rows, reply, epoch):
        client, self._client = self._client, Unconditional(self._client)
        try:
            await publish(self, rows, reply, epoch)
        finally:
            self._client = client

    relay.Relay._agreed_end, relay.Relay._publish = agreed_end, publish_whatever


def lives_yesterday() -> None:
    """Not a mistake of ours: the clock of this machine is a day slow."""
    _lives(timedelta(days=-1))


def lives_tomorrow() -> None:
    """The same, a day fast."""
    _lives(timedelta(days=1))


def _lives(off: timedelta) -> None:
    made = Writer.__init__

    def make(self, *args, **more):
        made(self, *args, clock=lambda: datetime.now(UTC) + off, **more)

    Writer.__init__ = make


def opens_at_once() -> None:
    """A careless start: what the stream has is looked at by nobody."""

    async def open_gate(service, pool, client, writer):
        writer.closed = None

    async def carry_nothing(self):
        await asyncio.Event().wait()

    process.open_gate, relay.Relay.run = open_gate, carry_nothing


MISTAKES = {
    one.__name__: one
    for one in (answers_early, trusts_its_memory, lives_yesterday, lives_tomorrow, opens_at_once)
}


def main() -> int:
    """As `python -m runtime.run` does, for these two."""
    for mistake in sys.argv[2:]:
        MISTAKES[mistake]()
    del sys.argv[2:]
    settings.PORTS.update({"counting": 1, "echo": 1})  # unless the environment says another
    process.DECIDING = tuple(SERVICES)
    run.load = lambda name: (SERVICES[name], [router])
    return run.main()


if __name__ == "__main__":
    sys.exit(main())
