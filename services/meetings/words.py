"""The county's words of meetings, looked up by their code."""

from collections.abc import Sequence
from typing import Protocol

from common.calendar import WorkingDays
from common.checks import listed_once
from common.vocabulary import chosen
from contracts.meetings.participant import Presence
from contracts.meetings.words import ParticipantKind, Words
from runtime.decider import Rejected


class Book(Protocol):
    """Rules that hold the words, and the working calendar."""

    @property
    def words(self) -> Words: ...

    @property
    def days(self) -> WorkingDays: ...


FORM = ("会议形式", "form of session")
KIND = ("参加者类别", "kind of participant")
RESULT = ("会议结果", "result of a session")
PAPER = ("会议文件类别", "kind of paper")
NOTICE = ("公示事项", "thing to be posted")
VENUE = ("会场方式", "venue")
FORUM = ("嵌入的会议", "meeting around a session")
ACTIVITY = ("活动类别", "kind of activity")
AUDIENCE = ("活动对象", "audience")
ORGAN = ("主办组织", "organ")
SUPERVISION = ("贯通监督类别", "kind of other supervision")
MEASURE = ("计量单位", "measure")
CHANNEL = ("履职渠道", "channel")
AMOUNT = ("成效类别", "kind of amount")


def counted(kinds: Sequence[ParticipantKind], present: Sequence[Presence]) -> tuple[Presence, ...]:
    """Those present, each kind once and with its number: named kinds one by one, others counted."""
    listed_once([each.kind for each in present])
    listed_once(member for each in present for member in each.members)
    return tuple(_counted(chosen(kinds, each.kind, KIND), each) for each in present)


def _counted(kind: ParticipantKind, present: Presence) -> Presence:
    if not kind.named:
        if present.members:
            raise Rejected(
                "counted-only",
                f"“{kind.chinese}”只登记人数，不列名单。请去掉名单，填写人数。",
                f"{kind.english}: only their number is recorded, not who they are. "
                "Leave the list out and give the number.",
            )
        return present
    if present.count not in (0, len(present.members)):
        raise Rejected(
            "members-one-by-one",
            f"“{kind.chinese}”须逐名登记，不计入人数统计。请把委员列入名单。",
            f"{kind.english}: they are listed one by one, not counted. Put each on the list.",
        )
    return present.model_copy(update={"count": len(present.members)})
