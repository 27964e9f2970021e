"""The rows of a sheet that hold something, one by one out of its XML.

A sheet may be formatted down to its last row and over to its last column: what holds nothing costs
a moment each and no memory. The reader of openpyxl keeps every row until the end, fills gaps, and
does not say which rows are hidden or which formulas have no value.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from yishi.roster.workbook.sheet_strings import Parts, TooMuch

LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_MOST_CELLS, _MOST_ELEMENTS, _LONGEST = 1_000_000, 8_000_000, 40_000
"""Cells with content, elements at all, and characters in a cell (a spreadsheet takes 32,767)."""
_PIECE = 1 << 16
_AT = re.compile(r"([A-Z]{1,3})[0-9]+$")
_YES = ("1", "true")


class Numbered(Exception):
    """A row is numbered as no program numbers one."""


@dataclass
class Cell:
    """As the file has it. `kind`: s, str, inlineStr, n, b, e, d. `value` is None without one.
    `struck`: whether parts of its text are struck out, one by one; empty where it has no parts."""

    kind: str
    style: int
    value: str | None = None
    formula: bool = False
    struck: set[bool] = field(default_factory=set)


@dataclass
class Row:
    """Cells with content by their column, counted from 0."""

    number: int
    hidden: bool
    cells: dict[int, Cell] = field(default_factory=dict)


class SheetRows:
    """Iterate to get the rows; `hidden_columns` is known from the first row on."""

    def __init__(self, source: IO[bytes]) -> None:
        self.hidden_columns: set[int] = set()
        self._source = source
        self._done: list[Row] = []
        self._row = Row(0, False)
        self._cell: Cell | None = None
        self._column = -1
        self._parts = Parts()
        self._text: list[str] | None = None
        self._length = self._elements = self._filled = self._silent = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._begins
        self._parser.EndElementHandler = self._ends
        self._parser.CharacterDataHandler = self._says
        self._parser.EntityDeclHandler = self._refuse

    def __iter__(self) -> Iterator[Row]:
        """Raises `TooMuch`, `Numbered`, and what expat and zip raise for what is broken."""
        while piece := self._source.read(_PIECE):
            self._parser.Parse(piece)
            yield from self._take()
        self._parser.Parse(b"", True)
        yield from self._take()

    def _take(self) -> list[Row]:
        done, self._done = self._done, []
        return done

    def _refuse(self, *_: object) -> None:
        raise TooMuch

    def _begins(self, name: str, given: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > _MOST_ELEMENTS:
            raise TooMuch
        tag = name.rpartition(" ")[2]
        self._parts.begins(tag, given)
        match tag:
            case "row":
                self._begins_row(given)
            case "c":
                at = _AT.match(given.get("r", ""))
                self._column = _column(at.group(1)) if at else self._column + 1
                if self._column >= _LAST_COLUMN:
                    raise TooMuch
                self._cell = Cell(given.get("t", "n"), int(given.get("s", "0")))
            case "v" if self._cell:
                self._text, self._length = [], 0
                self._cell.value = ""
            case "t" if self._cell and self._cell.kind == "inlineStr" and not self._silent:
                self._text, self._length = [], 0
            case "f" if self._cell:
                self._cell.formula = True
            case "rPh":  # how a text is to be read aloud
                self._silent += 1
            case "col":
                if given.get("hidden") in _YES or _nothing(given.get("width", "")):
                    first, last = int(given["min"]), int(given["max"])
                    self.hidden_columns.update(range(first - 1, min(last, _LAST_COLUMN)))

    def _begins_row(self, given: dict[str, str]) -> None:
        number = int(given.get("r", self._row.number + 1))
        if not self._row.number < number <= LAST_ROW:
            raise Numbered
        self._row = Row(number, given.get("hidden") in _YES or _nothing(given.get("ht", "")))
        self._column = -1

    def _ends(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        match tag:
            case "v" | "t" if self._cell and self._text is not None:
                text = "".join(self._text)
                self._cell.value = (self._cell.value or "") + text
                self._text = None
                self._cell.struck |= self._parts.struck(text)
            case "c" if self._cell:
                if self._cell.formula or self._cell.value is not None:
                    self._row.cells[self._column] = self._cell
                    self._filled += 1
                    if self._filled > _MOST_CELLS:
                        raise TooMuch
                self._cell = None
            case "row":
                if self._row.cells:
                    self._done.append(self._row)
                    self._row = Row(self._row.number, False)
            case "rPh":
                self._silent -= 1
        self._parts.ends(tag)

    def _says(self, text: str) -> None:
        if self._text is not None:
            self._length += len(text)
            if self._length > _LONGEST:
                raise TooMuch
            self._text.append(text)


def _column(letters: str) -> int:
    """`A` is 0, `AB` is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _nothing(size: str) -> bool:
    """Whether a height or a width is none: `0`, `0.00`."""
    return size != "" and float(size) == 0
