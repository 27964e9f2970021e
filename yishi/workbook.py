"""A table out of a workbook as offices really fill it: titles above the header, gaps, mixed cells.

Cells become text. What cannot be text (a formula without a value, an error) is noted at its cell,
so that whoever checks the row can say where to look.
"""

import math
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.parsers import expat

from openpyxl import DEFUSEDXML, load_workbook
from openpyxl.utils.datetime import from_excel

_MOST_BYTES, _MOST_ROWS, _LAST_ROW, _MOST_COLUMNS = 20_000_000, 20_000, 1_048_576, 100
_MOST_UNPACKED, _MOST_AS_ONE, _MOST_CELLS = 100_000_000, 15_000_000, 16_384
"""Bytes of all XML in the file; of each part that is read as one, which are all but the sheets; and
cells in a row, for a sheet is read row by row."""
_HEADER_WITHIN, _HEADER_MATCHES = 20, 3
assert DEFUSEDXML, "workbooks come from anywhere: their XML is read by defusedxml"

_SERIALS = range(18_000, 92_000)
"""Days as a spreadsheet counts them, from 1949 to 2149."""

Sentence = tuple[str, str]
"""The same said in Chinese and in English."""


class Unusable(Exception):
    """The file cannot be read as a table at all."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(english)
        self.chinese, self.english = chinese, english


@dataclass(frozen=True)
class Line:
    """A row that is not blank: its number on the screen, its texts, and what was no text."""

    number: int
    cells: Mapping[str, str]
    unreadable: Mapping[str, Sentence]


@dataclass(frozen=True)
class Table:
    sheet: str
    lines: list[Line]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class Columns:
    """The columns looked for: every heading they go by, and which may not be missing."""

    headings: Mapping[str, Sequence[str]]
    required: frozenset[str]
    days: frozenset[str] = frozenset()

    def called(self, heading: str) -> str | None:
        names = (name for name, known in self.headings.items() if heading in (name, *known))
        return next(names, None)


def read_table(path: Path, columns: Columns) -> Table:
    """The first sheet that has a header row with these columns, in whatever order."""
    _admit(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Parts of a workbook that hold no cells.
        try:
            # From memory: a reader that is given up half-way leaves no file open.
            content = path.read_bytes()
            values = _opened(content, data_only=True)
            formulas = _opened(content, data_only=False)
        except Exception as error:
            raise _broken(path) from error
        try:
            for name in values.sheetnames:
                rows = zip(_rows(values[name]), _rows(formulas[name]), strict=True)
                if table := _table(name, rows, columns, values.epoch):
                    return table
        except Unusable:
            raise
        except Exception as error:
            raise _broken(path) from error
        finally:
            values.close()
            formulas.close()
    wanted = "、".join(sorted(columns.required))
    raise Unusable(
        f"文件中没有找到表头。请在表头行写明各列名称：{wanted}。",
        f"No header row was found. It must name the columns: {wanted}.",
    )


def _admit(path: Path) -> None:
    """Refuse what is no plain workbook, before anything in it is unpacked."""
    if not path.is_file():
        raise Unusable(f"没有找到文件 {path.name}。", f"There is no file {path.name}.")
    if path.stat().st_size > _MOST_BYTES:
        raise Unusable(
            "文件超过 20 MB。请删去图片和无关工作表后再试。",
            "The file is larger than 20 MB. Remove pictures and other sheets.",
        )
    head = path.read_bytes()[:8]
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unusable(
            "这是旧版 .xls 文件或设有打开密码的文件。请取消密码，另存为 .xlsx 后再导入。",
            "This is an old .xls file or one with a password. Remove it and save as .xlsx.",
        )
    if not zipfile.is_zipfile(path):
        raise _broken(path)
    with zipfile.ZipFile(path) as parts:
        names = parts.namelist()
        unpacked = [(part.filename, part.file_size) for part in parts.infolist() if _is_xml(part)]
    if path.suffix.lower() in (".xlsm", ".xltm", ".xlsb") or any(
        name.lower().endswith("vbaproject.bin") for name in names
    ):
        raise Unusable(
            "文件含有宏，为安全起见不予导入。请另存为不含宏的 .xlsx 文件。",
            "The file holds macros and is not opened. Save it as .xlsx without macros.",
        )
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise _broken(path)
    as_one = [size for name, size in unpacked if not name.startswith("xl/worksheets/")]
    too_much = sum(size for _, size in unpacked) > _MOST_UNPACKED or max(as_one) > _MOST_AS_ONE
    if too_much or not _rows_end(path):
        raise Unusable(
            "文件解压后过大，不予导入。请只保留名册所在的工作表。",
            "The file unpacks to too much. Keep only the sheet with the roster.",
        )


def _rows_end(path: Path) -> bool:
    """Whether each row of each sheet ends after a number of cells that a sheet can have. A reader
    keeps a row until its end, and a small file unpacks to a row of millions."""
    cells = 0

    def begins(name: str, _: object) -> None:
        nonlocal cells
        tag = name.rpartition(" ")[2]
        cells = 0 if tag == "row" else cells + (tag == "c")
        if cells > _MOST_CELLS:
            raise _TooWide

    def refuse(*_: object) -> None:
        raise _TooWide

    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                parser = expat.ParserCreate(namespace_separator=" ")
                parser.StartElementHandler = begins
                parser.EntityDeclHandler = refuse
                try:
                    with parts.open(name) as sheet:
                        parser.ParseFile(sheet)
                except _TooWide:
                    return False
                except (expat.ExpatError, zipfile.BadZipFile, zlib.error, OSError) as error:
                    raise _broken(path) from error
    return True


class _TooWide(Exception):
    pass


def _is_xml(part: zipfile.ZipInfo) -> bool:
    return part.filename.lower().endswith((".xml", ".rels", ".vml"))


def _opened(content: bytes, data_only: bool) -> Any:
    """What the workbook links to elsewhere is left alone."""
    return load_workbook(BytesIO(content), read_only=True, data_only=data_only, keep_links=False)


def _broken(path: Path) -> Unusable:
    return Unusable(
        f"{path.name} 不是可读取的 .xlsx 文件。请用 Excel 或 WPS 打开后另存为 .xlsx。",
        f"{path.name} is no readable .xlsx file. Open it and save it as .xlsx.",
    )


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    if not hasattr(sheet, "iter_rows"):  # A sheet that is only a chart.
        return iter(())
    sheet.reset_dimensions()  # Some programs write a wrong extent, and rows would be missed.
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows(max_col=_MOST_COLUMNS)
    return rows


def _table(
    sheet: str, rows: Iterator[tuple[Any, ...]], columns: Columns, epoch: datetime
) -> Table | None:
    places: dict[int, str] = {}
    unknown: list[str] = []
    lines: list[Line] = []
    for number, (shown, written) in enumerate(rows, start=1):
        if number > _LAST_ROW:  # no program writes such a row; the gap before it has no end
            raise Unusable(
                "工作表的行号不合规范。请用 Excel 或 WPS 打开后另存为 .xlsx。",
                "The sheet numbers its rows wrongly. Open it and save it as .xlsx.",
            )
        if places:
            line = _line(number, places, shown, written, columns, epoch)
            if line.cells or line.unreadable:
                lines.append(line)
            if len(lines) > _MOST_ROWS:
                raise Unusable(
                    f"超过 {_MOST_ROWS} 行。请分成几个文件导入。",
                    f"There are more than {_MOST_ROWS} rows. Split the file.",
                )
        elif number > _HEADER_WITHIN:
            return None
        else:
            places, unknown = _header(shown, columns)
    return Table(sheet, lines, tuple(unknown)) if places else None


def _header(shown: tuple[Any, ...], columns: Columns) -> tuple[dict[int, str], list[str]]:
    """Where each column stands, if this row is the header."""
    headings = {n: plain(str(cell.value)) for n, cell in enumerate(shown) if cell.value is not None}
    named = {n: _column(heading, columns) for n, heading in headings.items()}
    places = {n: name for n, name in named.items() if name}
    if len(set(places.values())) < _HEADER_MATCHES:
        return {}, []
    found = list(places.values())
    if twice := sorted({name for name in found if found.count(name) > 1}):
        raise Unusable(
            f"表头中“{'、'.join(twice)}”出现了不止一次。请只保留一列。",
            f"The header names {', '.join(twice)} more than once. Keep one column.",
        )
    if missing := [name for name in columns.headings if name in columns.required - set(found)]:
        raise Unusable(
            f"表头缺少这些列：{'、'.join(missing)}。请补上后再导入。",
            f"The header lacks these columns: {', '.join(missing)}. Add them.",
        )
    return places, [headings[n] for n, name in named.items() if not name]


def _column(heading: str, columns: Columns) -> str | None:
    """`* 任职日期（年/月/日）` is the column 任职日期."""
    text = "".join(unicodedata.normalize("NFKC", heading).split()).strip("*:")
    return columns.called(text) or columns.called(text.split("(")[0])


def _line(
    number: int,
    places: Mapping[int, str],
    shown: tuple[Any, ...],
    written: tuple[Any, ...],
    columns: Columns,
    epoch: datetime,
) -> Line:
    cells: dict[str, str] = {}
    unreadable: dict[str, Sentence] = {}
    for place, name in places.items():
        if place >= len(shown):
            continue
        formula = place < len(written) and written[place].data_type == "f"
        text = _text(shown[place], formula, name in columns.days, epoch)
        if isinstance(text, tuple):
            unreadable[name] = text
        elif text:
            cells[name] = text
    return Line(number, cells, unreadable)


def _text(cell: Any, formula: bool, is_day: bool, epoch: datetime) -> str | Sentence:
    """The cell as text, or why it has none."""
    match cell.value:
        case None if formula:
            return (
                "单元格是公式但没有计算结果。请用 Excel 或 WPS 打开并保存，或粘贴为数值。",
                "is a formula without a value: open and save the file, or paste the value",
            )
        case None:
            return ""
        case _ if cell.data_type == "e":
            return f"单元格有错误 {cell.value}，请更正。", f"holds the error {cell.value}"
        case bool():
            return "单元格是逻辑值，请改为文字。", "holds true or false instead of text"
        case float() as number if not math.isfinite(number):
            return "单元格的数字过大，请更正。", "holds a number that is too large"
        case int() | float() as number if is_day and int(number) in _SERIALS:
            return _day(from_excel(number, epoch))
        case int() as number:
            return str(number)
        case float() as number:
            return str(int(number)) if number.is_integer() else repr(number)
        case datetime() | date() as moment:
            return _day(moment)
        case str() as text:
            return plain(text)
        case other:
            return (
                "单元格不是文字、数字或日期，请改为文字。",
                f"holds a {type(other).__name__} instead of text",
            )


def _day(moment: Any) -> str:
    return moment.date().isoformat() if isinstance(moment, datetime) else str(moment)


def plain(text: str) -> str:
    """Without the marks that only programs put there, and with one kind of blank."""
    for mark in ("\u200b", "\u2060", "\ufeff"):
        text = text.replace(mark, "")
    return text.replace("\u3000", " ").replace("\xa0", " ").strip()
