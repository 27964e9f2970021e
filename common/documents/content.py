"""What a document says, before anything is laid out."""

import re
from dataclasses import dataclass
from datetime import date

LEVELS = 4
"""Levels of headings: 一、（一）1.（1）"""

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 does not know or that no page shows. Commands refuse them; texts that
come by another way lose them here, so that an old record can always be printed."""
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Block:
    """A paragraph of text, or a heading of level 1 to 4 (0 is text). Headings number themselves."""

    text: str
    level: int = 0


@dataclass(frozen=True)
class Annex:
    """An annex (附件), which begins on a page of its own."""

    title: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Header:
    """The red header: the mark of the issuing body (发文机关标志) and the number (发文字号)."""

    mark: str
    number: str | None = None


@dataclass(frozen=True)
class Document:
    """A document. Without `header` it is printed without red; `sealed` leaves room for the seal of
    the `issuer` (印章). `copies` (抄送), `printed_by` and `printed_on` (印发) stand at the foot of
    the last page, `note` (附注) in brackets below the date."""

    title: str
    blocks: tuple[Block, ...]
    addressee: str | None = None
    header: Header | None = None
    issuer: str | None = None
    on: date | None = None
    sealed: bool = False
    note: str | None = None
    annexes: tuple[Annex, ...] = ()
    copies: tuple[str, ...] = ()
    printed_by: str | None = None
    printed_on: date | None = None


def printable(text: str) -> str:
    """The text without characters that no page shows."""
    return _UNPRINTABLE.sub("", text)


def written(day: date) -> str:
    """A day as documents write it: 2026年3月1日, without leading zeros (GB/T 9704, 7.3.5)."""
    return f"{day.year}年{day.month}月{day.day}日"


def numeral(number: int) -> str:
    """1 to 999 in Chinese: 十一, 一百零五."""
    if number >= 1000:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += f"{'' if tens == 1 and not hundreds else _DIGITS[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def numbered(blocks: tuple[Block, ...]) -> list[Block]:
    """The blocks, with their number before each heading. A heading begins the count below it
    anew."""
    counts = [0] * (LEVELS + 1)
    found: list[Block] = []
    for block in blocks:
        if block.level:
            counts[block.level] += 1
            counts[block.level + 1 :] = [0] * (LEVELS - block.level)
            number = _number(block.level, counts[block.level])
            found.append(Block(number + block.text, block.level))
        else:
            found.append(block)
    return found


def _number(level: int, count: int) -> str:
    match level:
        case 1:
            return f"{numeral(count)}、"
        case 2:
            return f"（{numeral(count)}）"
        case 3:
            return f"{count}."
        case _:
            return f"（{count}）"
