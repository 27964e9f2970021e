"""One example of each slice of how a unit comes on, and the commands that its tests ask."""

from dataclasses import replace
from datetime import date

from contracts.members import programme as e
from services.members.body.decider import BODY
from services.members.member.decider import MEMBER
from services.members.programme import commands as c
from tests.members import situations as s
from tests.slices.example import Example
from tests.support.scenario import circumstances

PARTY = "yz-party-xinying"
BESIDE = {
    "member/m-620123-001": MEMBER.fold([(s.admitted, s.COUNTY)]),
    "body/yz-transport": BODY.fold([(s.transport, s.COUNTY)]),
}
OFFICE = replace(
    circumstances("office", "cppcc-office", s.TOWNSHIP, rules=s.in_force, scope="620123"),
    states=BESIDE,
)

since = date(2021, 3, 1)
guides = c.AssignRole(unit=s.TOWNSHIP, role="guides", member="m-620123-001", since=since)
carries_out = c.AssignRole(unit=s.TOWNSHIP, role="carries-out", body="yz-transport", since=since)
covered = c.EnterPhase(unit=s.TOWNSHIP, phase="covered", since=since)
training = c.RecordMilestone(
    unit=s.TOWNSHIP, milestone="training", title="村级协商工作培训会", on=date(2021, 3, 5)
)
grant = c.RecordGrant(
    unit=s.TOWNSHIP,
    source="市政协",
    purpose="村级协商议事场所",
    fen=10_000_000,
    on=date(2021, 4, 2),
)
have = c.StateHave(unit=s.TOWNSHIP, have="rules", on=date(2021, 5, 1), shown_by="制度已上墙")
ended = e.RoleEnded(entry=1, until=date(2024, 5, 31), reason="工作分工调整")
withdrawn = e.EntryWithdrawn(entry=1, reason="登记到了别的乡镇")


def said(command: c.AssignRole, entry: int = 1) -> e.RoleAssigned:
    return e.RoleAssigned(entry=entry, **command.model_dump(exclude={"unit"}))


def entered(command: c.EnterPhase, entry: int = 1) -> e.PhaseEntered:
    return e.PhaseEntered(entry=entry, **command.model_dump(exclude={"unit"}))


def stated(command: c.StateHave, entry: int = 1) -> e.HaveStated:
    return e.HaveStated(entry=entry, **command.model_dump(exclude={"unit"}))


milestone = e.MilestoneRecorded(entry=1, **training.model_dump(exclude={"unit"}))
granted = e.GrantRecorded(entry=1, **grant.model_dump(exclude={"unit"}))

PROGRAMMES = [
    Example(
        "roles",
        (),
        guides,
        OFFICE,
        (said(guides),),
        beside={"member/m-620123-001": (s.admitted,)},
    ),  # 000-07, 000-16
    Example("phases", (), covered, OFFICE, (entered(covered),)),  # 000-18
    Example("milestones", (), training, OFFICE, (milestone,)),  # 000-19
    Example("grants", (), grant, OFFICE, (granted,)),  # 000-21
    Example("haves", (), have, OFFICE, (stated(have),)),  # 004-28
    Example("role-end", (said(guides),), c.EndRole(**ended.model_dump()), OFFICE, (ended,)),
    Example(
        "withdrawal",
        (said(guides),),
        c.WithdrawEntry(**withdrawn.model_dump()),
        OFFICE,
        (withdrawn,),
    ),
]
