"""Examples of documents of outcomes that are issued, and the commands that their tests ask."""

from datetime import date

from common.visibility import What, by_scope
from contracts.documents import DocumentKind
from contracts.ids import OutcomeId
from contracts.outcomes import document as e
from contracts.paper import Paper, PaperClass, PaperUse
from services.outcomes.document import commands as c
from tests.outcomes import situations as s
from tests.slices.example import Example
from tests.support.scenario import circumstances

OUTCOME = OutcomeId("o-1")
clerk = circumstances(unit=s.VILLAGE, rules=s.rules)
sealed = Paper(digest="d2" * 32, media_type="application/pdf", size=120_000)
signed = Paper(digest="d3" * 32, media_type="image/jpeg", size=240_000)
ISSUE = c.IssueDocument(
    unit=s.VILLAGE,
    outcome=OUTCOME,
    on=date(2026, 1, 21),
    document_number="协意〔2026〕1号",
    paper=sealed,
)
ISSUE_REPLY = c.IssueDocument(
    unit=s.VILLAGE, outcome=OUTCOME, task=1, on=date(2026, 3, 1), paper=signed
)
WITHDRAW = c.WithdrawDocument(reason="抄送单位有误")


def _kept(paper: Paper, title: str, what: What) -> PaperUse:
    return PaperUse(**dict(paper), title=title, kept=PaperClass.INTERNAL, readers=by_scope(what))


issued = e.OutcomeDocumentIssued(
    issue=1,
    kind=DocumentKind.OPINION,
    on=date(2026, 1, 21),
    document_number="协意〔2026〕1号",
    paper=_kept(sealed, "协商意见.pdf", What.OUTCOME),
    outcome=OUTCOME,
    task=None,
    lead=None,
)
numbered_two = issued.model_copy(update={"document_number": "协意〔2026〕2号"})
replied = e.OutcomeDocumentIssued(
    issue=1,
    kind=DocumentKind.REPLY,
    on=date(2026, 3, 1),
    document_number=None,
    paper=_kept(signed, "办理答复.jpg", What.TASK),
    outcome=OUTCOME,
    task=1,
    lead=s.COMMERCE,
)
withdrawn = e.OutcomeDocumentWithdrawn(
    issue=1, kind=DocumentKind.OPINION, reason="抄送单位有误", outcome=OUTCOME, task=None
)

OF_DOCUMENTS = [
    Example("documents", (), ISSUE, clerk, (issued,), {f"outcome/{OUTCOME}": s.on_its_way}),
    Example("withdrawal", (numbered_two,), WITHDRAW, clerk, (withdrawn,)),
]
