"""Connections to a service's database, and how long anybody waits on one."""

import asyncio
import socket
from contextlib import suppress
from typing import Any

import asyncpg


async def as_it_was(connection: Any) -> None:
    """Reset nothing (`create_pool(reset=…)`): sessions are only altered with SET LOCAL."""


LOCK_SECONDS = 5
"""How long a statement waits for a lock: shorter than the next, so that of several replicas that
froze together none is handed the lock after the other."""
IDLE_SECONDS = 7
"""How long a transaction may do nothing. A replica that froze holds the lock all others need."""
CONNECT_SECONDS = 5
"""How long a connection may take to come about."""
STATEMENT_SECONDS = 8
"""How long a statement may take. TCP does not tell when what stands in between, a proxy or a
firewall, keeps a connection and passes nothing on."""
LONG_SECONDS = 120
"""The same where a whole ledger is imported: once, at the start, with nobody waiting."""
_PROBES = {"idle": 3, "interval": 2, "count": 2}
VANISHED_SECONDS = _PROBES["idle"] + _PROBES["interval"] * _PROBES["count"]
"""Seconds after which PostgreSQL gives up a client that vanished. Between two messages of one
statement no limit of its own counts, and the lock is held: only this one ends it."""
_PATIENCE = {
    socket.TCP_KEEPIDLE: 5,
    socket.TCP_KEEPINTVL: 3,
    socket.TCP_KEEPCNT: 2,
    socket.TCP_USER_TIMEOUT: 10_000,  # milliseconds
}
"""Socket options that give up a server which vanished, in seconds; the kernel would take hours."""


class TimedConnection(asyncpg.Connection):
    """A connection that counts a server without an answer in time as gone. asyncpg alone would wait
    as long again to cancel the statement, and SQLAlchemy try its other connections one by one."""

    async def execute(self, query: str, *args: Any, timeout: float | None = None) -> str:
        try:
            return await super().execute(query, *args, timeout=timeout)
        except TimeoutError as error:
            self.terminate()
            raise asyncpg.ConnectionDoesNotExistError("no answer in time") from error

    async def close(self, *, timeout: float | None = None) -> None:
        with suppress(TimeoutError):  # it is closed then all the same
            await super().close(timeout=CONNECT_SECONDS if timeout is None else timeout)

    async def _cancel(self, *waiting: Any) -> None:
        last = asyncio.get_running_loop().call_later(1, self.terminate)
        try:
            await super()._cancel(*waiting)  # type: ignore[misc]  # the stubs know no privates
        finally:
            last.cancel()


async def connect(dsn: str, patient: bool = False) -> asyncpg.Pool:
    """The pool of a service. A `patient` one, for the import at its start, has limits that neither
    a large ledger nor a slow disk reaches: the import would begin again for ever."""
    return await asyncpg.create_pool(
        dsn,
        min_size=1 if patient else 2,
        max_size=2 if patient else 8,
        connection_class=TimedConnection,
        timeout=CONNECT_SECONDS,
        command_timeout=LONG_SECONDS if patient else STATEMENT_SECONDS,
        statement_cache_size=500,
        reset=as_it_was,
        init=_impatient,
        server_settings=held_for(60 if patient else IDLE_SECONDS),
    )


def held_for(idle: int) -> dict[str, str]:
    """Limits after which PostgreSQL ends the session of a client that froze or vanished."""
    return {
        "lock_timeout": f"{LOCK_SECONDS}s",
        "idle_in_transaction_session_timeout": f"{idle}s",
        **{f"tcp_keepalives_{name}": str(value) for name, value in _PROBES.items()},
    }


async def _impatient(connection: Any) -> None:
    wire = connection._transport.get_extra_info("socket")
    if wire.family in (socket.AF_INET, socket.AF_INET6):
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for option, value in _PATIENCE.items():
            wire.setsockopt(socket.IPPROTO_TCP, option, value)
