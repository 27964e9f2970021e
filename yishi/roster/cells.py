"""What one cell of a roster says: a name, a day, a level, a telephone number."""

import re
import unicodedata
from datetime import date, datetime

from pydantic import TypeAdapter, ValidationError

from contracts.members.member import Basis, Level
from contracts.names import DOTS, IN_NAMES, likely, unreadable, with_ideographs
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
_BETWEEN = re.compile(r"(?<=\d)\s?[、,。·•\\\u2044\u2215]\s?(?=\d)")
_BEHIND = re.compile(r"[.,。、;]$|(?<=[日号])(?:起|始)$")
_DATE = re.compile(
    r"(?:公元)?(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?:[日号]|(?=[T\s(]|$))"
    r"(?:\s?\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
    r"(?:[T\s]?(?:上午|下午|早上|晚上|凌晨|中午)?\s?\d{1,2}[:时点]"
    r"(?:\d{1,2}(?:[:分](?:\d{1,2}(?:\.\d+)?秒?)?)?)?(?:\s?[AP]M)?)?"
)
_SOLID = re.compile(r"(\d{4}) ?(\d\d) ?(\d\d)(?:\d{6})?")
_PARTED = re.compile(r"\s*([-/.年月日号])\s*")
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(?:(Z|UTC|GMT)|([+-]\d\d):?(\d\d))"
)
_IN_CHINESE = re.compile(
    r"([〇一二三四五六七八九]{4}|\d{4})年([一二三四五六七八九十]{1,3}|\d{1,2})月"
    r"([一二三四五六七八九十廿卅]{1,3}|\d{1,2})[日号]?"
)
_DIGITS = "〇一二三四五六七八九"
_AS_ON_CHEQUES = str.maketrans("○零壹贰叁肆伍陆柒捌玖拾", "〇〇一二三四五六七八九十")
_NAME_OF_IDEOGRAPHS = re.compile(f"[{IDEOGRAPHS}{DOTS}\U000e0100-\U000e01ef\\s]+")
_BLANKS = re.compile(r"[^\S\u202f]+")  # the narrow one belongs to Mongolian words
_BLANK_IN_NAME = re.compile(r"\s+")
_SELECTORS = re.compile("[\U000e0100-\U000e01ef]")
_BRACKETS = re.compile(r"[(\[{【〔〈《<]([^)\]}】〕〉》>]*)")
_REMARK = re.compile(
    r"男|女|[^\s]族$|族[,、;\s]|岁|党|无派|常委|主席|委员|增补|兼|退|辞|故$|已故|离任|汉|回|藏"
)
_LAST_WORD = re.compile(r"(?:男|女|[^\s]{1,4}族)$")
_LONG_NUMBER = re.compile(r"\d{7,}")
_NO_MARK = re.compile(r"[!\"#%&*:@\\\^{|}\u2026\u201c\u201d\u3008-\u300f\u3014\u3015\ufe0e\ufe0f]")
_AT_AN_EDGE = re.compile(f"^[{DOTS}.。-]|[{DOTS}.。-]$")
_NOTHING = re.compile(r"[-/\\|]+|无|没有|暂无|暂缺|空缺|待定|n/?a|none|null", re.IGNORECASE)
_LOST = re.compile("[?□■▯\ufffd]")
_CO_OPTED = re.compile(r"^(?:届中)?增补(?:原因)?[:：]?\s*")
_LONGEST_NUMBER = 50
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
    spread = " ".join(unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).split())
    spread = _BETWEEN.sub(".", _BEHIND.sub("", spread))
    digits = _PARTED.sub(r"\1", _DASHES.sub("-", spread))
    try:
        if found := _MOMENT.fullmatch(_DASHES.sub("-", spread)):
            day, time, utc, hours, minutes = found.groups()
            moment = datetime.fromisoformat(f"{day}T{time}{'Z' if utc else f'{hours}:{minutes}'}")
            return _allowed(moment.astimezone(CHINA).date())
        if (found := _SOLID.fullmatch(digits)) or (found := _DATE.fullmatch(digits)):
            return _allowed(date(*map(int, found.groups())))
        if found := _IN_CHINESE.fullmatch("".join(spread.split()).translate(_AS_ON_CHEQUES)):
            year, month, day = found.groups()
            year = "".join(str(_DIGITS.find(each)) if each in _DIGITS else each for each in year)
            return _allowed(date(int(year), _counted(month), _counted(day)))
    except (ValueError, OverflowError):
        pass
    return None


