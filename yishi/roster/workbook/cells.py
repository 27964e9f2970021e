"""What the cells of a workbook say, as text, and which of it nobody sees or sees struck out."""

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from openpyxl.utils.datetime import from_excel, from_ISO8601

from contracts.text import seen
from yishi.roster.workbook.sheet_rows import Cell
from yishi.roster.workbook.sheet_strings import Strings

Sentence = tuple[str, str]
"""The same said in Chinese and in English."""

STRUCK = "有删除线", "struck out"
UNSEEN = "有不显示的文字（白色，或格式“;;;”）", "written so that it does not show (white, or ;;;)"

_EXACT = 10**15
_SERIALS = range(18_000, 92_000)
"""Days as a spreadsheet counts them, from 1949 to 2149."""
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class Cells:
    """Reads the cells of one workbook: its styles by openpyxl, its texts by `Strings`."""

    def __init__(self, book: Any, strings: Strings) -> None:
        self._strings = strings
        self._epoch: datetime = book.epoch
        self._dates: set[int] = book._date_formats  # read-only books have no public way to it
        self._durations: set[int] = book._timedelta_formats
        self._asides: Mapping[int, Sentence] = {
            number: aside
            for number, style in enumerate(book._cell_styles)
            if (aside := _aside(book, style))
        }

    def aside(self, cell: Cell) -> Sentence | None:
        """Why somebody may have meant this cell not to count, if so."""
        return STRUCK if self._struck(cell) == {True} else self._asides.get(cell.style)

    def _struck(self, cell: Cell) -> set[bool]:
        """Whether its letters are struck out one by one: all, none, or both kinds are there."""
        if cell.kind == "s" and cell.value:
            return self._strings.struck.get(int(cell.value), set())
        return cell.struck

    def text(self, cell: Cell, is_day: bool) -> str | Sentence:
        """The cell as text, or why it has none."""
        if self._struck(cell) == {True, False}:
            return (
                "单元格里一部分文字有删除线，请删去作废的文字。",
                "is struck out in part: delete what no longer holds",
            )
        said = cell.value or ""
        if cell.formula and not said and cell.kind != "str":
            return (
                "单元格是公式但没有计算结果。请用 Excel 或 WPS 打开并保存，或粘贴为数值。",
                "is a formula without a value: open and save the file, or paste the value",
            )
        match cell.kind:
            case "s":
                text = plain(self._strings.texts[int(said)]) if said else ""
            case "str" | "inlineStr":
                text = plain(said)
            case "e":
                return f"单元格有错误 {said}，请更正。", f"holds the error {said}"
            case "b":
                return "单元格是逻辑值，请改为文字。", "holds true or false instead of text"
            case "d" if is_day:
                text = said  # with its zone, if it has one
            case "d":
                read: Any = from_ISO8601  # as openpyxl reads it; it has no types
                return _moment(read(said)) if said else ""
            case _:
                return self._number(said, cell.style, is_day) if said else ""
        if is_day and re.fullmatch(r"\d{5}(\.\d+)?", text) and int(text[:5]) in _SERIALS:
            return _moment(from_excel(float(text), self._epoch))
        return text

    def _number(self, said: str, style: int, is_day: bool) -> str | Sentence:
        number = float(said)
        if not math.isfinite(number):
            return "单元格的数字过大，请更正。", "holds a number that is too large"
        if abs(number) >= _EXACT:
            return (
                "单元格的数字超过 15 位，表格已改动末几位。请把单元格设为文本，重新填写。",
                "holds a number of more than 15 digits, of which a spreadsheet has changed the "
                "last. Set the cell to text and write it again.",
            )
        if style in self._dates or (is_day and int(number) in _SERIALS):
            try:
                return _moment(from_excel(number, self._epoch, timedelta=style in self._durations))
            except (ValueError, OverflowError):
                return "单元格有错误 #VALUE!，请更正。", "holds the error #VALUE!"
        return str(int(number)) if number.is_integer() else repr(number)


def _aside(book: Any, style: Any) -> Sentence | None:
    font = book._fonts[style.fontId] if style.fontId < len(book._fonts) else None
    if font is not None and font.strike:
        return STRUCK
    fill = book._fills[style.fillId] if style.fillId < len(book._fills) else None
    filled = fill is not None and fill.fill_type is not None and not _white(fill.fgColor)
    custom = style.numFmtId - 164  # below are formats that every program knows
    formats = book._number_formats
    shown = formats[custom] if 0 <= custom < len(formats) else ""
    unseen = shown.replace(" ", "") == ";;;"
    return UNSEEN if unseen or (font is not None and _white(font.color) and not filled) else None


def _white(color: Any) -> bool:
    if color is None:
        return False
    match color.type:
        case "rgb":
            return str(color.rgb).upper()[-6:] == "FFFFFF"
        case "theme":  # the first is the paper's, and a tint makes it grey
            return bool(color.theme == 0 and not color.tint)
        case _:
            return color.indexed in (1, 9)


def _moment(moment: Any) -> str | Sentence:
    if isinstance(moment, datetime):
        return moment.date().isoformat()
    if isinstance(moment, date):
        return moment.isoformat()
    return (
        "单元格不是文字、数字或日期，请改为文字。",
        f"holds a {type(moment).__name__} instead of text",
    )


def plain(text: str) -> str:
    """As it reads: escapes of the file's format (ECMA-376, `_xHHHH_`) resolved, without the marks
    that only programs put there, and with one kind of blank and of line break."""
    if "_x" in text:
        units = _ESCAPED.sub(lambda escape: chr(int(escape.group(1), 16)), text)
        text = units.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return seen(text).replace("\u3000", " ").replace("\xa0", " ").strip()
