"""Moments in the lives of proposals, and what is asked of them."""

from datetime import date
from typing import Any

from contracts.checklists import Answer
from contracts.ids import ProposalId, ReportId
from contracts.paper import Paper
from contracts.topics import proposal as e
from contracts.topics import proposal_series as n
from contracts.topics import signature as sg
from contracts.topics.proposal_parts import (
    AsTopic,
    Awaited,
    Conversion,
    Joined,
    Placed,
    Said,
    Signers,
    Until,
)
from contracts.topics.proposal_rules import Credits
from services.topics.proposal import commands as c
from services.topics.proposal.decider import PROPOSAL as LIFE
from services.topics.proposal.decider.drafting import kept
from tests.support.scenario import Scenario, circumstances
from tests.topics.proposal_chapter import FILED, SUBMITTING
from tests.topics.situations import COUNTY, VILLAGE, rules_in_force

PROPOSAL = ProposalId("01990000-0000-7000-8000-000000000061")
OTHER = ProposalId("01990000-0000-7000-8000-000000000062")
FIRST, SECOND, THIRD = "m-620123-0007", "m-620123-0008", "m-620123-0009"
TODAY = date(2026, 3, 2)

MEMBER = circumstances(FIRST, "member", VILLAGE, rules_in_force, scope="620123109")
CO_SIGNER = circumstances(SECOND, "member", VILLAGE, rules_in_force, scope="620123109")
CLERK = circumstances("wei", "clerk", VILLAGE, rules_in_force, scope="620123109")
OFFICE = circumstances("ou", "cppcc-office", VILLAGE, rules_in_force)
COMMITTEE = circumstances("xu", "committee", VILLAGE, rules_in_force, body="yz-culture")
POLICY = circumstances("policy", "policy", VILLAGE, rules_in_force, scope="")
CALENDAR = circumstances(
    "calendar", "policy", VILLAGE, rules_in_force, scope="", today=date(2026, 4, 30)
)
proposal = Scenario(LIFE, by=MEMBER)

said = Said(
    title="关于完善农村垃圾分类的提案",
    facts="全镇十二个村，七个没有分类设施。",
    analysis="运距长，村里没有经费。",
    advice="县里统一清运，每村配两名保洁员。",
    suggested=("yz-agriculture",),
)
uploaded = Paper(digest="6a" * 32, media_type="application/pdf", size=4711)
signed_paper = Paper(digest="6b" * 32, media_type="image/jpeg", size=815)
own = Signers(first=FIRST)
both = Signers(first=FIRST, co_signers=(SECOND,))
BETWEEN = Placed(
    submitted_on=date(2026, 2, 25),
    session=None,
    session_word=None,
    year=2026,
    series=f"{COUNTY}:2026-between",
    numbering="平时〔2026〕{number}号",
)
IN_SESSION = Placed(
    submitted_on=date(2026, 1, 12),
    session="10-5",
    session_word="十届五次会议",
    year=2026,
    series=f"{COUNTY}:10-5",
    numbering="十届五次会议第{number}号",
)
A_WEEK = Until(due=date(2026, 3, 9), due_with_grace=None, provisional=False)


def drafted_by(signers: Signers, kind: str, **more: Any) -> e.ProposalDrafted:
    whole: dict[str, Any] = {"sealed": False, "invited": (), "entered_by": FIRST, **more}
    return e.ProposalDrafted(**{**dict(said), **whole}, kind=kind, signers=signers)


def submitted_as(signers: Signers, kind: str, place: Placed = BETWEEN) -> e.ProposalSubmitted:
    return e.ProposalSubmitted(
        **dict(place), title=said.title, kind=kind, signers=signers, credited_as=SUBMITTING
    )


draft = c.DraftProposal(unit=VILLAGE, kind="joint", invited=(SECOND,), **dict(said))
drafted = drafted_by(own, "joint", invited=(SECOND,))
revision = c.ReviseProposal(
    **{**dict(said), "advice": "先在三个村试点。"}, invited=(SECOND,), reason="缩小到三个村。"
)
revised = e.ProposalRevised(
    **{**dict(said), "advice": revision.advice}, invited=(SECOND,), reason=revision.reason
)
entry = c.EnterCoSigners(co_signers=(THIRD,), signed=signed_paper)
entered = e.CoSignersEntered(
    title=said.title, co_signers=(THIRD,), signed=kept(signed_paper, "联名签名")
)
joined = e.CoSignerJoined(title=said.title, member=SECOND)
left = e.CoSignerLeft(member=SECOND, reason="另有提案。")
signed = sg.ProposalSigned(proposal=PROPOSAL, member=SECOND)
signature_withdrawn = sg.SignatureWithdrawn(proposal=PROPOSAL, member=SECOND, reason="另有提案。")
ready = (drafted, joined)
submission = c.SubmitProposal(submitted_on=BETWEEN.submitted_on)
submitted = submitted_as(both, "joint")
there = (*ready, submitted)
checking = c.CheckProposal(step="first", checked_on=date(2026, 2, 27), note="格式符合要求。")
checked = e.ProposalChecked(
    step="first", step_word="初审", step_number=1, checked_on=date(2026, 2, 27), note=checking.note
)
waiting = (*there, checked)

YES = Answer(met=True, reason="经核对，符合。")
ANSWERS = {"lawful": YES, "proposal": YES, "one-matter": YES}
COMPUTED = {
    "written": Answer(met=True, reason="情况、分析、建议齐全。"),
    "signed": Answer(met=True, reason="署名符合要求。"),
}


