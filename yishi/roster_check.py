"""What a roster's rows say: each by itself, beside the others, and beside what is recorded.

A row that differs from what is recorded is a fault and is never corrected from a file: a roster may
be older than the correction that somebody made with a reason.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from contracts.ids import MemberId
from contracts.members.body import BodyKind
from contracts.members.member import Basis
from contracts.names import same
from services.members.member.commands import AdmitMember, PostMember
from yishi.roster_cells import (
    BASES,
    Wrong,
    a_level,
    a_name,
    a_phone,
    a_reason,
    a_title,
    alike,
    fitting,
    narrow,
    several,
    why_co_opted,
    written_day,
)
from yishi.workbook import Columns, Line, Table, read_table
from yishi.workbook_file import Unusable

NUMBER, NAME, LEVEL, SECTOR = "委员编号", "姓名", "委员层级", "界别"
POST, COMMITTEE, PHONE = "工作单位及职务", "所属专委会", "手机号"
UNITS, BASIS, SINCE = "下派单位", "下派依据", "任职日期"
CO_OPTED, NOTE = "增补原因", "备注"

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
_STATION = re.compile(r"(政协)?(委员)?(工作站|联络站|协商议事会|议事会|协商议事室)$")
_FOOTER = re.compile(
    r"(合计|小计|总计|共计|总人数|填表|制表|填报|审核|复核|审批|负责人|联系人|联系电话|注[:：]|说明|备注)"
)
_MOST_EMPTY = 2
"""Required cells that a row of totals or signatures may happen to fill."""
_MEMBER: TypeAdapter[str] = TypeAdapter(MemberId)

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


@dataclass(frozen=True)
class Entry:
    """A clean row: what it asks for."""

    row: int
    admit: AdmitMember
    postings: tuple[PostMember, ...]
    phone: str | None


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


def of_hidden(table: Table) -> tuple[str, str] | None:
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


# Check: what each row says, by itself and beside the others.


class Register:
    """The county's units and committees, to be found by code or by name."""

    def __init__(
        self,
        county: str,
        units: Iterable[Row],
        bodies: Iterable[Row],
        members: Iterable[Row] = (),
    ) -> None:
        self.county = county
        self.units = {row["unit"]: row for row in units if row["unit"].startswith(county)}
        self._by_name: dict[str, set[str]] = defaultdict(set)
        for code, row in self.units.items():
            above = self.units.get(row["parent"] or "", {}).get("name", "")
            for name in (row["name"], f"{above}{row['name']}"):
                self._by_name[same(name)].add(code)
        committees = [row for row in bodies if row["kind"] == BodyKind.COMMITTEE]
        here = [row for row in committees if row["unit"].startswith(county)]
        self._committees: dict[str, str] = {same(row["name"]): row["body"] for row in here}
        self._committees |= {row["body"]: row["body"] for row in here}
        self.members = {row["member_id"]: row for row in members}
        self._numbered: dict[str, set[str]] = defaultdict(set)
        for member in self.members:
            self._numbered[alike(member)].add(member)

    def numbered(self, member: str) -> set[str]:
        """The recorded ids that differ from this one in width at most."""
        return self._numbered[alike(member)]

    def unit(self, text: str) -> Row:
        """Raises `Wrong` for a name that nobody or more than one bears."""
        name = same(narrow(text))
        codes = self._by_name.get(name) or self._by_name.get(_STATION.sub("", name)) or set()
        if name in self.units:
            codes = {name}
        if len(codes) > 1:
            listed = "、".join(sorted(codes))
            raise Wrong(
                f"有几个单位都叫“{text}”，请改填代码：{listed}。",
                f"several units are called {text}; give the code: {', '.join(sorted(codes))}.",
            )
        if not codes:
            raise Wrong(
                f"单位登记簿中没有“{text}”。请核对名称，或填写 12 位代码。",
                f"no unit {text} is in the register; check the name or give the 12-digit code.",
            )
        return self.units[next(iter(codes))]

    def committee(self, text: str) -> str:
        found = self._committees.get(same(narrow(text)))
        if found is None:
            raise Wrong(
                f"机构名录中没有专委会“{text}”。请核对名称，或先登记该专委会。",
                f"no committee {text} is registered; check the name or register it first.",
            )
        return found


