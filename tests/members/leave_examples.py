"""One example of each slice of a leave, and the commands that its tests ask."""

from dataclasses import replace
from datetime import date

from contracts.members import leave as e
from services.members.leave import commands as c
from services.members.member.decider import MEMBER
from tests.members import situations as s
from tests.slices.example import Example
from tests.support.scenario import circumstances

MEMBERSHIP = {"member/m-620123-001": MEMBER.fold([(s.admitted, s.COUNTY)])}
THEMSELVES = replace(
    circumstances("m-620123-001", "member", s.COUNTY, s.in_force), states=MEMBERSHIP
)
OFFICE = replace(s.office, states=MEMBERSHIP)

ASK = c.AskLeave(
    unit=s.COUNTY,
    member="m-620123-001",
    session="s-1",
    title="常委会议协商",
    on=date(2026, 3, 2),
    ground="illness",
    asked_on=date(2026, 2, 27),
)
GRANT = c.GrantLeave(decided_on=date(2026, 2, 28))
REFUSE = c.RefuseLeave(decided_on=date(2026, 2, 28), reason="会议须全体参加")

LEAVE = e.Leave(**ASK.model_dump(exclude={"unit", "asked_on"}), uncounted=False)
asked = e.LeaveAsked(**LEAVE.model_dump(), asked_on=ASK.asked_on, late=False)
granted = e.LeaveGranted(**LEAVE.model_dump(), decided_on=GRANT.decided_on)
refused = e.LeaveRefused(member=LEAVE.member, session=LEAVE.session, **REFUSE.model_dump())
taken_back = e.LeaveTakenBack(member=LEAVE.member, session=LEAVE.session, granted=True)

LEAVES = [
    Example("leaves", (), ASK, OFFICE, (asked,), beside={"member/m-620123-001": (s.admitted,)}),
    Example("grant", (asked,), GRANT, s.office, (granted,)),
    Example("refusal", (asked,), REFUSE, s.office, (refused,)),
    Example("taking-back", (asked, granted), c.TakeBackLeave(), THEMSELVES, (taken_back,)),
]
