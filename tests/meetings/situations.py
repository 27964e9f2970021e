"""Named moments in the life of a consultation, under procedures of domain 5."""

from dataclasses import replace
from datetime import date
from typing import Any

from contracts.ids import TopicId
from contracts.meetings import consultation as e
from contracts.meetings.rules import Cadence
from contracts.procedure import Procedure, Procedures
from services.meetings.consultation.commands import CallSession, RecordResearch
from services.meetings.consultation.decider import CONSULTATION
from services.meetings.rules.commands import AdoptProfile
from services.meetings.rules.decider import RULES as RULEBOOK
from tests.common.procedures import KNOWN
from tests.support import scenario
from tests.support.scenario import Scenario, circumstances

COUNTY, VILLAGE = "620123000000", "620123109200"
DAY = date(2026, 3, 2)


YZ7, YZ6, YZS, LS5, FZ8 = (KNOWN[code] for code in ("YZ7", "YZ6", "YZS", "LS5", "FZ8"))

adoption = AdoptProfile(
    unit=COUNTY,
    version="2026.1",
    procedures=Procedures(procedures=(YZ7, YZ6, YZS, LS5, FZ8)),
    cadence=Cadence(months=2, unit_kinds=("community", "township")),
)
adopted = scenario.adopted(RULEBOOK, adoption)
RULES = RULEBOOK.fold((event, COUNTY) for event in adopted)

TOPIC = TopicId("01990000-0000-7000-8000-000000000042")
CLERK = circumstances(rules=RULES, unit=VILLAGE)
PARTY = circumstances("branch", "party", rules=RULES, unit=VILLAGE, scope=VILLAGE)
CONSULTATION_AT = Scenario(CONSULTATION, by=CLERK)


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
        procedure=procedure,
    )
    return (begun,)


parties_fixed = e.PartiesFixed(
    parties=(
        e.Party(kind=e.PartyKind.STAKEHOLDER, title="菜农代表", count=6),
        e.Party(kind=e.PartyKind.DEPARTMENT, title="县市场监管局", body="yz-market"),
    )
)
residents = e.PartiesFixed(
    parties=(e.Party(kind=e.PartyKind.RESIDENT, title="村民代表", count=12),),
    not_concerned=(e.PartyKind.EXPERT,),
)
only_cadres = e.PartiesFixed(
    parties=(e.Party(kind=e.PartyKind.CADRE, title="村两委干部", count=3),)
)
research_held = RecordResearch(
    held_on=date(2026, 2, 20),
    led_by="下派委员小组",
    members=("m-1", "m-2"),
    people_met=31,
    place="新营镇样例一村",
    facts="马路市场占道，雨天无处摆卖。",
    key_problem="没有固定场地。",
    proposal="在村北空地建市场。",
)
researched = e.ResearchRecorded(research=1, **research_held.model_dump())
session_planned = e.SessionPlanned(
    form=e.Form.COUNCIL, place="村议事室", on=DAY, questions=("市场建在哪里？",)
)
call = CallSession(
    form=e.Form.COUNCIL, key=True, on=DAY, place="村议事室", questions=("市场建在哪里？",)
)
simple_call = CallSession(form=e.Form.SIMPLE, on=DAY, place="村口", questions=("路灯怎么修？",))


def called(number: int = 1, by: CallSession = call) -> e.SessionCalled:
    return e.SessionCalled(session=number, council_class="village", **by.model_dump())


def held(session: int = 1, on: date = DAY) -> e.SessionHeld:
    return e.SessionHeld(session=session, on=on, duration_minutes=90)


def attended(session: int = 1) -> e.AttendanceRecorded:
    return e.AttendanceRecorded(
        session=session,
        on=DAY,
        form=e.Form.COUNCIL,
        title="新建蔬菜市场",
        present=("m-1", "m-2"),
        headcount=(e.Headcount(kind=e.PartyKind.STAKEHOLDER, count=6),),
    )


def closed(session: int = 1) -> e.SessionClosed:
    return e.SessionClosed(session=session, results=(e.Result.CONSENSUS,))


def promised(number: int = 1, session: int = 1) -> e.PromiseMade:
    return e.PromiseMade(
        promise=e.Promise(
            promise=number,
            session=session,
            department="yz-market",
            what="平整场地",
            due=date(2026, 6, 30),
        )
    )


tasked = e.PromiseTasked(promise=1, lead="yz-market", co=("yz-town",))
task = e.TaskAgreed(
    promise=1, lead="yz-market", co=("yz-town",), what="平整场地", due=date(2026, 6, 30)
)
minutes = e.MinutesConfirmed(summary="各方同意建在村北。", sessions=1, confirmed_by="召集人")


def concluded(procedure: Procedure, **content: Any) -> e.ConsultationConcluded:
    ended = {
        "topics": (TOPIC,),
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
    """The minutes, with which the last step and the consultation end."""
    confirmed = minutes.model_copy(update={"sessions": content.pop("sessions", 1)})
    return (confirmed, done(step, procedure), concluded(procedure, **content))


upgraded = e.CaseUpgraded(from_procedure="YZS", procedure=YZ6, reason="涉及全村")

six_opened = opened(YZ6)
six_researched = (*six_opened, researched, done(3, YZ6))
six_ready = (*six_researched, parties_fixed)
six_called = (*six_ready, called())
six_held = (*six_called, held())
six_closed = (*six_held, closed())
six_concluded = (*six_closed, *ending(YZ6, 4))
seven_opened = opened(YZ7)
eight_opened = opened(FZ8)
simple_opened = opened(YZS)
simple_closed = (*simple_opened, called(by=simple_call), held(), closed())
simple_concluded = (*simple_closed, *ending(YZS, 2))
simple_upgraded = (*simple_closed, upgraded)


def at(*history: Any) -> Scenario:
    return replace(CONSULTATION_AT, history=history)
