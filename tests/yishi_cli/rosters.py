"""Workbooks as offices fill them, and the registers they are checked against."""

import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.members.situations import words
from yishi.roster.check import check
from yishi.roster.file import Fault, read_roster
from yishi.roster.reading import Entry
from yishi.roster.workbook.file import Unusable
from yishi.roster.workbook.table import Table

COUNTY, TOWNSHIP, VILLAGE = "620123000000", "620123109000", "620123109200"
TODAY = date(2026, 3, 2)
CLEAN: Mapping[str, Any] = {
    "委员编号": "0007",
    "姓名": "样甲子",
    "委员层级": "县级",
    "界别": "农业",
    "工作单位及职务": "样例合作社 理事长",
    "所属专委会": "社会和法制委员会",
    "手机号": "14000000007",
    "下派单位": "新营镇",
    "下派依据": "籍贯",
    "任职日期": "2020-10-31",
    "备注": "示例数据",
}
HEADER = tuple(CLEAN)


def unit(code: str, name: str, parent: str | None = COUNTY, closed: str | None = None) -> dict:
    return {"unit": code, "name": name, "parent": parent, "valid_to": closed}


UNITS = [
    unit(COUNTY, "榆中县", None),
    unit(TOWNSHIP, "新营镇"),
    unit("620123110000", "贡井镇"),
    unit("620123101000", "旧营镇", closed="2025-06-30"),
    unit(VILLAGE, "样例一村", TOWNSHIP),
    unit("620123110200", "样例一村", "620123110000"),
]
BODIES = [
    {"body": "yz-social", "unit": COUNTY, "name": "社会和法制委员会", "has_members": True},
    {"body": "yz-transport", "unit": COUNTY, "name": "县交通运输局", "has_members": False},
    {"body": "ls-edu", "unit": "511623000000", "name": "教科文卫体委员会", "has_members": True},
]


def row(**changed: Any) -> list[Any]:
    return [{**CLEAN, **changed}[heading] for heading in HEADER]


def workbook(
    folder: Path, *rows: Sequence[Any], header: Sequence[str] = HEADER, name: str = "名册.xlsx"
) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(header)
    for each in rows:
        sheet.append(each)
    book.save(folder / name)
    return folder / name


OTHER = row(委员编号="0008", 姓名="样乙丑", 手机号="14000000008")
COLUMN = {heading: "ABCDEFGHIJK"[n] for n, heading in enumerate(HEADER)}


def checked(path: Path, members: Sequence[Any] = ()) -> tuple[list[Entry], list[Fault]]:
    lines = read_roster(path).lines
    return check(
        lines, UNITS, BODIES, whose="620123000000", words=words, today=TODAY, members=members
    )


def one(folder: Path, **changed: Any) -> Entry:
    (entry,), faults = checked(workbook(folder, row(**changed)))
    assert not faults
    return entry


def fault(folder: Path, **changed: Any) -> Fault:
    entries, (found,) = checked(workbook(folder, row(**changed)))
    assert (entries, found.row) == ([], 2)
    assert all((found.chinese, found.english))
    return found


def unusable(path: Path, sheet: str | None = None) -> str:
    with pytest.raises(Unusable) as refusal:
        read_roster(path, sheet)
    assert refusal.value.english
    return refusal.value.chinese


def sheets(folder: Path, *named: tuple[str, str, Sequence[Sequence[Any]]]) -> Path:
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for title, state, rows in named:
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        for each in rows:
            sheet.append(each)
    book.save(folder / "册.xlsx")
    return folder / "册.xlsx"


def patched(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, change(name, content))
    return path


def in_place_of(at: str, instead: bytes) -> Callable[[str, bytes], bytes]:
    """What `patched` does to put this in the place of one cell."""
    return lambda name, content: re.sub(rb'<c r="%b".*?</c>' % at.encode(), instead, content)


def edited(path: Path, change: Callable[[Any], None]) -> Table:
    book = load_workbook(path)
    change(book.active)
    book.save(path)
    return read_roster(path)


def shared(path: Path) -> Path:
    """The same workbook with its texts in a table of their own, as Excel, WPS and LibreOffice write
    them. openpyxl writes each into its cell."""
    texts: list[bytes] = []

    def cell(found: re.Match[bytes]) -> bytes:
        texts.append(b"<si>" + found.group(2) + b"</si>")
        return b'<c%b t="s"><v>%d</v></c>' % (found.group(1), len(texts) - 1)

    def change(name: str, content: bytes) -> bytes:
        main = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
        match name:
            case "xl/worksheets/sheet1.xml":
                return re.sub(rb'<c([^>]*) t="inlineStr"><is>(.*?)</is></c>', cell, content)
            case "[Content_Types].xml":
                part = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%b"/>' % main
                return content.replace(b"</Types>", part + b"</Types>")
        return content

    patched(path, change)
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(path, "a") as parts:
        table = b'<sst xmlns="%b">%b</sst>' % (space, b"".join(texts))
        parts.writestr("xl/sharedStrings.xml", table)
    return path
