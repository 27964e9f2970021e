"""The stages of a topic, and what each is called."""

from enum import StrEnum


class Stage(StrEnum):
    BLANK = "blank"
    PROPOSED = "proposed"
    RETURNED = "returned"
    ADMITTED = "admitted"
    REJECTED = "rejected"
    TRANSFERRED_OUT = "transferred-out"
    TRANSFER_RETURNED = "transfer-returned"
    ANSWERED = "answered"
    REFUSED = "refused"
    MERGED = "merged"
    SPLIT = "split"
    SELECTED = "selected"
    CLOSED = "closed"


OPEN_TO_SUPPORT = (Stage.PROPOSED, Stage.RETURNED, Stage.ADMITTED, Stage.REFUSED)
"""Until it is selected, somebody may come to stand behind it."""

SAID = {
    Stage.BLANK: ("尚未提出", "not raised yet"),
    Stage.PROPOSED: ("已提出、待审核", "raised and waits for screening"),
    Stage.RETURNED: ("已退回", "returned"),
    Stage.REJECTED: ("未予采纳", "rejected"),
    Stage.ADMITTED: ("审核通过、正在确定", "admitted and not selected yet"),
    Stage.TRANSFERRED_OUT: ("已转办、待答复", "transferred and waits for an answer"),
    Stage.TRANSFER_RETURNED: (
        "转办被退回、待另行转办",
        "given back and waits for another receiver",
    ),
    Stage.ANSWERED: ("转办已答复", "transferred and answered"),
    Stage.REFUSED: ("未获同意、退回提出人", "not consented to and goes back"),
    Stage.MERGED: ("已并入另一议题", "merged into another one"),
    Stage.SPLIT: ("已拆分为几个议题", "split into several"),
    Stage.SELECTED: ("已确定、进入协商", "selected and in consultation"),
    Stage.CLOSED: ("已办结", "closed"),
}
