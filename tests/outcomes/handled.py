"""Moments in the life of outcomes to which no consultation led: a proposal, and a report."""

from dataclasses import replace
from datetime import date

from contracts.ids import ProposalId
from contracts.outcomes import outcome as e
from contracts.outcomes.rules import Basis
from contracts.procedure import IsFedBack, Procedure, Step, TasksAreDone
from services.outcomes.outcome import commands as c
from tests.outcomes import situations as s
from tests.outcomes.kinds import by_letter, proposal_kind, report_kind
from tests.support.scenario import circumstances

clerk = circumstances(unit=s.COUNTY, rules=s.rules)
policy = circumstances("policy", "policy", s.COUNTY, s.rules, scope="")
commerce = circumstances("song", "department", s.COUNTY, s.rules, body=s.COMMERCE)
transport = circumstances("qian", "department", s.COUNTY, s.rules, body=s.TRANSPORT)
in_spring = replace(commerce, today=date(2026, 4, 20))

PROPOSAL, OTHER = ProposalId("01990000-0000-7000-8000-0000000000a1"), ProposalId("p-2")
FIRST, SECOND, THIRD = "m-620123-0007", "m-620123-0008", "m-620123-0009"
answered = Procedure(
    code="by-letter",
    name="交办答复",
    steps=(
        Step(
            code="answered",
            name="办结并反馈",
            conditions=(TasksAreDone(share=100), IsFedBack()),
        ),
    ),
)
drafted = e.OutcomeDrafted(
    outcome_kind=proposal_kind,
    handling=by_letter,
    topics=(),
    consultation=None,
    title="在样例一村增设公交站点",
    summary="在村口设站，每天两班。",
    consensus=(),
    dissent=(),
    tasks=(),
    raised_by=FIRST,
    raised_in=s.COUNTY,
    concluded_on=date(2026, 1, 20),
    procedure=answered,
    rests_on=(e.RestsOn(thing=Basis.PROPOSAL, id=PROPOSAL, number="第12号"),),
    proposers=(e.Proposers(proposal=PROPOSAL, proposers=(FIRST, SECOND)),),
)
report_drafted = drafted.model_copy(
    update={
        "outcome_kind": report_kind,
        "handling": s.sent_on,
        "title": "样例信息〔2026〕5号所载社情民意信息",
        "summary": "内容见社情民意信息原文，由有权查阅者在信息处查阅。",
        "raised_by": "r-1",
        "concluded_on": date(2026, 2, 10),
        "procedure": answered.model_copy(update={"code": "sent", "name": "报送转化"}),
        "rests_on": (e.RestsOn(thing=Basis.REPORT, id="r-1", number="样例信息〔2026〕5号"),),
        "proposers": (),
        "confidential": True,
    }
)
noted = e.ProposersNoted(proposal=OTHER, proposers=(THIRD,))
assigned = e.TaskAssigned(
    task=1,
    lead=s.TRANSPORT,
    co=(s.COMMERCE,),
    what="办理提案",
    due=date(2026, 6, 2),
    due_with_grace=None,
    first_progress_due=date(2026, 3, 23),
    return_by=date(2026, 3, 9),
    co_opinion_due=date(2026, 4, 2),
    latest=date(2026, 9, 2),
)
contacted = e.ProposerContacted(
    task=1, department=s.TRANSPORT, on=date(2026, 3, 2), channel="上门", said="希望早晚各一班"
)
opinion = e.CoOpinionGiven(
    task=1, department=s.COMMERCE, on=date(2026, 3, 2), opinion="站点旁可设便民摊位"
)
letter = e.Letter(letter_number="交提复〔2026〕12号", signed_by="局长", sealed=True)
extended = e.DeadlineExtended(
    task=1, due=date(2026, 8, 31), approved_by="县政府办公室", reason="须先勘察道路"
)
replied = e.TaskCompleted(
    task=1,
    department=s.TRANSPORT,
    on=date(2026, 3, 2),
    result="已设站",
    reply="a",
    letter=letter,
)
planned = replied.model_copy(
    update={
        "reply": "b",
        "result": "已列入计划",
        "answered_again": True,
        "further_reply_due": date(2026, 4, 2),
    }
)
not_satisfied = e.FeedbackGiven(
    feedback=1,
    raised_by=FIRST,
    told=(FIRST, SECOND),
    on=date(2026, 3, 2),
    channel="座谈",
    satisfaction="again",
    satisfied=False,
    again=True,
)
satisfied = not_satisfied.model_copy(
    update={"satisfaction": "good", "satisfied": True, "again": False}
)
again = e.HandlingAgain(task=1, reason="提出人不满意", due=date(2026, 4, 2))

draft = c.DraftOutcome(
    unit=s.COUNTY,
    basis=Basis.PROPOSAL,
    procedure=None,
    **drafted.model_dump(exclude={"outcome_kind", "handling", "series", "procedure"}),
)
draft_of_report = c.DraftOutcome(
    unit=s.COUNTY,
    basis=Basis.REPORT,
    procedure=None,
    **report_drafted.model_dump(exclude={"outcome_kind", "handling", "series", "procedure"}),
)
note = c.NoteProposers(unit=s.COUNTY, **dict(noted))
assign = c.AssignTask(lead=s.TRANSPORT, co=(s.COMMERCE,), what="办理提案")
contact = c.ContactProposer(**contacted.model_dump(exclude={"department"}))
give_opinion = c.GiveCoOpinion(**opinion.model_dump(exclude={"department"}))
extend = c.ExtendDeadline(**extended.model_dump(exclude={"due_with_grace"}))
reply = c.CompleteTask(**replied.model_dump(exclude={"department", *s.FURTHER}))
handle_again = c.HandleAgain(task=1, reason="提出人不满意")
feed_back = c.GiveFeedback(on=date(2026, 3, 2), channel="座谈", satisfaction="again")

handed_over = (drafted, assigned)
ready = (*handed_over, contacted, opinion)
done = (*ready, replied)
