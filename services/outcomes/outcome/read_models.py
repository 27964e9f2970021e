"""What people read about outcomes: the opinions, their tasks (the three lists), the checks."""

from datetime import date
from typing import Any

from common.conditions import Run
from common.procedure import Walk
from contracts.event import Recorded
from contracts.outcomes import outcome as e
from runtime.projection import Change, Patch, drop, filled, patch, put
from runtime.service import ReadModel
from services.outcomes.outcome.decider.state import Stage
from services.outcomes.outcome.entry_rows import of_a_complaint, of_an_entry
from services.outcomes.outcome.tables import (
    OF_FEEDBACK,
    checks,
    checks_due,
    metadata,
    outcomes,
    proposers,
)
from services.outcomes.outcome.task_rows import due_rows, of_a_task, task, within


def project(record: Recorded[e.OutcomeEvent]) -> list[Change]:
    return [*rows(record), *due_rows(record)]


def rows(record: Recorded[e.OutcomeEvent]) -> list[Change]:
    match record.data:
        case e.OutcomeDrafted() as event:
            asking = (proposed(record, each) for each in event.proposers)
            return [drafted(record, event), *asking]
        case e.ProposersNoted() as event:
            return [proposed(record, event)]
        case e.StepCompleted(step_number=number) | e.StepWaived(step_number=number):
            return [patch(outcomes, record, steps_done=number)]
        case e.OutcomeConsented(consent=consent, last=last):
            stage = Stage.CONSENTED if last else Stage.DRAFTED
            granted = {"stage": stage, "refusal_reason": None, **filled(outcomes, consent)}
            return [patch(outcomes, record, **granted)]
        case e.OutcomeConsentRefused(reason=reason) as event:
            facts = {"refusal_reason": reason, "resolution": None, **filled(outcomes, event)}
            return [patch(outcomes, record, stage=Stage.REFUSED, **facts)]
        case e.OutcomeRedrafted() as event:
            return [patch(outcomes, record, stage=Stage.DRAFTED, **filled(outcomes, event))]
        case e.OutcomeSent() as event:
            return [patch(outcomes, record, stage=Stage.SENT, **filled(outcomes, event))]
        case (
            e.TaskAssigned()
            | e.TaskAccepted()
            | e.TaskReturned()
            | e.ProgressReported()
            | e.ProposerContacted()
            | e.CoOpinionGiven()
            | e.DeadlineExtended()
            | e.HandlingUrged()
            | e.HandlingAgain()
            | e.TaskCompleted()
            | e.CompletionCorrected()
            | e.CompletionRestored()
            | e.TaskReopened()
        ) as event:
            return of_a_task(record, event)
        case (
            e.ComplaintRecorded() | e.ComplaintTakenBack() | e.TaskReferred() | e.ReferralAnswered()
        ) as event:
            return of_a_complaint(record, event)
        case e.DeadlineMissed() | e.OutcomeRated() | e.OutcomeRatingAnnulled():
            return []
        case e.CheckScheduled(kind=kind, due=day, reason=reason):
            facts = {"outcome": record.key, "kind": kind, "due": day, "reason": reason}
            before = record.data.instead_of
            old = [drop(checks_due, record, key=scheduled(record, kind, before))] if before else []
            return [*old, put(checks_due, record, key=scheduled(record, kind, day), **facts)]
        case e.CheckHeld() as event:
            return [
                *answered(record, event),
                checked(record, event),
                patch(
                    outcomes,
                    record,
                    checks=event.check,
                    last_check=event.on,
                ),
                *(examined(record, each) for each in event.tasks),
            ]
        case e.CheckCorrected() as event:
            return [
                *answered(record, event),
                patch(
                    checks,
                    record,
                    key=within(record.key, event.check),
                    held_on=event.on,
                    **filled(checks, event),
                ),
                patch(outcomes, record, last_check=event.last_on),
                *(
                    task(record, each.task, kept=each.kept, finding=each.finding)
                    for each in event.verdicts
                ),
            ]
        case (
            e.Posting()
            | e.Feedback()
            | e.Adoption()
            | e.Instruction()
            | e.PostingTakenBack()
            | e.FeedbackTakenBack()
            | e.AdoptionTakenBack()
            | e.InstructionTakenBack()
        ) as event:
            return of_an_entry(record, event)
        case e.OutcomeClosed() as event:
            return [
                patch(
                    outcomes,
                    record,
                    stage=Stage.CLOSED,
                    benefit=event.benefit,
                    closing_reason=event.reason,
                )
            ]
        case e.BenefitCorrected(benefit=benefit):
            return [patch(outcomes, record, benefit=benefit)]
        case e.OutcomeReopened(outcome_number=number, reason=reason) as event:
            unsent = Stage.CONSENTED if event.consented else Stage.DRAFTED
            # Feedback stands where a check opened it: it counts again if that was entered wrongly.
            untold: dict[str, Any] = {}
            if event.check is None:
                untold = {**dict.fromkeys(OF_FEEDBACK), "told_after": record.position}
            return [
                patch(
                    outcomes,
                    record,
                    stage=Stage.SENT if number else unsent,
                    benefit=None,
                    closing_reason=None,
                    reopening_reason=reason,
                    **untold,
                )
            ]


def drafted(record: Recorded[e.OutcomeEvent], event: e.OutcomeDrafted) -> Change:
    return put(
        outcomes,
        record,
        stage=Stage.DRAFTED,
        drafted_tasks=event.tasks,
        checks=0,
        outcome_kind_name=event.outcome_kind.chinese,
        steps_done=Walk.of(event.procedure, Run.OUTCOMES).before,
        **{**filled(outcomes, event), "outcome_kind": event.outcome_kind.code},
    )


def proposed(record: Recorded[e.OutcomeEvent], event: e.Proposers | e.ProposersNoted) -> Change:
    key, facts = f"{record.key}:{event.proposal}", filled(proposers, event)
    return put(proposers, record, key=key, outcome=record.key, **facts)


def examined(record: Recorded[e.OutcomeEvent], found: e.TaskChecked) -> Patch:
    """A finding without a verdict leaves the last verdict as it is."""
    verdict = {} if found.kept is None else {"kept": found.kept}
    return task(record, found.task, finding=found.finding, **verdict)


def checked(record: Recorded[e.OutcomeEvent], event: e.CheckHeld) -> Change:
    return put(
        checks,
        record,
        key=within(record.key, event.check),
        outcome=record.key,
        held_on=event.on,
        **filled(checks, event),
    )


def answered(
    record: Recorded[e.OutcomeEvent], event: e.CheckHeld | e.CheckCorrected
) -> list[Change]:
    """What was scheduled, once it was held."""
    if event.due is None:
        return []
    key = scheduled(record, event.kind, event.due)
    return [patch(checks_due, record, key=key, held_on=event.on)]


def scheduled(record: Recorded[e.OutcomeEvent], kind: str, day: date) -> str:
    return f"{record.key}:{day}:{kind}"


READ_MODEL = ReadModel(project, metadata)
