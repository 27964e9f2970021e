"""Who may ask and read what of outcomes (domain 2, 9.2)."""

from typing import Annotated

import sqlalchemy as sa
from fastapi import Depends, Path

from contracts.ids import TopicId
from contracts.roles import Role
from runtime.web.http import Asking, Reading, asking, reading

OFFICE = (Role.CLERK, Role.CONVENOR, Role.COUNTY_OFFICE)

Office = Annotated[Asking, Depends(asking(*OFFICE))]
PartyOrganisation = Annotated[Asking, Depends(asking(Role.PARTY))]
Department = Annotated[Asking, Depends(asking(Role.DEPARTMENT))]
Assigner = Annotated[Asking, Depends(asking(*OFFICE, Role.SUPERVISOR))]
Checker = Annotated[
    Asking, Depends(asking(Role.CLERK, Role.COUNTY_OFFICE, Role.COMMITTEE, Role.SUPERVISOR))
]
RuleMaker = Annotated[Asking, Depends(asking(Role.COUNTY_OFFICE, Role.OPERATOR))]

READERS = (
    *OFFICE,
    Role.MEMBER,
    Role.COMMITTEE,
    Role.PARTY,
    Role.SUPERVISOR,
    Role.AUDITOR,
    Role.SERVICE,
)

Reader = Annotated[Reading, Depends(reading(*READERS))]
TaskReader = Annotated[Reading, Depends(reading(*READERS, Role.DEPARTMENT))]
RuleReader = Annotated[Reading, Depends(reading(*READERS, Role.DEPARTMENT, Role.OPERATOR))]

OutcomeKey = Annotated[TopicId, Path(pattern=r"^[A-Za-z0-9._:-]{1,80}$")]
"""The id of the topic, which is also that of its outcome."""
County = Annotated[str, Path(pattern=r"^[0-9]{6}$")]


def own_rows(read: Reading, tasks: sa.Table) -> sa.ColumnElement[bool]:
    """A department sees the tasks it leads or helps with, other offices all of their scope."""
    offices = []
    for grant in read.actor.grants:
        within = tasks.c.unit.startswith(grant.scope, autoescape=True)
        if grant.role is not Role.DEPARTMENT:
            offices.append(within)
        elif grant.body is not None:
            theirs = sa.or_(tasks.c.lead == grant.body, tasks.c.co.contains([grant.body]))
            offices.append(sa.and_(within, theirs))
    return sa.or_(sa.false(), *offices)
