"""What happens to a body at a unit: a committee, a department, a workstation, a council."""

from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from contracts.audience import Audience
from contracts.event import Event, Fact
from contracts.ids import MemberId, PersonId
from contracts.text import Day, Sentence, Title
from contracts.vocabulary import Code

OfficeNumber = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^\+?[0-9][0-9 ()-]{1,28}[0-9]$")
]


class Part(StrEnum):
    """What a unit is complete with, besides its room (000-15), however it is called there. Members
    posted to the unit sit in its council (000-05)."""

    WORKSTATION = "workstation"
    COUNCIL = "council"


class KindOfBody(Fact):
    """What a body's kind means. `part`: it is this part of its unit. `consents`: it consents for
    its level. `has_members`: members of the CPPCC belong to it, as to a special committee."""

    part: Part | None = None
    consents: bool = False
    has_members: bool = False


class BodyRegistered(Event, KindOfBody):
    """A body entered the directory. `since` says when it was founded, where that is known."""

    name: Title
    kind: Code
    since: Day | None = None


class BodyFounded(Event):
    """The body was founded on this day, or on another day than recorded."""

    since: Day


class BodyRenamed(Event):
    name: Title


class BodyClassified(Event, KindOfBody):
    """The body is of this kind, and the kind means this, from now on: the rules changed, or it was
    entered under another kind."""

    kind: Code


class OfficeNumberChanged(Event):
    """By which telephone the office of the body is reached, or that it has none any more. It is
    never that of a person (000-50)."""

    office_number: OfficeNumber | None


class PostTaken(Event):
    """Somebody holds a post in the body: a member, or a `person` of the personal directory. `held`
    is 1..n within the body; `capacity` says as what somebody was eligible (000-28). `leads` and
    `liaison` are those of the post."""

    audience = Audience.PERSONAL

    held: int
    post: Code
    leads: bool
    liaison: bool
    member: MemberId | None = None
    person: PersonId | None = None
    capacity: Title | None = None
    since: Day


class PostLeft(Event):
    audience = Audience.PERSONAL

    held: int
    until: Day
    reason: Sentence


class EstablishmentSet(Event):
    """The body has so many posts from the day `since` on: of the kind `post`, or all together.
    `basis`: the document that allots them (004-06)."""

    post: Code | None = None
    posts: int
    since: Day
    basis: Sentence | None = None


class EstablishmentWithdrawn(Event):
    """What was set from the day `since` on was entered wrongly, and never held."""

    post: Code | None = None
    since: Day
    reason: Sentence


class BodyEnded(Event):
    """The body is no more from the day `until` on, and nobody holds a post in it; its records keep
    its id and name."""

    until: Day
    reason: Sentence


BodyEvent = (
    BodyRegistered
    | BodyFounded
    | BodyRenamed
    | BodyClassified
    | OfficeNumberChanged
    | PostTaken
    | PostLeft
    | EstablishmentSet
    | EstablishmentWithdrawn
    | BodyEnded
)
