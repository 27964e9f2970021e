"""The layout of GB/T 9704-2012 in numbers, and a document as lines in it.

Both writers, of .docx and of the page to print, take their measures from here and nowhere else.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from common.documents.content import Annex, Block, Document, numbered, printable, written

# Section 5.2 of the standard, in millimetres; right and bottom follow from the block of text.
PAGE = (210.0, 297.0)
TEXT = (156.0, 225.0)
TOP, LEFT = 37.0, 28.0
RIGHT, BOTTOM = PAGE[0] - LEFT - TEXT[0], PAGE[1] - TOP - TEXT[1]
LINES, CHARACTERS = 22, 28
PITCH = 28.95
"""Points from line to line: 22 of them fill the 225 mm."""
POINTS_PER_MM = 72 / 25.4
SIZE = 16.0
"""Points of the body (三号)."""
CLOSER = -0.25
"""Points between characters: 28 of them are a little wider than the 156 mm otherwise."""
SMALL = 14.0
"""Points of page numbers and of the foot of the last page (四号)."""
FOLIO_BELOW = 7.0
"""Millimetres from the text to the page number (7.5)."""
MARK_BELOW = 35.0
"""Millimetres from the edge of the text to the mark of the issuing body (7.2.4)."""
RULE_BELOW = 4.0
"""Millimetres from the number to the red line (7.2.7)."""
SEAL_ROOM = 3
"""Blank lines that a seal has above the name of the issuer."""


class Font(StrEnum):
    """Fonts by the name that office programs know."""

    BODY = "仿宋_GB2312"
    TITLE = "方正小标宋简体"
    HEADING = "黑体"
    SUBHEADING = "楷体_GB2312"
    FOLIO = "宋体"


ELSEWHERE = {
    Font.BODY: ("仿宋", "FangSong", "STFangsong"),
    Font.TITLE: ("方正小标宋_GBK", "小标宋体", "华文中宋", "宋体"),
    Font.HEADING: ("SimHei", "STHeiti"),
    Font.SUBHEADING: ("楷体", "KaiTi", "STKaiti"),
    Font.FOLIO: ("SimSun", "STSong"),
}
"""What the same face is called where that name is not known: the first that there is counts."""


class Style(StrEnum):
    """What a line is. The names are those of the styles in Word."""

    MARK = "Mark"
    NUMBER = "Number"
    TITLE = "Title"
    ADDRESSEE = "Addressee"
    TEXT = "Normal"
    FIRST = "Heading1"
    SECOND = "Heading2"
    THIRD = "Heading3"
    FOURTH = "Heading4"
    ENCLOSED = "Enclosed"
    ISSUER = "Issuer"
    DATE = "Date"
    NOTE = "Note"
    ANNEX = "Annex"


@dataclass(frozen=True)
class Look:
    """How lines of a style look: sizes in points, indents in characters of their own size."""

    font: Font = Font.BODY
    size: float = SIZE
    pitch: float = PITCH
    align: str = "both"
    first: float = 0
    red: bool = False
    level: int = 0


LOOKS = {
    Style.MARK: Look(Font.TITLE, align="center", red=True),
    Style.NUMBER: Look(align="center"),
    Style.TITLE: Look(Font.TITLE, 22, 35, align="center"),
    Style.ADDRESSEE: Look(),
    Style.TEXT: Look(first=2),
    Style.FIRST: Look(Font.HEADING, first=2, level=1),
    Style.SECOND: Look(Font.SUBHEADING, first=2, level=2),
    Style.THIRD: Look(first=2, level=3),
    Style.FOURTH: Look(first=2, level=4),
    Style.ENCLOSED: Look(),
    Style.ISSUER: Look(align="right"),
    Style.DATE: Look(align="right"),
    Style.NOTE: Look(first=2),
    Style.ANNEX: Look(Font.HEADING, align="left"),
}
_HEADINGS = (Style.TEXT, Style.FIRST, Style.SECOND, Style.THIRD, Style.FOURTH)


@dataclass(frozen=True)
class Line:
    """A paragraph where it stands: `before` counts blank lines above it; `left`, `first` and
    `right` are characters of indent besides those of its style. `size` replaces that of the style
    (the mark fits its line), `ruled` draws the red line below, `breaks` begins a page."""

    style: Style
    text: str
    before: float = 0
    left: float = 0
    first: float = 0
    right: float = 0
    size: float = 0
    ruled: bool = False
    breaks: bool = False


def lines(document: Document) -> list[Line]:
    """All of the document but the foot of its last page."""
    found: list[Line] = []
    if document.header is not None:
        mark = printable(document.header.mark)
        found.append(Line(Style.MARK, mark, size=_fitting(mark)))
        found.append(Line(Style.NUMBER, document.header.number or "", before=2, ruled=True))
    found.append(Line(Style.TITLE, document.title, before=2 if document.header else 0))
    if document.addressee:
        found.append(Line(Style.ADDRESSEE, f"{document.addressee.rstrip('：:')}：", before=1))
    body = _body(document.blocks)
    if body and not document.addressee:
        body[0] = replace(body[0], before=1)
    found += [*body, *_enclosed(document.annexes), *_closing(document)]
    for number, annex in enumerate(document.annexes, start=1):
        found += _annex(annex, number if len(document.annexes) > 1 else None)
    return [replace(line, text=" ".join(printable(line.text).split("\n"))) for line in found]


def foot(document: Document) -> list[tuple[str, str]]:
    """The foot of the last page (版记): what stands at the left and at the right of each row."""
    rows: list[tuple[str, str]] = []
    if document.copies:
        rows.append((f"抄送：{'，'.join(printable(each) for each in document.copies)}。", ""))
    if document.printed_by or document.printed_on:
        day = f"{written(document.printed_on)}印发" if document.printed_on else ""
        rows.append((printable(document.printed_by or ""), day))
    return rows


def width(text: str) -> float:
    """How many characters wide a text is: letters and digits of ASCII are half as wide."""
    return sum(0.5 if each.isascii() else 1 for each in text)


def _fitting(mark: str) -> float:
    """Points at which the mark fills its line, at most 48 and never smaller than the title."""
    room = TEXT[0] * POINTS_PER_MM / max(width(mark), 1)
    return max(22.0, min(48.0, int(room * 2) / 2))


def _body(blocks: tuple[Block, ...]) -> list[Line]:
    """A text of several lines is several paragraphs."""
    return [
        Line(_HEADINGS[block.level], text.strip())
        for block in numbered(blocks)
        for text in (block.text.split("\n") if not block.level else [block.text])
        if text.strip()
    ]


def _enclosed(annexes: tuple[Annex, ...]) -> list[Line]:
    """附件：1. … below the body, each title under the one before (7.3.4)."""
    several = len(annexes) > 1
    found = []
    for number, annex in enumerate(annexes, start=1):
        text = f"{number}. {annex.title}" if several else annex.title
        if number == 1:
            found.append(Line(Style.ENCLOSED, f"附件：{text}", before=1, left=5, first=-3))
        else:
            found.append(Line(Style.ENCLOSED, text, left=5))
    return found


def _closing(document: Document) -> list[Line]:
    """Issuer, date and note (7.3.5): with a seal the issuer is centred above the date, which ends
    four characters from the edge; without one the date begins two characters after the issuer."""
    issuer = printable(document.issuer or "")
    day = written(document.on) if document.on else ""
    long, wide = width(issuer), width(day)
    if document.sealed:
        at_date = max(4, (long - wide) / 2)
        at_issuer = at_date + (wide - long) / 2
    else:
        at_date = max(2, long - wide) if issuer else 4
        at_issuer = at_date + wide + 2 - long
    room = SEAL_ROOM if document.sealed else 1
    found = []
    if issuer:
        found.append(Line(Style.ISSUER, issuer, before=room, right=max(0, at_issuer)))
    if day:
        # A name longer than its line is not to push the date off the page.
        right = min(at_date, CHARACTERS - wide)
        found.append(Line(Style.DATE, day, before=0 if issuer else room, right=right))
    if document.note:
        found.append(Line(Style.NOTE, f"（{document.note}）"))
    return found


def _annex(annex: Annex, number: int | None) -> list[Line]:
    """The annex at the top of its own page, the title in the third line (7.3.7)."""
    label = "附件" if number is None else f"附件{number}"
    body = _body(annex.blocks)
    if body:
        body[0] = replace(body[0], before=1)
    return [
        Line(Style.ANNEX, label, breaks=True),
        Line(Style.TITLE, annex.title, before=1),
        *body,
    ]
