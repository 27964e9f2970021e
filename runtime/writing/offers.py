"""Find out what can be done with a thing now: its rules are asked with probes."""

from collections.abc import Mapping
from typing import Any

from runtime.actor import Actor
from runtime.decider import Command, Rejected
from runtime.ids import uuid7
from runtime.probe import probe
from runtime.submission import Submission
from runtime.writing.draft import Draft
from runtime.writing.writer import Writer


async def offered(
    writer: Writer,
    connection: Any,
    key: str,
    actor: Actor,
    holders: Mapping[type[Command], Actor | None],
) -> dict[type[Command], Rejected | bool]:
    """For each command that somebody may ask here, in the offices they hold for it: whether it
    would bring something, or what refuses it. Raises `NoSuch` where the actor has no office for the
    thing. The connection is in a transaction that sees one moment."""
    of = next(kind for kind in holders if not kind.creates)
    draft = await Draft.aside(
        writer.service,
        writer.signer,
        connection,
        Submission(key, probe(of), actor, uuid7()),
        writer.time.now(),
    )
    return {
        kind: await draft.offer(Submission(key, probe(kind), holder, uuid7()))
        for kind, holder in holders.items()
        if holder is not None
    }
