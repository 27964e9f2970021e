"""An outcome's life: drafted, consented to, sent, acted on, checked, fed back, closed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar, assert_never

from common.checks import answered
from contracts.consent import Consent
from contracts.outcomes.outcome import (
    BackSupervised,
    FeedbackGiven,
    LookBackHeld,
    OutcomeClosed,
    OutcomeConsented,
    OutcomeConsentRefused,
    OutcomeDrafted,
    OutcomeEvent,
    OutcomeReopened,
    OutcomeSent,
    ProgressReported,
    TaskAccepted,
    TaskAssigned,
    TaskCompleted,
    TaskReopened,
    TaskReturned,
)
from runtime.decider import Circumstances, Decider, Rejected
from services.outcomes.outcome.commands import (
    AcceptTask,
    AssignTask,
    BackSupervise,
    CloseOutcome,
    CompleteTask,
    ConsentToOutcome,
    DraftOutcome,
    GiveFeedback,
    HoldLookBack,
    OutcomeCommand,
    ReassignTask,
    RefuseOutcomeConsent,
    ReopenOutcome,
    ReportProgress,
    ReturnTask,
    SendOutcome,
)
from services.outcomes.outcome.days import after_sending
from services.outcomes.outcome.tasks import Task, TaskState, completed, handle
from services.outcomes.rules.decider import OutcomeRules

T = TypeVar("T")


class Stage(StrEnum):
    BLANK = "blank"
    DRAFTED = "drafted"
    REFUSED = "refused"
    CONSENTED = "consented"
    SENT = "sent"
    CLOSED = "closed"


@dataclass(frozen=True)
class Outcome:
    """`looked_back` and `fed_back` are of the present round: reopening asks for both anew."""

    unit: str = ""
    stage: Stage = Stage.BLANK
    drafted: OutcomeDrafted | None = None
    consent: Consent | None = None
    sent: OutcomeSent | None = None
    closed: OutcomeClosed | None = None
    sent_on: date = date.min
    raised_by: str = ""
    tasks: Mapping[int, Task] = field(default_factory=dict)
    look_backs: int = 0
    looked_back: bool = False
    fed_back: bool = False


def decide(
    outcome: Outcome, command: OutcomeCommand, given: Circumstances[OutcomeRules]
) -> list[OutcomeEvent]:
    match outcome.stage, command:
        case Stage.BLANK, DraftOutcome():
            return [draft(command)]
        case _, DraftOutcome() if draft(command) == outcome.drafted:
            return []
        case Stage.DRAFTED | Stage.REFUSED, ConsentToOutcome(consent=consent):
            answered(consent.decided_on, given)
            return [OutcomeConsented(consent=consent)]
        case Stage.CONSENTED, ConsentToOutcome(consent=consent) if consent == outcome.consent:
            return []
        case Stage.DRAFTED, RefuseOutcomeConsent(decided_on=decided_on):
            answered(decided_on, given)
            return [OutcomeConsentRefused(**command.model_dump())]
        case Stage.DRAFTED | Stage.REFUSED, SendOutcome():
            raise Rejected(
                "no-consent",
                "成果的运用须先报同级党组织同意。请在同意之后再报送。",
                "The same-level Party organisation has not consented to the use of this outcome."
                " Send it once consent is recorded.",
            )
        case Stage.CONSENTED, SendOutcome():
            return send(outcome, command, given)
        case Stage.SENT, SendOutcome() if letter(command, given.rules) == outcome.sent:
            return []
        case Stage.SENT, AssignTask():
            return assign(outcome, command, given)
        case Stage.SENT, ReassignTask(task=number):
            return reassign(outcome, task_of(outcome, number), command, given)
        case Stage.SENT, AcceptTask() | ReturnTask() | ReportProgress() | CompleteTask():
            return handle(task_of(outcome, command.task), command, outcome.sent_on, given)
        case Stage.SENT, BackSupervise(task=number):
            return back_supervise(task_of(outcome, number), command)
        case Stage.SENT | Stage.CLOSED, HoldLookBack():
            return look_back(outcome, command, given)
        case Stage.SENT, GiveFeedback(on=on):
            after_sending(on, outcome.sent_on, given)
            return [FeedbackGiven(raised_by=outcome.raised_by, **command.model_dump())]
        case Stage.SENT, CloseOutcome():
            return close(outcome, command)
        case Stage.CLOSED, CloseOutcome() if closure(outcome, command) == outcome.closed:
            return []
        case Stage.CLOSED, ReopenOutcome(reason=reason):
            return [OutcomeReopened(reason=reason)]
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
        "成果已报送，正在转化落实；下一步是办理任务、回头看、反馈和办结",
        "the outcome is sent; next are tasks, look-back, feedback and closure",
    ),
    Stage.CLOSED: (
        "成果已办结，如需继续办理，请先重新办理",
        "the outcome is closed; reopen it first if there is more to do",
    ),
}


def draft(command: DraftOutcome) -> OutcomeDrafted:
    return OutcomeDrafted(**command.model_dump(exclude={"unit"}))


def letter(command: SendOutcome, rules: OutcomeRules) -> OutcomeSent:
    """The county's standing copies always go out, whether the clerk thinks of them or not."""
    return OutcomeSent(
        outcome_number=command.outcome_number,
        sent_on=command.sent_on,
        recipients=once(command.recipients),
        copies=once((*rules.copies, *command.copies)),
    )


