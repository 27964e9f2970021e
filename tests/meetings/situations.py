"""Named moments in the life of a consultation, a session and an activity, under procedures of
domain 5."""

from dataclasses import replace
from datetime import date
from typing import Any

from contracts.calendar import Calendar, Measure, Term
from contracts.ids import ActivityId, ConsultationId, SessionId, TopicId
from contracts.meetings import activity as a
from contracts.meetings import consultation as e
from contracts.meetings import session as m
from contracts.meetings.participant import Headcount, Invited, Participant, Presence
from contracts.meetings.quota import MemberQuotaMissed, QuotaMissed
from contracts.meetings.rules import Quota, Quotas
from contracts.meetings.words import (
    ActivityKind,
    AmountKind,
    CouncilClass,
    PaperKind,
    ParticipantKind,
    SessionForm,
    SessionResult,
    VenueMode,
    Words,
)
from contracts.procedure import Procedure, Procedures
from contracts.vocabulary import Entry
from services.meetings.consultation.decider import CONSULTATION
from services.meetings.rules.commands import AdoptProfile
from services.meetings.rules.decider import RULES as RULEBOOK
from services.meetings.session.decider import SESSION
from tests.common.consents import CONSENTS
from tests.common.procedures import KNOWN
from tests.common.test_calendar import YEAR
from tests.support import scenario
from tests.support.scenario import DIRECTORY, Scenario, circumstances

COUNTY, VILLAGE, NEXT = "620123000000", "620123109200", "620123109201"
DAY = date(2026, 3, 2)


YZ7, YZ6, YZS, LS5, FZ8 = (KNOWN[code] for code in ("YZ7", "YZ6", "YZS", "LS5", "FZ8"))

WORDS = Words(
    forms=(
        SessionForm(
            code="council",
            chinese="议事会协商",
            english="council",
            key=True,
            credited_as="attendance",
        ),
        SessionForm(code="simple", chinese="简易协商", english="simple", credited_as="attendance"),
        SessionForm(code="micro", chinese="小微协商", english="micro"),
        SessionForm(
            code="chairpersons",
            chinese="主席会议协商",
            english="chairpersons' meeting",
            quota="chairpersons",
            notice=Term(count=3, measure=Measure.WORKING_DAYS),
            materials=Term(count=2, measure=Measure.WORKING_DAYS),
            required=("cadre",),
            votes=True,
            parts=("opening",),
        ),
        SessionForm(
            code="leaders",
            chinese="常委会议协商",
            english="Standing Committee",
            quota="chairpersons",
            present=("cadre", "member"),
            parts=("brief", "question", "answer", "statement"),
            appraises=True,
            papers=("bulletin", "opinion", "collection"),
        ),
        SessionForm(
            code="counterpart",
            chinese="对口协商",
            english="counterpart consultation",
            bodies=("committee", "department"),
        ),
    ),
    papers=(
        PaperKind(code="bulletin", chinese="会议简报", english="bulletin"),
        PaperKind(code="opinion", chinese="协商意见", english="opinion"),
        PaperKind(code="collection", chinese="提案汇编", english="proposals", collects=True),
        PaperKind(code="letter", chinese="函", english="letter"),
    ),
    participants=(
        ParticipantKind(code="member", chinese="委员", english="member", named=True),
        ParticipantKind(code="resident", chinese="居民代表", english="resident", concerned=True),
        ParticipantKind(
            code="stakeholder", chinese="利益相关方", english="stakeholder", concerned=True
        ),
        ParticipantKind(code="cadre", chinese="干部", english="cadre"),
        ParticipantKind(code="department", chinese="部门", english="department"),
        ParticipantKind(code="talent", chinese="协商人才", english="talent", talent=True),
        ParticipantKind(code="expert", chinese="专家", english="expert"),
    ),
    results=(
        SessionResult(code="explained", chinese="解疑释惑", english="explained"),
        SessionResult(code="consensus", chinese="凝聚共识", english="consensus"),
        SessionResult(code="solved", chinese="解决问题", english="solved", solved=True),
    ),
    activities=(
        ActivityKind(
            code="research",
            chinese="调研",
            english="research",
            findings=True,
            credited_as="research",
        ),
        ActivityKind(code="training", chinese="培训", english="training", quota="training"),
        ActivityKind(
            code="supervision",
            chinese="民主监督",
            english="supervision",
            credited_as="supervision",
            joins=("media", "party"),
        ),
    ),
    audiences=(
        Entry(code="station-head", chinese="站长", english="station head"),
        Entry(code="village-head", chinese="村主任", english="village head"),
    ),
    organs=(
        Entry(code="standing-committee", chinese="常委会", english="Standing Committee"),
        Entry(code="chairpersons", chinese="主席会议", english="chairpersons' meeting"),
    ),
    supervisions=(
        Entry(code="media", chinese="舆论监督", english="media"),
        Entry(code="party", chinese="党内监督", english="Party supervision"),
        Entry(code="social", chinese="社会监督", english="social supervision"),
    ),
    measures=(
        Entry(code="yuan", chinese="元", english="yuan"),
        Entry(code="household", chinese="户", english="household"),
    ),
    amounts=(
        AmountKind(code="aid", chinese="帮扶资金", english="aid", measure="yuan"),
        AmountKind(code="reached", chinese="惠及农户", english="reached", measure="household"),
    ),
    duty_channels=(
        Entry(code="plenary", chinese="大会发言", english="speech at the plenary"),
        Entry(code="contact", chinese="联系界别群众", english="contact with people of the sector"),
    ),
    venues=(
        VenueMode(code="room", chinese="协商室", english="in a room", room=True),
        VenueMode(code="on-site", chinese="现场", english="on the spot"),
        VenueMode(code="mobile", chinese="流动", english="mobile", moving=True),
        VenueMode(code="scattered", chinese="分散", english="scattered", scattered=True),
    ),
    forums=(Entry(code="grid", chinese="网格会议", english="grid meeting"),),
    notices=(Entry(code="topic", chinese="议题", english="topic"),),
    council_classes=(
        CouncilClass(
            code="township",
            chinese="乡镇（社区）议事会",
            english="township council",
            unit_kinds=("township", "community"),
        ),
        CouncilClass(
            code="village", chinese="村议事会", english="village council", unit_kinds=("village",)
        ),
    ),
)

