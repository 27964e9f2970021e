"""One row of a roster on its way from texts to what it asks for."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from contracts.names import same
from contracts.places import prefix
from services.members.member.commands import AdmitMember, PostMember
from yishi.roster.cells import (
    a_number,
    a_phone,
    a_reason,
    a_title,
    a_word,
    why_co_opted,
)
from yishi.roster.days import written_day
from yishi.roster.file import (
    BASIS,
    COLUMNS,
    FIELDS,
    NOTE,
    NUMBER,
    PHONE,
    UNITS,
    Fault,
)
from yishi.roster.names import a_name
from yishi.roster.register import Register
from yishi.roster.workbook.table import Line
from yishi.roster.writing import Wrong, is_nothing, narrow, several

_FOOTER = re.compile(
    r"(合计|小计|总计|共计|总人数|填表|制表|填报|审核|复核|审批|负责人|联系人|联系电话|注[:：]|说明|备注)"
)
_MOST_EMPTY = 2
"""Required cells that a row of totals or signatures may happen to fill."""


@dataclass(frozen=True)
class Entry:
    """A clean row: what it asks for."""

    row: int
    admit: AdmitMember
    postings: tuple[PostMember, ...]
    phone: str | None


@dataclass
class Reading:
    """One row on its way from texts to commands; collects what is wrong with it."""

    line: Line
    register: Register
    today: date
    faults: list[Fault] = field(default_factory=list)
    _typed: str | None = None

    def blame(self, column: str, wrong: Wrong) -> None:
        self.faults.append(Fault(self.line.number, column, wrong.chinese, wrong.english))

    def take(self, column: str, make: Callable[[str], Any]) -> Any:
        """`make` of the cell's text; None, and a fault if required, where there is none."""
        try:
            if column in self.line.unreadable:
                raise Wrong(*self.line.unreadable[column])
            text = self.line.cells.get(column, "")
            if text and not is_nothing(text):
                return make(text)
            if column in COLUMNS.required:
                raise Wrong(
                    "不能为空，请填写。合并的单元格请取消合并，逐行填写。", "must not be empty."
                )
        except Wrong as wrong:
            self.blame(column, wrong)
        return None

    def entry(self) -> Entry | None:
        """What the row asks for, if nothing is wrong with it."""
        if wrong := _footer(self.line):
            self.blame(NUMBER, wrong)
            return None
        member = self.take(NUMBER, self._number)
        makers: dict[str, Callable[[str], Any]] = {
            "name": a_name,
            "level": lambda text: a_word(text, self.register.words.levels),
            "sector": a_title,
            "post": a_title,
            "committee": self.register.committee,
            "admitted_on": self._day,
            "co_opted_because": a_reason,
        }
        stated = {name: self.take(FIELDS[name], make) for name, make in makers.items()}
        stated["co_opted_because"] = stated["co_opted_because"] or self.take(NOTE, why_co_opted)
        units = self.take(UNITS, self._units) or []
        bases = self.take(BASIS, lambda text: self._bases(text, len(units))) or []
        phone = self.take(PHONE, a_phone)
        self._compare_width(member, stated["name"])
        if self.faults:
            return None
        unit = self.register.jurisdiction
        return Entry(
            self.line.number,
            AdmitMember(unit=unit, member=member, **stated),
            tuple(
                PostMember(to_unit=to_unit, basis=basis, since=stated["admitted_on"])
                for to_unit, basis in zip(units, bases, strict=True)
            ),
            phone,
        )

    def _number(self, text: str) -> str:
        """`7`, `0007` and `m-620123-0007` are one member; every id begins with its jurisdiction."""
        here = prefix(self.register.jurisdiction)
        number = a_number(text)
        home = re.match(r"m-(\d+)-", number)
        if home and home.group(1) != here:
            raise Wrong("是其他地方的编号，请核对。", "is a number of another place; check it.")
        if number.isdecimal():
            number = number.zfill(4)
        whole = number if home else f"m-{here}-{number}"
        return whole if home else self._of_any_width(text, whole)

    def _of_any_width(self, text: str, whole: str) -> str:
        """The recorded id, where it differs from this one in width only: 002 for 0002."""
        recorded = self.register.numbered(whole)
        if len(recorded) > 1:
            first, *others = sorted(recorded)
            raise Wrong(
                f"“{text}”可能是 {first} 或 {'、'.join(others)}，请写完整的编号。",
                f"{text} may be {first} or {', '.join(others)}; write the whole id.",
            )
        self._typed = whole
        return next(iter(recorded), whole)

    def _compare_width(self, member: str | None, name: str | None) -> None:
        """A short number leads to a recorded id of another width only if it is the same person."""
        recorded = self.register.members.get(member or "")
        if not recorded or not name or self._typed in (None, member):
            return
        if same(recorded["name"]) != same(name):
            self.blame(
                NUMBER,
                Wrong(
                    f"已录入的 {member} 是“{recorded['name']}”。如本行是另一人，"
                    f"请写完整的编号 {self._typed}；如是同一人，请更正姓名。",
                    f"{member} is recorded as {recorded['name']}. For another person write "
                    f"the whole id {self._typed}; for the same, correct the name.",
                ),
            )

    def _day(self, text: str) -> date:
        day = written_day(text)
        if day is None:
            raise Wrong(
                f"“{text}”不能作日期，请写明年月日，例如 2020-10-15。",
                f"{text} is no day; write year, month and day, such as 2020-10-15.",
            )
        if day > self.today:
            raise Wrong(f"{day} 尚未到来，请核对。", f"{day} is still to come; check it.")
        return day

    def _units(self, text: str) -> list[str]:
        units = [self.register.unit(name) for name in several(text)]
        for unit in units:
            if unit["unit"] == self.register.jurisdiction:
                raise Wrong(
                    "应下沉到下面的单位，不能是本级。",
                    "must be a unit below, not the whole place.",
                )
            if unit["valid_to"] is not None:
                raise Wrong(
                    f"“{unit['name']}”已于 {unit['valid_to']} 撤销，请填写承接单位。",
                    f"{unit['name']} was closed on {unit['valid_to']}; name its successor.",
                )
        codes = [unit["unit"] for unit in units]
        if len(set(codes)) < len(codes):
            raise Wrong("同一单位写了两次，请删去一个。", "names the same unit twice.")
        return codes

    def _bases(self, text: str, count: int) -> list[str]:
        named = [a_word(one, self.register.words.bases) for one in several(text)]
        if len(named) not in (1, count) and count:
            raise Wrong(
                f"写了 {len(named)} 项依据，但下派单位有 {count} 个。请一一对应，或只写一项。",
                f"{len(named)} bases for {count} units; give one for each, or one for all.",
            )
        return named if len(named) == count else named * count


def _footer(line: Line) -> "Wrong | None":
    """A row of totals, signatures or explanations is told once, not cell by cell."""
    filled = [name for name in COLUMNS.headings if name in line.cells or name in line.unreadable]
    required = [name for name in filled if name in COLUMNS.required]
    first = line.cells.get(filled[0], "") if filled else ""
    if len(required) > _MOST_EMPTY and not _FOOTER.match(narrow(first)):
        return None
    missing = [name for name in COLUMNS.headings if name in COLUMNS.required - set(required)]
    listed = f"，并补全：{'、'.join(missing)}" if missing else ""
    return Wrong(
        f"这一行（“{first[:20]}”）像是合计、签名或说明，请删去这一行；如是委员，请更正编号和姓名{listed}。",
        f"this row ({first[:20]}) looks like totals, signatures or a remark; delete it, or fill in "
        f"what a member's row needs{': ' if missing else ''}{', '.join(missing)}.",
    )
