"""How a unit comes on. Its key is the division code of the unit."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar, assert_never

from common.vocabulary import chosen
from contracts.members import programme as e
from contracts.members.rules import HeldBy
from runtime.decider import Circumstances, Decider, Rejected
from services.members.body.decider import Stage as BodyStage
from services.members.member.decider import in_office
from services.members.programme import commands as c
from services.members.rules.decider import MembersRules

Kept = e.RoleAssigned | e.PhaseEntered | e.MilestoneRecorded | e.GrantRecorded | e.HaveStated
K = TypeVar("K", bound=Kept)


@dataclass(frozen=True)
class Entry:
    said: Kept
    until: date | None = None
    withdrawn: bool = False


@dataclass(frozen=True)
class Programme:
    unit: str = ""
    entries: tuple[Entry, ...] = ()

    def standing(self, kind: type[K]) -> list[K]:
        """What was said of this kind and neither ended nor was taken back, in the order in which
        it was entered."""
        there = [each for each in self.entries if not each.withdrawn and each.until is None]
        return [each.said for each in there if isinstance(each.said, kind)]


def decide(
    unit: Programme, command: c.ProgrammeCommand, given: Circumstances[MembersRules]
) -> list[e.ProgrammeEvent]:
    number = len(unit.entries) + 1
    match command:
        case c.AssignRole():
            return assign(unit, command, given, number)
        case c.EndRole():
            return end(unit, command, given)
        case c.EnterPhase():
            return enter(unit, command, given, number)
        case c.RecordMilestone():
            given.has_come(command.on)
            kinds = given.rules.programme.milestones
            chosen(kinds, command.milestone, ("时间节点类别", "kind of milestone"))
            said = command.model_dump(exclude={"unit"})
            return new(unit, e.MilestoneRecorded(entry=number, **said))
        case c.RecordGrant():
            given.has_come(command.on)
            said = command.model_dump(exclude={"unit"})
            return new(unit, e.GrantRecorded(entry=number, **said))
        case c.StateHave():
            return state(unit, command, given, number)
        case c.WithdrawEntry():
            entry = numbered(unit, command.entry)
            withdrawn = e.EntryWithdrawn(entry=command.entry, reason=command.reason)
            return [] if entry.withdrawn else [withdrawn]
        case _:
            assert_never(command)


def reads(unit: Programme, command: c.ProgrammeCommand) -> Iterable[str]:
    """Whoever is to answer for the unit."""
    if not isinstance(command, c.AssignRole):
        return ()
    named = (("member", command.member), ("body", command.body))
    return tuple(f"{kind}/{who}" for kind, who in named if who is not None)


def new(unit: Programme, event: K) -> list[e.ProgrammeEvent]:
    """The event, unless the same stands there already."""
    same = event.model_copy(update={"entry": 0})
    known = [each.model_copy(update={"entry": 0}) for each in unit.standing(type(event))]
    return [] if same in known else [event]


def assign(
    unit: Programme, command: c.AssignRole, given: Circumstances[MembersRules], number: int
) -> list[e.ProgrammeEvent]:
    given.has_come(command.since)
    role = chosen(given.rules.programme.roles, command.role, ("负责事项", "role at a unit"))
    by_member = role.held_by is HeldBy.MEMBER
    if (command.member is not None, command.body is not None) != (by_member, not by_member):
        raise Rejected(
            "held-by",
            f"“{role.chinese}”由{'委员' if by_member else '机构'}承担，"
            f"请只填写{'委员' if by_member else '机构'}编号。",
            f"The role {role.english} is that of a {'member' if by_member else 'body'}. Name one,"
            " and nothing else.",
        )
    if command.member:
        in_office(command.member, given)
    if command.body:
        body = given.read(f"body/{command.body}")
        if body.stage is not BodyStage.REGISTERED or role.kinds and body.kind not in role.kinds:
            raise Rejected(
                "not-for-this-role",
                f"“{body.name}”不能承担“{role.chinese}”：机构已撤销，或不属于规则所列的类别"
                f"（{'、'.join(role.kinds) or '不限'}）。请另选机构。",
                f"{body.name} cannot have the role {role.english}: it ended, or is of none of the"
                f" kinds {', '.join(role.kinds) or '(any)'}. Choose another body.",
            )
    held = [each for each in unit.standing(e.RoleAssigned) if each.role == command.role]
    if any((each.member, each.body) == (command.member, command.body) for each in held):
        return []
    if role.single and held:
        raise Rejected(
            "role-held",
            f"“{role.chinese}”只能由一方承担，目前见第 {held[0].entry} 项登记。"
            "请先登记其不再负责，再登记新的一方。",
            f"One alone has the role {role.english}: see entry {held[0].entry}. End it first.",
        )
    return [e.RoleAssigned(entry=number, **command.model_dump(exclude={"unit"}))]


def end(
    unit: Programme, command: c.EndRole, given: Circumstances[MembersRules]
) -> list[e.ProgrammeEvent]:
    given.has_come(command.until)
    entry = numbered(unit, command.entry)
    if not isinstance(entry.said, e.RoleAssigned) or entry.withdrawn:
        raise Rejected(
            "no-role",
            f"第 {command.entry} 项不是有效的负责事项登记，请核对序号。",
            f"Entry {command.entry} is no role that holds. Check the number.",
        )
    if entry.until == command.until:
        return []
    if entry.until:
        raise Rejected(
            "role-ended",
            f"第 {command.entry} 项已于 {entry.until} 结束。日期有误的，请撤回后重新登记。",
            f"Entry {command.entry} ended on {entry.until}. Take it back and enter it anew where"
            " that is wrong.",
        )
    if command.until < entry.said.since:
        raise Rejected(
            "until-before-since",
            f"结束日期早于起始日期 {entry.said.since}，请核对。",
            f"It began on {entry.said.since} and cannot end before; check the day.",
        )
    return [e.RoleEnded(**command.model_dump())]


def enter(
    unit: Programme, command: c.EnterPhase, given: Circumstances[MembersRules], number: int
) -> list[e.ProgrammeEvent]:
    given.has_come(command.since)
    phases = given.rules.programme.phases
    chosen(phases, command.phase, ("推进阶段", "phase"))
    if entered := unit.standing(e.PhaseEntered):
        last, order = entered[-1], [each.code for each in phases]
        if last.phase == command.phase:
            return []
        if command.since < last.since:
            raise Rejected(
                "phase-before",
                f"上一阶段自 {last.since} 起，新的阶段不能更早。请核对日期；"
                f"上一阶段登记有误的，请先撤回第 {last.entry} 项。",
                f"The phase before began on {last.since}. Check the day, or take entry"
                f" {last.entry} back where it is wrong.",
            )
        back = last.phase in order and order.index(command.phase) < order.index(last.phase)
        if back and command.reason is None:
            raise Rejected(
                "phase-back",
                f"退回到较早的阶段，请说明理由；上一阶段登记有误的，请撤回第 {last.entry} 项。",
                "The unit falls back to an earlier phase. Say why, or take entry"
                f" {last.entry} back where it was a mistake.",
            )
    return [e.PhaseEntered(entry=number, **command.model_dump(exclude={"unit"}))]


def state(
    unit: Programme, command: c.StateHave, given: Circumstances[MembersRules], number: int
) -> list[e.ProgrammeEvent]:
    given.has_come(command.on)
    have = chosen(given.rules.programme.haves, command.have, ("达标项目", "item"))
    if have.computed is not None:
        raise Rejected(
            "computed-have",
            f"“{have.chinese}”由系统根据登记信息得出，不必填报。请登记相应的机构、场所或人员。",
            f"The system itself knows about {have.english}. Enter the body, room or people.",
        )
    last = next(
        (one for one in reversed(unit.standing(e.HaveStated)) if one.have == command.have), None
    )
    if last and last.there == command.there:
        return []
    if last and command.on < last.on:
        raise Rejected(
            "stated-later",
            f"该项自 {last.on} 起已有登记，不能填报更早的日期。登记有误的，"
            f"请先撤回第 {last.entry} 项。",
            f"It was stated as of {last.on}; no earlier day follows. Take entry {last.entry} back"
            " where it is wrong.",
        )
    return [e.HaveStated(entry=number, **command.model_dump(exclude={"unit"}))]


def numbered(unit: Programme, number: int) -> Entry:
    if number > len(unit.entries):
        raise Rejected(
            "no-such-entry",
            f"没有第 {number} 项登记，请核对序号。",
            f"There is no entry {number}. Check the number.",
        )
    return unit.entries[number - 1]


def evolve(programme: Programme, event: e.ProgrammeEvent, unit: str) -> Programme:
    entries = list(programme.entries)
    match event:
        case e.RoleEnded(entry=number, until=until):
            entries[number - 1] = replace(entries[number - 1], until=until)
        case e.EntryWithdrawn(entry=number):
            entries[number - 1] = replace(entries[number - 1], withdrawn=True)
        case _:
            entries.append(Entry(event))
    return Programme(unit, tuple(entries))


PROGRAMME = Decider[Programme, c.ProgrammeCommand, e.ProgrammeEvent](Programme(), decide, evolve)
