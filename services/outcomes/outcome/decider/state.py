"""What an outcome knows of itself, and what each event changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import assert_never

from common.conditions import Run
from common.procedure import Walk
from contracts import procedure as p
from contracts.calendar import Term
from contracts.consents import Consent
from contracts.outcomes import outcome as e
from contracts.outcomes.rules import Handling
from runtime.decider import Rejected
from services.outcomes.outcome.conditions import Facts
from services.outcomes.outcome.decider.entries import Entered, entered
from services.outcomes.outcome.decider.task import Task, TaskState


class Stage(StrEnum):
    BLANK = "blank"
    DRAFTED = "drafted"
    REFUSED = "refused"
    CONSENTED = "consented"
    SENT = "sent"
    CLOSED = "closed"


LIVE = frozenset({Stage.DRAFTED, Stage.CONSENTED, Stage.SENT})
"""Stages in which the outcome goes its way; which deed is open is a matter of the procedure."""


@dataclass(frozen=True)
class LastRound:
    """What the round before had of checks and feedback, and the check that ended it."""

    ended_by: int | None
    earlier_checks: int
    earlier_feedback: int


@dataclass(frozen=True)
class Outcome(Entered):
    """`held` has each check as it is known now, with the version of the event that told it last,
    and `feedback` each feedback. Those after `earlier_checks` and `earlier_feedback` belong to the
    present round, which reopening begins; one of feedback alone begins when a task is handled
    again (`handled_again`). `proposers` are those to be answered, of each proposal. `last_round`
    holds both of the round before, where a check began the present one.
    `counted` says of days in `checks_due` in which time after the last completion they are.
    `all_done`: when a task was completed last, all were, or they were once completions stood again.
    `consents` are those of the chain that was begun last. `sent_first`: it was sent, and none of
    its tasks was assigned before. `version` counts the events, so that a correction can name one.
    """

    unit: str = ""
    stage: Stage = Stage.BLANK
    drafted: e.OutcomeDrafted | None = None
    consents: tuple[Consent, ...] = ()
    consented: bool = False
    sent: e.OutcomeSent | None = None
    closed: e.OutcomeClosed | None = None
    benefit: tuple[e.Benefit, int] | None = None
    sent_on: date = date.min
    sent_first: bool = False
    raised_by: str = ""
    handling: Handling | None = None
    walk: Walk = Walk()
    tasks: Mapping[int, Task] = field(default_factory=dict)
    all_done: bool = False
    held: tuple[tuple[e.Check, int], ...] = ()
    earlier_checks: int = 0
    checks_due: Mapping[str, tuple[date, ...]] = field(default_factory=dict)
    counted: Mapping[tuple[str, date], Term] = field(default_factory=dict)
    earlier_feedback: int = 0
    handled_again: bool = False
    proposers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    complaints: tuple[e.ComplaintRecorded | None, ...] = ()
    referrals: tuple[tuple[e.TaskReferred, e.ReferralAnswered | None], ...] = ()
    last_round: LastRound | None = None
    ratings: tuple[e.OutcomeRated, ...] = ()

    @property
    def concluded_on(self) -> date | None:
        return self.drafted.concluded_on if self.drafted else None

    @property
    def at_work(self) -> bool:
        """Whether departments may have its tasks: it was sent, or no step that is still to come
        asks that it be sent."""
        sent = self.stage is Stage.SENT
        return sent or (self.stage in LIVE and not self.walk.awaits(p.OutcomeIsSent))

    @property
    def in_use(self) -> bool:
        """Whether there is consent to its use, or it is used: posted, adopted, or a department
        has a task of it. What others rest on is not drawn up again."""
        return self.consented or bool(self.tasks or any(self.posted) or any(self.adoptions))

    @property
    def waiting(self) -> tuple[int, ...]:
        """Tasks that were agreed and not assigned yet."""
        agreed = self.drafted.tasks if self.drafted else ()
        return tuple(each.task for each in agreed if each.task not in self.tasks)

    @property
    def this_round(self) -> tuple[e.Feedback, ...]:
        """The feedback that counts."""
        return tuple(each for each in self.feedback[self.earlier_feedback :] if each)

    @property
    def to_answer(self) -> frozenset[str]:
        """All who are to be answered, for any of its proposals."""
        return frozenset(each for named in self.proposers.values() for each in named)

    @property
    def told(self) -> frozenset[str | None]:
        """Whom feedback was given to; `None` is those who raised it, once all of them were told."""
        groups = {each.whom for each in self.this_round}
        told = {each for one in self.this_round if one.whom is None for each in one.told}
        return frozenset(groups - {None} if self.to_answer - told else groups)

    def done_on(self) -> date | None:
        """The day on which all tasks are done; `None` while one is open, or not assigned yet."""
        days = [t.completed_on for t in self.tasks.values() if t.state is TaskState.COMPLETED]
        if self.waiting or len(days) < len(self.tasks):
            return None
        return max((day for day in days if day), default=None)

    @property
    def facts(self) -> Facts:
        """What conditions are tested on: as it is now, whatever was complete before."""
        states = [task.state for task in self.tasks.values()]
        return Facts(
            drafted=self.drafted is not None,
            consented=self.consented,
            posted=any(self.posted),
            sent=self.sent is not None,
            recipients=frozenset(self.sent.recipients if self.sent else ()),
            copies=frozenset(self.sent.copies if self.sent else ()),
            tasks=len(states) + len(self.waiting),
            assigned=sum(state is not TaskState.RETURNED for state in states),
            done=states.count(TaskState.COMPLETED),
            checks=frozenset(
                check.kind
                for check, _ in self.held[self.earlier_checks :]
                if not check.tasks or any(each.kept is not None for each in check.tasks)
            ),
            undone=any(task.kept is False for task in self.tasks.values()),
            told=self.told,
            instructed=frozenset(each.level for each in self.instructions if each),
            adoptions=frozenset((each.place, each.level) for each in self.adoptions if each),
            rated=frozenset({each.kind: each.share or 0 for each in self.ratings}.items()),
        )


def evolve(outcome: Outcome, event: e.OutcomeEvent, unit: str) -> Outcome:
    return replace(_after(outcome, event, unit), version=outcome.version + 1)


def _after(outcome: Outcome, event: e.OutcomeEvent, unit: str) -> Outcome:
    match event:
        case e.OutcomeDrafted(raised_by=raised_by, handling=handling, procedure=procedure):
            return Outcome(
                unit=unit,
                stage=Stage.DRAFTED,
                drafted=event,
                raised_by=raised_by,
                handling=handling,
                walk=Walk.of(procedure, Run.OUTCOMES),
                proposers={each.proposal: each.proposers for each in event.proposers},
            )
        case e.ProposersNoted(proposal=proposal, proposers=named):
            return replace(outcome, proposers={**outcome.proposers, proposal: named})
        case e.StepCompleted() | e.StepWaived():
            return replace(outcome, walk=outcome.walk.walked(event))
        case e.OutcomeConsented(consent=consent, last=last):
            stage = Stage.CONSENTED if last else outcome.stage
            consents = (*outcome.consents, consent)
            return replace(outcome, stage=stage, consents=consents, consented=last)
        case e.OutcomeConsentRefused():
            return replace(outcome, stage=Stage.REFUSED, consents=())
        case e.OutcomeRedrafted():
            assert outcome.drafted is not None
            anew = outcome.drafted.model_copy(update=dict(event))
            return replace(outcome, stage=Stage.DRAFTED, drafted=anew, consents=())
        case (
            e.Posting()
            | e.Feedback()
            | e.Adoption()
            | e.Instruction()
            | e.PostingTakenBack()
            | e.FeedbackTakenBack()
            | e.AdoptionTakenBack()
            | e.InstructionTakenBack()
        ):
            return replace(outcome, **entered(outcome, event))
        case e.OutcomeSent(sent_on=sent_on):
            first = not outcome.tasks
            return replace(outcome, stage=Stage.SENT, sent=event, sent_on=sent_on, sent_first=first)
        case e.TaskAssigned():
            task = Task(
                event.task,
                event.lead,
                event.co,
                event.what,
                event.due,
                session=event.session,
                promise=event.promise,
                due_with_grace=event.due_with_grace,
                first_progress_due=event.first_progress_due,
                first_progress_with_grace=event.first_progress_with_grace,
                return_by=event.return_by,
                co_opinion_due=event.co_opinion_due,
                latest=event.latest,
            )
            if before := outcome.tasks.get(event.task):
                task = replace(task, kept=before.kept, missed=before.missed)
            return replace(outcome, tasks={**outcome.tasks, event.task: task})
        case e.TaskAccepted(officer=officer):
            return change(outcome, event.task, state=TaskState.ACCEPTED, officer=officer)
        case e.TaskReturned():
            return change(outcome, event.task, state=TaskState.RETURNED)
        case e.ProgressReported(percent=percent):
            return change(outcome, event.task, percent=percent, progressed=True)
        case e.ProposerContacted():
            return change(outcome, event.task, contact=event)
        case e.CoOpinionGiven(task=number, department=department):
            opinions = {**outcome.tasks[number].opinions, department: event}
            return change(outcome, number, opinions=opinions)
        case e.DeadlineExtended(due=due):
            return change(outcome, event.task, due=due, due_with_grace=event.due_with_grace)
        case e.HandlingAgain(due=due):
            outcome = change(
                outcome,
                event.task,
                **OPEN_AGAIN,
                due=due,
                due_with_grace=event.due_with_grace,
                contact=None,
                latest=None,
                reopened_by=0,
            )
            told = len(outcome.feedback)
            return replace(outcome, earlier_feedback=told, handled_again=True)
        case e.TaskCompleted(on=on) | e.CompletionCorrected(on=on) | e.CompletionRestored(on=on):
            outcome = change(
                outcome,
                event.task,
                state=TaskState.COMPLETED,
                completed_on=on,
                progressed=True,
                completion=(event.result, event.reply, event.letter),
                told=event,
                reopened_by=0,
                completed_in=outcome.version + 1,
                answered_again=event.answered_again,
            )
            still = outcome.all_done and not isinstance(event, e.TaskCompleted)
            return replace(outcome, all_done=still or outcome.done_on() is not None)
        case e.CheckScheduled(kind=kind, due=due, instead_of=before):
            days = tuple(sorted({*outcome.checks_due.get(kind, ()), due} - {before}))
            terms = dict(outcome.counted)
            if before:
                terms.pop((kind, before), None)
            if event.counted:
                terms[kind, due] = event.counted
            checks_due = {**outcome.checks_due, kind: days}
            return replace(outcome, checks_due=checks_due, counted=terms)
        case e.DeadlineMissed(task=number, what=what, due=day):
            missed = outcome.tasks[number].missed | {(what, day)}
            return change(outcome, number, missed=missed)
        case e.HandlingUrged(new_due=new_due):
            if new_due is None:
                return outcome
            grace = event.due_with_grace
            changed = {"due": new_due, "due_with_grace": grace, "urged_until": new_due}
            return change(outcome, event.task, **changed)
        case e.ComplaintRecorded():
            return replace(outcome, complaints=(*outcome.complaints, event))
        case e.ComplaintTakenBack(complaint=number):
            earlier, later = outcome.complaints[: number - 1], outcome.complaints[number:]
            return replace(outcome, complaints=(*earlier, None, *later))
        case e.TaskReferred():
            return replace(outcome, referrals=(*outcome.referrals, (event, None)))
        case e.ReferralAnswered(referral=number):
            answered = list(outcome.referrals)
            answered[number - 1] = (answered[number - 1][0], event)
            return replace(outcome, referrals=tuple(answered))
        case e.CheckHeld(kind=kind, due=due, tasks=found):
            judged = [each for each in found if each.kept is not None]
            for each in judged:
                outcome = change(outcome, each.task, kept=each.kept)
            left = tuple(day for day in outcome.checks_due.get(kind, ()) if day != due)
            return replace(
                outcome,
                held=(*outcome.held, (event, outcome.version + 1)),
                checks_due={**outcome.checks_due, kind: left},
            )
        case e.CheckCorrected(check=number, verdicts=verdicts):
            held = list(outcome.held)
            held[number - 1] = (event, outcome.version + 1)
            for verdict in verdicts:
                outcome = change(outcome, verdict.task, kept=verdict.kept)
            return replace(_round_restored(outcome, event), held=tuple(held))
        case e.TaskReopened(task=number, check=check):
            return change(outcome, number, **OPEN_AGAIN, reopened_by=check)
        case e.OutcomeRated():
            return replace(outcome, ratings=(*outcome.ratings, event))
        case e.OutcomeRatingAnnulled(rating=rating, subject=subject):
            return replace(
                outcome,
                ratings=tuple(
                    each
                    for each in outcome.ratings
                    if (each.rating, each.subject) != (rating, subject)
                ),
            )
        case e.OutcomeClosed(benefit=benefit):
            version = outcome.version + 1
            return replace(
                outcome,
                stage=Stage.CLOSED,
                closed=event,
                benefit=(benefit, version),
                last_round=None,
            )
        case e.BenefitCorrected(benefit=benefit):
            return replace(outcome, benefit=(benefit, outcome.version + 1))
        case e.OutcomeReopened():
            stage = Stage.SENT if outcome.sent else Stage.DRAFTED
            if event.consented and not outcome.sent:
                stage = Stage.CONSENTED
            ended = LastRound(event.check, outcome.earlier_checks, outcome.earlier_feedback)
            return replace(
                outcome,
                stage=stage,
                earlier_checks=len(outcome.held),
                earlier_feedback=len(outcome.feedback),
                handled_again=False,
                last_round=ended if event.check else None,
            )
        case _:
            assert_never(event)


def _round_restored(outcome: Outcome, corrected: e.CheckCorrected) -> Outcome:
    """The round before goes on, where this check began the present one and should not have."""
    before = outcome.last_round
    undone = any(each.kept is False for each in corrected.tasks)
    if before is None or before.ended_by != corrected.check or undone:
        return outcome
    checks, feedback = before.earlier_checks, before.earlier_feedback
    return replace(outcome, earlier_checks=checks, earlier_feedback=feedback, last_round=None)


OPEN_AGAIN: Mapping[str, object] = {
    "state": TaskState.REOPENED,
    "percent": 0,
    "completed_on": None,
    "answered_again": False,
}
"""What becomes of a task whose completion stands no longer."""


def change(outcome: Outcome, number: int, **values: object) -> Outcome:
    task = replace(outcome.tasks[number], **values)  # type: ignore[arg-type]
    return replace(outcome, tasks={**outcome.tasks, number: task})


def task_of(outcome: Outcome, number: int) -> Task:
    if task := outcome.tasks.get(number):
        return task
    raise Rejected(
        "no-such-task",
        f"这项成果没有任务{number}。请核对任务编号。",
        f"This outcome has no task {number}. Check the number.",
    )