def no(question: str, reason: str) -> dict[str, Answer]:
    return {**ANSWERS, question: Answer(met=False, reason=reason)}


def found(answers: dict[str, Answer]) -> dict[str, Any]:
    """What an event says of an examination."""
    return {"checklist": "filing", "answers": {**answers, **COMPUTED}, "examined_on": TODAY}


examination = c.ExamineProposal(examined_on=TODAY, answers=ANSWERS)
filed = e.ProposalFiled(
    **dict(said),
    **dict(BETWEEN),
    **found(ANSWERS),
    kind="joint",
    signers=both,
    proposal_number=1,
    document_number="平时〔2026〕1号",
    joined=(),
    credited_as=FILED,
)
returned = e.ProposalReturned(
    **found(no("one-matter", "写了两件事。")),
    reason="写了两件事。",
    due=date(2026, 3, 17),
    due_with_grace=None,
    provisional=False,
)
supplemented = e.ProposalSupplemented(supplemented_on=TODAY, note="已分成两件。")
not_filed = e.ProposalNotFiled(
    **dict(A_WEEK),
    **found(no("lawful", "没有具体建议。")),
    ground="empty",
    ground_word="内容空泛，没有具体建议",
    reason="没有具体建议。",
    passed_to=("yz-agriculture",),
    signers=both,
    waiting=both.proposers,
)
no_proposal = no("proposal", "只反映情况，宜作社情民意信息。")
to_a_report = e.ProposalConverted(
    **dict(said),
    **dict(A_WEEK),
    becomes=Conversion.REPORT,
    topic=None,
    converted_on=TODAY,
    reason="只反映情况，宜作社情民意信息。",
    signers=both,
    waiting=both.proposers,
)
reported = e.ProposalReported(report=ReportId("01990000-0000-7000-8000-000000000047"))
as_topic = AsTopic(origin="member", scale="group")
passages = f"{said.facts}\n\n{said.analysis}\n\n{said.advice}"
to_a_topic = e.ProposalConverted(
    **dict(said),
    **dict(A_WEEK),
    becomes=Conversion.TOPIC,
    topic=as_topic.model_copy(update={"description": passages}),
    converted_on=TODAY,
    reason="属一村之事，宜在村里协商。",
    signers=both,
    waiting=both.proposers,
)
merged = e.ProposalMerged(
    **dict(A_WEEK),
    into=OTHER,
    into_title="关于农村环境整治的提案",
    merged_on=TODAY,
    reason="两件提案内容相同。",
    signers=both,
    waiting=both.proposers,
)
of_another = Signers(first=THIRD)
other_drafted = drafted_by(of_another, "individual", title=merged.into_title, entered_by=THIRD)
other_submitted = submitted_as(of_another, "individual").model_copy(
    update={"title": merged.into_title}
)
took_in = e.ProposalTookIn(
    merged=OTHER,
    joined=(Joined(proposal=OTHER, title=merged.into_title, signers=of_another),),
    reason=merged.reason,
    document_number="平时〔2026〕1号",
)
took_in_by_the_other = e.ProposalTookIn(
    merged=PROPOSAL,
    joined=(Joined(proposal=PROPOSAL, title=said.title, signers=both),),
    reason=merged.reason,
    document_number=None,
)
told = e.ProposersTold(
    told=(FIRST,), told_on=TODAY, how="电话告知，另寄书面说明。", waiting=(SECOND,)
)
grading = c.GradeProposal(grade="key", graded_on=TODAY, led_by="县政协主席", bodies=("yz-culture",))
graded = e.ProposalGraded(
    title=said.title,
    grade="key",
    grade_word="重点提案",
    supervised=True,
    led_by="县政协主席",
    bodies=("yz-culture",),
    graded_on=TODAY,
    signers=both,
    credited_as=Credits(first="proposal-key"),
)
grade_taken_back = e.GradeTakenBack(
    grade="key", graded_on=TODAY, reason="与另一件重复督办。", signers=both
)
all_three = Signers(first=FIRST, co_signers=(SECOND, THIRD))
correction = c.CorrectProposal(
    kind="joint",
    first=FIRST,
    co_signers=(SECOND, THIRD),
    submitted_on=BETWEEN.submitted_on,
    reason="漏登一名联名人。",
)
corrected = e.ProposalCorrected(
    **dict(BETWEEN),
    title=said.title,
    kind="joint",
    signers=all_three,
    before=both,
    before_on=BETWEEN.submitted_on,
    waiting=None,
    credited_as=SUBMITTING,
    corrects=3,
    reason=correction.reason,
)
THIRD_ONE = ProposalId("01990000-0000-7000-8000-000000000063")
carried_on = e.ProposalCarriedOn(into=THIRD_ONE)
other_put_right = took_in.joined[0].model_copy(
    update={"signers": of_another.model_copy(update={"first": FIRST})}
)
joined_corrected = e.JoinedCorrected(
    joined=other_put_right, waiting=None, reason="提案人登记有误。"
)
taken_back = e.ExaminationTakenBack(merged=OTHER, corrects=5, reason="误并，两件不是同一件事。")
let_go = e.ProposalLetGo(merged=OTHER, let_go=(OTHER,), reason=taken_back.reason)
supplement_missed = e.ProposalDeadlineMissed(what=Awaited.SUPPLEMENT, due=returned.due)
opened = n.SeriesOpened(numbering=BETWEEN.numbering)
numbered = n.ProposalNumbered(proposal=PROPOSAL, proposal_number=1)
BESIDE = {f"series/{BETWEEN.series}": (opened,)}
"""The series of those between sessions, in which no number is given yet."""
