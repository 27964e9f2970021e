"""Check idempotency keys, and tables of which each row has one key."""

from typing import Any

from runtime.proving.verify.findings import Finding, Findings, doubled

_ALONE = """
SELECT command_id FROM command_keys
WHERE NOT EXISTS (SELECT FROM ledger WHERE ledger.command_id = command_keys.command_id)
"""


async def key_findings(connection: Any, name: str) -> Findings:
    """Keys under which nothing was recorded, though key and events are written together."""
    where = f"command_keys {name}"
    async with connection.transaction(readonly=True):
        async for row in connection.cursor(_ALONE):
            yield Finding(
                where, 0, "a key", "one of an event in the ledger", str(row["command_id"])
            )
    for table in ("command_keys", "unanswered", "already_so"):
        async for finding in doubled(connection, f"{table} {name}", table, ["command_id"]):
            yield finding