KEY_SESSIONS = Quota(
    code="key-session",
    chinese="重点会议协商",
    english="key sessions",
    months=2,
    unit_kinds=("community", "township"),
)
CHAIRPERSONS = Quota(
    code="chairpersons",
    chinese="主席会议协商",
    english="chairpersons' meetings",
    least=2,
    months=12,
    unit_kinds=("county",),
    group="chairpersons",
)
adoption = AdoptProfile(
    unit=COUNTY,
    version="2026.1",
    words=WORDS,
    procedures=Procedures(procedures=(YZ7, YZ6, YZS, LS5, FZ8)),
    quotas=Quotas(quotas=(KEY_SESSIONS, CHAIRPERSONS)),
    consents=CONSENTS,
    calendar=Calendar(years=(YEAR,)),
)
adopted = scenario.adopted(RULEBOOK, adoption)
RULES = RULEBOOK.fold((event, COUNTY) for event in adopted)

TOPIC = TopicId("01990000-0000-7000-8000-000000000042")
CLERK = circumstances(rules=RULES, unit=VILLAGE)
PARTY = circumstances("branch", "party", rules=RULES, unit=VILLAGE, scope=VILLAGE)
COMMITTEE = circumstances("culture", "committee", VILLAGE, RULES, body="yz-culture")

quota_missed = QuotaMissed(
    quota="key-session",
    title="重点会议协商",
    first=date(2026, 1, 1),
    last=date(2026, 2, 28),
    least=2,
    sessions=(SessionId("s-1"),),
)

