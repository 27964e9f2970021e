"""The rules on proposals in tests: kinds, sessions, examination, grades."""

from datetime import date

from contracts.calendar import Term
from contracts.checklists import Checklist, Leads, Question
from contracts.roles import Role
from contracts.topics.proposal_rules import (
    Credits,
    ExaminationStep,
    PlenarySession,
    ProposalGrade,
    ProposalKind,
    Proposals,
    SignedBy,
)
from contracts.vocabulary import Entry

FILING = Checklist(
    code="filing",
    chinese="立案标准",
    english="filing standard",
    questions=(
        Question(code="lawful", chinese="没有不予立案的情形", english="lawful", no=Leads.REJECT),
        Question(code="proposal", chinese="适合作为提案", english="a proposal", no=Leads.TRANSFER),
        Question(code="one-matter", chinese="一事一案", english="one matter"),
        Question(code="written", chinese="有情况有分析有建议", english="whole", computed="written"),
        Question(code="signed", chinese="署名齐全", english="signed", computed="signed"),
    ),
)
SUBMITTING = Credits(first="proposal", co="proposal-joint", main="proposal-main")
FILED = Credits(first="proposal-filed", co="proposal-filed-joint")
CHAPTER = Proposals(
    kinds=(
        ProposalKind(
            code="individual",
            chinese="个人提案",
            english="proposal of a member",
            signed_by=SignedBy.MEMBER,
            checklist="filing",
        ),
        ProposalKind(
            code="joint",
            chinese="联名提案",
            english="joint proposal",
            signed_by=SignedBy.MEMBERS,
            checklist="filing",
        ),
        ProposalKind(
            code="committee",
            chinese="专门委员会提案",
            english="proposal of a committee",
            signed_by=SignedBy.BODY,
            checklist="filing",
            body_kinds=("committee",),
            seal=True,
        ),
        ProposalKind(
            code="sector",
            chinese="界别提案",
            english="proposal of a sector",
            signed_by=SignedBy.BODY,
            checklist="filing",
            convenor=True,
            text_apart=True,
        ),
    ),
    checklists=(FILING,),
    sessions=(
        PlenarySession(
            code="10-4",
            chinese="十届四次会议",
            english="10-4",
            year=2025,
            first=date(2024, 11, 1),
            last=date(2025, 1, 20),
        ),
        PlenarySession(
            code="10-5",
            chinese="十届五次会议",
            english="10-5",
            year=2026,
            first=date(2025, 11, 10),
            last=date(2026, 2, 10),
        ),
    ),
    steps=(
        ExaminationStep(
            code="first", chinese="初审", english="first check", offices=(Role.CPPCC_OFFICE,)
        ),
        ExaminationStep(
            code="second",
            chinese="复审",
            english="second check",
            offices=(Role.CPPCC_OFFICE,),
            in_session=True,
        ),
        ExaminationStep(
            code="committee",
            chinese="提案委员会审查",
            english="committee",
            offices=(Role.COMMITTEE,),
        ),
    ),
    grounds=(
        Entry(code="secret", chinese="涉及党和国家秘密", english="secrets of Party and state"),
        Entry(code="empty", chinese="内容空泛，没有具体建议", english="no concrete advice"),
    ),
    grades=(
        ProposalGrade(
            code="key",
            chinese="重点提案",
            english="key proposal",
            supervised=True,
            credited_as=Credits(first="proposal-key"),
        ),
        ProposalGrade(code="excellent", chinese="优秀提案", english="excellent proposal"),
    ),
    numbering="{session}第{number}号",
    numbering_between="平时〔{year}〕{number}号",
    supplement=Term(count=15),
    telling=Term(count=7),
    submitting=SUBMITTING,
    filing=FILED,
)
