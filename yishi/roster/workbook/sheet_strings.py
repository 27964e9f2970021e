"""The texts that the cells of a workbook share, out of their XML, with what is struck out in them.

openpyxl gives a text without its parts, and takes an escape that was escaped for a plain one.
"""

from dataclasses import dataclass
from xml.parsers import expat

_YES = ("1", "true")


class TooMuch(Exception):
    """More than a sheet can have, or than anybody fills by hand."""


@dataclass
class Parts:
    """Follows the parts in which a text may be written, each in a font of its own."""

    _inside: bool = False
    _struck: bool = False

    def begins(self, tag: str, given: dict[str, str]) -> None:
        match tag:
            case "r":
                self._inside, self._struck = True, False
            case "strike":
                self._struck = given.get("val", "1") in _YES

    def ends(self, tag: str) -> None:
        if tag == "r":
            self._inside = False

    def struck(self, text: str) -> set[bool]:
        """Whether this text, of the present part, is struck out; empty where there is no part."""
        return {self._struck} if self._inside and text.strip() else set()


class Strings:
    """`texts` by their number; `struck` of those that are written in parts."""

    def __init__(self, content: bytes) -> None:
        self.texts: list[str] = []
        self.struck: dict[int, set[bool]] = {}
        self._parts = Parts()
        self._whole: list[str] = []
        self._text: list[str] | None = None
        self._silent = 0
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._begins
        parser.EndElementHandler = self._ends
        parser.CharacterDataHandler = self._says
        parser.EntityDeclHandler = self._refuse
        if content:
            parser.Parse(content, True)

    def _refuse(self, *_: object) -> None:
        raise TooMuch

    def _begins(self, name: str, given: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        self._parts.begins(tag, given)
        match tag:
            case "si":
                self._whole = []
            case "t" if not self._silent:
                self._text = []
            case "rPh":  # how a text is to be read aloud
                self._silent += 1

    def _ends(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        match tag:
            case "t" if self._text is not None:
                text = "".join(self._text)
                self._whole.append(text)
                if found := self._parts.struck(text):
                    self.struck.setdefault(len(self.texts), set()).update(found)
                self._text = None
            case "si":
                self.texts.append("".join(self._whole))
            case "rPh":
                self._silent -= 1
        self._parts.ends(tag)

    def _says(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)
