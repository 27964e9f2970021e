"""What closes an outcome: all that its kind and its procedure ask of it, and its benefit."""

from common.conditions import lacking
from contracts import procedure as p
from contracts.outcomes import outcome as e
from runtime.decider import Rejected
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.conditions import holds
from services.outcomes.outcome.decider.state import Outcome
from services.outcomes.outcome.decider.task import TaskState


def closure(outcome: Outcome, command: c.CloseOutcome) -> e.OutcomeClosed:
    assert outcome.drafted is not None
    return e.OutcomeClosed(
        topics=outcome.drafted.topics,
        consultation=outcome.drafted.consultation,
        outcome_number=outcome.sent.outcome_number if outcome.sent else None,
        benefit=command.benefit,
        reason=command.reason,
    )


def close(outcome: Outcome, command: c.CloseOutcome) -> list[e.OutcomeEvent]:
    """All that kind and procedure ask holds now (13.3-15), and nothing that was begun is open."""
    nothing_open(outcome)
    beneficial(command.benefit)
    return [closure(outcome, command)]


def nothing_open(outcome: Outcome) -> None:
    """Refuse to have an outcome closed on which something is still to be done."""
    if not_kept := [str(task.number) for task in outcome.tasks.values() if task.kept is False]:
        raise Rejected(
            "not-kept",
            f"核查发现任务{'、'.join(not_kept)}没有落实，不能办结。请督促落实并办结该任务，"
            "再次核查。",
            f"A check found tasks not done: {', '.join(not_kept)}. Have them done and completed,"
            " then check them once more.",
        )
    if still_open := [
        *(str(n) for n in outcome.waiting),
        *(str(t.number) for t in outcome.tasks.values() if t.state is not TaskState.COMPLETED),
    ]:
        numbers = "、".join(still_open)
        raise Rejected(
            "task-open",
            f"任务{numbers}还没有办结。请先办结；商定后尚未交办的请先交办（程序要求报送的，随成果"
            "报送交办），退回的任务请先重新交办。",
            f"Tasks not completed: {', '.join(still_open)}. Complete them first; those that were"
            " agreed must be assigned, with the outcome where it has to be sent, and those returned"
            " must be assigned anew.",
        )
    if further := [str(t.number) for t in outcome.tasks.values() if t.answered_again]:
        raise Rejected(
            "reply-awaited",
            f"任务{'、'.join(further)}的答复类别须在办成后再次答复，不能办结。请主办单位再次答复。",
            f"The last reply to these tasks is of a class that is answered again:"
            f" {', '.join(further)}. Have their departments reply once more.",
        )
    unheard = outcome.tasks and not outcome.handled_again
    if unheard and any(each.again for each in outcome.this_round):
        raise Rejected(
            "not-satisfied",
            "提出人对办理不满意，须重新办理并再次答复，不能办结。请要求有关任务重新办理。",
            "Those who raised the matter are not satisfied: it is handled again and replied to once"
            " more. Have the task handled again first.",
        )
    assert outcome.handling is not None
    now, assigned = holds(outcome.facts), p.TasksAreAssigned()
    if outcome.handling.needs_tasks and not now(assigned):
        raise lacking(assigned)
    if missing := outcome.walk.lacks(now):
        raise lacking(missing)


def reopen(outcome: Outcome, reason: str, check: int | None = None) -> list[e.OutcomeEvent]:
    """Open it again by hand, or because this check found a task not done."""
    assert outcome.drafted is not None
    return [
        e.OutcomeReopened(
            topics=outcome.drafted.topics,
            outcome_number=outcome.sent.outcome_number if outcome.sent else None,
            consented=outcome.consented,
            check=check,
            reason=reason,
        )
    ]


def correct(outcome: Outcome, command: c.CorrectBenefit) -> list[e.OutcomeEvent]:
    assert outcome.benefit is not None
    benefit, version = outcome.benefit
    if benefit == command.benefit:
        return []
    beneficial(command.benefit)
    return [e.BenefitCorrected(corrects=version, **command.model_dump())]


def beneficial(benefit: e.Benefit) -> None:
    """Refuse a benefit that says nothing, or contradicts itself (13.3-15)."""
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
