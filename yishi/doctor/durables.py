"""Departments' durables: whether each is there, as it was made, and delivers."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from nats.aio.client import Client

from yishi.departments.durables import consumers
from yishi.departments.register import ALL, Department, consumer
from yishi.doctor.finding import Found

_EXAMPLE = consumer(Department("example", {"TOPICS": ""}, (ALL,), password="none"), "TOPICS")
_OWN = ("name", "durable_name", "metadata", "description", "num_replicas", "pause_until")
_BEGIN = ("deliver_policy", "opt_start_seq", "opt_start_time")
AS_MADE: Mapping[str, Any] = {
    key: value for key, value in _EXAMPLE.items() if key not in (*_OWN, *_BEGIN)
}
"""What every department's durable has in common."""
_FILTER = ("filter_subject", "filter_subjects")
_UNSET: tuple[Any, ...] = (None, False, "", 0, -1, [], {})
_SENTENCES = {
    "inactive_threshold": "is forgotten when it is not used",
    "deliver_subject": "sends to a subject unasked",
    "headers_only": "leaves the events out",
    "mem_storage": "is forgotten when NATS is restarted",
}


async def durables(
    client: Client, stream: str, wanted: Mapping[str, Mapping[str, Any]] | None = None
) -> Found:
    """`wanted` are the settings of those that have to be there; `None` where nobody knows."""
    known, wanted = wanted is not None, wanted or {}
    there = set()
    for found in await consumers(client, stream):
        config, name = found["config"], found["name"]
        if _readers(config) and name not in wanted:
            continue
        there.add(name)
        wrong = list(_wrong(config, wanted.get(name, AS_MADE)))
        if name in wanted:
            wrong += _unlike(config, wanted[name])
        elif known and not wrong:
            yield (
                "BAD",
                f"{stream}: the durable {name} is no department's in the list, so services may take"
                f" its events. Run `yishi department add {name} --streams {stream}` if it is one."
                f" Otherwise find out whose it is, then `yishi department remove {name} --yes`.",
            )
        if wrong:
            yield (
                "BAD",
                f"{stream}: consumer {name} {', '.join(wrong)}. Somebody changed it: run"
                f" `yishi department add {name}`, which mends it; where it is no department's,"
                f" find out whose it is, then `yishi department remove {name} --yes`.",
            )
        if found.get("paused"):
            yield (
                "BAD",
                f"{stream}: durable {name} is paused until {config.get('pause_until')}: its"
                " department hears nothing. Run `yishi streams correct`.",
            )
        elif not wrong:
            reads = " and ".join(_filters(config)) or "everything"
            yield "GOOD", f"{stream}: durable {name} reads {reads}, {found['num_pending']} wait"
    for name in sorted(wanted.keys() - there):
        yield (
            "BAD",
            f"{stream}: the durable {name} is missing: its department hears nothing. Ask it for the"
            f" last position that it has, then `yishi department anew {name} {stream} --after"
            " POSITION`.",
        )


def _readers(config: Mapping[str, Any]) -> bool:
    """Whether it is a reader's own, forgotten when it is not used, that asks for each message."""
    return (
        "durable_name" not in config
        and "inactive_threshold" in config
        and "deliver_subject" not in config
    )


def _filters(config: Mapping[str, Any]) -> list[str]:
    return config.get("filter_subjects") or list(filter(None, [config.get("filter_subject")]))


def _wrong(config: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[str]:
    if "durable_name" not in config:
        yield "is no durable"
    if config["ack_policy"] != "explicit":
        yield "waits for no acknowledgement"
    if config.get("max_deliver", -1) != -1:
        yield "gives an event up"
    told = (*_OWN, *_BEGIN, *_FILTER, "ack_policy", "max_deliver")
    for setting in sorted((config.keys() | AS_MADE.keys()) - set(told)):
        value, right = config.get(setting), wanted.get(setting, AS_MADE.get(setting))
        if value == right or (value in _UNSET and right in _UNSET):
            continue
        yield (_SENTENCES.get(setting) or f"has {setting} {_said(value)}, should be {_said(right)}")


def _said(value: Any) -> str:
    return "unset" if value in _UNSET else json.dumps(value)


def _unlike(config: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str]:
    if _filters(config) == _filters(wanted):
        return []
    reads, should = (" and ".join(_filters(each)) or "everything" for each in (config, wanted))
    return [f"reads {reads}, should read {should}"]
