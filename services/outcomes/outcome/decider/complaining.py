"""Complaints about a task, and the referral of a promise that was not kept (001-37, 13.3-14)."""

from common.checks import once
from common.consents import answered_by, recorded_by
from common.vocabulary import chosen
from contracts.outcomes import outcome as e
from runtime.decider import Circumstances, Rejected
from services.outcomes import words
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.decider.state import Outcome, task_of
from services.outcomes.outcome.decider.steps import not_before
from services.outcomes.outcome.decider.task import Task, TaskState
from services.outcomes.rules.decider import OutcomeRules


def complain(
    outcome: Outcome, command: c.RecordComplaint, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    task_of(outcome, command.task)
    kind = chosen(given.rules.words.complaint_kinds, command.kind, words.COMPLAINT)
    not_before(command.on, outcome, given)
    if not command.residents and not command.members:
        raise Rejected(
            "nobody-complained",
            "请填写反映的群众人数，或反映的委员。",
            "Say how many residents complained, or which members did.",
        )
    said = {**dict(command), "members": once(command.members)}
    there = (each for each in outcome.complaints if each)
    if any(each.model_dump(exclude={"complaint", "strong"}) == said for each in there):
        return []
    number = len(outcome.complaints) + 1
    return [e.ComplaintRecorded(complaint=number, strong=kind.strong, **said)]


def take_back(outcome: Outcome, command: c.TakeBackComplaint) -> list[e.OutcomeEvent]:
    number = command.complaint
    if number > len(outcome.complaints):
        raise Rejected(
            "no-such-entry",
            f"没有第{number}项登记（已登记{len(outcome.complaints)}项）。请核对编号。",
            f"There is no entry {number}; {len(outcome.complaints)} were made. Check the number.",
        )
    if outcome.complaints[number - 1] is None:
        return []
    if any(number in each.complaints for each, _ in outcome.referrals):
        raise Rejected(
            "referred-on-it",
            "已据此移送纪检监察，不能撤销。请将情况函告受理机关，并登记其答复。",
            "The task was referred because of it. Tell the body that has the case, and record what"
            " it answers.",
        )
    return [e.ComplaintTakenBack(**dict(command))]


def refer(
    outcome: Outcome, command: c.ReferTask, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    """Exactly where all of these are on record: a promise of a session, its day over, the day to
    which it was urged over, a strong complaint, and the consent (13.3-14)."""
    if (step := given.rules.handlings.referral) is None:
        raise Rejected(
            "no-referral-rule",
            "规则没有规定移送纪检监察由谁决定。请由制定规则的机关在“handlings.referral”中补充。",
            "The rules do not say who decides on referrals. Have the office that makes the rules"
            " add `referral` to `handlings`.",
        )
    units = recorded_by(given.rules.consents, step, given)
    task, on = task_of(outcome, command.task), command.on
    given.has_come(on)
    for referred, answer in outcome.referrals:
        if referred.task == task.number and answer is None:
            return _again(referred, command)
    if task.session is None or task.promise is None:
        raise _missing(task, "不是协商会上作出的承诺", "was not promised in a session")
    if task.state is TaskState.COMPLETED or task.due >= on:
        raise _missing(task, "没有逾期", "is not overdue")
    if task.urged_until is None or task.urged_until >= on:
        raise _missing(task, "没有经催办并限期，或限期未到", "was not urged to a day that is over")
    complaints = tuple(
        each.complaint
        for each in outcome.complaints
        if each and each.strong and each.task == task.number and each.on <= on
    )
    if not complaints:
        raise _missing(task, "没有群众、委员强烈反映的登记", "has no strong complaint on record")
    answered_by(step, units, command.consent.bodies, command.consent.decided_on, given)
    if not task.urged_until < command.consent.decided_on <= on:
        raise Rejected(
            "consent-out-of-time",
            f"同意移送的日期须在催办限期（{task.urged_until}）之后，且不晚于移送日期（{on}）。"
            "请核对日期。",
            f"The consent is later than the day to which the task was urged ({task.urged_until}),"
            f" and no later than the referral ({on}). Check the days.",
        )
    return [
        e.TaskReferred(
            referral=len(outcome.referrals) + 1,
            session=task.session,
            promise=task.promise,
            complaints=complaints,
            urged_until=task.urged_until,
            **dict(command),
        )
    ]


def _again(referred: e.TaskReferred, command: c.ReferTask) -> list[e.OutcomeEvent]:
    if referred.model_dump(include=set(type(command).model_fields)) == command.model_dump():
        return []
    raise Rejected(
        "already-referred",
        f"任务{command.task}已移送，尚未答复。请等待答复，不必再次移送。",
        f"Task {command.task} was referred and not answered yet. Wait for the answer.",
    )


def _missing(task: Task, chinese: str, english: str) -> Rejected:
    return Rejected(
        "not-referable",
        f"任务{task.number}{chinese}，不能移送。移送须同时具备：会上承诺、逾期未办、催办后仍未办、"
        "群众或委员强烈反映、经同意。请补齐后再办。",
        f"Task {task.number} {english}. What is referred was promised in session, is overdue, was"
        " urged in vain, and has a strong complaint and a consent. Have all of these first.",
    )


def answer(
    outcome: Outcome, command: c.RecordReferralAnswer, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    number = command.referral
    if number > len(outcome.referrals):
        raise Rejected(
            "no-such-entry",
            f"没有第{number}项移送（已登记{len(outcome.referrals)}项）。请核对编号。",
            f"There is no referral {number}; {len(outcome.referrals)} were made. Check the number.",
        )
    referred, before = outcome.referrals[number - 1]
    answered = e.ReferralAnswered(**dict(command))
    if answered == before:
        return []
    given.has_come(command.on)
    if command.on < referred.on:
        raise Rejected(
            "before-referral",
            f"{referred.on} 才移送，答复日期不能早于这一天。请核对日期。",
            f"It was referred on {referred.on}; the answer cannot be earlier. Check the day.",
        )
    return [answered]
