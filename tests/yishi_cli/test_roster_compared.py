"""A roster beside what is recorded (issue 2, section 1; cases of November 2026, R4)."""

from pathlib import Path
from typing import Any

import pytest

from tests.yishi_cli.rosters import (
    TOWNSHIP,
    checked,
    one,
    row,
    workbook,
)
from yishi.roster.compare import compare

RECORDED = {
    "member_id": "m-620123-0007",
    "name": "样甲子",
    "level": "county",
    "sector": "农业",
    "post": "样例合作社 理事长",
    "committee": "yz-social",
    "admitted_on": "2020-10-31",
    "co_opted_because": None,
}


POSTED = {
    "member": "m-620123-0007",
    "to_unit": TOWNSHIP,
    "basis": "native",
    "since": "2020-10-31",
    "until": None,
}


PHONE = {"m-620123-0007": "14000000007"}


def test_a_new_row_is_to_be_done_wholly(tmp_path: Path) -> None:
    (step,), faults = compare([one(tmp_path)], [], [], {})

    assert not faults
    assert step.admit
    assert len(step.postings) == 1
    assert step.phone


BLANK = dict.fromkeys(("工作单位及职务", "所属专委会", "手机号"))


@pytest.mark.parametrize(
    ("written", "posted"),
    [({}, POSTED), (BLANK, POSTED), ({}, {**POSTED, "until": "2024-01-31"})],
    ids=["as it is", "blank cells take nothing away", "an ended posting stays ended"],
)
def test_a_recorded_row_is_not_asked_for_again(
    tmp_path: Path, written: dict[str, Any], posted: dict[str, Any]
) -> None:
    (step,), faults = compare([one(tmp_path, **written)], [RECORDED], [posted], PHONE)

    assert not faults
    assert step.idle


def test_an_import_that_broke_off_goes_on_where_it_was(tmp_path: Path) -> None:
    (step,), _ = compare([one(tmp_path)], [RECORDED], [], {})

    assert not step.admit
    assert step.postings
    assert step.phone


@pytest.mark.parametrize(
    ("column", "text"),
    [("姓名", "样乙丑"), ("界别", "教育"), ("委员层级", "市级"), ("手机号", "14000000008")],
)
def test_a_row_that_differs_from_what_is_recorded_is_a_fault(
    tmp_path: Path, column: str, text: str
) -> None:
    steps, (found,) = compare([one(tmp_path, **{column: text})], [RECORDED], [POSTED], PHONE)

    assert not steps
    assert found.column == column
    assert "14000000007" not in found.chinese


def test_a_posting_recorded_otherwise_is_a_fault(tmp_path: Path) -> None:
    other = {**POSTED, "basis": "residence"}
    steps, (found,) = compare([one(tmp_path)], [RECORDED], [other], PHONE)

    assert not steps
    assert found.column == "下派单位"


# Under another number, or a number of another width.

SECOND = {**RECORDED, "member_id": "m-620123-002", "name": "样乙丑"}


PHONE_OF_SECOND = {"m-620123-002": "14000000002"}


def second(number: str, name: str = "样乙丑") -> list[Any]:
    return row(委员编号=number, 姓名=name, 手机号="14000000002")


@pytest.mark.parametrize("number", ["002", "0002", "2", "００２", "m-620123-002"])
def test_a_short_number_leads_to_the_recorded_one(tmp_path: Path, number: str) -> None:  # R4
    (entry,), faults = checked(workbook(tmp_path, second(number)), [SECOND])
    posted = {"member": "m-620123-002", "to_unit": TOWNSHIP, "basis": "native"}
    posting = {**posted, "since": "2020-10-31", "until": None}
    (step,), differing = compare([entry], [SECOND], [posting], PHONE_OF_SECOND)

    assert (faults, differing) == ([], [])
    assert step.idle


def test_a_short_number_of_somebody_else_is_asked_about(tmp_path: Path) -> None:  # R4
    entries, (found,) = checked(workbook(tmp_path, second("0002", "样丙寅")), [SECOND])

    assert not entries
    assert found.column == "委员编号"
    assert "样乙丑" in found.chinese
    assert "m-620123-0002" in found.chinese
    (entry,), faults = checked(workbook(tmp_path, second("m-620123-0002", "样丙寅")), [SECOND])
    assert (entry.admit.member, faults) == ("m-620123-0002", [])


def test_a_number_of_two_widths_has_to_be_written_whole(tmp_path: Path) -> None:  # R4
    both = [SECOND, {**SECOND, "member_id": "m-620123-0002", "name": "样丙寅"}]
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
    (entry,), _ = checked(workbook(tmp_path, second("0009", name)), [SECOND])
    steps, (found,) = compare([entry], [SECOND], [], PHONE_OF_SECOND)

    assert not steps
    assert "m-620123-002" in found.chinese
    assert not compare([entry], [SECOND], [], {"m-620123-002": "14000000077"})[1]


@pytest.mark.parametrize("landline", ["0931-5200000", "09315200000", "（0931）520 0000"])
def test_a_landline_is_the_same_in_any_writing(tmp_path: Path, landline: str) -> None:
    phones = {"m-620123-002": "0931-5200000"}
    written = row(委员编号="9", 姓名="样乙丑", 手机号=landline)
    path = workbook(tmp_path, written, row(委员编号="8", 姓名="样乙丑", 手机号="0931-5200000"))
    assert [each.column for each in checked(path)[1]] == ["姓名", "姓名"]

    (entry,), _ = checked(workbook(tmp_path, written))
    assert "m-620123-002" in compare([entry], [SECOND], [], phones)[1][0].chinese
    again = row(委员编号="m-620123-002", 姓名="样乙丑", 手机号=landline)
    (entry,), _ = checked(workbook(tmp_path, again))
    assert not compare([entry], [SECOND], [], phones)[1]


@pytest.mark.parametrize(
    "dot", [*"\u2022\u30fb\u2027\uff65\u16eb.\u02d9\u2218\u25e6\u26ab", "··", "· ·"]
)
def test_the_same_name_in_another_writing_is_no_difference(tmp_path: Path, dot: str) -> None:
    recorded = {**SECOND, "name": "阿样·买甲"}
    (entry,), _ = checked(workbook(tmp_path, second("m-620123-002", f"阿样{dot}买甲")))
    _, differing = compare([entry], [recorded], [], PHONE_OF_SECOND)

    assert not differing
