"""Each stream: its declaration, its copies, its end against the ledger's."""

import asyncio
import json
from typing import Any

from nats.aio.client import Client

from runtime.carrying.jetstream import message_at, stream_end, stream_name
from runtime.carrying.streams import drift
from runtime.writing import ledger
from yishi.doctor.durables import durables
from yishi.doctor.told import Found


async def stream(name: str, client: Client, connection: Any) -> Found:
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
    async for each in copies(client, stream):
        yield each
    async for each in durables(client, stream):
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


async def copies(client: Client, stream: str) -> Found:
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


async def _ours(client: Client, stream: str, last: int, connection: Any) -> bool:
    found = await message_at(client, stream, last)
    for _ in range(10):
        expected = await ledger.hash_at(connection, last)
        if found is None or expected is None:
            await asyncio.sleep(0.05)
            continue
        return found.hash == expected.hex()
    return False
