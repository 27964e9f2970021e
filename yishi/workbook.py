"""A table out of a workbook as offices really fill it: titles above the header, gaps, mixed cells.

Cells become text. What cannot be text (a formula without a value, an error) is noted at its cell,
so that whoever checks the row can say where to look. What somebody looking at the screen would not
know is told with the table: which sheet was read and which were not, what is hidden or struck out.
"""

import math
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from io import BytesIO
from itertools import chain, takewhile, zip_longest
from pathlib import Path
from typing import Any

from openpyxl import DEFUSEDXML, load_workbook
from openpyxl.utils.datetime import from_excel, from_ISO8601

from contracts.names import same
from contracts.text import seen
from yishi.sheet_rows import Cell, Numbered, Row, SheetRows, TooMuch
from yishi.workbook_file import Unusable, admitted, broken, is_sheet, too_much

_MOST_ROWS, _MOST_COLUMNS = 20_000, 100
_HEADER_WITHIN, _HEADER_MATCHES = 20, 3
assert DEFUSEDXML, "workbooks come from anywhere: their XML is read by defusedxml"

_EXACT = 10**15
_SERIALS = range(18_000, 92_000)
"""Days as a spreadsheet counts them, from 1949 to 2149."""
_EMPTY_SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<dimension ref="A1"/><sheetData/></worksheet>'
)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")

Sentence = tuple[str, str]
"""The same said in Chinese and in English."""


@dataclass(frozen=True)
class Line:
    """A row that is not blank: its number on the screen, its texts, what was no text, and why
    somebody may have meant it to be left out, if so."""

    number: int
    cells: Mapping[str, str]
    unreadable: Mapping[str, Sentence]
    aside: Sentence | None = None


@dataclass(frozen=True)
class Table:
    """`unread`: sheets with something in them that were not read, and why. `covered`: columns
    that were read although they are hidden."""

    sheet: str
    lines: list[Line]
    unknown: tuple[str, ...]
    unread: tuple[Sentence, ...] = ()
    covered: tuple[str, ...] = ()


@dataclass(frozen=True)
class Columns:
    """The columns looked for: every heading they go by, and which may not be missing."""

    headings: Mapping[str, Sequence[str]]
    required: frozenset[str]
    days: frozenset[str] = frozenset()

    def called(self, heading: str) -> str | None:
        names = (name for name, known in self.headings.items() if heading in (name, *known))
        return next(names, None)


HIDDEN = "被隐藏、折叠或筛选掉", "hidden by hand, by a group or by a filter"
STRUCK = "有删除线", "struck out"


