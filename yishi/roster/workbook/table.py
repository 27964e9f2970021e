"""A table out of a workbook as offices really fill it: titles above the header, gaps, mixed cells.

Cells become text. What cannot be text (a formula without a value, an error) is noted at its cell,
so that whoever checks the row can say where to look. What somebody looking at the screen would not
know is told with the table: which sheet was read and which were not, what is hidden or struck out.
"""

import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import chain, takewhile
from pathlib import Path
from typing import Any

from openpyxl import DEFUSEDXML, LXML, load_workbook
from openpyxl.xml.functions import fromstring

from contracts.names import same
from yishi.roster.workbook.cells import Cells, Sentence
from yishi.roster.workbook.file import Unusable, admitted, broken, is_sheet, too_much
from yishi.roster.workbook.sheet_rows import Cell, Numbered, Row, SheetRows
from yishi.roster.workbook.sheet_strings import Strings, TooMuch

_MOST_ROWS, _MOST_COLUMNS = 20_000, 100
_HEADER_WITHIN, _HEADER_MATCHES, _BELOW = 20, 3, 2
assert DEFUSEDXML, "workbooks come from anywhere: their XML is read by defusedxml"
assert not LXML, "and by nothing else"

_EMPTY_SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<dimension ref="A1"/><sheetData/></worksheet>'
)
_BRACKET = re.compile(r"[(\[{<【〔〈《「]")
_NO_STRINGS = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
_OF_STRINGS = "sharedStrings+xml"


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
    """A workbook: the list of its sheets by openpyxl, cells by `Cells`, rows by `SheetRows`."""

    def __init__(self, path: Path, content: bytes, columns: Columns) -> None:
        self._columns, self._parts = columns, zipfile.ZipFile(BytesIO(content))
        strings = _part_of_strings(self._parts)
        # What the workbook links to elsewhere is left alone.
        slight = _without_rows(self._parts, strings)
        book: Any = load_workbook(slight, read_only=True, keep_links=False)
        self._cells = Cells(book, Strings(self._parts.read(strings) if strings else b""))
        sheets = [one for one in book.worksheets if hasattr(one, "_worksheet_path")]
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
        try:
            return self._read(title)
        except Unusable as reason:
            return reason

    def _read(self, title: str) -> Table | None:
        with self._parts.open(self._sheets[title][0]) as source:
            sheet = SheetRows(source)
            rows = iter(sheet)
            head: list[Row] = []
            for row in rows:
                head.append(row)
                if row.number > _HEADER_WITHIN + _BELOW:
                    break
            header = self._header(head)
            if header is None:
                return None
            at, places, unknown = header
            lines: list[Line] = []
            for row in chain((one for one in head if one.number > at), rows):
                line = self._line(row, places)
                if self._is_header(row, places, at) or not (line.cells or line.unreadable):
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
        for index, row in enumerate(head):
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
            rows, second = [str(row.number)], set[str | None]()
            for below in head[index + 1 : index + 1 + _BELOW]:
                here = {_column(heading, columns) for heading in self._headings(below).values()}
                if columns.required <= here:
                    break
                rows.append(str(below.number))
                second |= here
                if set(lacking) <= second:
                    raise Unusable(
                        f"表头占了{'两三'[len(rows) - 2]}行（第 {'、'.join(rows)} 行）。"
                        "请取消合并，把各列名称写在同一行后再导入。",
                        f"The header has {len(rows)} rows ({', '.join(rows)}). "
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
        texts = {n: self._cells.text(cell, is_day=False) for n, cell in _near(row)}
        return {n: text for n, text in texts.items() if isinstance(text, str) and text}

    def _is_header(self, row: Row, places: Mapping[int, str], at: int) -> bool:
        """The header once more, as on each printed page. Raises `Unusable` for another one."""
        headings = self._headings(row)
        named = {n: _column(heading, self._columns) for n, heading in headings.items()}
        here = {n: name for n, name in places.items() if n in headings}
        if len(here) >= _HEADER_MATCHES and all(named[n] == name for n, name in here.items()):
            return True
        if len(self._columns.required & set(named.values())) >= _HEADER_MATCHES:
            raise Unusable(
                f"第 {row.number} 行又是一个表头，各列的次序与第 {at} 行不同。"
                "请按同样的次序排列，或分成两个工作表。",
                f"Row {row.number} is another header, whose columns stand otherwise than in row "
                f"{at}. Give both the same order, or make two sheets of them.",
            )
        return False

    def _line(self, row: Row, places: Mapping[int, str]) -> Line:
        cells: dict[str, str] = {}
        unreadable: dict[str, Sentence] = {}
        asides = []
        for place, name in places.items():
            if (cell := row.cells.get(place)) is None:
                continue
            text = self._cells.text(cell, name in self._columns.days)
            if isinstance(text, tuple):
                unreadable[name] = text
            elif text:
                cells[name] = text
                asides.append(self._cells.aside(cell))
        aside = HIDDEN if row.hidden else next(filter(None, asides), None)
        return Line(row.number, cells, unreadable, aside)


def _part_of_strings(parts: zipfile.ZipFile) -> str:
    """The part that holds the texts of cells; empty where there is none."""
    types = fromstring(parts.read("[Content_Types].xml"))
    named = (one.get("PartName", "") for one in types if _OF_STRINGS in one.get("ContentType", ""))
    names = {name.lower(): name for name in parts.namelist()}
    return next((names[each] for name in named if (each := name.lower().lstrip("/")) in names), "")


def _without_rows(parts: zipfile.ZipFile, strings: str) -> BytesIO:
    """The workbook without what is in its cells: openpyxl would read some of it at once."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as new:
        for name in parts.namelist():
            if is_sheet(name):
                new.writestr(name, _EMPTY_SHEET)
            elif name == strings:
                new.writestr(name, _NO_STRINGS)
            elif name.lower().endswith((".xml", ".rels")):
                new.writestr(name, parts.read(name))
    return made


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
    text = "".join(same(heading).split()).strip("*:")
    return columns.called(text) or columns.called(_BRACKET.split(text)[0])
