"""The life of a member in the roster: admitted, corrected, posted to units, linked, left."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from common.vocabulary import chosen
from contracts.members import member as e
from contracts.names import same
from runtime.decider import Circumstances, Decider, Rejected
from services.members.member import affiliation
from services.members.member import commands as c
from services.members.member.state import Member, Particulars, Posting, Stage, evolve

LEVEL = ("委员层级", "level of membership")


def in_office(member: str, given: Circumstances[Any]) -> None:
    """Refuse whoever is no member of the CPPCC now. The rule has read `member/<id>`."""
    if given.read(f"member/{member}").stage is not Stage.ADMITTED:
        raise Rejected(
            "no-such-member",
            f"名册中没有在任的委员 {member}。请核对委员编号。",
            f"No member {member} is in office on the roster. Check the number.",
        )


def decide(
    member: Member, command: c.MemberCommand, given: Circumstances[Any]
) -> list[e.MemberEvent]:
    match member.stage, command:
        case Stage.BLANK, c.AdmitMember():
            return admit(command, given)
        case Stage.ADMITTED, c.AdmitMember():
            return admit_again(member, command)
        case Stage.ADMITTED, c.CorrectMember():
            return correct(member, command, given)
        case Stage.ADMITTED, c.StateAffiliation():
            return affiliation.state(member, command, given)
        case Stage.ADMITTED, c.WithdrawAffiliation():
            return affiliation.withdraw(member, command)
        case Stage.ADMITTED, c.PostMember():
            return post(member, command, given)
        case Stage.ADMITTED, c.EndPosting():
            return end_posting(member, command)
        case Stage.ADMITTED, c.LinkMembership(with_member=other):
            return link(member, other, given)
        case Stage.ADMITTED, c.EndMembership():
            return leave(member, command, given)
        case Stage.LEFT, c.AdmitMember():
            return admit_again(member, command)
        case Stage.LEFT, c.EndMembership(on=on, ground=ground) if (on, ground) == member.left:
            return []
        case Stage.LEFT, _:
            raise Rejected(
                "member-left",
                f"{member.particulars.name}已于 {member.left[0]} 离任，记录不再变更。"
                "再次任职的请以新编号录入，并与原编号关联。",
                f"{member.particulars.name} left on {member.left[0]} and the record stays as it "
                "is. Admit somebody who comes back under a new id, and link it with this one.",
            )
        case _:
            raise Rejected(
                "member-unknown",
                "名册中没有这位委员，请先录入。",
                "The roster has no such member. Admit them first.",
            )


def admit(command: c.AdmitMember, given: Circumstances[Any]) -> list[e.MemberEvent]:
    if command.unit != given.jurisdiction:
        raise Rejected(
            "roster-of-jurisdiction",
            f"委员名册由制定规则的一级统一管理，请使用它的代码 {given.jurisdiction}。"
            if given.jurisdiction
            else f"{command.unit} 及其上级都还没有启用规则。请先用 yishi apply 启用本地的规则。",
            "The roster is kept for the whole jurisdiction. "
            + (
                f"Use its code {given.jurisdiction}."
                if given.jurisdiction
                else f"No rules are in force in {command.unit}. Apply its profile first."
            ),
        )
    given.has_come(command.admitted_on)
    chosen(given.rules.words.levels, command.level, LEVEL)
    return [e.MemberAdmitted(**command.model_dump(exclude={"unit", "member"}))]


def admit_again(member: Member, command: c.AdmitMember) -> list[e.MemberEvent]:
    if command.unit != member.unit:
        raise elsewhere(
            f"编号“{command.member}”已是其他地方的委员，请另取编号。",
            f"The id {command.member} is a member's of another place. Choose another id.",
        )
    stated, known = Particulars.of(command), member.particulars
    if same(stated.name) == same(known.name):  # Another writing of it; a correction may change it.
        stated = replace(stated, name=known.name)
    if (stated, command.admitted_on, command.co_opted_because) == (
        known,
        member.admitted_on,
        member.co_opted_because,
    ):
        return []
    raise Rejected(
        "member-admitted",
        f"编号“{command.member}”已录入为“{member.particulars.name}”，内容与这次不同。"
        "信息有变请使用“更正”，另有其人请另取编号。",
        f"The id {command.member} is already {member.particulars.name}, with other particulars. "
        "Correct the particulars if they changed, or use another id for another person.",
    )


def elsewhere(chinese: str, english: str) -> Rejected:
    return Rejected("other-jurisdiction", chinese, english)


def correct(
    member: Member, command: c.CorrectMember, given: Circumstances[Any]
) -> list[e.MemberEvent]:
    number, since = assigned(member, command, given)
    known = (member.particulars, len(member.assignments), member.assignments[-1].since)
    if (Particulars.of(command), number, since) == known:
        return []
    chosen(given.rules.words.levels, command.level, LEVEL)
    facts = command.model_dump() | {"assignment": number, "committee_since": since}
    return [e.MemberCorrected(**facts)]


def assigned(
    member: Member, command: c.CorrectMember, given: Circumstances[Any]
) -> tuple[int, date]:
    """The number of the assignment that the command speaks of, and its day: the last one where
    committee or day is the same, or no day is told; else the next."""
    *before, now = member.assignments
    since = command.committee_since or now.since
    given.has_come(since)
    same_one = command.committee == now.committee or since == now.since
    earlier = before if same_one else member.assignments
    first = earlier[-1].since + timedelta(days=1) if earlier else member.admitted_on
    if since < first:
        raise Rejected(
            "assigned-later",
            f"归口最早从 {first} 起：须在任职之后，并晚于上一次归口。请核对日期。",
            f"It begins on {first} at the earliest: once the member was admitted, and after the "
            "assignment before. Check the day.",
        )
    return len(earlier) + 1, since


def post(member: Member, command: c.PostMember, given: Circumstances[Any]) -> list[e.MemberEvent]:
    if given.ruled_by(command.to_unit) != member.unit:
        raise elsewhere(
            f"单位 {command.to_unit} 不归本地管理，委员只能下沉到本地的单位。请核对单位代码。",
            f"The unit {command.to_unit} is under another jurisdiction. Post members within "
            "their own.",
        )
    if command.to_unit == given.unit:
        raise Rejected(
            "posted-to-all",
            "委员应下沉到下面的单位，不能下沉到本级。请选择具体单位。",
            "Members are posted to a unit below, not to the whole jurisdiction. Choose one.",
        )
    if command.since < member.admitted_on:
        raise Rejected(
            "before-admission",
            f"下沉日期早于任职日期 {member.admitted_on}，请核对。",
            f"The member was admitted on {member.admitted_on}. Check the day of posting.",
        )
    if present := member.present(command.to_unit):
        return post_again(present, command)
    last = member.last(command.to_unit)
    if last and last.until and command.since < last.until:
        raise Rejected(
            "posting-overlap",
            f"上一次下沉到该单位于 {last.until} 才结束，请核对日期。",
            f"The last posting to this unit ended only on {last.until}. Check the day.",
        )
    chosen(given.rules.words.bases, command.basis, ("下沉依据", "basis of a posting"))
    return [e.MemberPosted(posting=len(member.postings) + 1, **command.model_dump())]


def post_again(present: Posting, command: c.PostMember) -> list[e.MemberEvent]:
    """Several postings are usual (000-05), but nobody is posted to one unit twice at once."""
    if (present.basis, present.since) == (command.basis, command.since):
        return []
    raise Rejected(
        "posted-already",
        f"该委员已于 {present.since} 下沉到该单位（依据：{present.basis}）。"
        "如要更改，请先结束原下沉。",
        f"The member is posted to this unit since {present.since} ({present.basis}). "
        "End that posting first.",
    )


def end_posting(member: Member, command: c.EndPosting) -> list[e.MemberEvent]:
    present, last = member.present(command.to_unit), member.last(command.to_unit)
    if present is None:
        if last and last.until == command.until:
            return []
        raise Rejected(
            "not-posted",
            f"该委员目前没有下沉到 {command.to_unit}，请核对单位。",
            f"The member is not posted to {command.to_unit} at present. Check the unit.",
        )
    if command.until < present.since:
        raise Rejected(
            "until-before-since",
            f"结束日期早于下沉日期 {present.since}，请核对。",
            f"The posting began on {present.since}. It cannot end before; check the day.",
        )
    return [e.PostingEnded(posting=present.number, **command.model_dump())]


def link(member: Member, other: str, given: Circumstances[Any]) -> list[e.MemberEvent]:
    if other in member.linked:
        return []
    other_name = given.read(f"member/{other}").particulars.name
    if same(other_name) != same(member.particulars.name):
        raise Rejected(
            "other-person",
            f"编号“{other}”是{other_name}，与{member.particulars.name}不是同一人。请核对编号。",
            f"The id {other} is {other_name}, not {member.particulars.name}. Check the id.",
        )
    return [e.MembershipLinked(with_member=other)]


def reads(member: Member, command: Any) -> tuple[str, ...]:
    """The other membership to be linked must be there."""
    linking = isinstance(command, c.LinkMembership) and member.stage is Stage.ADMITTED
    return (f"member/{command.with_member}",) if linking else ()


def leave(
    member: Member, command: c.EndMembership, given: Circumstances[Any]
) -> list[e.MemberEvent]:
    given.has_come(command.on)
    chosen(given.rules.words.grounds, command.ground, ("离任事由", "ground of leaving"))
    held = [one for one in member.postings if one.until is None]
    if command.on < max([member.admitted_on, *(one.since for one in held)]):
        raise Rejected(
            "left-too-early",
            f"离任日期早于任职或下沉的日期（{member.admitted_on}），请核对日期；下沉登记有误的请先结束。",
            f"The day lies before the member was admitted ({member.admitted_on}) or last posted. "
            "Check the day, or end a posting that was entered wrongly.",
        )
    postings = tuple(one.number for one in held)
    return [e.MemberLeft(**command.model_dump(), postings=postings)]


MEMBER = Decider[Member, c.MemberCommand, e.MemberEvent](Member(), decide, evolve)
