"""Documents of outcomes that were issued: opinions, and replies of departments.

Streams `document/<outcome>:opinion` and `document/<outcome>:reply:<task>`, in the unit of the
outcome.
"""

from contracts.documents import DocumentIssued, DocumentWithdrawn
from contracts.ids import BodyId, OutcomeId


class OutcomeDocumentIssued(DocumentIssued):
    """The opinion of an outcome was issued, or the reply of the department that leads a task
    (`lead`)."""

    outcome: OutcomeId
    task: int | None
    lead: BodyId | None

    @property
    def about(self) -> str:
        return f"outcome/{self.outcome}"


class OutcomeDocumentWithdrawn(DocumentWithdrawn):
    """The opinion or the reply was issued wrongly, and is withdrawn. What is issued in its place is
    a further issue."""

    outcome: OutcomeId
    task: int | None


DocumentEvent = OutcomeDocumentIssued | OutcomeDocumentWithdrawn
