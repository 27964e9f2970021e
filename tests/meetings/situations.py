"""Named moments in the life of a consultation, under Yuzhong's three procedures and Linshui's."""

from dataclasses import replace
from datetime import date
from typing import Any

from contracts.meetings import consultation as e
from contracts.meetings.procedure import (
    CadenceAdopted,
    Gate,
    Milestone,
    Procedure,
    ProcedureAdopted,
    Step,
)
from services.meetings.consultation.commands import CallSession, RecordResearch
from services.meetings.consultation.decider import CONSULTATION
from services.meetings.rules.decider import Rules
from tests.support.scenario import Scenario, circumstances

COUNTY, VILLAGE = "620123000000", "620123109200"
DAY = date(2026, 3, 2)


def step(code: str, name: str, milestone: Milestone, *needs: Gate) -> Step:
    return Step(code=code, name=name, actor="工作站", needs=needs, completed_by=milestone)


COLLECT = step("collect", "征集议题", Milestone.TOPIC_PROPOSED)
CONSENT = step("consent", "确定议题", Milestone.TOPIC_APPROVED)
SENT = step("report", "形成成果并报送", Milestone.OUTCOME_SENT, Gate.MINUTES, Gate.OUTCOME_CONSENT)
CONVERT = step("convert", "转化落实、跟踪反馈", Milestone.OUTCOME_CLOSED)

YZ7 = Procedure(
    code="YZ7",
    name="七步议事",
    steps=(
        COLLECT,
        CONSENT,
        step("plan", "制定方案", Milestone.SESSION_PLANNED, Gate.PLANNED),
        step("research", "议前调研", Milestone.RESEARCH_RECORDED),
        step(
            "session",
            "协商议事",
            Milestone.MINUTES_CONFIRMED,
            Gate.PARTIES,
            Gate.RESEARCH,
            Gate.SESSION_PLAN,
        ),
        SENT,
        CONVERT,
    ),
)
YZ6 = Procedure(
    code="YZ6",
    name="六步议事",
    steps=(
        COLLECT,
        CONSENT,
        step("research", "走访调研", Milestone.RESEARCH_RECORDED),
        step("session", "议事室协商", Milestone.MINUTES_CONFIRMED, Gate.PARTIES, Gate.RESEARCH),
        step("publish", "公布结果", Milestone.RESULT_PUBLISHED, Gate.MINUTES, Gate.OUTCOME_CONSENT),
        CONVERT,
    ),
)
YZS = Procedure(
    code="YZS",
    name="简易协商",
    simple=True,
    upgrades_to="YZ6",
    steps=(
        step("receive", "受理事项", Milestone.TOPIC_APPROVED),
        step("talk", "现场协商", Milestone.MINUTES_CONFIRMED),
        CONVERT,
    ),
)
LS5 = Procedure(
    code="LS5",
    name="五大流程",
    steps=(
        step("topic", "确定协商议题", Milestone.TOPIC_APPROVED),
        step("parties", "明确协商主体", Milestone.PARTIES_FIXED, Gate.PARTIES),
        step("research", "开展议前调研", Milestone.RESEARCH_RECORDED, Gate.RESEARCH),
        step("session", "召开协商活动", Milestone.MINUTES_CONFIRMED, Gate.PARTIES),
        step("convert", "转化协商成果", Milestone.OUTCOME_CLOSED),
    ),
)
CARELESS = Procedure(
    code="BAD",
    name="疏漏程序",
    steps=(CONSENT, step("session", "协商议事", Milestone.MINUTES_CONFIRMED)),
)
"""A profile that forgot research: invariant 1 must hold all the same."""

RULES = Rules(
    unit=COUNTY,
    version="2026.1",
    procedures={each.code: each for each in (YZ7, YZ6, YZS, LS5, CARELESS)},
)

adopted = (
    *(ProcedureAdopted(version="2026.1", procedure=each) for each in RULES.procedures.values()),
    CadenceAdopted(version="2026.1", months=2, unit_kinds=("community", "township")),
)

CLERK = circumstances(rules=RULES, unit=VILLAGE)
PARTY = circumstances("branch", "party", rules=RULES, unit=VILLAGE, scope=VILLAGE)
CONSULTATION_AT = Scenario(CONSULTATION, by=CLERK)


def done(number: int, of: Procedure) -> e.StepCompleted:
    this = of.steps[number - 1]
    return e.StepCompleted(
        step=this.code, name=this.name, by_milestone=this.completed_by, step_number=number
    )


def started(procedure: Procedure) -> tuple[Any, ...]:
    """The topic was approved: the leading steps are done."""
    begun = e.ProcedureStarted(
        title="新建蔬菜市场",
        weight="major",
        origin="public",
        raised_by="p-1",
        raised_in=VILLAGE,
        procedure=procedure,
    )
    leading = 2 if procedure.steps[0] is COLLECT else 1
    return (begun, *(done(number, procedure) for number in range(1, leading + 1)))


planned = e.ConsultationPlanned(plan="620123109000:2026:consultation")
parties_fixed = e.PartiesFixed(
    parties=(
        e.Party(kind=e.PartyKind.STAKEHOLDER, title="菜农代表", count=6),
        e.Party(kind=e.PartyKind.DEPARTMENT, title="县市场监管局", body="yz-market"),
    )
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
minutes = e.MinutesConfirmed(
    title="新建蔬菜市场",
    summary="各方同意建在村北。",
    sessions=1,
    consensus=(),
    dissent=(),
    tasks=(),
    raised_by="p-1",
    raised_in=VILLAGE,
    confirmed_by="召集人",
)
upgraded = e.CaseUpgraded(from_procedure="YZS", procedure=YZ6, reason="涉及全村")

six_started = started(YZ6)
six_researched = (*six_started, researched, done(3, YZ6))
six_ready = (*six_researched, parties_fixed)
six_called = (*six_ready, called())
six_held = (*six_called, held())
six_closed = (*six_held, closed())
six_minuted = (*six_closed, minutes, done(4, YZ6))
simple_started = started(YZS)
simple_closed = (*simple_started, called(by=simple_call), held(), closed())
simple_minuted = (*simple_closed, minutes, done(2, YZS))
simple_upgraded = (*simple_closed, upgraded, done(1, YZ6), done(2, YZ6))


def at(*history: Any) -> Scenario:
    return replace(CONSULTATION_AT, history=history)
