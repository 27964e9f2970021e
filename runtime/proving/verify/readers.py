"""Check the positions of a service in the streams that it reads."""

from collections.abc import Mapping
from typing import Any

from runtime.carrying.jetstream import stream_name
from runtime.proving.verify.findings import Finding, Findings, doubled
from runtime.service import Service
from runtime.writing import ledger


async def reader_findings(
    connection: Any, service: Service, sources: Mapping[str, Any]
) -> Findings:
    """Positions that do not exist, or have another hash; halted readers; readers too many or too
    few. Sources that are not among `sources` are not looked at."""
    where = f"reader {service.name}"
    names = [stream_name(source) for source in service.sources]
    async with connection.transaction(readonly=True):
        async for finding in doubled(connection, where, "readers", ["source"]):
            yield finding
        for row in await connection.fetch("SELECT source FROM readers"):
            if (source := row["source"]) not in names:
                yield Finding(where, 0, "a row", "none: it reads no such stream", f"of {source}")
        for source in sorted(service.sources.keys() & sources.keys()):
            async for finding in _one(connection, service, source, sources[source]):
                yield finding


async def _one(connection: Any, service: Service, source: str, there: Any) -> Findings:
    row = await connection.fetchrow(
        "SELECT position, hash, halted FROM readers WHERE source = $1", stream_name(source)
    )
    where = f"reader {service.name} of {stream_name(source)}"
    if row is None:
        yield Finding(where, 0, "no position", "a position; run `yishi prepare`")
        return
    expected = await ledger.hash_at(there, row["position"])
    if expected is None:
        end = await ledger.end(there)
        yield Finding(
            where,
            row["position"],
            f"position {row['position']}",
            f"at most {end}",
            advice=f"If {source} was put back, start it. If both its copies were lost:"
            f" `yishi restore {service.name}`, operator's guide 6.5.",
        )
    elif row["hash"] != expected:
        yield Finding(where, row["position"], row["hash"].hex(), expected.hex())
    if row["halted"]:
        yield Finding(where, row["position"] + 1, f"halted: {row['halted']}", "reading on")
