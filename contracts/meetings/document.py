"""Documents of sessions that were issued: notices and minutes.

Stream `document/<session>:<kind>`, in the unit of the session.
"""

from contracts.documents import DocumentIssued, DocumentWithdrawn
from contracts.ids import ConsultationId, SessionId


class SessionDocumentIssued(DocumentIssued):
    """The notice or the minutes of a session were issued. `consultations`: those that the session
    serves."""

    session: SessionId
    consultations: tuple[ConsultationId, ...]

    @property
    def about(self) -> str:
        return f"session/{self.session}"


class SessionDocumentWithdrawn(DocumentWithdrawn):
    """The notice or the minutes were issued wrongly, and are withdrawn. What is issued in their
    place is a further issue."""

    session: SessionId
    consultations: tuple[ConsultationId, ...]


DocumentEvent = SessionDocumentIssued | SessionDocumentWithdrawn
