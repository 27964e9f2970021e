"""What was measured, as a table for people and as `bench.json` for programs."""

import importlib.metadata
import json
import os
import platform
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, NamedTuple

from yishi.development.servers.nats import nats_binary


class Rate(NamedTuple):
    """Events per second, and which part of that time this process had a core to itself."""

    value: float
    share: float


class Stopwatch:
    """`count / seconds` by the clock on the wall."""

    def __init__(self) -> None:
        self._begun, self._used = perf_counter(), process_time()

    def rate(self, count: int) -> Rate:
        took = perf_counter() - self._begun
        return Rate(count / took, (process_time() - self._used) / took)


@dataclass(frozen=True)
class Number:
    """One result. `ratio` is `value` to what it is compared with; `target` is the least ratio that
    is wanted, or the most where `less_is_better`."""

    name: str
    value: float
    unit: str
    compared_with: str
    ratio: float
    target: float
    less_is_better: bool = False

    @property
    def reached(self) -> bool:
        return self.ratio <= self.target if self.less_is_better else self.ratio >= self.target


def at_least(name: str, rate: Rate, wanted: float) -> Number:
    """A number with a goal of its own, and how much of a core the machine gave us for it."""
    goal = f"the goal, at least {wanted:,.0f} (had {rate.share:.0%} of a core)"
    return Number(name, rate.value, "events/s", goal, rate.value / wanted, 1)


def at_most(name: str, value: float, unit: str, wanted: float) -> Number:
    return Number(name, value, unit, f"the goal, at most {wanted:,.0f}", value / wanted, 1, True)


def machine(postgres: str) -> list[str]:
    """What all this ran on."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in _lines("/proc/cpuinfo")
            if "model name" in line
        ),
        platform.processor(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    nats = subprocess.run([nats_binary(), "--version"], capture_output=True, text=True, check=True)
    packages = ("asyncpg", "fastapi", "pydantic", "uvicorn", "uvloop", "nats-py", "eventsourcing")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    return [
        f"{os.cpu_count()} cores, {model}, {memory:.0f} GiB; load at the start"
        f" {os.getloadavg()[0]:.1f}",
        f"Python {platform.python_version()}; PostgreSQL {postgres} (fsync on);"
        f" {nats.stdout.strip()} (sync_interval: always)",
        versions,
    ]


def table(numbers: Sequence[Number]) -> str:
    """Aligned columns; what is not reached says so."""
    rows = [("", "value", "ratio", "wanted", "", "compared with")]
    rows += [
        (
            each.name,
            f"{each.value:,.{0 if each.value >= 100 else 1}f} {each.unit}",
            f"{each.ratio:.2f}",
            f"{'≤' if each.less_is_better else '≥'} {each.target:g}",
            "yes" if each.reached else "NO",
            each.compared_with,
        )
        for each in numbers
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column in (1, 2, 3) else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, [*widths, 0], strict=True))
        ).rstrip()
        for row in rows
    )


def write(path: Path, numbers: Iterable[Number]) -> None:
    found: dict[str, dict[str, Any]] = {
        each.name: {
            "value": round(each.value, 3),
            "unit": each.unit,
            "compared_with": each.compared_with,
            "ratio": round(each.ratio, 3),
        }
        for each in numbers
    }
    path.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []
