"""What may be asked of the document of a plan."""

from typing import Annotated

from pydantic import Field

from common.documents import issuing
from contracts.ids import PlanId


class IssueDocument(issuing.IssueDocument):
    """Issue the plan of a unit as a document once it is decided. `paper`: the document as it was
    sealed or signed, uploaded before; without it the .docx is issued that the system makes. `unit`
    is that of the plan."""

    plan: Annotated[PlanId, Field(pattern=r"^[A-Za-z0-9._:-]{1,80}$")]

    @property
    def key(self) -> str:
        return f"{self.plan}:plan"


class WithdrawDocument(issuing.WithdrawDocument):
    """Withdraw a document that was issued and is wrong, with the reason. It stays in the history,
    and the right one is issued in its place."""


DocumentCommand = IssueDocument | WithdrawDocument
