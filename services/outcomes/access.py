"""Who may ask and read what of outcomes (domain 2, 9.2)."""

from typing import Annotated

from fastapi import Depends, Path

from common.visibility import What, by_scope, readers
from contracts.ids import OutcomeId
from contracts.roles import Role
from runtime.web.http import Reading, Submitting, reading, submitting

OFFICE = (Role.CLERK, Role.CONVENOR, Role.CPPCC_OFFICE)

Office = Annotated[Submitting, Depends(submitting(*OFFICE))]
Consenting = Annotated[Submitting, Depends(submitting(*OFFICE, Role.PARTY))]
"""Records a step of a chain of consents, or a refusal; the rules name the office for each."""
Department = Annotated[Submitting, Depends(submitting(Role.DEPARTMENT))]
Assigner = Annotated[Submitting, Depends(submitting(*OFFICE, Role.SUPERVISOR))]
Issuer = Annotated[Submitting, Depends(submitting(*OFFICE, Role.DEPARTMENT))]
"""Issues documents; a department the replies of the tasks that it leads."""
Records = Annotated[Reading, Depends(reading(*OFFICE, Role.DEPARTMENT))]
"""What the system makes of the records when a document is issued."""
Checker = Annotated[
    Submitting, Depends(submitting(Role.CLERK, Role.CPPCC_OFFICE, Role.COMMITTEE, Role.SUPERVISOR))
]
Teller = Annotated[Submitting, Depends(submitting(*OFFICE, Role.COMMITTEE, Role.SUPERVISOR))]
"""Enters what they counted of a rating; another person does so too."""
RatingReader = Annotated[Reading, Depends(reading(*readers(What.RATING)))]
Instructing = Annotated[Submitting, Depends(submitting(*by_scope(What.INSTRUCTION)))]
"""Records what leaders wrote."""
Governing = Annotated[Reading, Depends(reading(*by_scope(What.INSTRUCTION)))]
InstructionReader = Annotated[Reading, Depends(reading(*readers(What.INSTRUCTION)))]
RuleMaker = Annotated[Submitting, Depends(submitting(Role.CPPCC_OFFICE, Role.OPERATOR))]

Reader = Annotated[Reading, Depends(reading(*readers(What.OUTLINE, What.OUTCOME)))]
"""Departments see an outline of what concerns them, and their own tasks."""
CaseReader = Annotated[Reading, Depends(reading(*by_scope(What.OUTCOME)))]
RuleReader = Annotated[
    Reading, Depends(reading(*readers(What.OUTLINE, What.OUTCOME, What.REGISTER)))
]

OutcomeKey = Annotated[OutcomeId, Path(pattern=r"^[A-Za-z0-9._:-]{1,80}$")]
