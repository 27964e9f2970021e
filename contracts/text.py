"""Texts that people write, with the lengths that are promised to readers and refused above.

Control characters are refused (no database or screen holds them), and so are the marks that turn
the direction of writing: a name that reads differently than it is stored is no name.
"""

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def _clean(text: str) -> str:
    if found := _FORBIDDEN.search(text):
        raise ValueError(f"must not contain the character U+{ord(found.group()):04X}")
    return text


def _text(longest: int) -> object:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=longest)


Title = Annotated[str, _text(120), AfterValidator(_clean)]
"""One line, at most 120 characters."""
Sentence = Annotated[str, _text(500), AfterValidator(_clean)]
"""A reason, a question, a promise: at most 500 characters."""
Passage = Annotated[str, _text(4000), AfterValidator(_clean)]
"""Minutes, facts found, an opinion: at most 4,000 characters."""
Number = Annotated[str, _text(60), AfterValidator(_clean)]
"""The number of a document or resolution, as the office writes it: at most 60 characters."""
Day = Annotated[date, Field(ge=date(1949, 10, 1), le=date(2149, 12, 31))]
"""A calendar day at the place, without a time."""
Count = Annotated[int, Field(ge=0, le=100_000_000)]
"""How many people, households, items."""
Year = Annotated[int, Field(ge=1949, le=2149)]
