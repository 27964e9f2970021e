"""Checks of a command before any rule sees it: scope, version, idempotency key."""

import json
from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel

from runtime.actor import Actor, Grant
from runtime.refusals import Misfit, NoSuch, OutOfScope, Stale
from runtime.submission import Submission
from runtime.succession import Standing


class Recording(NamedTuple):
    """What a command has recorded, and its fingerprint where that is still known."""

    bodies: list[bytes]
    version: int
    fingerprint: bytes | None


Knows = Callable[[Actor, str], bool]
"""Whether somebody has an office in the jurisdiction of a unit, or over it."""


def granted(
    submission: Submission, unit: str, standing: Standing, knows: Knows | Literal[True]
) -> Grant | None:
    """The office in which the person may ask for the unit; `None` where it ended with its unit.
    Nobody is told that there is something where they know nothing."""
    if grant := submission.actor.grant_for(*standing.covering, ended=standing.ended_scopes):
        return grant
    if submission.actor.grant_for(*standing.covering):
        return None
    if knows is not True and not knows(submission.actor, unit):
        raise no_such(submission.key)
    heirs = [each for each in standing.answering if each != unit]
    whose = ("、".join(heirs), ", ".join(heirs)) if heirs else ("该单位", "that unit")
    raise OutOfScope(
        "out-of-scope",
        f"您的管辖范围不含 {unit}。请由{whose[0]}的人员办理。",
        f"Your office does not cover {unit}. Ask somebody of {whose[1]}.",
    )


def recorded_before(submission: Submission, stream: str, known: Recording) -> Recording | None:
    """What this very command has recorded before, if anything.

    Whoever asked gets it back, also where their office covers the unit no longer: the unit may have
    ended since, or have been given to another superior by this very command. It is what they wrote
    themselves, and nobody else has the same fingerprint.
    """
    if submission.cause:
        # The ids of policies' commands can be foreseen: a person's key must not stand in for one.
        cause = f'"causationid":"{submission.cause.event_id}"'.encode()
        caused = [body for body in known.bodies if cause in body]
        return known._replace(bodies=caused) if caused else None
    if known.fingerprint is None:  # no key was sent then, or the ledger was restored
        first = json.loads(known.bodies[0])
        same = (first["actor"], first["subject"]) == (submission.actor.id, stream)
        same = same and _says_the_same(submission.command, first["data"])
    else:
        same = known.fingerprint == submission.fingerprint()
    if not same:
        raise Misfit(
            "key-reused",
            "此 Idempotency-Key 已用于另一项内容。请换一个新的再提交。",
            "This Idempotency-Key was used for something else. Use a new one.",
        )
    return known


def _says_the_same(command: BaseModel, data: dict[str, Any]) -> bool:
    """Whether an event repeats the words of the command, as far as it holds them."""
    return all(
        data[name] == words
        for name, words in command.model_dump(mode="json").items()
        if isinstance(words, str) and isinstance(data.get(name), str)
    )


def too_much(type_name: str) -> Misfit:
    return Misfit(
        "too-much",
        "要记录的内容过多。请缩短文字，或减少条目后再提交。",
        f"One {type_name.rsplit('.', 1)[1]} cannot hold that much. Shorten it, or send less.",
    )


def no_such(key: str) -> NoSuch:
    return NoSuch(
        "not-found",
        f"没有找到 {key}，或不在您的管辖范围内。请核对编号。",
        f"There is no {key} within your scope. Check the number.",
    )


def stale(expected: int, actual: int) -> Stale:
    return Stale(
        "stale",
        f"页面已过时：您看到的是第 {expected} 版，现在是第 {actual} 版。请刷新后再提交。",
        f"The screen is stale: it showed version {expected}, now it is {actual}. Reload and retry.",
    )