def read_table(path: Path, columns: Columns, sheet: str | None = None) -> Table:
    """The one visible sheet that has a header row with these columns, in whatever order; or the
    sheet of that name. Raises `Unusable`, also where several sheets could be meant."""
    content = admitted(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Parts of a workbook that hold no cells.
        try:
            return _Book(path, content, columns).table(sheet)
        except Unusable:
            raise
        except TooMuch as error:
            raise too_much() from error
        except Numbered as error:
            raise Unusable(
                "工作表的行号不合规范。请用 Excel 或 WPS 打开后另存为 .xlsx。",
                "The sheet numbers its rows wrongly. Open it and save it as .xlsx.",
            ) from error
        except Exception as error:
            raise broken(path) from error


class _Book:
    """A workbook: texts, styles and the list of sheets by openpyxl, rows by `SheetRows`."""

    def __init__(self, path: Path, content: bytes, columns: Columns) -> None:
        self._columns, self._parts = columns, zipfile.ZipFile(BytesIO(content))
        # What the workbook links to elsewhere is left alone.
        book: Any = load_workbook(_without_rows(self._parts), read_only=True, keep_links=False)
        self._epoch: datetime = book.epoch
        self._dates: set[int] = book._date_formats  # read-only books have no public way to it
        self._durations: set[int] = book._timedelta_formats
        self._struck = {n for n, style in enumerate(book._cell_styles) if _struck(book, style)}
        sheets = [one for one in book.worksheets if hasattr(one, "_worksheet_path")]
        self._strings: Sequence[str] = sheets[0]._shared_strings if sheets else []
        self._sheets = {one.title: (one._worksheet_path, one.sheet_state) for one in sheets}

    def table(self, wanted: str | None) -> Table:
        if wanted is not None:
            return self._wanted(wanted)
        found: list[Table | Unusable] = []
        named: list[str] = []
        unread: list[Sentence] = []
        for title, (_, state) in self._sheets.items():
            if state != "visible":
                if next(iter(self._rows(title)), None):
                    unread.append((f"“{title}”（隐藏）", f"{title} (hidden)"))
                continue
            one = self._table(title)
            if one is None:
                if next(iter(self._rows(title)), None):
                    unread.append((f"“{title}”（没有表头）", f"{title} (no header)"))
                continue
            found.append(one)
            named.append(title)
        if len(found) > 1:
            raise _several(named)
        if not found:
            raise _no_header(self._columns, unread)
        if isinstance(found[0], Unusable):
            raise found[0]
        return replace(found[0], unread=tuple(unread))

    def _wanted(self, wanted: str) -> Table:
        titles = [title for title in self._sheets if same(title) == same(wanted)]
        titles = [title for title in titles if title == wanted] or titles
        if len(titles) != 1:
            listed = "、".join(self._sheets)
            raise Unusable(
                f"没有名为“{wanted}”的工作表。文件中有：{listed}。",
                f"There is no sheet {wanted}. The file has: {listed}.",
            )
        found = self._table(titles[0])
        if isinstance(found, Unusable):
            raise found
        if found is None:
            raise _no_header(self._columns, [])
        others = [title for title in self._sheets if title != titles[0]]
        unread = [(f"“{t}”", t) for t in others if next(iter(self._rows(t)), None)]
        return replace(found, unread=tuple(unread))

    def _rows(self, title: str) -> Iterator[Row]:
        with self._parts.open(self._sheets[title][0]) as source:
            yield from SheetRows(source)

    def _table(self, title: str) -> Table | Unusable | None:
        """The sheet's table; why it has none, if it nearly has; None if it holds something else."""
        with self._parts.open(self._sheets[title][0]) as source:
            sheet = SheetRows(source)
            rows = iter(sheet)
            head: list[Row] = []
            for row in rows:
                head.append(row)
                if row.number > _HEADER_WITHIN + 1:
                    break
            try:
                header = self._header(head)
            except Unusable as reason:
                return reason
            if header is None:
                return None
            at, places, unknown = header
            lines: list[Line] = []
            for row in chain((one for one in head if one.number > at), rows):
                line = self._line(row, places)
                if self._is_header(row, places) or not (line.cells or line.unreadable):
                    continue
                lines.append(line)
                if len(lines) > _MOST_ROWS:
                    raise Unusable(
                        f"超过 {_MOST_ROWS} 行。请分成几个文件导入。",
                        f"There are more than {_MOST_ROWS} rows. Split the file.",
                    )
            covered = [name for n, name in places.items() if n in sheet.hidden_columns]
            return Table(title, lines, tuple(unknown), covered=tuple(covered))

    def _header(self, head: Sequence[Row]) -> tuple[int, dict[int, str], list[str]] | None:
        """Number of the header row, where each column stands, and headings that are not known.
        Raises `Unusable` if a row is one in part only."""
        columns, partly = self._columns, None
        for row, below in zip_longest(head, head[1:]):
            if row.number > _HEADER_WITHIN:
                break
            headings = self._headings(row)
            named = {n: _column(heading, columns) for n, heading in headings.items()}
            places = {n: name for n, name in named.items() if name}
            found = list(places.values())
            if len(set(found)) < _HEADER_MATCHES:
                continue
            if twice := sorted({name for name in found if found.count(name) > 1}):
                raise Unusable(
                    f"表头中“{'、'.join(twice)}”出现了不止一次。请只保留一列。",
                    f"The header names {', '.join(twice)} more than once. Keep one column.",
                )
            lacking = [n for n in columns.headings if n in columns.required - set(found)]
            if not lacking:
                return row.number, places, [headings[n] for n, name in named.items() if not name]
            under = self._headings(below).values() if below else ()
            second = {_column(heading, columns) for heading in under}
            if below and set(lacking) <= second and not columns.required <= second:
                raise Unusable(
                    f"表头占了两行（第 {row.number}、{below.number} 行）。"
                    "请取消合并，把各列名称写在同一行后再导入。",
                    f"The header has two rows ({row.number} and {below.number}). "
                    "Unmerge them and name all columns in one row.",
                )
            partly = partly or Unusable(
                f"表头缺少这些列：{'、'.join(lacking)}。请补上后再导入。",
                f"The header lacks these columns: {', '.join(lacking)}. Add them.",
            )
        if partly:
            raise partly
        return None

    def _headings(self, row: Row) -> dict[int, str]:
        texts = {n: self._text(cell, is_day=False) for n, cell in _near(row)}
        return {n: text for n, text in texts.items() if isinstance(text, str) and text}

    def _is_header(self, row: Row, places: Mapping[int, str]) -> bool:
        """The header once more, as on each printed page."""
        headings = self._headings(row)
        here = {n: name for n, name in places.items() if n in headings}
        return len(here) >= _HEADER_MATCHES and all(
            _column(headings[n], self._columns) == name for n, name in here.items()
        )

    def _line(self, row: Row, places: Mapping[int, str]) -> Line:
        cells: dict[str, str] = {}
        unreadable: dict[str, Sentence] = {}
        struck = []
        for place, name in places.items():
            if (cell := row.cells.get(place)) is None:
                continue
            text = self._text(cell, name in self._columns.days)
            if isinstance(text, tuple):
                unreadable[name] = text
            elif text:
                cells[name] = text
                struck.append(cell.style in self._struck)
        aside = HIDDEN if row.hidden else STRUCK if struck and all(struck) else None
        return Line(row.number, cells, unreadable, aside)

    def _text(self, cell: Cell, is_day: bool) -> str | Sentence:
        """The cell as text, or why it has none."""
        said = cell.value or ""
        if cell.formula and not said and cell.kind != "str":
            return (
                "单元格是公式但没有计算结果。请用 Excel 或 WPS 打开并保存，或粘贴为数值。",
                "is a formula without a value: open and save the file, or paste the value",
            )
        match cell.kind:
            case "s":
                text = plain(self._strings[int(said)]) if said else ""
            case "str" | "inlineStr":
                text = plain(said)
            case "e":
                return f"单元格有错误 {said}，请更正。", f"holds the error {said}"
            case "b":
                return "单元格是逻辑值，请改为文字。", "holds true or false instead of text"
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


def _without_rows(parts: zipfile.ZipFile) -> BytesIO:
    """The workbook without what is in its sheets: openpyxl would read some of it at once."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as new:
        for name in parts.namelist():
            if is_sheet(name):
                new.writestr(name, _EMPTY_SHEET)
            elif name.lower().endswith((".xml", ".rels")):
                new.writestr(name, parts.read(name))
    return made


def _struck(book: Any, style: Any) -> bool:
    fonts = book._fonts
    return style.fontId < len(fonts) and bool(fonts[style.fontId].strike)


def _near(row: Row) -> Iterable[tuple[int, Cell]]:
    return takewhile(lambda each: each[0] < _MOST_COLUMNS, sorted(row.cells.items()))


def _several(titles: Sequence[str]) -> Unusable:
    listed, example = "、".join(f"“{title}”" for title in titles), titles[0]
    return Unusable(
        f"有 {len(titles)} 个工作表都像名册：{listed}。每次读取一个，请用 --sheet 指明，"
        f"例如 --sheet '{example}'。",
        f"{len(titles)} sheets look like a roster: {', '.join(titles)}. One is read at a time; "
        f"say which, for example --sheet '{example}'.",
    )


def _no_header(columns: Columns, unread: Sequence[Sentence]) -> Unusable:
    wanted = "、".join(name for name in columns.headings if name in columns.required)
    hidden = [one for one in unread if "隐藏" in one[0]]
    chinese = f"隐藏的工作表没有读取：{'、'.join(c for c, _ in hidden)}。" if hidden else ""
    english = f" Hidden sheets were not read: {', '.join(e for _, e in hidden)}." if hidden else ""
    return Unusable(
        f"文件中没有找到表头。请在表头行写明各列名称：{wanted}。{chinese}",
        f"No header row was found. It must name the columns: {wanted}.{english}",
    )


def _column(heading: str, columns: Columns) -> str | None:
    """`* 任职日期（年/月/日）` is the column 任职日期."""
    text = "".join(unicodedata.normalize("NFKC", heading).split()).strip("*:")
    return columns.called(text) or columns.called(text.split("(")[0])


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
