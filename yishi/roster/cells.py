"""What one cell of a roster says: a number, a level, a title, a reason, a telephone."""

import re
from collections.abc import Iterable

from pydantic import TypeAdapter, ValidationError

from contracts.members.rules import Listed
from contracts.text import Sentence, Title
from services.members.directory import Phone
from yishi.roster.writing import DASHES, Wrong, fitting, narrow

_BLANKS = re.compile(r"[^\S\u202f]+")  # the narrow one belongs to Mongolian words
_TITLE: TypeAdapter[str] = TypeAdapter(Title)
_CO_OPTED = re.compile(r"^(?:届中)?增补(?:原因)?[:：]?\s*")
_LONGEST_NUMBER = 50
_SENTENCE: TypeAdapter[str] = TypeAdapter(Sentence)
_PHONE: TypeAdapter[str] = TypeAdapter(Phone)


def alike(member: str) -> str:
    """The id without the zeros that fill its number."""
    head, _, number = member.rpartition("-")
    return f"{head}-{int(number)}" if number.isascii() and number.isdecimal() else member


def a_number(text: str) -> str:
    """What stands behind `m-620123-`, or all of it, in small letters. It goes into events for ever,
    so whatever a spreadsheet or a slip of the pen made of it is told first."""
    number = DASHES.sub("-", narrow(text)).lower().replace("_", "-")
    if re.fullmatch(r"(19|20)\d\d-\d{1,2}-\d{1,2}", number):
        raise Wrong(
            f"“{text}”是日期：表格多半改动了编号。请把单元格设为文本，重新填写编号。",
            f"{text} is a day, which a spreadsheet made of a number. Set the cell to text and "
            "write the number again.",
        )
    last = number.rpartition("-")[2]
    if re.fullmatch(r"\d{17}[\dx]|\d{15}|1[3-9]\d{9}", last):
        raise Wrong(  # not repeated: what is printed may be kept somewhere
            "像是身份证号或手机号，不能作为编号：编号会永久留存。请填写委员编号。",
            "looks like an identity or telephone number; numbers are kept for ever. Write the "
            "member's own.",
        )
    letters = sorted(set(re.findall("[a-z]", last)))
    if letters and set(letters) <= set("oil") and re.search(r"\d", last):
        raise Wrong(
            f"“{text}”中有字母 {'、'.join(letters)}，像是数字 0 或 1 的误写，请核对。",
            f"{text} has the letter {', '.join(letters)} where a digit may be meant; check it.",
        )
    if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", number) or len(number) > _LONGEST_NUMBER:
        raise Wrong(
            "只能用数字、字母和连字符，例如 0007 或 m-620123-0007。",
            "may hold digits, letters and hyphens only, for example 0007.",
        )
    return number


def a_title(text: str) -> str:
    return fitting(_TITLE, _BLANKS.sub(" ", text).strip())


def a_word(text: str, known: Iterable[Listed]) -> str:
    """The code of the entry that is written like this."""
    codes = {word: each.code for each in known for word in (each.chinese, *each.also)}
    if code := codes.get(narrow(text)):
        return code
    listed = "、".join(each.chinese for each in known)
    raise Wrong(f"不认识“{text}”，只能是{listed}。", f"{text} is not known; use {listed}.")


def a_reason(text: str) -> str:
    return fitting(_SENTENCE, _CO_OPTED.sub("", text) or text)


def why_co_opted(text: str) -> str | None:
    """Why somebody was co-opted (000-27): the part of the remarks that says so. The others stay in
    the file; an event keeps what it is told for ever."""
    parts = [part.strip() for part in re.split(r"[;；\n]", text)]
    said = next((part for part in parts if _CO_OPTED.match(part)), "")
    return a_reason(said) if said else None


def dialled(phone: str | None) -> str | None:
    """The digits alone: a landline is the same with and without its hyphen."""
    return phone and phone.replace("-", "")


def a_phone(text: str) -> str:
    digits = DASHES.sub("-", narrow(text))
    digits = re.sub(r"^\((0\d{2,3})\)-?", r"\1-", digits)
    mobile = re.sub(r"^(\+|00)?86-?", "", digits).replace("-", "")
    for candidate in (digits, mobile):
        try:
            return _PHONE.validate_python(candidate)
        except ValidationError:
            continue
    # The number itself is not repeated: what is printed may be kept somewhere.
    raise Wrong(
        "不是一个 11 位手机号或带区号的座机号。请只填一个号码，并把单元格设为文本。",
        "is no mobile number of 11 digits and no landline with area code; give one, as text.",
    )
