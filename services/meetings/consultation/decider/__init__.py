"""A consultation's life as a table: at which stage what may be asked, and what follows."""

from contracts.meetings import consultation as e
from runtime.decider import Circumstances, Decider, Rejected
from services.meetings.consultation import commands as c
from services.meetings.consultation.decider.beginning import note_begun, was_withdrawn, withdraw
from services.meetings.consultation.decider.conclusion import conclude
from services.meetings.consultation.decider.preparation import (
    fix_participants,
    plan_session,
    post_notice,
    seek_views,
    take_back_notice,
    take_back_views,
)
from services.meetings.consultation.decider.procedure import (
    open_again,
    upgrade,
    waive,
    with_steps,
)
from services.meetings.consultation.decider.rounds import (
    note_call,
    note_cancellation,
    note_holding,
    note_minutes,
    note_not_held,
    note_postponement,
    note_research,
)
from services.meetings.consultation.decider.state import Consultation, Stage, evolve
from services.meetings.consultation.decider.talents import note_talent, note_talent_left
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
        case _, c.NoteBegun():
            return note_begun(case)
        case Stage.RUNNING, c.WithdrawConsultation():
            return withdraw(case, command)
        case Stage.WITHDRAWN, c.WithdrawConsultation():
            return []
        case _, c.NoteResearch():
            return note_research(case, command)
        case _, c.NoteTalent():
            return note_talent(case, command, given)
        case _, c.NoteTalentLeft():
            return note_talent_left(case, command, given)
        case _, c.NoteCall():
            return note_call(case, command)
        case _, c.NotePostponement():
            return note_postponement(case, command)
        case _, c.NoteNotHeld():
            return note_not_held(case, command)
        case _, c.NoteCancellation():
            return note_cancellation(case, command)
        case _, c.NoteHolding():
            return note_holding(case, command)
        case _, c.NoteMinutes():
            return note_minutes(case, command)
        case Stage.RUNNING, c.FixParticipants():
            return fix_participants(case, command, given)
        case Stage.RUNNING, c.PostNotice():
            return post_notice(case, command, given)
        case Stage.RUNNING, c.SeekViews():
            return seek_views(case, command, given)
        case Stage.RUNNING, c.TakeBackNotice():
            return take_back_notice(case, command)
        case Stage.RUNNING, c.TakeBackViews():
            return take_back_views(case, command)
        case Stage.RUNNING, c.PlanSession():
            return plan_session(case, command, given)
        case Stage.RUNNING, c.ConcludeConsultation():
            return conclude(case, command, given)
        case _, c.ConcludeConsultation() if case.accepted and (
            case.accepted.summary == command.summary
        ):
            return []
        case Stage.RUNNING, c.UpgradeConsultation():
            return upgrade(case, command, given)
        case Stage.RUNNING, c.WaiveStep():
            return waive(case, command, given)
        case Stage.WITHDRAWN, _:
            raise was_withdrawn()
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
