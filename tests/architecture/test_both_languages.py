"""A page that is there in English and in Chinese says the same in both: whoever changes one is told
to change the other."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.architecture.test_documents import DOCUMENTS, ROOT, called

CHINESE = [each for each in DOCUMENTS if each.name.endswith(".zh-CN.md")]
README = ROOT / "README.zh-CN.md"
"""Its blocks show what people of either language get to see, so they differ."""
BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
PLACE = "\0"
"""Where a block stood."""
SPAN = re.compile(r"`[^`]+`")
COMMENT = re.compile(r"(?<!\S)# .*$|^ +[(（].+[)）]$", re.MULTILINE)
"""What a block may say in either language: a comment, or what somebody else does in between."""
LINK = re.compile(r"\]\(([^)\s]+)\)")


def english(page: Path) -> Path:
    return page.with_name(page.name.replace(".zh-CN", ""))


class Section(NamedTuple):
    """What a section has in either language: all but its sentences."""

    level: int
    number: str
    blocks: list[str]
    links: set[str]
    names: set[str]
    rows: int
    items: int


def sections(text: str) -> list[tuple[str, Section, set[str]]]:
    """Heading, what has to be the same, and the numbers that are written with digits."""
    text = text.replace(".zh-CN.md", ".md")
    blocks = [COMMENT.sub("#", each) for each in BLOCK.findall(text)]
    parts = re.split(r"^(#+) (.+)$", BLOCK.sub(PLACE, text), flags=re.MULTILINE)
    found = []
    for level, heading, body in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        own = [blocks.pop(0) for _ in range(body.count(PLACE))]
        words = LINK.sub("]", SPAN.sub("", body)).replace(",", "")
        one = Section(
            level=len(level),
            number=re.match(r"[\d.]*", heading)[0],  # type: ignore[index]
            blocks=own,
            links={each.partition("#")[0] for each in LINK.findall(body)},
            names={" ".join(each.split()) for each in SPAN.findall(body)},
            rows=len(re.findall(r"^\|", body, re.MULTILINE)),
            items=len(re.findall(r"^(?:- |\d+\. )", body, re.MULTILINE)),
        )
        found.append((heading, one, set(re.findall(r"\d+(?:\.\d+)*", words))))
    return found


def differences(english: str, chinese: str, blocks: bool = True) -> list[str]:
    ours, theirs = sections(english), sections(chinese)
    if len(ours) != len(theirs):
        return [f"{len(ours)} headings in English, {len(theirs)} in Chinese"]
    said = []
    for (head, one, numbers), (other_head, other, others) in zip(ours, theirs, strict=True):
        where = f"“{head}” and “{other_head}”"
        for what, mine, yours in zip(Section._fields, one, other, strict=True):
            if what == "blocks" and not blocks:
                continue
            if isinstance(mine, set) and isinstance(yours, set):
                said += [f"{where}: {what}, {each} in one only" for each in sorted(mine ^ yours)]
            elif mine != yours:
                said.append(f"{where}: {what}\n{mine}\n{yours}")
        said += [f"{where}: the Chinese has no {each}" for each in sorted(numbers - others)]
    return said


@pytest.mark.parametrize("page", CHINESE, ids=called)
def test_both_languages_have_the_same_blocks_links_names_and_numbers(page: Path) -> None:
    ours, theirs = (each.read_text("utf-8") for each in (english(page), page))
    found = differences(ours, theirs, blocks=page != README)

    assert not found, f"{called(page)}:\n" + "\n".join(found)


def test_every_guide_for_those_who_use_yishi_is_there_in_chinese() -> None:
    guides = {each for each in (ROOT / "docs" / "guides").glob("*.md") if each not in CHINESE}
    of_programmers = {ROOT / "docs" / "guides" / "a-new-slice.md"}

    assert guides - of_programmers == guides & {english(each) for each in CHINESE}


@pytest.mark.parametrize("page", CHINESE, ids=called)
def test_each_language_leads_to_the_other_at_its_head(page: Path) -> None:
    for one, other in ((page, english(page)), (english(page), page)):
        assert f"]({other.name})" in "\n".join(one.read_text("utf-8").splitlines()[:5])


@pytest.mark.parametrize("page", CHINESE, ids=called)
def test_a_chinese_page_leads_on_to_chinese_pages(page: Path) -> None:
    targets = {
        (page.parent / link.partition("#")[0]).resolve()
        for link in LINK.findall(page.read_text("utf-8"))
        if "://" not in link
    }

    assert not targets & {english(each) for each in CHINESE} - {english(page)}


def test_what_is_changed_in_one_language_alone_is_named() -> None:
    """The control of the comparison."""
    here = "# A\n\n`yishi doctor`, 24 hours, [b](b.md)\n\n```sh\nls  # all\n```\n\n- one\n\n## B\n"
    there = "# 甲\n[乙](b.zh-CN.md)，`yishi doctor`，24\n```sh\nls  # 全部\n```\n\n- 一\n\n## 乙\n"

    assert not differences(here, there)
    for old, new in (
        ("24", "12"),
        ("doctor", "verify"),
        ("b.zh", "c.zh"),
        ("ls ", "rm "),
        ("- 一", "一"),
        ("## ", "### "),
        ("## ", "## 1. "),
        ("## 乙", "乙"),
    ):
        assert differences(here, there.replace(old, new)), new
