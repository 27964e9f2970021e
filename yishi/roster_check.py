"""What a roster's rows say: each by itself, beside the others, and beside what is recorded.

A row that differs from what is recorded is a fault and is never corrected from a file: a roster may
be older than the correction that somebody made with a reason.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from contracts.ids import MemberId
from contracts.members.body import BodyKind
from contracts.members.member import Basis, Level
from contracts.names import likely, same, unreadable, with_ideographs
from contracts.places import CHINA
from contracts.text import IDEOGRAPHS, IGNORABLE, Day, Sentence, Title
from services.members.directory import Phone
from services.members.member.commands import AdmitMember, PostMember
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
_UNSEEN = re.compile(f"[{IGNORABLE}\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f]")
_DASHES = re.compile("[\u2010-\u2015\u2212\u30fc\ufe58\uff0d~\u301c]+")
_DATE = re.compile(
    r"(?:公元)?(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?(?:\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
    r"(?:T?(?:上午|下午|早上|晚上|凌晨|中午)?\d{1,2}[:时点](?:\d{1,2}(?:[:分](?:\d{1,2}(?:\.\d+)?秒?)?)?)?(?:[AP]M)?)?"
)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
_IN_CHINESE = re.compile(
    "([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十廿卅]{1,3})[日号]?"
)
_DIGITS = "〇一二三四五六七八九"
_NAME_OF_IDEOGRAPHS = re.compile(
    f"[{IDEOGRAPHS}\u00b7\u2022\u2027\u30fb\uff65\U000e0100-\U000e01ef\\s]+"
)
_BLANK_IN_NAME = re.compile(r"\s+")
_BRACKETS = re.compile(r"[(\[{【〔〈《<]([^)\]}】〕〉》>]*)")
_REMARK = re.compile(
    r"男|女|[^\s]族$|族[,、;\s]|岁|党|无派|常委|主席|委员|增补|兼|退|辞|故$|已故|离任|汉|回|藏"
)
_LAST_WORD = re.compile(r"(?:男|女|[^\s]{1,4}族)$")
_LOST = re.compile("[?□■▯\ufffd]")
_FOOTER = re.compile(
    r"(合计|小计|总计|共计|总人数|填表|制表|填报|审核|复核|审批|负责人|联系人|联系电话|注[:：]|说明|备注)"
)
_MOST_EMPTY = 2
"""Required cells that a row of totals or signatures may happen to fill."""
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
            self._numbered[_alike(member)].add(member)

    def numbered(self, member: str) -> set[str]:
        """The recorded ids that differ from this one in width at most."""
        return self._numbered[_alike(member)]

    def unit(self, text: str) -> Row:
        """Raises `_Wrong` for a name that nobody or more than one bears."""
        name = same(_narrow(text))
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
        found = self._committees.get(same(_narrow(text)))
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
    _typed: str | None = None

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
        if wrong := _footer(self.line):
            self.blame(NUMBER, wrong)
            return None
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
        number = _narrow(text).lower().replace("_", "-")
        home = re.match(r"m-(\d{6})-", number)
        if home and home.group(1) != self.register.county:
            raise _Wrong("是另一个县的编号，请核对。", "is a number of another county; check it.")
        if number.isascii() and number.isdecimal():
            number = number.zfill(4)
        whole = number if home else f"m-{self.register.county}-{number}"
        try:
            whole = _fitting(_MEMBER, whole)
        except _Wrong:
            raise _Wrong(
                "只能用数字、字母和连字符，例如 0007 或 m-620123-0007。",
                "may hold digits, letters and hyphens only, for example 0007.",
            ) from None
        return whole if home else self._of_any_width(text, whole)

    def _of_any_width(self, text: str, whole: str) -> str:
        """The recorded id, where it differs from this one in width only: 002 for 0002."""
        recorded = self.register.numbered(whole)
        if len(recorded) > 1:
            first, *others = sorted(recorded)
            raise _Wrong(
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
                _Wrong(
                    f"已录入的 {member} 是“{recorded['name']}”。如本行是另一人，"
                    f"请写完整的编号 {self._typed}；如是同一人，请更正姓名。",
                    f"{member} is recorded as {recorded['name']}. For another person write "
                    f"the whole id {self._typed}; for the same, correct the name.",
                ),
            )

    def _day(self, text: str) -> date:
        day = _written_day(text)
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


def _footer(line: Line) -> "_Wrong | None":
    """A row of totals, signatures or explanations is told once, not cell by cell."""
    filled = [name for name in COLUMNS.headings if name in line.cells or name in line.unreadable]
    required = [name for name in filled if name in COLUMNS.required]
    first = line.cells.get(filled[0], "") if filled else ""
    if len(required) > _MOST_EMPTY and not _FOOTER.match(_narrow(first)):
        return None
    missing = [name for name in COLUMNS.headings if name in COLUMNS.required - set(required)]
    listed = f"，并补全：{'、'.join(missing)}" if missing else ""
    return _Wrong(
        f"这一行（“{first[:20]}”）像是合计、签名或说明，请删去这一行；如是委员，请更正编号和姓名{listed}。",
        f"this row ({first[:20]}) looks like totals, signatures or a remark; delete it, or fill in "
        f"what a member's row needs{': ' if missing else ''}{', '.join(missing)}.",
    )


def _written_day(text: str) -> date | None:
    """The day, if year, month and day are all written."""
    digits = _DASHES.sub("-", _narrow(text))
    if _MOMENT.fullmatch(digits):
        try:
            return _allowed(datetime.fromisoformat(digits).astimezone(CHINA).date())
        except (ValueError, OverflowError):
            return None
    if found := re.fullmatch(r"(\d{4})(\d\d)(\d\d)", digits) or _DATE.fullmatch(digits):
        numbers = [int(number) for number in found.groups()]
    elif found := _IN_CHINESE.fullmatch(digits):
        year = "".join(str(_DIGITS.index(each)) for each in re.sub("[○零]", "〇", found.group(1)))
        numbers = [int(year), _counted(found.group(2)), _counted(found.group(3))]
    else:
        return None
    try:
        return _allowed(date(*numbers))
    except ValueError:
        return None


def _allowed(day: date) -> date:
    return _DAY.validate_python(day)


def _counted(text: str) -> int:
    """`二十一`, `廿一`, `十`; 0, which is no day, for what is no number."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    if not re.fullmatch("[二三]?十[一二三四五六七八九]?|[一二三四五六七八九]", text):
        return 0
    tens, ten, ones = text.rpartition("十")
    return 10 * (_DIGITS.index(tens or "一") if ten else 0) + (_DIGITS.index(ones) if ones else 0)


