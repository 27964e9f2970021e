"""The life of a leave: asked for, granted or refused, taken back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, assert_never

from common.vocabulary import chosen
from contracts.members import leave as e
from contracts.roles import Role
from runtime.decider import Circumstances, Decider, Rejected
from services.members.leave import commands as c
from services.members.member.decider import in_office


class Stage(StrEnum):
    BLANK = "blank"
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    TAKEN_BACK = "taken-back"


@dataclass(frozen=True)
class Leave:
    unit: str = ""
    stage: Stage = Stage.BLANK
    asked: e.LeaveAsked | None = None
    decided: e.LeaveGranted | e.LeaveRefused | None = None


def decide(leave: Leave, command: c.LeaveCommand, given: Circumstances[Any]) -> list[e.LeaveEvent]:
    match leave.stage, command:
        case Stage.BLANK, c.AskLeave():
            return ask(command, given)
        case Stage.BLANK, _:
            raise Rejected(
                "no-leave",
                "没有这项请假。请核对编号，或先登记请假。",
                "There is no such leave. Check its id, or ask for it first.",
            )
        case _, c.AskLeave():
            raise Rejected(
                "leave-asked",
                "此编号的请假已经登记。另一项请假请另行登记。",
                "A leave with this id was asked for already. Ask for another one anew.",
            )
        case Stage.TAKEN_BACK, c.TakeBackLeave():
            return []
        case Stage.TAKEN_BACK, _:
            raise Rejected(
                "leave-taken-back",
                "请假已经撤销。需要请假的，请另行登记。",
                "The leave was taken back. Ask anew where it is needed.",
            )
        case Stage.REFUSED, c.TakeBackLeave():
            raise Rejected(
                "leave-refused",
                "请假未获批准，无需撤销。",
                "The leave was refused; nothing is left to take back.",
            )
        case _, c.TakeBackLeave():
            asked = own_or_office(leave, given)
            granted = leave.stage is Stage.GRANTED
            return [e.LeaveTakenBack(member=asked.member, session=asked.session, granted=granted)]
        case _, c.GrantLeave() | c.RefuseLeave():
            return judge(leave, command, given)
        case _:
            assert_never(command)


def reads(leave: Leave, command: c.LeaveCommand) -> Iterable[str]:
    """The member who asks: of whom nobody is on the roster, nobody has leave."""
    return [f"member/{command.member}"] if isinstance(command, c.AskLeave) else []


def ask(command: c.AskLeave, given: Circumstances[Any]) -> list[e.LeaveEvent]:
    if given.role == Role.MEMBER and command.member not in given.known_as:
        raise not_own()
    in_office(command.member, given)
    words = given.rules.words.leave_grounds
    ground = chosen(words, command.ground, ("请假事由", "ground of leave"))
    given.has_come(command.asked_on)
    return [
        e.LeaveAsked(
            **command.model_dump(exclude={"unit"}),
            uncounted=ground.uncounted,
            late=command.asked_on > command.on,
        )
    ]


def own_or_office(leave: Leave, given: Circumstances[Any]) -> e.LeaveAsked:
    assert leave.asked
    if given.role == Role.MEMBER and leave.asked.member not in given.known_as:
        raise not_own()
    return leave.asked


def not_own() -> Rejected:
    return Rejected(
        "own-leave-only",
        "委员只能为本人请假、销假。请由委员本人办理，或交政协办公室登记。",
        "Members ask for leave for themselves only. Have the member ask, or the CPPCC office "
        "write it down.",
    )


def judge(
    leave: Leave, command: c.GrantLeave | c.RefuseLeave, given: Circumstances[Any]
) -> list[e.LeaveEvent]:
    assert (asked := leave.asked)
    if asked.member in given.known_as:
        raise Rejected(
            "own-leave",
            "不能审批本人的请假。请由其他人员审批。",
            "Nobody decides on their own leave. Have somebody else decide.",
        )
    decided: e.LeaveGranted | e.LeaveRefused
    if isinstance(command, c.GrantLeave):
        facts = asked.model_dump(include=set(e.Leave.model_fields))
        decided = e.LeaveGranted(**facts, decided_on=command.decided_on)
    else:
        decided = e.LeaveRefused(member=asked.member, session=asked.session, **command.model_dump())
    if decided == leave.decided:
        return []
    if leave.decided is not None:
        raise Rejected(
            "leave-decided",
            f"请假已于 {leave.decided.decided_on} 审批。批准错了的，请撤销请假后另行登记。",
            f"The leave was decided on {leave.decided.decided_on}. What was granted wrongly is "
            "taken back and asked for anew.",
        )
    given.has_come(command.decided_on)
    if command.decided_on < asked.asked_on:
        raise Rejected(
            "decided-before",
            f"请假于 {asked.asked_on} 提出，审批日期应不早于它。请核对日期。",
            f"The leave was asked for on {asked.asked_on} and is decided no earlier. Check the "
            "day.",
        )
    return [decided]


def evolve(leave: Leave, event: e.LeaveEvent, unit: str) -> Leave:
    match event:
        case e.LeaveAsked():
            return replace(leave, unit=unit, stage=Stage.ASKED, asked=event)
        case e.LeaveGranted():
            return replace(leave, stage=Stage.GRANTED, decided=event)
        case e.LeaveRefused():
            return replace(leave, stage=Stage.REFUSED, decided=event)
        case e.LeaveTakenBack():
            return replace(leave, stage=Stage.TAKEN_BACK)
        case _:
            assert_never(event)


LEAVE = Decider[Leave, c.LeaveCommand, e.LeaveEvent](Leave(), decide, evolve)
