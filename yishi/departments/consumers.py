"""The durable of one department on one stream: made, corrected, begun anew, forgotten, told of."""

import json
import os
from collections.abc import Mapping
from typing import Any

from nats.aio.client import Client

from yishi.departments.accounts import PATIENCE
from yishi.departments.durables import Durables, as_it_goes_on
from yishi.departments.register import Department, DepartmentError, consumer, seen

BEGIN = ("deliver_policy", "opt_start_seq", "opt_start_time")
"""Where a durable begins: NATS lets nobody change it."""


async def begin_anew(client: Client, stream: str, config: dict[str, Any]) -> None:
    """Wherever this is killed, `yishi streams` finishes it."""
    kept = Durables(os.environ)
    kept.keep(stream, config)
    await asked(client, "DELETE", stream, config["name"])
    body = {"stream_name": stream, "config": config}
    await asked(client, "CREATE", stream, config["name"], body)
    await kept.learn(client, stream)


async def make(client: Client, department: Department, after: int = 0) -> list[str]:
    """Make the durables that lack and correct those that differ; how far one is, stays.

    Returns what was done, a line each. Raises `DepartmentError` where NATS refuses."""
    done, kept = [], Durables(os.environ)
    for stream in department.streams:
        wanted = consumer(department, stream, after)
        found = await asked(client, "INFO", stream, department.name)
        told = f"{stream}: durable {department.name} reads {seen(department, stream)}"
        if found is None and not after:
            known = kept.of(stream).durables.get(department.name, {})
            wanted |= {key: known[key] for key in BEGIN if key in known}
        elif found is not None:
            wanted = _beginning_as(wanted, found["config"])
            if after and after != found["ack_floor"]["stream_seq"]:
                told += (
                    f", and goes on where it stands. `yishi department anew {department.name}"
                    f" {stream} --after {after}` lets it begin there"
                )
        try:
            body = {"stream_name": stream, "config": wanted}
            await asked(client, "CREATE", stream, department.name, body)
        except Unchangeable:
            if found is None:
                raise
            wanted = _beginning_as(wanted, as_it_goes_on(found))
            await begin_anew(client, stream, wanted)
            told += f", made anew: it goes on at {wanted.get('opt_start_seq', 1)}"
        await kept.learn(client, stream)
        done.append(told)
    return done


def _beginning_as(wanted: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    mine = {key: value for key, value in wanted.items() if key not in BEGIN}
    return mine | {key: other[key] for key in BEGIN if key in other}


class Unchangeable(DepartmentError):
    """NATS does not let this be changed in a durable that is there."""


async def asked(
    client: Client, verb: str, stream: str, name: str, body: Mapping[str, Any] | None = None
) -> dict[str, Any] | None:
    """One request about a durable. None where it is not there."""
    subject = f"$JS.API.CONSUMER.{verb}.{stream}.{name}"
    reply = await client.request(subject, json.dumps(body or {}).encode(), timeout=PATIENCE)
    answer: dict[str, Any] = json.loads(reply.data)
    if error := answer.get("error"):
        if error.get("err_code") == 10014:  # no such consumer
            return None
        if error.get("err_code") == 10059:
            raise DepartmentError(f"There is no stream {stream} yet. Run `yishi streams` first.")
        kind = Unchangeable if error.get("err_code") == 10012 else DepartmentError
        raise kind(f"NATS refuses the durable {name} on {stream}: {error['description']}")
    return answer


async def forget(client: Client, stream: str, name: str) -> str:
    found = await asked(client, "INFO", stream, name)
    await asked(client, "DELETE", stream, name)
    Durables(os.environ).forget(stream, name)
    at = found["ack_floor"]["stream_seq"] if found else 0
    return f"{stream}: durable {name} is gone; it had acknowledged up to {at} (--after {at})"


async def told(client: Client, department: Department, stream: str) -> str:
    found = await asked(client, "INFO", stream, department.name)
    what = f"  {stream}, {seen(department, stream)}"
    if found is None:
        return (
            f"{what}: THE DURABLE IS MISSING. `yishi department anew {department.name}"
            f" {stream} --after POSITION` makes it again behind the last position that the"
            " department has."
        )
    at = found["ack_floor"]["stream_seq"]
    waiting = found["num_pending"] + found["num_ack_pending"]
    return f"{what}: acknowledged up to {at}, {waiting} wait"
