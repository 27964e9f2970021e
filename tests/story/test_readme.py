"""The terminal that both READMEs show is what somebody sees who types it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.story.conftest import SECONDS, World
from yishi.credentials import addresses

pytestmark = [pytest.mark.servers, pytest.mark.story, pytest.mark.timeout(300)]

CHANGING = (
    (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "an-id"),
    (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "a time"),
    (r"(?m)^date: .*$", "date: a time"),
    (r"#\d+", "#n"),
    (r"content-length: \d+", "content-length: n"),
    (r"〔\d{4}〕", "〔year〕"),
    (r"\b(\d+) of \1 events", "n of n events"),
)
"""What is another each time: ids, times, and how many events there are."""


def samples(readme: str) -> list[str]:
    """What is typed and what comes, in the part about trying it: but for what starts it."""
    trying = Path(readme).read_text("utf-8").split("\n## ")[1]
    blocks = re.findall(r"(?s)```console\n(.*?)```", trying)
    return [each for each in blocks if "$ make" not in each]


def alike(text: str) -> str:
    for pattern, word in CHANGING:
        text = re.sub(pattern, word, text.replace("\r", ""))
    return "".join(f"{line.rstrip()}\n" for line in text.split("\n") if line.strip())


def fits(wanted: str) -> str:
    """A pattern for what is shown: `…` stands for the rest of a line, alone for some lines."""
    lines = (
        "(.*\n)*" if line == "…" else re.escape(line.replace(" …", "…")).replace("…", ".*") + "\n"
        for line in alike(wanted).splitlines()
    )
    return "".join(lines)


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
async def test_the_terminal_of_the_readme_is_a_real_one(world: World, readme: str) -> None:
    topics = addresses(world.settings)["topics"]
    made = ""
    for block in samples(readme):
        shown = block.split("\n$ ")
        for each in (shown[0].removeprefix("$ "), *shown[1:]):
            command = re.match(r"(?:.*\\\n)*.*", each)
            assert command is not None
            typed, wanted = command.group(), each[command.end() :]
            typed = typed.replace(".venv/bin/yishi", f"{sys.executable} -m yishi.cli")
            typed = typed.replace("http://127.0.0.1:8101", topics)
            typed = re.sub(r"(/topics/)[0-9a-f-]{36}", rf"\g<1>{made}", typed)
            ran = subprocess.run(
                ["bash", "-c", typed],
                env=world.settings,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=SECONDS,
            )
            if found := re.search(r"location: /topics/(\S+)", ran.stdout):
                made = found.group(1)
            assert re.fullmatch(fits(wanted), alike(ran.stdout)), ran.stdout
    assert made
