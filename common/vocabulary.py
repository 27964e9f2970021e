"""Words that a jurisdiction chose: to be found by their code."""

from collections.abc import Sequence
from typing import TypeVar

from common.checks import listed_once
from contracts.event import Fact
from contracts.vocabulary import Entry
from runtime.refusals import Misfit

E = TypeVar("E", bound=Entry)


def chosen(entries: Sequence[E], code: str, what: tuple[str, str]) -> E:
    """The entry with this code. Refuses another one, and lists the codes that there are.

    `what` says what kind of word it is in Chinese and in English: `("事项轻重", "weight")`.
    """
    for each in entries:
        if each.code == code:
            return each
    chinese, english = what
    listed = "、".join(f"{each.code}（{each.chinese}）" for each in entries) or "无"
    codes = ", ".join(each.code for each in entries)
    raise Misfit(
        "unknown-code",
        f"{chinese}中没有“{code}”。可用的代码：{listed}。请改用其中之一，或由制定规则的机关补充。",
        f"There is no {english} {code}. Codes in force: {codes or 'none'}. Use one of "
        "them, or have the office that makes the rules add it.",
    )


def distinct_codes(chapter: Fact, place: str = "") -> None:
    """Refuse a chapter that has two entries of one code in a vocabulary, or in a list of one of its
    entries."""
    for name, value in chapter:
        entries = (
            [each for each in value if isinstance(each, Entry)] if type(value) is tuple else []
        )
        listed_once((f"{place}{name}.{each.code}" for each in entries), "code-twice")
        for each in entries:
            distinct_codes(each, f"{place}{name}.{each.code}.")
