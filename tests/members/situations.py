"""Moments in the lives of units, bodies, members and duty files, and who asks about them."""

from datetime import date
from uuid import UUID

from contracts.members import member as e
from contracts.members.body import (
    BodyClassified,
    BodyEnded,
    BodyRegistered,
    EstablishmentSet,
    EstablishmentWithdrawn,
    OfficeNumberChanged,
    Part,
    PostLeft,
    PostTaken,
)
from contracts.members.duty import (
    DutyFactCredited,
    DutyFactWithdrawn,
    ObjectionAnswered,
    ObjectionRaised,
)
from contracts.members.room import RoomChanged, RoomClosed, RoomOpened
from contracts.members.rules import (
    AbsenceGround,
    Absences,
    Affiliation,
    BodyKind,
    CaseStep,
    Contacts,
    Duty,
    DutyPoints,
    Have,
    HeldBy,
    LeaveGround,
    Level,
    LinkKind,
    Listed,
    Post,
    Programme,
    UnitKind,
    UnitRole,
    Words,
)
from contracts.members.unit import MatterDealtOut, UnitClosed, UnitRegistered
from contracts.vocabulary import Entry
from services.members.rules.commands import AdoptProfile
from services.members.rules.decider import RULES
from tests.members.measure import MEASURE
from tests.members.sheets import SHEETS
from tests.support.scenario import adopted, circumstances

COUNTY, TOWNSHIP, VILLAGE = "620123000000", "620123109000", "620123109200"
NEIGHBOUR = "620321000000"

township = UnitRegistered(
    name="新营镇",
    kind="township",
    tier=4,
    parent=COUNTY,
    valid_from=date(2020, 1, 1),
)
shared_out = UnitClosed(
    valid_to=date(2025, 6, 30), successors=("620123109000", "620123110000"), reason="撤乡分设"
)
dealt = MatterDealtOut(matter="01990000-0000-7000-8000-000000000047", successor="620123109000")
merged = UnitClosed(valid_to=date(2025, 6, 30), successors=("620123212000",), reason="撤并乡镇")
transport = BodyRegistered(name="县交通运输局", kind="department")
classified = BodyClassified(kind="office")
office_number = OfficeNumberChanged(office_number="0931-5220001")
council = BodyRegistered(
    name="新营镇协商议事会", kind="council", part=Part.COUNCIL, since=date(2020, 10, 15)
)
clerk = PostTaken(
    held=1,
    post="clerk",
    leads=False,
    liaison=True,
    person="p-1",
    capacity="村文书",
    since=date(2021, 1, 1),
)
head = PostTaken(
    held=1,
    post="convenor",
    leads=True,
    liaison=False,
    member="m-620123-001",
    since=date(2021, 1, 1),
)
posts_set = EstablishmentSet(posts=5, since=date(2022, 1, 1), basis="县编〔2022〕1号")
posts_withdrawn = EstablishmentWithdrawn(since=date(2022, 1, 1), reason="录入有误")
clerk_left = PostLeft(held=1, until=date(2023, 5, 31), reason="另有任用")
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
room_hosted = RoomOpened(
    name="样例一村协商室",
    since=date(2021, 5, 1),
    host="样例一村农家书屋",
    host_kind="reading-place",
    post=TOWNSHIP,
)
room_closed = RoomClosed(until=date(2025, 6, 30), reason="撤并乡镇")

admitted = e.MemberAdmitted(
    name="样甲子", level="county", sector="农业", admitted_on=date(2020, 10, 31)
)
posted = e.MemberPosted(posting=1, to_unit=TOWNSHIP, basis="native", since=date(2020, 10, 31))
affiliated = e.AffiliationStated(affiliation="minge", outside=True, since=date(1999, 5, 4))
affiliation_withdrawn = e.AffiliationWithdrawn(since=date(1999, 5, 4), reason="录入有误")
linked = e.MembershipLinked(with_member="m-620100-009")
left = e.MemberLeft(on=date(2025, 12, 31), ground="resigned", postings=(1,))
recalled = e.PostingEnded(
    posting=1, to_unit=TOWNSHIP, until=date(2024, 1, 31), reason="调往县城工作"
)

