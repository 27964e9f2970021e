"""A member's contacts of one year: filed, changed, taken back (003-12, 003-13)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from common.checks import listed_once
from contracts.members import contacts as e
from contracts.roles import Role
from runtime.decider import Circumstances, Decider, Rejected
from services.members.contacts import commands as c
from services.members.member.decider import in_office
from services.members.rules.decider import MembersRules

Given = Circumstances[MembersRules]


@dataclass(frozen=True)
class Contacts:
    """`contacts`: the list, empty while none is filed. `since`: the day of the last deed."""

    unit: str = ""
    member: str = ""
    year: int = 0
    contacts: tuple[str, ...] = ()
    since: date = date.min


def decide(year: Contacts, command: c.ContactsCommand, given: Given) -> list[e.ContactsEvent]:
    match command:
        case c.FileContacts():
            whose(command.member, given)
            return file(year, command, given)
        case _ if not year.contacts:
            raise Rejected(
                "no-list",
                "本年度没有报备的联系名单。请核对委员和年份，或先报备。",
                "No list of contacts is filed for this year. Check member and year, or file one.",
            )
        case c.ChangeContacts():
            whose(year.member, given)
            return change(year, command, given)
        case c.TakeBackContacts():
            whose(year.member, given)
            named = {"member": year.member, "year": year.year}
            return [e.ContactsTakenBack(**named, **command.model_dump())]
        case _:
            assert_never(command)


def reads(year: Contacts, command: c.ContactsCommand) -> tuple[str, ...]:
    member = command.member if isinstance(command, c.FileContacts) else year.member
    return (f"member/{member}",) if member else ()


def whose(member: str, given: Given) -> None:
    """Members file their own list; their committee and the office write down what is on paper."""
    if given.role == Role.MEMBER and member not in given.known_as:
        raise Rejected(
            "own-list-only",
            "委员只能报备本人的联系名单。请由委员本人报备，或交专委会、政协办公室登记。",
            "Members file their own list only. Have the member file it, or the committee or the"
            " CPPCC office write it down.",
        )
    if given.role == Role.COMMITTEE and committee_of(member, given) != given.body:
        raise Rejected(
            "own-members-only",
            "专委会只登记本委员会委员的联系名单。请交其所属专委会或政协办公室登记。",
            "A committee files the lists of its own members. Ask the member's committee, or the"
            " CPPCC office.",
        )


def committee_of(member: str, given: Given) -> str | None:
    committee: str | None = given.read(f"member/{member}").particulars.committee
    return committee


def file(year: Contacts, command: c.FileContacts, given: Given) -> list[e.ContactsEvent]:
    if year.contacts:
        if (command.contacts, command.on) == (year.contacts, year.since):
            return []
        raise Rejected(
            "list-filed",
            "本年度的联系名单已经报备。人员有变的请使用“调整”，登记有误的请先撤回。",
            "The list of this year is filed. Change it where people changed; take it back where it"
            " was entered wrongly.",
        )
    in_office(command.member, given)
    given.has_come(command.on)
    if command.year > command.on.year + 1:
        raise Rejected(
            "year-too-far",
            f"{command.on.year} 年最多报备下一年度的名单。请核对年份。",
            f"In {command.on.year} lists are filed up to the year after. Check the year.",
        )
    tested(command.contacts, given)
    return [
        e.ContactsFiled(
            **command.model_dump(exclude={"unit"}),
            committee=committee_of(command.member, given),
            credited_as=given.rules.contacts.credited_as,
        )
    ]


def change(year: Contacts, command: c.ChangeContacts, given: Given) -> list[e.ContactsEvent]:
    if command.contacts == year.contacts:
        return []
    in_office(year.member, given)
    given.has_come(command.on)
    if command.on < year.since:
        raise Rejected(
            "changed-later",
            f"名单于 {year.since} 报备或调整，调整日期不能更早。请核对。",
            f"The list was filed or changed on {year.since}. Check the day of the change.",
        )
    tested(command.contacts, given)
    return [e.ContactsChanged(member=year.member, year=year.year, **command.model_dump())]


def tested(contacts: Sequence[str], given: Given) -> None:
    """Refuse a list that is longer or shorter than the rules say, or names somebody twice."""
    listed_once(contacts)
    rules = given.rules.contacts
    if not rules.least <= len(contacts) <= rules.most:
        raise Rejected(
            "how-many-contacts",
            f"联系名单应为 {rules.least} 至 {rules.most} 人，现为 {len(contacts)} 人。"
            "请增减后再报备。",
            f"A list has {rules.least} to {rules.most} contacts; this one has {len(contacts)}. Add"
            " or leave out some, and file it again.",
        )


def evolve(year: Contacts, event: e.ContactsEvent, unit: str) -> Contacts:
    year = replace(year, unit=unit, member=event.member, year=event.year)
    match event:
        case (
            e.ContactsFiled(contacts=contacts, on=on) | e.ContactsChanged(contacts=contacts, on=on)
        ):
            return replace(year, contacts=contacts, since=on)
        case e.ContactsTakenBack():
            return replace(year, contacts=(), since=date.min)
        case _:
            assert_never(event)


CONTACTS = Decider[Contacts, c.ContactsCommand, e.ContactsEvent](Contacts(), decide, evolve)
