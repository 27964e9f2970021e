"""The lines of documents that were issued."""

from typing import assert_never

from common.documents.issuing import CALLED
from contracts.documents import DocumentIssued, DocumentWithdrawn
from contracts.meetings import document as m
from services.console.lines.line import MINUTING, Line, on, to_everybody
from services.console.lines.names import Names


def line_of_session(event: m.DocumentEvent, names: Names) -> Line:
    match event:
        case m.SessionDocumentIssued():
            number, digest = event.document_number, event.paper.digest
            return to_everybody(issued(event), MINUTING, 文号=number, 文件摘要=digest)
        case m.SessionDocumentWithdrawn():
            return to_everybody(withdrawn(event), MINUTING, 理由=event.reason)
        case _:
            assert_never(event)


def issued(event: DocumentIssued) -> str:
    again = "重新" if event.issue > 1 else ""
    return f"{again}印发{CALLED[event.kind][0]}（{on(event.on)}）。"


def withdrawn(event: DocumentWithdrawn) -> str:
    return f"收回已印发的{CALLED[event.kind][0]}。"
