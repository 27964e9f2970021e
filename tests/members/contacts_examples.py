"""One example of each slice of contacts and links, and the commands that their tests ask."""

from dataclasses import replace
from datetime import date

from contracts.members import contacts as e
from contracts.members import link as n
from services.members.contacts import commands as c
from services.members.link import commands as k
from services.members.member.decider import MEMBER
from tests.members import situations as s
from tests.slices.example import Example
from tests.support.scenario import circumstances

HIM, HER = "m-620123-031", "m-620123-032"
admitted = s.admitted.model_copy(update={"committee": "yz-social"})
other = s.admitted.model_copy(update={"name": "样乙丑", "committee": "yz-social"})
ROSTER = {f"member/{HIM}": (admitted,)}
BOTH = {**ROSTER, f"member/{HER}": (other,)}
STATES = {stream: MEMBER.fold([(each[0], s.COUNTY)]) for stream, each in BOTH.items()}
THEMSELVES = replace(
    circumstances(HIM, "member", s.COUNTY, s.in_force),
    known_as=frozenset({HIM}),
    states=STATES,
)
OFFICE = replace(s.office, states=STATES)
OF = {"member": HIM, "year": 2026}

FILE = c.FileContacts(
    unit=s.COUNTY, contacts=("c-001-1", "c-001-2", "c-001-3"), on=date(2026, 1, 20), **OF
)
CHANGE = c.ChangeContacts(
    contacts=("c-001-1", "c-001-2", "c-001-4"), on=date(2026, 2, 10), reason="一人迁出本县"
)
TAKE_BACK = c.TakeBackContacts(reason="录入有误")
filed = e.ContactsFiled(
    **FILE.model_dump(exclude={"unit"}), committee="yz-social", credited_as="contact-list"
)
changed = e.ContactsChanged(**OF, **CHANGE.model_dump())
taken_back = e.ContactsTakenBack(**OF, **TAKE_BACK.model_dump())

MAKE = k.MakeLink(
    unit=s.COUNTY,
    link="l-620123-2026",
    kind="leader",
    member=HIM,
    with_member=HER,
    since=date(2022, 3, 1),
)
END = k.EndLink(until=date(2025, 12, 31), reason="换届")
WITHDRAW = k.WithdrawLink(reason="录入有误")
made = n.LinkMade(**MAKE.model_dump(exclude={"unit", "link"}), visits=2)
ended = n.LinkEnded(**END.model_dump())
withdrawn = n.LinkWithdrawn(**WITHDRAW.model_dump())

CONTACT_LISTS = [
    Example("filing", (), FILE, THEMSELVES, (filed,), beside=ROSTER),  # 003-13
    Example("change", (filed,), CHANGE, THEMSELVES, (changed,), beside=ROSTER),
    Example("taking-back", (filed,), TAKE_BACK, THEMSELVES, (taken_back,), beside=ROSTER),
]
LINKS = [
    Example("links", (), MAKE, OFFICE, (made,), beside=BOTH),  # 002-02, 003-11
    Example("ending", (made,), END, s.office, (ended,)),
    Example("withdrawal", (made,), WITHDRAW, s.office, (withdrawn,)),
]
