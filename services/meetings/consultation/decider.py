"""A consultation's life: its procedure step by step, research, sessions, promises, minutes."""

from collections.abc import Sequence
from datetime import date
from typing import TypeAlias

from contracts.meetings.consultation import (
    AttendanceRecorded,
    CaseUpgraded,
    ConsensusRecorded,
    ConsultationEvent,
    ConsultationPlanned,
    DissentRecorded,
    Form,
    JointResearchRequested,
    MaterialsSent,
    MinutesConfirmed,
    OutcomeNoted,
    PartiesFixed,
    PartyKind,
    ProcedureCompleted,
    ProcedureStarted,
    Promise,
    PromiseMade,
    PromiseTasked,
    PromiseWithdrawn,
    ResearchRecorded,
    ResultPublished,
    SessionCalled,
    SessionClosed,
    SessionHeld,
    SessionPlanned,
    SpeechRecorded,
    StepCompleted,
    StepWaived,
)
from contracts.meetings.procedure import Gate, Milestone, Procedure
from contracts.members.unit import UnitKind
from contracts.places import prefix
from contracts.roles import Role
from runtime.decider import Asked, Decider, Rejected
from services.meetings.consultation.case import Consultation, Pledge, Session, Stage, evolve
from services.meetings.consultation.commands import (
    CallSession,
    CloseSession,
    ConfirmMinutes,
    ConsultationCommand,
    FixParties,
    HoldSession,
    MakePromise,
    NoteOutcome,
    NotePlan,
    PlanSession,
    PublishResult,
    RecordAttendance,
    RecordConsensus,
    RecordDissent,
    RecordResearch,
    RecordSpeech,
    RequestJointResearch,
    SendMaterials,
    StartProcedure,
    TaskPromise,
    UpgradeCase,
    WaiveStep,
    WithdrawPromise,
)
from services.meetings.rules.decider import Rules

Here: TypeAlias = Asked[Rules]

COUNCIL_CLASS = {UnitKind.COMMUNITY.value: UnitKind.TOWNSHIP.value}
"""Three classes of council meeting (000-41): a community's counts as a township's."""

NEVER_KEY = frozenset({Form.MICRO, Form.SIMPLE, Form.DOORSTEP, Form.SOUNDING})

NEVER_WAIVED = frozenset(
    {Milestone.TOPIC_APPROVED, Milestone.MINUTES_CONFIRMED, Milestone.OUTCOME_SENT}
)

OWN_GATE = {
    Milestone.PARTIES_FIXED: Gate.PARTIES,
    Milestone.SESSION_PLANNED: Gate.SESSION_PLAN,
    Milestone.RESEARCH_RECORDED: Gate.RESEARCH,
    Milestone.MINUTES_CONFIRMED: Gate.MINUTES,
}
"""The gate that a deed itself puts in place; a step that names it does not wait for itself."""


def decide(
    case: Consultation, command: ConsultationCommand, asked: Here
) -> list[ConsultationEvent]:
    return with_steps(case, answer(case, command, asked), asked)


def answer(
    case: Consultation, command: ConsultationCommand, asked: Here
) -> list[ConsultationEvent]:
    match case.stage, command:
        case Stage.BLANK, StartProcedure():
            return start(command, asked)
        case Stage.BLANK, _:
            raise Rejected(
                "not-started",
                "协商尚未开始。请先由同级党组织同意议题。",
                "The consultation has not begun. The Party organisation must consent to it first.",
            )
        case _, StartProcedure():
            return start_again(case, command)
        case _, NotePlan(plan=plan):
            return [] if plan == case.plan else [ConsultationPlanned(plan=plan)]
        case _, NoteOutcome(milestone=milestone, number=number):
            # What the outcomes service reports has happened; its step completes when its turn is.
            noted = milestone in case.happened
            return [] if noted else [OutcomeNoted(milestone=milestone, number=number)]
        case Stage.RUNNING, RequestJointResearch():
            return request_joint_research(case, command)
        case Stage.RUNNING, RecordResearch():
            return record_research(case, command, asked)
        case Stage.RUNNING, FixParties():
            return fix_parties(case, command)
        case Stage.RUNNING, PlanSession():
            return plan_session(case, command)
        case Stage.RUNNING, CallSession():
            return call_session(case, command, asked)
        case Stage.RUNNING, SendMaterials():
            return send_materials(case, command, asked)
        case Stage.RUNNING, HoldSession():
            return hold_session(case, command, asked)
        case Stage.RUNNING, RecordAttendance():
            return record_attendance(case, command)
        case Stage.RUNNING, RecordSpeech():
            return [SpeechRecorded(**words(case, command))]
        case Stage.RUNNING, MakePromise():
            promise = Promise(number=len(case.pledges) + 1, **words(case, command))
            return [PromiseMade(promise=promise)]
        case Stage.RUNNING, WithdrawPromise():
            return withdraw_promise(case, command)
        case Stage.RUNNING, TaskPromise():
            return task_promise(case, command)
        case Stage.RUNNING, RecordConsensus():
            return [ConsensusRecorded(number=len(case.consensus) + 1, **words(case, command))]
        case Stage.RUNNING, RecordDissent():
            return [DissentRecorded(number=len(case.dissent) + 1, **words(case, command))]
        case Stage.RUNNING, CloseSession():
            return close_session(case, command)
        case Stage.RUNNING, ConfirmMinutes():
            return confirm_minutes(case, command)
        case Stage.RUNNING, UpgradeCase():
            return upgrade(case, command, asked)
        case Stage.RUNNING | Stage.MINUTED, WaiveStep():
            return waive(case, command, asked)
        case Stage.COMPLETED, WaiveStep():
            raise Rejected(
                "completed",
                "程序的全部步骤已经完成，没有可免除的步骤。",
                "All steps of the procedure are complete; there is none to waive.",
            )
        case _, PublishResult():
            return publish_result(case, command, asked)
        case _:
            raise Rejected(
                "minutes-confirmed",
                "纪要已经确认，协商过程不能再改。后续事项请在成果中办理。",
                "The minutes are confirmed and the consultation stands as it is. "
                "Take what follows to its outcome.",
            )


