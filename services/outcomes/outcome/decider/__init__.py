"""An outcome's life: drafted, consented to, posted, sent, acted on, checked, fed back, closed."""

from datetime import date

from contracts.outcomes import outcome as e
from runtime.decider import Circumstances, Decider, Rejected
from runtime.probe import repeats
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.decider.adopting import adopt, feed_back
from services.outcomes.outcome.decider.assigning import (
    assign,
    assign_agreed,
    reassign,
    same_letter,
    send,
)
from services.outcomes.outcome.decider.checking import (
    all_completed,
    check,
    counted_anew,
    schedule,
)
from services.outcomes.outcome.decider.closing import close, closure, correct, reopen
from services.outcomes.outcome.decider.complaining import answer as answer_referral
from services.outcomes.outcome.decider.complaining import complain, refer, take_back
from services.outcomes.outcome.decider.consenting import consent, redraft, refuse
from services.outcomes.outcome.decider.correcting import correct_check, not_after_check
from services.outcomes.outcome.decider.drafting import draft, is_drafted, note_proposers
from services.outcomes.outcome.decider.instructing import record
from services.outcomes.outcome.decider.missed import missed
from services.outcomes.outcome.decider.rating import note_annulled, note_rating
from services.outcomes.outcome.decider.replies import Replies
from services.outcomes.outcome.decider.running import reply_classes
from services.outcomes.outcome.decider.state import LIVE, Outcome, Stage, evolve, task_of
from services.outcomes.outcome.decider.steps import in_turn, not_before, post, waive, with_steps
from services.outcomes.outcome.decider.taking_back import put_right
from services.outcomes.outcome.decider.tasks import handle
from services.outcomes.outcome.decider.urging import extend, handle_again, urge
from services.outcomes.rules.decider import OutcomeRules


