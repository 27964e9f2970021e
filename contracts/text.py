"""Texts that people write, with the lengths that are promised to readers and refused above.

What nobody sees is no part of a text. One rule, for commands and whatever is read again:

- Characters are composed (NFC), so that the same text is always the same characters.
- Marks that nobody sees and without which the text is the same are taken away: zero-width space,
  joiner of words, soft hyphen, byte order mark, grapheme joiner, the Khmer inherent vowels, all
  other Default_Ignorable_Code_Points (those not assigned yet too) and noncharacters. Programs and
  web pages leave them behind; whoever pastes a text cannot find them, so a refusal helps nobody.
- Those of them that scripts of this country and emoji need stay where they do something, and only
  there: joiner and non-joiner beside a letter that joins (Arabic as Uyghurs and Kazakhs write it,
  Mongolian, Dai, the Indic scripts; Tibetan needs none) and between emoji; the Mongolian vowel
  separator and variation selectors after a Mongolian letter; an ideographic variation selector
  after an ideograph (some write their name with one), the others after an emoji, a digit of a
  keycap, a symbol of mathematics or a letter of Myanmar or Phags-pa; tags in the flags that
  emoji have of England, Scotland and Wales.
- What turns the direction of writing, stands for a blank without being one, carries hidden text
  or is a control character is refused: a name that reads differently than it is stored is no name,
  and to take such a mark away could change what was meant. (Arabic, Uyghur and Kazakh text needs
  none: its letters run from the right by themselves.)
- Characters of private use stay in texts (Word's bullets are such), but are in no `PersonName`.

Rare characters are characters. Which are assigned depends on the Unicode version of this Python,
and people bear names out of extensions that are younger: no text is refused for that.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from contracts.places import CHINA

IDEOGRAPHS = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
"""Characters for a regular expression's class: ideographs of all extensions, assigned or not yet
(planes 2 and 3 hold nothing else), 〇 and 々."""

IGNORABLE = (
    "\u00ad\u034f\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\ufe00-\ufe0f\ufeff"
    "\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0080-\U000e0fff\ufdd0-\ufdef"
) + "".join(f"{chr(plane << 16 | 0xFFFE)}-{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
"""Characters for a regular expression's class: invisible ones, removed where idle."""
_UNSEEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\u061c\u115f\u1160\u200e\u200f\u2028-\u202e\u2066-\u206f\u2800\u3164\uffa0"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f"
)
_PLAIN = "!-~\u2014\u2018\u2019\u201c\u201d\u2026\u3001-\u3011\u4e00-\u9fff\uff01-\uff5e"
"""Characters of which nothing has to be looked up: composed already, seen, and read from the left.
Nearly every text holds no others, and each is looked at whenever it is asked, recorded or read."""

_IGNORABLE = re.compile(f"[{IGNORABLE}]")
_IDEOGRAPH = re.compile(f"[{IDEOGRAPHS}]")
_MONGOLIAN = re.compile("[\u1807\u180a\u1820-\u18aa]")
_JOINING = re.compile(
    "[\u0620-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17b3\u17b6-\u17ff\u1807\u180a\u1820-\u18aa"
    "\ua840-\ua877\ua8e0-\ua8ff\ua9e0-\ua9ff\uaa60-\uaa7f\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc]"
)
_MYANMAR_PHAGSPA = re.compile("[\u1000-\u109f\ua840-\ua877\ua9e0-\ua9ff\uaa60-\uaa7f]")
_KEYCAPS = "0123456789#*\u203c\u2049\u2139\u3030"
_REGIONS = [
    "".join(chr(0xE0000 + ord(each)) for each in name) for name in ("gbeng", "gbsct", "gbwls")
]
_FLAGS = re.compile(f"\U0001f3f4(?:{'|'.join(_REGIONS)})\U000e007f")


def seen(text: str) -> str:
    """The text without marks that nobody sees, but for those that do something where they stand."""
    return _IGNORABLE.sub(_if_needed, text)


