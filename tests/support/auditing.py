"""What `yishi verify` finds, without its command line."""

from collections.abc import Collection, Mapping
from typing import Any

from nats.aio.client import Client

from runtime.proving import verify
from runtime.service import Service
from tests.support.keys import trusted


async def audited(
    services: Mapping[str, Service],
    connections: Mapping[str, Any],
    client: Client | None = None,
    with_stream: Collection[str] = (),
    wanted: Collection[str] = (),
) -> list[str]:
    """Every finding as it is told."""
    found = verify.everything(
        wanted or services, services, connections, client, with_stream, trusted(), lambda *_: None
    )
    return [str(finding) async for finding in found]


async def audited_alone(service: Service, connection: Any) -> list[str]:
    """Every finding in one service's own database, while those that it reads are not there."""
    found = await audited({service.name: service}, {service.name: connection})
    return [line for line in found if "no way to check" not in line]
