"""Departments' durables: whether each still delivers until acknowledged, and for ever."""

import json

from nats.aio.client import Client

from yishi.doctor.told import Found


async def durables(client: Client, stream: str) -> Found:
    """Whether each department's consumer still delivers until acknowledged, and for ever."""
    reply = await client.request(f"$JS.API.CONSUMER.LIST.{stream}", b"{}", timeout=5)
    for found in json.loads(reply.data).get("consumers") or []:
        config, name = found["config"], found["name"]
        if "durable_name" not in config and "inactive_threshold" in config:
            continue  # a reader's, forgotten when it is not used
        wrong = [
            said
            for said, true in (
                ("is no durable", "durable_name" not in config),
                ("is forgotten when it is not used", "inactive_threshold" in config),
                ("waits for no acknowledgement", config["ack_policy"] != "explicit"),
                ("gives an event up", config.get("max_deliver", -1) != -1),
                ("sends to a subject unasked", "deliver_subject" in config),
            )
            if true
        ]
        filters = config.get("filter_subjects") or [config.get("filter_subject", "")]
        if wrong:
            yield (
                "BAD",
                f"{stream}: consumer {name} {', '.join(wrong)}. Somebody changed it: make it again"
                " as docs/guides/subscriber.md shows, behind the department's last position.",
            )
        else:
            reads = " and ".join(filter(None, filters)) or "everything"
            yield "GOOD", f"{stream}: durable {name} reads {reads}, {found['num_pending']} wait"