def decide(
    outcome: Outcome, command: c.OutcomeCommand, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    return with_steps(outcome, answer(outcome, command, given), given)


def answer(
    outcome: Outcome, command: c.OutcomeCommand, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    match outcome.stage, command:
        case Stage.BLANK, c.DraftOutcome():
            return draft(command, given.rules.handlings)
        case _, c.DraftOutcome() if is_drafted(outcome, command):
            return []
        case _, c.NoteProposers():
            return note_proposers(outcome, command)
        case _, c.ConsentToOutcome() if repeats(lambda: command.consent in outcome.consents):
            return []
        case Stage.DRAFTED, c.ConsentToOutcome() if not outcome.consented:
            return consent(outcome, command, given)
        case Stage.DRAFTED, c.RefuseOutcomeConsent() if not outcome.in_use:
            return refuse(outcome, command, given)
        case Stage.DRAFTED | Stage.REFUSED, c.RedraftOutcome() if not outcome.in_use:
            return redraft(outcome, command)
        case stage, c.PostResult() if stage in LIVE:
            return post(outcome, command, given)
        case Stage.DRAFTED | Stage.CONSENTED, c.SendOutcome():
            return send(outcome, command, given)
        case Stage.SENT, c.SendOutcome() if repeats(
            lambda: same_letter(outcome, command, given.rules)
        ):
            return []
        case _, c.AssignAgreedTasks() if outcome.at_work:
            return assign_agreed(outcome, command, given)
        case _, c.AssignTask() if outcome.at_work:
            return assign(outcome, command, given)
        case _, c.ReassignTask(task=number) if outcome.at_work:
            return reassign(outcome, task_of(outcome, number), command, given)
        case _, c.CompleteTask(task=number, on=on) if outcome.at_work:
            in_turn(outcome, command, given)
            return [
                *of_a_task(outcome, command, given),
                *all_completed(outcome, number, on, given),
            ]
        case _, c.CorrectCompletion(task=number, on=on) if outcome.at_work:
            corrected = of_a_task(outcome, command, given)
            moved = counted_anew(outcome, number, on, given) if corrected else []
            return [*corrected, *moved]
        case (
            _,
            c.AcceptTask()
            | c.ReturnTask()
            | c.ReportProgress()
            | c.ContactProposer()
            | c.GiveCoOpinion(),
        ) if outcome.at_work:
            return of_a_task(outcome, command, given)
        case _, c.UrgeHandling(task=number) if outcome.at_work:
            return urge(task_of(outcome, number), command, given)
        case _, c.ExtendDeadline(task=number) if outcome.at_work:
            return extend(task_of(outcome, number), command, given)
        case _, c.HandleAgain(task=number) if outcome.at_work:
            return handle_again(outcome, task_of(outcome, number), command, given)
        case stage, c.ScheduleCheck() if stage in LIVE or stage is Stage.CLOSED:
            return schedule(outcome, command, given)
        case stage, c.HoldCheck() if stage in LIVE or stage is Stage.CLOSED:
            return check(outcome, command, given)
        case stage, c.CorrectCheck() if stage in LIVE or stage is Stage.CLOSED:
            return correct_check(outcome, command, given)
        case stage, c.GiveFeedback() if stage in LIVE:
            return feed_back(outcome, command, given)
        case stage, c.AdoptOutcome() if stage in LIVE or stage is Stage.CLOSED:
            return adopt(outcome, command, given)
        case _, c.CorrectInstruction() | c.TakeBackInstruction() if outcome.instructions:
            return put_right(outcome, command, given)
        case _, c.CorrectPosting() | c.TakeBackPosting() if outcome.posted:
            return put_right(outcome, command, given)
        case _, c.CorrectFeedback() | c.TakeBackFeedback() if outcome.feedback:
            return put_right(outcome, command, given)
        case _, c.CorrectAdoption() | c.TakeBackAdoption() if outcome.adoptions:
            return put_right(outcome, command, given)
        case _, c.RecordComplaint() if outcome.at_work:
            return complain(outcome, command, given)
        case _, c.TakeBackComplaint() if outcome.complaints:
            return take_back(outcome, command)
        case _, c.ReferTask() if outcome.at_work:
            return refer(outcome, command, given)
        case _, c.RecordReferralAnswer() if outcome.referrals:
            return answer_referral(outcome, command, given)
        case stage, c.RecordInstruction() if stage in LIVE or stage is Stage.CLOSED:
            return record(outcome, command, given)
        case stage, c.NoteRating() if stage is not Stage.BLANK:
            return note_rating(outcome, command, given)
        case stage, c.NoteRatingAnnulled() if stage is not Stage.BLANK:
            return note_annulled(outcome, command)
        case stage, c.WaiveStep() if stage in LIVE:
            return waive(outcome, command, given)
        case _, c.NoteMissed() if outcome.tasks:
            return missed(outcome, command, given)
        case stage, c.CloseOutcome() if stage in LIVE:
            return close(outcome, command)
        case Stage.CLOSED, c.CloseOutcome() if repeats(
            lambda: closure(outcome, command) == outcome.closed
        ):
            return []
        case Stage.CLOSED, c.CorrectBenefit():
            return correct(outcome, command)
        case Stage.CLOSED, c.ReopenOutcome(reason=reason):
            return reopen(outcome, reason)
        case _:
            chinese, english = NEXT[outcome.stage]
            raise Rejected(
                "out-of-step",
                f"现在还不能或不再能办理这一步：{chinese}。",
                f"This step is not open: {english}.",
            )


NEXT = {
    Stage.BLANK: (
        "还没有形成成果，协商结束后自动起草",
        "there is no outcome yet; it is drafted once the consultation is concluded",
    ),
    Stage.DRAFTED: (
        "成果已起草，请按程序办理下一步",
        "the outcome is drafted; go on with the next step of its procedure",
    ),
    Stage.REFUSED: (
        "没有同意运用这项成果，请重新起草后再报请同意",
        "consent was refused; draw the outcome up again and ask for consent anew",
    ),
    Stage.CONSENTED: (
        "已同意运用，请按程序办理下一步",
        "consent is recorded; go on with the next step of the procedure",
    ),
    Stage.SENT: (
        "成果已报送，正在转化落实；下一步是办理任务、核查、反馈和办结",
        "the outcome is sent; next are tasks, check, feedback and closure",
    ),
    Stage.CLOSED: (
        "成果已办结，如需继续办理，请先重新办理",
        "the outcome is closed; reopen it first if there is more to do",
    ),
}


def of_a_task(
    outcome: Outcome, command: c.TaskCommand, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    assert outcome.handling is not None
    classes = reply_classes(outcome, given.rules)
    replies = Replies(outcome.handling, classes, given.rules)
    task = task_of(outcome, command.task)

    def timely(on: date) -> None:
        not_before(on, outcome, given)
        if isinstance(command, c.CorrectCompletion):
            not_after_check(task, on, outcome)

    return handle(task, command, replies, timely, given)


OUTCOME = Decider[Outcome, c.OutcomeCommand, e.OutcomeEvent](Outcome(), decide, evolve)
