"""The operator's guide, to the letter: its commands of 6.1 to 6.5 and of 6.7, run in a shell
beside a real `yishi up`, say what it says they say."""

import asyncio
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from runtime.carrying.streams import call
from tests.support.evenings import EVENINGS, this_evening
from tests.support.installation import Installation
from tests.support.streams import eventually
from yishi.client import Client
from yishi.credentials import addresses, token_of
from yishi.deployment import deploy_identity
from yishi.development.up.installation import PROFILE

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "operator.md"
pytestmark = [pytest.mark.servers, pytest.mark.timeout(900)]

Step = tuple[str, list[str]]
"""A command, or what somebody else does `(in parentheses)`, and the lines that it prints."""


def blocks(section: str) -> list[list[Step]]:
    """The console blocks of a section, such as 6.1."""
    text = GUIDE.read_text("utf-8")
    [body] = re.findall(rf"^### {re.escape(section)} .*?$(.*?)(?=^##)", text, re.M | re.S)
    return [steps(each) for each in re.findall(r"^```console\n(.*?)^```", body, re.M | re.S)]


def steps(block: str) -> list[Step]:
    found: list[Step] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif re.fullmatch(r" +\(.+\)", line):
            found.append((line.strip(), []))
        elif found and not found[-1][1] and unfinished(found[-1][0]):
            found[-1] = (f"{found[-1][0]}\n{line}", [])
        else:
            found[-1][1].append(line)
    return found


def unfinished(command: str) -> bool:
    """Whether a shell waits for more of it."""
    if command.startswith("("):
        return False
    if command.endswith("\\"):
        return True
    asked = subprocess.run(["bash", "-n", "-c", command], capture_output=True, check=False)
    return asked.returncode != 0


def expected(line: str) -> re.Pattern[str]:
    """A line as the guide has it: numbers, hashes and what stands for `…` may be others."""
    parts = re.split(r"(…|[0-9a-f]{6,}|\d[\d.,]*)", line)
    kinds = [re.escape(each) for each in parts]
    kinds[1::2] = [".*" if each == "…" else "[0-9a-f.,]+" for each in parts[1::2]]
    return re.compile("".join(kinds))


def lacking(wanted: list[str], printed: list[str]) -> str | None:
    """The first line that was not printed, in this order."""
    lines = iter(printed)
    for line in wanted:
        if line.strip() != "…" and not any(expected(line).fullmatch(each) for each in lines):
            return line
    return None


