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
    """How a stream differs from its declaration, each setting; size, copies and their places apart.
    Empty is good.

    What the declaration does not name must be as unset as a server leaves it, so that a setting of
    the next release is found as well.
    """
    wanted, config = declaration(service), found.config
    return [
        f"{wanted['name']}.{name} is {_said(config.get(name))}, should be {_said(wanted.get(name))}"
        for name in sorted(wanted.keys() | config.keys())
        if name not in _FREE and _set(config.get(name)) != _set(wanted.get(name))
    ]


_FREE = ("max_bytes", "num_replicas", "placement", "description", "metadata")
"""What an operator chooses, or what changes nothing."""
_UNSET: tuple[Any, ...] = (None, False, "", 0, -1, "none", "default", [], {})


def _set(value: Any) -> Any:
    """A setting as it counts: servers write out what is not set in different ways."""
    return None if value in _UNSET else value


def _said(value: Any) -> str:
    return "unset" if value in _UNSET else json.dumps(value)


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
