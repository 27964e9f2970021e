"""Participants check in by themselves, with a code that whoever runs the session shows them."""

from contracts.audience import Audience
from contracts.event import Event
from contracts.ids import BodyId, MemberId
from contracts.paper import Digest
from contracts.text import Moment


class CheckInOpened(Event):
    """Participants may check in to this sitting with a code, until a moment; a later code takes the
    place of this one. `digest`: the SHA-256 of `<sitting>/<until>/<code>`, never the code."""

    sitting: int
    until: Moment
    digest: Digest


class CheckedIn(Event):
    """A participant checked in to a sitting with its code. `body` and `member` are those of the
    participant. It counts once the attendance of the sitting is recorded."""

    audience = Audience.PERSONAL

    sitting: int
    participant: int
    at: Moment
    body: BodyId | None
    member: MemberId | None
