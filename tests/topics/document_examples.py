"""Examples of the document of a plan, and the commands that its tests ask."""

from datetime import date

from common.visibility import What, by_scope
from contracts.documents import DocumentKind
from contracts.paper import Paper, PaperClass, PaperUse
from contracts.topics import document as e
from services.topics.document import commands as c
from tests.slices.example import Example
from tests.topics import situations as s
from tests.topics.plan_examples import CLERK, decided

ON = date(2026, 3, 1)
sealed = Paper(digest="d4" * 32, media_type="application/pdf", size=120_000)
ISSUE = c.IssueDocument(unit=s.VILLAGE, plan=s.VILLAGE_PLAN, on=ON, paper=sealed)
WITHDRAW = c.WithdrawDocument(reason="漏印一项议题")
issued = e.PlanDocumentIssued(
    issue=1,
    kind=DocumentKind.PLAN,
    on=ON,
    document_number=None,
    paper=PaperUse(
        **dict(sealed),
        title="年度协商计划.pdf",
        kept=PaperClass.INTERNAL,
        readers=by_scope(What.MATTER),
    ),
    plan=s.VILLAGE_PLAN,
)
withdrawn = e.PlanDocumentWithdrawn(
    issue=1, kind=DocumentKind.PLAN, reason="漏印一项议题", plan=s.VILLAGE_PLAN
)

EACH = [
    Example("documents", (), ISSUE, CLERK, (issued,), {f"plan/{s.VILLAGE_PLAN}": decided}),
    Example("withdrawal", (issued,), WITHDRAW, CLERK, (withdrawn,)),
]