committee_missed = QuotaMissed(
    quota="counterpart",
    title="专委会对口协商",
    first=date(2025, 1, 1),
    last=date(2025, 12, 31),
    least=2,
    sessions=(SessionId("s-1"),),
    body="yz-culture",
)
member_missed = MemberQuotaMissed(
    quota="tour",
    title="委员参加调研视察",
    first=date(2025, 1, 1),
    last=date(2025, 12, 31),
    least=2,
    sessions=(),
    activities=(ActivityId("a-1"),),
    member="m-1",
    count=1,
)

# ------------------------------------------------------------------------------- a consultation

CASE, OTHER_CASE = ConsultationId("c-market"), ConsultationId("c-road")
MEETING, SECOND, SURVEY = SessionId("s-1"), SessionId("s-2"), ActivityId("a-1")


def done(number: int, of: Procedure) -> e.StepCompleted:
    this = of.steps[number - 1]
    return e.StepCompleted(step=this.code, name=this.name, step_number=number)


def opened(procedure: Procedure) -> tuple[Any, ...]:
    """The topic was selected."""
    begun = e.ConsultationOpened(
        topics=(TOPIC,),
        title="新建蔬菜市场",
        weight="major",
        origin="public",
        raised_by="p-1",
        raised_in=VILLAGE,
        places=(NEXT,),
        procedure=procedure,
    )
    return (begun,)


GROWERS = Invited(kind="stakeholder", title="菜农代表", count=6)
MARKET_OFFICE = Invited(kind="department", title="县市场监管局", body="yz-market")
RESIDENTS = Invited(kind="resident", title="村民代表", count=12)


def numbered(*whom: Invited) -> tuple[Participant, ...]:
    concerned = {kind.code: kind.concerned for kind in WORDS.participants}
    return tuple(
        Participant(
            participant=number,
            concerned=concerned[each.kind],
            body_kind=DIRECTORY[each.body].kind if each.body else None,
            **each.model_dump(),
        )
        for number, each in enumerate(whom, start=1)
    )


fixed = e.ParticipantsFixed(participants=numbered(GROWERS, MARKET_OFFICE))
residents = e.ParticipantsFixed(participants=numbered(RESIDENTS), not_concerned=("expert",))
only_cadres = e.ParticipantsFixed(
    participants=numbered(Invited(kind="cadre", title="村两委干部", count=3))
)
researched = e.ResearchDone(
    activity=SURVEY,
    held_on=date(2026, 2, 20),
    joint=False,
    bodies=(),
    participants=("member", "resident"),
)
session_planned = e.SessionPlanned(
    form="council", place="村议事室", on=DAY, questions=("市场建在哪里？",)
)


def round_called(
    number: int = 1, form: str = "council", procedure: Procedure = YZ6, **more: Any
) -> e.RoundCalled:
    facts = {"session": f"s-{number}", "key": form == "council", "on": DAY, **more}
    return e.RoundCalled(round=number, form=form, procedure=procedure.code, **facts)


def round_held(number: int = 1, **more: Any) -> e.RoundHeld:
    """With everybody who is asked for, of each of whom somebody spoke, and ended."""
    kinds = ("stakeholder", "resident")
    crowd = tuple(Headcount(kind=kind, count=6) for kind in kinds)
    facts = {"held_on": DAY, "present": crowd, "spoke": kinds, "closed": True, **more}
    return e.RoundHeld(session=SessionId(f"s-{number}"), round=number, **facts)


def round_minuted(number: int = 1, **more: Any) -> e.RoundMinuted:
    facts = {"consensus": (), "dissent": (), "tasks": (), "confirmed_by": "召集人", **more}
    session = SessionId(f"s-{number}")
    return e.RoundMinuted(session=session, round=number, summary="同意建在村北。", **facts)


def concluded(procedure: Procedure, **content: Any) -> e.ConsultationConcluded:
    ended = {
        "topics": (TOPIC,),
        "places": (NEXT,),
        "sessions": (MEETING,),
        "title": "新建蔬菜市场",
        "summary": "各方同意建在村北。",
        "consensus": (),
        "dissent": (),
        "tasks": (),
        "raised_by": "p-1",
        "raised_in": VILLAGE,
        "last_on": DAY,
        "procedure": procedure,
    }
    return e.ConsultationConcluded(**{**ended, **content})


