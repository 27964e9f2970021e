"""Each server of NATS: version, every write synced, its clock."""

import os
from datetime import datetime

import httpx
from nats.aio.client import Client

from yishi.doctor.clocks import clock
from yishi.doctor.told import Found, why


async def server(client: Client) -> Found:
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
        async for each in node(monitor.strip().rstrip("/")):
            yield each


async def node(monitor: str) -> Found:
    """One server: of a cluster, each has its own settings."""
    try:
        async with httpx.AsyncClient(timeout=5, trust_env=False) as http:
            varz = (await http.get(f"{monitor}/varz")).raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
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
