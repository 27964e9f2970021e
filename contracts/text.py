"""Texts that people write, with the lengths that are promised to readers and refused above.

Characters are composed (NFC), so that the same name is always the same text. Control characters are
refused (no database or screen holds them), and so are marks that nobody sees or that turn the
direction of writing: a name that reads differently than it is stored is no name.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

_UNSEEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\u061c\u115f\u1160\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f"
)
_PLAIN = "!-~\u2014\u2018\u2019\u201c\u201d\u2026\u3001-\u3011\u4e00-\u9fff\uff01-\uff5e"
"""Characters of which nothing has to be looked up: composed already, seen, and read from the left.
Nearly every text holds no others, and each is looked at whenever it is asked, recorded or read."""


def _clean(longest: int, forbidden: str) -> Callable[[str], str]:
    found_in = re.compile(f"[{forbidden}]").search
    breaks = "" if "\n" in forbidden else "\n"
    plain = re.compile(f"[{_PLAIN}][ {breaks}{_PLAIN}]*").fullmatch

    def clean(text: str) -> str:
        if plain(text):
            return text
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
            if len(text) > longest:  # a few characters have no composed form and become three
                raise ValueError(f"must have at most {longest} characters when composed")
        if found := found_in(text):
            raise ValueError(f"must not contain the character U+{ord(found.group()):04X}")
        if not any(unicodedata.category(each)[0] in "LNPS" for each in text):
            raise ValueError("must have something to read")
        return text

    return clean


def _text(longest: int) -> object:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=longest)


_LINE, _LINES = _UNSEEN + "\t\n", _UNSEEN

Title = Annotated[str, _text(120), AfterValidator(_clean(120, _LINE))]
"""One line, at most 120 characters."""
Sentence = Annotated[str, _text(500), AfterValidator(_clean(500, _LINES))]
"""A reason, a question, a promise: at most 500 characters."""
Passage = Annotated[str, _text(4000), AfterValidator(_clean(4000, _LINES))]
"""Minutes, facts found, an opinion: at most 4,000 characters."""
Number = Annotated[str, _text(60), AfterValidator(_clean(60, _LINE))]
"""The number of a document or resolution, as the office writes it: at most 60 characters."""
Day = Annotated[date, Field(ge=date(1949, 10, 1), le=date(2149, 12, 31))]
"""A calendar day at the place, without a time."""
Count = Annotated[int, Field(strict=True, ge=0, le=100_000_000)]
"""How many people, households, items; `true` and "7" are no numbers."""
Year = Annotated[int, Field(ge=1949, le=2149)]
