"""Names for things, so that one cannot be handed over in place of another."""

from typing import Annotated, NewType
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import StringConstraints

TopicId = NewType("TopicId", str)
TopicCallId = NewType("TopicCallId", str)
PlanId = NewType("PlanId", str)
"""`<unit>:<year>:<kind>`, for example `620123109000:2026:consultation`."""
ReportId = NewType("ReportId", str)
BulletinId = NewType("BulletinId", str)
"""`<unit>:<year>:<issue>`, for example `620123000000:2026:5`."""
ConsultationId = NewType("ConsultationId", str)
SessionId = NewType("SessionId", str)
ActivityId = NewType("ActivityId", str)
OutcomeId = NewType("OutcomeId", str)
RatingId = NewType("RatingId", str)
ProposalId = NewType("ProposalId", str)
Matter = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{1,200}$")]
"""The id of the first topic, proposal, report or activity from which all came: `correlationid`."""
PersonId = NewType("PersonId", str)
"""A resident in a service's directory of personal data; the name never enters an event."""

_SLUG = r"^[a-z0-9][a-z0-9-]{0,62}$"
MemberId = Annotated[str, StringConstraints(pattern=_SLUG)]
"""A member of the CPPCC, for example `m-620123-0007`."""
BodyId = Annotated[str, StringConstraints(pattern=_SLUG)]
"""A body at any unit, for example `yz-transport` or `620123109000-council`."""
TalentId = Annotated[str, StringConstraints(pattern=_SLUG)]
"""A consultation talent, for example `t-620123-0042`; the name never enters an event."""
ContactId = Annotated[str, StringConstraints(pattern=_SLUG)]
"""Somebody with whom a member keeps contact, for example `c-0007-1`, as in the member's list on
paper; the name never enters an event."""
LinkId = Annotated[str, StringConstraints(pattern=_SLUG)]
"""Who is linked to whom, for example `l-620123-0001`."""
RoomId = Annotated[str, StringConstraints(pattern=_SLUG)]
"""A room for consultation, for example `620123109000-room`."""


def begun_by(event_id: UUID, kind: str) -> str:
    """The id of the thing of this kind that an event begins, in whichever service it lies."""
    return str(uuid5(event_id, kind))


def handled_as(thing: str) -> str:
    """The id of the outcome as which a thing is handled, such as `proposal/<id>`: the same,
    whichever of its events begins the outcome."""
    return str(uuid5(NAMESPACE_URL, f"{thing}/outcome"))
