"""What may be asked of the documents of an outcome."""

from common.documents import issuing
from contracts.ids import OutcomeId
from services.outcomes.outcome.commands import TaskNumber


class IssueDocument(issuing.IssueDocument):
    """Issue the opinion of an outcome once there is consent to it, or, with `task`, the reply of
    the department that leads the task, once the task is completed. `paper`: the document as it was
    sealed or signed, uploaded before; without it the .docx is issued that the system makes. `unit`
    is that of the outcome. An opinion without `document_number` has that under which it was sent.
    """

    outcome: OutcomeId
    task: TaskNumber | None = None

    @property
    def key(self) -> str:
        return key_of(self.outcome, self.task)


class WithdrawDocument(issuing.WithdrawDocument):
    """Withdraw a document that was issued and is wrong, with the reason. It stays in the history,
    and the right one is issued in its place."""


DocumentCommand = IssueDocument | WithdrawDocument


def key_of(outcome: OutcomeId, task: int | None) -> str:
    """What the document is called in its stream and its address."""
    return f"{outcome}:opinion" if task is None else f"{outcome}:reply:{task}"