PARTS = (Part.WORKSTATION, Part.COUNCIL, "room")
words = Words(
    room="协商议事室",
    hosts=(
        Entry(code="reading-place", chinese="农家书屋", english="reading place"),
        Entry(code="members-home", chinese="委员之家", english="members' home"),
    ),
    unit_kinds=(
        UnitKind(code="prefecture", chinese="市", english="prefecture", tier=2, last=99),
        UnitKind(code="county", chinese="县", english="county", tier=3, last=99),
        UnitKind(
            code="township",
            chinese="乡镇",
            english="township",
            tier=4,
            last=399,
            parts=PARTS,
            hall="township",
        ),
        UnitKind(
            code="community", chinese="社区", english="community", tier=5, last=199, parts=PARTS
        ),
        UnitKind(
            code="village",
            chinese="村",
            english="village",
            tier=5,
            first=200,
            last=399,
            parts=PARTS,
        ),
        UnitKind(code="enterprise", chinese="企业", english="enterprise", tier=5, first=900),
    ),
    halls=(Entry(code="township", chinese="乡镇议事厅", english="township hall"),),
    body_kinds=(
        BodyKind(
            code="committee", chinese="专门委员会", english="special committee", has_members=True
        ),
        BodyKind(code="department", chinese="承办单位", english="department"),
        BodyKind(code="office", chinese="工作机构", english="office"),
        BodyKind(code="party", chinese="党组织", english="Party organisation", consents=True),
        BodyKind(code="council", chinese="协商议事会", english="council", part=Part.COUNCIL),
    ),
    posts=(
        Post(code="convenor", chinese="召集人", english="convenor", leads=True),
        Post(
            code="clerk",
            chinese="联络员",
            english="liaison officer",
            liaison=True,
            eligible=("村文书", "村“两委”成员"),
        ),
    ),
    levels=(
        Level(code="provincial", chinese="省级", english="provincial", rank=1, also=("省",)),
        Level(code="municipal", chinese="市级", english="municipal", rank=2, also=("市政协委员",)),
        Level(code="county", chinese="县级", english="county", rank=3),
    ),
    bases=(
        Listed(code="native", chinese="籍贯回乡", english="native place", also=("籍贯",)),
        Listed(code="residence", chinese="住所回归", english="residence"),
        Listed(code="workplace", chinese="工作回流", english="workplace", also=("工作地",)),
    ),
    grounds=(
        Entry(code="term-end", chinese="届满", english="end of term"),
        Entry(code="resigned", chinese="辞去委员", english="resigned"),
    ),
    affiliations=(
        Affiliation(code="party", chinese="中共党员", english="Party member"),
        Affiliation(code="minge", chinese="民革", english="RCCK", outside=True),
        Affiliation(code="none", chinese="无党派", english="no party", outside=True),
    ),
    leave_grounds=(
        LeaveGround(code="illness", chinese="因病", english="illness"),
        LeaveGround(code="above", chinese="参加上级会议", english="meeting above", uncounted=True),
    ),
)
ABSENCES = Absences(
    credited_as="absent",
    grounds=(
        AbsenceGround(code="plenary", chinese="缺席全会", english="plenary", forms=("plenary",)),
        AbsenceGround(code="repeated", chinese="多次缺席", english="repeated", after=3),
    ),
    steps=(
        CaseStep(code="talk", chinese="提醒约谈", english="reminder talk"),
        CaseStep(
            code="inquiry", chinese="书面函询", english="inquiry", letter=True, answer_days=15
        ),
        CaseStep(code="report", chinese="报主席会议", english="reported to the chairpersons"),
    ),
    results=(
        Entry(code="explained", chinese="情况说明已核实", english="explained"),
        Entry(code="criticised", chinese="通报批评", english="criticised"),
    ),
)
PROGRAMME = Programme(
    phases=(
        Entry(code="planned", chinese="计划建设", english="planned"),
        Entry(code="covered", chinese="已覆盖", english="covered"),
        Entry(code="standard", chinese="已达标", english="up to standard"),
    ),
    roles=(
        UnitRole(
            code="leads", chinese="领导", english="leads", held_by=HeldBy.BODY, kinds=("party",)
        ),
        UnitRole(code="guides", chinese="联系指导", english="guides", held_by=HeldBy.MEMBER),
        UnitRole(
            code="carries-out",
            chinese="具体落实",
            english="carries out",
            held_by=HeldBy.BODY,
            single=True,
        ),
    ),
    milestones=(Entry(code="training", chinese="培训", english="training"),),
    haves=(
        Have(code="body", chinese="有机构", english="body", computed=Part.COUNCIL),
        Have(code="place", chinese="有阵地", english="place", computed="room"),
        Have(code="people", chinese="有人员", english="people", computed="posted"),
        Have(code="rules", chinese="有制度", english="rules"),
        Have(code="guarantee", chinese="有保障", english="guarantee", computed="guided"),
    ),
)
CONTACTS = Contacts(
    least=3,
    most=5,
    visits=2,
    credited_as="contact-list",
    links=(
        LinkKind(code="leader", chinese="领导联系委员", english="a leader visits", visits=2),
        LinkKind(code="chain", chinese="党员委员联系党外委员", english="Party to non-Party member"),
        LinkKind(
            code="linked-leader",
            chinese="联系政协的领导",
            english="a leader linked to the CPPCC",
            by_office=True,
            to_cppcc=True,
        ),
    ),
)
adoption = AdoptProfile(
    unit=COUNTY,
    version="2026-1",
    name="榆中县",
    words=words,
    duty=Duty(
        facts=(
            Entry(code="attendance", chinese="出席协商", english="attendance"),
            Entry(code="research", chinese="参加调研", english="research"),
            Entry(code="absent", chinese="无故缺席", english="absent without leave"),
            Entry(code="contact-list", chinese="报备联系名单", english="contact list filed"),
        ),
        points=(
            DutyPoints(kind="attendance", since=2020, points=3, most_per_year=7),
            DutyPoints(kind="research", since=2020, points=3, most_per_year=9, first=2),
            DutyPoints(kind="absent", since=2026, points=-5, most_per_year=10),
            DutyPoints(kind="contact-list", since=2026, points=2, most_per_year=2),
        ),
    ),
    talents=MEASURE,
    programme=PROGRAMME,
    absences=ABSENCES,
    contacts=CONTACTS,
    assessments=SHEETS,
)
scheme = adopted(RULES, adoption)
in_force = RULES.fold((event, COUNTY) for event in scheme)
office = circumstances(by="office", role="cppcc-office", unit=COUNTY, rules=in_force)
policy = circumstances(by="policy", role="policy", unit=COUNTY, scope="", rules=in_force)


def credited(session: int, case: str = "market", kind: str = "attendance") -> DutyFactCredited:
    return DutyFactCredited(
        member="m-620123-001",
        year=2026,
        kind=kind,
        on=date(2026, 2, session),
        place=VILLAGE,
        title="新营村蔬菜市场选址",
        source=f"consultation/{case}",
        source_event=str(UUID(int=session)),
        occasion=f"consultation/{case}/session-{session}",
    )


objected = ObjectionRaised(
    member="m-620123-001",
    year=2026,
    objection=1,
    occasion="consultation/market/session-1",
    reason="当天请假，没有到会。",
)
objection_answered = ObjectionAnswered(
    member="m-620123-001", year=2026, objection=1, upheld=True, answer="签到有误，已请工作站更正。"
)


def withdrawn(session: int) -> DutyFactWithdrawn:
    fact = credited(session)
    return DutyFactWithdrawn(
        member=fact.member,
        year=fact.year,
        kind=fact.kind,
        occasion=fact.occasion,
        source_event=fact.source_event,
        reason="签到表有误",
    )
