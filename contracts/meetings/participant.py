"""Who takes part in a consultation and in its sessions, and who was there."""

from contracts.event import Fact
from contracts.ids import BodyId, MemberId
from contracts.text import Count, Title
from contracts.vocabulary import Code


class Invited(Fact):
    """Somebody to be invited: residents and stakeholders by number, never by name."""

    kind: str
    title: Title
    count: Count = 1
    body: BodyId | None = None
    member: MemberId | None = None


class Participant(Invited):
    """A participant, numbered 1..n. `concerned`: the matter concerns them (000-53). `body_kind`:
    what kind of body of the directory theirs was on that day."""

    participant: int
    concerned: bool
    body_kind: Code | None = None

    def same(self, other: Invited) -> bool:
        """Whether both are the same participant, in one list or in two."""
        mine = (self.kind, self.title, self.body, self.member)
        return mine == (other.kind, other.title, other.body, other.member)


class Presence(Fact):
    """How many of a kind were there, and who, where the kind is listed one by one."""

    kind: str
    count: Count = 0
    members: tuple[MemberId, ...] = ()


class Headcount(Fact):
    """How many of a kind."""

    kind: str
    count: Count
