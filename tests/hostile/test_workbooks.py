"""Rosters that were made to harm: refused with a sentence, in little memory and time."""

import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.members.situations import words
from tests.yishi_cli.rosters import BODIES, HEADER, TODAY, UNITS, row, workbook
from yishi.roster.check import check
from yishi.roster.file import read_roster
from yishi.roster.workbook.file import Unusable

MB = 1024 * 1024
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
LISTED = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.'
    b'openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
HEAD = (
    '<?xml version="1.0"?><worksheet '
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
TAIL = "</sheetData></worksheet>"
ENTITIES = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "haha">'
for _small, _large in pairwise("abcdefghi"):
    ENTITIES += f'<!ENTITY {_large} "{f"&{_small};" * 10}">'
ENTITIES += "]>"
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/passwd">]>'


def changed(folder: Path, part: str, content: bytes | str | Callable[[str], str]) -> Path:
    """A clean roster with one part of the file replaced."""
    clean = workbook(folder, row())
    target = folder / "坏.xlsx"
    with (
        zipfile.ZipFile(clean) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            was = old.read(name)
            if name == "[Content_Types].xml" and part == STRINGS:
                was = was.replace(b"</Types>", LISTED + b"</Types>")
            if name == part:
                now = content(was.decode()) if callable(content) else content
                new.writestr(name, now)
            else:
                new.writestr(name, was)
        if part not in old.namelist():
            assert not callable(content)
            new.writestr(part, content)
    return target


def cells(count: int) -> str:
    return HEAD + "<row>" + "<c/>" * count + "</row>" + TAIL


def numbered(last: int) -> str:
    return HEAD + f'<row r="1"><c r="A1"><v>1</v></c></row><row r="{last}"><c/></row>' + TAIL


BOMBS: dict[str, Callable[[Path], Path]] = {
    "a sheet of 250 MB": lambda f: changed(f, SHEET, HEAD.encode() + bytes(250 * MB)),
    "a row of two million cells": lambda f: changed(f, SHEET, cells(2_000_000)),
    "texts of 20 MB": lambda f: changed(f, STRINGS, "<sst>" + "<si/>" * 4_000_000 + "</sst>"),
    "styles of 18 MB": lambda f: changed(f, "xl/styles.xml", "<a>" + "<b/>" * 4_500_000 + "</a>"),
    "a theme of 20 MB": lambda f: changed(f, "xl/theme/theme1.xml", b"<a>" + b" " * 20_000_000),
    "a row whose number is 10 billion": lambda f: changed(f, SHEET, numbered(10**10)),
    "entities in entities in texts": lambda f: changed(
        f, STRINGS, ENTITIES + "<sst><si><t>&i;</t></si></sst>"
    ),
    "entities in entities in the sheet": lambda f: changed(
        f, SHEET, ENTITIES + HEAD.split("?>")[1] + "<row><c><v>&i;</v></c></row>" + TAIL
    ),
    "entities in entities in the workbook": lambda f: changed(
        f, "xl/workbook.xml", ENTITIES + "<workbook>&i;</workbook>"
    ),
    "entities in entities in the contents": lambda f: changed(
        f, "[Content_Types].xml", ENTITIES + "<Types>&i;</Types>"
    ),
    "a file from outside as an entity": lambda f: changed(
        f, STRINGS, OUTSIDE + "<sst><si><t>&i;</t></si></sst>"
    ),
    "a sheet that is a number of levels": lambda f: changed(f, SHEET, "<a>" * 200_000),
}


def first_row() -> str:
    cells = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEADER)
    values = "".join(f'<c t="inlineStr"><is><t>{text or ""}</t></is></c>' for text in row())
    return f"<row>{cells}</row><row>{values}</row>"


EMPTY = '<c s="1"/>'


def formatted(filler: str) -> Callable[[Path], Path]:
    """One member, and under it what somebody formatted down to the end of the sheet."""
    return lambda folder: changed(folder, SHEET, HEAD + first_row() + filler + TAIL)


LARGE: dict[str, Callable[[Path], Path]] = {
    "formatted rows down to the last": formatted(
        "".join(f'<row r="{n}" s="1" customFormat="1"/>' for n in range(3, 1_048_577))
    ),
    "formatted cells of 120,000 rows": formatted(
        "".join(f'<row r="{n}">{EMPTY * 11}</row>' for n in range(3, 120_000))
    ),
    "formatted cells over to the last column": formatted(f'<row r="3">{EMPTY * 16_384}</row>'),
    "a million merged cells": lambda folder: changed(
        folder,
        SHEET,
        HEAD
        + first_row()
        + "</sheetData><mergeCells>"
        + "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(3, 1_000_000))
        + "</mergeCells></worksheet>",
    ),
}
READ = """
import resource, sys, time
from pathlib import Path
from yishi.roster.file import read_roster
from yishi.roster.workbook.file import Unusable
resource.setrlimit(resource.RLIMIT_AS, (3 * 2**30, 3 * 2**30))
for file in sys.argv[1:]:
    sentence, before = "", time.process_time()
    try:
        sentence = f"read {len(read_roster(Path(file)).lines)}"
    except Unusable as unusable:
        sentence = unusable.chinese
    seconds = time.process_time() - before
    # Not ru_maxrss: a process inherits that of whoever started it.
    status = Path("/proc/self/status").read_text()
    megabytes = int(status.split("VmHWM:")[1].split()[0]) // 1024
    print(Path(file).parent.name, round(seconds, 1), megabytes, sentence, sep="|")
"""


def test_bombs_are_refused_in_little_memory_and_time(tmp_path: Path) -> None:
    for what, seconds, megabytes, sentence in read_apart(tmp_path, BOMBS):
        assert not sentence.startswith("read "), f"{what}: read without a word"
        assert seconds < 10, what
        assert megabytes < 600, what


def test_what_is_only_formatted_costs_little(tmp_path: Path) -> None:  # R15
    for what, seconds, megabytes, sentence in read_apart(tmp_path, LARGE):
        assert sentence == "read 1", what
        assert seconds < 10, what
        assert megabytes < 600, what


def read_apart(
    folder: Path, files_by_name: dict[str, Callable[[Path], Path]]
) -> Iterator[tuple[str, float, int, str]]:
    """Each file read by a process of their own: seconds of CPU, megabytes, and what was said."""
    files = []
    for number, make in enumerate(files_by_name.values()):
        (folder / str(number)).mkdir()
        files.append(make(folder / str(number)))
        assert files[-1].stat().st_size < 20 * MB

    done = subprocess.run(
        [sys.executable, "-c", READ, *files],
        capture_output=True,
        text=True,
        timeout=100,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )

    assert done.returncode == 0, done.stderr[-500:]
    said = [line.split("|") for line in done.stdout.splitlines()]
    assert len(said) == len(files_by_name)
    for what, (_, seconds, megabytes, sentence) in zip(files_by_name, said, strict=True):
        yield what, float(seconds), int(megabytes), sentence


def faults(path: Path) -> list[str]:
    _, found = check(
        read_roster(path).lines,
        UNITS,
        BODIES,
        whose="620123000000",
        words=words,
        today=TODAY,
    )
    return [fault.say(english=True) for fault in found]


def test_ten_thousand_rows_with_formulas_are_checked_row_by_row(tmp_path: Path) -> None:
    rows = [
        row(委员编号=f"{number:05}", 姓名="=1+1" if number % 100 == 0 else f"样甲{number}")
        for number in range(10_000)
    ]
    file = workbook(tmp_path, *rows)
    before = time.process_time()

    found = faults(file)

    assert len(found) == 100
    assert all("姓名" in each and "formula" in each for each in found)
    assert time.process_time() - before < 40


def test_more_rows_than_any_county_has_are_refused(tmp_path: Path) -> None:
    sheet = (
        HEAD + "<row>" + "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEADER)
    )
    body = '<row><c t="inlineStr"><is><t>1</t></is></c></row>' * 21_000
    with pytest.raises(Unusable, match="more than 20000 rows"):
        read_roster(changed(tmp_path, SHEET, sheet + "</row>" + body + TAIL))


@pytest.mark.parametrize(
    ("name", "inside"),
    [("宏.xlsm", None), ("宏.xlsx", "xl/vbaProject.bin"), ("宏.xlsx", "xl/VBAPROJECT.BIN")],
)
def test_macros_are_not_opened(tmp_path: Path, name: str, inside: str | None) -> None:
    file = workbook(tmp_path, row(), name=name)
    if inside:
        with zipfile.ZipFile(file, "a") as parts:
            parts.writestr(inside, b"\xd0\xcf")
    with pytest.raises(Unusable, match="macros"):
        read_roster(file)


def test_links_to_other_files_are_left_alone(tmp_path: Path) -> None:
    link = '<?xml version="1.0"?><Relationships xmlns="x"><Relationship Id="r" Target="file:///x"/>'
    file = workbook(tmp_path, row())
    with zipfile.ZipFile(file, "a") as parts:
        parts.writestr("xl/externalLinks/externalLink1.xml", "<externalLink>")
        parts.writestr("xl/externalLinks/_rels/externalLink1.xml.rels", link)
    assert faults(file) == []


def test_merged_cells_leave_their_other_rows_empty(tmp_path: Path) -> None:
    file = workbook(tmp_path, row(), row(委员编号="0008", 姓名="样乙丑", 手机号="14000000008"))
    book = load_workbook(file)
    book.active.merge_cells("D2:D3")
    book.save(file)
    assert faults(file) == ["row 3, 界别: must not be empty."]


@pytest.mark.parametrize(
    ("written", "day"),
    [(44135, date(2020, 10, 31)), (44135.0, date(2020, 10, 31)), ("20201031", date(2020, 10, 31))],
)
def test_a_day_may_be_a_number(tmp_path: Path, written: object, day: date) -> None:
    lines = read_roster(workbook(tmp_path, row(任职日期=written))).lines
    (entry,), found = check(lines, UNITS, BODIES, whose="620123000000", words=words, today=TODAY)
    assert (found, entry.admit.admitted_on) == ([], day)


@pytest.mark.parametrize("written", [1e308, -5, 0.5, 10**15, True, "9999-99-99", "²⁰²⁰年"])
def test_a_number_that_is_no_day_is_a_fault_of_its_row(tmp_path: Path, written: object) -> None:
    (found,) = faults(workbook(tmp_path, row(任职日期=written)))
    assert found.startswith("row 2, 任职日期: ")


def test_a_number_beyond_all_numbers_is_a_fault_of_its_row(tmp_path: Path) -> None:
    file = changed(
        tmp_path,
        SHEET,
        HEAD
        + "<row>"
        + "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEADER)
        + "</row><row>"
        + "<c><v>1e999</v></c>" * len(HEADER)
        + "</row>"
        + TAIL,
    )
    assert any("任职日期: holds a number that is too large" in each for each in faults(file))


@pytest.mark.parametrize(
    "name", ["样\u202e甲", "样\u200b\u200d", "\ud7ff\u0301" * 61, "a" * 200, "\u3164"]
)
def test_a_name_that_is_none_is_a_fault_of_its_row(tmp_path: Path, name: str) -> None:
    target = changed(tmp_path, SHEET, lambda sheet: sheet.replace("样甲子", name))
    found = faults(target)
    assert all(each.startswith("row 2, 姓名: ") for each in found)
    if name != "样\u200b\u200d":  # zero-width marks of programs are taken away
        assert found


def test_another_sheet_before_the_roster_does_no_harm(tmp_path: Path) -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    first.append(["说明", "请勿修改"])
    sheet = book.create_sheet("名册")
    sheet.append(HEADER)
    sheet.append(row())
    book.save(tmp_path / "名册.xlsx")
    assert faults(tmp_path / "名册.xlsx") == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x00" * 100, b"<html>", b"PK" * 5000])
def test_what_is_no_workbook_is_refused_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "名册.xlsx"
    file.write_bytes(content)
    with pytest.raises(Unusable):
        read_roster(file)
