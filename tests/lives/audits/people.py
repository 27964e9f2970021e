"""Contacts of members, and links (003-11 to 003-13)."""

from collections.abc import Sequence

from contracts.members import contacts as k
from contracts.members import link as n
from tests.lives.audits import begins_with, ends_with


def contacts(life: Sequence[k.ContactsEvent]) -> None:
    """A list is filed where there is none, changed into another one, and taken back only while it
    is there."""
    assert isinstance(life[0], k.ContactsFiled)
    now: tuple[str, ...] = ()
    for each in life:
        match each:
            case k.ContactsFiled():
                assert now == ()
                now = each.contacts
            case k.ContactsChanged():
                assert now not in ((), each.contacts)
                now = each.contacts
            case k.ContactsTakenBack():
                assert now
                now = ()
        assert len(set(now)) == len(now)
        assert not now or 3 <= len(now) <= 5


def link(life: Sequence[n.LinkEvent]) -> None:
    begins_with(life, n.LinkMade)
    ends_with(life, n.LinkWithdrawn)
    made = life[0]
    assert isinstance(made, n.LinkMade)
    assert (made.member is None) != (made.office is None)
    for each in life:
        if isinstance(each, n.LinkEnded):
            assert each.until >= made.since