@dataclass
class _Reading:
    """One row on its way from texts to commands; collects what is wrong with it."""

    line: Line
    register: Register
    today: date
    faults: list[Fault] = field(default_factory=list)
    _typed: str | None = None

    def blame(self, column: str, wrong: Wrong) -> None:
        self.faults.append(Fault(self.line.number, column, wrong.chinese, wrong.english))

    def take(self, column: str, make: Any, required: bool = True) -> Any:
        """`make` of the cell's text; None, and a fault if required, where there is none."""
        try:
            if column in self.line.unreadable:
                raise Wrong(*self.line.unreadable[column])
            if text := self.line.cells.get(column, ""):
                return make(text)
            if required:
                raise Wrong("不能为空，请填写。", "must not be empty.")
        except Wrong as wrong:
            self.blame(column, wrong)
        return None

    def entry(self) -> Entry | None:
        """What the row asks for, if nothing is wrong with it."""
        if wrong := _footer(self.line):
            self.blame(NUMBER, wrong)
            return None
        member = self.take(NUMBER, self._number)
        since = self.take(SINCE, self._day)
        stated = {
            "name": self.take(NAME, a_name),
            "level": self.take(LEVEL, a_level),
            "sector": self.take(SECTOR, a_title),
            "post": self.take(POST, a_title, required=False),
            "committee": self.take(COMMITTEE, self.register.committee, required=False),
            "co_opted_because": self.take(CO_OPTED, a_reason, required=False)
            or self.take(NOTE, why_co_opted, required=False),
        }
        units = self.take(UNITS, self._units) or []
        bases = self.take(BASIS, lambda text: self._bases(text, len(units))) or []
        phone = self.take(PHONE, a_phone, required=False)
        self._compare_width(member, stated["name"])
        if self.faults:
            return None
        unit = f"{self.register.county}000000"
        return Entry(
            self.line.number,
            AdmitMember(unit=unit, member=member, admitted_on=since, **stated),
            tuple(
                PostMember(to_unit=to_unit, basis=basis, since=since)
                for to_unit, basis in zip(units, bases, strict=True)
            ),
            phone,
        )

    def _number(self, text: str) -> str:
        """`7`, `0007` and `m-620123-0007` are one member; every id begins with its county."""
        number = narrow(text).lower().replace("_", "-")
        home = re.match(r"m-(\d{6})-", number)
        if home and home.group(1) != self.register.county:
            raise Wrong("是另一个县的编号，请核对。", "is a number of another county; check it.")
        if number.isascii() and number.isdecimal():
            number = number.zfill(4)
        whole = number if home else f"m-{self.register.county}-{number}"
        try:
            whole = fitting(_MEMBER, whole)
        except Wrong:
            raise Wrong(
                "只能用数字、字母和连字符，例如 0007 或 m-620123-0007。",
                "may hold digits, letters and hyphens only, for example 0007.",
            ) from None
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
                f"“{text}”不是完整的日期，请写明年月日，例如 2020-10-15。",
                f"{text} is not a full date; write year, month and day, such as 2020-10-15.",
            )
        if day > self.today:
            raise Wrong(f"{day} 尚未到来，请核对。", f"{day} is still to come; check it.")
        return day

    def _units(self, text: str) -> list[str]:
        units = [self.register.unit(name) for name in several(text)]
        for unit in units:
            if unit["unit"].endswith("000000"):
                raise Wrong(
                    "应下派到乡镇、社区、村或企业，不能是县本级。",
                    "must be a township, community, village or enterprise, not the county.",
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

    def _bases(self, text: str, count: int) -> list[Basis]:
        named = several(text)
        if unknown := [one for one in named if one not in BASES]:
            raise Wrong(
                f"不认识“{unknown[0]}”，只能是籍贯、居住地或工作地。",
                f"{unknown[0]} is not known; use 籍贯, 居住地 or 工作地.",
            )
        if len(named) not in (1, count) and count:
            raise Wrong(
                f"写了 {len(named)} 项依据，但下派单位有 {count} 个。请一一对应，或只写一项。",
                f"{len(named)} bases for {count} units; give one for each, or one for all.",
            )
        return [BASES[one] for one in (named if len(named) == count else named * count)]


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


def check(
    rows: Sequence[Line],
    units: Iterable[Row],
    bodies: Iterable[Row],
    *,
    county: str,
    today: date,
    members: Iterable[Row] = (),
) -> tuple[list[Entry], list[Fault]]:
    """The clean rows, and everything that is wrong with the others. `members` are those recorded,
    whose numbers may be filled to another width."""
    register = Register(county, units, bodies, members)
    entries: list[Entry] = []
    faults: list[Fault] = []
    for line in rows:
        reading = _Reading(line, register, today)
        if entry := reading.entry():
            entries.append(entry)
        faults.extend(reading.faults)
    doubles = list(_doubles(entries, register.members))
    guilty = {fault.row for fault in doubles}
    return [one for one in entries if one.row not in guilty], sorted([*faults, *doubles])


def _doubles(entries: Sequence[Entry], recorded: Mapping[str, Row]) -> Iterator[Fault]:
    """Two rows for one number, or one person under two numbers. Which is right, people know."""
    by_number, by_person = defaultdict(list), defaultdict(list)
    for entry in entries:
        by_number[alike(entry.admit.member)].append((entry.row, entry.admit.member))
        by_person[same(entry.admit.name), entry.phone].append(entry.row)
    for found in by_number.values():
        members = {member for _, member in found}
        if len(found) == 1 or (len(members) == len(found) and members <= recorded.keys()):
            continue
        for row, member in found:
            others = "、".join(str(other) for other, _ in found if other != row)
            widths = "、".join(sorted(members - {member}))
            yield Fault(
                row,
                NUMBER,
                f"与第 {others} 行的编号{f'只差位数（{widths}）' if widths else '相同'}，请核对。",
                f"is the number of row {others} too{f' ({widths})' if widths else ''}; check both.",
            )
    for (_, phone), rows in by_person.items():
        for row in rows if len(rows) > 1 and phone else ():
            others = "、".join(str(other) for other in rows if other != row)
            yield Fault(
                row,
                NAME,
                f"与第 {others} 行的姓名和手机号相同，疑为同一人，请核对。",
                f"has the name and telephone number of row {others}; check both.",
            )


# Compare: what is recorded already is not asked for again.


@dataclass(frozen=True)
class Step:
    """What is left to do for a clean row."""

    entry: Entry
    admit: bool
    postings: tuple[PostMember, ...]
    phone: bool

    @property
    def idle(self) -> bool:
        return not (self.admit or self.postings or self.phone)


def compare(
    entries: Sequence[Entry],
    members: Iterable[Row],
    postings: Iterable[Row],
    phones: Mapping[str, str | None],
) -> tuple[list[Step], list[Fault]]:
    """Steps for the rows that agree with what is recorded, and faults for those that do not.

    `phones` holds the recorded number of each member that has one. A blank cell agrees with
    everything: a roster takes nothing away.
    """
    members = list(members)
    known = {row["member_id"]: row for row in members}
    held: dict[str, list[Row]] = defaultdict(list)
    for row in postings:
        held[row["member"]].append(row)
    steps: list[Step] = []
    faults: list[Fault] = []
    for entry in entries:
        member, recorded = entry.admit.member, known.get(entry.admit.member)
        wrong = (
            [*_differing(entry, recorded, phones.get(member))]
            if recorded
            else [*_known_already(entry, members, phones)]
        )
        fresh = []
        for posting in entry.postings:
            fault, new = _posting(entry.row, posting, held[member])
            wrong += [fault] if fault else []
            fresh += [posting] if new else []
        faults += wrong
        if not wrong:
            phone = entry.phone is not None and member not in phones
            steps.append(Step(entry, recorded is None, tuple(fresh), phone))
    return steps, faults


def namesakes(entry: Entry, members: Iterable[Row]) -> list[str]:
    """The recorded members of the name, in whatever writing, under another number."""
    name, member = same(entry.admit.name), entry.admit.member
    return [
        row["member_id"]
        for row in members
        if same(row["name"]) == name and row["member_id"] != member
    ]


def _known_already(
    entry: Entry, members: Iterable[Row], phones: Mapping[str, str | None]
) -> Iterator[Fault]:
    for other in namesakes(entry, members) if entry.phone else ():
        if phones.get(other) == entry.phone:
            yield Fault(
                entry.row,
                NAME,
                f"与已录入的 {other} 姓名和手机号相同，疑为同一人。"
                f"如是同一人，请把编号改为 {other}；如是两人，请核对手机号。",
                f"has the name and telephone number of {other}, recorded. If it is the same "
                f"person, write the number {other}; if not, check the telephone number.",
            )


def _differing(entry: Entry, recorded: Row, phone: str | None) -> Iterator[Fault]:
    stated = entry.admit.model_dump(mode="json")
    places = {
        "name": NAME,
        "level": LEVEL,
        "sector": SECTOR,
        "post": POST,
        "committee": COMMITTEE,
        "admitted_on": SINCE,
        "co_opted_because": CO_OPTED,
    }
    for column, heading in places.items():
        if column == "name" and same(stated["name"]) == same(recorded["name"]):
            continue
        if stated[column] is not None and stated[column] != recorded[column]:
            yield Fault(
                entry.row,
                heading,
                f"已录入的是“{recorded[column]}”，与本行不同。确需变更的，请用“更正”并写明原因。",
                f"is recorded as {recorded[column]}; use the correction, with a reason.",
            )
    if entry.phone is not None and phone is not None and entry.phone != phone:
        yield Fault(
            entry.row,
            PHONE,
            "与通讯录中的号码不同。请在通讯录中更改，或更正本行。",
            "differs from the directory; change it there, or correct the row.",
        )


def _posting(row: int, posting: PostMember, held: Sequence[Row]) -> tuple[Fault | None, bool]:
    """The fault, if any, and whether the posting is new."""
    there = [one for one in held if one["to_unit"] == posting.to_unit]
    since, basis = posting.since.isoformat(), posting.basis.value
    if any((one["since"], one["basis"]) == (since, basis) for one in there):
        return None, False
    for one in there:
        if one["until"] is None or since < one["until"]:
            return Fault(
                row,
                UNITS,
                f"{posting.to_unit} 的下派已录入（自 {one['since']} 起），与本行不同。"
                "请先结束原下派，或更正本行。",
                f"the posting to {posting.to_unit} is recorded otherwise (since {one['since']}); "
                "end it first, or correct the row.",
            ), False
    return None, True
