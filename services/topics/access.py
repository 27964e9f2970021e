"""Who may ask what of the topics service (domain 2 and 9.2)."""

from typing import Annotated

from fastapi import Depends

from common.visibility import MATRIX, Relation, What, by_scope, by_tie, readers
from contracts.roles import Role
from runtime.web.http import Reading, Submitting, reading, submitting

Proposer = Annotated[
    Submitting,
    Depends(submitting(Role.CLERK, Role.CONVENOR, Role.MEMBER, Role.COMMITTEE, Role.CPPCC_OFFICE)),
]
"""Raises topics, in their own name or for those who came to them (000-39, 001-17)."""

Caller = Annotated[Submitting, Depends(submitting(Role.CLERK, Role.CONVENOR, Role.CPPCC_OFFICE))]
"""Calls for topics, and looks after the call (000-33)."""

Supporting = Annotated[
    Submitting, Depends(submitting(Role.CLERK, Role.CONVENOR, Role.CPPCC_OFFICE))
]
"""Records who stands behind a topic: those who keep the directory of residents (002-11)."""

Screener = Annotated[Submitting, Depends(submitting(Role.CLERK, Role.CONVENOR, Role.CPPCC_OFFICE))]
"""Screens topics and hands personal claims over (001-13, 001-15)."""

Receiver = Annotated[
    Submitting,
    Depends(submitting(Role.CLERK, Role.CONVENOR, Role.CPPCC_OFFICE, Role.DEPARTMENT)),
]
"""Answers a claim that was transferred to it, or gives it back; or writes its answer down."""

Planner = Annotated[Submitting, Depends(submitting(Role.CLERK, Role.CONVENOR, Role.CPPCC_OFFICE))]
"""Draws up the annual plan of a unit (000-32)."""

PlanRecords = Annotated[Reading, Depends(reading(Role.CLERK, Role.CONVENOR, Role.CPPCC_OFFICE))]
"""What the system makes of a plan when its document is issued."""

Consenting = Annotated[
    Submitting, Depends(submitting(Role.PARTY, Role.CPPCC_OFFICE, Role.CONVENOR, Role.CLERK))
]
"""Records a step of a chain of consents, or a refusal; the rules name the office for each."""

Submitter = Annotated[
    Submitting,
    Depends(submitting(Role.CLERK, Role.CONVENOR, Role.MEMBER, Role.COMMITTEE, Role.CPPCC_OFFICE)),
]
"""Submits reports of public opinion, of their own or for those who brought them (domain 8.4-1)."""

InformationOffice = Annotated[Submitting, Depends(submitting(Role.CPPCC_OFFICE))]
"""Screens reports, issues and sends bulletins, tells authors (domain 8.4-2)."""

Editor = Annotated[Submitting, Depends(submitting(Role.COMMITTEE, Role.CPPCC_OFFICE))]
"""Edits, checks and signs reports; the rules name the offices for each step (domain 8.4-3)."""

RuleMaker = Annotated[Submitting, Depends(submitting(Role.CPPCC_OFFICE, Role.OPERATOR))]
"""Brings a version of a jurisdiction's rules into force."""

Reader = Annotated[Reading, Depends(reading(*by_scope(What.MATTER)))]
"""Reads topics and plans within their scope. Handling departments read what concerns them in
meetings and outcomes, not topics."""

Chooser = Annotated[Reading, Depends(reading(*readers(What.SUPPORT)))]
"""Chooses among topics, and so reads how many residents stand behind each: whoever screens them,
and whoever consents to plans (002-11)."""

ClaimReader = Annotated[Reading, Depends(reading(*readers(What.CLAIM)))]
"""Reads which claims were transferred; a department those that it received."""

TextReader = Annotated[Reading, Depends(reading(*by_scope(What.TEXT), *MATRIX[What.TEXT].assigned))]
"""Reads the text of a claim: those who screen, and the department to which it was transferred."""

ReportReader = Annotated[
    Reading,
    Depends(
        reading(*by_tie(What.REPORT, Relation.OFFICE, Relation.AUTHOR, Relation.IN_CHARGE)),
    ),
]
"""Reads reports: the information office, their authors, a committee in charge."""

BulletinReader = Annotated[
    Reading, Depends(reading(*by_tie(What.REPORT, Relation.OFFICE, Relation.ADDRESSEE)))
]
"""Reads bulletins: the information office, and those to whom they were sent."""

FigureReader = Annotated[Reading, Depends(reading(*by_scope(What.REPORT)))]
"""Reads what is counted of reports, with the reports behind each figure."""

RuleReader = Annotated[Reading, Depends(reading(*readers(What.REGISTER)))]

PeopleKeeper = Annotated[Reading, Depends(reading(*readers(What.RESIDENT)))]
"""Keeps the names and telephone numbers of residents who raised something in their unit."""

ProposalAuthor = Annotated[
    Submitting,
    Depends(submitting(Role.CLERK, Role.MEMBER, Role.COMMITTEE, Role.CPPCC_OFFICE)),
]
"""Drafts, changes, submits and withdraws proposals: their own, or what was brought on paper."""

SignatureClerk = Annotated[Submitting, Depends(submitting(Role.CLERK, Role.CPPCC_OFFICE))]
"""Enters those who signed a proposal on paper."""

CoSigner = Annotated[Submitting, Depends(submitting(Role.MEMBER))]
"""Joins a proposal of another member, or takes that back."""

Examiner = Annotated[Submitting, Depends(submitting(Role.COMMITTEE, Role.CPPCC_OFFICE))]
"""Examines proposals; the rules name the office for each step (domain 8.1, 3)."""

ProposalOffice = Annotated[Submitting, Depends(submitting(Role.CPPCC_OFFICE))]
"""Corrects what was recorded wrongly of a proposal."""

ProposalReader = Annotated[Reading, Depends(reading(*readers(What.PROPOSAL, What.SUBMISSION)))]
"""Reads proposals: filed ones like other matters, all others as author or examiner."""

FiguresReader = Annotated[Reading, Depends(reading(*by_scope(What.PROPOSAL)))]
"""Reads how many proposals there are of each kind, and which."""

UntoldReader = Annotated[Reading, Depends(reading(*by_scope(What.SUBMISSION)))]
"""Reads who is still to be told what became of a proposal."""
