"""Rosters as offices write them (cases of November 2026, R1 to R20, and others of their kinds)."""

import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from contracts.names import same
from tests.yishi_cli.rosters import BODIES, HEADER, TODAY, TOWNSHIP, UNITS, row, workbook
from yishi.roster_check import Entry, check
from yishi.roster_compare import compare
from yishi.roster_file import Fault, of_hidden, read_roster, without_hidden
from yishi.workbook import Table
from yishi.workbook_file import Unusable

OTHER = row(委员编号="0008", 姓名="样乙丑", 手机号="14000000008")
STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/"
    b"spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": b"http://purl.oclc.org"
    b"/ooxml/officeDocument/relationships",
}
COLUMN = {heading: "ABCDEFGHIJK"[n] for n, heading in enumerate(HEADER)}


def checked(path: Path, members: Sequence[Any] = ()) -> tuple[list[Entry], list[Fault]]:
    lines = read_roster(path).lines
    return check(lines, UNITS, BODIES, county="620123", today=TODAY, members=members)


def one(folder: Path, **changed: Any) -> Entry:
    (entry,), faults = checked(workbook(folder, row(**changed)))
    assert not faults
    return entry


def fault(folder: Path, **changed: Any) -> Fault:
    entries, (found,) = checked(workbook(folder, row(**changed)))
    assert not entries
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


def edited(path: Path, change: Callable[[Any], None]) -> Table:
    book = load_workbook(path)
    change(book.active)
    book.save(path)
    return read_roster(path)


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


@pytest.mark.parametrize("change", [hide_row, fold_rows, strike_row])
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


def test_a_row_without_height_is_out_of_sight(tmp_path: Path) -> None:
    def flatten(name: str, content: bytes) -> bytes:
        return content.replace(b'<row r="3"', b'<row r="3" ht="0" customHeight="1"')

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
        sheet["B2"].font = Font(strike=True)  # one corrected cell strikes nobody out

    assert of_hidden(edited(workbook(tmp_path, row(), OTHER), visible_group_and_filter)) is None


# People who are recorded already.

RECORDED = {
    "member_id": "m-620123-002",
    "name": "样乙丑",
    "level": "county",
    "sector": "农业",
    "post": "样例合作社 理事长",
    "committee": "yz-social",
    "admitted_on": "2020-10-31",
    "co_opted_because": None,
}
PHONE = {"m-620123-002": "14000000002"}


def second(number: str, name: str = "样乙丑") -> list[Any]:
    return row(委员编号=number, 姓名=name, 手机号="14000000002")


@pytest.mark.parametrize("number", ["002", "0002", "2", "００２", "m-620123-002"])
def test_a_short_number_leads_to_the_recorded_one(tmp_path: Path, number: str) -> None:  # R4
    (entry,), faults = checked(workbook(tmp_path, second(number)), [RECORDED])
    posted = {"member": "m-620123-002", "to_unit": TOWNSHIP, "basis": "native"}
    posting = {**posted, "since": "2020-10-31", "until": None}
    (step,), differing = compare([entry], [RECORDED], [posting], PHONE)

    assert (faults, differing) == ([], [])
    assert step.idle


def test_a_short_number_of_somebody_else_is_asked_about(tmp_path: Path) -> None:  # R4
    entries, (found,) = checked(workbook(tmp_path, second("0002", "样丙寅")), [RECORDED])

    assert not entries
    assert found.column == "委员编号"
    assert "样乙丑" in found.chinese
    assert "m-620123-0002" in found.chinese
    (entry,), faults = checked(workbook(tmp_path, second("m-620123-0002", "样丙寅")), [RECORDED])
    assert (entry.admit.member, faults) == ("m-620123-0002", [])


def test_a_number_of_two_widths_has_to_be_written_whole(tmp_path: Path) -> None:  # R4
    both = [RECORDED, {**RECORDED, "member_id": "m-620123-0002", "name": "样丙寅"}]
    _, (found,) = checked(workbook(tmp_path, second("2")), both)

    assert "m-620123-0002" in found.chinese
    assert "m-620123-002" in found.chinese
    entries, faults = checked(workbook(tmp_path, second("m-620123-002")), both)
    assert (len(entries), faults) == (1, [])


