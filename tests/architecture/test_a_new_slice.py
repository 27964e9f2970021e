"""The guide to a new slice shows what stands in the files that it names."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/guides/a-new-slice.md").read_text("utf-8")
QUOTED = re.findall(r"^```python (\S+)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("file", "code"), QUOTED, ids=[file for file, _ in QUOTED])
def test_what_is_quoted_stands_there(file: str, code: str) -> None:
    assert f"\n{code}" in (ROOT / file).read_text("utf-8")


def test_every_block_of_the_nine_places_is_compared() -> None:
    places = GUIDE.split("\n## ")[1:10]
    assert [place[0] for place in places] == list("123456789")
    assert all("```python " in place for place in places)
    assert GUIDE.count("```") == 2 * len(QUOTED)
