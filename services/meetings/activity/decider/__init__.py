"""An activity's life as a table: asked for, agreed or declined, recorded, corrected."""

from collections.abc import Iterable

from contracts.meetings import activity as e
from runtime.decider import Circumstances, Decider, Rejected
from services.meetings.activity import commands as c
from services.meetings.activity.decider import following
from services.meetings.activity.decider.asking import (
    DEADLINES,
    agree,
    ask,
    decline,
    missed,
    withdraw,
)
from services.meetings.activity.decider.recording import correct, record, record_asked
from services.meetings.activity.decider.state import Activity, Stage, evolve
from services.meetings.words import Book

__all__ = ["ACTIVITY_LIFE", "DEADLINES", "Activity", "Stage", "reads"]


def decide(
    activity: Activity, command: c.ActivityCommand, given: Circumstances[Book]
) -> list[e.ActivityEvent]:
    match activity.stage, command:
        case Stage.BLANK, c.AskActivity():
            return ask(command, given)
        case Stage.BLANK, c.RecordActivity():
            return record(command, given)
        case Stage.BLANK, _:
            raise Rejected(
                "no-activity",
                "没有这项活动。请核对编号，或先登记活动。",
                "There is no such activity. Check its id, or record it first.",
            )
        case _, c.NoteAnswerMissed():
            return missed(activity, command, given)
        case _, c.AskActivity() | c.RecordActivity():
            raise Rejected(
                "already-there",
                "此编号的活动已经登记。另一项活动请另行登记。",
                "An activity with this id is there already. Record another one anew.",
            )
        case Stage.ASKED | Stage.AGREED | Stage.DECLINED, c.AgreeActivity():
            return agree(activity, command, given)
        case Stage.ASKED | Stage.AGREED | Stage.DECLINED, c.DeclineActivity():
            return decline(activity, command, given)
        case Stage.ASKED | Stage.AGREED, c.WithdrawRequest():
            return withdraw(activity, command)
        case Stage.WITHDRAWN, c.WithdrawRequest():
            return []
        case Stage.WITHDRAWN, _:
            raise Rejected(
                "request-withdrawn",
                "提请已经撤回，无须答复，也不能登记。如仍需开展，请另行提请。",
                "The request was withdrawn: it needs no answer, and nothing is recorded of it. Ask"
                " anew if it is needed after all.",
            )
        case Stage.AGREED, c.RecordAsked():
            return record_asked(activity, command, given)
        case Stage.RECORDED, c.CorrectActivity():
            return correct(activity, command, given)
        case Stage.ASKED, c.RecordAsked() | c.CorrectActivity():
            raise Rejected(
                "not-answered",
                "所请的机构尚无一家同意参加。请待其同意后再登记。",
                "No body that was asked has agreed yet. Record it once one has.",
            )
        case Stage.DECLINED, _:
            raise Rejected(
                "declined",
                "所请的机构都已谢绝。请另请其他机构，或自行开展后登记。",
                "All bodies that were asked have declined. Ask another one, or record your own.",
            )
        case Stage.AGREED, _:
            raise Rejected(
                "agreed",
                "所请的机构已经同意参加。活动开展之后请登记情况。",
                "A body that was asked has agreed. Record the activity once it took place.",
            )
        case _:
            raise Rejected(
                "recorded",
                "活动已经登记。如有错漏请更正。",
                "The activity is recorded. Correct it where it is wrong.",
            )


def reads(activity: Activity, command: c.ActivityCommand) -> Iterable[str]:
    """The consultations that the activity serves: their procedure has a say, and their unit. And
    what it follows up."""
    match command:
        case c.AskActivity(consultations=served) | c.RecordActivity(consultations=served):
            pass
        case c.RecordAsked() if activity.asked:
            served = activity.asked.consultations
        case c.CorrectActivity() if activity.recorded:
            served = activity.recorded.consultations
        case _:
            served = ()
    found = [f"consultation/{each}" for each in served]
    if isinstance(command, c.TookPlace):
        found.extend(each for each in following.stream(command.follows_up) if each not in found)
    return found


ACTIVITY_LIFE = Decider[Activity, c.ActivityCommand, e.ActivityEvent](Activity(), decide, evolve)