def _alike(member: str) -> str:
    """The id without the zeros that fill its number."""
    head, _, number = member.rpartition("-")
    return f"{head}-{int(number)}" if number.isascii() and number.isdecimal() else member


def _narrow(text: str) -> str:
    """Full-width digits and letters made narrow, without blanks and marks that nobody sees."""
    return "".join(unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).split())


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
        code = re.search(r"U\+([0-9A-F]+)$", wrong["msg"])
        each = chr(int(code.group(1), 16)) if code else ""
        place, where = (
            (f"第 {text.index(each) + 1} 个字是", f" (U+{ord(each):04X}, {text.index(each) + 1}.)")
            if each and each in text
            else ("含有", "")
        )
        raise _Wrong(
            f"{place}看不见的控制字符{f' U+{ord(each):04X}' if each else ''}，请重新输入。",
            f"holds an invisible control character{where}; retype it.",
        ) from None


def _title(text: str) -> str:
    return _fitting(_TITLE, " ".join(text.split()))


def _name(text: str) -> str:
    """Two-character names are often spread to the width of three: 样 甲. A name is recorded for
    ever, so what is none of it (remarks, a second person, lost characters) is told first."""
    _only_a_name(unicodedata.normalize("NFKC", text))
    name = with_ideographs(text)
    name = _title(_BLANK_IN_NAME.sub("", name) if _NAME_OF_IDEOGRAPHS.fullmatch(name) else name)
    if found := unreadable(name):
        number, each = found
        guess = f"（多半是“{likely(each)}”）" if likely(each) else ""
        hint = f" (most likely {likely(each)})" if likely(each) else ""
        raise _Wrong(
            f"第 {number} 个字（U+{ord(each):04X}）是造字区的字，多数屏幕显示不出。"
            f"请改用正式编码的字{guess}；没有的，先用大写拼音代替，日后更正。",
            f"holds a character that most screens do not show (U+{ord(each):04X}, the {number}. "
            f"one). Use the one that Unicode assigns{hint}; or its pinyin, and correct it later.",
        )
    return name


def _only_a_name(text: str) -> None:
    bracket = _BRACKETS.search(text)
    words = text.split()
    remark = bracket.group(1) if bracket and _REMARK.search(bracket.group(1)) else ""
    if len(words) > 1 and len("".join(words[:-1])) > 1 and _LAST_WORD.match(words[-1]):
        remark = words[-1]
    if remark:
        raise _Wrong(
            f"姓名后带有说明“{remark}”，请只写姓名。",
            f"holds more than a name ({remark}); write the name only.",
        )
    if re.search(r"[、,;/\n]", text):
        raise _Wrong(
            "像是写了几个人，或带有说明。每行只写一个人的姓名。",
            "looks like several people or a remark; each row names one person.",
        )
    if lost := _LOST.search(text):
        raise _Wrong(
            f"第 {lost.start() + 1} 个字“{lost.group()}”像是转换时丢失的字，请改正。",
            f"holds {lost.group()} for a character that was lost (the {lost.start() + 1}. one); "
            "write it.",
        )


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
    digits = _DASHES.sub("-", _narrow(text))
    digits = re.sub(r"^\((0\d{2,3})\)-?", r"\1-", digits)
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
        by_number[_alike(entry.admit.member)].append((entry.row, entry.admit.member))
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
