"""Make a service's read models anew from the events, while it goes on working.

The tables are filled beside the live ones; only for the last few events and the exchange itself
do commands wait. With --references it also makes anew what the service keeps of other services.
"""

import argparse
from typing import Any

import sqlalchemy as sa

from runtime.carrying.effects import Effects
from runtime.carrying.jetstream import stream_name
from runtime.proving.prepare import filled, grant, read_models
from runtime.proving.rebuild import ToChanges, create_tables, replay
from runtime.service import Service
from runtime.writing import ledger
from yishi.deployment import SERVICES, Deployed, all_deployed, deployed, owners, user
from yishi.progress import progress, progress_ends


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", nargs="*", help=f"one of {', '.join(SERVICES)}; all if left out")
    parser.add_argument("--references", action="store_true", help="also rows of other services")


async def run(arguments: argparse.Namespace) -> int:
    for name in arguments.service:
        deployed(name)  # an unknown one is named
    found = all_deployed()
    async with owners(found) as connections:
        for name in arguments.service or SERVICES:
            count = await rebuild(found[name], connections[name], connections, arguments.references)
            print(f"{name}: {count} tables made anew from the events")
    return 0


async def rebuild(
    each: Deployed, connection: Any, sources: dict[str, Any], references: bool
) -> int:
    """Fill new tables and exchange them for the live ones in one transaction."""
    service = each.service
    parts = read_models(service)
    tables = [*parts["own"], *(parts["references"] if references else ())]
    async with connection.transaction():
        await connection.execute("CREATE SCHEMA yishi_rebuild")
        await connection.execute("SET LOCAL search_path TO yishi_rebuild, public")
        for statement in create_tables(tables):
            await connection.execute(statement)
        reached: dict[str, int] = {}
        while await _catch_up(connection, service, sources if references else {}, reached) > FEW:
            pass
        await ledger.head(connection, lock=True)  # nothing is recorded, and no reader moves
        await _catch_up(connection, service, sources if references else {}, reached)
        for table in tables:
            await _exchange(connection, table)
        await connection.execute("DROP SCHEMA yishi_rebuild")
        for part in ("own", "references") if references else ("own",):
            await filled(connection, part, parts[part])
        if each.url != each.owner_url:
            await grant(connection, user(each.url), service, each.personal)
    progress_ends()
    return len(tables)


FEW = 500
"""So many events may be left for while commands wait. Each time round there are fewer: the new
tables are filled far faster than people record."""


async def _catch_up(
    connection: Any, service: Service, sources: dict[str, Any], reached: dict[str, int]
) -> int:
    """Take in what the ledger and the readers have come to since; how many events there were.
    `reached` keeps how far each was taken in."""
    own = await ledger.end(connection)
    count = await _take_in(connection, "itself", service.project, connection, own, reached)
    for source in service.sources if sources else ():
        until = await connection.fetchval(
            "SELECT position FROM readers WHERE source = $1", stream_name(source)
        )
        changes = Effects(service, source).changes
        count += await _take_in(connection, source, changes, sources[source], until or 0, reached)
    return count


async def _take_in(
    connection: Any,
    ledger_of: str,
    to_changes: ToChanges,
    there: Any,
    until: int,
    reached: dict[str, int],
) -> int:
    after = reached.get(ledger_of, 0)
    async for position in replay(connection, to_changes, ledger.pages(there, after, until)):
        progress(f"rebuild from {ledger_of}", position)
    reached[ledger_of] = max(after, until)
    return max(0, until - after)


async def _exchange(connection: Any, table: sa.Table) -> None:
    await connection.execute(f"DROP TABLE IF EXISTS public.{table.name}")
    await connection.execute(f"ALTER TABLE yishi_rebuild.{table.name} SET SCHEMA public")
