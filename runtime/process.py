"""Everything that runs in one service's process, read from top to bottom."""

import asyncio
import logging
from datetime import timedelta
from typing import Self

import asyncpg
from nats.aio.client import Client
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from contracts.roles import Role
from runtime import clock
from runtime.actor import Actor, Grant
from runtime.carrying import jetstream
from runtime.carrying.papers import PaperCopy
from runtime.carrying.peers import Peers
from runtime.carrying.reader import StreamReader
from runtime.carrying.relay import Relay
from runtime.ids import uuid7
from runtime.keys import KeyFault
from runtime.operations import CLOCK, SimulateClock
from runtime.proving.gate import open_gate
from runtime.proving.prepare import out_of_shape
from runtime.proving.scrub import Scrubber
from runtime.refusals import NotNow
from runtime.service import Service
from runtime.settings import DECIDING, Settings, WrongSetting
from runtime.signer import Signer
from runtime.submission import Submission
from runtime.sweep import Sweep
from runtime.watching import telemetry
from runtime.watching.metrics import Metrics
from runtime.watching.pulse import Pulse
from runtime.writing import connections
from runtime.writing.failures import INFRASTRUCTURE
from runtime.writing.writer import STARTING, Writer

log = logging.getLogger(__name__)

HEED_SECONDS = 2.0
"""Seconds between two looks at the file of trusted keys."""
OPERATOR = Actor("deployment", (Grant(role=Role.OPERATOR, scope=""),))
"""The actor who records with which settings a process was started."""
_SIMULATED = "SELECT EXISTS (SELECT FROM ledger WHERE stream = $1 AND type LIKE '%.ClockSimulated')"


def engine_for(database_url: str) -> AsyncEngine:
    """The engine for reading screens; the writer has a pool of its own."""

    async def connected() -> asyncpg.Connection:
        # SQLAlchemy would read an address with a socket's folder, or `postgres://`, otherwise.
        return await asyncpg.connect(
            database_url,
            connection_class=connections.TimedConnection,
            timeout=connections.CONNECT_SECONDS,
            command_timeout=connections.STATEMENT_SECONDS,
            server_settings=connections.held_for(connections.IDLE_SECONDS),
        )

    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connected,
        pool_pre_ping=True,  # PostgreSQL may have been restarted
        pool_timeout=connections.STATEMENT_SECONDS,
    )


