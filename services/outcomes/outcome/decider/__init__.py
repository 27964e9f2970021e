"""An outcome's life: drafted, consented to, sent, acted on, checked, fed back, closed."""

from common.checks import answered
from contracts.outcomes import outcome as e
from runtime.decider import Circumstances, Decider, Rejected
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.decider.assigning import (
    assign,
    letter,
    reassign,
    send,
    urge,
)
from services.outcomes.outcome.decider.closing import check, close, closure
from services.outcomes.outcome.decider.days import after_sending
from services.outcomes.outcome.decider.missed import missed
from services.outcomes.outcome.decider.state import Outcome, Stage, evolve, task_of
from services.outcomes.outcome.decider.tasks import handle
from services.outcomes.rules.decider import OutcomeRules


def decide(
    outcome: Outcome, command: c.OutcomeCommand, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    match outcome.stage, command:
        case Stage.BLANK, c.DraftOutcome():
            return [draft(command)]
        case _, c.DraftOutcome() if draft(command) == outcome.drafted:
            return []
        case Stage.DRAFTED | Stage.REFUSED, c.ConsentToOutcome(consent=consent):
            answered(consent.decided_on, given)
            return [e.OutcomeConsented(consent=consent)]
        case Stage.CONSENTED, c.ConsentToOutcome(consent=consent) if consent == outcome.consent:
            return []
        case Stage.DRAFTED, c.RefuseOutcomeConsent(decided_on=decided_on):
            answered(decided_on, given)
            return [e.OutcomeConsentRefused(**command.model_dump())]
        case Stage.DRAFTED | Stage.REFUSED, c.SendOutcome():
            raise Rejected(
                "no-consent",
                "成果的运用须先报同级党组织同意。请在同意之后再报送。",
                "The same-level Party organisation has not consented to the use of this outcome."
                " Send it once consent is recorded.",
            )
        case Stage.CONSENTED, c.SendOutcome():
            return send(outcome, command, given)
        case Stage.SENT, c.SendOutcome() if letter(command, given.rules) == outcome.sent:
            return []
        case Stage.SENT, c.AssignTask():
            return assign(outcome, command, given)
        case Stage.SENT, c.ReassignTask(task=number):
            return reassign(outcome, task_of(outcome, number), command, given)
        case Stage.SENT, c.AcceptTask() | c.ReturnTask() | c.ReportProgress() | c.CompleteTask():
            return handle(task_of(outcome, command.task), command, outcome.sent_on, given)
        case Stage.SENT, c.UrgeHandling(task=number):
            return urge(task_of(outcome, number), command)
        case Stage.SENT | Stage.CLOSED, c.HoldCheck():
            return check(outcome, command, given)
        case Stage.SENT, c.GiveFeedback(on=on):
            after_sending(on, outcome.sent_on, given)
            return [e.FeedbackGiven(raised_by=outcome.raised_by, **command.model_dump())]
        case Stage.SENT | Stage.CLOSED, c.NoteMissed():
            return missed(outcome, command, given)
        case Stage.SENT, c.CloseOutcome():
            return close(outcome, command)
        case Stage.CLOSED, c.CloseOutcome() if closure(outcome, command) == outcome.closed:
            return []
        case Stage.CLOSED, c.ReopenOutcome(reason=reason):
            return [e.OutcomeReopened(reason=reason)]
        case _:
            chinese, english = NEXT[outcome.stage]
            raise Rejected(
                "out-of-step",
                f"现在还不能或不再能办理这一步：{chinese}。",
                f"This step is not open: {english}.",
            )


NEXT = {
    Stage.BLANK: (
        "还没有形成成果，请先确认协商纪要",
        "there is no outcome yet; confirm the minutes of the consultation first",
    ),
    Stage.DRAFTED: (
        "成果已起草，下一步报同级党组织同意",
        "the outcome is drafted and waits for the consent of the same-level Party organisation",
    ),
    Stage.REFUSED: (
        "同级党组织没有同意运用这项成果，如重新研究同意，请先登记同意",
        "the Party organisation refused consent; record its consent if it decides anew",
    ),
    Stage.CONSENTED: (
        "同级党组织已同意，下一步报送成果",
        "consent is recorded; send the outcome next",
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


def draft(command: c.DraftOutcome) -> e.OutcomeDrafted:
    return e.OutcomeDrafted(**command.model_dump(exclude={"unit"}))


OUTCOME = Decider[Outcome, c.OutcomeCommand, e.OutcomeEvent](Outcome(), decide, evolve)
