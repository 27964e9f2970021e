"""Check a ledger by itself: chain, columns against bodies, head, clock, and commands' keys."""

import json
from collections.abc import Callable, Iterator
from contextlib import aclosing, suppress
from datetime import datetime, timedelta
from typing import Any

from contracts.operations import ClockSimulated, TimeSetBack
from runtime import clock, envelope
from runtime.envelope import GENESIS, START, Codec, chain
from runtime.proving.verify.copies import Copy, Link, Vouching
from runtime.proving.verify.findings import Finding, Findings, Progress, doubled
from runtime.writing import ledger

_COLUMNS = (
    "position, id, stream, version, type, unit, matter, recorded_at, command_id, body, hash,"
    " signature"
)
_ALONE = """
SELECT command_id FROM command_keys
WHERE NOT EXISTS (SELECT FROM ledger WHERE ledger.command_id = command_keys.command_id)
"""
APART = timedelta(minutes=2)
"""The most that clocks of two replicas may differ: each is within a minute of PostgreSQL's."""
_GAP = "no row"

_SAID: dict[str, Callable[[Any], Any]] = {
    "position": lambda body: int(body["sequence"]),
    "id": lambda body: body["id"],
    "stream": lambda body: body["subject"],
    "version": lambda body: body["streamversion"],
    "type": lambda body: body["type"],
    "unit": lambda body: body["unit"],
    "matter": lambda body: body["correlationid"],
    "recorded_at": lambda body: datetime.fromisoformat(body["time"]),
    "command_id": lambda body: body["commandid"],
}
"""What a body says that a column repeats."""


async def ledger_findings(
    connection: Any, codec: Codec, copy: Copy, vouching: Vouching, progress: Progress
) -> Findings:
    """Check the ledger as of one moment. Notes in `copy` how far the chain holds."""
    where = copy.where
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        previous, end, times = GENESIS, START, _Clock(where)
        versions: dict[str, int] = {}
        async with aclosing(ledger.pages_ahead(connection, _COLUMNS)) as pages:
            async for rows in pages:
                links: list[Link] = []
                for row in rows:
                    if row["position"] > copy.end + 1:
                        copy.breaks(copy.end + 1, _GAP)
                        many = row["position"] - copy.end - 2
                        more = f", nor in the {many} after it" if many else ""
                        yield Finding(where, copy.end + 1, f"{_GAP}{more}", "an event")
                    copy.end = row["position"]
                    computed = chain(previous, row["body"])
                    links.append((copy.end, row["hash"], row["body"], row["signature"], previous))
                    if row["hash"] != computed:
                        copy.breaks(copy.end, "its hash is not that of its body")
                        yield Finding(where, copy.end, row["hash"].hex(), computed.hex())
                    said = envelope.links(row["body"])
                    if said != (right := end.links(said.audience, previous)):
                        yield Finding(f"{where} links", copy.end, _told(said), _told(right))
                    previous, end = row["hash"], end.then(said.audience, row["hash"])
                    for finding in _columns(where, row, versions, codec):
                        yield finding
                    for finding in times.takes(row):
                        yield finding
                vouching.page(links)
                progress(where, copy.end)
        copy.hash = previous
        for finding in times.to_come:
            yield finding
        async for finding in doubled(connection, where, "ledger", ["position"]):
            copy.breaks(finding.position, "several rows")
            yield finding
        async for finding in doubled(connection, f"{where} id", "ledger", ["id"]):
            yield finding
        async for finding in _head(connection, copy):
            yield finding
    if (unsigned := vouching.finding()) is not None:
        yield unsigned


def _told(links: envelope.Links) -> str:
    return " ".join(filter(None, links)) or "no audience"


async def _head(connection: Any, copy: Copy) -> Findings:
    """Compare the head row, from which the writer goes on, with the last row."""
    where = f"{copy.where} head"
    rows = await connection.fetch("SELECT position, hash FROM ledger_head")
    if len(rows) != 1:
        yield Finding(
            where,
            0,
            f"{len(rows)} rows" if rows else "no row",
            "one row",
            advice="Nothing can be recorded without it: restore the database, section 6.1.",
        )
    for row in rows:
        if (row["position"], row["hash"]) != (copy.end, copy.hash):
            found, expected = f"{row['position']} {row['hash'].hex()}", f"{copy.end}"
            yield Finding(where, row["position"], found, f"{expected} {copy.hash.hex()}")


def _columns(where: str, row: Any, versions: dict[str, int], codec: Codec) -> Iterator[Finding]:
    """Compare a row's columns with its body, and its version with the one before in its stream."""
    position = row["position"]
    try:
        body = json.loads(row["body"])
    except (ValueError, RecursionError) as error:
        yield Finding(where, position, f"an unreadable body ({type(error).__name__})", _EVENT)
        return
    if not isinstance(body, dict):
        yield Finding(where, position, f"a body that is a {type(body).__name__}", _EVENT)
        return
    for column, said in _SAID.items():
        try:
            expected = said(body)
        except (ValueError, TypeError, KeyError) as error:
            found = f"a body that does not say it ({type(error).__name__})"
            yield Finding(f"{where} column {column}", position, found, _EVENT)
            continue
        kept = row[column] if isinstance(expected, int | datetime) else str(row[column])
        if kept != expected:
            yield Finding(f"{where} column {column}", position, str(kept), str(expected))
    if not codec.knows(row["type"]):
        expected = "a type that this version records"
        yield Finding(f"{where} type", position, row["type"], expected)
    expected = versions.get(row["stream"], 0) + 1
    if row["version"] != expected:
        kind, what = f"{where} version", f"of {row['stream']}"
        yield Finding(kind, position, str(row["version"]), str(expected), what)
    versions[row["stream"]] = row["version"]


_EVENT = "a CloudEvent"


class _Clock:
    """Checks that time neither goes back nor is of the future, unless operators recorded it."""

    def __init__(self, where: str) -> None:
        self._kind = f"{where} clock"
        self._now = clock.now() - clock.ahead()  # the ledger says itself what was simulated
        self._last: datetime | None = None
        self._ahead = timedelta(0)
        self.to_come: list[Finding] = []
        """Findings of a time still to come, unless an operator has recorded the reason since."""

    def takes(self, row: Any) -> Iterator[Finding]:
        at, deed = row["recorded_at"], row["type"].rsplit(".", 1)[-1]
        if deed == ClockSimulated.__name__:
            with suppress(ValueError, TypeError, KeyError, RecursionError, OverflowError):
                self._ahead = timedelta(seconds=json.loads(row["body"])["data"]["seconds"])
        on_record = deed in (ClockSimulated.__name__, TimeSetBack.__name__)
        if self._last is not None and self._last - at > APART and not on_record:
            expected = f"not before {self._last}, as the event before it"
            yield Finding(self._kind, row["position"], str(at), expected)
        if deed == TimeSetBack.__name__:
            self.to_come.clear()
        if at - self._now - self._ahead > APART:
            expected = f"at most {self._now + self._ahead}, as it is now"
            self.to_come.append(Finding(self._kind, row["position"], str(at), expected))
        self._last = at


async def key_findings(connection: Any, name: str) -> Findings:
    """Keys under which nothing was recorded, though key and events are written together."""
    where = f"command_keys {name}"
    async with connection.transaction(readonly=True):
        async for row in connection.cursor(_ALONE):
            yield Finding(
                where, 0, "a key", "one of an event in the ledger", str(row["command_id"])
            )
    for table in ("command_keys", "unanswered", "already_so"):
        async for finding in doubled(connection, f"{table} {name}", table, ["command_id"]):
            yield finding
