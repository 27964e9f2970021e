"""Declare the streams, or compare them with their declaration; refill a damaged one.

`yishi streams` makes what lacks and tells what differs. `yishi streams rebuild topics` empties one
stream and lets the service's relay fill it again from the ledger; departments' consumers are made
again where they stood.
"""

import argparse
import asyncio
import json
import os
import time
from typing import Any

from nats.aio.client import Client

from runtime.carrying.jetstream import stream_end, stream_name
from runtime.carrying.streams import GIB, call, declaration, drift
from runtime.settings import DECIDING
from runtime.writing import ledger
from yishi.deployment import DeploymentError, all_deployed, deploy_identity, owners
from yishi.progress import progress, progress_ends


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", choices=("declare", "rebuild"), default="declare")
    parser.add_argument("service", nargs="?", choices=DECIDING, help="for rebuild: whose stream")
    parser.add_argument("--yes", action="store_true", help="rebuild without being asked again")


async def run(arguments: argparse.Namespace) -> int:
    async with deploy_identity() as client:
        if arguments.action == "declare":
            return await declare(client)
        if arguments.service is None:
            raise DeploymentError("Say whose stream: `yishi streams rebuild topics`.")
        if not arguments.yes:
            raise DeploymentError(
                "This empties the stream and fills it again from the ledger. Run `yishi verify`"
                " first: the ledger must be sound. Then repeat with --yes."
            )
        return await rebuild(client, arguments.service)


async def declare(client: Client) -> int:
    """Exit code 1 where a stream differs from its declaration."""
    replicas = int(os.environ.get("YISHI_STREAM_REPLICAS", "1"))
    size = int(float(os.environ.get("YISHI_STREAM_GIB", "1")) * GIB)
    differences = []
    for service in DECIDING:
        name = stream_name(service)
        found = await stream_end(client, name)
        if found is None:
            await call(client, "CREATE", name, declaration(service, replicas, size))
            print(f"{name}: declared")
            continue
        differences += drift(service, found)
        print(f"{name}: there, {found.messages} events")
    for difference in differences:
        print(f"DIFFERS {difference}; run `yishi streams rebuild` or correct it by hand")
    return 1 if differences else 0


async def rebuild(client: Client, service: str) -> int:
    """Empty and refill one stream. The relay of the running service does the filling."""
    name = stream_name(service)
    found = all_deployed([service])
    async with owners(found) as connections:
        durables = await _durables(client, name)
        before = await stream_end(client, name)
        wanted = declaration(service)
        if before is not None:
            wanted |= {key: before.config[key] for key in ("num_replicas", "max_bytes")}
            await call(client, "DELETE", name, {})
        await call(client, "CREATE", name, wanted)
        head = (await ledger.head(connections[service])).position
        await _filled(client, name, head)
    for durable in durables:
        config = durable["config"]
        config |= {
            "deliver_policy": "by_start_sequence",
            "opt_start_seq": durable["ack_floor"]["stream_seq"] + 1,
        }
        for key in ("opt_start_time", "metadata"):
            config.pop(key, None)
        await _consumer(client, name, config)
        print(f"{name}: consumer {config['durable_name']} goes on at {config['opt_start_seq']}")
    print(f"{name}: holds {head} events again. Run `yishi verify`.")
    return 0


async def _filled(client: Client, name: str, head: int) -> None:
    last, moved = -1, time.monotonic()
    while True:
        end = await stream_end(client, name)
        now = end.last if end else 0
        if now != last:
            last, moved = now, time.monotonic()
            progress(f"{name} has, of {head} events", now)
        if now >= head:
            progress_ends()
            return
        if time.monotonic() - moved > 30:
            raise DeploymentError(
                f"{name} is not being filled. Start the service: its relay does it by itself."
            )
        await asyncio.sleep(0.2)


async def _durables(client: Client, stream: str) -> list[dict[str, Any]]:
    reply = await client.request(f"$JS.API.CONSUMER.LIST.{stream}", b"{}", timeout=5)
    listed: list[dict[str, Any]] = json.loads(reply.data).get("consumers") or []
    return [each for each in listed if each["config"].get("durable_name")]


async def _consumer(client: Client, stream: str, config: dict[str, Any]) -> None:
    body = json.dumps({"stream_name": stream, "config": config}).encode()
    name = config["durable_name"]
    reply = await client.request(f"$JS.API.CONSUMER.CREATE.{stream}.{name}", body, timeout=5)
    if error := json.loads(reply.data).get("error"):
        raise DeploymentError(f"Consumer {name} could not be made again: {error['description']}")
