"""A consultation's life as a table: at which stage what may be asked, and what follows."""

from contracts.meetings.consultation import (
    ConsensusRecorded,
    ConsultationEvent,
    ConsultationPlanned,
    DissentRecorded,
    OutcomeNoted,
    Promise,
    PromiseMade,
    SpeechRecorded,
)
from runtime.decider import Circumstances, Decider, Rejected
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
from services.meetings.consultation.decider.case import Consultation, Stage, evolve
from services.meetings.consultation.decider.minutes import (
    confirm_minutes,
    publish_result,
    task_promise,
    withdraw_promise,
)
from services.meetings.consultation.decider.preparation import (
    fix_parties,
    plan_session,
    record_research,
    request_joint_research,
)
from services.meetings.consultation.decider.procedure import (
    start,
    start_again,
    upgrade,
    waive,
    with_steps,
)
from services.meetings.consultation.decider.sessions import (
    adds_attendance,
    call_session,
    close_session,
    hold_session,
    record_attendance,
    send_materials,
    words,
)
from services.meetings.rules.decider import Rules


def decide(
    case: Consultation, command: ConsultationCommand, given: Circumstances[Rules]
) -> list[ConsultationEvent]:
    return with_steps(case, answer(case, command, given), given)


def answer(
    case: Consultation, command: ConsultationCommand, given: Circumstances[Rules]
) -> list[ConsultationEvent]:
    match case.stage, command:
        case Stage.BLANK, StartProcedure():
            return start(command, given)
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
        case _, NoteOutcome(milestone=milestone, outcome_number=number):
            # What the outcomes service reports has happened; its step completes when its turn is.
            noted = milestone in case.happened
            return [] if noted else [OutcomeNoted(milestone=milestone, outcome_number=number)]
        case Stage.RUNNING, RequestJointResearch():
            return request_joint_research(case, command)
        case Stage.RUNNING, RecordResearch():
            return record_research(case, command, given)
        case Stage.RUNNING, FixParties():
            return fix_parties(case, command)
        case Stage.RUNNING, PlanSession():
            return plan_session(case, command)
        case Stage.RUNNING, CallSession():
            return call_session(case, command, given)
        case Stage.RUNNING, SendMaterials():
            return send_materials(case, command, given)
        case Stage.RUNNING, HoldSession():
            return hold_session(case, command, given)
        case Stage.RUNNING, RecordAttendance():
            return record_attendance(case, command)
        case _, RecordAttendance() if adds_attendance(case, command):
            return record_attendance(case, command)
        case Stage.RUNNING, RecordSpeech():
            return [SpeechRecorded(**words(case, command))]
        case Stage.RUNNING, MakePromise():
            promise = Promise(promise=len(case.pledges) + 1, **words(case, command))
            return [PromiseMade(promise=promise)]
        case Stage.RUNNING, WithdrawPromise():
            return withdraw_promise(case, command)
        case Stage.RUNNING, TaskPromise():
            return task_promise(case, command)
        case Stage.RUNNING, RecordConsensus():
            return [ConsensusRecorded(consensus=len(case.consensus) + 1, **words(case, command))]
        case Stage.RUNNING, RecordDissent():
            return [DissentRecorded(dissent=len(case.dissent) + 1, **words(case, command))]
        case Stage.RUNNING, CloseSession():
            return close_session(case, command)
        case Stage.RUNNING, ConfirmMinutes():
            return confirm_minutes(case, command)
        case Stage.RUNNING, UpgradeCase():
            return upgrade(case, command, given)
        case Stage.RUNNING | Stage.MINUTED, WaiveStep():
            return waive(case, command, given)
        case Stage.COMPLETED, WaiveStep():
            raise Rejected(
                "completed",
                "程序的全部步骤已经完成，没有可免除的步骤。",
                "All steps of the procedure are complete; there is none to waive.",
            )
        case _, PublishResult():
            return publish_result(case, command, given)
        case _:
            raise Rejected(
                "minutes-confirmed",
                "纪要已经确认，协商过程不能再改。后续事项请在成果中办理。",
                "The minutes are confirmed and the consultation stands as it is. "
                "Take what follows to its outcome.",
            )


CONSULTATION = Decider[Consultation, ConsultationCommand, ConsultationEvent](
    Consultation(), decide, evolve
)
