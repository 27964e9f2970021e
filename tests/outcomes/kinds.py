"""A kind for each thing that may lead to an outcome, and a handling that has everything."""

from contracts.calendar import Measure, Term
from contracts.outcomes.rules import Basis, Handling, OutcomeKind

WORKING = Measure.WORKING_DAYS

by_letter = Handling(
    code="by-letter",
    chinese="交办答复",
    english="handed over and answered",
    needs_tasks=True,
    reply_classes=("a", "b"),
    return_within=Term(count=5, measure=WORKING),
    co_opinion_within=Term(count=1, measure=Measure.MONTHS),
    result=Term(count=3, measure=Measure.MONTHS),
    longest=Term(count=6, measure=Measure.MONTHS),
    contact_first=True,
    sealed=True,
    again=Term(count=1, measure=Measure.MONTHS),
)
proposal_kind = OutcomeKind(
    code="proposal",
    chinese="提案",
    english="proposal",
    handling="by-letter",
    basis=(Basis.PROPOSAL,),
)
report_kind = OutcomeKind(
    code="report",
    chinese="社情民意信息",
    english="report of public opinion",
    handling="sent",
    basis=(Basis.REPORT,),
)
