"""The life of a body: registered, founded, renamed, its posts taken and left, ended."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, assert_never

from common.vocabulary import chosen
from contracts.members import body as e
from runtime.decider import Circumstances, Decider, Rejected
from runtime.probe import repeats
from services.members.body import commands as c


class Stage(StrEnum):
    BLANK = "blank"
    REGISTERED = "registered"
    ENDED = "ended"


@dataclass(frozen=True)
class Holder:
    held: int
    post: str
    who: str
    since: date
    until: date | None = None


@dataclass(frozen=True)
class Body:
    unit: str = ""
    stage: Stage = Stage.BLANK
    name: str = ""
    kind: str = ""
    meaning: e.KindOfBody = e.KindOfBody()
    since: date | None = None
    until: date = date.max
    office_number: str | None = None
    holders: tuple[Holder, ...] = ()
    establishment: Mapping[tuple[str | None, date], int] = field(default_factory=dict, hash=False)


def decide(body: Body, command: c.BodyCommand, given: Circumstances[Any]) -> list[e.BodyEvent]:
    match body.stage, command:
        case Stage.BLANK, c.RegisterBody():
            return register(command, given)
        case Stage.REGISTERED, c.RegisterBody():
            return register_again(body, command)
        case Stage.REGISTERED, c.FoundBody(since=since):
            given.has_come(since)
            return [] if since == body.since else [e.BodyFounded(since=since)]
        case Stage.REGISTERED, c.RenameBody(name=name):
            return [] if name == body.name else [e.BodyRenamed(name=name)]
        case Stage.REGISTERED, c.ClassifyBody(kind=kind):
            meaning = meant(kind, given)
            so = (kind, meaning) == (body.kind, body.meaning)
            return [] if so else [e.BodyClassified(kind=kind, **dict(meaning))]
        case Stage.REGISTERED, c.ChangeOfficeNumber():
            return reach(body, command)
        case Stage.REGISTERED, c.TakePost():
            return take(body, command, given)
        case Stage.REGISTERED, c.LeavePost():
            return leave(body, command, given)
        case Stage.REGISTERED, c.SetEstablishment():
            return establish(body, command, given)
        case Stage.REGISTERED, c.WithdrawEstablishment():
            return disestablish(body, command)
        case Stage.REGISTERED, c.EndBody():
            return end(body, command, given)
        case Stage.ENDED, c.EndBody() if repeats(lambda: command.until == body.until):
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


def register(command: c.RegisterBody, given: Circumstances[Any]) -> list[e.BodyEvent]:
    given.has_come(command.since or date.min)
    said = command.model_dump(include={"name", "kind", "since"})
    return [e.BodyRegistered(**said, **dict(meant(command.kind, given)))]


def meant(kind: str, given: Circumstances[Any]) -> e.KindOfBody:
    """What a kind of body means in the rules in force."""
    return meaning_of(chosen(given.rules.words.body_kinds, kind, ("机构类别", "kind of body")))


def meaning_of(said: e.KindOfBody) -> e.KindOfBody:
    """The meaning alone, of an entry of the vocabulary or of an event."""
    return e.KindOfBody(**{name: getattr(said, name) for name in e.KindOfBody.model_fields})


def register_again(body: Body, command: c.RegisterBody) -> list[e.BodyEvent]:
    known = (body.unit, body.name, body.kind, body.since)
    if (command.unit, command.name, command.kind, command.since) == known:
        return []
    raise Rejected(
        "body-registered",
        f"编号“{command.body}”已登记为 {body.unit} 的“{body.name}”（{body.kind}）。更名请使用"
        "“更名”，类别有变请使用“归类”，成立日期有误请使用“成立”，其他机构请另取编号。",
        f"The id {command.body} is registered as {body.name} ({body.kind}) of {body.unit}. Rename "
        "it for a new name, classify it for another kind, record its founding for another day, or "
        "use another id for another body.",
    )


MOBILE = re.compile(r"(86)?1[3-9][0-9]{9}")
"""A mobile telephone, which is a person's."""


def reach(body: Body, command: c.ChangeOfficeNumber) -> list[e.BodyEvent]:
    number = command.office_number
    if number == body.office_number:
        return []
    if number and MOBILE.fullmatch(re.sub("[^0-9]", "", number)):
        raise Rejected(
            "personal-number",
            "这是手机号码。名录只登记机构的办公电话（座机），请改填办公电话。",
            "This is a mobile number, and so a person's. The directory holds the telephone of the"
            " office: enter that one.",
        )
    return [e.OfficeNumberChanged(office_number=number)]