def send(
    outcome: Outcome, command: SendOutcome, given: Circumstances[OutcomeRules]
) -> list[OutcomeEvent]:
    assert outcome.drafted is not None
    assert outcome.consent is not None
    given.has_come(command.sent_on)
    if command.sent_on < outcome.consent.decided_on:
        raise Rejected(
            "before-consent",
            f"同级党组织于 {outcome.consent.decided_on} 同意，报送不能早于这一天。请核对日期。",
            f"Consent was given on {outcome.consent.decided_on}; the outcome cannot have been sent"
            " before. Check the date.",
        )
    answer_by = command.sent_on + timedelta(days=given.rules.first_progress_days)
    return [
        letter(command, given.rules),
        *(
            TaskAssigned(
                task=task.task,
                lead=task.lead,
                co=task.co,
                what=task.what,
                due=max(task.due, command.sent_on),
                first_progress_due=answer_by,
                promise=task.promise,
            )
            for task in outcome.drafted.tasks
        ),
    ]


def assign(
    outcome: Outcome, command: AssignTask, given: Circumstances[OutcomeRules]
) -> list[OutcomeEvent]:
    due = command.due or given.today + timedelta(days=given.rules.result_days)
    due_after_sending(due, outcome.sent_on)
    return [
        TaskAssigned(
            task=max(outcome.tasks, default=0) + 1,
            lead=command.lead,
            co=helpers(command.lead, command.co),
            what=command.what,
            due=due,
            first_progress_due=given.today + timedelta(days=given.rules.first_progress_days),
        )
    ]


def reassign(
    outcome: Outcome, task: Task, command: ReassignTask, given: Circumstances[OutcomeRules]
) -> list[OutcomeEvent]:
    if task.state is TaskState.COMPLETED:
        raise completed(task)
    if task.state is not TaskState.RETURNED:
        raise Rejected(
            "task-not-returned",
            f"任务{task.number}由“{task.lead}”主办，尚未退回。请先由该单位退回，再重新交办。",
            f"Task {task.number} lies with {task.lead}. It can be assigned anew once that"
            " department has returned it.",
        )
    due = command.due or task.due
    due_after_sending(due, outcome.sent_on)
    return [
        TaskAssigned(
            task=task.number,
            lead=command.lead,
            co=helpers(command.lead, command.co),
            what=task.what,
            due=due,
            first_progress_due=given.today + timedelta(days=given.rules.first_progress_days),
            promise=task.promise,
            reason=command.reason,
        )
    ]