class Shell:
    """One bash for a whole drill, so that its variables last."""

    def __init__(self, up: Installation, folder: Path) -> None:
        programs = folder / "bin"
        programs.mkdir()
        (programs / "yishi").write_text(f'#!/bin/sh\nexec {sys.executable} -m yishi.cli "$@"\n')
        (programs / "yishi").chmod(0o755)
        (folder / ".venv").symlink_to(sys.prefix)
        mine = {name: value for name, value in os.environ.items() if name[:6] != "YISHI_"}
        self._bash = subprocess.Popen(
            ["bash"],
            cwd=folder,
            env={
                **mine,
                "PYTHONPATH": str(GUIDE.parents[2]),
                "PATH": f"{programs}:{os.environ['PATH']}",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, command: str) -> list[str]:
        assert self._bash.stdin is not None
        assert self._bash.stdout is not None
        self._bash.stdin.write(f'{command}\necho "end of it"\n')
        self._bash.stdin.flush()
        printed = []
        for line in self._bash.stdout:
            if line == "end of it\n":
                return printed
            printed.append(line.rstrip("\n"))
        raise AssertionError(f"the shell ended in {command}:\n" + "\n".join(printed))

    def end(self) -> None:
        self._bash.communicate()


async def raised(up: Installation, number: int) -> None:
    settings = up.settings
    village, clerk = "620123109210", "xinying-village-clerk"
    async with Client(addresses(settings), token_of(settings)) as client:
        for each in range(number):
            entered = await client.ask(
                "topics", "/people", {"name": f"样例{each}", "unit": village}, as_=clerk
            )
            body = {
                "unit": village,
                "scale": "group",
                "raised_by": entered["id"],  # type: ignore[call-overload]
                "title": f"村道路灯第{each}组",
                "description": "夜间出行不便，群众希望增设路灯，位置和电费怎样分担需要商量。",
                "origin": "public",
                "supporters": 12,
            }
            await client.ask("topics", "/topics", body, as_=clerk)


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with Installation(tmp_path_factory.mktemp("drill")) as up:
        up.does("apply", str(PROFILE))
        asyncio.run(raised(up, 2))
        yield up


@pytest.fixture(scope="module")
def shell(up: Installation) -> Iterator[Shell]:
    shell = Shell(up, up.folder)
    yield shell
    shell.end()


def nats_is_back(up: Installation) -> None:
    up.says("NATS died; starting it again")
    patience = time.monotonic() + 60
    while up.yishi("doctor").stdout.count("There is no stream") < 4:
        assert time.monotonic() < patience


async def _stream_is_lost(up: Installation) -> None:
    async with deploy_identity(up.settings) as client:
        await call(client, "DELETE", "TOPICS", {})


async def _others_read(up: Installation) -> None:
    """Under the new key something is recorded, and comes where it goes."""
    await raised(up, 1)
    [(end,)] = await up.sql("topics", "SELECT max(position) FROM ledger")
    for name in ("meetings", "console"):

        async def there(name: str = name) -> bool:
            rows = await up.sql(name, "SELECT position FROM readers WHERE source = 'TOPICS'")
            return [each["position"] for each in rows] == [end]

        await eventually(there, f"{name} has read up to {end}", within=30)


HOOKS: dict[str, Callable[[Installation], object]] = {
    "(three topics are raised)": lambda up: asyncio.run(raised(up, 3)),
    "(until NATS is back)": nats_is_back,
    "(the stream is lost as well)": lambda up: asyncio.run(_stream_is_lost(up)),
    "(the other services have read what came since)": lambda up: asyncio.run(_others_read(up)),
    "(ten seconds later)": lambda up: time.sleep(10),
}
SECONDS = 60
"""In which what is carried arrives, and the guide's `verify` finds nothing."""


AFTER = ("6.2", "6.3", "6.4", "6.5", "6.7")
"""Each comes after 6.1, which makes the dump; in `make test` one of them, by turns from day to day,
and all of them in `make soak`."""
OF_TODAY = AFTER[[*EVENINGS, this_evening()].index(this_evening()) % len(AFTER)]


@pytest.mark.parametrize(
    "section",
    [
        pytest.param(each, marks=pytest.mark.soak if each in AFTER and each != OF_TODAY else ())
        for each in ("6.1", *AFTER)
    ],
)
def test_what_the_guide_prints_is_what_is_printed(
    section: str, up: Installation, shell: Shell
) -> None:
    for block in blocks(section):
        hashes: list[str] = []
        for command, wanted in block:
            if command.startswith("("):
                HOOKS[command](up)
                continue
            patience = time.monotonic() + SECONDS
            printed = shell.run(command)
            while (line := lacking(wanted, printed)) and command.startswith("yishi verify"):
                assert time.monotonic() < patience, f"{command}\n" + "\n".join(printed)
                printed = shell.run(command)
            assert line is None, f"{command}\nprinted no {line!r}, but:\n" + "\n".join(printed)
            if 'ledger_head"' in command:
                hashes += printed
        if hashes:
            before, _, after = hashes  # as it was, of the dump, and brought back
            assert before == after
    assert all(up.ready(name) for name in ("topics", "meetings", "members", "outcomes", "console"))


def test_every_way_to_stop_a_service_is_told() -> None:
    """The drill says `yishi service`; whoever uses compose finds theirs in the same section."""
    text = GUIDE.read_text("utf-8")
    for word in ("stop", "start"):
        assert f"| `yishi service {word} topics` |" in text.replace(" | ", " | ")
        assert f"`docker compose {word} topics`" in text
        assert f"`systemctl {word} yishi-topics`" in text


def test_a_line_of_the_guide_is_not_met_by_another() -> None:
    """The control of the comparison."""
    assert lacking(["TOPICS: holds 24 events again."], ["TOPICS: holds 7 events again."]) is None
    assert lacking(["TOPICS: holds 24 events again."], ["MEETINGS: holds 24 events again."])
    assert lacking(["a", "b"], ["b", "a"]) == "b"
    assert steps("$ for x in a\n  do\n    echo $x\n  done\n$ b \\\n    c\nout\n  (later)") == [
        ("for x in a\n  do\n    echo $x\n  done", []),
        ("b \\\n    c", ["out"]),
        ("(later)", []),
    ]