def take(body: Body, command: c.TakePost, given: Circumstances[Any]) -> list[e.BodyEvent]:
    given.has_come(command.since)
    if (command.member is None) == (command.person is None):
        raise Rejected(
            "one-holder",
            "请填写委员编号，或个人信息库中的编号，两者填其一。",
            "Say who holds the post: a member, or a person of the directory, one of them.",
        )
    post = chosen(given.rules.words.posts, command.post, ("职务", "post"))
    if post.eligible and command.capacity not in post.eligible:
        raise Rejected(
            "not-eligible",
            f"“{post.chinese}”须由下列人员担任：{'、'.join(post.eligible)}。请注明其身份，或另选他人。",
            f"A {post.english} must be one of: {', '.join(post.eligible)}. Say as what they hold "
            "the post, or choose somebody else.",
        )
    who = command.member or command.person or ""
    holding = [each for each in body.holders if each.until is None]
    if any((each.post, each.who) == (command.post, who) for each in holding):
        return []
    return [
        e.PostTaken(
            held=len(body.holders) + 1,
            leads=post.leads,
            liaison=post.liaison,
            **command.model_dump(),
        )
    ]


def leave(body: Body, command: c.LeavePost, given: Circumstances[Any]) -> list[e.BodyEvent]:
    given.has_come(command.until)
    holder = next((each for each in body.holders if each.held == command.held), None)
    if holder is None:
        raise Rejected(
            "no-such-holder",
            f"该机构没有第 {command.held} 项任职记录，请核对。",
            f"There is no holding {command.held} of a post in this body. Check the number.",
        )
    if holder.until == command.until:
        return []
    if holder.until:
        raise Rejected(
            "left-already",
            f"该任职已于 {holder.until} 结束，请核对。",
            f"This holding ended on {holder.until}. Check the number.",
        )
    if command.until < holder.since:
        raise Rejected(
            "until-before-since",
            f"结束日期早于任职日期 {holder.since}，请核对。",
            f"The post was taken on {holder.since}. It cannot end before; check the day.",
        )
    return [e.PostLeft(**command.model_dump())]


def establish(
    body: Body, command: c.SetEstablishment, given: Circumstances[Any]
) -> list[e.BodyEvent]:
    """How many posts there are; who holds them may be more or fewer (004-06)."""
    given.has_come(command.since)
    said = body.establishment.get((command.post, command.since))
    if said == command.posts:
        return []
    if said is not None:
        raise Rejected(
            "establishment-set",
            f"{command.since} 起已登记为 {said} 个。登记有误的请先撤回该条，再重新登记。",
            f"From {command.since} on {said} posts are on record. Take that entry back first if it "
            "was wrong, and set it anew.",
        )
    if command.post is not None:
        chosen(given.rules.words.posts, command.post, ("职务", "post"))
    return [e.EstablishmentSet(**command.model_dump())]


def disestablish(body: Body, command: c.WithdrawEstablishment) -> list[e.BodyEvent]:
    if (command.post, command.since) not in body.establishment:
        raise Rejected(
            "no-such-establishment",
            f"没有从 {command.since} 起的该项编制登记，请核对职务和日期。",
            f"No such number of posts is on record from {command.since} on. Check post and day.",
        )
    return [e.EstablishmentWithdrawn(**command.model_dump())]


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
            return Body(unit, Stage.REGISTERED, name, kind, meaning_of(event), since)
        case e.BodyClassified(kind=kind):
            return replace(body, kind=kind, meaning=meaning_of(event))
        case e.BodyFounded(since=since):
            return replace(body, since=since)
        case e.BodyRenamed(name=name):
            return replace(body, name=name)
        case e.OfficeNumberChanged(office_number=number):
            return replace(body, office_number=number)
        case e.PostTaken(held=held, post=post, since=since):
            holder = Holder(held, post, event.member or event.person or "", since)
            return replace(body, holders=(*body.holders, holder))
        case e.PostLeft(held=held, until=until):
            holders = tuple(
                replace(each, until=until) if each.held == held else each for each in body.holders
            )
            return replace(body, holders=holders)
        case e.EstablishmentSet(post=post, posts=posts, since=since):
            return replace(body, establishment={**body.establishment, (post, since): posts})
        case e.EstablishmentWithdrawn(post=post, since=since):
            there = body.establishment.items()
            kept = {key: each for key, each in there if key != (post, since)}
            return replace(body, establishment=kept)
        case e.BodyEnded(until=until):
            return replace(body, stage=Stage.ENDED, until=until)
        case _:
            assert_never(event)


BODY = Decider[Body, c.BodyCommand, e.BodyEvent](Body(), decide, evolve)
