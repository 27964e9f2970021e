"""Who may ask and read what of meetings (domain 2, 9.2)."""

from typing import Annotated

from fastapi import Depends, Path

from common.visibility import What, by_scope, readers
from contracts.ids import ConsultationId
from contracts.roles import Role
from runtime.web.http import Reading, Submitting, reading, submitting

OFFICE = (Role.CLERK, Role.CONVENOR, Role.CPPCC_OFFICE)

Conductor = Annotated[Submitting, Depends(submitting(*OFFICE))]
"""Prepares and runs the sessions of a unit, and keeps their records."""

Attendant = Annotated[
    Submitting, Depends(submitting(*OFFICE, Role.MEMBER, Role.COMMITTEE, Role.DEPARTMENT))
]
"""Answers an invitation, checks in and comments on the draft of the minutes: for themselves, or, in
the office that runs the session, for whoever said so."""

Records = Annotated[Reading, Depends(reading(*OFFICE))]
"""What the system makes of the records when a document is issued."""

Researcher = Annotated[Submitting, Depends(submitting(*OFFICE, Role.COMMITTEE))]
"""Records research; a committee that of its own (000-50)."""

ASKED = (Role.COMMITTEE, Role.DEPARTMENT)

AskedBody = Annotated[Submitting, Depends(submitting(*ASKED))]
"""Answers whether it takes part in an activity for which it was asked (000-50)."""

Consenting = Annotated[Submitting, Depends(submitting(*OFFICE, Role.PARTY))]
"""Records the consent to passing over a step (13.3-5); the rules name the office."""

RuleMaker = Annotated[Submitting, Depends(submitting(Role.CPPCC_OFFICE, Role.OPERATOR))]
"""Brings the county's procedures and quotas into force."""

Reader = Annotated[Reading, Depends(reading(*by_scope(What.MATTER)))]
Hearer = Annotated[Reading, Depends(reading(*readers(What.MATTER, What.SPEECH)))]
"""Those who took part among them, in the name of a department or committee."""
ActivityReader = Annotated[Reading, Depends(reading(*readers(What.REQUEST)))]
"""Departments among them, which see what they were asked, and all of what they took part in."""
AskedReader = Annotated[Reading, Depends(reading(*ASKED))]
"""Reads what its own body was asked (000-50)."""
OutlineReader = Annotated[Reading, Depends(reading(*readers(What.OUTLINE)))]
"""Departments among them, which see an outline of what concerns them and their own promises."""
AbsenceReader = Annotated[Reading, Depends(reading(Role.CPPCC_OFFICE, Role.MEMBER))]
"""The office, and members about themselves; committees are told by members' files."""
RuleReader = Annotated[Reading, Depends(reading(*readers(What.REGISTER)))]
DutyReader = Annotated[Reading, Depends(reading(*readers(What.SCORE)))]
"""A member for what they owe themselves, a committee for its own members (domain 9.2, "member
score")."""

ConsultationKey = Annotated[ConsultationId, Path(pattern=r"^[A-Za-z0-9._:-]{1,80}$")]
