"""What a checklist of proposals may have computed from the record: no need to answer it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from contracts.checklists import Answer


@dataclass(frozen=True)
class OnRecord:
    """What is on record of a proposal when it is examined. `missing`: which of facts, analysis and
    advice it does not have, where no paper holds them. `unsigned`: who has not signed it yet."""

    missing: tuple[str, ...]
    unsigned: str


class Test(NamedTuple):
    """`asks` says what is looked at, for whoever writes a checklist. The answer says why."""

    asks: str
    answer: Callable[[OnRecord], Answer]


def _told(met: bool, yes: str, no: str) -> Answer:
    return Answer(met=met, reason=yes if met else no)


TESTS: Mapping[str, Test] = {
    "written": Test(
        "有情况、有分析、有建议，或另附原文",
        lambda it: _told(
            not it.missing, "情况、分析、建议齐全。", f"没有写明：{'、'.join(it.missing)}。"
        ),
    ),
    "signed": Test(
        "署名符合提案类型的要求",
        lambda it: _told(not it.unsigned, "署名符合要求。", it.unsigned),
    ),
}
