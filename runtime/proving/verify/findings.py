"""Findings of the auditor: how they are said, and how few of each kind."""

from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from runtime.logs import describe

Progress = Callable[[str, int], None]
Findings = AsyncGenerator["Finding", None]

MOST = 20
"""Findings of one kind that are told one by one; the rest are counted."""
_WIDTH = 300
"""Characters of a value that are shown."""


@dataclass(frozen=True)
class Finding:
    """One disagreement, at a position or at 0. `what` names the row, and `advice` what to do."""

    kind: str
    position: int
    found: str
    expected: str
    what: str = ""
    advice: str = ""

    @property
    def where(self) -> str:
        return f"{self.kind} {self.what}" if self.what else self.kind

    def __str__(self) -> str:
        at = f" position {self.position}" if self.position else ""
        said = (
            f"{shown(self.where)}{at}: found {shown(self.found)}, expected {shown(self.expected)}"
        )
        return f"{said}. {self.advice}" if self.advice else said


def shown(text: str) -> str:
    """The text on one line, without what a terminal obeys, and as long as a person reads."""
    text = text if len(text) <= _WIDTH else f"{text[:_WIDTH]}… ({len(text)} characters)"
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in text
    )


class Telling:
    """Says at most `MOST` findings of a kind, then how many more there were."""

    def __init__(self) -> None:
        self.total = 0
        self._of: Counter[str] = Counter()

    def next(self, finding: Finding) -> Iterator[str]:
        self.total += 1
        self._of[finding.kind] += 1
        if self._of[finding.kind] <= MOST:
            yield str(finding)

    def rest(self) -> Iterator[str]:
        for kind, count in self._of.items():
            if count > MOST:
                yield f"{shown(kind)}: and {count - MOST} more of these"


async def guarded(where: str, findings: AsyncIterator[Finding]) -> Findings:
    """All findings of one check. A check that cannot go on is a finding, and others still run."""
    try:
        async with aclosing(findings) as each:  # type: ignore[type-var]  # all are generators
            async for finding in each:
                yield finding
    except Exception as error:
        yield Finding(where, 0, f"that it cannot be checked: {describe(error)}", "to be checked")


async def doubled(
    connection: Any, where: str, table: str, keys: Sequence[str], schema: str = "public"
) -> Findings:
    """Rows with the same key: a table whose primary key was dropped can hold them."""
    names = ", ".join(keys)
    rows = await connection.fetch(
        f"SELECT {names}, count(*) AS many FROM {schema}.{table} GROUP BY {names}"
        f" HAVING count(*) > 1 ORDER BY {names} LIMIT 1000"
    )
    for row in rows:
        key = "/".join(str(row[name]) for name in keys)
        position = row["position"] if "position" in keys else 0
        yield Finding(where, position, f"{row['many']} rows with one key", "one", f"key {key}")
