"""Workbooks as offices hand them in (cases of November 2026, R1 to R19, and their kinds)."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Color, Font, PatternFill

from tests.yishi_cli.rosters import (
    COLUMN,
    HEADER,
    OTHER,
    checked,
    edited,
    in_place_of,
    patched,
    row,
    shared,
    sheets,
    unusable,
    workbook,
)
from yishi.roster.file import of_hidden, read_roster, without_hidden
from yishi.roster.workbook.file import Unusable

# Sheets.


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_passed_over_and_told(tmp_path: Path, state: str) -> None:  # R1
    path = sheets(
        tmp_path, ("去年", state, [HEADER, row(), row()]), ("今年", "visible", [HEADER, OTHER])
    )
    table = read_roster(path)

    assert (table.sheet, len(table.lines)) == ("今年", 1)
    assert [chinese for chinese, _ in table.unread] == ["“去年”（隐藏）"]
    assert read_roster(path, "去年").sheet == "去年"  # asked for by name


def test_only_a_hidden_sheet_is_named(tmp_path: Path) -> None:  # R1
    path = sheets(tmp_path, ("名册", "hidden", [HEADER, row()]), ("说明", "visible", [["请填写"]]))

    assert "隐藏的工作表没有读取：“名册”" in unusable(path)


def test_one_of_several_rosters_has_to_be_named(tmp_path: Path) -> None:  # R2
    path = sheets(
        tmp_path,
        ("农业", "visible", [HEADER, row()]),
        ("教育", "visible", [HEADER, OTHER]),
        ("工商", "visible", [HEADER[:5], row()[:5]]),  # a header that lacks columns is one too
    )
    said = unusable(path)

    assert all(name in said for name in ("农业", "教育", "工商"))
    assert "--sheet '农业'" in said
    table = read_roster(path, "教 育")
    assert [line.cells["姓名"] for line in table.lines] == ["样乙丑"]
    assert [english for _, english in table.unread] == ["农业", "工商"]
    assert "农业、教育、工商" in unusable(path, "体育")


def test_a_sheet_of_explanations_is_told_and_empty_ones_are_not(tmp_path: Path) -> None:
    path = sheets(
        tmp_path,
        ("说明", "visible", [["请按要求填写"]]),
        ("Sheet2", "visible", []),
        ("名册", "visible", [HEADER, row()]),
    )

    assert [english for _, english in read_roster(path).unread] == ["说明 (no header)"]


# Rows and columns that somebody who looks at the file does not see.


def hide_row(sheet: Any) -> None:
    sheet.row_dimensions[3].hidden = True


def fold_rows(sheet: Any) -> None:
    sheet.row_dimensions.group(3, 3, hidden=True)


def strike_row(sheet: Any) -> None:
    for cell in sheet[3]:
        cell.font = Font(strike=True)


def strike_name(sheet: Any) -> None:
    sheet["B3"].font = Font(strike=True)


def strike_letters(sheet: Any) -> None:
    sheet["B3"] = CellRichText(TextBlock(InlineFont(strike=True), "样乙丑"), " ")


def whiten_row(sheet: Any) -> None:
    for cell in sheet[3]:
        cell.font = Font(color="FFFFFFFF")


def whiten_by_theme(sheet: Any) -> None:
    sheet["B3"].font = Font(color=Color(theme=0))


def show_nothing(sheet: Any) -> None:
    sheet["A3"].number_format = "; ; ;"


@pytest.mark.parametrize(
    "change",
    [hide_row, fold_rows, strike_row, strike_name, strike_letters]
    + [whiten_row, whiten_by_theme, show_nothing],
)
def test_rows_out_of_sight_are_told_by_number(
    tmp_path: Path, change: Callable[[Any], None]
) -> None:  # R3
    table = edited(workbook(tmp_path, row(), OTHER), change)
    said = of_hidden(table)

    assert said
    assert "第 3 行" in said[0]
    assert "--hidden take" in said[0]
    assert "rows 3 are" in said[1]
    assert [line.number for line in without_hidden(table).lines] == [2]


@pytest.mark.parametrize("height", ["0", "0.0", "0.00"])
def test_a_row_without_height_is_out_of_sight(tmp_path: Path, height: str) -> None:
    def flatten(name: str, content: bytes) -> bytes:
        low = f'<row r="3" ht="{height}" customHeight="1"'
        return content.replace(b'<row r="3"', low.encode())

    said = of_hidden(read_roster(patched(workbook(tmp_path, row(), OTHER), flatten)))

    assert said
    assert "第 3 行" in said[0]


def test_hidden_columns_are_told(tmp_path: Path) -> None:  # R3
    def hide(sheet: Any) -> None:
        sheet.column_dimensions[COLUMN["手机号"]].hidden = True

    table = edited(workbook(tmp_path, row()), hide)

    assert "隐藏的列：手机号" in (of_hidden(table) or ("",))[0]
    assert "手机号" in table.lines[0].cells
    assert "手机号" not in without_hidden(table).lines[0].cells


STRUCK_IN_PART = (
    "<r><rPr><strike/></rPr><t>样旧</t></r><r><rPr><strike val='0'/></rPr><t>样新</t></r>"
)


STORED: list[Callable[[Path], Path]] = [lambda path: path, shared]
"""A text stands in its cell, or in a table of texts."""


@pytest.mark.parametrize("stored", STORED, ids=["inline", "shared"])
def test_a_text_that_is_struck_out_in_part_is_no_text(
    tmp_path: Path, stored: Callable[[Path], Path]
) -> None:
    """The old name struck, the new one behind it: together they are nobody's."""

    def strike(name: str, content: bytes) -> bytes:
        return content.replace("<t>样乙丑</t>".encode(), STRUCK_IN_PART.encode())

    entries, (found,) = checked(stored(patched(workbook(tmp_path, row(), OTHER), strike)))

    assert [each.row for each in entries] == [2]
    assert (found.row, found.column) == (3, "姓名")
    assert "一部分文字有删除线" in found.chinese


