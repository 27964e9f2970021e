"""What may be asked of the documents of a session."""

from typing import Literal

from common.documents import issuing
from contracts.documents import DocumentKind
from contracts.ids import SessionId


class IssueDocument(issuing.IssueDocument):
    """Issue the notice of a session once it was given, or its minutes once they are confirmed.
    `paper`: the document as it was sealed or signed, uploaded before; without it the .docx is
    issued that the system makes. `unit` is that of the session."""

    session: SessionId
    kind: Literal[DocumentKind.NOTICE, DocumentKind.MINUTES]

    @property
    def key(self) -> str:
        return f"{self.session}:{self.kind}"


class WithdrawDocument(issuing.WithdrawDocument):
    """Withdraw a document that was issued and is wrong, with the reason. It stays in the history,
    and the right one is issued in its place."""


DocumentCommand = IssueDocument | WithdrawDocument