def _allowed(day: date) -> date:
    return _DAY.validate_python(day)


def _counted(text: str) -> int:
    """`二十一`, `廿一`, `十`, `21`; 0, which is no day, for what is no number."""
    if text.isdecimal():
        return int(text)
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


def is_nothing(text: str) -> bool:
    """Whether this is what people write into a cell to show that nothing is missing in it."""
    return _NOTHING.fullmatch(_DASHES.sub("-", narrow(text))) is not None


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


def a_number(text: str) -> str:
    """What stands behind `m-620123-`, or all of it, in small letters. It goes into events for ever,
    so whatever a spreadsheet or a slip of the pen made of it is told first."""
    number = _DASHES.sub("-", narrow(text)).lower().replace("_", "-")
    if re.fullmatch(r"(19|20)\d\d-\d{1,2}-\d{1,2}", number):
        raise Wrong(
            f"“{text}”是日期：表格多半改动了编号。请把单元格设为文本，重新填写编号。",
            f"{text} is a day, which a spreadsheet made of a number. Set the cell to text and "
            "write the number again.",
        )
    last = number.rpartition("-")[2]
    if re.fullmatch(r"\d{17}[\dx]|\d{15}|1[3-9]\d{9}", last):
        raise Wrong(  # not repeated: what is printed may be kept somewhere
            "像是身份证号或手机号，不能作为编号：编号会永久留存。请填写委员编号。",
            "looks like an identity or telephone number; numbers are kept for ever. Write the "
            "member's own.",
        )
    letters = sorted(set(re.findall("[a-z]", last)))
    if letters and set(letters) <= set("oil") and re.search(r"\d", last):
        raise Wrong(
            f"“{text}”中有字母 {'、'.join(letters)}，像是数字 0 或 1 的误写，请核对。",
            f"{text} has the letter {', '.join(letters)} where a digit may be meant; check it.",
        )
    if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", number) or len(number) > _LONGEST_NUMBER:
        raise Wrong(
            "只能用数字、字母和连字符，例如 0007 或 m-620123-0007。",
            "may hold digits, letters and hyphens only, for example 0007.",
        )
    return number


def a_title(text: str) -> str:
    return fitting(_TITLE, _BLANKS.sub(" ", text).strip())


def a_name(text: str) -> str:
    """Two-character names are often spread to the width of three: 样 甲. A name is recorded for
    ever, so what is none of it (remarks, a second person, lost characters) is told first."""
    _only_a_name(unicodedata.normalize("NFKC", text))
    name = with_ideographs(text)
    _only_letters(name)
    if _NAME_OF_IDEOGRAPHS.fullmatch(name):
        name = _closed_up(name)
    name = a_title(name)
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


def _only_letters(text: str) -> None:
    """No mark that points to a footnote, no number of a telephone, no bullet."""
    for number, each in enumerate(text, start=1):
        known = unicodedata.category(each)
        if each not in IN_NAMES and (
            known in ("So", "Sm", "Sc", "Sk", "No")
            or _NO_MARK.match(unicodedata.normalize("NFKC", each))
        ):
            raise Wrong(
                f"第 {number} 个字“{each}”不是姓名的一部分，请只写姓名。",
                f"holds {each} (the {number}. character), which is no part of a name; write the "
                "name only.",
            )
    if _LONG_NUMBER.search(text) or _AT_AN_EDGE.search(text.strip()):
        raise Wrong(
            "不像姓名：含有号码，或以标点开头、结尾。请只写姓名。",
            "does not look like a name: it holds a number, or begins or ends with a mark; write "
            "the name only.",
        )


def _closed_up(name: str) -> str:
    """Without the blanks by which a name is spread. More than a surname and one or two characters
    are two persons, or one whose name has a dot there."""
    parts = _SELECTORS.sub("", name).split()
    longer = [len(part) for part in parts if len(part) > 1]
    if len(parts) > 1 and not set(DOTS) & set(name) and (longer[1:] or sum(longer) > 2):
        raise Wrong(
            "空格隔开了几段，分不清是一个人还是几个人。是一个人的，请去掉空格或写间隔号“·”；"
            "是几个人的，每行写一个人。",
            "is parted by blanks: one person or several? For one, take the blanks away or write "
            "a dot (·); for several, give each a row.",
        )
    return _BLANK_IN_NAME.sub("", name)


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


def dialled(phone: str | None) -> str | None:
    """The digits alone: a landline is the same with and without its hyphen."""
    return phone and phone.replace("-", "")


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
