"""What operators do to the running of a service, recorded like everything else.

Any service records these in its own ledger, under its own name: `yishi.topics.ReaderPassed`.
"""

from typing import Annotated

from pydantic import Field, StringConstraints

from contracts.audience import Audience
from contracts.event import Event
from contracts.text import Count, Day, Sentence

Seconds = Annotated[int, Field(strict=True, ge=-10_000_000_000, le=10_000_000_000)]


class ReaderPassed(Event):
    """An operator let a halted reader pass an event that it could not take in.

    The subject names the reader: `reader/TOPICS`.
    """

    position: Count
    reason: Sentence


class ClockSimulated(Event):
    """From here on this service lives at another time, for a test or a demonstration: so many
    `seconds` after the true one (before it, where negative), or again at the true one (0).

    The subject names the service: `clock/topics`.
    """

    seconds: Seconds


class TimeSetBack(Event):
    """An operator let the ledger go on although its last event, at `position`, is of a later time:
    a clock was wrong then, and is right again.

    The subject names the service: `clock/topics`.
    """

    position: Count
    reason: Sentence


class DayConfirmed(Event):
    """An operator confirmed that it is this day, after more than ten of which the service knew
    nothing: what was due meanwhile may be recorded as missed.

    The subject names the service: `clock/topics`.
    """

    day: Day


PublicKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{43}=$")]
"""The 32 bytes of an Ed25519 public key (RFC 8032) in base64."""


class KeyAdopted(Event):
    """The service signs with another key from the next position on, and the one before counts no
    longer. Signed by the key before: whoever trusts that may trust this one.

    The subject names the service: `key/topics`.
    """

    audience = Audience.OPEN

    key: PublicKey
    reason: Sentence


class KeyLost(Event):
    """The key of the service was lost or stolen. From this position on another one counts, which
    the operators made known outside the system; it signs this event itself."""

    audience = Audience.OPEN

    key: PublicKey
    reason: Sentence


class PaperErased(Event):
    """The content of a paper was erased for good. Its digest and its uses stay in the history.

    The subject names the paper: `paper/<digest>`.
    """

    reason: Sentence


OperationsEvent = (
    ReaderPassed | ClockSimulated | TimeSetBack | DayConfirmed | KeyAdopted | KeyLost | PaperErased
)
