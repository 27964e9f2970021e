"""Each server of NATS: version, every write synced, its clock, who is on it."""

import os
from datetime import datetime
from typing import Any

import httpx
from nats.aio.client import Client

from yishi import nats_conf
from yishi.doctor.clocks import clock
from yishi.doctor.streams import OURS
from yishi.doctor.told import Found, why


async def version(client: Client) -> Found:
    found = client.connected_server_version
    if (found.major, found.minor) < (2, 12):
        yield "BAD", f"NATS {found} has no atomic batches: use 2.12 or newer."
    else:
        yield "GOOD", f"NATS {found.major}.{found.minor}.{found.patch}"


async def servers() -> Found:
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


async def accounts(monitor: str, departments: list[str]) -> Found:
    """Whose streams and connections a server has besides ours."""
    async with httpx.AsyncClient(timeout=5, trust_env=False) as http:
        jsz = await http.get(f"{monitor}/jsz", params={"accounts": 1, "streams": 1})
        connz = await http.get(f"{monitor}/connz", params={"auth": 1, "limit": 10_000})
    details: list[dict[str, Any]] = jsz.raise_for_status().json().get("account_details") or []
    for each in details:
        streams = {one["name"] for one in each.get("stream_detail") or []}
        if streams and not streams & set(OURS):
            yield (
                "BAD",
                f"NATS account {each['name']} holds streams: {', '.join(sorted(streams))}. Only"
                " Yishi's account may have JetStream: take `jetstream` out of that account in"
                " nats.conf and restart NATS.",
            )
    known = {*nats_conf.SERVICES, *nats_conf.READERS, nats_conf.DEPLOY, "system", *departments}
    users = {
        one.get("authorized_user", "")
        for one in connz.raise_for_status().json().get("connections") or []
    }
    for user in sorted(users - known - {""}):
        yield (
            "BAD",
            f"Somebody is connected to NATS as {user}, who is none of Yishi's users. Find out who"
            " that is, take the user out of nats.conf and restart NATS.",
        )
