"""A consultation's life as a table: at which stage what may be asked, and what follows."""

from contracts.meetings import consultation as e
from runtime.decider import Circumstances, Decider, Rejected
from services.meetings.consultation import commands as c
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
    case: Consultation, command: c.ConsultationCommand, given: Circumstances[Rules]
) -> list[e.ConsultationEvent]:
    return with_steps(case, answer(case, command, given), given)


def answer(
    case: Consultation, command: c.ConsultationCommand, given: Circumstances[Rules]
) -> list[e.ConsultationEvent]:
    match case.stage, command:
        case Stage.BLANK, c.StartProcedure():
            return start(command, given)
        case Stage.BLANK, _:
            raise Rejected(
                "not-started",
                "协商尚未开始。请先由同级党组织同意议题。",
                "The consultation has not begun. The Party organisation must consent to it first.",
            )
        case _, c.StartProcedure():
            return start_again(case, command)
        case _, c.NotePlan(plan=plan):
            return [] if plan == case.plan else [e.ConsultationPlanned(plan=plan)]
        case _, c.NoteOutcome(milestone=milestone, outcome_number=number):
            # What the outcomes service reports has happened; its step completes when its turn is.
            noted = milestone in case.happened
            return [] if noted else [e.OutcomeNoted(milestone=milestone, outcome_number=number)]
        case Stage.RUNNING, c.RequestJointResearch():
            return request_joint_research(case, command)
        case Stage.RUNNING, c.RecordResearch():
            return record_research(case, command, given)
        case Stage.RUNNING, c.FixParties():
            return fix_parties(case, command)
        case Stage.RUNNING, c.PlanSession():
            return plan_session(case, command)
        case Stage.RUNNING, c.CallSession():
            return call_session(case, command, given)
        case Stage.RUNNING, c.SendMaterials():
            return send_materials(case, command, given)
        case Stage.RUNNING, c.HoldSession():
            return hold_session(case, command, given)
        case Stage.RUNNING, c.RecordAttendance():
            return record_attendance(case, command)
        case _, c.RecordAttendance() if adds_attendance(case, command):
            return record_attendance(case, command)
        case Stage.RUNNING, c.RecordSpeech():
            return [e.SpeechRecorded(**words(case, command))]
        case Stage.RUNNING, c.MakePromise():
            promise = e.Promise(promise=len(case.pledges) + 1, **words(case, command))
            return [e.PromiseMade(promise=promise)]
        case Stage.RUNNING, c.WithdrawPromise():
            return withdraw_promise(case, command)
        case Stage.RUNNING, c.TaskPromise():
            return task_promise(case, command)
        case Stage.RUNNING, c.RecordConsensus():
            return [e.ConsensusRecorded(consensus=len(case.consensus) + 1, **words(case, command))]
        case Stage.RUNNING, c.RecordDissent():
            return [e.DissentRecorded(dissent=len(case.dissent) + 1, **words(case, command))]
        case Stage.RUNNING, c.CloseSession():
            return close_session(case, command)
        case Stage.RUNNING, c.ConfirmMinutes():
            return confirm_minutes(case, command)
        case Stage.RUNNING, c.UpgradeCase():
            return upgrade(case, command, given)
        case Stage.RUNNING | Stage.MINUTED, c.WaiveStep():
            return waive(case, command, given)
        case Stage.COMPLETED, c.WaiveStep():
            raise Rejected(
                "completed",
                "程序的全部步骤已经完成，没有可免除的步骤。",
                "All steps of the procedure are complete; there is none to waive.",
            )
        case _, c.PublishResult():
            return publish_result(case, command, given)
        case _:
            raise Rejected(
                "minutes-confirmed",
                "纪要已经确认，协商过程不能再改。后续事项请在成果中办理。",
                "The minutes are confirmed and the consultation stands as it is. "
                "Take what follows to its outcome.",
            )


CONSULTATION = Decider[Consultation, c.ConsultationCommand, e.ConsultationEvent](
    Consultation(), decide, evolve
)
