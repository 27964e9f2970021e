"""Failures of writing a ledger that are no fault of what was asked."""

import asyncpg

from runtime import logs
from runtime.writing.timekeeper import ClockOff

INFRASTRUCTURE = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.PostgresSystemError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.TransactionRollbackError,
    asyncpg.LockNotAvailableError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.TransactionTimeoutError,
    asyncpg.InternalClientError,
    asyncpg.InterfaceError,
    ClockOff,
)
"""The database is away or ill, or the clock wrong: nothing is amiss with what was asked, and trying
again may help. Deadlocks and time limits are among these, passwords that are being changed, a
database that is being restored, and one that may only be read: a standby, or a full disk's provider
locked it."""

OF_THE_SESSION = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.ReadOnlySQLTransactionError,
)
"""With these a connection is of no more use, and may stay so for ever: a new one sees when the
trouble is over, or finds the server that took over."""


class Overtaken(Exception):
    """Another reader of the same name moved the position first, and nothing of this was done."""


class Poison(Exception):
    """A policy's command failed by a fault and not by a rule. `position` is that of the event."""

    def __init__(self, position: int, cause: Exception) -> None:
        super().__init__(f"event {position}: {logs.describe(cause)}")
        self.position, self.cause = position, cause
