"""Days and times come from `runtime.clock` alone, never from the host, its zone or PostgreSQL."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = [
    path
    for folder in ("contracts", "common", "runtime", "services", "yishi", "examples")
    for path in sorted((ROOT / folder).rglob("*.py"))
]
OF_DATES = {"now", "today", "utcnow", "fromtimestamp", "utcfromtimestamp"}
OF_TIME = {"time", "time_ns", "localtime", "gmtime", "ctime", "asctime", "strftime"}
ASKS = {"datetime": OF_DATES, "date": OF_DATES, "time": OF_TIME}
NOTHING_KEPT = {
    "runtime/web/auth.py": "how old a token is: its issuer's time is the true one",
    "runtime/carrying/peers.py": "the same",
    "yishi/development/issuer/protocol.py": "the same",
    "runtime/carrying/relay.py": "how long carrying took, for a trace",
    "runtime/logs.py": "when a line was logged",
    "runtime/proving/scrub.py": "when a pass ended, for Prometheus",
}
"""Who may ask the machine itself, and for what."""


def asked_of_the_machine(source: str) -> Iterator[str]:
    """`datetime.now`, `time.time` and the like, called or handed on."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            whose = node.value
            name = whose.attr if isinstance(whose, ast.Attribute) else getattr(whose, "id", "")
            if node.attr in ASKS.get(name, ()):
                yield f"{node.lineno}: {name}.{node.attr}"
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (f"{node.lineno}: {one.name}" for one in node.names if one.name in OF_TIME)


def test_nobody_but_the_clock_asks_the_machine() -> None:
    found = {
        str(path.relative_to(ROOT)): list(asked_of_the_machine(path.read_text("utf-8")))
        for path in SOURCES
    }
    asking = {path for path, lines in found.items() if lines} - {"runtime/clock.py"}

    assert {path: found[path] for path in asking - NOTHING_KEPT.keys()} == {}
    assert NOTHING_KEPT.keys() - asking == set(), "no longer needed here"


SQL = re.compile(r"\b(now\(\)|current_(date|time|timestamp)|localtime\w*|clock_timestamp)", re.I)


def texts(path: Path) -> Iterator[str]:
    """What of a file may reach PostgreSQL."""
    if path.suffix == ".sql":
        yield path.read_text("utf-8")
        return
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_postgresql_is_asked_for_a_time_only_to_be_compared_with() -> None:
    asking = {
        str(path.relative_to(ROOT))
        for path in [*SOURCES, *(ROOT / "runtime").rglob("*.sql")]
        if any(SQL.search(text) for text in texts(path)) and "doctor" not in str(path)
    }

    # A default for rows written by hand; and the comparison.
    assert asking == {"runtime/writing/ledger.sql", "runtime/writing/ledger.py"}


@pytest.mark.parametrize(
    "line", ["datetime.now(UTC)", "datetime.date.today()", "time.time()", "clock = time.time"]
)
def test_the_check_finds_what_it_looks_for(line: str) -> None:
    assert list(asked_of_the_machine(line))


def test_no_test_takes_the_day_of_utc_for_that_of_china() -> None:
    """It would fail in the evenings of Greenwich, from four o'clock on."""
    theirs = re.compile(r"\bnow\(UTC\)\.date\(\)|\bdate\.today\(\)")
    telling = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "tests").rglob("*.py")
        if path != Path(__file__) and theirs.search(path.read_text("utf-8"))
    ]

    assert telling == []


DAYS = {
    "2027-02-28T15:59:59": "2027-02-28",
    "2027-02-28T16:00:00": "2027-03-01",
    "2028-02-28T16:00:00": "2028-02-29",
    "2026-12-31T16:00:00": "2027-01-01",
}


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Kiritimati", "UTC"])
def test_a_day_is_chinas_in_whatever_zone_the_host_lives(zone: str) -> None:
    program = (
        "import sys; from datetime import UTC, datetime; from runtime import clock\n"
        "for moment in sys.argv[1:]:\n"
        "    clock.simulate(datetime.fromisoformat(moment + '+00:00') - datetime.now(UTC))\n"
        "    print(clock.today(), clock.now().tzinfo)"
    )
    said = subprocess.run(
        [sys.executable, "-c", program, *DAYS],
        env={"TZ": zone, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stdout.splitlines() == [f"{day} UTC" for day in DAYS.values()]
