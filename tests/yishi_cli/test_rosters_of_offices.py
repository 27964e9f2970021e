"""What offices write into a roster (cases of November 2026, R4 to R20, and their kinds)."""

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from contracts.names import same
from tests.yishi_cli.rosters import (
    HEADER,
    TOWNSHIP,
    checked,
    fault,
    one,
    patched,
    row,
    workbook,
)


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
        ("阿样 ˙ 买甲甲", "阿样˙买甲甲"),
        ("欧阳 样", "欧阳样"),
        ("样 甲 乙", "样甲乙"),
        ("样 甲乙", "样甲乙"),
        ("样\U000e0101 甲", "样\U000e0101甲"),
        ("O’样甲", "O’样甲"),
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
        ("样甲 样乙", "每行写一个人"),
        ("样甲 汉族 党员", "空格隔开了几段"),
        ("样乙丑 男 汉", "空格隔开了几段"),
        ("样甲*", "第 3 个字“*”"),
        ("★样甲", "第 1 个字“★”"),
        ("样甲①", "第 3 个字“①”"),
        ("样甲：", "第 3 个字“：”"),
        ("“样甲”", "不是姓名的一部分"),
        ("样甲<br>", "第 3 个字“<”"),
        ("⿰样甲", "第 1 个字“⿰”"),
        ("样甲😀", "不是姓名的一部分"),
        ("样甲 14000000007", "含有号码"),
        ("样甲。", "以标点开头、结尾"),
        ("·样甲", "以标点开头、结尾"),
        ("—", "不能为空"),
        ("空缺", "不能为空"),
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
        ("委员编号", "m—620123–0007"),
        ("委员编号", "Ｍ＿６２０１２３＿０００７"),
        ("下派单位", "\u202d620123109000\u202c"),
        ("任职日期", "\u200e2020-10-31\u200e"),
    ],
)
def test_marks_around_numbers_do_not_count(tmp_path: Path, column: str, written: str) -> None:
    assert one(tmp_path, **{column: written}) == one(tmp_path)


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (datetime(2026, 1, 7), "是日期"),  # noqa: DTZ001
        ("2026-1-7", "是日期"),
        ("2026—01—07", "是日期"),
        ("00O7", "有字母 o"),
        ("m-620123-0O07", "有字母 o"),
        ("l07", "有字母 l"),
        ("1I", "有字母 i"),
        ("62012319800101123X", "身份证号"),
        ("620123198001011234", "身份证号"),
        ("m-620123-620123198001011234", "身份证号"),
        ("14000000007", "手机号"),
        (14000000007, "手机号"),
        (6201231980010112345, "超过 15 位"),
        ("-7", "只能用数字"),
        ("m-620123-", "只能用数字"),
        ("7--1", "只能用数字"),
        ("7.5", "只能用数字"),
        ("м-620123-0007", "只能用数字"),  # a Cyrillic letter
        ("样" * 60, "只能用数字"),
        ("7" * 60, "只能用数字"),
    ],
)
def test_what_is_no_number_of_a_member_is_told(tmp_path: Path, number: Any, told: str) -> None:
    found = fault(tmp_path, 委员编号=number)

    assert found.column == "委员编号"
    assert told in found.chinese
    assert "19800101" not in found.chinese + found.english  # it is printed nowhere


@pytest.mark.parametrize(
    ("number", "member"),
    [("A007", "m-620123-a007"), ("7-1", "m-620123-7-1"), ("oil", "m-620123-oil")],
)
def test_numbers_with_letters_are_numbers(tmp_path: Path, number: str, member: str) -> None:
    assert one(tmp_path, 委员编号=number).admit.member == member


@pytest.mark.parametrize("nothing", ["/", "／", "—", "－", "——", "无", "暂 无", "N/A"])
def test_a_cell_that_says_nothing_is_empty(tmp_path: Path, nothing: str) -> None:
    optional = dict.fromkeys(("工作单位及职务", "所属专委会", "手机号", "备注"), nothing)
    found = one(tmp_path, **optional)

    assert (found.admit.post, found.admit.committee, found.phone) == (None, None, None)
    assert found.admit.co_opted_because is None
    for required in ("界别", "下派单位", "姓名", "任职日期"):
        assert "不能为空" in fault(tmp_path, **{required: nothing}).chinese


def test_a_landline_may_have_its_code_in_brackets(tmp_path: Path) -> None:
    assert one(tmp_path, 手机号="（0931）5200000").phone == "0931-5200000"


@pytest.mark.parametrize(
    "written",
    [  # R13; the one with Z is midnight in China, as programs write it
        *("2021 年 3 月 1 日", "2021-3-1 8:30", "2021-3-1 12:30", "2021 - 3 - 1 12:30:00 PM"),
        *("2021年3月1日12:30", "2021 03 01", "2021/03/01 00:00:00.000"),
        *("2021-03-01T00:00:00", "2021—03—01", "2021年3月1号", "44256", "44256.354"),
        *("２０２１．３．１", "2021-03-01T00:00:00+08:00", "2021-02-28T16:00:00.000Z"),
        *("二〇二一年三月一日", "二○二一年三月一日", "二零二一年三月一号"),
        *("2021年3月1日（星期一）", "2021/3/1 下午3:05", "公元2021年3月1日", "2021～03～01"),
        *("20210301", "20210301000000", "2021、3、1", "2021。3。1", "2021，3，1", "2021·3·1"),
        *("2021\\3\\1", "2021∕3∕1", "2021.3.1.", "2021年3月1日起", "2021年三月1日"),
        *("贰零贰壹年叁月壹日", "2021-03-01 00:00:00 +0800", "2021-03-01T00:00:00.000+0800"),
        *("2021-02-28 16:00:00 UTC", "2021-02-28 11:00:00 -05:00"),
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
    + ["2021,3", "44,256", "2O21-03-01", "2021年廿月1日", "1900-01-01"]
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


# Rows that are none.


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


def test_numbers_in_scientific_notation_are_told(tmp_path: Path) -> None:  # R16
    assert fault(tmp_path, 下派单位="6.20123E+11").column == "下派单位"
    assert one(tmp_path, 手机号=1.4000000007e10).phone == "14000000007"


def test_the_recorded_name_is_found_by_the_same_rule_everywhere() -> None:
    assert same("样甲\u2f26") == same("样 甲子")