def test_numbers_of_one_file_that_differ_in_width_are_told(tmp_path: Path) -> None:
    path = workbook(tmp_path, row(), row(委员编号="m-620123-007", 姓名="样丙寅"))
    _, faults = checked(path)

    assert [(each.row, each.column) for each in faults] == [(2, "委员编号"), (3, "委员编号")]
    assert "只差位数（m-620123-007）" in faults[0].chinese


@pytest.mark.parametrize("name", ["样乙丑", "样 乙丑", "样\u2f04丑", "样乙\U000e0100丑"])
def test_somebody_recorded_under_another_number_is_told(tmp_path: Path, name: str) -> None:  # R4
    (entry,), _ = checked(workbook(tmp_path, second("0009", name)), [RECORDED])
    steps, (found,) = compare([entry], [RECORDED], [], PHONE)

    assert not steps
    assert "m-620123-002" in found.chinese
    assert not compare([entry], [RECORDED], [], {"m-620123-002": "14000000077"})[1]


@pytest.mark.parametrize("dot", "\u2022\u30fb\u2027\uff65\u16eb.")
def test_the_same_name_in_another_writing_is_no_difference(tmp_path: Path, dot: str) -> None:
    recorded = {**RECORDED, "name": "阿样·买甲"}
    (entry,), _ = checked(workbook(tmp_path, second("m-620123-002", f"阿样{dot}买甲")))
    _, differing = compare([entry], [recorded], [], PHONE)

    assert not differing


# Names.


@pytest.mark.parametrize(
    ("one_writing", "other"),
    [
        ("样甲\u2f26", "样甲子"),  # R6
        ("阿样·买甲", "阿样•买甲"),  # R7
        ("阿样·买甲", "阿样・买甲"),
        ("样\u2ecb", "样车"),
        ("样○", "样〇"),
        ("样\U000e0101甲", "样甲"),
    ],
)
def test_one_person_in_two_writings_is_told(
    tmp_path: Path, one_writing: str, other: str
) -> None:  # R6, R7
    path = workbook(tmp_path, row(姓名=one_writing), row(委员编号="8", 姓名=other))
    entries, faults = checked(path)

    assert not entries
    assert [(each.row, each.column) for each in faults] == [(2, "姓名"), (3, "姓名")]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("𬱖　甲", "𬱖甲"),  # R9, extension E
        ("〇　乙", "〇乙"),
        ("\U00030000 甲", "\U00030000甲"),  # G
        ("\U000323af 甲", "\U000323af甲"),  # H
        ("\U0002ebf0 甲", "\U0002ebf0甲"),  # I
        ("\U000323b0 甲", "\U000323b0甲"),  # J, of 2025
        ("样\u3400 甲", "样\u3400甲"),
        ("阿样 · 买甲", "阿样·买甲"),
        ("样甲\u2f26", "样甲子"),
        ("\u2ee2 样", "马样"),
        ("样甲_x000D_\n", "样甲"),  # R5
        ("样_x002d_甲", "样-甲"),
        ("样_x005F_x000D_甲", "样_x000D_甲"),  # an escape that was escaped
        ("_xD842__xDFB7_样", "\U00020bb7样"),
        ("样\u00ad甲", "样甲"),  # R11
        ("样\u200d\u034f\u180e\ufe00\u17b4甲", "样甲"),
        ("\ufeff样甲\U000e0080", "样甲"),
        ("样\U000e0101甲", "样\U000e0101甲"),
        ("Li  Ming", "Li Ming"),
        ("丹增 བསྟན་འཛིན", "丹增 བསྟན་འཛིན"),
        ("样甲（大）", "样甲（大）"),
    ],
)
def test_a_name_is_kept_as_it_reads(tmp_path: Path, written: str, kept: str) -> None:
    assert one(tmp_path, 姓名=written).admit.name == kept


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("样\ue863", "第 2 个字（U+E863）是造字区的字"),  # R8
        ("样\ue863", "多半是“䶮”"),
        ("样\U000f0000", "U+F0000"),
        ("样甲\u202e", "第 3 个字是看不见的控制字符 U+202E"),
        ("样\ufffd", "丢失"),
        ("样?甲", "第 2 个字“?”"),
        ("样□", "丢失"),
        ("样乙丑（女，藏族）", "说明“女,藏族”"),  # R20
        ("样乙丑(女)", "请只写姓名"),
        ("样乙丑〔回族〕", "请只写姓名"),
        ("样乙丑 女", "请只写姓名"),
        ("样乙丑　东乡族", "请只写姓名"),
        ("样甲、样乙", "每行只写一个人"),
        ("样乙丑，女", "每行只写一个人"),
        ("样甲\n样乙", "每行只写一个人"),
    ],
)
def test_what_is_no_name_is_told(tmp_path: Path, written: str, told: str) -> None:
    found = fault(tmp_path, 姓名=written)

    assert found.column == "姓名"
    assert told in found.chinese
    assert found.english


