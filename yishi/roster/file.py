"""A roster's file: its columns, what a fault of a row is, and what of it is out of sight."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from yishi.roster.workbook.cells import Sentence
from yishi.roster.workbook.file import Unusable
from yishi.roster.workbook.table import Columns, Table, read_table

NUMBER, NAME, LEVEL, SECTOR = "委员编号", "姓名", "委员层级", "界别"
POST, COMMITTEE, PHONE = "工作单位及职务", "所属专委会", "手机号"
UNITS, BASIS, SINCE = "下派单位", "下派依据", "任职日期"
CO_OPTED, NOTE = "增补原因", "备注"

FIELDS = {
    "name": NAME,
    "level": LEVEL,
    "sector": SECTOR,
    "post": POST,
    "committee": COMMITTEE,
    "admitted_on": SINCE,
    "co_opted_because": CO_OPTED,
}
"""What the members service keeps of a member, and the column that says it."""

COLUMNS = Columns(
    headings={
        NUMBER: ("编号",),
        NAME: ("委员姓名",),
        LEVEL: ("层级", "委员级别"),
        SECTOR: ("所属界别",),
        POST: ("单位及职务", "工作单位和职务"),
        COMMITTEE: ("专委会", "归口专委会"),
        PHONE: ("手机号码", "手机", "联系电话", "电话"),
        UNITS: ("下派到", "下沉单位"),
        BASIS: ("下沉依据",),
        SINCE: ("任职时间",),
        CO_OPTED: ("备注(增补原因)",),
        NOTE: ("说明",),
    },
    required=frozenset({NUMBER, NAME, LEVEL, SECTOR, UNITS, BASIS, SINCE}),
    days=frozenset({SINCE}),
)

Row = Mapping[str, Any]
"""A row of one of the service's lists."""


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong with a row, in which column, and what to do."""

    row: int
    column: str
    chinese: str
    english: str

    def say(self, english: bool) -> str:
        if english:
            return f"row {self.row}, {self.column}: {self.english}"
        return f"第 {self.row} 行，{self.column}：{self.chinese}"


def read_roster(path: Path, sheet: str | None = None) -> Table:
    """The rows of the file, or of that sheet. Raises `Unusable`."""
    return read_table(path, COLUMNS, sheet)


# Hidden: what somebody who looks at the file does not see, or sees struck out.


def without_hidden(table: Table) -> Table:
    """The table as it shows. Raises `Unusable` where a column that is needed is hidden."""
    if needed := [name for name in table.covered if name in COLUMNS.required]:
        raise Unusable(
            f"隐藏的列是必填的：{'、'.join(needed)}。请取消隐藏，或用 --hidden take 一并读取。",
            f"Hidden columns are needed: {', '.join(needed)}. Show them, or use --hidden take.",
        )
    lines = [
        replace(
            line,
            cells={name: text for name, text in line.cells.items() if name not in table.covered},
            unreadable={n: why for n, why in line.unreadable.items() if n not in table.covered},
        )
        for line in table.lines
        if line.aside is None
    ]
    return replace(table, lines=lines, covered=())


def of_hidden(table: Table) -> Sentence | None:
    """What has to be decided before such rows and columns are recorded for ever, if anything."""
    reasons = dict.fromkeys(line.aside for line in table.lines if line.aside)
    chinese, english = [], []
    for reason in reasons:
        rows = [str(line.number) for line in table.lines if line.aside == reason]
        listed = "、".join(rows[:20]) + (f" 等 {len(rows)} " if len(rows) > 20 else " ")
        chinese.append(f"第 {listed}行{reason[0]}")
        more = f" and {len(rows) - 20} more" if len(rows) > 20 else ""
        english.append(f"rows {', '.join(rows[:20])}{more} are {reason[1]}")
    if table.covered:
        chinese.append(f"隐藏的列：{'、'.join(table.covered)}")
        english.append(f"hidden columns: {', '.join(table.covered)}")
    if not chinese:
        return None
    return (
        f"{'；'.join(chinese)}。未做任何更改。要一并录入，请加 --hidden take；不录入，请加 "
        "--hidden leave；也可在表格中取消隐藏或删去后再导入。",
        f"{'; '.join(english)}. Nothing was changed. Take them with --hidden take, leave them with "
        "--hidden leave, or show or delete them in the file.",
    )
