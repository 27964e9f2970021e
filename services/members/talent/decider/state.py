"""What a talent's stream knows of itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, assert_never

from common.calendar import months_later
from contracts.members import talent as e
from contracts.members.draw import Why
from contracts.members.rules import Talents


class Stage(StrEnum):
    BLANK = "blank"
    NOMINATED = "nominated"
    CHECKED = "checked"
    APPROVED = "approved"
    APPOINTED = "appointed"
    TURNED_DOWN = "turned-down"
    EXITED = "exited"


Term = tuple[date, date]
"""The first day and the last."""


@dataclass(frozen=True)
class Noted:
    """What a round of a draw last said, and when."""

    what: e.Drawn
    on: date


@dataclass(frozen=True)
class Talent:
    unit: str = ""
    stage: Stage = Stage.BLANK
    particulars: e.TalentParticulars = e.TalentParticulars(fields=(), tier="none", way="none")
    nominated: e.TalentNominated | None = None
    checked: e.TalentChecked | None = None
    turned_down: e.TalentTurnedDown | None = None
    approvals: int = 0
    terms: tuple[Term, ...] = ()
    certificates: tuple[str, ...] = ()
    suspended: tuple[date, date] | None = None
    suspension: e.TalentSuspended | None = None
    interests: tuple[e.InterestRecorded, ...] = ()
    ended: Mapping[int, date] = field(default_factory=dict, hash=False)
    draws: Mapping[tuple[str, int], Noted] = field(default_factory=dict, hash=False)
    exited: e.TalentExited | None = None

    def serves_on(self, day: date) -> bool:
        """Whether a term runs on the day."""
        return any(since <= day <= until for since, until in self.terms)

    def suspended_on(self, day: date) -> bool:
        return self.suspended is not None and self.suspended[0] <= day <= self.suspended[1]

    def concerned_by(self, bodies: frozenset[str], places: frozenset[str], day: date) -> bool:
        """Whether a lasting interest lies in one of these, on that day."""
        return any(
            bodies.intersection(each.bodies) or places.intersection(each.places)
            for each in self.interests
            if day < self.ended.get(each.interest, date.max)
        )

    def drawn_since(self, first: date) -> int:
        """In how many draws from that day on the talent took part, or is asked to."""
        refused = (e.Drawn.DECLINED, e.Drawn.WITHOUT_REASON)
        return sum(each.on >= first and each.what not in refused for each in self.draws.values())

    @property
    def refusals(self) -> int:
        """Draws refused without reason since the term that began last."""
        began = max((since for since, _ in self.terms), default=date.min)
        return sum(
            each.what is e.Drawn.WITHOUT_REASON and each.on >= began for each in self.draws.values()
        )

    def refused_out(self, measure: Talents) -> bool:
        return measure.most_refusals is not None and self.refusals >= measure.most_refusals

    def kept_out(
        self, measure: Talents, bodies: frozenset[str], places: frozenset[str], day: date
    ) -> Why | None:
        """Why an appointed talent is not in a pool that is published on this day; None where there
        is no reason."""
        if not self.serves_on(day):
            return Why.TERM
        if self.suspended_on(day):
            return Why.SUSPENDED
        if self.concerned_by(bodies, places, day):
            return Why.INTEREST
        if self.refused_out(measure):
            return Why.REFUSED
        since = months_later(day, -measure.draws_months)
        if measure.most_draws is not None and self.drawn_since(since) >= measure.most_draws:
            return Why.OFTEN
        return None


def evolve(talent: Talent, event: e.TalentEvent, unit: str) -> Talent:
    match event:
        case e.TalentNominated():
            return Talent(unit, Stage.NOMINATED, particulars(event), event)
        case e.TalentCorrected():
            return replace(talent, particulars=particulars(event))
        case e.TalentChecked():
            return replace(talent, stage=Stage.CHECKED, checked=event)
        case e.TalentTurnedDown():
            return replace(talent, stage=Stage.TURNED_DOWN, turned_down=event)
        case e.TalentApproved(last=last):
            stage = Stage.APPROVED if last else Stage.CHECKED
            return replace(talent, stage=stage, approvals=talent.approvals + 1)
        case e.ApprovalRefused():
            return replace(talent, stage=Stage.NOMINATED, checked=None, approvals=0)
        case e.TalentAppointed() | e.TermRenewed():
            return replace(
                talent,
                stage=Stage.APPOINTED,
                terms=(*talent.terms, (event.since, event.until)),
                certificates=(*talent.certificates, event.certificate),
            )
        case e.TalentSuspended(since=since, until=until):
            span = (since, until or date.max)
            return replace(talent, suspended=span, suspension=event)
        case e.TalentResumed():
            return replace(talent, suspended=None, suspension=None)
        case e.InterestRecorded():
            return replace(talent, interests=(*talent.interests, event))
        case e.InterestEnded(interest=number, on=on):
            return replace(talent, ended={**talent.ended, number: on})
        case e.DrawNoted(draw=draw, round=round, what=what, on=on):
            first = talent.draws.get((draw, round))
            noted = Noted(what, first.on if first else on)
            return replace(talent, draws={**talent.draws, (draw, round): noted})
        case e.TalentExited():
            return replace(talent, stage=Stage.EXITED, exited=event)
        case _:
            assert_never(event)


def particulars(said: Any) -> e.TalentParticulars:
    """Those of a command or an event, alone."""
    names = e.TalentParticulars.model_fields
    return e.TalentParticulars(**{name: getattr(said, name) for name in names})
