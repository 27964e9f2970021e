"""The faults of tests/faults again and again, and a table of what the auditor found: `make soak`.

python -m tests.soak [--rounds 100] [fault …]
python -m tests.soak simulation [seed]      one seeded world, or ten thousand of them
python -m tests.soak power                  power cuts, thirty of them unless --rounds says
python -m tests.soak stories                the stories on all evenings of tests/support/evenings.py
python -m tests.soak tests                  the tests that `make test` leaves out, marked `soak`
"""

import argparse
import asyncio
import logging
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from runtime import clock
from tests.faults.clerks import Audit, Clerks, audit
from tests.faults.deployment import Deployment
from tests.faults.kinds import CUTS, FAULTS, NODES, Strike, strike
from tests.faults.power import power, why_not
from tests.faults.simulation.world import simulate
from tests.support.evenings import EVENINGS, VARIABLE

PROGRAMS = [("counting",), ("counting",), ("echo",), ("echo",)]
PLACES: list[tuple[dict[str, Strike], dict[str, Any]]] = [
    (FAULTS, {}),
    (CUTS, {"wired": True}),
    (NODES, {"servers": 3}),
]
"""Faults, and the deployment on which they are possible."""
ALL = [name for faults, _ in PLACES for name in faults]
PER_AUDIT = 10
"""Rounds after which the auditor comes."""
ROUNDS, CUTS_OF_POWER, WORLDS = 100, 30, 10_000


@dataclass
class Line:
    """One fault's line of the table."""

    fault: str
    rounds: int = 0
    said: Audit = field(default_factory=Audit)
    seconds: list[float] = field(default_factory=list)

    def add(self, found: Audit) -> None:
        """Numbers of the whole deployment: the last count of what was acknowledged, all faults."""
        self.said.lost += found.lost
        self.said.doubled += found.doubled
        self.said.gaps += found.gaps
        self.said.wrong_bytes += found.wrong_bytes
        self.said.findings += [one for one in found.findings if one not in self.said.findings]

    def __str__(self) -> str:
        said, times = self.said, sorted(self.seconds)
        p50, p99 = (times[min(len(times) - 1, int(len(times) * q))] for q in (0.5, 0.99))
        return (
            f"{self.fault:<12}{self.rounds:>7}{said.acknowledged:>13}{said.lost:>6}"
            f"{said.doubled:>9}{said.gaps:>6}{said.wrong_bytes:>13}{len(said.findings):>10}"
            f"{p50:>8.1f} s{p99:>7.1f} s"
        )


HEADER = (
    f"{'fault':<12}{'rounds':>7}{'acknowledged':>13}{'lost':>6}{'doubled':>9}{'gaps':>6}"
    f"{'wrong bytes':>13}{'findings':>10}{'p50':>10}{'p99':>9}"
)


async def soak(names: list[str], rounds: int, seed: int) -> bool:
    """True where the auditor found nothing at all."""
    lines = []
    for faults, given in PLACES:
        wanted = [name for name in faults if name in names]
        if not wanted:
            continue
        with tempfile.TemporaryDirectory(prefix="soak-") as folder:
            async with (
                Deployment(Path(folder), PROGRAMS, **given) as deployment,
                Clerks(deployment, seed=seed) as clerks,
            ):
                for name in wanted:
                    line = Line(name)
                    lines.append(line)
                    chance = Random(f"{seed} {name}")
                    await endure(line, faults[name], rounds, deployment, clerks, chance)
                    for finding in line.said.findings:
                        print(f"FOUND after {name}: {finding}", file=sys.stderr)
    print(HEADER)
    for line in lines:
        print(line)
    print(
        "Recovery: from the fault until a command asked after it has had its effect in another"
        " service.\ncut, silence: of the network to PostgreSQL, NATS or both; recovery from its end"
        " on.\nnode, frozen, nodes: of three servers of NATS, with streams kept three times.\n"
        f"{platform.machine()}, {os.cpu_count()} cores, {clock.today()}, seed {seed}."
    )
    return all(line.said.sound for line in lines)