@pytest.mark.parametrize("name", ["样 女", "阿 男", "女丙", "族甲"])
def test_a_name_of_such_characters_is_a_name(tmp_path: Path, name: str) -> None:
    assert one(tmp_path, 姓名=name).admit.name == name.replace(" ", "")


def test_shared_strings_are_unescaped_everywhere(tmp_path: Path) -> None:  # R5
    def escape(name: str, content: bytes) -> bytes:
        return content.replace("姓名".encode(), "姓名_x000D_\n".encode()).replace(
            "理事长".encode(), "_x000D_\n理事长".encode()
        )

    (entry,), faults = checked(patched(workbook(tmp_path, row()), escape))

    assert not faults
    assert entry.admit.post == "样例合作社 理事长"


def test_units_and_committees_are_found_in_any_writing(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        下派单位="新\u200b营 镇",
        所属专委会="社会和\u00ad法制委员会",
        下派依据="籍\u200b贯",
    )

    assert found.postings[0].to_unit == TOWNSHIP
    assert found.admit.committee == "yz-social"


# Numbers and days.


@pytest.mark.parametrize(
    ("column", "written"),
    [
        ("手机号", "\u202d14000000007\u202c"),  # R10
        ("手机号", "\u200e140\u00a00000\u200b0007\ufeff"),
        ("手机号", "140—0000—0007"),
        ("手机号", "＋８６ １４００００００００７"),
        ("委员编号", "\u202a0007\u202c"),
        ("委员编号", "m\u20110007".replace("m\u2011", "")),
        ("下派单位", "\u202d620123109000\u202c"),
        ("任职日期", "\u200e2020-10-31\u200e"),
    ],
)
def test_marks_around_numbers_do_not_count(tmp_path: Path, column: str, written: str) -> None:
    assert one(tmp_path, **{column: written}) == one(tmp_path)


def test_a_landline_may_have_its_code_in_brackets(tmp_path: Path) -> None:
    assert one(tmp_path, 手机号="（0931）5200000").phone == "0931-5200000"


@pytest.mark.parametrize(
    "written",
    [
        "2021 年 3 月 1 日",  # R13
        "2021-3-1 8:30",
        "2021-3-1 12:30",
        "2021 - 3 - 1 12:30:00 PM",
        "2021年3月1日12:30",
        "2021 03 01",
        "2021/03/01 00:00:00.000",
        "2021-03-01T00:00:00",
        "2021—03—01",
        "2021年3月1号",
        "44256",
        "44256.354",
        "２０２１．３．１",
        "2021-03-01T00:00:00+08:00",
        "2021-02-28T16:00:00.000Z",  # midnight in China, as programs write it
        "二〇二一年三月一日",
        "二○二一年三月一日",
        "二零二一年三月一号",
        "2021年3月1日（星期一）",
        "2021/3/1 下午3:05",
        "公元2021年3月1日",
        "2021～03～01",
        "20210301",
    ],
)
def test_a_whole_day_is_a_day(tmp_path: Path, written: str) -> None:
    assert one(tmp_path, 任职日期=written).admit.admitted_on == date(2021, 3, 1)


def test_days_in_chinese_are_counted(tmp_path: Path) -> None:
    for written, day in [
        ("十月三十一日", (10, 31)),
        ("十二月廿一日", (12, 21)),
        ("二月十日", (2, 10)),
    ]:
        found = one(tmp_path, 任职日期=f"二〇二〇年{written}")
        assert found.admit.admitted_on == date(2020, *day)


