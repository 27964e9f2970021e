"""The roster out of a county's workbook: read, checked, compared (issue 2, section 1)."""

import csv
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from contracts.members.body import Part
from contracts.members.rules import BodyKind
from tests.members.situations import words
from tests.yishi_cli.rosters import (
    BODIES,
    HEADER,
    TODAY,
    TOWNSHIP,
    UNITS,
    VILLAGE,
    checked,
    fault,
    in_place_of,
    one,
    patched,
    row,
    unit,
    workbook,
)
from yishi.profile.reading import read
from yishi.roster.check import check
from yishi.roster.file import read_roster
from yishi.roster.register import Register
from yishi.roster.writing import Wrong


def test_a_clean_row_asks_for_admission_and_posting(tmp_path: Path) -> None:  # 000-04
    found = one(tmp_path)

    assert found.admit.member == "m-620123-0007"
    assert found.admit.unit == "620123000000"
    assert found.admit.level == "county"
    assert found.admit.committee == "yz-social"
    assert found.admit.admitted_on == date(2020, 10, 31)
    assert [(each.to_unit, each.basis) for each in found.postings] == [(TOWNSHIP, "native")]
    assert found.phone == "14000000007"


def test_the_demonstration_roster_is_a_clean_one() -> None:  # 000-04, 000-27
    profiles = Path(__file__).parents[2] / "deploy" / "profiles"
    path = profiles / "yuzhong.roster.xlsx"
    with (profiles / "yuzhong.units.csv").open(encoding="utf-8") as file:
        units = [
            unit(row["代码"], row["名称"], row["上级代码"] or None) for row in csv.DictReader(file)
        ]
    names = {line.cells["所属专委会"] for line in read_roster(path).lines}
    bodies = [{**BODIES[0], "body": f"b{n}", "name": name} for n, name in enumerate(names)]
    words = read(profiles / "yuzhong.toml").members.words
    entries, faults = check(
        read_roster(path).lines,
        units,
        bodies,
        whose="620123000000",
        words=words,
        today=TODAY,
    )
    levels = [each.admit.level for each in entries]

    assert not faults
    assert [levels.count(level) for level in ("provincial", "municipal", "county")] == [1, 39, 185]
    assert len([each for each in entries if each.admit.co_opted_because]) == 18


def test_titles_above_the_header_and_blank_rows_are_passed_over(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (["榆中县政协委员名册"], [None], HEADER, [None] * 11, row(), ["　"], [""]):
        sheet.append(line)
    book.save(tmp_path / "a.xlsx")

    assert [line.number for line in read_roster(tmp_path / "a.xlsx").lines] == [5]


def test_columns_may_stand_in_any_order_and_unknown_ones_are_told(tmp_path: Path) -> None:
    header = ["序号", *reversed(HEADER), "民族"]
    path = workbook(tmp_path, [1, *reversed(row()), "汉族"], [2], header=header)
    table = read_roster(path)

    assert table.unknown == ("序号", "民族")
    assert len(table.lines) == 1
    assert checked(path)[0][0].admit.name == "样甲子"


def test_headings_are_recognised_with_marks_and_remarks(tmp_path: Path) -> None:
    header = [
        "* 委员编号",
        "姓 名",
        "委员层级（省/市/县）",
        *HEADER[3:9],
        "任职\n日期",
        "备注（增补原因）",
    ]
    found = checked(workbook(tmp_path, row(备注="届中调整"), header=header))

    assert found[0][0].admit.co_opted_because == "届中调整"


def test_the_first_sheet_with_a_header_is_read(tmp_path: Path) -> None:
    path = workbook(tmp_path, row())
    book = load_workbook(path)
    book.create_sheet("填表说明", 0).append(["请按要求填写"])
    book.save(path)

    assert read_roster(path).sheet == "Sheet"


def test_numbers_and_dates_of_the_spreadsheet_become_text(tmp_path: Path) -> None:
    numbers = {"委员编号": 7, "手机号": 14000000007, "任职日期": datetime(2020, 10, 31)}  # noqa: DTZ001

    assert one(tmp_path, **numbers) == one(tmp_path)


@pytest.mark.parametrize(
    "day",
    [44135, 44135.0, 20201031, "20201031", "2020/10/31", "2020.10.31", "2020年10月31日"]
    + ["２０２０年１０月３１日", "2020-10-31 00:00:00", date(2020, 10, 31)],
)
def test_days_are_understood_as_offices_write_them(tmp_path: Path, day: Any) -> None:
    assert one(tmp_path, 任职日期=day).admit.admitted_on == date(2020, 10, 31)


@pytest.mark.parametrize("day", ["2020年10月", 2020.1, "2020-13-01", "去年", 7, "1020-01-01"])
def test_a_day_is_never_guessed(tmp_path: Path, day: Any) -> None:
    assert fault(tmp_path, 任职日期=day).column == "任职日期"


def test_a_day_to_come_is_a_fault(tmp_path: Path) -> None:
    assert "尚未到来" in fault(tmp_path, 任职日期="2026-03-03").chinese


@pytest.mark.parametrize(
    "phone", [14000000007, 14000000007.0, "140 0000 0007", "140-0000-0007", "+8614000000007"]
)
def test_a_telephone_number_is_understood(tmp_path: Path, phone: Any) -> None:
    assert one(tmp_path, 手机号=phone).phone == "14000000007"


def test_a_landline_will_do(tmp_path: Path) -> None:
    assert one(tmp_path, 手机号="0931-5200000").phone == "0931-5200000"


@pytest.mark.parametrize(
    "phone", ["1400000000", "1.4E+10", "14000000007/14000000008", "有", 1.4e12]
)
def test_a_bad_telephone_number_is_a_fault_and_not_repeated(tmp_path: Path, phone: Any) -> None:
    found = fault(tmp_path, 手机号=phone)

    assert found.column == "手机号"
    assert str(phone) not in found.chinese + found.english


@pytest.mark.parametrize("name", ["样 甲", "样　甲", "样\u200b甲"])
def test_names_spread_to_three_are_closed_up(tmp_path: Path, name: str) -> None:
    assert one(tmp_path, 姓名=name).admit.name == "样甲"


@pytest.mark.parametrize(
    ("text", "level"),
    [("省级", "provincial"), ("市政协委员", "municipal"), ("县级", "county")],
)
def test_levels_are_understood(tmp_path: Path, text: str, level: str) -> None:
    assert one(tmp_path, 委员层级=text).admit.level == level


def test_several_units_share_a_basis_or_have_one_each(tmp_path: Path) -> None:  # 000-05
    both = f"新营镇、{VILLAGE}"
    shared = one(tmp_path, 下派单位=both)
    own = one(tmp_path, 下派单位=both, 下派依据="籍贯、工作地")

    assert [each.basis for each in shared.postings] == ["native", "native"]
    assert [(each.to_unit, each.basis) for each in own.postings] == [
        (TOWNSHIP, "native"),
        (VILLAGE, "workplace"),
    ]


@pytest.mark.parametrize("name", ["新营镇样例一村", "新营镇样例一村协商议事会", VILLAGE])
def test_a_unit_is_found_by_code_or_full_name(tmp_path: Path, name: str) -> None:
    assert one(tmp_path, 下派单位=name).postings[0].to_unit == VILLAGE


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("新营镇委员联络组", TOWNSHIP),
        ("新营镇政协组", TOWNSHIP),
        ("新营镇 驿站", TOWNSHIP),
        ("新营镇委员工作站", None),  # another place's word
        ("驿站", None),
    ],
)
def test_a_unit_is_found_by_what_stands_there_as_the_place_calls_it(
    text: str, found: str | None
) -> None:
    group = BodyKind(
        code="group",
        chinese="委员联络组",
        english="liaison group",
        part=Part.WORKSTATION,
        also=("政协组",),
    )
    kinds = (*words.body_kinds, group)
    called = words.model_copy(update={"room": "驿站", "body_kinds": kinds})
    register = Register("620123000000", UNITS, BODIES, called)
    if found:
        assert register.unit(text)["unit"] == found
    else:
        with pytest.raises(Wrong):
            register.unit(text)