async def endure(
    line: Line, fault: Strike, rounds: int, deployment: Deployment, clerks: Clerks, chance: Random
) -> None:
    """All rounds of one fault, with the auditor after every few."""
    before = len(clerks.acknowledged)
    while line.rounds < rounds:
        async with clerks.working():
            for _ in range(min(PER_AUDIT, rounds - line.rounds)):
                line.seconds.append(await strike(fault, deployment, clerks, chance))
                line.rounds += 1
                progress(f"{line.fault}: round {line.rounds} of {rounds}")
        line.add(await audit(deployment, clerks))
        line.said.acknowledged = len(clerks.acknowledged) - before
        if not sys.stderr.isatty():
            print(f"{line} (audited)", file=sys.stderr, flush=True)


def progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{text}\033[K", end="", file=sys.stderr, flush=True)


def worlds(seeds: range) -> bool:
    """Seeded worlds of relay and reader; the first bad seed ends it."""
    logging.disable(logging.CRITICAL)
    started = time.monotonic()
    for seed in seeds:
        try:
            simulate(seed)
        except Exception as error:
            print(f"simulation: seed {seed}: {error!r}")
            return False
        progress(f"simulation: seed {seed}")
    print(f"simulation: {len(seeds)} worlds, all sound ({time.monotonic() - started:.0f} s)")
    return True


def cuts(rounds: int, seed: int) -> bool:
    """Power cuts, where this machine can simulate them."""
    if reason := why_not():
        print(f"power: cannot be cut here: {reason}")
        return True
    return asyncio.run(power(rounds, seed))


def stories() -> bool:
    """The stories of the county on every evening; what fails is told in full."""
    sound = True
    for evening in EVENINGS:
        progress(f"stories: {evening}")
        started = time.monotonic()
        told = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "tests/story"],
            env={**os.environ, VARIABLE: evening, "TZ": evening.split()[0]},
            capture_output=True,
            text=True,
        )
        end = told.stdout.splitlines()[-1:]
        print(
            f"stories: {evening}: {' '.join(end)} ({time.monotonic() - started:.0f} s)", flush=True
        )
        if told.returncode:
            sound = False
            print(told.stdout, told.stderr, sep="\n", file=sys.stderr)
    return sound


def left_out() -> bool:
    """The tests that `make test` has no time for, as they tell of themselves."""
    drill = "tests/yishi_cli/test_drill.py"  # whole: its sections follow each other
    schemas = "tests/hostile/test_schemas.py"  # with more cases for each route
    asked = (["-m", "soak", "--ignore", drill], [drill], [schemas])
    more = {**os.environ, "YISHI_HOSTILE_CASES": "20"}
    ends = [
        subprocess.run([sys.executable, "-m", "pytest", "-q", *each], env=more) for each in asked
    ]
    return not any(each.returncode for each in ends)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--rounds", type=int, help="100; of power cuts 30")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument(
        "fault", nargs="*", help=f"tests, stories, simulation, power, {', '.join(ALL)}; all if none"
    )
    given = parser.parse_args()
    if given.fault[:1] == ["simulation"]:
        wanted = [int(each) for each in given.fault[1:]]
        return not worlds(range(wanted[0], wanted[0] + 1) if wanted else range(WORLDS))
    if given.fault == ["stories"]:
        return not stories()
    if given.fault == ["tests"]:
        return not left_out()
    if given.fault == ["power"]:
        return not cuts(given.rounds or CUTS_OF_POWER, given.seed)
    if unknown := set(given.fault) - set(ALL):
        parser.error(f"there is no fault {', '.join(sorted(unknown))}")
    sound = asyncio.run(soak(given.fault or ALL, given.rounds or ROUNDS, given.seed))
    if not given.fault:
        sound &= cuts(given.rounds or CUTS_OF_POWER, given.seed)
        sound &= worlds(range(WORLDS))
        sound &= left_out()
        sound &= stories()
    return not sound


if __name__ == "__main__":
    sys.exit(main())