def with_steps(
    case: Consultation, deeds: Sequence[ConsultationEvent], asked: Here
) -> list[ConsultationEvent]:
    """The deeds, followed by every step that has its turn and whose milestone has happened."""
    events = list(deeds)
    for deed in deeds:
        case = evolve(case, deed, asked.unit)
    while events and (step := case.open_step) and step.completed_by in case.happened:
        events.append(
            StepCompleted(
                step=step.code,
                name=step.name,
                by_milestone=step.completed_by,
                number=case.done + 1,
            )
        )
        case = evolve(case, events[-1], asked.unit)
    if events and case.open_step is None and case.stage is not Stage.COMPLETED:
        events.append(ProcedureCompleted(procedure=case.code))
    return events


def start(command: StartProcedure, asked: Here) -> list[ConsultationEvent]:
    content = command.model_dump(exclude={"unit", "procedure"})
    return [ProcedureStarted(**content, procedure=adopted(command.procedure, asked))]


def start_again(case: Consultation, command: StartProcedure) -> list[ConsultationEvent]:
    if case.started and case.started.procedure.code == command.procedure:
        return []
    raise Rejected(
        "already-started",
        "协商已按原定程序开始，程序不能更换。简易协商请用“升级”。",
        "The consultation has begun and keeps its procedure. A simple one can be upgraded.",
    )


def adopted(code: str, asked: Here) -> Procedure:
    if found := asked.rules.procedures.get(code):
        return found
    known = "、".join(asked.rules.procedures) or "无"
    raise Rejected(
        "unknown-procedure",
        f"本县没有采用程序“{code}”（已采用：{known}）。请先由县政协办公室采用该程序。",
        f"The county has not adopted a procedure {code} (adopted: {known}). "
        "The county office must adopt it first.",
    )


def turn(case: Consultation, milestone: Milestone) -> None:
    """Refuse a deed whose step does not have its turn, or whose gates are not in place."""
    place = case.place_of(milestone)
    if place is None:
        return
    if (missing := case.open_step) and place > case.done:
        raise Rejected(
            "step-order",
            f"步骤须按顺序进行，请先完成“{missing.name}”，再办理“{case.steps[place].name}”。",
            f"Steps go in order: complete {missing.name} before {case.steps[place].name}.",
        )
    for gate in case.steps[place].needs:
        if gate is not OWN_GATE.get(milestone):
            require(case, gate)


