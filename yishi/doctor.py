"""Find settings that are unsafe or do not fit together, and say what to do about each.

Exit code 0 when all is well, 1 where something is unsafe (BAD); advice (NOTE) does not count.
"""

import argparse
import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from nats.aio.client import Client

from runtime.carrying.jetstream import message_at, stream_end, stream_name
from runtime.carrying.streams import drift
from runtime.settings import DECIDING
from runtime.writing import ledger
from yishi.deployment import Deployed, all_deployed, deploy_identity, owners
from yishi.prepare import user

Found = AsyncIterator[tuple[str, str]]
"""BAD, NOTE or GOOD, and a sentence."""

CONNECTIONS = 8 + 15
"""How many a process opens to its database at most: to record, and for what people look at."""
SPARE = 10
"""What the operator's commands need besides."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--production", action="store_true", help="what is advice is then BAD")


async def run(arguments: argparse.Namespace) -> int:
    bad = 0
    async for grade, sentence in _everything():
        if grade == "NOTE" and arguments.production:
            grade = "BAD"
        bad += grade == "BAD"
        print(f"{grade:<4}  {sentence}")
    return 1 if bad else 0


async def _everything() -> Found:
    found = all_deployed()
    async with owners(found) as connections, deploy_identity() as client:
        first = next(iter(connections.values()))
        async for each in _postgres(first):
            yield each
        async for each in _connections(connections):
            yield each
        async for each in _clock(first):
            yield each
        for name, deployed in found.items():
            async for each in _ledger(name, deployed, connections[name]):
                yield each
        async for each in _nats_server(client):
            yield each
        for name in DECIDING:
            async for each in _stream(name, client, connections[name]):
                yield each
    async for each in _disk():
        yield each


async def _postgres(connection: Any) -> Found:
    """Settings without which an acknowledged command could be lost (design 3)."""
    version = connection.get_server_version()
    if version.major < 15:
        yield "BAD", f"PostgreSQL {version.major} is too old: use 15 or newer."
    else:
        yield "GOOD", f"PostgreSQL {version.major}.{version.micro}"
    for setting, wanted in {
        "fsync": ("on",),
        "full_page_writes": ("on",),
        "synchronous_commit": ("on", "remote_write", "remote_apply"),
    }.items():
        value = await connection.fetchval("SELECT current_setting($1)", setting)
        if value in wanted:
            yield "GOOD", f"PostgreSQL {setting} is {value}"
        else:
            yield (
                "BAD",
                f"PostgreSQL {setting} is {value}: a power cut loses acknowledged commands."
                f" Set it to {wanted[0]} and restart.",
            )


async def _connections(connections: Mapping[str, Any]) -> Found:
    """Whether each PostgreSQL lets in all the processes whose databases it holds."""
    shared: dict[int, list[str]] = {}
    for name, connection in connections.items():
        server = await connection.fetchval("SELECT system_identifier FROM pg_control_system()")
        shared.setdefault(server, []).append(name)
    for names in shared.values():
        lets_in = await connections[names[0]].fetchval(
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


async def _clock(connection: Any) -> Found:
    there = await connection.fetchval("SELECT clock_timestamp()")
    apart = abs((datetime.now(UTC) - there).total_seconds())
    if apart > 2:
        yield "BAD", f"This machine's clock and PostgreSQL's are {apart:.0f} s apart. Use NTP."
    else:
        yield "GOOD", "clocks agree"


async def _ledger(name: str, deployed: Deployed, connection: Any) -> Found:
    role = user(deployed.url)
    row = await connection.fetchrow(
        "SELECT tableowner = $1 AS owns,"
        " (SELECT rolsuper FROM pg_roles WHERE rolname = $1) AS super,"
        " has_table_privilege($1, 'ledger', 'UPDATE, DELETE, TRUNCATE') AS may_change"
        " FROM pg_tables WHERE tablename = 'ledger' AND schemaname = 'public'",
        role,
    )
    if row is None:
        yield "BAD", f"{name} has no ledger. Run `yishi prepare`."
        return
    if row["owns"] or row["super"] or row["may_change"]:
        yield (
            "BAD",
            f"{name}: its own role {role} could change the ledger. Give the service a role that"
            " does not own the tables and run `yishi prepare`.",
        )
    enabled = await connection.fetchval(
        "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'ledger'::regclass AND tgenabled = 'O'"
        " AND tgname IN ('ledger_rows_stay', 'ledger_stays')"
    )
    if enabled != 2:
        yield "BAD", f"{name}: the ledger's triggers are off. Run `yishi prepare`, then `verify`."
    waiting = await connection.fetchval("SELECT count(*) FROM unanswered")
    if waiting:
        yield "NOTE", f"{name}: {waiting} asks of policies were refused. Look at GET /unanswered."
    for halted in await connection.fetch("SELECT source, halted FROM readers WHERE halted <> ''"):
        yield "BAD", f"{name}: the reader of {halted['source']} halted at {halted['halted']}"
    if name in DECIDING and enabled == 2 and not (row["owns"] or row["super"] or row["may_change"]):
        yield "GOOD", f"{name}: ledger is append-only for {role}"


async def _nats_server(client: Client) -> Found:
    version = client.connected_server_version
    if (version.major, version.minor) < (2, 12):
        yield "BAD", f"NATS {version} has no atomic batches: use 2.12 or newer."
    else:
        yield "GOOD", f"NATS {version.major}.{version.minor}.{version.patch}"
    monitors = os.environ.get("YISHI_NATS_MONITOR_URL")
    if not monitors:
        yield "NOTE", "YISHI_NATS_MONITOR_URL is not set, so sync_interval cannot be checked."
        return
    for monitor in monitors.split(","):
        async for each in _nats_node(monitor.strip().rstrip("/")):
            yield each


async def _nats_node(monitor: str) -> Found:
    """One server: of a cluster, each has its own settings."""
    try:
        async with httpx.AsyncClient(timeout=5, trust_env=False) as http:
            varz = (await http.get(f"{monitor}/varz")).raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        why = str(error) or type(error).__name__
        yield "BAD", f"NATS does not answer at {monitor}: {why}. Does it run?"
        return
    name = varz.get("server_name", monitor)
    if varz.get("jetstream", {}).get("config", {}).get("sync_always"):
        yield "GOOD", f"NATS server {name}: every write is synced (sync_interval: always)"
    else:
        yield (
            "BAD",
            f'NATS {name} does not sync every write: set `sync_interval: "always"` in its jetstream'
            " block. A power cut loses acknowledged events otherwise.",
        )
    apart = abs((datetime.now(UTC) - datetime.fromisoformat(varz["now"])).total_seconds())
    if apart > 2:
        yield (
            "BAD",
            f"This machine's clock and that of NATS {name} are {apart:.0f} s apart. Use NTP.",
        )


async def _stream(name: str, client: Client, connection: Any) -> Found:
    stream = stream_name(name)
    end = await stream_end(client, stream)
    if end is None:
        yield "BAD", f"There is no stream {stream}. Run `yishi streams`."
        return
    differences = drift(name, end)
    for difference in differences:
        yield "BAD", f"{difference}. Correct it as the deploy identity."
    if end.config.get("num_replicas", 1) < 3:
        yield "NOTE", f"{stream} has one replica. Production needs three NATS servers."
    async for each in _copies(client, stream):
        yield each
    async for each in _durables(client, stream):
        yield each
    size = await client.request(f"$JS.API.STREAM.INFO.{stream}", b"", timeout=5)
    used = json.loads(size.data)["state"]["bytes"] / max(end.config["max_bytes"], 1)
    if used > 0.7:
        yield "BAD", f"{stream} is {used:.0%} full. Raise max_bytes before it refuses events."
    if end.last and not await _ours(client, stream, end.last, connection):
        yield (
            "BAD",
            f"The last message of {stream} is not the ledger's: somebody else published. Find out"
            " who may, then `yishi streams rebuild`.",
        )
    elif not differences:
        yield "GOOD", f"{stream}: declared as it should be, {end.messages} events"


async def _copies(client: Client, stream: str) -> Found:
    """Whether every server that should keep the stream has all of it."""
    reply = await client.request(f"$JS.API.STREAM.INFO.{stream}", b"", timeout=5)
    others = json.loads(reply.data).get("cluster", {}).get("replicas") or []
    for each in others:
        if each.get("offline") or not each.get("current"):
            yield (
                "BAD",
                f"{stream}: the copy on {each['name']} is not up to date. Start that server, or"
                " read its log: when another one fails too, the stream stands still.",
            )


async def _durables(client: Client, stream: str) -> Found:
    """Whether each department's consumer still delivers until acknowledged, and for ever."""
    reply = await client.request(f"$JS.API.CONSUMER.LIST.{stream}", b"{}", timeout=5)
    for found in json.loads(reply.data).get("consumers") or []:
        config, name = found["config"], found["name"]
        if "durable_name" not in config and "inactive_threshold" in config:
            continue  # a reader's, forgotten when it is not used
        wrong = [
            said
            for said, true in (
                ("is no durable", "durable_name" not in config),
                ("is forgotten when it is not used", "inactive_threshold" in config),
                ("waits for no acknowledgement", config["ack_policy"] != "explicit"),
                ("gives an event up", config.get("max_deliver", -1) != -1),
                ("sends to a subject unasked", "deliver_subject" in config),
            )
            if true
        ]
        filters = config.get("filter_subjects") or [config.get("filter_subject", "")]
        if wrong:
            yield (
                "BAD",
                f"{stream}: consumer {name} {', '.join(wrong)}. Somebody changed it: make it again"
                " as docs/guides/subscriber.md shows, behind the department's last position.",
            )
        else:
            reads = " and ".join(filter(None, filters)) or "everything"
            yield "GOOD", f"{stream}: durable {name} reads {reads}, {found['num_pending']} wait"


async def _ours(client: Client, stream: str, last: int, connection: Any) -> bool:
    found = await message_at(client, stream, last)
    for _ in range(10):
        expected = await ledger.hash_at(connection, last)
        if found is None or expected is None:
            await asyncio.sleep(0.05)
            continue
        return found.hash == expected.hex()
    return False


async def _disk() -> Found:
    folder = Path(os.environ.get("YISHI_DATA", ".yishi"))
    if not folder.exists():
        return
    usage = shutil.disk_usage(folder)
    free = usage.free / usage.total
    if free < 0.1 or usage.free < 2 * 1024**3:
        yield (
            "BAD",
            f"Only {usage.free / 1024**3:.1f} GiB of disk are free. NATS stops when it is full.",
        )
    else:
        yield "GOOD", f"{usage.free / 1024**3:.0f} GiB of disk are free"
