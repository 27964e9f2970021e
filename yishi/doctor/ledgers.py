"""What a service's tables say of its work: readers that stand still, asks that were refused."""

from typing import Any

from runtime.settings import DECIDING
from yishi.doctor.told import Found


async def ledger(name: str, role: str, connection: Any) -> Found:
    """Whether the service's own role could change its ledger, by whatever way it may."""
    row = await connection.fetchrow(
        "SELECT tableowner = $1 AS owns, rolsuper AS super,"
        " has_table_privilege(rolname, 'public.ledger', 'UPDATE, DELETE, TRUNCATE')"
        " OR has_any_column_privilege(rolname, 'public.ledger', 'UPDATE') AS may_change"
        " FROM pg_tables, pg_roles"
        " WHERE tablename = 'ledger' AND schemaname = 'public' AND rolname = $1",
        role,
    )
    if row is None:
        yield "BAD", f"{name} has no ledger. Run `yishi prepare {name}`."
        return
    if row["owns"] or row["super"] or row["may_change"]:
        yield (
            "BAD",
            f"{name}: its own role {role} could change the ledger. Give the service a role that"
            f" does not own the tables and run `yishi prepare {name}`.",
        )
    elif name in DECIDING:
        yield "GOOD", f"{name}: ledger is append-only for {role}"


async def work(name: str, connection: Any) -> Found:
    waiting = await connection.fetchval("SELECT count(*) FROM public.unanswered")
    if waiting:
        yield "NOTE", f"{name}: {waiting} asks of policies were refused. Look at GET /unanswered."
    rows = await connection.fetch("SELECT source, halted FROM public.readers WHERE halted <> ''")
    for halted in rows:
        yield "BAD", f"{name}: the reader of {halted['source']} halted at {halted['halted']}"