def require(case: Consultation, gate: Gate) -> None:
    """Refuse where this gate is not in place."""
    match gate:
        case Gate.CONSENT:
            pass  # A consultation only ever starts from the consent (000-24).
        case Gate.PLANNED if not case.plan:
            raise Rejected(
                "not-planned",
                "议题尚未列入年度协商计划。请先列入计划并报同级党组织同意。",
                "The topic is in no approved annual plan. Add it to the plan and obtain consent.",
            )
        case Gate.PARTIES if not case.parties:
            raise Rejected(
                "no-parties",
                "尚未确定协商主体。请先确定参加的各方，包括利益相关方。",
                "The parties are not fixed. Fix who takes part, stakeholders among them.",
            )
        case Gate.SESSION_PLAN if case.session_plan is None:
            raise Rejected(
                "no-session-plan",
                "尚未制定协商方案。请先确定形式、地点、日期和问题。",
                "The session is not planned. Settle form, place, day and questions first.",
            )
        case Gate.RESEARCH if not case.research:
            raise no_research()
        case Gate.MINUTES if Milestone.MINUTES_CONFIRMED not in case.happened:
            raise Rejected(
                "no-minutes",
                "协商纪要尚未确认。请先确认纪要。",
                "The minutes are not confirmed. Confirm them first.",
            )
        case Gate.OUTCOME_CONSENT if "OutcomeConsented" not in case.happened:
            raise Rejected(
                "no-outcome-consent",
                "成果使用尚未经同级党组织同意。请先报请同意。",
                "There is no consent yet to use the outcome. Ask the Party organisation for it.",
            )


def no_research() -> Rejected:
    return Rejected(
        "no-research",
        "协商之前须有调研。请先记录议前调研，调研日期不得晚于会议日期。",
        "Research comes before consultation. Record it, with a day before the session.",
    )


def researched(case: Consultation, day: date) -> None:
    """Only a simple consultation may meet without research (13.3-1), whatever its steps say."""
    if not case.simple and (case.researched_on is None or case.researched_on > day):
        raise no_research()


def stakeholders_invited(case: Consultation) -> None:
    """A session that needs parties needs those whom the matter touches (000-53, 001-23)."""
    place = case.place_of(Milestone.MINUTES_CONFIRMED)
    if case.simple or place is None or Gate.PARTIES not in case.steps[place].needs:
        return
    if not {PartyKind.STAKEHOLDER, PartyKind.RESIDENT} & {party.kind for party in case.parties}:
        raise Rejected(
            "no-stakeholders",
            "协商主体中没有利益相关方或居民代表。请邀请后重新确定协商主体。",
            "No stakeholder or resident is among the parties. Invite them; fix the parties anew.",
        )


def not_in_future(day: date, asked: Here) -> None:
    if day > asked.today:
        raise Rejected(
            "future-day",
            f"{day} 尚未到来，只能记录已经发生的事。请核对日期。",
            f"{day} has not come yet; only what has happened is recorded. Check the day.",
        )


def listed_once(what: Sequence[str]) -> None:
    if twice := sorted({str(each) for each in what if what.count(each) > 1}):
        named = ", ".join(twice)
        raise Rejected(
            "listed-twice",
            f"重复列出：{named}。请每项只列一次。",
            f"Listed twice: {named}. List each only once.",
        )


def request_joint_research(
    case: Consultation, command: RequestJointResearch
) -> list[ConsultationEvent]:
    if (command.committee, command.question) in case.joint_research:
        return []
    return [JointResearchRequested(**command.model_dump())]


def record_research(
    case: Consultation, command: RecordResearch, asked: Here
) -> list[ConsultationEvent]:
    turn(case, Milestone.RESEARCH_RECORDED)
    not_in_future(command.held_on, asked)
    listed_once(command.members)
    if command.joint and command.committee is None:
        raise Rejected(
            "joint-without-committee",
            "联合调研须写明参加的专门委员会。请补充专委会。",
            "Joint research names the committee that took part. Add the committee.",
        )
    if asked.role == Role.COMMITTEE and asked.body and command.committee != asked.body:
        raise Rejected(
            "other-committee",
            "专门委员会只能记录本委员会参加的调研。请改为本委员会。",
            "A committee records only research of its own. Name your own committee.",
        )
    return [ResearchRecorded(number=case.research + 1, **command.model_dump())]


def fix_parties(case: Consultation, command: FixParties) -> list[ConsultationEvent]:
    if command.parties == case.parties:
        return []
    turn(case, Milestone.PARTIES_FIXED)
    return [PartiesFixed(parties=command.parties)]


def plan_session(case: Consultation, command: PlanSession) -> list[ConsultationEvent]:
    planned = SessionPlanned(**command.model_dump())
    if planned == case.session_plan:
        return []
    turn(case, Milestone.SESSION_PLANNED)
    return [planned]


def call_session(case: Consultation, command: CallSession, asked: Here) -> list[ConsultationEvent]:
    if command.key and (case.simple or command.form in NEVER_KEY):
        raise Rejected(
            "not-key",
            "简易、上门、小微、摸底协商不计入重点协商。请取消“重点”或改用会议形式。",
            "Simple, doorstep, micro and sounding consultation never counts as key. "
            "Drop the mark or choose another form.",
        )
    researched(case, command.on)
    turn(case, Milestone.MINUTES_CONFIRMED)
    stakeholders_invited(case)
    none_open(case)
    return [
        SessionCalled(
            number=len(case.sessions) + 1,
            council_class=COUNCIL_CLASS.get(asked.unit_kind, asked.unit_kind),
            **command.model_dump(),
        )
    ]


