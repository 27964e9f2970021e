"""Each stream: its declaration, its copies, its end against the ledger's; streams of others."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from typing import Any

from nats.aio.client import Client

from runtime.carrying.jetstream import (
    StreamEnd,
    message_at,
    papers_stream,
    stream_end,
    stream_name,
)
from runtime.carrying.streams import drift, drift_of_papers
from runtime.envelope import links, subject
from runtime.settings import DECIDING
from yishi.deployment import replicas
from yishi.doctor.durables import durables
from yishi.doctor.finding import Found

CARRIED = 5.0
"""So many seconds a relay has to carry what was recorded last."""
OURS = [stream_name(service) for service in DECIDING]
PAPERS = [papers_stream(service) for service in DECIDING]


async def stream(
    name: str,
    client: Client,
    connection: Any,
    wanted: Mapping[str, Mapping[str, Any]] | None = None,
) -> Found:
    """One service's stream; without a connection to its ledger, all but the comparison with it.
    `wanted` are the durables that have to be there."""
    stream = stream_name(name)
    if (end := await stream_end(client, stream)) is None:
        yield "BAD", f"There is no stream {stream}. Run `yishi streams`."
        return
    bad = False
    async for level, said in _kept(client, end, drift(name, end), "YISHI_STREAM_GIB"):
        bad = bad or level == "BAD"
        yield level, said
    if end.config["num_replicas"] < 3:
        yield "NOTE", f"{stream} has one replica. Production needs three NATS servers."
    async for each in durables(client, stream, wanted):
        yield each
    if end.messages != end.last:
        bad = True
        yield (
            "BAD",
            f"{stream} holds {end.messages} messages and should hold {end.last}: a"
            f" disk is damaged, or somebody took some out. {_first(name)}",
        )
    if connection is not None:
        async for each in _against(name, client, connection):
            bad = True
            yield each
    if not bad:
        compared = "" if connection is None else ", as its ledger"
        yield "GOOD", f"{stream}: declared as it should be, ends at {end.last}{compared}"


async def papers(service: str, client: Client) -> Found:
    """The stream with the second copy of one service's papers."""
    stream = papers_stream(service)
    if (end := await stream_end(client, stream)) is None:
        yield "BAD", f"There is no stream {stream}. Run `yishi streams`."
        return
    bad = False
    differences = drift_of_papers(service, end)
    async for level, said in _kept(client, end, differences, "YISHI_PAPERS_GIB"):
        bad = bad or level == "BAD"
        yield level, said
    if not bad:
        yield "GOOD", f"{stream}: declared as it should be, holds {end.messages} chunks"


async def _kept(client: Client, end: StreamEnd, differences: Iterable[str], setting: str) -> Found:
    """What every stream of ours needs: its declaration, its copies and room."""
    stream, copies_wanted = end.config["name"], replicas()
    for difference in differences:
        yield "BAD", f"{difference}. Run `yishi streams correct`."
    if placement := end.config.get("placement"):
        yield "NOTE", f"{stream}.placement is {json.dumps(placement)}, which Yishi did not set."
    if end.config["num_replicas"] != copies_wanted:
        yield (
            "BAD",
            f"{stream}.num_replicas is {end.config['num_replicas']}, YISHI_STREAM_REPLICAS says"
            f" {copies_wanted}. Run `yishi streams correct`.",
        )
    async for each in copies(client, stream):
        yield each
    most = end.config["max_bytes"]
    if most > 0 and end.size / most > 0.7:
        yield (
            "BAD",
            f"{stream} is {end.size / most:.0%} full. Raise {setting} (now {most / 1024**3:.1f})"
            " before it refuses what comes, then `yishi streams correct`.",
        )


def _first(name: str) -> str:
    return (
        f"Run `yishi verify {name}` first: it says which copy is sound (docs/guides/operator.md,"
        " 6.3 and 6.4). Delete neither before."
    )


async def _against(name: str, client: Client, connection: Any) -> Found:
    """The stream's end and last message against the ledger's."""
    stream, waited = stream_name(name), 0.0
    head = await _head(connection)
    while True:
        end = await stream_end(client, stream)
        last = end.last if end else 0
        if last >= head or waited >= CARRIED:
            break
        await asyncio.sleep(0.25)
        waited += 0.25
    if last < head:
        yield (
            "BAD",
            f"{stream} ends at {last}, its ledger at {head}, and nothing is carried. Start {name}"
            f" if it does not run; its relay does it. If it does: {_first(name)}",
        )
    elif last > (head := await _head(connection)):
        yield (
            "BAD",
            f"{stream} goes on to {last}, its ledger ends at {head}: its database was put back, or"
            f" somebody else published. {_first(name)}",
        )
    if 0 < last <= head and not await _ours(client, stream, last, connection):
        yield (
            "BAD",
            f"The last message of {stream}, {last}, is not the ledger's: somebody else published,"
            f" or one of the two was rewritten. {_first(name)}",
        )


async def _head(connection: Any) -> int:
    found: int = await connection.fetchval("SELECT coalesce(max(position), 0) FROM public.ledger")
    return found


async def _ours(client: Client, stream: str, last: int, connection: Any) -> bool:
    """Whether a message is the ledger's row of that position: bytes, hash, signature, subject."""
    found = await message_at(client, stream, last)
    row = await connection.fetchrow(
        "SELECT type, unit, body, hash, signature FROM public.ledger WHERE position = $1", last
    )
    return (
        found is not None
        and row is not None
        and (found.body, found.hash) == (row["body"], row["hash"].hex())
        and found.signature == row["signature"]
        and found.subject == subject(row["type"], links(row["body"]).audience, row["unit"])
    )


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


async def others(client: Client) -> Found:
    """Streams in our account that are none of ours."""
    found: list[dict[str, Any]] = []
    while True:
        body = json.dumps({"offset": len(found)}).encode()
        answer = json.loads((await client.request("$JS.API.STREAM.LIST", body, timeout=5)).data)
        some = answer.get("streams") or []
        found += some
        if not some or len(found) >= answer["total"]:
            break
    for config in (each["config"] for each in found):
        name = config["name"]
        if name in (*OURS, *PAPERS):
            continue
        taken = [each["name"] for each in config.get("sources") or []]
        taken += [config["mirror"]["name"]] if config.get("mirror") else []
        does = [f"copies {each}" for each in taken]
        does += [f"takes what is sent to {each}" for each in config.get("subjects") or []]
        yield (
            "BAD",
            f"The stream {name} is none of Yishi's: it {' and '.join(does) or 'holds something'}."
            f" Find out who made it, then `yishi streams remove {name} --yes`.",
        )
