"""Check that each command of a policy has left an answer.

Its id is `uuid5(event id, policy/index)`, so it can be looked up in the ledger (recorded), in
`unanswered` (refused) and in `already_so` (nothing to do). A reader that somebody moved forward
leaves none; one that was moved back leaves too many.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from runtime.carrying.effects import Effects
from runtime.carrying.jetstream import stream_name
from runtime.logs import describe
from runtime.policy import Wanted
from runtime.proving.verify.findings import Finding, Findings, Progress
from runtime.service import Service
from runtime.submission import Cause

_AT_ONCE = 200
_EVENTS = """
SELECT position, type, body FROM ledger WHERE position > $1 AND type = ANY ($2)
ORDER BY position LIMIT $3
"""
_ANSWERS = """
SELECT command_id, body FROM ledger WHERE command_id = ANY ($1)
UNION ALL SELECT command_id, NULL FROM unanswered WHERE command_id = ANY ($1)
UNION ALL SELECT command_id, NULL FROM already_so WHERE command_id = ANY ($1)
"""
_LISTED = """
SELECT 'unanswered' AS list, command_id, position, policy FROM unanswered
WHERE source = $1 AND position > $2 AND position <= $3
UNION ALL SELECT 'already_so', command_id, position, policy FROM already_so
WHERE source = $1 AND position > $2 AND position <= $3
"""
_END = 2**62


@dataclass
class _Reading:
    """One source of one service: how far it was read, each policy's start, what was let pass."""

    where: str
    source: str
    read: int
    since: Mapping[str, int]
    passed: set[int] = field(default_factory=set)

    def due(self, cause: Cause) -> bool:
        since = self.since.get(cause.policy, _END)
        return since < cause.position <= self.read and cause.position not in self.passed

    def knows(self, listed: Any, asking: set[str]) -> bool:
        """Whether nothing asked for a listed answer: the policy may be an older version's."""
        policy = listed["policy"]
        since = self.since.get(policy, min(self.since.values(), default=_END))
        return (policy in asking or policy not in self.since) and since < int(listed["position"])


async def effect_findings(
    connection: Any, service: Service, sources: Mapping[str, Any], progress: Progress
) -> Findings:
    """Missing effects, and answers that no event asked for, of every source, as of one moment."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        for source in service.sources:
            effects = Effects(service, source)
            if source in sources and effects.policies:
                reading = await _reading(connection, service.name, source)
                async for finding in _source(
                    connection, service.name, effects, sources[source], reading, progress
                ):
                    yield finding


async def _reading(connection: Any, name: str, source: str) -> _Reading:
    stream = stream_name(source)
    read = await connection.fetchval("SELECT position FROM readers WHERE source = $1", stream)
    since = await connection.fetch("SELECT policy, since FROM policies WHERE source = $1", stream)
    deeds = await connection.fetch("SELECT body FROM ledger WHERE stream = $1", f"reader/{stream}")
    reading = _Reading(
        f"effects {name} of {stream}",
        stream,
        read or 0,
        {row["policy"]: row["since"] for row in since},
    )
    for deed in deeds:
        try:
            reading.passed.add(int(json.loads(deed["body"])["data"]["position"]))
        except (ValueError, TypeError, KeyError, RecursionError):
            continue  # told where the ledger is checked
    return reading


async def _source(
    connection: Any,
    name: str,
    effects: Effects,
    there: Any,
    reading: _Reading,
    progress: Progress,
) -> Findings:
    for policy in sorted(effects.asking):
        if policy not in reading.since:
            expected = "the position from which its effects are kept; run `yishi prepare`"
            yield Finding(reading.where, 0, "nothing", expected, f"since when {policy} is asked")
    after, back = 0, 0
    while True:
        rows = await there.fetch(_EVENTS, after, list(effects.policies), _AT_ONCE)
        asked: dict[UUID, tuple[Cause, Wanted]] = {}
        for row in rows:
            try:
                for id_, cause, wanted in _asked(effects, row):
                    # An event that is there twice was asked for once.
                    asked.setdefault(id_, (cause, wanted))
            except Exception as error:  # of whatever kind: somebody wrote this body
                expected = "an event that this version can read"
                yield Finding(reading.where, row["position"], describe(error), expected)
        answered = await _answered(connection, asked)
        for id_, (cause, wanted) in asked.items():
            if id_ not in answered and reading.due(cause):
                expected = "an event, a refusal, or `already so`"
                what = f"{cause.policy} of {wanted.key}"
                yield Finding(reading.where, cause.position, "no effect", expected, what)
            elif id_ in answered and cause.position > reading.read:
                back = min(back or cause.position, cause.position)
        last = rows[-1]["position"] if len(rows) == _AT_ONCE else _END
        for row in await connection.fetch(_LISTED, reading.source, after, last):
            if row["command_id"] not in asked and reading.knows(row, effects.asking):
                kind, expected = f"{row['list']} {name}", "none: nothing asked for it"
                yield Finding(kind, row["position"], "a row", expected, f"of {reading.source}")
        progress(reading.where, min(last, reading.read))
        if last == _END:
            break
        after = last
    if back:
        yield Finding(
            f"reader {name} of {reading.source}",
            reading.read,
            f"effects of position {back} and later",
            "none behind its position",
            advice="It was moved back, or the database was restored. It reads on by itself once"
            " the service runs, and repeats nothing; then verify again.",
        )


async def asked_behind(service: Service, source: str, there: Any, after: int) -> set[UUID]:
    """The ids of all commands that policies want because of a source's events behind a position."""
    effects = Effects(service, source)
    found: set[UUID] = set()
    while rows := await there.fetch(_EVENTS, after, list(effects.policies), _AT_ONCE):
        found |= {id_ for row in rows for id_, _, _ in _asked(effects, row)}
        after = rows[-1]["position"]
    return found


def _asked(effects: Effects, row: Any) -> list[tuple[UUID, Cause, Wanted]]:
    record = effects.codec.decode(row["type"], row["body"])
    assert record is not None, "only events of these types were asked for"
    return list(effects.asked("", row["position"], row["type"], record))


async def _answered(connection: Any, asked: Mapping[UUID, tuple[Cause, Wanted]]) -> set[UUID]:
    """The ids that have an answer. A person's command under a policy's id is none."""
    found = set()
    for row in await connection.fetch(_ANSWERS, list(asked)):
        cause = f'"causationid":"{asked[row["command_id"]][0].event_id}"'.encode()
        if row["body"] is None or cause in row["body"]:
            found.add(row["command_id"])
    return found
