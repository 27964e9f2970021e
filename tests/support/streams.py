"""Streams on a real nats-server for tests of relay, reader, gate and scrubber."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from typing import Any

from nats.aio.client import Client

from runtime.carrying import jetstream, pulling
from runtime.carrying.jetstream import TROUBLE, stream_name
from runtime.carrying.streams import GIB, call, declaration
from yishi.development.servers.nats import Nats


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Client]:
    client = await jetstream.connect(url)
    try:
        yield client
    finally:
        await client.close()


async def declare(client: Client, service: str, replicas: int = 1) -> None:
    """An empty stream, whatever was there."""
    wanted = declaration(service, replicas, max_bytes=GIB // 4)

    async def made() -> bool:
        await destroy(client, service)
        await call(client, "CREATE", stream_name(service), wanted)
        return True

    await eventually(made, f"the stream of {service} is made")  # three servers may need to agree


async def destroy(client: Client, service: str) -> None:
    await client.request(f"$JS.API.STREAM.DELETE.{stream_name(service)}", b"", timeout=5)


def half_damaged(server: Nats, stream: str) -> None:
    """Started again after one bit of its first record's length changed: INFO says that the stream
    is empty, and what follows is refused because it is not."""
    server.stop()
    [block] = server.store_dir.glob(f"**/{stream}/msgs/1.blk")
    damaged = bytearray(block.read_bytes())
    damaged[7] ^= 1
    block.write_bytes(damaged)
    server.start()


@asynccontextmanager
async def running(*work: Any) -> AsyncIterator[None]:
    """Run coroutines in the background; a failure of one is raised at the end."""
    tasks = [asyncio.create_task(each) for each in work]
    try:
        yield
        for task in tasks:
            if task.done():
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def eventually(condition: Callable[[], Awaitable[Any]], what: str, within: float = 20) -> Any:
    """Wait until `condition` holds; NATS being away meanwhile is no failure."""
    deadline = time.monotonic() + within
    while True:
        trouble = ""
        try:
            if result := await condition():
                return result
        except TROUBLE as error:
            trouble = repr(error)
        assert time.monotonic() < deadline, f"not within {within} s: {what} {trouble}"
        await asyncio.sleep(0.05)


async def everything(client: Client, service: str) -> list[jetstream.Message]:
    """All messages of a stream, contiguous from 1."""
    end = await jetstream.stream_end(client, stream_name(service))
    assert end is not None
    found: list[jetstream.Message] = []

    async def all_of_them() -> bool:
        async with aclosing(pulling.messages(client, stream_name(service), len(found))) as arriving:
            while len(found) < end.last:
                with suppress(jetstream.Doubt):  # in a cluster; a reader too begins again
                    if some := await anext(arriving, []):
                        found.extend(some)
                        continue
                return False
        return True

    if end.last:
        await eventually(all_of_them, f"all of {service}'s stream", within=60)
    return found