@pytest.mark.parametrize("stored", STORED, ids=["inline", "shared"])
@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<t>样甲_x000D_\n</t>", "样甲"),
        ("<t>样_x005F_x002d_甲</t>", "样_x002d_甲"),  # an escape that was escaped
        ("<t>_xD842__xDFB7_样</t>", "\U00020bb7样"),
        ("<r><t>样</t></r><r><rPr><b/></rPr><t>乙</t></r>", "样乙"),
        ("<t>样乙</t><rPh sb='0' eb='1'><t>ヤン</t></rPh><phoneticPr fontId='1'/>", "样乙"),
        ("<t xml:space='preserve'> 样 乙 </t>", "样乙"),
    ],
)
def test_a_text_is_read_wherever_and_however_it_is_stored(
    tmp_path: Path, stored: Callable[[Path], Path], written: str, kept: str
) -> None:
    def write(name: str, content: bytes) -> bytes:
        return content.replace("<t>样甲子</t>".encode(), written.encode())

    ((entry,), faults) = checked(stored(patched(workbook(tmp_path, row()), write)))

    assert not faults
    assert entry.admit.name == kept


def test_a_hidden_column_that_is_needed_cannot_be_left_out(tmp_path: Path) -> None:
    def hide(sheet: Any) -> None:
        sheet.column_dimensions.group(COLUMN["下派单位"], COLUMN["任职日期"], hidden=True)

    table = edited(workbook(tmp_path, row()), hide)

    assert table.covered == ("下派单位", "下派依据", "任职日期")
    with pytest.raises(Unusable, match="--hidden take"):
        without_hidden(table)


def test_what_is_seen_needs_no_decision(tmp_path: Path) -> None:
    def visible_group_and_filter(sheet: Any) -> None:
        sheet.auto_filter.ref = "A1:K3"
        sheet.row_dimensions.group(2, 3, hidden=False)
        sheet.row_dimensions[5].hidden = True  # holds nothing
        sheet["L2"].font = Font(strike=True)  # holds nothing
        for cell in sheet[3]:  # white on a dark ground is read
            cell.font, cell.fill = Font(color="FFFFFFFF"), PatternFill("solid", fgColor="FF1F4E79")
        sheet["B2"] = CellRichText("样", TextBlock(InlineFont(b=True), "甲子"))

    assert of_hidden(edited(workbook(tmp_path, row(), OTHER), visible_group_and_filter)) is None


# Headers and rows that are none.