def due_after_sending(due: date, sent_on: date) -> None:
    if due < sent_on:
        raise Rejected(
            "due-before-sending",
            f"成果于 {sent_on} 报送，任务期限 {due} 不能早于这一天。请重新填写期限。",
            f"The outcome was sent on {sent_on}; a task cannot be due on {due}. Give a later day.",
        )


def back_supervise(task: Task, command: BackSupervise) -> list[OutcomeEvent]:
    if task.state is TaskState.COMPLETED:
        raise completed(task)
    if command.new_due < task.due:
        raise Rejected(
            "due-earlier",
            f"任务{task.number}原期限为 {task.due}，新期限不能更早。请重新填写。",
            f"Task {task.number} is due on {task.due}; the new date cannot be earlier. Give"
            " another day.",
        )
    return [BackSupervised(**command.model_dump())]


def look_back(
    outcome: Outcome, command: HoldLookBack, given: Circumstances[OutcomeRules]
) -> list[OutcomeEvent]:
    after_sending(command.on, outcome.sent_on, given)
    if command.residents_confirming > command.residents_asked:
        raise Rejected(
            "residents-confirming",
            f"走访群众{command.residents_asked}人，确认落实的{command.residents_confirming}人"
            "多于走访人数。请核对。",
            f"{command.residents_confirming} residents cannot confirm where"
            f" {command.residents_asked} were asked. Check the figures.",
        )
    if outcome.tasks and not command.tasks:
        raise Rejected(
            "no-task-named",
            "请写明这次回头看核查了哪些任务，各项是否落实。",
            "Name the tasks that were looked at, and of each whether it was kept.",
        )
    checked = once(command.tasks)
    found = {each.task: task_of(outcome, each.task) for each in checked}
    if len(found) < len(checked):
        raise Rejected(
            "kept-contradicted",
            "同一项任务既写已落实又写未落实，两者矛盾。请每项任务只写一个结论。",
            "A task is said to be kept and not to be kept. Give one verdict for each task.",
        )
    number = outcome.look_backs + 1
    fields = {**command.model_dump(), "members": once(command.members), "tasks": checked}
    return [
        LookBackHeld(look_back=number, **fields),
        *(
            TaskReopened(task=each.task, look_back=number)
            for each in checked
            if not each.kept and found[each.task].state is TaskState.COMPLETED
        ),
    ]


def closure(outcome: Outcome, command: CloseOutcome) -> OutcomeClosed:
    assert outcome.sent is not None
    return OutcomeClosed(
        outcome_number=outcome.sent.outcome_number, benefit=command.benefit, reason=command.reason
    )


def close(outcome: Outcome, command: CloseOutcome) -> list[OutcomeEvent]:
    """000-34 and 13.3-15: no loop is closed before all of it has been walked."""
    if not_kept := [str(task.number) for task in outcome.tasks.values() if task.kept is False]:
        raise Rejected(
            "not-kept",
            f"回头看发现任务{'、'.join(not_kept)}没有落实，不能办结。请督促落实并办结该任务，"
            "再对其开展回头看。",
            f"A look-back found tasks not done: {', '.join(not_kept)}. Have them done and"
            " completed, then look back at them once more.",
        )
    if still_open := [
        str(task.number) for task in outcome.tasks.values() if task.state is not TaskState.COMPLETED
    ]:
        numbers = "、".join(still_open)
        raise Rejected(
            "task-open",
            f"任务{numbers}还没有办结。请先办结；退回的任务请先重新交办。",
            f"Tasks not completed: {', '.join(still_open)}. Complete them first; those returned"
            " must be assigned anew.",
        )
    if not outcome.looked_back:
        raise Rejected(
            "no-look-back",
            "还没有开展回头看。请先到现场核查落实情况。",
            "No look-back has been held. Check on the spot what was done first.",
        )
    if not outcome.fed_back:
        raise Rejected(
            "no-feedback",
            "还没有向提出议题的人反馈。请先反馈办理结果。",
            "Those who raised the topic have not been told. Give them feedback first.",
        )
    benefit = command.benefit
    figures = (benefit.people, benefit.households, benefit.area_mu, benefit.money_yuan)
    if not any(figures) and benefit.none_because is None:
        raise Rejected(
            "no-benefit",
            "请填写受益情况（人数、户数、面积或金额）；确无受益的，请说明原因。",
            "Give benefit figures (people, households, area or money), or say why there are none.",
        )
    if any(figures) and benefit.none_because is not None:
        raise Rejected(
            "benefit-and-none",
            "已填写受益数字，又说明没有受益，两者矛盾。请只保留一项。",
            "There are benefit figures and also a reason why there are none. Keep one of the two.",
        )
    return [closure(outcome, command)]


