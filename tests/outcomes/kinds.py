"""A kind for each thing that may lead to an outcome, and a handling that has everything."""

from contracts.calendar import Measure, Term
from contracts.outcomes.rating_rules import BallotOption, RatingKind, Ratings
from contracts.outcomes.rules import Basis, Handling, OutcomeKind
from contracts.vocabulary import Entry

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
research_kind = OutcomeKind(
    code="research-report",
    chinese="调研报告",
    english="research report",
    handling="sent",
    basis=(Basis.RESEARCH,),
    activities=("research",),
)
meeting_kind = OutcomeKind(
    code="meeting-opinion",
    chinese="会议协商意见",
    english="opinion of a meeting",
    handling="sent",
    basis=(Basis.SESSION,),
    forms=("chairpersons",),
)
report_kind = OutcomeKind(
    code="report",
    chinese="社情民意信息",
    english="report of public opinion",
    handling="sent",
    basis=(Basis.REPORT,),
)
KINDS = (proposal_kind, report_kind, research_kind, meeting_kind)

RATINGS = Ratings(
    kinds=(
        RatingKind(
            code="appraisal",
            chinese="民主测评",
            english="appraisal",
            options=("very", "mostly", "not", "abstain"),
            voters=("committee", "residents"),
            satisfied_from=60,
            report_to=("县委", "县政府"),
        ),
        RatingKind(
            code="asked",
            chinese="征询",
            english="asked without a verdict",
            options=("very", "not", "abstain"),
            voters=("residents",),
            quorum=0,
            least=3,
            with_abstentions=False,
            openly=False,
        ),
    ),
    options=(
        BallotOption(code="very", chinese="很满意", english="very satisfied", satisfied=True),
        BallotOption(code="mostly", chinese="基本满意", english="mostly", satisfied=True),
        BallotOption(code="not", chinese="不满意", english="not satisfied"),
        BallotOption(code="abstain", chinese="弃权", english="abstains", abstains=True),
    ),
    voters=(
        Entry(code="committee", chinese="常委会组成人员", english="Standing Committee"),
        Entry(code="residents", chinese="群众代表", english="residents"),
    ),
)
