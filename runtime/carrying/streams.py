"""Declare the streams, as the deploy identity alone may, and compare them with the declaration."""

import json
from typing import Any

from nats.aio.client import Client

from runtime.carrying.jetstream import StreamEnd, papers_stream, stream_name

GIB = 1024**3


def declaration(service: str, replicas: int = 1, max_bytes: int = GIB) -> dict[str, Any]:
    """The settings of a stream that keeps everything in order and deletes nothing."""
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


def declaration_of_papers(
    service: str, replicas: int = 1, max_bytes: int = 10 * GIB
) -> dict[str, Any]:
    """The settings of the stream that holds the second copy of a service's papers: one message for
    each chunk, which the service itself takes out again when a paper is erased."""
    return declaration(service, replicas, max_bytes) | {
        "name": papers_stream(service),
        "subjects": [f"papers.{service}.>"],
        "max_msgs_per_subject": 1,
        "deny_purge": False,
        "allow_atomic": False,
    }


def drift(service: str, found: StreamEnd) -> list[str]:
    """The settings in which a stream differs from its declaration, but for size and copies. What
    it does not name must be unset, so that a setting of the next NATS is found too."""
    return _drift(declaration(service), found)


def drift_of_papers(service: str, found: StreamEnd) -> list[str]:
    return _drift(declaration_of_papers(service), found)


def _drift(wanted: dict[str, Any], found: StreamEnd) -> list[str]:
    config = found.config
    return [
        f"{wanted['name']}.{name} is {_said(config.get(name))}, should be {_said(wanted.get(name))}"
        for name in sorted(wanted.keys() | config.keys())
        if name not in _FREE and _set(config.get(name)) != _set(wanted.get(name))
    ]


_FREE = ("max_bytes", "num_replicas", "placement", "description", "metadata")
"""What an operator chooses, or what changes nothing."""
_UNSET: tuple[Any, ...] = (None, False, "", 0, -1, "none", "default", [], {})


def _set(value: Any) -> Any:
    """A setting that compares: servers write out unset ones in different ways."""
    return None if value in _UNSET else value


def _said(value: Any) -> str:
    return "unset" if value in _UNSET else json.dumps(value)


async def call(client: Client, verb: str, stream: str, body: dict[str, Any]) -> dict[str, Any]:
    reply = await client.request(
        f"$JS.API.STREAM.{verb}.{stream}", json.dumps(body).encode(), timeout=5
    )
    answer: dict[str, Any] = json.loads(reply.data)
    if error := answer.get("error"):
        raise StreamError(f"{verb} {stream}: {error['description']} ({error['err_code']})")
    return answer


class StreamError(Exception):
    """The server refused a call about a stream."""
