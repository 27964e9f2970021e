"""The life of a link: made, ended, or taken back (002-02, 003-11, 004-05)."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import assert_never

from common.vocabulary import chosen
from contracts.members import link as e
from contracts.members.rules import LinkKind
from runtime.decider import Circumstances, Decider, Rejected
from services.members.link import commands as c
from services.members.member.decider import in_office
from services.members.rules.decider import MembersRules

Given = Circumstances[MembersRules]
KIND = ("联系类别", "kind of link")


class Stage(StrEnum):
    BLANK = "blank"
    MADE = "made"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Link:
    unit: str = ""
    stage: Stage = Stage.BLANK
    made: e.LinkMade | None = None
    until: date = date.max


def decide(link: Link, command: c.LinkCommand, given: Given) -> list[e.LinkEvent]:
    match link.stage, command:
        case Stage.BLANK, c.MakeLink():
            return make(command, given)
        case Stage.BLANK, _:
            raise Rejected(
                "no-link",
                "没有这项联系关系。请核对编号，或先登记。",
                "There is no such link. Check its id, or enter it first.",
            )
        case _, c.MakeLink():
            return make_again(link, command)
        case Stage.MADE, c.EndLink():
            return end(link, command, given)
        case ((Stage.MADE | Stage.ENDED), c.WithdrawLink()):
            return [e.LinkWithdrawn(**command.model_dump())]
        case Stage.WITHDRAWN, c.WithdrawLink():
            return []
        case _:
            raise Rejected(
                "link-over",
                "该联系关系已经结束或撤回。重新联系的，请以新编号登记。",
                "The link is over, or was taken back. Enter a new one under an id of its own.",
            )


def reads(link: Link, command: c.LinkCommand) -> tuple[str, ...]:
    if link.stage is not Stage.BLANK or not isinstance(command, c.MakeLink):
        return ()
    named = dict.fromkeys(filter(None, (command.member, command.with_member)))
    return tuple(f"member/{each}" for each in named)


def make(command: c.MakeLink, given: Given) -> list[e.LinkEvent]:
    kind = chosen(given.rules.contacts.links, command.kind, KIND)
    given.has_come(command.since)
    between(kind, command)
    for each in filter(None, (command.member, command.with_member)):
        in_office(each, given)
    facts = command.model_dump(exclude={"unit", "link"})
    return [e.LinkMade(**facts, visits=kind.visits)]


def between(kind: LinkKind, command: c.MakeLink) -> None:
    """Refuse a link that is not between those whom its kind links."""
    named = (command.member is None, command.office is None, command.with_member is None)
    if named != (kind.by_office, not kind.by_office, kind.to_cppcc):
        who = ("职务（office）", "an office") if kind.by_office else ("委员（member）", "a member")
        whom = ("本级政协", "the CPPCC") if kind.to_cppcc else ("委员（with_member）", "a member")
        raise Rejected(
            "link-ends",
            f"“{kind.chinese}”是{who[0]}联系{whom[0]}。请只填写这些项。",
            f"A link of the kind {kind.code} is one of {who[1]} to {whom[1]}. Name these, and"
            " nothing else.",
        )
    if command.member is not None and command.member == command.with_member:
        raise Rejected(
            "linked-to-oneself",
            "委员不能联系自己。请核对编号。",
            "Nobody is linked to themselves. Check the numbers.",
        )


def make_again(link: Link, command: c.MakeLink) -> list[e.LinkEvent]:
    said = e.LinkMade(**command.model_dump(exclude={"unit", "link"}))
    known = link.made and link.made.model_copy(update={"visits": said.visits})
    if link.stage is Stage.MADE and (said, command.unit) == (known, link.unit):
        return []
    raise Rejected(
        "link-made",
        f"编号“{command.link}”已登记其他联系关系。有误的请撤回原项，并另取编号登记。",
        f"The id {command.link} is that of another link. Take that one back if it was wrong, and"
        " enter this one under an id of its own.",
    )


def end(link: Link, command: c.EndLink, given: Given) -> list[e.LinkEvent]:
    given.has_come(command.until)
    assert link.made
    if command.until < link.made.since:
        raise Rejected(
            "until-before-since",
            f"结束日期早于联系日期 {link.made.since}，请核对。",
            f"The link began on {link.made.since}. It cannot end before; check the day.",
        )
    return [e.LinkEnded(**command.model_dump())]


def evolve(link: Link, event: e.LinkEvent, unit: str) -> Link:
    match event:
        case e.LinkMade():
            return Link(unit, Stage.MADE, event)
        case e.LinkEnded(until=until):
            return replace(link, stage=Stage.ENDED, until=until)
        case e.LinkWithdrawn():
            return replace(link, stage=Stage.WITHDRAWN)
        case _:
            assert_never(event)


LINK = Decider[Link, c.LinkCommand, e.LinkEvent](Link(), decide, evolve)
