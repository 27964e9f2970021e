"""Moments in the lives of units, bodies, members and duty files, and who asks about them."""

from datetime import date
from uuid import UUID

from contracts.members import member as e
from contracts.members.body import BodyEnded, BodyKind, BodyRegistered
from contracts.members.duty import DutyFactCredited, DutyKind
from contracts.members.room import RoomChanged, RoomClosed, RoomOpened
from contracts.members.rules import Duty, DutyPoints
from contracts.members.unit import UnitClosed, UnitKind, UnitRegistered
from services.members.rules.commands import AdoptProfile
from services.members.rules.decider import RULES
from tests.support.scenario import adopted, circumstances

COUNTY, TOWNSHIP, VILLAGE = "620123000000", "620123109000", "620123109200"
NEIGHBOUR = "620321000000"

office = circumstances(by="office", role="county-office", unit=COUNTY)
township = UnitRegistered(
    name="新营镇",
    kind=UnitKind.TOWNSHIP,
    parent=COUNTY,
    valid_from=date(2020, 1, 1),
)
merged = UnitClosed(valid_to=date(2025, 6, 30), successors=("620123212000",), reason="撤并乡镇")
transport = BodyRegistered(name="县交通运输局", kind=BodyKind.DEPARTMENT)
council = BodyRegistered(name="新营镇协商议事会", kind=BodyKind.COUNCIL, since=date(2020, 10, 15))
council_ended = BodyEnded(until=date(2025, 6, 30), reason="撤并乡镇")
room = RoomOpened(name="新营镇协商议事室", since=date(2020, 10, 31), host="新营镇人民政府")
room_changed = RoomChanged(
    name="新营镇协商议事室",
    since=date(2020, 10, 31),
    host="新营镇人民政府",
    shared_with=("620123109200",),
    equipment=("投影仪", "电子屏"),
    reason="与新营村共用",
)
room_closed = RoomClosed(until=date(2025, 6, 30), reason="撤并乡镇")

admitted = e.MemberAdmitted(
    name="样甲子", level=e.Level.COUNTY, sector="农业", admitted_on=date(2020, 10, 31)
)
posted = e.MemberPosted(posting=1, to_unit=TOWNSHIP, basis=e.Basis.NATIVE, since=date(2020, 10, 31))
recalled = e.PostingEnded(
    posting=1, to_unit=TOWNSHIP, until=date(2024, 1, 31), reason="调往县城工作"
)

adoption = AdoptProfile(
    unit=COUNTY,
    version="2026-1",
    duty=Duty(
        points=(
            DutyPoints(kind=DutyKind.ATTENDANCE, points=3, most_per_year=7),
            DutyPoints(kind=DutyKind.RESEARCH, points=3, most_per_year=9),
        )
    ),
)
scheme = adopted(RULES, adoption)
in_force = RULES.fold((event, COUNTY) for event in scheme)
policy = circumstances(by="policy", role="policy", unit=COUNTY, scope="", rules=in_force)


def credited(session: int, points: int, topic: str = "market") -> DutyFactCredited:
    return DutyFactCredited(
        member="m-620123-001",
        year=2026,
        kind=DutyKind.ATTENDANCE,
        on=date(2026, 2, session),
        topic=topic,
        title="新营村蔬菜市场选址",
        source_event=str(UUID(int=session)),
        occasion=f"session-{session}",
        points=points,
    )
