"""A consultation's life as a table: at which stage what may be asked, and what follows."""

from contracts.meetings import consultation as e
from runtime.decider import Circumstances, Decider, Rejected
from services.meetings.consultation import commands as c
from services.meetings.consultation.decider.case import Consultation, Stage, evolve
from services.meetings.consultation.decider.minutes import (
    confirm_minutes,
    task_promise,
    withdraw_promise,
)
from services.meetings.consultation.decider.preparation import (
    fix_parties,
    plan_session,
    post_notice,
    record_research,
    request_joint_research,
    seek_views,
)
from services.meetings.consultation.decider.procedure import (
    open_again,
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
    record_speech,
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
        case Stage.BLANK, c.OpenConsultation():
            content = {name: value for name, value in command if name != "unit"}
            return [e.ConsultationOpened(**content)]
        case Stage.BLANK, _:
            raise Rejected(
                "not-opened",
                "协商尚未开始。议题确定之后，协商即自动开始。",
                "The consultation has not begun. It begins by itself once its topic is selected.",
            )
        case _, c.OpenConsultation():
            return open_again(case, command)
        case Stage.RUNNING, c.RequestJointResearch():
            return request_joint_research(case, command)
        case Stage.RUNNING, c.RecordResearch():
            return record_research(case, command, given)
        case Stage.RUNNING, c.FixParties():
            return fix_parties(case, command, given)
        case Stage.RUNNING, c.PostNotice():
            return post_notice(case, command, given)
        case Stage.RUNNING, c.SeekViews():
            return seek_views(case, command, given)
        case Stage.RUNNING, c.PlanSession():
            return plan_session(case, command, given)
        case Stage.RUNNING, c.CallSession():
            return call_session(case, command, given)
        case Stage.RUNNING, c.SendMaterials():
            return send_materials(case, command, given)
        case Stage.RUNNING, c.HoldSession():
            return hold_session(case, command, given)
        case Stage.RUNNING, c.RecordAttendance():
            return record_attendance(case, command, given)
        case _, c.RecordAttendance() if adds_attendance(case, command):
            return record_attendance(case, command, given)
        case Stage.RUNNING, c.RecordSpeech():
            return record_speech(case, command, given)
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
            return confirm_minutes(case, command, given)
        case Stage.RUNNING, c.UpgradeCase():
            return upgrade(case, command, given)
        case Stage.RUNNING, c.WaiveStep():
            return waive(case, command, given)
        case _:
            raise Rejected(
                "concluded",
                "协商已经结束，过程不能再改。后续事项请在成果中办理。",
                "The consultation is concluded and stands as it is. "
                "Take what follows to its outcome.",
            )


CONSULTATION = Decider[Consultation, c.ConsultationCommand, e.ConsultationEvent](
    Consultation(), decide, evolve
)
