"""The life of a body: registered, founded, renamed, ended."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, assert_never

from contracts.members import body as e
from runtime.decider import Circumstances, Decider, Rejected
from services.members.body import commands as c


class Stage(StrEnum):
    BLANK = "blank"
    REGISTERED = "registered"
    ENDED = "ended"


@dataclass(frozen=True)
class Body:
    unit: str = ""
    stage: Stage = Stage.BLANK
    name: str = ""
    kind: e.BodyKind = e.BodyKind.OFFICE
    since: date | None = None
    until: date = date.max


def decide(body: Body, command: c.BodyCommand, given: Circumstances[Any]) -> list[e.BodyEvent]:
    match body.stage, command:
        case Stage.BLANK, c.RegisterBody(name=name, kind=kind, since=since):
            given.has_come(since or date.min)
            return [e.BodyRegistered(name=name, kind=kind, since=since)]
        case Stage.REGISTERED, c.RegisterBody():
            return register_again(body, command)
        case Stage.REGISTERED, c.FoundBody(since=since):
            given.has_come(since)
            return [] if since == body.since else [e.BodyFounded(since=since)]
        case Stage.REGISTERED, c.RenameBody(name=name):
            return [] if name == body.name else [e.BodyRenamed(name=name)]
        case Stage.REGISTERED, c.EndBody():
            return end(body, command, given)
        case Stage.ENDED, c.EndBody(until=until) if until == body.until:
            return []
        case Stage.ENDED, _:
            raise Rejected(
                "body-ended",
                f"“{body.name}”已于 {body.until} 撤销，不能再变更。新设机构请另取编号登记。",
                f"{body.name} ended on {body.until} and stays as it was. Register a new body under "
                "an id of its own.",
            )
        case _:
            raise Rejected(
                "body-unknown",
                "该机构尚未登记，请先登记。",
                "The body is not registered yet. Register it first.",
            )


def register_again(body: Body, command: c.RegisterBody) -> list[e.BodyEvent]:
    known = (body.unit, body.name, body.kind, body.since)
    if (command.unit, command.name, command.kind, command.since) == known:
        return []
    raise Rejected(
        "body-registered",
        f"编号“{command.body}”已登记为 {body.unit} 的“{body.name}”（{body.kind}）。更名请使用"
        "“更名”，成立日期有误请使用“成立”，其他机构请另取编号。",
        f"The id {command.body} is registered as {body.name} ({body.kind}) of {body.unit}. Rename "
        "it for a new name, record its founding for another day, or use another id for another "
        "body.",
    )


def end(body: Body, command: c.EndBody, given: Circumstances[Any]) -> list[e.BodyEvent]:
    given.has_come(command.until)
    if body.since and command.until < body.since:
        raise Rejected(
            "until-before-since",
            f"撤销日期早于成立日期 {body.since}，请核对。",
            f"The body was founded on {body.since}. It cannot end before; check the day.",
        )
    return [e.BodyEnded(**command.model_dump())]


def evolve(body: Body, event: e.BodyEvent, unit: str) -> Body:
    match event:
        case e.BodyRegistered(name=name, kind=kind, since=since):
            return Body(unit, Stage.REGISTERED, name, kind, since)
        case e.BodyFounded(since=since):
            return replace(body, since=since)
        case e.BodyRenamed(name=name):
            return replace(body, name=name)
        case e.BodyEnded(until=until):
            return replace(body, stage=Stage.ENDED, until=until)
        case _:
            assert_never(event)


BODY = Decider[Body, c.BodyCommand, e.BodyEvent](Body(), decide, evolve)
