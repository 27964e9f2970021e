"""What a roster's rows say: each by itself, beside the others, and beside what is recorded.

A row that differs from what is recorded is a fault and is never corrected from a file: a roster may
be older than the correction that somebody made with a reason.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from contracts.ids import MemberId
from contracts.members.body import BodyKind
from contracts.members.member import Basis, Level
from contracts.text import Day, Sentence, Title
from services.members.directory import Phone
from services.members.member.commands import AdmitMember, PostMember
from yishi.workbook import Columns, Line, Table, read_table

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
LEVELS = {
    "省": Level.PROVINCIAL,
    "市": Level.MUNICIPAL,
    "县": Level.COUNTY,
    "区": Level.COUNTY,
}
BASES = {
    "籍贯": Basis.NATIVE,
    "籍贯回乡": Basis.NATIVE,
    "居住地": Basis.RESIDENCE,
    "住所": Basis.RESIDENCE,
    "住所回归": Basis.RESIDENCE,
    "工作地": Basis.WORKPLACE,
    "工作回流": Basis.WORKPLACE,
}
_SEVERAL = re.compile(r"[、，,;；\n]+")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 0?0:00(?::00)?)?$")
_CJK_NAME = re.compile(r"[\u3400-\u9fff\s]+$")
_STATION = re.compile(r"(政协)?(委员)?(工作站|联络站|协商议事会|议事会|协商议事室)$")
_CO_OPTED = re.compile(r"^(?:届中)?增补(?:原因)?[:：]?\s*")
_TITLE: TypeAdapter[str] = TypeAdapter(Title)
_SENTENCE: TypeAdapter[str] = TypeAdapter(Sentence)
_PHONE: TypeAdapter[str] = TypeAdapter(Phone)
_MEMBER: TypeAdapter[str] = TypeAdapter(MemberId)
_DAY: TypeAdapter[date] = TypeAdapter(Day)

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


def read_roster(path: Path) -> Table:
    """The rows of the file. Raises `Unusable`."""
    return read_table(path, COLUMNS)


# Check: what each row says, by itself and beside the others.


class Register:
    """The county's units and committees, to be found by code or by name."""

    def __init__(self, county: str, units: Iterable[Row], bodies: Iterable[Row]) -> None:
        self.county = county
        self.units = {row["unit"]: row for row in units if row["unit"].startswith(county)}
        self._by_name: dict[str, set[str]] = defaultdict(set)
        for code, row in self.units.items():
            above = self.units.get(row["parent"] or "", {}).get("name", "")
            for name in (row["name"], f"{above}{row['name']}"):
                self._by_name[name].add(code)
        committees = [row for row in bodies if row["kind"] == BodyKind.COMMITTEE]
        here = [row for row in committees if row["unit"].startswith(county)]
        self._committees: dict[str, str] = {row["name"]: row["body"] for row in here}
        self._committees |= {row["body"]: row["body"] for row in here}

    def unit(self, text: str) -> Row:
        """Raises `_Wrong` for a name that nobody or more than one bears."""
        name = "".join(text.split())
        codes = self._by_name.get(name) or self._by_name.get(_STATION.sub("", name)) or set()
        if name in self.units:
            codes = {name}
        if len(codes) > 1:
            listed = "、".join(sorted(codes))
            raise _Wrong(
                f"有几个单位都叫“{text}”，请改填代码：{listed}。",
                f"several units are called {text}; give the code: {', '.join(sorted(codes))}.",
            )
        if not codes:
            raise _Wrong(
                f"单位登记簿中没有“{text}”。请核对名称，或填写 12 位代码。",
                f"no unit {text} is in the register; check the name or give the 12-digit code.",
            )
        return self.units[next(iter(codes))]

    def committee(self, text: str) -> str:
        found = self._committees.get("".join(text.split()))
        if found is None:
            raise _Wrong(
                f"机构名录中没有专委会“{text}”。请核对名称，或先登记该专委会。",
                f"no committee {text} is registered; check the name or register it first.",
            )
        return found


class _Wrong(Exception):
    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(english)
        self.chinese, self.english = chinese, english


