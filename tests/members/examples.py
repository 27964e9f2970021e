"""One example of each slice of members."""

from dataclasses import replace
from datetime import date

from contracts.members.body import BodyFounded, BodyRenamed
from contracts.members.member import MemberCorrected
from contracts.members.rules import Duty
from contracts.members.unit import UnitPlacedUnder, UnitRenamed
from services.members.body.commands import (
    ChangeOfficeNumber,
    ClassifyBody,
    EndBody,
    FoundBody,
    LeavePost,
    RegisterBody,
    RenameBody,
    SetEstablishment,
    TakePost,
    WithdrawEstablishment,
)
from services.members.duty.commands import (
    AnswerObjection,
    CreditDutyFact,
    RaiseObjection,
    WithdrawDutyFact,
)
from services.members.member import commands as c
from services.members.member.decider import MEMBER
from services.members.room.commands import ChangeRoom, CloseRoom, OpenRoom
from services.members.rules.decider import RULES
from services.members.unit.commands import (
    CloseUnit,
    DealOutMatter,
    PlaceUnit,
    RegisterUnit,
    RenameUnit,
)
from services.members.wiring import MEMBERS as SERVICE
from tests.members import situations as s
from tests.members.absence_examples import ABSENCE_CASES
from tests.members.assessed import ASSESSMENTS
from tests.members.contacts_examples import CONTACT_LISTS, LINKS
from tests.members.draw_examples import DRAWS, TALENTS
from tests.members.leave_examples import LEAVES
from tests.members.programme_examples import PROGRAMMES
from tests.slices.example import Example, Examples
from tests.support.scenario import PREFECTURE, adopted, circumstances

REGISTRAR = circumstances("office", "cppcc-office", s.TOWNSHIP, rules=s.in_force)
OVER_BOTH = replace(REGISTRAR, scope="6201")
"""Over the old superior of a unit and the new one: an office of the old loses it."""
deal = DealOutMatter(**s.dealt.model_dump())
OFFICE = s.office
RULE_MAKER = circumstances("office", "cppcc-office", PREFECTURE, scope="6201")
OTHER_MEMBERSHIP = MEMBER.fold([(s.admitted, s.COUNTY)])

register = RegisterUnit(unit=s.TOWNSHIP, **s.township.model_dump(exclude={"tier"}))
renamed = UnitRenamed(name="新营街道", since=date(2025, 1, 1))
placed = UnitPlacedUnder(superior="620171000000", since=date(2020, 6, 1))
body_renamed = BodyRenamed(name="县交通局")
founded = BodyFounded(since=date(2020, 10, 20))
corrected = MemberCorrected(
    name="样甲丑",
    level="county",
    sector="教育",
    post="新营镇党委副书记",
    assignment=1,
    committee_since=date(2020, 10, 31),
    reason="更正姓名",
)
posting = {"to_unit": s.TOWNSHIP, "basis": s.posted.basis}
posted_anew = s.posted.model_copy(update={"posting": 2, "since": date(2024, 6, 1)})
next_adoption = s.adoption.model_copy(
    update={
        "unit": PREFECTURE,
        "version": "2027-1",
        "duty": Duty(facts=(), points=()),
        "absences": s.ABSENCES.model_copy(update={"credited_as": None}),
        "contacts": s.CONTACTS.model_copy(update={"credited_as": None}),
    }
)
next_scheme = adopted(RULES, next_adoption)
fact, withdrawn = s.credited(1), s.withdrawn(1)
objection = RaiseObjection(unit=s.COUNTY, **s.objected.model_dump(exclude={"objection"}))
objection_answer = AnswerObjection(**s.objection_answered.model_dump(exclude={"member", "year"}))
THEMSELVES = circumstances("m-620123-001", "member", s.COUNTY, s.in_force)