def ending(procedure: Procedure, step: int, **content: Any) -> tuple[Any, ...]:
    """The minutes count, with which the last step and the consultation end."""
    sessions = content.get("sessions", (MEETING,))
    accepted = e.MinutesAccepted(sessions=sessions, summary="各方同意建在村北。")
    return (accepted, done(step, procedure), concluded(procedure, **content))


upgraded = e.ConsultationUpgraded(from_procedure="YZS", procedure=YZ6, reason="涉及全村")

six_opened = opened(YZ6)
six_researched = (*six_opened, researched, done(3, YZ6))
six_ready = (*six_researched, fixed)
six_called = (*six_ready, round_called())
six_held = (*six_called, round_held())
six_minuted = (*six_held, round_minuted())
six_concluded = (*six_minuted, *ending(YZ6, 4))
seven_opened = opened(YZ7)
eight_opened = opened(FZ8)
simple_opened = opened(YZS)
simple_minuted = (
    *simple_opened,
    round_called(form="simple", procedure=YZS),
    round_held(),
    round_minuted(),
)
simple_concluded = (*simple_minuted, *ending(YZS, 2))
simple_upgraded = (*simple_minuted, upgraded)


def at(*history: Any) -> Scenario:
    return Scenario(CONSULTATION, CLERK, history)


# ------------------------------------------------------------------------------------ a session


def _days(count: int) -> Term:
    return Term(count=count, measure=Measure.WORKING_DAYS)


def called(*consultations: str | None, form: str = "council", **more: Any) -> m.SessionCalled:
    """For each of these an item of the agenda."""
    agenda = tuple(
        m.AgendaItem(item=number, title=f"议程{number}", consultation=each)
        for number, each in enumerate(consultations, start=1)
    )
    facts = {
        "key": form == "council",
        "quota": "chairpersons" if form == "chairpersons" else "",
        "credited_as": "attendance" if form in ("council", "simple") else "",
        "required": ("cadre",) if form == "chairpersons" else (),
        "votes": form == "chairpersons",
        "parts": ("opening",) if form == "chairpersons" else (),
        "notice": _days(3) if form == "chairpersons" else None,
        "materials": _days(2) if form == "chairpersons" else None,
        "council_class": "village",
        **more,
    }
    return m.SessionCalled(
        title="春季议事",
        form=form,
        on=DAY,
        place="村议事室",
        agenda=agenda,
        consultations=tuple(each for each in consultations if each),
        **facts,
    )


invited = m.ParticipantsInvited(participants=fixed.participants)
sat = m.SittingHeld(sitting=1, on=DAY, duration_minutes=90)


def there(*members: str, **more: Any) -> dict[str, Any]:
    """Who was at a sitting of the council for the market, the only one unless `came` says more."""
    facts: dict[str, Any] = {
        "sitting": 1,
        "on": DAY,
        "title": "春季议事",
        "form": "council",
        "key": True,
        "credited_as": "attendance",
        "consultations": (CASE,),
        "present": (
            Presence(kind="member", count=len(members), members=members),
            Presence(kind="stakeholder", count=6),
        ),
        "session_on": DAY,
        **more,
    }
    came = sorted(member for each in facts["present"] for member in each.members)
    return {"came": tuple(came), **facts}


attended = m.AttendanceRecorded(**there("m-1", "m-2"))
said = m.SpeechRecorded(
    speech=1,
    item=1,
    consultation=CASE,
    participant=1,
    kind="stakeholder",
    speaker="菜农代表",
    gist="要有停车处。",
)


def promised(number: int = 1) -> m.PromiseMade:
    promise = m.Promise(
        promise=number,
        item=1,
        consultation=CASE,
        department="yz-market",
        what="平整场地",
        due=date(2026, 6, 30),
    )
    return m.PromiseMade(promise=promise)


