"""What a checklist may have computed from the record of a topic, instead of having it answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from contracts.checklists import Answer


@dataclass(frozen=True)
class OnRecord:
    """What is on record of a topic when it is screened."""

    enters: bool
    source: str | None
    supporters: int


class Test(NamedTuple):
    """`asks` says what is looked at, for whoever writes a checklist. The answer says why."""

    asks: str
    answer: Callable[[OnRecord], Answer]


def _told(met: bool, yes: str, no: str) -> Answer:
    return Answer(met=met, reason=yes if met else no)


TESTS: Mapping[str, Test] = {
    "enters": Test(
        "涉及范围属于进入协商的事项",
        lambda it: _told(it.enters, "不是个人诉求。", "是个人诉求，不进入协商。"),
    ),
    "source": Test(
        "写明了来源依据",
        lambda it: _told(bool(it.source), f"来源依据：{it.source}。", "没有写明来源依据。"),
    ),
    "supported": Test(
        "有群众联名支持",
        lambda it: _told(it.supporters > 0, f"{it.supporters}人支持。", "没有登记支持的人数。"),
    ),
}
