"""Workbooks as offices fill them, and the registers they are checked against."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

COUNTY, TOWNSHIP, VILLAGE = "620123000000", "620123109000", "620123109200"
TODAY = date(2026, 3, 2)
HEADER = (
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
    {"body": "yz-social", "unit": COUNTY, "name": "社会和法制委员会", "kind": "committee"},
    {"body": "yz-transport", "unit": COUNTY, "name": "县交通运输局", "kind": "department"},
    {"body": "ls-edu", "unit": "511623000000", "name": "教科文卫体委员会", "kind": "committee"},
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
