"""Make a service's read models anew from the events, while it goes on working.

The tables are filled beside the live ones; only for the last few events and the exchange itself
do commands wait. With --references it also makes anew what the service keeps of other services,
and for all of that they are told to come again.
"""

import argparse
from typing import Any

import sqlalchemy as sa

from runtime.carrying.jetstream import stream_name
from runtime.proving.prepare import filled, grant, read_models
from runtime.proving.rebuild import create_tables, rebuild_reference, replay
from runtime.service import Service
from runtime.writing import ledger
from yishi.deployment import SERVICES, Deployed, all_deployed, deployed, owners
from yishi.prepare import user
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
        reached = await _replay(connection, service, 0)
        await ledger.head(connection, lock=True)
        await _replay(connection, service, reached)
        if references:
            await _references(connection, service, sources)
        for table in tables:
            await _exchange(connection, table)
        await connection.execute("DROP SCHEMA yishi_rebuild")
        for part in ("own", "references") if references else ("own",):
            await filled(connection, part, parts[part])
        if each.url != each.owner_url:
            await grant(connection, user(each.url), service, each.personal)
    progress_ends()
    return len(tables)


async def _replay(connection: Any, service: Service, after: int) -> int:
    reached = after
    async for reached in replay(connection, service.project, ledger.pages(connection, after)):
        progress(f"rebuild {service.name}", reached)
    return reached


async def _references(connection: Any, service: Service, sources: dict[str, Any]) -> None:
    """The readers stand still meanwhile: they move only under the head's lock."""
    for source in service.sources:
        until = await connection.fetchval(
            "SELECT position FROM readers WHERE source = $1", stream_name(source)
        )
        pages = ledger.pages(sources[source], until=until or 0)
        await rebuild_reference(connection, service, source, pages)


async def _exchange(connection: Any, table: sa.Table) -> None:
    await connection.execute(f"DROP TABLE IF EXISTS public.{table.name}")
    await connection.execute(f"ALTER TABLE yishi_rebuild.{table.name} SET SCHEMA public")
