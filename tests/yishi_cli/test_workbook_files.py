"""Files that are no plain workbook: refused with a way out (cases of November 2026, R12)."""

import zipfile
from pathlib import Path

import pytest

from tests.yishi_cli.rosters import (
    HEADER,
    patched,
    row,
    unusable,
    workbook,
)


def test_a_file_with_macros_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, row())
    with zipfile.ZipFile(path, "a") as parts:
        parts.writestr("xl/vbaProject.bin", b"Sub AutoOpen()")

    assert "宏" in unusable(path)
    assert "宏" in unusable(workbook(tmp_path, row(), name="a.xlsm"))


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", "委员编号,姓名\n".encode(), b"PK\x03\x04 broken", b"%PDF-1.7"],
)
def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)

    assert ".xlsx" in unusable(tmp_path / "a.xlsx")


def test_an_old_or_locked_file_is_refused_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500))

    assert "密码" in unusable(tmp_path / "a.xls")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "没有找到文件" in unusable(tmp_path / "a.xlsx")


def test_a_broken_workbook_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, row())
    patched(path, lambda name, content: content[: 300 if "sheet1" in name else None])

    assert ".xlsx" in unusable(path)


def test_a_sheet_without_header_is_refused(tmp_path: Path) -> None:
    assert "表头" in unusable(workbook(tmp_path, row(), header=["甲", "乙"]))


def test_missing_and_doubled_columns_are_named(tmp_path: Path) -> None:
    lacking = [heading for heading in HEADER if heading != "下派依据"]

    assert "下派依据" in unusable(workbook(tmp_path, [], header=lacking))
    assert "姓名" in unusable(workbook(tmp_path, [], header=[*HEADER, "姓名"]))


STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/"
    b"spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": b"http://purl.oclc.org"
    b"/ooxml/officeDocument/relationships",
}


def test_a_strict_workbook_is_named(tmp_path: Path) -> None:  # R12
    def strict(name: str, content: bytes) -> bytes:
        for usual, other in STRICT.items():
            content = content.replace(usual, other)
        return content

    assert "Strict Open XML" in unusable(patched(workbook(tmp_path, row()), strict))


def ole(inside: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + inside.encode("utf-16-le")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("册.xls", ole("Workbook"), "旧版 .xls"),
        ("册.et", ole("Workbook"), ".et"),
        ("册.xlsx", ole("EncryptedPackage"), "设有打开密码"),
        ("册.csv", "委员编号,姓名\n1,样甲".encode("gb18030"), "CSV"),
        ("册.xlsx", "\ufeff委员编号\t姓名".encode(), "CSV"),
        ("册.txt", "\ufeff委员编号\t姓名".encode("utf-16-le"), "CSV"),
        ("册.csv", "\ufeff委员编号;姓名".encode("utf-16-be"), "CSV"),
        ("册.csv", "委员编号；姓名\t样甲".encode("big5hkscs", "replace"), "CSV"),
        ("册.xls", b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table>", "网页"),
        ("册.xls", b"MIME-Version: 1.0\r\n", "网页"),
        ("册.xml", b"<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?>", "XML"),
        ("册.pdf", b"%PDF-1.7", "PDF"),
        ("册.jpg", b"\xff\xd8\xff\xe0", "图片"),
        ("册.rar", b"Rar!\x1a\x07", "压缩包"),
        ("册.xlsx", b"", "空文件"),
        ("~$册.xlsx", b"x" * 165, "临时文件"),
    ],
)
def test_what_is_no_workbook_is_called_by_its_name(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    (tmp_path / name).write_bytes(content)

    assert told in unusable(tmp_path / name)


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ("xl/workbook.bin", ".xlsb"),
        ("word/document.xml", "Word"),
        ("mimetype", ".ods"),
        ("名册.xlsx", "解压"),
    ],
)
def test_an_archive_of_something_else_is_called_by_its_name(
    tmp_path: Path, inside: str, told: str
) -> None:
    with zipfile.ZipFile(tmp_path / "册.xlsx", "w") as parts:
        parts.writestr(inside, "x")

    assert told in unusable(tmp_path / "册.xlsx")
