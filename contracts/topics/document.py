"""Documents of plans that were issued.

Stream `document/<plan>:plan`, in the unit of the plan.
"""

from contracts.documents import DocumentIssued, DocumentWithdrawn
from contracts.ids import PlanId


class PlanDocumentIssued(DocumentIssued):
    """The plan of a unit was issued as a document."""

    plan: PlanId

    @property
    def about(self) -> str:
        return f"plan/{self.plan}"


class PlanDocumentWithdrawn(DocumentWithdrawn):
    """The plan was issued wrongly, and is withdrawn. What is issued in its place is a further
    issue."""

    plan: PlanId


DocumentEvent = PlanDocumentIssued | PlanDocumentWithdrawn
