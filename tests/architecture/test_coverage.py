"""Every item of the requirements is judged once, and what works is held by tests that cite it."""

import re

import pytest

from tests.architecture import coverage
from tests.architecture.coverage import CITED, ITEMS, TESTS, Item, cited

JUDGED = coverage.items()
CITATIONS = coverage.citations()


def test_the_page_is_what_the_verdicts_and_the_tests_say() -> None:
    written = coverage.PAGE.read_text("utf-8")

    assert written == coverage.page(), f"`{coverage.COMMAND}` writes {coverage.PAGE}"


def test_each_item_is_judged_once_and_in_order() -> None:
    assert [item.number for item in JUDGED] == ITEMS
    assert len(ITEMS) == 175


def test_the_page_has_one_row_of_each_item() -> None:
    rows = re.findall(r"^\| (\d{3}-\d{2}) ", coverage.page(), re.MULTILINE)

    assert rows == ITEMS


@pytest.mark.parametrize("item", JUDGED, ids=lambda item: item.number)
def test_an_item_says_what_it_is_and_what_is_missing(item: Item) -> None:
    assert item.verdict in coverage.WORDS
    assert set(item.service.split("/")) <= set(coverage.SERVICES)
    assert 0 < len(item.english.split()) <= 12
    assert 0 < len(re.findall(r"[\u4e00-\u9fff]", item.chinese)) <= 30
    assert bool(item.reason) != (item.verdict == "works"), "a reason, unless it works"
    assert "|" not in item.english + item.chinese + item.reason


@pytest.mark.parametrize(
    "item", [each for each in JUDGED if each.verdict == "works"], ids=lambda item: item.number
)
def test_what_works_is_cited_by_a_test(item: Item) -> None:
    assert CITATIONS.get(item.number), f"cite {item.number} where a test proves it"


def test_every_number_that_a_test_cites_is_an_item() -> None:
    unknown = {
        f"{path}: {number}"
        for path in TESTS.rglob("*.py")
        for number in CITED.findall(path.read_text("utf-8"))
        if number not in ITEMS
    }

    assert not unknown - {f"{TESTS / 'architecture' / 'test_coverage.py'}: 009-99"}


def test_a_test_cites_by_a_comment_of_its_own() -> None:
    """The control: no heading, no string, no helper, and nothing beside the function."""
    source = '''
"""What is told of the module (000-01)."""
# 000-02
def helper():  # 000-03
    """000-04"""

@cases(  # 000-05, 000-06
    "000-07"
)
async def test_it():  # 000-08 000-09 to 009-99
    # a township (000-10); 13.3-1, m-620000-12, 2000-11, 000-123
    assert "000-13"
'''

    assert [number for number, _ in cited(source)] == [
        "000-05",
        "000-06",
        "000-08",
        "000-09",
        "009-99",
        "000-10",
    ]
    assert {function for _, function in cited(source)} == {"test_it"}