@pytest.mark.parametrize(
    "written",
    ["2021年3月", "2021.3", "21.3.1", "1/3/2021", "2021-3-1-2", "二〇二一年三月", "2021-02-30"]
    + ["二〇二一年十三月一日", "二〇二一年十十月一日", "442560", "2021年3月1日至2022年", "٢٠٢١-٣"]
    + ["2021-3-112:30", "2021-1 1-1", "2021 1 11", "2021-3-1 至今"],
)
def test_what_is_no_whole_day_is_not_guessed(tmp_path: Path, written: str) -> None:
    assert fault(tmp_path, 任职日期=written).column == "任职日期"


def test_days_count_from_1904_where_the_workbook_does(tmp_path: Path) -> None:  # R17
    path = workbook(
        tmp_path, row(任职日期=44256 - 1462), row(委员编号=8, 任职日期="42794", 手机号=None)
    )

    def from_1904(name: str, content: bytes) -> bytes:
        if name != "xl/workbook.xml":
            return content
        assert b"<workbookPr " in content or b"<workbookPr/>" in content
        return re.sub(rb"<workbookPr[ /][^>]*>", b'<workbookPr date1904="1"/>', content)

    entries, faults = checked(patched(path, from_1904))
    assert not faults
    assert [each.admit.admitted_on for each in entries] == [date(2021, 3, 1)] * 2


# Headers and rows that are none.


def test_a_header_of_two_rows_is_named(tmp_path: Path) -> None:  # R14
    first = ["下派情况" if n == "下派单位" else n for n in HEADER]
    first = [None if n in ("下派依据", "任职日期") else n for n in first]
    second_row = [n if n in ("下派单位", "下派依据", "任职日期") else None for n in HEADER]

    said = unusable(workbook(tmp_path, second_row, row(), header=first))
    assert "表头占了两行（第 1、2 行）" in said


def test_a_partial_header_before_the_whole_one_does_no_harm(tmp_path: Path) -> None:
    path = sheets(tmp_path, ("名册", "visible", [HEADER[:4], [], HEADER, row()]))

    assert [line.number for line in read_roster(path).lines] == [4]


def test_the_header_of_the_next_page_is_no_row(tmp_path: Path) -> None:  # R19
    entries, faults = checked(workbook(tmp_path, row(), HEADER, OTHER))

    assert not faults
    assert [each.row for each in entries] == [2, 4]


@pytest.mark.parametrize(
    "footer",
    [
        {"委员编号": "合计", "姓名": "225"},
        {"委员编号": "填表人：样甲", "界别": "审核人：样乙"},
        {"姓名": "县政协办公室（盖章）"},
        {"委员编号": "小计", "姓名": "3", "委员层级": "3", "界别": "2", "下派单位": "5"},
        {"备注": "注：以上均为示例"},
        {"手机号": "联系电话：0931-5200000"},
    ],
)
def test_a_footer_is_one_fault(tmp_path: Path, footer: dict[str, str]) -> None:  # R19
    entries, (found,) = checked(workbook(tmp_path, row(), [footer.get(n) for n in HEADER]))

    assert [each.row for each in entries] == [2]
    assert found.row == 3
    assert "请删去这一行" in found.chinese


# Files.


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


def test_numbers_in_scientific_notation_are_told(tmp_path: Path) -> None:  # R16
    assert fault(tmp_path, 下派单位="6.20123E+11").column == "下派单位"
    assert one(tmp_path, 手机号=1.4000000007e10).phone == "14000000007"


def test_a_wrong_extent_loses_no_row(tmp_path: Path) -> None:  # R18
    def shrink(name: str, content: bytes) -> bytes:
        return content.replace(b'<dimension ref="A1:K3"', b'<dimension ref="A1"')

    assert len(read_roster(patched(workbook(tmp_path, row(), OTHER), shrink)).lines) == 2


def test_a_formula_that_shows_nothing_is_an_empty_cell(tmp_path: Path) -> None:
    path = workbook(tmp_path, row(手机号='=IF(A2="","",""))'))

    def computed(name: str, content: bytes) -> bytes:
        if not name.startswith("xl/worksheets"):
            return content
        at = content.index(b"<f>")
        start, end = content.rindex(b"<c ", 0, at), content.index(b"</c>", at)
        return content[:start] + b'<c r="G2" t="str"><f>IF</f><v></v>' + content[end:]

    (entry,), faults = checked(patched(path, computed))
    assert (entry.phone, faults) == (None, [])


def test_the_recorded_name_is_found_by_the_same_rule_everywhere() -> None:
    assert same("样甲\u2f26") == same("样 甲子")