MEMBERS = Examples(
    SERVICE,
    rules=s.scheme,
    keys={
        "assessment": f"{s.COUNTY}:{{}}:towns",
        "unit": "620123{town}000",
        "body": "yz-body-{}",
        "room": "yz-room-{}",
        "programme": "620123{town}000",
        "member": "m-620123-{}",
        "duty": "m-620123-001:{}",
        "absences": "m-620123-001:{}",
        "contacts": "m-620123-031:{}",
        "link": "l-620123-{}",
        "talent": "t-620123-{}",
        "draw": "market-{}:session",
        "rules": PREFECTURE,
    },
    each=[
        Example("units", (), register, REGISTRAR, (s.township,)),  # 000-01, 000-02
        Example("name", (s.township,), RenameUnit(**renamed.model_dump()), REGISTRAR, (renamed,)),
        Example(
            "superior", (s.township,), PlaceUnit(**placed.model_dump()), OVER_BOTH, (placed,)
        ),  # domain 10.2
        Example(
            "closure", (s.township,), CloseUnit(**s.merged.model_dump()), REGISTRAR, (s.merged,)
        ),  # domain 10.1
        Example(
            "name", (s.transport,), RenameBody(name=body_renamed.name), OFFICE, (body_renamed,)
        ),
        Example("dealing", (s.township, s.shared_out), deal, REGISTRAR, (s.dealt,)),
        Example(
            "bodies",
            (),
            RegisterBody(
                unit=s.TOWNSHIP,
                body="yz-body-2026",
                **s.council.model_dump(include={"name", "kind", "since"}),
            ),
            REGISTRAR,
            (s.council,),
        ),  # 000-02
        Example("kind", (s.transport,), ClassifyBody(kind="office"), OFFICE, (s.classified,)),
        Example(
            "office-number",
            (s.transport,),
            ChangeOfficeNumber(**dict(s.office_number)),
            OFFICE,
            (s.office_number,),
        ),  # 000-50
        Example("founding", (s.council,), FoundBody(since=founded.since), REGISTRAR, (founded,)),
        Example(
            "posts",
            (s.council,),
            TakePost(**s.clerk.model_dump(exclude={"held", "leads", "liaison"})),
            REGISTRAR,
            (s.clerk,),
        ),  # 000-28
        Example(
            "post-end",
            (s.council, s.clerk),
            LeavePost(**s.clerk_left.model_dump()),
            REGISTRAR,
            (s.clerk_left,),
        ),
        Example(
            "establishment",
            (s.transport,),
            SetEstablishment(**s.posts_set.model_dump()),
            OFFICE,
            (s.posts_set,),
        ),  # 004-06
        Example(
            "establishment/withdrawal",
            (s.transport, s.posts_set),
            WithdrawEstablishment(**s.posts_withdrawn.model_dump()),
            OFFICE,
            (s.posts_withdrawn,),
        ),
        Example(
            "ending",
            (s.council,),
            EndBody(**s.council_ended.model_dump()),
            REGISTRAR,
            (s.council_ended,),
        ),
        Example(
            "rooms",
            (),
            OpenRoom(unit=s.TOWNSHIP, room="yz-room-2026", **s.room.model_dump()),
            REGISTRAR,
            (s.room,),
        ),  # 000-02, 000-15
        Example(
            "change",
            (s.room,),
            ChangeRoom(**s.room_changed.model_dump()),
            REGISTRAR,
            (s.room_changed,),
        ),
        Example(
            "closure",
            (s.room,),
            CloseRoom(**s.room_closed.model_dump()),
            REGISTRAR,
            (s.room_closed,),
        ),
        Example(
            "members",
            (),
            c.AdmitMember(unit=s.COUNTY, member="m-620123-001", **s.admitted.model_dump()),
            OFFICE,
            (s.admitted,),
        ),  # 000-04
        Example(
            "correction",
            (s.admitted,),
            c.CorrectMember(**corrected.model_dump(exclude={"assignment", "committee_since"})),
            OFFICE,
            (corrected,),
        ),
        Example(
            "affiliations",
            (s.admitted,),
            c.StateAffiliation(**s.affiliated.model_dump(exclude={"outside"})),
            OFFICE,
            (s.affiliated,),
        ),  # 004-07
        Example(
            "affiliations/withdrawal",
            (s.admitted, s.affiliated),
            c.WithdrawAffiliation(**s.affiliation_withdrawn.model_dump()),
            OFFICE,
            (s.affiliation_withdrawn,),
        ),
        Example(
            "postings",
            (s.admitted, s.posted, s.recalled),
            c.PostMember(**posting, since=posted_anew.since),
            OFFICE,
            (posted_anew,),
        ),  # 000-04, 000-06
        Example(
            "posting-end",
            (s.admitted, s.posted),
            c.EndPosting(to_unit=s.TOWNSHIP, until=s.recalled.until, reason=s.recalled.reason),
            OFFICE,
            (s.recalled,),
        ),
        Example(
            "link",
            (s.admitted,),
            c.LinkMembership(with_member="m-620100-009"),
            replace(OFFICE, states={"member/m-620100-009": OTHER_MEMBERSHIP}),
            (s.linked,),
            beside={"member/m-620100-009": (s.admitted,)},
        ),
        Example(
            "leaving",
            (s.admitted, s.posted),
            c.EndMembership(on=s.left.on, ground=s.left.ground),
            OFFICE,
            (s.left,),
        ),
        Example(
            "",
            (),
            CreditDutyFact(unit=s.COUNTY, **fact.model_dump()),
            s.policy,
            (fact,),
        ),  # 13.3-8
        Example(
            "",
            (fact,),
            WithdrawDutyFact(
                unit=s.COUNTY, **withdrawn.model_dump(exclude={"kind", "source_event"})
            ),
            s.policy,
            (withdrawn,),
        ),
        Example("objections", (fact,), objection, THEMSELVES, (s.objected,)),  # model 12
        Example(
            "objections/answer",
            (fact, s.objected),
            objection_answer,
            OFFICE,
            (s.objection_answered,),
        ),
        *LEAVES,
        *ABSENCE_CASES,
        *PROGRAMMES,
        *CONTACT_LISTS,
        *LINKS,
        *ASSESSMENTS,
        Example("adoption", (), next_adoption, RULE_MAKER, next_scheme),
        *TALENTS,
        *DRAWS,
    ],
)
