"""What happens to a draw of talents, from the pool to who came (001-32; docs/decisions/0030).

One stream for one purpose, `draw/<occasion>:<pool>`, with all rounds that were begun for it, so
that a new pool stands beside the old one. Anybody repeats it from these events: common/draws.py.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from contracts.audience import Audience
from contracts.event import Event, Fact
from contracts.ids import BodyId, ConsultationId, TalentId
from contracts.places import UnitId
from contracts.text import Day, Sentence, Title
from contracts.vocabulary import Code

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256, in small hexadecimal letters."""
Nonce = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""32 random bytes, in small hexadecimal letters."""
Number = Annotated[str, StringConstraints(pattern=r"^[0-9]{6,20}$")]
"""What a person thought of: 6 to 20 digits, kept as they were written."""
Choose = Annotated[int, Field(strict=True, ge=1, le=30)]


class Why(StrEnum):
    """Why somebody who fits is not in the pool."""

    INTEREST = "interest"  # a lasting interest in a body or place that is concerned
    SUSPENDED = "suspended"  # away, ill, under examination on that day
    TERM = "term"  # no term runs on that day
    OFTEN = "often"  # drawn as often as the chapter allows
    REFUSED = "refused"  # refused without reason as often as the chapter allows


class Excluded(Fact):
    talent: TalentId
    why: Why


class DrawAsked(Event):
    """So many talents of a pool are to be drawn, at least, for an `occasion`: the id of the
    `consultation`, where there is one. Its procedure asked for them, or an office."""

    occasion: Title
    consultation: ConsultationId | None
    pool: Code
    least: int
    title: Title


class PoolPublished(Event):
    """The pool of a round stands, and is not changed any more. `candidates` in the order of their
    ids; `digest` as `pool_digest` of common/draws.py says. Who fits is told by `fields`, `tiers`
    and `units` (any, where empty).

    `occasion` is the purpose, where there is one the id of the `consultation`; the draw itself goes
    by `<occasion>:<pool>`.
    `same_as`: the void round whose pool this is; `barred`: bodies that did not reveal and commit to
    no number again. What the chapter says of this draw is kept: how many `committers` there are at
    least, from which day it may be called, how many days there are to reveal and to answer.
    """

    round: int
    occasion: Title
    consultation: ConsultationId | None
    pool: Code
    title: Title
    fields: tuple[Code, ...]
    tiers: tuple[Code, ...]
    units: tuple[UnitId, ...]
    bodies_concerned: tuple[BodyId, ...]
    places_concerned: tuple[UnitId, ...]
    choose: int
    candidates: tuple[TalentId, ...]
    excluded: tuple[Excluded, ...]
    digest: Digest
    same_as: int | None = None
    reason: Sentence | None = None
    barred: tuple[BodyId, ...] = ()
    committers: int
    on: Day
    callable_from: Day
    reveal_days: int
    answer_days: int | None
    by: str


class InterestDeclared(Event):
    """A talent of the pool has an interest in the matter, and is not drawn."""

    round: int
    talent: TalentId
    what: Sentence


class NumberCommitted(Event):
    """Somebody of this body has settled on a number that nobody else knows; `commitment` binds them
    to it (`commitment` of common/draws.py)."""

    round: int
    body: BodyId
    commitment: Digest
    by: str


class DrawCalled(Event):
    """From here on nothing can be changed: `digest` is that of the pool, `left` that of the `size`
    talents who are left after interests were declared. SHA-256 of the bytes of this very event
    goes into the seed."""

    round: int
    digest: Digest
    left: Digest
    size: int
    on: Day
    reveal_by: Day
    by: str


class CallSealed(Event):
    """SHA-256 of the bytes of the event `DrawCalled`, as they were recorded."""

    round: int
    digest: Digest


class NumberRevealed(Event):
    """The number and the nonce that fit the commitment of this body."""

    round: int
    body: BodyId
    number: Number
    nonce: Nonce
    by: str


class DrawPerformed(Event):
    """All numbers are known: `order` holds all who were in the draw, the first `chosen` of whom are
    asked. They answer until the end of `answer_by`, where the chapter sets a term."""

    round: int
    consultation: ConsultationId | None
    pool: Code
    seed: Digest
    order: tuple[TalentId, ...]
    chosen: int
    answer_by: Day | None


class DrawVoided(Event):
    """Not every number was revealed in time. The next round keeps the same pool."""

    round: int
    not_revealed: tuple[BodyId, ...]
    reason: Sentence


class PoolWithdrawn(Event):
    """The pool was wrong, and nothing was called yet. It stays on record."""

    round: int
    reason: Sentence


class DrawAccepted(Event):
    """A drawn talent takes part."""

    audience = Audience.PERSONAL

    round: int
    consultation: ConsultationId | None
    pool: Code
    talent: TalentId
    on: Day


class DrawDeclined(Event):
    """A drawn talent does not take part, with a ground of the county's list or without reason.
    `accepted_before`: had accepted, and takes that back."""

    audience = Audience.PERSONAL

    round: int
    consultation: ConsultationId | None
    pool: Code
    talent: TalentId
    ground: Code | None
    note: Sentence | None = None
    accepted_before: bool
    on: Day


class AnswerLapsed(Event):
    """A drawn talent gave no answer until the end of `due`."""

    audience = Audience.PERSONAL

    round: int
    talent: TalentId
    due: Day


class TalentReplaced(Event):
    """The next in the drawn order is asked instead."""

    audience = Audience.PERSONAL

    round: int
    talent: TalentId
    by: TalentId
    answer_by: Day | None


class AnswerCorrected(Event):
    """The ground of a refusal was entered wrongly or came later; `ground` None: there was none.
    Nobody is asked or let go because of it."""

    audience = Audience.PERSONAL

    round: int
    talent: TalentId
    ground: Code | None
    reason: Sentence


class DrawClosed(Event):
    """Nobody else is asked. `short`: fewer accepted than were wanted, and nobody is left."""

    round: int
    accepted: tuple[TalentId, ...]
    short: bool


class TurnoutRecorded(Event):
    """Who of those who had accepted came. With a reason where it was recorded wrongly before."""

    audience = Audience.PERSONAL

    round: int
    attended: tuple[TalentId, ...]
    absent: tuple[TalentId, ...]
    on: Day
    reason: Sentence | None = None


DrawEvent = (
    DrawAsked
    | PoolPublished
    | InterestDeclared
    | NumberCommitted
    | DrawCalled
    | CallSealed
    | NumberRevealed
    | DrawPerformed
    | DrawVoided
    | PoolWithdrawn
    | DrawAccepted
    | DrawDeclined
    | AnswerLapsed
    | TalentReplaced
    | AnswerCorrected
    | DrawClosed
    | TurnoutRecorded
)