def none_open(case: Consultation) -> None:
    if session := case.open_session:
        raise Rejected(
            "session-open",
            f"第 {session.number} 次协商会尚未结束。请先结束该次会议。",
            f"Session {session.number} has not ended. Close it first.",
        )


def called(case: Consultation, number: int) -> Session:
    if number > len(case.sessions):
        raise Rejected(
            "not-called",
            f"第 {number} 次协商会尚未召集。请核对会次或先召集会议。",
            f"Session {number} was not called. Check the number, or call it first.",
        )
    return case.sessions[number - 1]


def held(case: Consultation, number: int) -> tuple[Session, SessionHeld]:
    session = called(case, number)
    if session.held is None:
        raise Rejected(
            "not-held",
            f"第 {number} 次协商会尚未召开。请先记录召开情况。",
            f"Session {number} has not been held. Record that it was held first.",
        )
    return session, session.held


def send_materials(
    case: Consultation, command: SendMaterials, asked: Here
) -> list[ConsultationEvent]:
    session = called(case, command.session)
    sent = MaterialsSent(**command.model_dump())
    if sent == session.materials:
        return []
    not_in_future(command.on, asked)
    if session.held and command.on > session.held.on:
        raise Rejected(
            "materials-late",
            "材料须在会前送达。请核对送达日期。",
            "Materials are sent before the session. Check the day on which they were sent.",
        )
    return [sent]


def hold_session(case: Consultation, command: HoldSession, asked: Here) -> list[ConsultationEvent]:
    session = called(case, command.session)
    happened = SessionHeld(**command.model_dump())
    if happened == session.held:
        return []
    if session.held:
        raise Rejected(
            "already-held",
            f"第 {session.number} 次协商会已于 {session.held.on} 召开。再次协商请另行召集。",
            f"Session {session.number} was held on {session.held.on}. Call another round instead.",
        )
    not_in_future(command.on, asked)
    if session.procedure == case.code:
        researched(case, command.on)
    return [happened]


def record_attendance(case: Consultation, command: RecordAttendance) -> list[ConsultationEvent]:
    session, happened = held(case, command.session)
    listed_once(command.present)
    listed_once([each.kind for each in command.headcount])
    if PartyKind.MEMBER in {each.kind for each in command.headcount}:
        raise Rejected(
            "members-one-by-one",
            "政协委员须逐名登记，不计入人数统计。请把委员列入出席名单。",
            "Members are listed one by one, not counted. Put them on the list of those present.",
        )
    recorded = AttendanceRecorded(
        on=happened.on,
        form=session.form,
        title=case.started.title if case.started else "",
        **command.model_dump(),
    )
    if recorded == session.attendance:
        return []
    if session.attendance:
        raise Rejected(
            "attendance-recorded",
            f"第 {session.number} 次协商会的出席情况已经登记，计入履职档案后不能更改。",
            f"Attendance of session {session.number} is recorded and stands in the duty files. "
            "It cannot be changed.",
        )
    return [recorded]


def words(
    case: Consultation, command: RecordSpeech | MakePromise | RecordConsensus | RecordDissent
) -> dict[str, object]:
    """What was said in a session that was held. It may be added until the minutes are confirmed."""
    held(case, command.session)
    return command.model_dump()


def pledge(case: Consultation, number: int) -> Pledge:
    if number > len(case.pledges):
        raise Rejected(
            "no-promise",
            f"没有第 {number} 项承诺。请核对编号。",
            f"There is no promise {number}. Check the number.",
        )
    return case.pledges[number - 1]


def withdraw_promise(case: Consultation, command: WithdrawPromise) -> list[ConsultationEvent]:
    if pledge(case, command.number).withdrawn:
        return []
    return [PromiseWithdrawn(number=command.number, reason=command.reason)]


def task_promise(case: Consultation, command: TaskPromise) -> list[ConsultationEvent]:
    promised = pledge(case, command.number)
    listed_once([command.lead, *command.co])
    if promised.withdrawn:
        raise Rejected(
            "promise-withdrawn",
            f"第 {command.number} 项承诺已经撤回，不能转为任务。需要时请重新记录承诺。",
            f"Promise {command.number} was withdrawn. Record a new promise if one was made.",
        )
    same = promised.task and (promised.task.lead, promised.task.co) == (command.lead, command.co)
    return [] if same else [PromiseTasked(**command.model_dump())]


