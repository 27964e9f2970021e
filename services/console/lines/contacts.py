"""The lines of members' contacts and of links. Contacts are counted, never named."""

from typing import assert_never

from contracts.members import contacts as k
from contracts.members import link as n
from services.console.lines.line import Line, entry, on
from services.console.lines.names import Names


def line(event: k.ContactsEvent, names: Names) -> Line:
    who = names.people([event.member])
    match event:
        case k.ContactsFiled():
            return entry(
                f"{on(event.on)}{who}报备{event.year}年度联系名单，共{len(event.contacts)}人。",
                报备=event.committee and names.body(event.committee),
            )
        case k.ContactsChanged():
            return entry(
                f"{on(event.on)}{who}调整{event.year}年度联系名单，共{len(event.contacts)}人。",
                理由=event.reason,
            )
        case k.ContactsTakenBack():
            return entry(f"{who}{event.year}年度联系名单撤回。", 理由=event.reason)
        case _:
            assert_never(event)


def linked(event: n.LinkEvent, names: Names) -> Line:
    match event:
        case n.LinkMade():
            who = names.people([event.member]) if event.member else event.office
            whom = names.people([event.with_member]) if event.with_member else "政协"
            kind = names.word("contacts.links", event.kind)
            return entry(f"自{on(event.since)}起，{who}联系{whom}（{kind}）。")
        case n.LinkEnded():
            return entry(f"联系关系于{on(event.until)}结束。", 理由=event.reason)
        case n.LinkWithdrawn():
            return entry("联系关系登记有误，撤回。", 理由=event.reason)
        case _:
            assert_never(event)