tasked = m.PromiseTasked(promise=1, consultation=CASE, lead="yz-market", co=("yz-town",))
withdrawn = m.PromiseWithdrawn(promise=1, consultation=CASE, reason="场地变更")
task = m.TaskAgreed(
    promise=1,
    item=1,
    consultation=CASE,
    lead="yz-market",
    co=("yz-town",),
    what="平整场地",
    due=date(2026, 6, 30),
)
agreed = m.ConsensusRecorded(consensus=1, item=1, consultation=CASE, text="建在村北")
differing = m.DissentRecorded(
    dissent=1, item=1, consultation=CASE, held_by="菜农代表", text="离家太远"
)
closed = m.SessionClosed(results=("consensus",), solved=False)
drafted = m.MinutesDrafted(summary="同意建在村北。")


MEMBER = Invited(kind="member", title="政协委员", member="m-3")
with_member = m.ParticipantsInvited(participants=numbered(GROWERS, MEMBER))
on_leave = m.LeaveNoted(leave="l-1", member="m-3", uncounted=False)
lapsed = m.LeaveLapsed(leave="l-1", member="m-3")


def absent(
    *without_leave: str, on_leave: tuple[str, ...] = (), cleared: tuple[str, ...] = ()
) -> Any:
    return m.AbsencesNoted(
        title="春季议事",
        form="council",
        consultations=(CASE,),
        on=DAY,
        without_leave=without_leave,
        on_leave=on_leave,
        cleared=cleared,
    )


def minutes(*tasks: m.TaskAgreed) -> m.MinutesConfirmed:
    return m.MinutesConfirmed(
        title="春季议事",
        consultations=(CASE,),
        summary="同意建在村北。",
        tasks=tasks,
        on=DAY,
        confirmed_by="召集人",
    )


meeting_called = (called(CASE), invited)
meeting_held = (*meeting_called, sat)
meeting_ended = (*meeting_held, attended, closed, drafted)
meeting_minuted = (*meeting_ended, minutes())


def in_session(*history: Any, beside: tuple[Any, ...] | None = None) -> Scenario:
    """A session, and what happened to the consultation that it serves."""
    if beside is None:
        beside = six_held if closed in history else six_called
    case = CONSULTATION.fold((event, VILLAGE) for event in beside)
    states = {f"consultation/{each}": case for each in (CASE, OTHER_CASE)}
    return Scenario(SESSION, replace(CLERK, states=states), history)


# ---------------------------------------------------------------------------------- an activity

FINDINGS = a.Findings(
    facts="马路市场占道，雨天无处摆卖。",
    key_problem="没有固定场地。",
    proposal="在村北空地建市场。",
)


def surveyed(**more: Any) -> dict[str, Any]:
    """Research for the market, whole."""
    return {
        "kind": "research",
        "title": "市场选址调研",
        "held_on": date(2026, 2, 20),
        "led_by": "下派委员小组",
        "bodies": (),
        "body_kinds": (),
        "joint": False,
        "place": "新营镇样例一村",
        "present": (
            Presence(kind="member", count=2, members=("m-1", "m-2")),
            Presence(kind="resident", count=31),
        ),
        "findings": FINDINGS,
        "consultations": (CASE,),
        "credited_as": "research",
        "quota": "",
        "may_find": True,
        **more,
    }


survey = a.ActivityRecorded(**surveyed())
survey_asked = a.ActivityAsked(
    kind="research",
    credited_as="research",
    quota="",
    may_find=True,
    title="市场选址调研",
    asked=(a.BodyAsked(body="yz-culture", kind="committee"),),
    question="建在哪里？",
    answer_by=date(2149, 12, 30),
    consultations=(CASE,),
)
survey_agreed = a.ActivityAgreed(asked="yz-culture", planned_on=date(2149, 12, 20))
request_withdrawn = a.RequestWithdrawn(asked=("yz-culture",), reason="改由镇里自行调研。")
survey_declined = a.ActivityDeclined(asked="yz-culture", reason="人手不足", all_declined=True)
survey_asked_by = survey_asked.model_copy(update={"answer_by": date(2026, 3, 9)})
survey_unanswered = a.AnswerMissed(asked="yz-culture", due=date(2026, 3, 9))
