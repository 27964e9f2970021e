"""People's names: how they are kept, and the one rule by which two of them are the same.

A name is kept as it was written (`PersonName`); search, import and register compare `same(name)`.
The rule ignores these differences, because they tell no two people apart:

- compatibility forms (NFKC): full-width letters, half-width katakana, Arabic presentation forms,
  and the Kangxi radicals that copying out of PDFs leaves for ideographs; the other radicals and
  strokes of CJK, which NFKC knows nothing of, by Unicode's EquivalentUnifiedIdeograph;
- every dot between the parts of a name (U+00B7 U+2022 U+30FB U+2027 U+FF65 U+16EB and others, once
  or twice; a full stop between ideographs), apostrophes, hyphens; blanks beside an ideograph or a
  dot; how many blanks; capital and small letters; marks that nobody sees, variation selectors
  among them;
- for 〇 a circle, and katakana that look like an ideograph (ロ for 口) beside ideographs.

What it leaves apart, because it can tell two people apart: simplified, traditional and variant
ideographs that Unicode holds for different characters (吴 and 吳, 高 and 髙, also the twelve
"compatibility" ideographs that have no other form, such as U+FA0E). The compatibility ideographs
that NFC itself replaces are one with theirs already in every text. Letters of other alphabets that
look alike (Cyrillic А, Latin A) are left apart too; nobody's name mixes them.
"""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from contracts.text import IDEOGRAPHS, IGNORABLE, Title

_RADICALS = (
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻"
    "⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳㇆㇏"
    "㇐㇑㇒㇓㇔㇕㇖㇗㇘㇙㇚㇛㇜㇝㇞㇟㇠㇡"
)
_IDEOGRAPHS = (
    "厂乛乚乙亻冂𠘨刀刂卜㔾小尐兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爬丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿"
    "肉𦥑艹艺艻虎衤覀西见角𧢲讠贝𧾷车辶辷辸邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟𠃌乀"
    "一丨丿乀丶𠃍乛𠃊𠃎𠄌亅𡿨𠃋乀𠃑乚乙𠄎"
)
_TO_IDEOGRAPHS = dict(zip(map(ord, _RADICALS), _IDEOGRAPHS, strict=True)) | {
    radical: unicodedata.normalize("NFKC", chr(radical)) for radical in range(0x2F00, 0x2FD6)
}
DOTS = (
    "\u00b7\u02d9\u0387\u119e\u1427\u16eb\u2022\u2024\u2027\u2218\u2219\u22c5\u25cf\u25e6\u26ab\u2981"
    "\u2e31\u2e33\u30fb\u318d\ua78f\uff65\U00010101"
)
"""What people write between the parts of a name: the dot, and what looks like it."""
_DOTS = re.compile(rf"[{DOTS}](?:\s*[{DOTS}])*")
_STOPS = re.compile(f"(?<=[{IDEOGRAPHS}])[.\u3002\uff61](?=[{IDEOGRAPHS}])")
_CLOSE = re.compile(rf"(?<=[{IDEOGRAPHS}\u00b7])\s+|\s+(?=[{IDEOGRAPHS}\u00b7])")
_CIRCLES = dict.fromkeys(map(ord, "\u25cb\u25ef\u2b55"), "\u3007")
_APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u02bc\u02bb\u0060\u00b4\u2032"), "'")
IN_NAMES = frozenset(DOTS) | {chr(each) for each in _CIRCLES | _APOSTROPHES}
"""Signs that are no letters and that people write in names."""
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
_KANA, _LIKE_KANA = "カエロニハタトチーオヒ", "力工口二八夕卜千一才匕"
_LOOKING_LIKE = str.maketrans(_KANA, _LIKE_KANA)
_ONLY_LOOKING = re.compile(f"[{_KANA}\u00b7]*[{IDEOGRAPHS}][{IDEOGRAPHS}{_KANA}\u00b7]*")
_IGNORED = re.compile(
    f"[{IGNORABLE}\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f]"
)
_IDEOGRAPH = re.compile(f"[{IDEOGRAPHS}]")


def same(name: str) -> str:
    """What two writings of one name have in common. Never shown: it is made to be compared."""
    text = _DOTS.sub("\u00b7", _IGNORED.sub("", with_ideographs(name)))
    text = _DOTS.sub("\u00b7", unicodedata.normalize("NFKC", text))
    text = text.translate(_APOSTROPHES).translate(_HYPHENS).translate(_CIRCLES)
    text = _CLOSE.sub("", _STOPS.sub("\u00b7", _CLOSE.sub("", text)))
    if _ONLY_LOOKING.fullmatch(text):
        text = text.translate(_LOOKING_LIKE)
    return unicodedata.normalize("NFKC", " ".join(text.split()).casefold())


def with_ideographs(text: str) -> str:
    """Radicals and strokes, which no name is written with, as the ideographs they look like."""
    return text.translate(_TO_IDEOGRAPHS)


def unreadable(name: str) -> tuple[int, str] | None:
    """Which character of the name, counted from 1, shows on nobody's screen: of private use, a
    replacement for one that was lost, or none at all."""
    for number, each in enumerate(name, start=1):
        kind = unicodedata.category(each)
        if kind == "Co" or each == "�" or (kind == "Cn" and not _IDEOGRAPH.match(each)):
            return number, each
    return None


def likely(each: str) -> str | None:
    """What a character of private use most likely stands for: GBK had no other place for 80 that
    Unicode lacked (U+E815 to U+E864), and GB 18030 says what became of them."""
    place = ord(each) - 0xE815
    if not 0 <= place < 80:
        return None
    second = 0x50 + place
    found = bytes([0xFE, second + (second >= 0x7F)]).decode("gb18030")
    return None if unicodedata.category(found) == "Co" else found


def _person(name: str) -> str:
    if found := unreadable(name):
        number, each = found
        raise PydanticCustomError(
            "unreadable_character",
            "holds a character that most screens do not show, U+{code}, in place {number}",
            {"number": number, "code": f"{ord(each):04X}", "likely": likely(each) or ""},
        )
    return with_ideographs(name)


PersonName = Annotated[Title, AfterValidator(_person)]
"""A `Title` that everybody can read, written with ideographs instead of radicals."""