def test_a_header_of_two_rows_is_named(tmp_path: Path) -> None:  # R14
    first = ["下派情况" if n == "下派单位" else n for n in HEADER]
    first = [None if n in ("下派依据", "任职日期") else n for n in first]
    second_row = [n if n in ("下派单位", "下派依据", "任职日期") else None for n in HEADER]

    said = unusable(workbook(tmp_path, second_row, row(), header=first))
    assert "表头占了两行（第 1、2 行）" in said


def test_a_header_of_which_the_first_columns_stand_above(tmp_path: Path) -> None:  # R14
    first = [*HEADER[:2], "基本情况", None, None, None, None, "下派情况", None, None, HEADER[10]]
    below = [None, None, *HEADER[2:10], None]
    path = workbook(tmp_path, below, row(), header=first)

    assert "表头占了两行（第 1、2 行）" in unusable(path)


def test_a_header_of_three_rows_is_named(tmp_path: Path) -> None:  # R14
    first = [*HEADER[:2], "基本情况", None, None, None, None, "下派情况", None, None, HEADER[10]]
    second = [None, None, *HEADER[2:6], "联系方式", "下派", None, None, None]
    third = [*[None] * 6, *HEADER[6:10], None]
    path = workbook(tmp_path, second, third, row(), header=first)

    assert "表头占了三行（第 1、2、3 行）" in unusable(path)


@pytest.mark.parametrize(
    "written",
    [
        "任职日期【年月日】",
        "任职日期[年/月/日]",
        "任职日期\u202c",
        "\ufeff任 职\n日 期",
        "任职⽇期：",
        "*任职日期＊",
    ],
)
def test_headings_are_known_in_any_writing(tmp_path: Path, written: str) -> None:
    header = [written if heading == "任职日期" else heading for heading in HEADER]

    assert len(checked(workbook(tmp_path, row(), header=header))[0]) == 1


def test_a_second_header_in_another_order_is_no_row(tmp_path: Path) -> None:
    """What stands under it would be taken for something else."""
    order = [0, 1, 2, 4, 3, *range(5, 11)]
    turned = [HEADER[n] for n in order], [OTHER[n] for n in order]

    assert "第 3 行又是一个表头，各列的次序与第 1 行不同" in unusable(
        workbook(tmp_path, row(), *turned)
    )


def test_a_partial_header_before_the_whole_one_does_no_harm(tmp_path: Path) -> None:
    path = sheets(tmp_path, ("名册", "visible", [HEADER[:4], [], HEADER, row()]))

    assert [line.number for line in read_roster(path).lines] == [4]


def test_the_header_of_the_next_page_is_no_row(tmp_path: Path) -> None:  # R19
    entries, faults = checked(workbook(tmp_path, row(), HEADER, OTHER))

    assert not faults
    assert [each.row for each in entries] == [2, 4]


@pytest.mark.parametrize(
    "written",
    [
        "2021-03-01",
        "2021-03-01T00:00:00",
        "2021-03-01T23:59:59.999",
        "2021-02-28T16:00:00.000Z",  # midnight in China, as programs of the web write it
        "2021-03-01T00:00:00+08:00",
    ],
)
def test_a_cell_of_a_date_is_the_day_in_china(tmp_path: Path, written: str) -> None:
    dated = in_place_of("J2", f'<c r="J2" t="d"><v>{written}</v></c>'.encode())
    (entry,), faults = checked(patched(workbook(tmp_path, row()), dated))

    assert (entry.admit.admitted_on, faults) == (date(2021, 3, 1), [])


def test_a_wrong_extent_loses_no_row(tmp_path: Path) -> None:  # R18
    def shrink(name: str, content: bytes) -> bytes:
        return content.replace(b'<dimension ref="A1:K3"', b'<dimension ref="A1"')

    assert len(read_roster(patched(workbook(tmp_path, row(), OTHER), shrink)).lines) == 2


def test_a_formula_that_shows_nothing_is_an_empty_cell(tmp_path: Path) -> None:
    path = workbook(tmp_path, row(手机号='=IF(A2="","",""))'))
    computed = in_place_of("G2", b'<c r="G2" t="str"><f>IF</f><v></v></c>')
    (entry,), faults = checked(patched(path, computed))
    assert (entry.phone, faults) == (None, [])