def close_session(case: Consultation, command: CloseSession) -> list[ConsultationEvent]:
    session, _ = held(case, command.session)
    listed_once(command.results)
    closed = SessionClosed(**command.model_dump())
    if session.closed is None:
        return [closed]
    if session.closed == closed:
        return []
    raise Rejected(
        "session-closed",
        f"第 {session.number} 次协商会已经结束，结果不能更改。再次协商请另行召集。",
        f"Session {session.number} has ended and its results stand. Call another round instead.",
    )


def confirm_minutes(case: Consultation, command: ConfirmMinutes) -> list[ConsultationEvent]:
    turn(case, Milestone.MINUTES_CONFIRMED)
    stakeholders_invited(case)
    none_open(case)
    # What was talked over simply before an upgrade is not yet the session of the fuller procedure.
    if not any(session.procedure == case.code for session in case.sessions):
        raise Rejected(
            "no-session",
            "尚未按现行程序召开协商会。请先召集并召开会议。",
            "No session has been held under the present procedure. Call and hold one first.",
        )
    if open_numbers := [str(p.promise.number) for p in case.pledges if p.open]:
        numbers = "、".join(open_numbers)
        raise Rejected(
            "promise-open",
            f"第 {numbers} 项承诺尚未落实去向。请逐项转为任务，或说明理由撤回。",
            f"Still open: promise {numbers}. Make each a task, or withdraw it with a reason.",
        )
    assert case.started is not None
    return [
        MinutesConfirmed(
            title=case.started.title,
            sessions=len(case.sessions),
            consensus=case.consensus,
            dissent=case.dissent,
            tasks=tuple(pledge.task for pledge in case.pledges if pledge.task),
            raised_by=case.started.raised_by,
            raised_in=case.started.raised_in,
            **command.model_dump(),
        )
    ]


def publish_result(
    case: Consultation, command: PublishResult, asked: Here
) -> list[ConsultationEvent]:
    if (command.place, command.on) in case.published:
        return []
    turn(case, Milestone.RESULT_PUBLISHED)
    require(case, Gate.MINUTES)
    not_in_future(command.on, asked)
    return [ResultPublished(place=command.place, on=command.on)]


def waive(case: Consultation, command: WaiveStep, asked: Here) -> list[ConsultationEvent]:
    if asked.scope != prefix(asked.unit):
        raise Rejected(
            "same-level",
            f"免除步骤须由{asked.unit_name}的同级党组织同意。请报同级党组织办理。",
            f"Only the Party organisation at the level of {asked.unit_name} may waive a step. "
            "Bring it to that organisation.",
        )
    places = {step.code: place for place, step in enumerate(case.steps)}
    if (place := places.get(command.step)) is None:
        raise Rejected(
            "no-step",
            f"本程序没有步骤“{command.step}”。步骤代码有：{'、'.join(places)}。",
            f"This procedure has no step {command.step}. Its steps are: {', '.join(places)}.",
        )
    step = case.steps[place]
    if step.completed_by in NEVER_WAIVED:
        raise Rejected(
            "not-waivable",
            f"“{step.name}”不能免除，请按程序完成。",
            f"{step.name} can never be waived. Complete it as the procedure has it.",
        )
    if step.code in case.waived:
        return []
    if place != case.done:
        raise Rejected(
            "step-order",
            f"只能免除当前步骤“{case.steps[case.done].name}”，“{step.name}”未到或已完成。",
            f"Only the present step, {case.steps[case.done].name}, can be waived; "
            f"{step.name} is complete or its turn has not come.",
        )
    return [
        StepWaived(
            name=step.name,
            number=place + 1,
            **command.model_dump(),
        )
    ]


def upgrade(case: Consultation, command: UpgradeCase, asked: Here) -> list[ConsultationEvent]:
    if case.upgraded and case.code == command.procedure:
        return []
    if not case.simple or command.procedure != case.upgrades_to:
        target = case.upgrades_to or "无"
        raise Rejected(
            "no-downgrade",
            f"程序只能由简易协商升级（可升级为：{target}），不能降级或改换。请按现行程序继续。",
            f"Only a simple consultation is upgraded (here to: {target}); none is ever downgraded "
            "or exchanged. Go on with the present procedure.",
        )
    procedure = adopted(command.procedure, asked)
    return [CaseUpgraded(from_procedure=case.code, procedure=procedure, reason=command.reason)]


CONSULTATION = Decider[Consultation, ConsultationCommand, ConsultationEvent](
    Consultation(), decide, evolve
)
