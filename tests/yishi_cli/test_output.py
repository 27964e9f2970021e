"""Whoever stops listening, and whichever terminal listens, ends nobody's work."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from yishi import cli

DEED = """
import asyncio, sys
from pathlib import Path
from yishi import cli

class Deed:
    __doc__ = "a deed"
    def add_arguments(parser): pass
    async def run(arguments):
        for number in range({lines}):
            print("第一行", number, "样\\U0002cc56·\\udcff", flush={flush})
        print("还有一句", file=sys.stderr)
        Path({done!r}).write_text("done")
        return {code}

sys.modules["yishi.deed"] = Deed
cli.COMMANDS["deed"] = ("deed", "do it")
sys.argv = ["yishi", *{arguments}]
sys.exit(cli.program())
"""


def deed(
    folder: Path, code: int = 0, lines: int = 5000, arguments: object = ("deed",)
) -> list[str]:
    done = str(folder / "done")
    filled = DEED.format(lines=lines, flush=False, done=done, code=code, arguments=arguments)
    return [sys.executable, "-c", filled]


def run(command: list[str], redirected: str, **settings: str) -> tuple[int, str]:
    """The exit code of a command in a pipe of the shell, and what it said on standard error."""
    environment = {"PATH": os.environ["PATH"], "COMMAND": command[2], **settings}
    script = f'{{ "{command[0]}" -c "$COMMAND" {redirected}'
    done = subprocess.run(
        ["bash", "-c", script], env=environment, capture_output=True, check=False, timeout=60
    )
    return done.returncode, done.stderr.decode(errors="replace")


GONE = {
    "nobody listens": "; echo $? >&2; } | true",
    "somebody heard enough": "; echo $? >&2; } | head -1 >/dev/null",
    "both are piped": "2>&1; echo $? >&3; } 3>&2 | true",
    "standard output is closed": ">&-; echo $? >&2; }",
    "both are closed": ">&- 2>&-; echo $? >&3; } 3>&2",
    "all three are closed": "<&- >&- 2>&-; echo $? >&3; } 3>&2",
}


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("code", [0, 1])
@pytest.mark.parametrize("how", GONE)
def test_the_deed_is_done_and_the_exit_code_is_its_own(
    tmp_path: Path, how: str, code: int, unbuffered: str
) -> None:
    _, said = run(deed(tmp_path, code), GONE[how], PYTHONUNBUFFERED=unbuffered)

    assert (tmp_path / "done").read_text() == "done"
    assert said.split()[-1] == str(code)
    assert "Traceback" not in said
    assert "BrokenPipe" not in said


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("lines", [1, 5000])
def test_a_full_disk_ends_no_deed_and_is_told(tmp_path: Path, unbuffered: str, lines: int) -> None:
    command = deed(tmp_path, lines=lines)
    code, said = run(command, ">/dev/full; }", PYTHONUNBUFFERED=unbuffered)

    assert (tmp_path / "done").read_text() == "done"
    assert code == 1
    assert "yishi: not all could be told: No space left on device." in said


@pytest.mark.parametrize("arguments", [(), ("--help",), ("deed", "--help"), ("nothing",)])
@pytest.mark.parametrize("how", ["nobody listens", "standard output is closed"])
def test_usage_is_told_to_nobody_without_a_word(
    tmp_path: Path, arguments: object, how: str
) -> None:
    _, said = run(deed(tmp_path, arguments=arguments), GONE[how], PYTHONUNBUFFERED="1")

    assert said.split()[-1] == ("2" if arguments == ("nothing",) else "0")
    assert "Traceback" not in said


@pytest.mark.parametrize("encoding", ["gbk", "gb2312", "ascii", "latin-1", "utf-8", "ascii:strict"])
def test_what_a_terminal_cannot_show_is_escaped(tmp_path: Path, encoding: str) -> None:
    command = deed(tmp_path, lines=3)
    done = subprocess.run(
        command, env={"PYTHONIOENCODING": encoding}, capture_output=True, check=False
    )

    name = encoding.partition(":")[0]
    shown = "样\U0002cc56·\udcff".encode(name, "backslashreplace")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(shown) == 3
    assert "还有一句".encode(name, "backslashreplace") in done.stderr


@pytest.mark.parametrize("name", sorted(cli.COMMANDS))
@pytest.mark.parametrize("encoding", ["gbk", pytest.param("ascii", marks=pytest.mark.soak)])
def test_every_command_explains_itself_on_every_terminal(name: str, encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "yishi.cli", name, "--help"],
        env={"PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert f"yishi {name}".encode() in done.stdout
