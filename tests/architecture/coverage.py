"""The page of coverage: what becomes of each item of the requirements, with the tests that cite it.

`python -m tests.architecture.coverage` writes `docs/coverage.md` from `docs/coverage.toml`, where
people write their verdicts, and from the comments of tests that cite an item (`# 001-37`).
"""

import ast
import io
import re
import tokenize
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COMMAND = "python -m tests.architecture.coverage"
PAGE = Path("docs/coverage.md")
VERDICTS = Path("docs/coverage.toml")
TESTS = Path("tests")

WORDS = ("works", "part", "none", "outside")
"""What becomes of an item."""
SERVICES = {
    "T": "topics",
    "M": "meetings",
    "B": "members",
    "O": "outcomes",
    "X": "organisation, files, reports, configuration",
}
"""Whose an item is: its first letter says who owns the data."""
REPORTS = {"000": 54, "001": 40, "002": 20, "003": 27, "004": 34}
"""The reports from which the items were drawn, with how many each has."""
ITEMS = [f"{report}-{n:02}" for report, last in REPORTS.items() for n in range(1, last + 1)]
CITED = re.compile(r"(?<![\w.-])00\d-\d\d(?![\w-])")

Citations = dict[str, dict[Path, list[str]]]
"""Of each item the files of tests that cite it, and in each of these the functions."""

HEAD = f"""# What works of the requirements

> **中文摘要**
> 本页由程序生成，每项要求一行：works 已实现，part 部分实现，none 尚未实现，outside 不属于软件范围。
> 结论写在 `coverage.toml`，未实现的写明缺什么；测试以注释引用条目编号（如 `# 001-37`）。

`{COMMAND}` writes this page from `coverage.toml`, where the verdicts are,
and from the comments of tests that cite an item. The requirements come from five reports on the
work of counties and cities: an item is named by its report and its number there.

- **works**: the product does all of it for any county, and a test goes red without the rule.
- **part**: the product does some of it; the row says what is missing.
- **none**: the product does none of it yet; the row says what is missing.
- **outside**: no software has to do it; the row says why.

Of two letters the first says which service owns the data; the item is counted there.
"""


@dataclass(frozen=True)
class Item:
    number: str
    service: str
    english: str
    chinese: str
    verdict: str
    reason: str = ""

    @property
    def owner(self) -> str:
        return self.service[0]


def items(file: Path = VERDICTS) -> list[Item]:
    """The items as they were judged, in the order of the file."""
    rows = tomllib.loads(file.read_text("utf-8"))
    return [Item(number, **row) for number, row in rows.items()]


def citations() -> Citations:
    found: Citations = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        for number, function in cited(path.read_text("utf-8")):
            functions = found.setdefault(number, {}).setdefault(path, [])
            if function not in functions:
                functions.append(function)
    return found


def cited(source: str) -> Iterator[tuple[str, str]]:
    """Each item that a comment within a test function cites, with the name of the function."""
    comments = {
        token.start[0]: token.string
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _is_test(node.name):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            for line in range(first, (node.end_lineno or first) + 1):
                for number in CITED.findall(comments.get(line, "")):
                    yield number, node.name


def _is_test(name: str) -> bool:
    return name.startswith("test_")


def page() -> str:
    judged, by = items(), citations()
    lines = [HEAD, *_totals(judged)]
    for report in REPORTS:
        lines += ["", f"## {report}", ""]
        lines += ["| item | service | works / part / none / outside | tests or reason |"]
        lines += ["|---|---|---|---|"]
        lines += [_row(each, by) for each in judged if each.number.startswith(report)]
    return "\n".join(lines) + "\n"


def _totals(judged: list[Item]) -> list[str]:
    count = Counter((each.owner, each.verdict) for each in judged)
    lines = [f"| service | {' | '.join(WORDS)} | all |", "|---|---|---|---|---|---|"]
    for letter, name in SERVICES.items():
        each = [count[letter, word] for word in WORDS]
        lines.append(f"| {letter} {name} | {' | '.join(map(str, each))} | {sum(each)} |")
    whole = [sum(count[letter, word] for letter in SERVICES) for word in WORDS]
    return [*lines, f"| **all** | {' | '.join(map(str, whole))} | {sum(whole)} |"]


def _row(item: Item, by: Citations) -> str:
    tests = "; ".join(
        f"[{path.relative_to(TESTS)}](../{path}): {', '.join(f'`{each}`' for each in functions)}"
        for path, functions in by.get(item.number, {}).items()
    )
    told = " ".join(each for each in (item.reason, tests) if each)
    title = f"{item.number} {item.english} {item.chinese}"
    return f"| {title} | {item.service} | {item.verdict} | {told} |"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
