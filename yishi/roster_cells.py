"""What one cell of a roster says: a name, a day, a level, a telephone number."""

import re
import unicodedata
from datetime import date, datetime

from pydantic import TypeAdapter, ValidationError

from contracts.members.member import Basis, Level
from contracts.names import likely, unreadable, with_ideographs
from contracts.places import CHINA
from contracts.text import IDEOGRAPHS, IGNORABLE, Day, Sentence, Title
from services.members.directory import Phone

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
    r"(?:公元)?(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?:[日号]|(?=[T\s(]|$))"
    r"(?:\s?\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
    r"(?:[T\s]?(?:上午|下午|早上|晚上|凌晨|中午)?\s?\d{1,2}[:时点]"
    r"(?:\d{1,2}(?:[:分](?:\d{1,2}(?:\.\d+)?秒?)?)?)?(?:\s?[AP]M)?)?"
)
_PARTED = re.compile(r"\s*([-/.年月日号])\s*")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
_IN_CHINESE = re.compile(
    "([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十廿卅]{1,3})[日号]?"
)
_DIGITS = "〇一二三四五六七八九"
_NAME_OF_IDEOGRAPHS = re.compile(
    f"[{IDEOGRAPHS}\u00b7\u2022\u2027\u30fb\uff65\U000e0100-\U000e01ef\\s]+"
)
_BLANKS = re.compile(r"[^\S\u202f]+")  # the narrow one belongs to Mongolian words
_BLANK_IN_NAME = re.compile(r"\s+")
_BRACKETS = re.compile(r"[(\[{【〔〈《<]([^)\]}】〕〉》>]*)")
_REMARK = re.compile(
    r"男|女|[^\s]族$|族[,、;\s]|岁|党|无派|常委|主席|委员|增补|兼|退|辞|故$|已故|离任|汉|回|藏"
)
_LAST_WORD = re.compile(r"(?:男|女|[^\s]{1,4}族)$")
_LOST = re.compile("[?□■▯\ufffd]")
_CO_OPTED = re.compile(r"^(?:届中)?增补(?:原因)?[:：]?\s*")
_TITLE: TypeAdapter[str] = TypeAdapter(Title)
_SENTENCE: TypeAdapter[str] = TypeAdapter(Sentence)
_PHONE: TypeAdapter[str] = TypeAdapter(Phone)
_DAY: TypeAdapter[date] = TypeAdapter(Day)


class Wrong(Exception):
    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(english)
        self.chinese, self.english = chinese, english


def written_day(text: str) -> date | None:
    """The day, if year, month and day are all written."""
    spread = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).strip()
    digits = _PARTED.sub(r"\1", _DASHES.sub("-", " ".join(spread.split())))
    if _MOMENT.fullmatch(digits):
        try:
            return _allowed(datetime.fromisoformat(digits).astimezone(CHINA).date())
        except (ValueError, OverflowError):
            return None
    if found := re.fullmatch(r"(\d{4}) ?(\d\d) ?(\d\d)", digits) or _DATE.fullmatch(digits):
        numbers = [int(number) for number in found.groups()]
    elif found := _IN_CHINESE.fullmatch(narrow(text)):
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


def alike(member: str) -> str:
    """The id without the zeros that fill its number."""
    head, _, number = member.rpartition("-")
    return f"{head}-{int(number)}" if number.isascii() and number.isdecimal() else member


def narrow(text: str) -> str:
    """Full-width digits and letters made narrow, without blanks and marks that nobody sees."""
    return "".join(unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).split())


def several(text: str) -> list[str]:
    return [part.strip() for part in _SEVERAL.split(text) if part.strip()]


def fitting(adapter: TypeAdapter[str], text: str) -> str:
    try:
        return adapter.validate_python(text)
    except ValidationError as error:
        wrong = error.errors()[0]
        if wrong["type"] == "string_too_long":
            most = wrong["ctx"]["max_length"]
            raise Wrong(
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
        raise Wrong(
            f"{place}看不见的控制字符{f' U+{ord(each):04X}' if each else ''}，请重新输入。",
            f"holds an invisible control character{where}; retype it.",
        ) from None


def a_title(text: str) -> str:
    return fitting(_TITLE, _BLANKS.sub(" ", text).strip())


def a_name(text: str) -> str:
    """Two-character names are often spread to the width of three: 样 甲. A name is recorded for
    ever, so what is none of it (remarks, a second person, lost characters) is told first."""
    _only_a_name(unicodedata.normalize("NFKC", text))
    name = with_ideographs(text)
    name = a_title(_BLANK_IN_NAME.sub("", name) if _NAME_OF_IDEOGRAPHS.fullmatch(name) else name)
    if found := unreadable(name):
        number, each = found
        guess = f"（多半是“{likely(each)}”）" if likely(each) else ""
        hint = f" (most likely {likely(each)})" if likely(each) else ""
        raise Wrong(
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
        raise Wrong(
            f"姓名后带有说明“{remark}”，请只写姓名。",
            f"holds more than a name ({remark}); write the name only.",
        )
    if re.search(r"[、,;/\n]", text):
        raise Wrong(
            "像是写了几个人，或带有说明。每行只写一个人的姓名。",
            "looks like several people or a remark; each row names one person.",
        )
    if lost := _LOST.search(text):
        raise Wrong(
            f"第 {lost.start() + 1} 个字“{lost.group()}”像是转换时丢失的字，请改正。",
            f"holds {lost.group()} for a character that was lost (the {lost.start() + 1}. one); "
            "write it.",
        )


def a_level(text: str) -> Level:
    word = re.sub(r"(政协)?(委员)?$", "", narrow(text)).removesuffix("级")
    if word not in LEVELS:
        raise Wrong(
            f"不认识“{text}”，只能是省级、市级或县级。", f"{text} is not 省级, 市级 or 县级."
        )
    return LEVELS[word]


def a_reason(text: str) -> str:
    return fitting(_SENTENCE, _CO_OPTED.sub("", text) or text)


def why_co_opted(text: str) -> str | None:
    """Why somebody was co-opted (000-27): the part of the remarks that says so. The others stay in
    the file; an event keeps what it is told for ever."""
    parts = [part.strip() for part in re.split(r"[;；\n]", text)]
    said = next((part for part in parts if _CO_OPTED.match(part)), "")
    return a_reason(said) if said else None


def a_phone(text: str) -> str:
    digits = _DASHES.sub("-", narrow(text))
    digits = re.sub(r"^\((0\d{2,3})\)-?", r"\1-", digits)
    mobile = re.sub(r"^(\+|00)?86-?", "", digits).replace("-", "")
    for candidate in (digits, mobile):
        try:
            return _PHONE.validate_python(candidate)
        except ValidationError:
            continue
    # The number itself is not repeated: what is printed may be kept somewhere.
    raise Wrong(
        "不是一个 11 位手机号或带区号的座机号。请只填一个号码，并把单元格设为文本。",
        "is no mobile number of 11 digits and no landline with area code; give one, as text.",
    )
