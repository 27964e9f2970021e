"""What facts of outcomes and their tasks become."""

from typing import Any, get_args

from common.conditions import Run
from contracts.event import Event, Recorded
from contracts.outcomes import document, rules
from contracts.outcomes import outcome as outcomes
from contracts.places import china_day
from contracts.rules import ChapterIssued
from runtime.projection import Change, filled
from services.console.projections.shared import (
    by_procedure,
    chapters_of,
    line,
    patch_case,
    put_case,
    step,
    worded,
)
from services.console.tables import case_outcomes, case_tasks

OF_OUTCOMES: tuple[type[Event], ...] = (
    *get_args(outcomes.OutcomeEvent),
    *get_args(document.DocumentEvent),
    *chapters_of(rules.RulesEvent),
)


def project_outcomes(record: Recorded[Any]) -> list[Change]:
    match record.data:
        case ChapterIssued():
            return worded("outcomes", record)
        case document.OutcomeDocumentIssued() | document.OutcomeDocumentWithdrawn():
            return [line(record)]
        case event:
            return [line(record), *_outcome(record, event)]


def _outcome(record: Recorded[Any], event: outcomes.OutcomeEvent) -> list[Change]:
    match event:
        case outcomes.OutcomeDrafted(procedure=procedure):
            return [put_case(case_outcomes, record, **by_procedure(record, procedure))]
        case outcomes.StepCompleted() | outcomes.StepWaived():
            return [step(record, Run.OUTCOMES, event)]
        case outcomes.OutcomeSent(outcome_number=number, sent_on=sent_on):
            return [patch_case(case_outcomes, record, outcome_number=number, sent_on=sent_on)]
        case outcomes.TaskAssigned():
            facts = {"accepted": False, **filled(case_tasks, event)}
            if event.reason is None:
                return [put_case(case_tasks, record, event.task, **facts)]
            # Nothing of the earlier department is left, but what the last check found.
            earlier = ("returned_because", "percent", "progress_on", "completed_on")
            return [patch_case(case_tasks, record, event.task, **dict.fromkeys(earlier), **facts)]
        case outcomes.TaskAccepted(task=task):
            return [patch_case(case_tasks, record, task, accepted=True)]
        case outcomes.TaskReturned(task=task, reason=reason):
            return [patch_case(case_tasks, record, task, returned_because=reason)]
        case outcomes.ProgressReported(task=task, percent=percent, on=on):
            return [patch_case(case_tasks, record, task, percent=percent, progress_on=on)]
        case (
            outcomes.TaskCompleted(task=task, on=on)
            | outcomes.CompletionCorrected(task=task, on=on)
            | outcomes.CompletionRestored(task=task, on=on)
        ):
            return [patch_case(case_tasks, record, task, completed_on=on)]
        case outcomes.CheckHeld(on=on, tasks=tasks):
            return [
                patch_case(case_outcomes, record, checked_on=on),
                *(patch_case(case_tasks, record, each.task, **_found(each)) for each in tasks),
            ]
        case outcomes.CheckCorrected(last_on=on, verdicts=verdicts):
            return [
                patch_case(case_outcomes, record, checked_on=on),
                *(
                    patch_case(case_tasks, record, each.task, kept=each.kept, finding=each.finding)
                    for each in verdicts
                ),
            ]
        case outcomes.DeadlineExtended(task=task, due=day):
            return [patch_case(case_tasks, record, task, due=day)]
        case outcomes.HandlingAgain(task=task, due=day):
            return [patch_case(case_tasks, record, task, completed_on=None, percent=0, due=day)]
        case outcomes.TaskReopened(task=task):
            return [patch_case(case_tasks, record, task, completed_on=None, percent=0)]
        case outcomes.HandlingUrged(task=task, new_due=new_due) if new_due is not None:
            return [patch_case(case_tasks, record, task, due=new_due)]
        case outcomes.OutcomeClosed(benefit=benefit):
            return [
                patch_case(case_outcomes, record, closed_on=china_day(record.time), benefit=benefit)
            ]
        case outcomes.BenefitCorrected(benefit=benefit):
            return [patch_case(case_outcomes, record, benefit=benefit)]
        case outcomes.OutcomeReopened():
            return [patch_case(case_outcomes, record, closed_on=None)]
    return []


def _found(checked: outcomes.TaskChecked) -> dict[str, Any]:
    """A finding without a verdict leaves the last verdict as it is."""
    verdict = {} if checked.kept is None else {"kept": checked.kept}
    return {"finding": checked.finding, **verdict}
