"""PostgreSQL itself: version, room, and settings that decide whether what is acknowledged stays."""

from collections.abc import Mapping
from typing import Any

from runtime.writing.connections import LONG_SECONDS
from yishi.doctor.finding import Found
from yishi.doctor.roles import CONNECTIONS, SAFE

SPARE = 10
"""How many connections the operator's commands need besides."""
LOSES = "a power cut loses acknowledged commands"
HIDES = "damage is passed over instead of told"

SERVER: Mapping[str, tuple[str, str]] = {
    "fsync": ("on", LOSES),
    "full_page_writes": ("on", LOSES),
    "zero_damaged_pages": ("off", HIDES),
    "ignore_checksum_failure": ("off", HIDES),
    "ignore_invalid_pages": ("off", HIDES),
    "ignore_system_indexes": ("off", HIDES),
    "allow_system_table_mods": ("off", "the catalog can be written"),
}
"""What a server has to be set to, and what happens otherwise."""
ADVICE: Mapping[str, tuple[str, str]] = {
    "data_checksums": ("on", "a bit that flips on its disk is not noticed there"),
    "autovacuum": ("on", "tables grow, and PostgreSQL stops some day"),
}
LONG = LONG_SECONDS * 1000
SESSION: Mapping[str, tuple[tuple[str, ...], str]] = {
    "synchronous_commit": (SAFE["synchronous_commit"], LOSES),
    "session_replication_role": (("origin",), "the ledger's triggers do not fire"),
    "default_transaction_read_only": (("off",), "nothing can be recorded"),
    "default_transaction_isolation": (("read committed",), "commands fail under load"),
    "row_security": (("on",), "queries fail where rows are hidden"),
    "search_path": (('"$user", public',), "other tables than Yishi's may be read"),
    "transform_null_equals": (("off",), "queries mean something else"),
    "array_nulls": (("on",), "queries mean something else"),
    "statement_timeout": (("0",), "what takes long is broken off"),
    "transaction_timeout": (("0",), "what takes long is broken off"),
    "idle_session_timeout": (("0",), "connections that wait are closed"),
}
"""What a service's session has to be set to. Times in milliseconds; longer than the longest import
is as good."""


async def server(connection: Any) -> Found:
    """Settings without which an acknowledged command could be lost (design 3)."""
    version = connection.get_server_version()
    if version.major < 15:
        yield "BAD", f"PostgreSQL {version.major} is too old: use 15 or newer."
    else:
        yield "GOOD", f"PostgreSQL {version.major}.{version.micro}"
    if await connection.fetchval("SELECT pg_is_in_recovery()"):
        yield (
            "BAD",
            "This PostgreSQL is a standby, which only reads. Set the services' addresses to the"
            " one that writes, or promote this one: `pg_ctl promote`.",
        )
    for grade, settings in (("BAD", SERVER), ("NOTE", ADVICE)):
        for setting, (wanted, otherwise) in settings.items():
            value = await connection.fetchval("SELECT current_setting($1, true)", setting)
            if value == wanted:
                if settings is SERVER and wanted == "on":
                    yield "GOOD", f"PostgreSQL {setting} is {value}"
            elif value is not None:
                yield (
                    grade,
                    f"PostgreSQL {setting} is {value}: {otherwise}. {_set(setting, wanted)}",
                )
    waiting = await connection.fetch("SELECT name FROM pg_settings WHERE pending_restart")
    for row in waiting:
        yield (
            "NOTE",
            f"PostgreSQL {row['name']} was changed. Restart PostgreSQL, or change it back.",
        )


def _set(setting: str, wanted: str) -> str:
    if setting == "data_checksums":
        return "Stop PostgreSQL once for `pg_checksums --enable`."
    restart = setting in ("fsync", "full_page_writes", "ignore_invalid_pages")
    return f"Set it to {wanted} and {'restart' if restart else 'reload its configuration'}."


async def session(name: str, role: str, connection: Any) -> Found:
    """What a service's own session is set to, wherever that was said."""
    rows = await connection.fetch(
        "SELECT name, setting, source FROM pg_settings WHERE name = ANY ($1)", list(SESSION)
    )
    bad = False
    for row in rows:
        setting, value = row["name"], row["setting"]
        wanted, otherwise = SESSION[setting]
        enough = setting.endswith("_timeout") and int(value) >= LONG
        if value in wanted or enough:
            continue
        bad = True
        if row["source"] in ("database", "user", "database user", "client"):
            where = "the address in" if row["source"] == "client" else "what is set for"
            whom = f"YISHI_{name.upper()}_DATABASE_URL" if row["source"] == "client" else role
            yield (
                "BAD",
                f"{name}: PostgreSQL {setting} is {value} in its own session: {otherwise}."
                f" Take it out of {where} {whom}, then restart {name}.",
            )
        else:
            yield (
                "BAD",
                f"PostgreSQL {setting} is {value}: {otherwise}. Set it to {wanted[0]} and restart.",
            )
    if not bad:
        value = next(row["setting"] for row in rows if row["name"] == "synchronous_commit")
        yield "GOOD", f"{name}: PostgreSQL synchronous_commit is {value} in its own session"


async def connections(found: Mapping[str, Any]) -> Found:
    """Whether each PostgreSQL lets in all the processes whose databases it holds."""
    shared: dict[int, list[str]] = {}
    for name, connection in found.items():
        system = await connection.fetchval("SELECT system_identifier FROM pg_control_system()")
        shared.setdefault(system, []).append(name)
    for names in shared.values():
        lets_in = await found[names[0]].fetchval(
            "SELECT sum(CASE name WHEN 'max_connections' THEN setting::int ELSE -setting::int END)"
            " FROM pg_settings WHERE name IN ('max_connections',"
            " 'superuser_reserved_connections', 'reserved_connections')"
        )
        needed, who = len(names) * CONNECTIONS + SPARE, ", ".join(names)
        if lets_in < needed:
            yield (
                "BAD",
                f"PostgreSQL lets in {lets_in}, and one process each of {who} may need {needed}:"
                f" under load people are turned away. Set max_connections to"
                f" {max(200, needed + 10)} or more and restart PostgreSQL.",
            )
        else:
            yield "GOOD", f"PostgreSQL lets in {lets_in}, one process each of {who} needs {needed}"
