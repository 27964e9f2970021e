"""A member's duty file of one year: facts credited and withdrawn, objections and their answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, assert_never

from contracts.members import duty as e
from contracts.roles import Role
from runtime.decider import Circumstances, Decider, Rejected
from services.members.duty import commands as c

Occasion = tuple[str, str]
"""The identity of a fact: its kind and the occasion."""


@dataclass(frozen=True)
class DutyYear:
    """`credited`: the facts that count, and the id of the event that shows each."""

    unit: str = ""
    member: str = ""
    credited: Mapping[Occasion, str] = field(default_factory=dict, hash=False)
    objections: tuple[e.ObjectionRaised, ...] = ()
    answers: Mapping[int, e.ObjectionAnswered] = field(default_factory=dict, hash=False)


def decide(year: DutyYear, command: c.DutyCommand, given: Circumstances[Any]) -> list[e.DutyEvent]:
    match command:
        case c.CreditDutyFact():
            witnessed(given)
            return credit(year, command)
        case c.WithdrawDutyFact():
            witnessed(given)
            return withdraw(year, command)
        case c.RaiseObjection():
            return object_to(year, command, given)
        case c.AnswerObjection():
            return answer(year, command, given)
        case _:
            assert_never(command)


def witnessed(given: Circumstances[Any]) -> None:
    """Facts come from the events of the services only (13.3-8)."""
    if given.role != Role.POLICY:
        raise Rejected(
            "witnessed-only",
            "履职事实由会议、调研和检查的记录自动生成，不能手工录入。请更正原始记录。",
            "Duty facts follow from the records of sessions, research and checks and are not "
            "typed in. Correct the record they come from.",
        )


def credit(year: DutyYear, command: c.CreditDutyFact) -> list[e.DutyEvent]:
    if command.on.year != command.year:
        raise Rejected(
            "wrong-year",
            f"{command.on} 的履职事实不属于 {command.year} 年度，请记入当年档案。",
            f"A fact of {command.on} is not one of {command.year}. Credit it to its own year.",
        )
    if (command.kind, command.occasion) in year.credited:
        return []
    return [e.DutyFactCredited(**command.model_dump(exclude={"unit"}))]


def withdraw(year: DutyYear, command: c.WithdrawDutyFact) -> list[e.DutyEvent]:
    return [
        e.DutyFactWithdrawn(
            member=command.member,
            year=command.year,
            kind=kind,
            occasion=occasion,
            source_event=shown_by,
            reason=command.reason,
        )
        for (kind, occasion), shown_by in year.credited.items()
        if occasion == command.occasion
    ]


def object_to(
    year: DutyYear, command: c.RaiseObjection, given: Circumstances[Any]
) -> list[e.DutyEvent]:
    """Members object to their own file; the office writes down what one said on paper."""
    member = year.member or command.member
    if given.role == Role.MEMBER and member not in given.known_as:
        raise Rejected(
            "own-file-only",
            "委员只能对本人的履职档案提出异议。请由委员本人提出，或交政协办公室登记。",
            "Members object to their own duty file only. Have the member object, or the CPPCC"
            " office write it down.",
        )
    if command.occasion and command.occasion not in {occasion for _, occasion in year.credited}:
        raise Rejected(
            "no-such-fact",
            f"本年度档案没有计入“{command.occasion}”的事实。请核对；如系漏记，请不填事由编号。",
            f"No fact of {command.occasion} counts in this file. Check it; where one is missing,"
            " leave the occasion out.",
        )
    for each in year.objections:
        asked = (each.occasion, each.reason) == (command.occasion, command.reason)
        if asked and each.objection not in year.answers:
            return []
    number = len(year.objections) + 1
    return [e.ObjectionRaised(objection=number, **command.model_dump(exclude={"unit"}))]


def answer(
    year: DutyYear, command: c.AnswerObjection, given: Circumstances[Any]
) -> list[e.DutyEvent]:
    if year.member in given.known_as:
        raise Rejected(
            "own-objection",
            "不能答复对本人档案的异议。请由其他人员答复。",
            "Nobody answers an objection to their own file. Have somebody else answer it.",
        )
    if not year.objections:
        raise no_objection("无", "none")
    if command.objection > len(year.objections):
        raise no_objection(*[f"1-{len(year.objections)}"] * 2)
    answered = e.ObjectionAnswered(
        member=year.objections[0].member, year=year.objections[0].year, **dict(command)
    )
    if (before := year.answers.get(command.objection)) and before != answered:
        raise Rejected(
            "objection-answered",
            f"异议{command.objection}已经答复。如仍有异议，请委员另行提出。",
            f"Objection {command.objection} is answered. Who still objects does so anew.",
        )
    return [] if before else [answered]


def no_objection(chinese: str, english: str) -> Rejected:
    return Rejected(
        "no-objection",
        f"没有这项异议（现有编号：{chinese}）。请核对编号。",
        f"There is no such objection (there are: {english}). Check its number.",
    )


def evolve(year: DutyYear, event: e.DutyEvent, unit: str) -> DutyYear:
    year = replace(year, unit=unit, member=event.member)
    match event:
        case e.DutyFactCredited(kind=kind, occasion=occasion, source_event=shown_by):
            return replace(year, credited={**year.credited, (kind, occasion): shown_by})
        case e.DutyFactWithdrawn(kind=kind, occasion=occasion):
            left = {k: by for k, by in year.credited.items() if k != (kind, occasion)}
            return replace(year, credited=left)
        case e.ObjectionRaised():
            return replace(year, objections=(*year.objections, event))
        case e.ObjectionAnswered(objection=number):
            return replace(year, answers={**year.answers, number: event})
        case _:
            assert_never(event)


DUTY = Decider[DutyYear, c.DutyCommand, e.DutyEvent](DutyYear(), decide, evolve)
