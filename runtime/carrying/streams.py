"""The declaration of the streams, made by the deploy identity alone and checked by everybody."""

import json
from typing import Any

from nats.aio.client import Client

from runtime.carrying.jetstream import StreamEnd, stream_name

GIB = 1024**3


def declaration(service: str, replicas: int = 1, max_bytes: int = GIB) -> dict[str, Any]:
    """A stream that keeps everything, in order, and lets nobody take anything out."""
    return {
        "name": stream_name(service),
        "subjects": [f"yishi.{service}.>"],
        "storage": "file",
        "retention": "limits",
        "discard": "new",
        "max_msgs": -1,
        "max_msgs_per_subject": -1,
        "max_bytes": max_bytes,
        "max_age": 0,
        "max_consumers": -1,
        "num_replicas": replicas,
        "compression": "none",
        "deny_delete": True,
        "deny_purge": True,
        "allow_direct": True,
        "allow_atomic": True,
        "duplicate_window": 2_000_000_000,
    }


def drift(service: str, found: StreamEnd) -> list[str]:
    """How a stream differs from its declaration, size and replicas apart. Empty is good."""
    wanted = declaration(service)
    return [
        f"{wanted['name']}.{name} is {found.config.get(name)!r}, should be {value!r}"
        for name, value in wanted.items()
        if name not in ("max_bytes", "num_replicas", "duplicate_window")
        and found.config.get(name, _DEFAULTS.get(name)) != value
    ] + [
        f"{wanted['name']}.{name} is set and must not be"
        for name in ("sources", "mirror", "sealed", "allow_rollup_hdrs", "persist_mode")
        if found.config.get(name) not in (None, False, "", "default", [])
    ]


_DEFAULTS: dict[str, Any] = {"max_age": 0, "compression": "none"}


async def call(client: Client, verb: str, stream: str, body: dict[str, Any]) -> dict[str, Any]:
    """One call of the JetStream API, as the deploy identity may make it."""
    reply = await client.request(
        f"$JS.API.STREAM.{verb}.{stream}", json.dumps(body).encode(), timeout=5
    )
    answer: dict[str, Any] = json.loads(reply.data)
    if error := answer.get("error"):
        raise StreamError(f"{verb} {stream}: {error['description']} ({error['err_code']})")
    return answer


class StreamError(Exception):
    """The server refused a call about a stream."""
