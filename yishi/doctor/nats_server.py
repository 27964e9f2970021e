"""Each server of NATS: version, every write synced, its clock, who is on it."""

import os
from datetime import datetime

import httpx2
from nats.aio.client import Client

from yishi.client import direct
from yishi.doctor.clocks import clock
from yishi.doctor.finding import Found, why


async def version(client: Client) -> Found:
    found = client.connected_server_version
    if (found.major, found.minor) < (2, 12):
        yield "BAD", f"NATS {found} has no atomic batches: use 2.12 or newer."
    else:
        yield "GOOD", f"NATS {found.major}.{found.minor}.{found.patch}"


def monitors() -> list[str]:
    given = os.environ.get("YISHI_NATS_MONITOR_URL", "").split(",")
    return [each.strip().rstrip("/") for each in given if each.strip()]


async def servers() -> Found:
    if not monitors():
        yield (
            "NOTE",
            "YISHI_NATS_MONITOR_URL is not set, so neither sync_interval nor the accounts of NATS"
            " can be checked.",
        )
    for monitor in monitors():
        async for each in node(monitor):
            yield each


async def node(monitor: str) -> Found:
    """One server: of a cluster, each has its own settings."""
    try:
        async with direct(5) as http:
            varz = (await http.get(f"{monitor}/varz")).raise_for_status().json()
    except (httpx2.HTTPError, ValueError) as error:
        yield "BAD", f"NATS does not answer at {monitor}: {why(error)}. Does it run?"
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
    async for each in clock(f"that of NATS {name}", datetime.fromisoformat(varz["now"])):
        yield each