@dataclass
class _Reading:
    """One row on its way from texts to commands; collects what is wrong with it."""

    line: Line
    register: Register
    today: date
    faults: list[Fault] = field(default_factory=list)

    def blame(self, column: str, wrong: _Wrong) -> None:
        self.faults.append(Fault(self.line.number, column, wrong.chinese, wrong.english))

    def take(self, column: str, make: Any, required: bool = True) -> Any:
        """`make` of the cell's text; None, and a fault if required, where there is none."""
        try:
            if column in self.line.unreadable:
                raise _Wrong(*self.line.unreadable[column])
            if text := self.line.cells.get(column, ""):
                return make(text)
            if required:
                raise _Wrong("不能为空，请填写。", "must not be empty.")
        except _Wrong as wrong:
            self.blame(column, wrong)
        return None

    def entry(self) -> Entry | None:
        """What the row asks for, if nothing is wrong with it."""
        member = self.take(NUMBER, self._number)
        since = self.take(SINCE, self._day)
        stated = {
            "name": self.take(NAME, _name),
            "level": self.take(LEVEL, _level),
            "sector": self.take(SECTOR, _title),
            "post": self.take(POST, _title, required=False),
            "committee": self.take(COMMITTEE, self.register.committee, required=False),
            "co_opted_because": self.take(CO_OPTED, _reason, required=False)
            or self.take(NOTE, _because, required=False),
        }
        units = self.take(UNITS, self._units) or []
        bases = self.take(BASIS, lambda text: self._bases(text, len(units))) or []
        phone = self.take(PHONE, _phone, required=False)
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
        number = _narrow(text).lower().replace("_", "-")
        home = re.match(r"m-(\d{6})-", number)
        if home and home.group(1) != self.register.county:
            raise _Wrong("是另一个县的编号，请核对。", "is a number of another county; check it.")
        if number.isdecimal():
            number = number.zfill(4)
        whole = number if home else f"m-{self.register.county}-{number}"
        try:
            return _fitting(_MEMBER, whole)
        except _Wrong:
            raise _Wrong(
                "只能用数字、字母和连字符，例如 0007 或 m-620123-0007。",
                "may hold digits, letters and hyphens only, for example 0007.",
            ) from None

    def _day(self, text: str) -> date:
        digits = _narrow(text)
        compact = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", digits)
        parts = compact or _DATE.match(unicodedata.normalize("NFKC", text))
        try:
            day = _DAY.validate_python(date(*map(int, parts.groups()))) if parts else None
        except ValueError:
            day = None
        if day is None:
            raise _Wrong(
                f"“{text}”不是完整的日期，请写明年月日，例如 2020-10-15。",
                f"{text} is not a full date; write year, month and day, such as 2020-10-15.",
            )
        if day > self.today:
            raise _Wrong(f"{day} 尚未到来，请核对。", f"{day} is still to come; check it.")
        return day

    def _units(self, text: str) -> list[str]:
        units = [self.register.unit(name) for name in _several(text)]
        for unit in units:
            if unit["unit"].endswith("000000"):
                raise _Wrong(
                    "应下派到乡镇、社区、村或企业，不能是县本级。",
                    "must be a township, community, village or enterprise, not the county.",
                )
            if unit["valid_to"] is not None:
                raise _Wrong(
                    f"“{unit['name']}”已于 {unit['valid_to']} 撤销，请填写承接单位。",
                    f"{unit['name']} was closed on {unit['valid_to']}; name its successor.",
                )
        codes = [unit["unit"] for unit in units]
        if len(set(codes)) < len(codes):
            raise _Wrong("同一单位写了两次，请删去一个。", "names the same unit twice.")
        return codes

    def _bases(self, text: str, count: int) -> list[Basis]:
        named = _several(text)
        if unknown := [one for one in named if one not in BASES]:
            raise _Wrong(
                f"不认识“{unknown[0]}”，只能是籍贯、居住地或工作地。",
                f"{unknown[0]} is not known; use 籍贯, 居住地 or 工作地.",
            )
        if len(named) not in (1, count) and count:
            raise _Wrong(
                f"写了 {len(named)} 项依据，但下派单位有 {count} 个。请一一对应，或只写一项。",
                f"{len(named)} bases for {count} units; give one for each, or one for all.",
            )
        return [BASES[one] for one in (named if len(named) == count else named * count)]


