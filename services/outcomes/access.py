"""Who may ask and read what of outcomes (domain 2, 9.2)."""

from typing import Annotated

from fastapi import Depends, Path

from contracts.ids import OutcomeId
from contracts.roles import Role
from contracts.visibility import READS_CASES, READS_OUTLINES
from runtime.web.http import Reading, Submitting, reading, submitting

OFFICE = (Role.CLERK, Role.CONVENOR, Role.CPPCC_OFFICE)

Office = Annotated[Submitting, Depends(submitting(*OFFICE))]
PartyOrganisation = Annotated[Submitting, Depends(submitting(Role.PARTY))]
Department = Annotated[Submitting, Depends(submitting(Role.DEPARTMENT))]
Assigner = Annotated[Submitting, Depends(submitting(*OFFICE, Role.SUPERVISOR))]
Checker = Annotated[
    Submitting, Depends(submitting(Role.CLERK, Role.CPPCC_OFFICE, Role.COMMITTEE, Role.SUPERVISOR))
]
RuleMaker = Annotated[Submitting, Depends(submitting(Role.CPPCC_OFFICE, Role.OPERATOR))]

Reader = Annotated[Reading, Depends(reading(*READS_OUTLINES, Role.SERVICE))]
"""Departments see an outline of what concerns them, and their own tasks."""
CaseReader = Annotated[Reading, Depends(reading(*READS_CASES, Role.SERVICE))]
RuleReader = Annotated[Reading, Depends(reading(*READS_OUTLINES, Role.SERVICE, Role.OPERATOR))]

OutcomeKey = Annotated[OutcomeId, Path(pattern=r"^[A-Za-z0-9._:-]{1,80}$")]