def task_of(outcome: Outcome, number: int) -> Task:
    if task := outcome.tasks.get(number):
        return task
    raise Rejected(
        "no-such-task",
        f"这项成果没有任务{number}。请核对任务编号。",
        f"This outcome has no task {number}. Check the number.",
    )


def helpers(lead: str, co: tuple[str, ...]) -> tuple[str, ...]:
    if lead in co:
        raise Rejected(
            "lead-as-co",
            f"“{lead}”已是主办单位，不能同时为协办单位。请从协办单位中删去。",
            f"{lead} leads the task and cannot also help with it. Leave it out of `co`.",
        )
    return once(co)


def once(named: tuple[T, ...]) -> tuple[T, ...]:
    """Every one once, in the order given."""
    return tuple(dict.fromkeys(named))


def evolve(outcome: Outcome, event: OutcomeEvent, unit: str) -> Outcome:
    match event:
        case OutcomeDrafted(raised_by=raised_by):
            return Outcome(unit, Stage.DRAFTED, drafted=event, raised_by=raised_by)
        case OutcomeConsented(consent=consent):
            return replace(outcome, stage=Stage.CONSENTED, consent=consent)
        case OutcomeConsentRefused():
            return replace(outcome, stage=Stage.REFUSED)
        case OutcomeSent(sent_on=sent_on):
            return replace(outcome, stage=Stage.SENT, sent=event, sent_on=sent_on)
        case TaskAssigned():
            task = Task(event.task, event.lead, event.co, event.what, event.due, event.promise)
            return replace(outcome, tasks={**outcome.tasks, event.task: task})
        case TaskAccepted(officer=officer):
            return change(outcome, event.task, state=TaskState.ACCEPTED, officer=officer)
        case TaskReturned():
            return change(outcome, event.task, state=TaskState.RETURNED)
        case ProgressReported(percent=percent):
            return change(outcome, event.task, percent=percent)
        case TaskCompleted():
            return change(outcome, event.task, state=TaskState.COMPLETED)
        case BackSupervised(new_due=new_due):
            return change(outcome, event.task, due=new_due)
        case LookBackHeld(look_back=number, tasks=checked):
            for each in checked:
                outcome = change(outcome, each.task, kept=each.kept)
            return replace(outcome, look_backs=number, looked_back=True)
        case TaskReopened(task=number):
            return change(outcome, number, state=TaskState.REOPENED, percent=0)
        case FeedbackGiven():
            return replace(outcome, fed_back=True)
        case OutcomeClosed():
            return replace(outcome, stage=Stage.CLOSED, closed=event)
        case OutcomeReopened():
            return replace(outcome, stage=Stage.SENT, looked_back=False, fed_back=False)
        case _:
            assert_never(event)


def change(outcome: Outcome, number: int, **values: object) -> Outcome:
    task = replace(outcome.tasks[number], **values)  # type: ignore[arg-type]
    return replace(outcome, tasks={**outcome.tasks, number: task})


OUTCOME = Decider[Outcome, OutcomeCommand, OutcomeEvent](Outcome(), decide, evolve)
