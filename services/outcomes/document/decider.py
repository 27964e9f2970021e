"""When a document of an outcome may be issued: its opinion once there is consent to it or it was
sent, the reply of a department once its task is completed."""

from collections.abc import Iterable
from typing import Any

from common.documents.issuing import Final, Issuing, issuing
from common.visibility import What, by_scope
from contracts.documents import DocumentKind
from contracts.outcomes import document as e
from contracts.roles import Role
from runtime.decider import Circumstances, Rejected
from services.outcomes.document import commands as c
from services.outcomes.outcome.decider.state import Outcome, Stage, task_of
from services.outcomes.outcome.decider.task import TaskState


def final(command: c.IssueDocument, given: Circumstances[Any]) -> Final:
    outcome: Outcome = given.read(f"outcome/{command.outcome}")
    if command.task is None:
        return opinion(outcome, command, given)
    return reply(outcome, command, command.task, given)


def opinion(outcome: Outcome, command: c.IssueDocument, given: Circumstances[Any]) -> Final:
    if given.role == Role.DEPARTMENT:
        raise not_yours()
    if not (outcome.consented or outcome.sent or outcome.stage is Stage.CLOSED):
        raise Rejected(
            "opinion-open",
            "协商意见尚未同意运用，也没有报送。请先办理同意或报送，再印发；此前可以下载讨论稿。",
            "There is no consent to the opinion yet, and it was not sent. Have it consented to or"
            " send it, then issue it; until then there is a draft to download.",
        )
    thing = {
        "kind": DocumentKind.OPINION,
        "outcome": command.outcome,
        "task": None,
        "lead": None,
    }
    since = outcome.consents[-1].decided_on if outcome.consents else None
    number = outcome.sent.outcome_number if outcome.sent else None
    return Final(thing, by_scope(What.OUTCOME), since, number)


def reply(
    outcome: Outcome, command: c.IssueDocument, number: int, given: Circumstances[Any]
) -> Final:
    task = task_of(outcome, number)
    if given.role == Role.DEPARTMENT and given.body != task.lead:
        raise not_yours()
    if task.state is not TaskState.COMPLETED:
        raise Rejected(
            "reply-open",
            f"任务{number}尚未办结。请先办结任务，再印发答复；办结之前可以下载讨论稿。",
            f"Task {number} is not completed yet. Complete it, then issue the reply; until then"
            " there is a draft to download.",
        )
    thing = {
        "kind": DocumentKind.REPLY,
        "outcome": command.outcome,
        "task": number,
        "lead": task.lead,
    }
    return Final(thing, by_scope(What.TASK))


def may_withdraw(told: e.OutcomeDocumentIssued, given: Circumstances[Any]) -> None:
    """Refuse a department that withdraws another document than its own reply."""
    if given.role == Role.DEPARTMENT and given.body != told.lead:
        raise not_yours()


def not_yours() -> Rejected:
    return Rejected(
        "not-your-document",
        "承办单位只印发和收回本单位主办任务的办理答复。请由主办单位办理，协商意见请由政协办公室办理。",
        "A department issues and withdraws the replies of tasks that it leads. Ask the department"
        " that leads this one, and for an opinion the CPPCC office.",
    )


def reads(state: Issuing, command: c.DocumentCommand) -> Iterable[str]:
    """The outcome whose document is issued."""
    return (f"outcome/{command.outcome}",) if isinstance(command, c.IssueDocument) else ()


def seat(command: c.DocumentCommand) -> str | None:
    """A document lies where its outcome does."""
    return f"outcome/{command.outcome}" if isinstance(command, c.IssueDocument) else None


DOCUMENT = issuing(final, e.OutcomeDocumentIssued, e.OutcomeDocumentWithdrawn, may_withdraw)
