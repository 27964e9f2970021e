"""Who may ask what of the members service (domain 2 and 9.2)."""

from typing import Annotated

from fastapi import Depends, Query

from common.visibility import What, readers
from contracts.roles import Role
from runtime.web.http import Reading, Submitting, reading, submitting

RuleMaker = Annotated[Submitting, Depends(submitting(Role.CPPCC_OFFICE, Role.OPERATOR))]
"""Brings the county's duty rules into force."""

Registrar = Annotated[Submitting, Depends(submitting(Role.OPERATOR, Role.CPPCC_OFFICE))]
"""Keeps the registers of units, bodies and members."""

Reader = Annotated[Reading, Depends(reading(*readers(What.REGISTER)))]

DutyReader = Annotated[Reading, Depends(reading(*readers(What.SCORE)))]
"""A member for their own file, a committee for its own members (domain 9.2, "member score")."""

Objector = Annotated[Submitting, Depends(submitting(Role.MEMBER, Role.CPPCC_OFFICE))]
"""Objects to a duty file: a member to their own; the office writes down what came on paper."""

Answerer = Annotated[Submitting, Depends(submitting(Role.CPPCC_OFFICE))]
"""Answers objections to duty files."""

LeaveAsker = Annotated[
    Submitting, Depends(submitting(Role.CLERK, Role.CONVENOR, Role.MEMBER, Role.CPPCC_OFFICE))
]
"""Asks for leave from a session: a member for themselves, an office for whoever asked it."""

LeaveOffice = Annotated[Submitting, Depends(submitting(Role.CPPCC_OFFICE))]
"""Grants leave or refuses it."""

LeaveReader = Annotated[Reading, Depends(reading(*readers(What.ABSENCE)))]

ContactsReader = Annotated[Reading, Depends(reading(*readers(What.CONTACTS)))]

ContactsKeeper = Annotated[
    Submitting, Depends(submitting(Role.MEMBER, Role.COMMITTEE, Role.CPPCC_OFFICE))
]
"""Files lists of contacts: a member their own, a committee and the office what is on paper."""

AffiliationReader = Annotated[Reading, Depends(reading(*readers(What.AFFILIATION)))]

ContactKeeper = Annotated[Reading, Depends(reading(*readers(What.TELEPHONE)))]
"""Sees and corrects telephone numbers: the CPPCC office, and clerks for members posted to them."""

_CONDUCTING = (Role.CLERK, Role.CONVENOR, Role.CPPCC_OFFICE)

Assessor = Annotated[
    Submitting,
    Depends(submitting(Role.CPPCC_OFFICE, Role.COMMITTEE, Role.PARTY, Role.SUPERVISOR)),
]
"""Writes in a score sheet; the rules name whose it is (001-35)."""

Nominator = Annotated[Submitting, Depends(submitting(*_CONDUCTING, Role.COMMITTEE))]
"""Nominates talents: a committee, a town, or for those who nominate themselves; and writes down
what talents say later: absences, interests."""

TalentOffice = Annotated[Submitting, Depends(submitting(Role.CPPCC_OFFICE))]
"""Checks nominations, gives certificates, ends what is over (001-30)."""

TalentApprover = Annotated[Submitting, Depends(submitting(*_CONDUCTING, Role.PARTY))]
"""Records a step of the approval; the tier's rules name the office."""

TalentReader = Annotated[Reading, Depends(reading(*readers(What.TALENT)))]

TalentKeeper = Annotated[Reading, Depends(reading(*_CONDUCTING))]
"""Keeps the names and telephone numbers of talents of their unit."""

DrawKeeper = Annotated[Submitting, Depends(submitting(*_CONDUCTING, Role.COMMITTEE))]
"""Publishes pools, calls draws, writes answers down (001-32)."""

Committer = Annotated[
    Submitting,
    Depends(submitting(*_CONDUCTING, Role.COMMITTEE, Role.PARTY, Role.DEPARTMENT, Role.SUPERVISOR)),
]
"""Commits to a number in the name of a body, and reveals it. Never who publishes or calls."""

DrawReader = Annotated[Reading, Depends(reading(*readers(What.DRAW)))]

Prefix = Annotated[str, Query(pattern=r"^[0-9]{0,12}$", description="the code starts with this")]
