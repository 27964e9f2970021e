"""The life of a draw: pool, commitments, call, numbers, order, answers (001-32, domain 6.2)."""

from collections.abc import Iterable
from typing import Any

from contracts.members import draw as e
from runtime.decider import Circumstances, Decider, Rejected
from runtime.probe import repeats
from services.members.draw import commands as c
from services.members.draw.decider.answers import (
    accept,
    close,
    correct,
    decline,
    lapse,
    record_turnout,
)
from services.members.draw.decider.pool import (
    ask,
    ask_again,
    declare,
    publish,
    publish_again,
    repeat,
    withdraw,
)
from services.members.draw.decider.seed import call, commit, reveal, seal, void
from services.members.draw.decider.state import Draw, Stage, evolve
from services.members.rules.decider import MembersRules


def decide(
    draw: Draw, command: c.DrawCommand, given: Circumstances[MembersRules]
) -> list[e.DrawEvent]:
    match draw.stage, command:
        case Stage.BLANK, c.AskForDraw():
            return ask(command, given)
        case _, c.AskForDraw():
            return ask_again(draw, command)
        case Stage.ASKED | Stage.WITHDRAWN | Stage.CLOSED, c.PublishPool():
            return publish(draw, command, given)
        case Stage.PUBLISHED | Stage.CALLED | Stage.PERFORMED | Stage.VOID, c.PublishPool():
            return publish_again(draw, command)
        case Stage.BLANK, _:
            raise Rejected(
                "not-asked",
                "还没有发起这一抽选，请先发起。",
                "Nobody has asked for this draw. Ask for it first.",
            )
        case Stage.PUBLISHED, c.WithdrawPool():
            return withdraw(draw, command)
        case Stage.WITHDRAWN, c.WithdrawPool():
            return []
        case Stage.PUBLISHED, c.DeclareInterest():
            return declare(draw, command)
        case Stage.PUBLISHED, c.CommitNumber():
            return commit(draw, command, given)
        case Stage.PUBLISHED, c.CallDraw():
            return call(draw, given)
        case Stage.CALLED | Stage.PERFORMED | Stage.CLOSED, c.CallDraw():
            return []
        case Stage.CALLED, c.SealCall():
            return seal(draw, command)
        case Stage.CALLED, c.RevealNumber():
            return reveal(draw, command, given)
        case Stage.CALLED, c.VoidDraw():
            return void(draw, command, given)
        case Stage.VOID, c.VoidDraw():
            return []
        case Stage.VOID, c.RepeatDraw():
            return repeat(draw, command, given)
        case Stage.PERFORMED, c.AcceptDraw():
            return accept(draw, command, given)
        case Stage.PERFORMED, c.DeclineDraw():
            return decline(draw, command, given)
        case Stage.PERFORMED, c.LapseAnswer():
            return lapse(draw, command, given)
        case Stage.PERFORMED | Stage.CLOSED, c.CorrectAnswer():
            return correct(draw, command, given)
        case Stage.PERFORMED, c.CloseDraw():
            return close(draw)
        case Stage.CLOSED, c.CloseDraw():
            return []
        case Stage.CLOSED, c.RecordTurnout():
            return record_turnout(draw, command, given)
        case Stage.PERFORMED | Stage.CLOSED, c.RevealNumber() if repeats(
            lambda: (
                command.body in draw.revealed
                and command.number == draw.revealed[command.body].number
            )
        ):
            return []
        case _:
            raise Rejected(
                "draw-elsewhere",
                f"抽选目前的状态是“{WORDS[draw.stage]}”，不能办理此项。依次为：公布名单、申报回避、"
                "封存数字、宣布抽选、公开数字、登记答复、结束、登记到会。",
                f"The draw is {draw.stage} now, and this is not its turn. First comes the pool, "
                "then interests, commitments, the call, the numbers, the answers, the close, "
                "who came.",
            )


WORDS = {
    Stage.BLANK: "未开始",
    Stage.ASKED: "待公布名单",
    Stage.PUBLISHED: "名单已公布",
    Stage.CALLED: "已宣布抽选",
    Stage.PERFORMED: "已抽出",
    Stage.VOID: "已作废",
    Stage.WITHDRAWN: "名单已撤回",
    Stage.CLOSED: "已结束",
}


def reads(draw: Draw, command: Any) -> Iterable[str]:
    """The talents of whom a pool is made, and the body that commits."""
    if isinstance(command, c.PublishPool):
        return tuple(f"talent/{each}" for each in command.talents)
    if isinstance(command, c.CommitNumber) and draw.stage is Stage.PUBLISHED:
        return (f"body/{command.body}",)
    return ()


DRAW = Decider[Draw, c.DrawCommand, e.DrawEvent](Draw(), decide, evolve)
