"""What is written in a cell, without what nobody sees; and what is wrong with it."""

import re
import unicodedata

from pydantic import TypeAdapter, ValidationError

from contracts.text import IGNORABLE

_SEVERAL = re.compile(r"[、，,;；\n]+")
UNSEEN = re.compile(f"[{IGNORABLE}\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f]")
DASHES = re.compile("[\u2010-\u2015\u2212\u30fc\ufe58\uff0d~\u301c]+")
_NOTHING = re.compile(r"[-/\\|]+|无|没有|暂无|暂缺|空缺|待定|n/?a|none|null", re.IGNORECASE)


class Wrong(Exception):
    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(english)
        self.chinese, self.english = chinese, english


def narrow(text: str) -> str:
    """Full-width digits and letters made narrow, without blanks and marks that nobody sees."""
    return "".join(unicodedata.normalize("NFKC", UNSEEN.sub("", text)).split())


def is_nothing(text: str) -> bool:
    """Whether this is what people write into a cell to show that nothing is missing in it."""
    return _NOTHING.fullmatch(DASHES.sub("-", narrow(text))) is not None


def several(text: str) -> list[str]:
    return [part.strip() for part in _SEVERAL.split(text) if part.strip()]


def fitting(adapter: TypeAdapter[str], text: str) -> str:
    try:
        return adapter.validate_python(text)
    except ValidationError as error:
        wrong = error.errors()[0]
        if wrong["type"] == "string_too_long":
            most = wrong["ctx"]["max_length"]
            raise Wrong(
                f"最多 {most} 个字，现有 {len(text)} 个，请缩短。",
                f"may have at most {most} characters and has {len(text)}; shorten it.",
            ) from None
        code = re.search(r"U\+([0-9A-F]+)$", wrong["msg"])
        each = chr(int(code.group(1), 16)) if code else ""
        place, where = (
            (f"第 {text.index(each) + 1} 个字是", f" (U+{ord(each):04X}, {text.index(each) + 1}.)")
            if each and each in text
            else ("含有", "")
        )
        raise Wrong(
            f"{place}看不见的控制字符{f' U+{ord(each):04X}' if each else ''}，请重新输入。",
            f"holds an invisible control character{where}; retype it.",
        ) from None
