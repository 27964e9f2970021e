"""A day, in the ways in which people write one."""

import re
import unicodedata
from datetime import date, datetime

from pydantic import TypeAdapter

from contracts.places import CHINA
from contracts.text import Day
from yishi.roster.writing import DASHES, UNSEEN

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
_DAY: TypeAdapter[date] = TypeAdapter(Day)


def written_day(text: str) -> date | None:
    """The day, if year, month and day are all written."""
    spread = " ".join(unicodedata.normalize("NFKC", UNSEEN.sub("", text)).split())
    spread = _BETWEEN.sub(".", _BEHIND.sub("", spread))
    digits = _PARTED.sub(r"\1", DASHES.sub("-", spread))
    try:
        if found := _MOMENT.fullmatch(DASHES.sub("-", spread)):
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
