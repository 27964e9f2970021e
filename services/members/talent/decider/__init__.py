"""The life of a talent: nominated, checked, approved, appointed, drawn, renewed, exit (001-30)."""

from collections.abc import Iterable
from typing import Any

from contracts.members import talent as e
from runtime.decider import Circumstances, Decider, Rejected
from runtime.probe import repeats
from services.members.rules.decider import MembersRules
from services.members.talent import commands as c
from services.members.talent.decider.choosing import (
    approve,
    check,
    correct,
    nominate,
    nominate_again,
    refuse,
    turn_down,
)
from services.members.talent.decider.serving import (
    appoint,
    end_interest,
    exit_,
    note_draw,
    record_interest,
    renew,
    resume,
    suspend,
)
from services.members.talent.decider.state import Stage, Talent, evolve

OPEN = (Stage.NOMINATED, Stage.CHECKED, Stage.APPROVED, Stage.APPOINTED)


def decide(
    talent: Talent, command: c.TalentCommand, given: Circumstances[MembersRules]
) -> list[e.TalentEvent]:
    match talent.stage, command:
        case Stage.BLANK, c.NominateTalent():
            return nominate(command, given)
        case Stage.BLANK, _:
            raise Rejected(
                "talent-unknown",
                "人才库中没有这一编号，请先推荐。",
                "There is no such talent. Nominate them first.",
            )
        case _, c.NoteDraw():
            return note_draw(talent, command)
        case _, c.NominateTalent():
            return nominate_again(talent, command)
        case Stage.NOMINATED, c.CheckTalent():
            return check(talent, command, given)
        case Stage.NOMINATED | Stage.CHECKED | Stage.APPROVED, c.TurnDownTalent():
            return turn_down(command, given)
        case Stage.TURNED_DOWN, c.TurnDownTalent() if repeats(
            lambda: talent.turned_down == e.TalentTurnedDown(**command.model_dump())
        ):
            return []
        case Stage.CHECKED, c.ApproveTalent():
            return approve(talent, command, given)
        case Stage.CHECKED, c.RefuseTalent():
            return refuse(talent, command, given)
        case Stage.APPROVED, c.AppointTalent():
            return appoint(talent, command, given)
        case Stage.APPOINTED, c.AppointTalent() if repeats(
            lambda: (
                (command.since, command.until) == talent.terms[0]
                and command.certificate == talent.certificates[0]
            )
        ):
            return []
        case Stage.APPOINTED, c.RenewTerm():
            return renew(talent, command, given)
        case Stage.APPOINTED, c.SuspendTalent():
            return suspend(talent, command)
        case Stage.APPOINTED, c.ResumeTalent():
            return resume(talent, command, given)
        case Stage.APPOINTED, c.ExitTalent():
            return exit_(talent, command, given)
        case Stage.EXITED, c.ExitTalent() if repeats(
            lambda: talent.exited == e.TalentExited(**command.model_dump())
        ):
            return []
        case _, c.CorrectTalent() if talent.stage in OPEN:
            return correct(talent, command, given)
        case _, c.RecordInterest() if talent.stage in OPEN:
            return record_interest(talent, command)
        case _, c.EndInterest() if talent.stage in OPEN:
            return end_interest(talent, command, given)
        case Stage.TURNED_DOWN | Stage.EXITED, _:
            raise Rejected(
                "talent-closed",
                "该人才已退出或推荐未获通过，记录不再变更。再次推荐请使用新编号。",
                "The talent has gone or was turned down, and the record stays as it is. Nominate "
                "anew under another id.",
            )
        case _:
            raise Rejected(
                "not-its-turn",
                f"该人才目前的状态是“{WORDS[talent.stage]}”，不能办理此项。"
                "依次为：推荐、审核、审定、颁发聘书。",
                f"The talent is {talent.stage} now, and this is not its turn. First comes the "
                "nomination, then the check, the approval, the certificate.",
            )


WORDS = {
    Stage.BLANK: "未推荐",
    Stage.NOMINATED: "已推荐",
    Stage.CHECKED: "已审核",
    Stage.APPROVED: "已审定",
    Stage.APPOINTED: "已聘任",
    Stage.TURNED_DOWN: "未通过",
    Stage.EXITED: "已退出",
}


def reads(talent: Talent, command: Any) -> Iterable[str]:
    """The bodies that nominate or answer."""
    if isinstance(command, c.NominateTalent | c.CorrectTalent):
        return (f"body/{command.body}",) if command.body else ()
    if isinstance(command, c.ApproveTalent | c.RefuseTalent):
        return tuple(f"body/{each}" for each in command.looks_up())
    return ()


def looks_up(talent: Talent, command: Any) -> Iterable[str]:
    """Nothing: this service keeps the directory itself, and its rules read the bodies."""
    return ()


TALENT = Decider[Talent, c.TalentCommand, e.TalentEvent](Talent(), decide, evolve)
