"""The name of a person, and of nothing else."""

import re
import unicodedata

from contracts.names import DOTS, IN_NAMES, likely, unreadable, with_ideographs
from contracts.text import IDEOGRAPHS
from yishi.roster.cells import a_title
from yishi.roster.writing import Wrong

_NAME_OF_IDEOGRAPHS = re.compile(f"[{IDEOGRAPHS}{DOTS}\U000e0100-\U000e01ef\\s]+")
_BLANK_IN_NAME = re.compile(r"\s+")
_SELECTORS = re.compile("[\U000e0100-\U000e01ef]")
_BRACKETS = re.compile(r"[(\[{【〔〈《<]([^)\]}】〕〉》>]*)")
_REMARK = re.compile(
    r"男|女|[^\s]族$|族[,、;\s]|岁|党|无派|常委|主席|委员|增补|兼|退|辞|故$|已故|离任|汉|回|藏"
)
_LAST_WORD = re.compile(r"(?:男|女|[^\s]{1,4}族)$")
_LONG_NUMBER = re.compile(r"\d{7,}")
_NO_MARK = re.compile(r"[!\"#%&*:@\\\^{|}\u2026\u201c\u201d\u3008-\u300f\u3014\u3015\ufe0e\ufe0f]")
_AT_AN_EDGE = re.compile(f"^[{DOTS}.。-]|[{DOTS}.。-]$")
_LOST = re.compile("[?□■▯\ufffd]")


def a_name(text: str) -> str:
    """Two-character names are often spread to the width of three: 样 甲. A name is recorded for
    ever, so what is none of it (remarks, a second person, lost characters) is told first."""
    _only_a_name(unicodedata.normalize("NFKC", text))
    name = with_ideographs(text)
    _only_letters(name)
    if _NAME_OF_IDEOGRAPHS.fullmatch(name):
        name = _closed_up(name)
    name = a_title(name)
    if found := unreadable(name):
        number, each = found
        guess = f"（多半是“{likely(each)}”）" if likely(each) else ""
        hint = f" (most likely {likely(each)})" if likely(each) else ""
        raise Wrong(
            f"第 {number} 个字（U+{ord(each):04X}）是造字区的字，多数屏幕显示不出。"
            f"请改用正式编码的字{guess}；没有的，先用大写拼音代替，日后更正。",
            f"holds a character that most screens do not show (U+{ord(each):04X}, the {number}. "
            f"one). Use the one that Unicode assigns{hint}; or its pinyin, and correct it later.",
        )
    return name


def _only_a_name(text: str) -> None:
    bracket = _BRACKETS.search(text)
    words = text.split()
    remark = bracket.group(1) if bracket and _REMARK.search(bracket.group(1)) else ""
    if len(words) > 1 and len("".join(words[:-1])) > 1 and _LAST_WORD.match(words[-1]):
        remark = words[-1]
    if remark:
        raise Wrong(
            f"姓名后带有说明“{remark}”，请只写姓名。",
            f"holds more than a name ({remark}); write the name only.",
        )
    if re.search(r"[、,;/\n]", text):
        raise Wrong(
            "像是写了几个人，或带有说明。每行只写一个人的姓名。",
            "looks like several people or a remark; each row names one person.",
        )
    if lost := _LOST.search(text):
        raise Wrong(
            f"第 {lost.start() + 1} 个字“{lost.group()}”像是转换时丢失的字，请改正。",
            f"holds {lost.group()} for a character that was lost (the {lost.start() + 1}. one); "
            "write it.",
        )


def _only_letters(text: str) -> None:
    """No mark that points to a footnote, no number of a telephone, no bullet."""
    for number, each in enumerate(text, start=1):
        known = unicodedata.category(each)
        if each not in IN_NAMES and (
            known in ("So", "Sm", "Sc", "Sk", "No")
            or _NO_MARK.match(unicodedata.normalize("NFKC", each))
        ):
            raise Wrong(
                f"第 {number} 个字“{each}”不是姓名的一部分，请只写姓名。",
                f"holds {each} (the {number}. character), which is no part of a name; write the "
                "name only.",
            )
    if _LONG_NUMBER.search(text) or _AT_AN_EDGE.search(text.strip()):
        raise Wrong(
            "不像姓名：含有号码，或以标点开头、结尾。请只写姓名。",
            "does not look like a name: it holds a number, or begins or ends with a mark; write "
            "the name only.",
        )


def _closed_up(name: str) -> str:
    """Without the blanks by which a name is spread. More than a surname and one or two characters
    are two persons, or one whose name has a dot there."""
    parts = _SELECTORS.sub("", name).split()
    longer = [len(part) for part in parts if len(part) > 1]
    if len(parts) > 1 and not set(DOTS) & set(name) and (longer[1:] or sum(longer) > 2):
        raise Wrong(
            "空格隔开了几段，分不清是一个人还是几个人。是一个人的，请去掉空格或写间隔号“·”；"
            "是几个人的，每行写一个人。",
            "is parted by blanks: one person or several? For one, take the blanks away or write "
            "a dot (·); for several, give each a row.",
        )
    return _BLANK_IN_NAME.sub("", name)