@pytest.mark.parametrize(
    ("note", "reason"),
    [
        ("增补：乡镇党委副书记；示例数据", "乡镇党委副书记"),
        ("示例数据；届中增补", "届中增补"),
        ("离异，住县城", None),
    ],
)
def test_of_the_remarks_only_the_co_option_enters(  # 000-27, design 8
    tmp_path: Path, note: str, reason: str | None
) -> None:
    assert one(tmp_path, 备注=note).admit.co_opted_because == reason


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("委员编号", "七号"),
        ("委员编号", "m-511623-0007"),
        ("委员编号", None),
        ("姓名", None),
        ("姓名", "样" * 121),
        ("委员层级", "国家级"),
        ("界别", "农" * 121),
        ("工作单位及职务", "样例\u202e合作社"),
        ("所属专委会", "县交通运输局"),
        ("所属专委会", "教科文卫体委员会"),
        ("下派单位", "无名镇"),
        ("下派单位", "样例一村"),
        ("下派单位", "旧营镇"),
        ("下派单位", "榆中县"),
        ("下派单位", "新营镇、新营镇"),
        ("下派单位", "511623100000"),
        ("下派依据", "亲戚"),
        ("下派依据", "籍贯、居住地"),
        ("手机号", True),
        ("界别", "#REF!"),
    ],
)
def test_a_faulty_cell_is_named_by_row_and_column(tmp_path: Path, column: str, text: Any) -> None:
    assert fault(tmp_path, **{column: text}).column == column


def test_a_row_tells_all_its_faults_at_once(tmp_path: Path) -> None:
    _, faults = checked(workbook(tmp_path, row(姓名=None, 手机号="有", 任职日期="去年")))

    assert [each.column for each in faults] == ["任职日期", "姓名", "手机号"]


def test_a_formula_without_a_value_is_a_fault(tmp_path: Path) -> None:
    assert "公式" in fault(tmp_path, 界别='=CONCATENATE("农","业")').chinese


def test_a_formula_with_a_value_is_read_as_it_shows(tmp_path: Path) -> None:
    path = workbook(tmp_path, row(界别='="农"&"业"'))
    computed = '<c r="D2" t="str"><f>"农"&amp;"业"</f><v>农业</v></c>'.encode()

    assert checked(patched(path, in_place_of("D2", computed)))[0][0].admit.sector == "农业"


def test_two_rows_with_one_number_are_both_faulty(tmp_path: Path) -> None:
    path = workbook(
        tmp_path, row(), row(姓名="样乙丑", 委员编号=7), row(委员编号="8", 姓名="样丙寅")
    )
    entries, faults = checked(path)

    assert [each.row for each in entries] == [4]
    assert [(each.row, each.column) for each in faults] == [(2, "委员编号"), (3, "委员编号")]


def test_one_person_under_two_numbers_is_told(tmp_path: Path) -> None:
    _, faults = checked(workbook(tmp_path, row(), row(委员编号="8")))

    assert [(each.row, each.column) for each in faults] == [(2, "姓名"), (3, "姓名")]


def test_namesakes_and_shared_offices_are_no_fault(tmp_path: Path) -> None:
    path = workbook(
        tmp_path, row(), row(委员编号="8", 手机号=None), row(委员编号="9", 姓名="样乙丑")
    )

    assert len(checked(path)[0]) == 3