class Process:
    """Connect on entering; `run` until cancelled; disconnect on leaving."""

    def __init__(self, service: Service, settings: Settings) -> None:
        self.service, self.settings = service, settings
        self.peers = Peers(settings)
        self.signer = Signer.read(service.name, settings.key, settings.trusted_keys)
        self.engine = engine_for(settings.database_url)
        self.pool: asyncpg.Pool
        self.writer: Writer
        self.pulse: Pulse
        self.relay: Relay | None = None
        self.scrubber: Scrubber | None = None
        self.papers: PaperCopy | None = None
        self.sweep: Sweep | None = None
        self.readers: list[StreamReader] = []
        self.metrics = Metrics(self)
        self.tracing = telemetry.start(service.name)
        self._clients: list[Client] = []

    async def __aenter__(self) -> Self:
        self.pool = await self._database()
        self.writer = Writer(self.service, self.pool, self.signer)
        self.pulse = Pulse(self.pool, self.writer)
        telemetry.observe(self.writer, self.metrics, self.tracing)
        return self

    async def __aexit__(self, *_: object) -> None:
        for client in self._clients:
            await client.close()
        await self.peers.close()
        await self.engine.dispose()
        await self.pool.close()
        if self.tracing:
            await asyncio.to_thread(self.tracing.provider.shutdown)

    async def run(self) -> None:
        """Write, open the gate, carry, read and scrub. Raises `Broken` where hashes disagree."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.pulse.run())
            group.create_task(self._heed())
            await self._in_shape()
            group.create_task(self.writer.run())
            client = await self._connected("reader")
            if self.service.name in DECIDING:
                carrier = await self._connected("relay")
                self.writer.closed = STARTING
                async with await self._database(patient=True) as patient:
                    await open_gate(self.service, patient, client, self.writer)
                    if clock.ahead():  # on record before anything else is
                        self.writer.closed = STARTING
                        await self._tell_clock()
                        self.writer.closed = None
                    else:
                        group.create_task(self._tell_clock())
                self.relay = Relay(self.signer, self.pool, carrier, self.writer.committed)
                if self.tracing:
                    self.relay.traced = self.tracing.carried
                self.scrubber = Scrubber(
                    self.service.name, self.pool, client, self.settings.scrub_hours
                )
                group.create_task(self.relay.run())
                if self.service.uses_papers:
                    self.papers = PaperCopy(self.service.name, self.pool, carrier)
                    group.create_task(self.papers.run())
                group.create_task(self.scrubber.run())
                if self.service.looks_at_days:
                    self.sweep = Sweep(self.service, self.pool, self.writer, self.engine)
                    group.create_task(self.sweep.run())
            else:
                self.writer.closed = None  # no stream of its own: nothing to agree with
            for source in self.service.sources:
                reader = StreamReader(
                    self.service,
                    source,
                    self.pool,
                    client,
                    self.writer,
                    self.peers,
                    self.signer.trusted,
                )
                self.readers.append(reader)
                group.create_task(reader.run())
            log.info("%s is ready", self.service.name)

    async def _heed(self) -> None:
        """Read the trusted keys again and again: one replaced, perhaps stolen, proves nothing."""
        logged = ""
        while True:
            await asyncio.sleep(HEED_SECONDS)
            try:
                self.signer.trusted.heed()
                logged = ""
            except KeyFault as fault:
                if (said := str(fault)) != logged:
                    log.error("ALARM %s", said)
                logged = said

    async def _tell_clock(self) -> None:
        """Record that this service runs at another day, or does so no longer."""
        name, seconds = self.service.name, clock.ahead() // timedelta(seconds=1)
        command = SimulateClock(seconds=seconds)
        while True:
            try:
                if seconds or await self.pool.fetchval(_SIMULATED, f"{CLOCK.name}/{name}"):
                    await self.writer.record(Submission(name, command, OPERATOR, uuid7()))
                return
            except (NotNow, *INFRASTRUCTURE) as error:
                if self.writer.closed:
                    self.writer.closed = self.writer.time.off or str(error) or STARTING
                await asyncio.sleep(1)

    async def _in_shape(self) -> None:
        """Wait until the tables are those of this version, which the deploy makes."""
        while True:
            try:
                async with self.pool.acquire() as connection:
                    wrong = await out_of_shape(connection, self.service)
            except INFRASTRUCTURE as error:
                wrong = f"PostgreSQL does not answer: {error!r}"
            # Never open in between: what is taken now is written before the gate has looked.
            self.writer.closed = wrong or STARTING
            if wrong is None:
                return
            log.error("waiting: %s", wrong)
            await asyncio.sleep(2)

    async def _database(self, patient: bool = False) -> asyncpg.Pool:
        """A pool for the writer, or a `patient` one for the gate. Waits until PostgreSQL answers,
        and until a password is mended or a database made; logs each new reason once."""
        logged = ""
        while True:
            try:
                return await connections.connect(self.settings.database_url, patient)
            except asyncpg.exceptions.ClientConfigurationError as error:
                # It would be the same for ever. Without what it quotes: it may be a password.
                name = f"YISHI_{self.service.name.upper()}_DATABASE_URL"
                raise WrongSetting(f"{name} is not the address of a database.") from error
            except INFRASTRUCTURE as error:
                if (reason := repr(error)) != logged:
                    log.warning("waiting for PostgreSQL: %r", error)
                    if "startup parameter" in str(error):
                        log.error(
                            "a pooler before PostgreSQL refuses the limits of our sessions:"
                            " connect to PostgreSQL itself"
                        )
                logged = reason
                await asyncio.sleep(0.5)

    async def _connected(self, purpose: str) -> Client:
        """A connection to NATS for one purpose. Waits for NATS as long as it takes."""
        while True:
            try:
                client = await jetstream.connect(
                    self.settings.nats_url,
                    self.settings.nats_user if self.settings.nats_password else "",
                    self.settings.nats_password,
                    name=f"{self.service.name}-{purpose}",
                )
                self._clients.append(client)
                return client
            except jetstream.TROUBLE as error:
                self.writer.closed = f"NATS is not reachable: {error}"
                log.info("waiting for NATS: %r", error)
                await asyncio.sleep(0.5)

    @property
    def connected(self) -> bool:
        return bool(self._clients) and all(each.is_connected for each in self._clients)

    def why_not_ready(self) -> str | None:
        """The reason why this process cannot work, for `/readyz`; `None` when it is ready."""
        if (why := self.pulse.why_not()) or (why := self.writer.closed):
            return why
        if self.writer.time.off:
            return f"nothing is recorded: {self.writer.time.off}"
        halted = [f"{each.stream} halted at {each.halted}" for each in self.readers if each.halted]
        return "; ".join(halted) or None
