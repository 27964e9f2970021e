"""The life of a body: registered, renamed."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, assert_never

from common.rules import of_a_county
from contracts.members import body as e
from contracts.places import county
from runtime.decider import Circumstances, Decider, Rejected
from services.members.body import commands as c


class Stage(StrEnum):
    BLANK = "blank"
    REGISTERED = "registered"


@dataclass(frozen=True)
class Body:
    unit: str = ""
    stage: Stage = Stage.BLANK
    name: str = ""
    kind: e.BodyKind = e.BodyKind.OFFICE


def decide(body: Body, command: c.BodyCommand, given: Circumstances[Any]) -> list[e.BodyEvent]:
    match body.stage, command:
        case Stage.BLANK, c.RegisterBody(unit=unit, name=name, kind=kind):
            of_a_county(unit, "county-code")
            return [e.BodyRegistered(name=name, kind=kind)]
        case Stage.REGISTERED, c.RegisterBody():
            return register_again(body, command)
        case Stage.REGISTERED, c.RenameBody(name=name):
            return [] if name == body.name else [e.BodyRenamed(name=name)]
        case _:
            raise Rejected(
                "body-unknown",
                "该机构尚未登记，请先登记。",
                "The body is not registered yet. Register it first.",
            )


def register_again(body: Body, command: c.RegisterBody) -> list[e.BodyEvent]:
    if county(command.unit) != county(body.unit):
        raise Rejected(
            "other-county",
            f"编号“{command.body}”已被其他县使用，请另取一个编号。",
            f"The id {command.body} is in use in another county. Choose another id.",
        )
    if (command.name, command.kind) == (body.name, body.kind):
        return []
    raise Rejected(
        "body-registered",
        f"编号“{command.body}”已登记为“{body.name}”（{body.kind}）。机构更名请使用“更名”，"
        "其他机构请另取编号。",
        f"The id {command.body} is registered as {body.name} ({body.kind}). Rename it for a "
        "new name, or use another id for another body.",
    )


def evolve(body: Body, event: e.BodyEvent, unit: str) -> Body:
    match event:
        case e.BodyRegistered(name=name, kind=kind):
            return Body(unit, Stage.REGISTERED, name, kind)
        case e.BodyRenamed(name=name):
            return replace(body, name=name)
        case _:
            assert_never(event)


BODY = Decider[Body, c.BodyCommand, e.BodyEvent](Body(), decide, evolve)
