"""What the outcomes service does of itself when another service tells it something."""

from datetime import date

from contracts.ids import SessionId, begun_by, handled_as
from contracts.meetings.consultation import ConsultationConcluded, TaskAgreed
from contracts.paper import PaperUse
from contracts.topics.proposal import (
    JoinedCorrected,
    ProposalCorrected,
    ProposalFiled,
    ProposalLetGo,
    ProposalTookIn,
)
from contracts.topics.proposal_parts import Joined, Signers
from contracts.topics.report import ReportIssued, ReportUsed
from runtime.policy import Wanted
from services.outcomes.outcome import policies as p
from services.outcomes.outcome.policies import when_consultation_concluded_draft_the_outcome
from tests.outcomes import handled as h
from tests.outcomes import situations as s
from tests.slices.example import SOME_ID, recorded

concluded = ConsultationConcluded(
    topics=(s.TOPIC,),
    places=(),
    sessions=(SessionId("s-1"),),
    title=s.drafted.title,
    summary=s.drafted.summary,
    consensus=s.drafted.consensus,
    dissent=s.drafted.dissent,
    tasks=(
        TaskAgreed(
            session=SessionId("s-1"),
            promise=1,
            lead=s.COMMERCE,
            co=(s.TRANSPORT,),
            what=s.market.what,
            due=s.market.due,
        ),
        TaskAgreed(
            session=SessionId("s-1"),
            promise=2,
            lead=s.TRANSPORT,
            co=(),
            what=s.road.what,
            due=s.road.due,
        ),
    ),
    raised_by=s.drafted.raised_by,
    raised_in=s.VILLAGE,
    last_on=s.drafted.concluded_on,
    procedure=s.YZ7,
)
signers = Signers(first=h.FIRST, co_signers=(h.SECOND,))
filed = ProposalFiled(
    title=h.drafted.title,
    facts="村口没有公交站点。",
    advice=h.drafted.summary,
    submitted_on=date(2026, 1, 10),
    session=None,
    session_word=None,
    year=2026,
    series="620123000000:2026",
    numbering="第{number}号",
    kind="member",
    signers=signers,
    proposal_number=12,
    document_number="第12号",
    examined_on=h.drafted.concluded_on,
    checklist="filing",
    answers={},
    joined=(),
)
another = Joined(proposal=h.OTHER, title="增设站点", signers=Signers(first=h.THIRD))
paper = PaperUse(
    digest="a" * 64, media_type="text/plain", size=9, title="社情民意信息", kept="internal"
)
issued = ReportIssued(
    title="某村水质异常",
    category="ecology",
    authors=("m-620123-0007",),
    bulletin="620123000000:2026:5",
    bulletin_number="样例信息〔2026〕5号",
    issued_on=date(2026, 2, 10),
    text=paper,
)


def of_proposal(event):
    return recorded(event, f"proposal/{h.PROPOSAL}", unit=s.COUNTY)


def test_a_proposal_that_is_filed_drafts_its_outcome():  # 004-13
    assert p.when_proposal_filed_draft_its_outcome(of_proposal(filed)) == [
        Wanted(handled_as(f"proposal/{h.PROPOSAL}"), h.draft)
    ]


def test_a_proposal_whose_text_stands_apart_says_where_it_is_read():
    apart = filed.model_copy(update={"facts": None, "advice": None, "text": paper})

    [ask] = p.when_proposal_filed_draft_its_outcome(of_proposal(apart))
    assert ask.command.summary == "内容见提案第12号原文。"


def test_whoever_joined_a_filed_proposal_is_to_be_answered_as_well():  # 8.1, 4b
    took_in = ProposalTookIn(
        merged=h.OTHER, joined=(another,), reason="同一事项", document_number="第12号"
    )
    outcome = handled_as(f"proposal/{h.PROPOSAL}")

    noted = p.when_proposal_took_in_note_proposers(of_proposal(took_in))
    assert noted == [Wanted(outcome, h.note)]
    before = took_in.model_copy(update={"document_number": None})
    assert p.when_proposal_took_in_note_proposers(of_proposal(before)) == []
    corrected = JoinedCorrected(joined=another, waiting=None, reason="署名有误")
    assert p.when_joined_corrected_note_proposers(of_proposal(corrected)) == noted
    let_go = ProposalLetGo(merged=h.OTHER, let_go=(h.OTHER,), reason="并错了")
    [ask] = p.when_proposal_let_go_note_proposers(of_proposal(let_go))
    assert (ask.key, ask.command.proposers) == (outcome, ())
    own = ProposalCorrected(
        title=filed.title,
        corrects=3,
        reason="署名有误",
        **filed.model_dump(include={"submitted_on", "session", "session_word", "year", "series"}),
        numbering="第{number}号",
        kind="member",
        signers=signers,
        before=signers,
        before_on=date(2026, 1, 10),
        waiting=None,
    )
    [ask] = p.when_proposal_corrected_note_proposers(of_proposal(own))
    assert (ask.command.proposal, ask.command.proposers) == (h.PROPOSAL, (h.FIRST, h.SECOND))


def test_a_report_drafts_one_outcome_that_says_nothing_of_it():  # 8.4, 9.2
    used = ReportUsed(
        title=issued.title,
        category="ecology",
        authors=issued.authors,
        level="province",
        used_on=date(2026, 2, 20),
    )
    [of_issue] = p.when_report_issued_draft_its_outcome(recorded(issued, "report/r-1", s.COUNTY))
    [of_use] = p.when_report_used_draft_its_outcome(recorded(used, "report/r-1", s.COUNTY))

    assert of_issue == Wanted(handled_as("report/r-1"), h.draft_of_report)
    assert of_use.key == of_issue.key
    for ask in (of_issue, of_use):
        said = ask.command.model_dump_json()
        assert issued.title not in said
        assert issued.authors[0] not in said


def test_what_is_concluded_drafts_an_outcome_with_an_id_of_its_own():
    record = recorded(concluded, f"consultation/{s.CONSULTATION}")

    assert when_consultation_concluded_draft_the_outcome(record) == [
        Wanted(begun_by(SOME_ID, "outcome"), s.draft)
    ]


def test_promises_of_two_sessions_that_count_alike_are_told_apart():
    first, second = concluded.tasks
    alike = second.model_copy(update={"session": SessionId("s-2"), "promise": 1})

    [ask] = when_consultation_concluded_draft_the_outcome(
        recorded(concluded.model_copy(update={"tasks": (first, alike)}))
    )

    assert [(each.session, each.promise) for each in ask.command.tasks] == [("s-1", 1), ("s-2", 1)]


def test_a_consultation_without_promises_drafts_an_outcome_without_tasks():
    quiet = concluded.model_copy(update={"tasks": ()})

    [ask] = when_consultation_concluded_draft_the_outcome(recorded(quiet))
    assert ask.command.tasks == ()


def test_the_longest_that_may_be_concluded_becomes_a_draft():
    """A policy cannot ask somebody to shorten a text, so nothing here is narrower than there."""
    agreed = TaskAgreed(
        session=SessionId("s-1"),
        promise=1,
        lead=s.COMMERCE,
        co=(s.TRANSPORT,) * 60,
        what="路" * 500,
        due=date(2149, 12, 31),
    )
    long = concluded.model_copy(
        update={"summary": "议" * 4000, "consensus": ("同" * 500,) * 300, "tasks": (agreed,) * 300}
    )

    [ask] = when_consultation_concluded_draft_the_outcome(recorded(long))
    assert len(ask.command.tasks) == 300
