"""What a service's tables say of its work: readers that stand still, asks that were refused."""

import os
from typing import Any

from runtime.keys import Trusted
from runtime.proving.gate import lacking
from runtime.settings import DECIDING, key_file, trusted_keys_file
from runtime.signer import noted
from runtime.writing import ledger as ledgers
from yishi.doctor.finding import Found


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


async def signed(name: str, connection: Any) -> Found:
    """Whether the service has signed its last row, and its ledger has all that it has signed."""
    key, trusted = key_file(name, os.environ), Trusted.read(trusted_keys_file(os.environ))
    mark = noted(name, key)  # before the ledger is looked at, which goes on meanwhile
    await ledgers.learn_keys(connection, name, trusted)
    row = await connection.fetchrow(
        "SELECT position, hash, signature, recorded_at < now() - interval '1 minute' AS old"
        " FROM public.ledger ORDER BY position DESC LIMIT 1"
    )
    if not trusted.of(name):
        yield "BAD", f"{name}: no trusted key of it is known. Run `yishi prepare {name}`."
    elif row is not None and not trusted.vouches(
        name, row["position"], row["hash"], row["signature"]
    ):
        yield (
            "BAD",
            f"{name}: the last row of its ledger, {row['position']}, is not signed by it: somebody"
            f" wrote past the service. Run `yishi verify {name}`.",
        )
    elif row is not None:
        yield "GOOD", f"{name}: the last row of its ledger, {row['position']}, is signed by it"
    if mark is not None and await lacking(connection, mark):
        yield (
            "BAD",
            f"{name} has signed position {mark.position}, and its ledger has not just that: it was"
            f" put back, or rewritten. Run `yishi verify {name}`.",
        )
    elif not key.exists():
        yield (
            "NOTE",
            f"{name}: its key is not on this machine, so how far it has signed was not looked at."
            f" Set YISHI_{name.upper()}_KEY.",
        )
    elif mark is None and row is not None and row["signature"] and row["old"]:
        yield (
            "BAD",
            f"{name}: {key.with_name('highest')} is gone, which says how far its key has signed:"
            " nobody would notice that both copies were put back. Find out who removed it, and"
            " compare the ledger's last hash with one that somebody noted. The next event writes"
            " it anew.",
        )


async def work(name: str, connection: Any) -> Found:
    waiting = await connection.fetchval("SELECT count(*) FROM public.unanswered")
    if waiting:
        yield "NOTE", f"{name}: {waiting} asks of policies were refused. Look at GET /unanswered."
    rows = await connection.fetch("SELECT source, halted FROM public.readers WHERE halted <> ''")
    for halted in rows:
        yield "BAD", f"{name}: the reader of {halted['source']} halted at {halted['halted']}"
