"""What a draw knows of itself: its present round, and what of earlier ones still binds it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import assert_never

from common.draws import Opening
from contracts.members import draw as e


class Stage(StrEnum):
    BLANK = "blank"
    ASKED = "asked"
    PUBLISHED = "published"
    CALLED = "called"
    PERFORMED = "performed"
    VOID = "void"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class Answer(StrEnum):
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"


@dataclass(frozen=True)
class Offer:
    """A talent who was asked. `answer_by`: the last day; `ground`: of a refusal."""

    answer_by: date | None
    answer: Answer | None = None
    ground: str | None = None
    on: date | None = None

    def late_on(self, day: date) -> bool:
        return self.answer_by is not None and day > self.answer_by


@dataclass(frozen=True)
class Draw:
    unit: str = ""
    stage: Stage = Stage.BLANK
    asked: e.DrawAsked | None = None
    pool: e.PoolPublished | None = None
    interests: tuple[e.InterestDeclared, ...] = ()
    commitments: tuple[e.NumberCommitted, ...] = ()
    known: frozenset[str] = frozenset()
    """All commitments of all rounds."""
    call: e.DrawCalled | None = None
    sealed: str = ""
    revealed: Mapping[str, e.NumberRevealed] = field(default_factory=dict, hash=False)
    performed: e.DrawPerformed | None = None
    offers: Mapping[str, Offer] = field(default_factory=dict, hash=False)
    """In the order in which they were asked."""
    barred: tuple[str, ...] = ()
    turnout: e.TurnoutRecorded | None = None

    @property
    def round(self) -> int:
        return self.pool.round if self.pool else 0

    @property
    def key(self) -> str:
        """The id of the draw, as commitments name it."""
        return f"{self.pool.occasion}:{self.pool.pool}" if self.pool else ""

    @property
    def left(self) -> tuple[str, ...]:
        """Who of the pool has declared no interest, in the order of their ids."""
        declared = {each.talent for each in self.interests}
        return (
            tuple(each for each in self.pool.candidates if each not in declared)
            if (self.pool)
            else ()
        )

    @property
    def openings(self) -> tuple[Opening, ...]:
        """What was revealed, in the order in which the bodies had committed."""
        there = [
            self.revealed[each.body] for each in self.commitments if each.body in self.revealed
        ]
        return tuple(Opening(each.body, each.number, each.nonce) for each in there)

    @property
    def missing(self) -> tuple[str, ...]:
        """Bodies that have not revealed."""
        return tuple(each.body for each in self.commitments if each.body not in self.revealed)

    @property
    def next_in_order(self) -> str | None:
        order = self.performed.order if self.performed else ()
        return next((each for each in order if each not in self.offers), None)

    @property
    def accepted(self) -> tuple[str, ...]:
        return tuple(k for k, each in self.offers.items() if each.answer is Answer.ACCEPTED)


def evolve(draw: Draw, event: e.DrawEvent, unit: str) -> Draw:
    match event:
        case e.DrawAsked():
            return Draw(unit, Stage.ASKED, event)
        case e.PoolPublished():
            return Draw(
                unit,
                Stage.PUBLISHED,
                draw.asked,
                event,
                draw.interests if event.same_as else (),
                known=draw.known,
                barred=event.barred,
            )
        case e.InterestDeclared():
            return replace(draw, interests=(*draw.interests, event))
        case e.NumberCommitted():
            known = draw.known | {event.commitment}
            return replace(draw, commitments=(*draw.commitments, event), known=known)
        case e.DrawCalled():
            return replace(draw, stage=Stage.CALLED, call=event)
        case e.CallSealed(digest=digest):
            return replace(draw, sealed=digest)
        case e.NumberRevealed(body=body):
            return replace(draw, revealed={**draw.revealed, body: event})
        case e.DrawPerformed(answer_by=answer_by):
            asked = event.order[: event.chosen]
            offers = {each: Offer(answer_by) for each in asked}
            return replace(draw, stage=Stage.PERFORMED, performed=event, offers=offers)
        case e.DrawVoided(not_revealed=bodies):
            barred = tuple(dict.fromkeys((*draw.barred, *bodies)))
            return replace(draw, stage=Stage.VOID, barred=barred)
        case e.PoolWithdrawn():
            return replace(draw, stage=Stage.WITHDRAWN)
        case e.DrawAccepted(talent=talent, on=on):
            return _answered(draw, talent, answer=Answer.ACCEPTED, on=on)
        case e.DrawDeclined(talent=talent, ground=ground, on=on):
            return _answered(draw, talent, answer=Answer.DECLINED, ground=ground, on=on)
        case e.AnswerLapsed(talent=talent):
            return _answered(draw, talent, answer=Answer.LAPSED)
        case e.AnswerCorrected(talent=talent, ground=ground):
            return _answered(draw, talent, ground=ground)
        case e.TalentReplaced(by=by, answer_by=answer_by):
            return replace(draw, offers={**draw.offers, by: Offer(answer_by)})
        case e.DrawClosed():
            return replace(draw, stage=Stage.CLOSED)
        case e.TurnoutRecorded():
            return replace(draw, turnout=event)
        case _:
            assert_never(event)


def _answered(draw: Draw, talent: str, **said: object) -> Draw:
    offer = replace(draw.offers.get(talent, Offer(None)), **said)  # type: ignore[arg-type]
    return replace(draw, offers={**draw.offers, talent: offer})
