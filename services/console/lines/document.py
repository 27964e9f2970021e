"""The lines of documents that were issued."""

from typing import assert_never

from common.documents.issuing import CALLED
from contracts.documents import DocumentIssued, DocumentWithdrawn
from contracts.meetings import document as m
from contracts.outcomes import document as o
from contracts.topics import document as t
from services.console.lines.line import (
    EVERYBODY_ON_THE_CASE,
    MINUTING,
    REPORTING,
    WORKING,
    Line,
    entry,
    labelled,
    on,
    to_everybody,
    whose_task,
)
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


def line_of_outcome(event: o.DocumentEvent, names: Names) -> Line:
    """An opinion is of everybody on the case, a reply of those who see its task."""
    match event:
        case o.OutcomeDocumentIssued():
            number, digest = event.document_number, event.paper.digest
            said, more = issued(event), {"文号": number, "文件摘要": digest}
        case o.OutcomeDocumentWithdrawn():
            said, more = withdrawn(event), {"理由": event.reason}
        case _:
            assert_never(event)
    if event.task is None:
        return Line(said, REPORTING, EVERYBODY_ON_THE_CASE, labelled(**more))
    task = f"任务{event.task}：{said}"
    return Line(task, WORKING, whose_task(event.task), labelled(**more))


def line_of_plan(event: t.DocumentEvent) -> Line:
    match event:
        case t.PlanDocumentIssued():
            number, digest = event.document_number, event.paper.digest
            return entry(issued(event), 文号=number, 文件摘要=digest)
        case t.PlanDocumentWithdrawn():
            return entry(withdrawn(event), 理由=event.reason)
        case _:
            assert_never(event)


def issued(event: DocumentIssued) -> str:
    again = "重新" if event.issue > 1 else ""
    return f"{again}印发{CALLED[event.kind][0]}（{on(event.on)}）。"


def withdrawn(event: DocumentWithdrawn) -> str:
    return f"收回已印发的{CALLED[event.kind][0]}。"