def _if_needed(found: re.Match[str]) -> str:
    mark, text, at = found.group(), found.string, found.start()
    before, after = text[max(at - 1, 0) : at], text[at + 1 : at + 2]
    match mark:
        case "\u200c" | "\u200d" if _JOINING.match(before) or _JOINING.match(after):
            needed = True
        case "\u200d":
            needed = (_pictures(before) or before == "\ufe0f") and _pictures(after)
        case "\ufe0e" | "\ufe0f":
            needed = _pictures(before) or before != "" and before in _KEYCAPS
        case "\ufe00":
            mathematics = before != "" and unicodedata.category(before) == "Sm"
            needed = mathematics or _MYANMAR_PHAGSPA.match(before) is not None
        case "\u180b" | "\u180c" | "\u180d" | "\u180e" | "\u180f":
            needed = _MONGOLIAN.match(before) is not None
        case _ if "\U000e0100" <= mark <= "\U000e01ef":
            needed = _IDEOGRAPH.match(before) is not None
        case _:
            needed = False
    return mark if needed else ""


def unfit(chinese: str, english: str) -> PydanticCustomError:
    """What a validator raises: the second half of a sentence about a field."""
    return PydanticCustomError("unfit", "{english}", {"chinese": chinese, "english": english})


def _pictures(each: str) -> bool:
    """Symbols, and the planes of emoji, whether this Python knows them or not."""
    return each != "" and (
        "\U0001f000" <= each <= "\U0001faff" or unicodedata.category(each).startswith("S")
    )


def _clean(longest: int, forbidden: str) -> Callable[[str], str]:
    found_in = re.compile(f"[{forbidden}]").search
    breaks = "" if "\n" in forbidden else "\n"
    plain = re.compile(f"[{_PLAIN}][ {breaks}{_PLAIN}]*").fullmatch

    def clean(text: str) -> str:
        if plain(text):
            return text
        if found := found_in(_FLAGS.sub("", text)):
            raise PydanticCustomError(
                "forbidden_character",
                "must not contain the character U+{code}",
                {"code": f"{ord(found.group()):04X}"},
            )
        before = None
        while text != before:  # what is composed anew may stand beside other marks
            before, text = text, unicodedata.normalize("NFC", seen(text)).strip()
        if len(text) > longest:  # a few characters have no composed form and become three
            raise PydanticCustomError(
                "string_too_long",
                "must have at most {max_length} characters when composed",
                {"max_length": longest},
            )
        if not any(map(_readable, text)):
            raise PydanticCustomError("nothing_to_read", "must have something to read")
        return text

    return clean


def _readable(each: str) -> bool:
    known = unicodedata.category(each)[0] in "LNPS"
    return known or _IDEOGRAPH.match(each) is not None or _pictures(each)


def _text(longest: int) -> object:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=longest)


_LINE, _LINES = _UNSEEN + "\t\n", _UNSEEN

Title = Annotated[str, _text(120), AfterValidator(_clean(120, _LINE))]
"""One line, at most 120 characters."""
Sentence = Annotated[str, _text(500), AfterValidator(_clean(500, _LINES))]
"""A reason, a question, a promise: at most 500 characters."""
Passage = Annotated[str, _text(4000), AfterValidator(_clean(4000, _LINES))]
"""Minutes, facts found, an opinion: at most 4,000 characters."""
DocumentNumber = Annotated[str, _text(60), AfterValidator(_clean(60, _LINE))]
"""The number of a document or resolution, as the office writes it: at most 60 characters."""
Day = Annotated[date, Field(ge=date(1949, 10, 1), le=date(2149, 12, 31))]
"""A calendar day at the place, without a time."""


def _written(given: object) -> object:
    """Refuse what reads as a moment and was not written as one, such as a number of seconds."""
    if isinstance(given, datetime) or (isinstance(given, str) and _MOMENT.fullmatch(given)):
        return given
    raise PydanticCustomError("moment", "must be a moment with its zone")


def _in_china(given: datetime) -> datetime:
    if given.second or given.microsecond or not 1949 <= given.year <= 2149:
        raise PydanticCustomError("moment", "must be a moment in minutes")
    return given.astimezone(CHINA)


_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}.*", re.ASCII)

Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_written),
    AfterValidator(_in_china),
    Field(json_schema_extra={"description": "with minutes and zone: 2026-03-31T09:30+08:00"}),
]
"""A day and a time at the place: to the minute, with its zone. It is kept as China's time."""
Count = Annotated[int, Field(strict=True, ge=0, le=100_000_000)]
"""How many people, households, items; `true` and "7" are no numbers."""
Total = Annotated[int, Field(strict=True, ge=1, le=1_000_000_000_000)]
"""A sum of money or of anything else that is counted, in whole units of its measure."""
Year = Annotated[int, Field(ge=1949, le=2149)]