def _narrow(text: str) -> str:
    """Full-width digits and letters made narrow, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _several(text: str) -> list[str]:
    return [part.strip() for part in _SEVERAL.split(text) if part.strip()]


def _fitting(adapter: TypeAdapter[str], text: str) -> str:
    try:
        return adapter.validate_python(text)
    except ValidationError as error:
        wrong = error.errors()[0]
        if wrong["type"] == "string_too_long":
            most = wrong["ctx"]["max_length"]
            raise _Wrong(
                f"最多 {most} 个字，现有 {len(text)} 个，请缩短。",
                f"may have at most {most} characters and has {len(text)}; shorten it.",
            ) from None
        raise _Wrong(
            "含有看不见的控制字符，请重新输入。", "holds an invisible control character; retype it."
        ) from None


def _title(text: str) -> str:
    return _fitting(_TITLE, " ".join(text.split()))


def _name(text: str) -> str:
    """Two-character names are often spread to the width of three: 样 甲."""
    return _title("".join(text.split()) if _CJK_NAME.match(text) else text)


def _level(text: str) -> Level:
    word = re.sub(r"(政协)?(委员)?$", "", _narrow(text)).removesuffix("级")
    if word not in LEVELS:
        raise _Wrong(
            f"不认识“{text}”，只能是省级、市级或县级。", f"{text} is not 省级, 市级 or 县级."
        )
    return LEVELS[word]


def _reason(text: str) -> str:
    return _fitting(_SENTENCE, _CO_OPTED.sub("", text) or text)


def _because(text: str) -> str | None:
    """Why somebody was co-opted (000-27): the part of the remarks that says so. The others stay in
    the file; an event keeps what it is told for ever."""
    parts = [part.strip() for part in re.split(r"[;；\n]", text)]
    said = next((part for part in parts if _CO_OPTED.match(part)), "")
    return _reason(said) if said else None


def _phone(text: str) -> str:
    digits = _narrow(text)
    mobile = re.sub(r"^(\+|00)?86-?", "", digits).replace("-", "")
    for candidate in (digits, mobile):
        try:
            return _PHONE.validate_python(candidate)
        except ValidationError:
            continue
    # The number itself is not repeated: what is printed may be kept somewhere.
    raise _Wrong(
        "不是一个 11 位手机号或带区号的座机号。请只填一个号码，并把单元格设为文本。",
        "is no mobile number of 11 digits and no landline with area code; give one, as text.",
    )


def check(
    rows: Sequence[Line],
    units: Iterable[Row],
    bodies: Iterable[Row],
    *,
    county: str,
    today: date,
) -> tuple[list[Entry], list[Fault]]:
    """The clean rows, and everything that is wrong with the others."""
    register = Register(county, units, bodies)
    entries: list[Entry] = []
    faults: list[Fault] = []
    for line in rows:
        reading = _Reading(line, register, today)
        if entry := reading.entry():
            entries.append(entry)
        faults.extend(reading.faults)
    doubles = list(_doubles(entries))
    guilty = {fault.row for fault in doubles}
    return [one for one in entries if one.row not in guilty], sorted([*faults, *doubles])


def _doubles(entries: Sequence[Entry]) -> Iterator[Fault]:
    """Two rows for one number, or one person under two numbers. Which is right, people know."""
    by_number, by_person = defaultdict(list), defaultdict(list)
    for entry in entries:
        by_number[entry.admit.member].append(entry.row)
        by_person[entry.admit.name, entry.phone].append(entry.row)
    for rows in by_number.values():
        for row in rows if len(rows) > 1 else ():
            others = "、".join(str(other) for other in rows if other != row)
            yield Fault(
                row,
                NUMBER,
                f"与第 {others} 行的编号相同，请核对。",
                f"is the number of row {others} too; check both.",
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
    known = {row["member_id"]: row for row in members}
    held: dict[str, list[Row]] = defaultdict(list)
    for row in postings:
        held[row["member"]].append(row)
    steps: list[Step] = []
    faults: list[Fault] = []
    for entry in entries:
        member, recorded = entry.admit.member, known.get(entry.admit.member)
        wrong = [*_differing(entry, recorded, phones.get(member))] if recorded else []
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
