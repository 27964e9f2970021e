"""Writes Yuzhong's list of units and its demonstration roster; the same bytes on every run.

Township names and codes are the public administrative ones (domain 10.3). Communities, villages,
members and telephone numbers are artificial and look it: nobody real stands in these files.
Run `python -m deploy.profiles.make_yuzhong` after a change and commit what it wrote.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

HERE = Path(__file__).parent
COUNTY = "620123000000"
ENTERPRISE = "620123100900"
LISTED = "2020-01-01"
# The article names the months only (000-01, 000-03), so their last days stand here.
STATIONS = "2020-10-31"
VILLAGES = "2021-03-31"

TOWNSHIPS = {
    "100": ("城关镇", 12),
    "101": ("夏官营镇", 14),
    "102": ("高崖镇", 12),
    "103": ("金崖镇", 16),
    "104": ("和平镇", 14),
    "105": ("甘草店镇", 15),
    "106": ("青城镇", 12),
    "107": ("定远镇", 0),
    "108": ("连搭镇", 0),
    "109": ("新营镇", 18),
    "110": ("贡井镇", 14),
    "202": ("小康营乡", 13),
    "205": ("马坡乡", 12),
    "207": ("清水驿乡", 16),
    "208": ("龙泉乡", 12),
    "209": ("韦营乡", 12),
    "210": ("中连川乡", 13),
    "212": ("园子岔乡", 11),
    "213": ("上花岔乡", 11),
    "214": ("哈岘乡", 11),
}
"""Name, and how many of the 238 villages lie there. Two towns stand in the public list and have
no workstation (domain 10.2)."""
COMMUNITIES = {"100": 4, "101": 1, "104": 1}

UNIT_HEAD = (
    "代码",
    "名称",
    "类别",
    "上级代码",
    "启用日期",
    "委员工作站成立",
    "协商议事会成立",
    "协商议事室启用",
)
ROSTER_HEAD = (
    "委员编号",
    "姓名",
    "委员层级",
    "界别",
    "工作单位及职务",
    "所属专委会",
    "手机号",
    "下派单位",
    "下派依据",
    "任职日期",
    "备注",
)

_DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """1 to 99 as a village would be numbered: 一, 十, 十八, 二十一."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def units() -> Iterator[tuple[str, ...]]:
    """Rows of the unit list, a parent always before what lies in it."""
    yield (COUNTY, "榆中县", "县", "", LISTED, "", "", "")
    for code, (name, villages) in TOWNSHIPS.items():
        township = f"620123{code}000"
        founded = (STATIONS,) * 3 if villages else ("",) * 3
        yield (township, name, "乡镇", COUNTY, LISTED, *founded)
        for number in range(1, COMMUNITIES.get(code, 0) + 1):
            title = f"{name}样例{chinese(number)}社区"
            yield (f"620123{code}{number:03}", title, "社区", township, LISTED, *(STATIONS,) * 3)
        for number in range(1, villages + 1):
            title = f"{name}样例{chinese(number)}村"
            yield (
                *(f"620123{code}{199 + number}", title, "村", township, LISTED),
                *("", VILLAGES, VILLAGES),
            )
    yield (
        *(ENTERPRISE, "县建投集团", "企业", "620123100000", LISTED),
        *("", STATIONS, STATIONS),
    )


def write_units() -> None:
    with (HERE / "yuzhong.units.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(UNIT_HEAD)
        writer.writerows(units())


# No Chinese family is called 样, 例, 试 or 演; the rest is the cycle of sixty.
_FAMILIES = "样例试演"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"

_SECTORS = (
    ("农业", "样例农民专业合作社 理事长", "经济和农业农村委员会"),
    ("教育", "样例学校 教师", "教科文卫体委员会"),
    ("医药卫生", "样例卫生院 医师", "教科文卫体委员会"),
    ("经济", "样例商贸公司 经理", "经济和农业农村委员会"),
    ("工商联", "样例建材公司 负责人", "经济和农业农村委员会"),
    ("文化艺术", "样例文化馆 馆员", "教科文卫体委员会"),
    ("妇联", "样例妇女之家 主任", "社会和法制委员会"),
    ("科技", "样例农技推广站 农艺师", "提案委员会"),
    ("社会福利和社会保障", "样例养老服务中心 主任", "社会和法制委员会"),
)


def name_of(number: int) -> str:
    family, rest = divmod(number - 1, 60)
    return f"{_FAMILIES[family]}{_STEMS[rest % 10]}{_BRANCHES[rest % 12]}"


def members() -> Iterator[tuple[str, ...]]:
    """1 provincial, 39 municipal and 185 county members (000-04), among them the 18 township
    deputy Party secretaries who were co-opted together (000-27). Everybody is posted to a
    workstation; of the county members, half also to a village council below it (000-05)."""
    register = list(units())
    names = {row[0]: row[1] for row in register}
    towns = [row[1] for row in register if row[2] == "乡镇" and row[5]]
    stations = [row[1] for row in register if row[2] in ("乡镇", "社区") and row[5]]
    villages = [row for row in register if row[2] == "村"]
    bases = ("籍贯", "居住地", "工作地")
    for number in range(1, 226):
        level = "省级" if number == 1 else "市级" if number <= 40 else "县级"
        sector, post, committee = _SECTORS[number % len(_SECTORS)]
        unit, basis, since = stations[number % len(stations)], bases[number % 3], "2020-10-31"
        note = "示例数据"
        if 41 <= number <= 58:
            unit = towns[number - 41]
            sector, post, committee = "中共", f"{unit} 党委副书记", "委员联络委员会"
            basis, note = "工作地", "增补：乡镇党委副书记，18个乡镇同时增补"
        elif number > 58 and number % 2 == 0:
            village = villages[(number - 59) * 7 % len(villages)]
            unit, since = f"{names[village[3]]}、{village[1]}", "2021-03-31"
        yield (
            *(f"m-620123-{number:03}", name_of(number), level, sector, post, committee),
            # No subscriber has eleven digits after 140: the range belongs to machines.
            *(f"1400000{number:04}", unit, basis, since, note),
        )


def write_roster() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "委员名册"
    sheet.append(ROSTER_HEAD)
    for row in members():
        sheet.append(row)
    for cell in sheet[1]:
        cell.font, cell.alignment = Font(bold=True), Alignment(horizontal="center")
    for column, width in enumerate((16, 10, 10, 20, 26, 24, 14, 16, 10, 12, 32), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    made = io.BytesIO()
    book.save(made)
    (HERE / "yuzhong.roster.xlsx").write_bytes(without_clock(made.getvalue()))


_TIME = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def without_clock(workbook: bytes) -> bytes:
    """The same workbook with every time of making set to one day, so that runs do not differ."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(result, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(
                    rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-01-01T00:00:00Z", content
                )
            entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            new.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return result.getvalue()


if __name__ == "__main__":
    write_units()
    write_roster()
