"""The auditor finds what does not agree, by position and with both values.

It computes everything that it can: it chains each copy by itself, compares the two byte by byte,
checks every reader's position and every effect that policies must have had, and rebuilds all read
models in a schema that is rolled back. What cannot be read, or reached, never keeps it from the
rest.
"""

from collections.abc import Collection, Mapping
from typing import Any

from nats.aio.client import Client

from runtime.carrying.jetstream import message_at, stream_name
from runtime.keys import Trusted
from runtime.proving.verify.copies import Pair, Vouching, witnesses
from runtime.proving.verify.effects import effect_findings
from runtime.proving.verify.findings import Findings, Progress, guarded
from runtime.proving.verify.ledgers import key_findings, ledger_findings
from runtime.proving.verify.papers import paper_findings
from runtime.proving.verify.read_models import read_model_findings
from runtime.proving.verify.readers import reader_findings
from runtime.proving.verify.streams import stream_findings
from runtime.service import Service
from runtime.writing import ledger


async def everything(
    wanted: Collection[str],
    services: Mapping[str, Service],
    connections: Mapping[str, Any],
    client: Client | None,
    with_stream: Collection[str],
    trusted: Trusted,
    progress: Progress,
) -> Findings:
    """All findings about the `wanted` services. `connections` are those of reachable databases.
    `client` is None where no stream is read; `with_stream` names the services that have one."""
    for name in wanted:
        service, connection = services[name], connections.get(name)
        pair = Pair.of(name)
        pair.ledger.seen = connection is not None
        pair.stream.seen = client is not None and name in with_stream
        checks: list[tuple[str, Findings]] = []  # each begins when it is asked for its first
        if connection is not None:
            vouching = Vouching(trusted, name, pair.ledger)
            found = ledger_findings(connection, service.codec, pair.ledger, vouching, progress)
            checks.append((pair.ledger.where, found))
        if client is not None and name in with_stream:
            vouching = Vouching(trusted, name, pair.stream)
            found = stream_findings(connection, client, pair, vouching, progress)
            checks.append((pair.stream.where, found))
        checks.append((f"copies of {name}", _copies(pair, services, connections, client)))
        if connection is not None:
            of = (connection, service, connections)
            checks += [
                (f"command_keys {name}", key_findings(connection, name)),
                (f"reader {name}", reader_findings(*of)),
                (f"effects {name}", effect_findings(*of, progress)),
                (f"read models {name}", read_model_findings(*of, progress)),
            ]
            if service.uses_papers:
                copy = client if name in with_stream else None
                found = paper_findings(connection, copy, service, progress)
                checks.append((f"papers of {name}", found))
        for where, check in checks:
            async for finding in guarded(where, check):
                yield finding


async def _copies(
    pair: Pair,
    services: Mapping[str, Service],
    connections: Mapping[str, Any],
    client: Client | None,
) -> Findings:
    if pair.parts and client is not None:
        connection = connections[pair.service]

        async def there(position: int) -> tuple[bytes | None, bytes | None]:
            found = await message_at(client, stream_name(pair.service), position)
            hash_ = bytes.fromhex(found.hash) if found else None
            return await ledger.hash_at(connection, position), hash_

        pair.witnesses = await witnesses(connections, services, pair.service, pair.parts, there)
    if (finding := pair.conclusion()) is not None:
        yield finding
