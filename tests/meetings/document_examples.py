"""Examples of documents of sessions that are issued, and the commands that their tests ask."""

from datetime import date

from common.visibility import What, by_scope
from contracts.documents import DocumentKind
from contracts.meetings import document as e
from contracts.paper import Paper, PaperClass, PaperUse
from services.meetings.document import commands as c
from tests.meetings import situations as s
from tests.meetings.situations import CLERK
from tests.slices.example import Example

sealed = Paper(digest="d0" * 32, media_type="application/pdf", size=120_000)
used = PaperUse(
    **dict(sealed),
    title="协商纪要.pdf",
    kept=PaperClass.INTERNAL,
    readers=by_scope(What.MATTER),
)
ISSUE = c.IssueDocument(
    unit=s.VILLAGE,
    session=s.MEETING,
    kind=DocumentKind.MINUTES,
    on=s.DAY,
    document_number="协纪〔2026〕1号",
    paper=sealed,
)
ISSUE_NOTICE = ISSUE.model_copy(
    update={"kind": DocumentKind.NOTICE, "on": date(2026, 2, 24), "document_number": None}
)
WITHDRAW = c.WithdrawDocument(reason="参加人数有误")
issued = e.SessionDocumentIssued(
    issue=1,
    kind=DocumentKind.MINUTES,
    on=s.DAY,
    document_number="协纪〔2026〕1号",
    paper=used,
    session=s.MEETING,
    consultations=(s.CASE,),
)
numbered_two = issued.model_copy(update={"document_number": "协纪〔2026〕2号"})
withdrawn = e.SessionDocumentWithdrawn(
    issue=1,
    kind=DocumentKind.MINUTES,
    reason="参加人数有误",
    session=s.MEETING,
    consultations=(s.CASE,),
)

OF_DOCUMENTS = [
    Example("documents", (), ISSUE, CLERK, (issued,), {f"session/{s.MEETING}": s.meeting_minuted}),
    Example("withdrawal", (numbered_two,), WITHDRAW, CLERK, (withdrawn,)),
]
