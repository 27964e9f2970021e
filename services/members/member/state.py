"""What the rules of a member know of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import assert_never

from contracts.members import member as e
from services.members.member import commands as c


class Stage(StrEnum):
    BLANK = "blank"
    ADMITTED = "admitted"
    LEFT = "left"


@dataclass(frozen=True)
class Posting:
    number: int
    to_unit: str
    basis: str
    since: date
    until: date | None = None


@dataclass(frozen=True)
class Particulars:
    """The particulars that a correction replaces."""

    name: str = ""
    level: str = ""
    sector: str = ""
    post: str | None = None
    committee: str | None = None

    @classmethod
    def of(
        cls, stated: c.AdmitMember | c.CorrectMember | e.MemberAdmitted | e.MemberCorrected
    ) -> "Particulars":
        return cls(stated.name, stated.level, stated.sector, stated.post, stated.committee)


@dataclass(frozen=True)
class Assignment:
    """To which committee somebody is assigned, if to any, since when."""

    committee: str | None
    since: date


@dataclass(frozen=True)
class Member:
    """`affiliations`: of which party, by the day since when."""

    unit: str = ""
    stage: Stage = Stage.BLANK
    particulars: Particulars = Particulars()
    admitted_on: date = date.min
    co_opted_because: str | None = None
    postings: tuple[Posting, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    affiliations: Mapping[date, str] = field(default_factory=dict, hash=False)
    linked: frozenset[str] = frozenset()
    left: tuple[date, str] = (date.max, "")

    def present(self, to_unit: str) -> Posting | None:
        """The posting to this unit that has not ended."""
        open_ones = (one for one in self.postings if one.until is None)
        return next((one for one in open_ones if one.to_unit == to_unit), None)

    def last(self, to_unit: str) -> Posting | None:
        there = [one for one in self.postings if one.to_unit == to_unit]
        return there[-1] if there else None


def evolve(member: Member, event: e.MemberEvent, unit: str) -> Member:
    match event:
        case e.MemberAdmitted():
            return Member(
                unit,
                Stage.ADMITTED,
                Particulars.of(event),
                event.admitted_on,
                event.co_opted_because,
                assignments=(Assignment(event.committee, event.admitted_on),),
            )
        case e.MemberCorrected(assignment=number):
            before = member.assignments[: number - 1]
            since = event.committee_since or member.admitted_on
            assignments = (*before, Assignment(event.committee, since))
            return replace(member, particulars=Particulars.of(event), assignments=assignments)
        case e.AffiliationStated(affiliation=affiliation, since=since):
            return replace(member, affiliations={**member.affiliations, since: affiliation})
        case e.AffiliationWithdrawn(since=since):
            left = {day: each for day, each in member.affiliations.items() if day != since}
            return replace(member, affiliations=left)
        case e.MemberPosted():
            posting = Posting(event.posting, event.to_unit, event.basis, event.since)
            return replace(member, postings=(*member.postings, posting))
        case e.PostingEnded(posting=number, until=until):
            return ended(member, (number,), until)
        case e.MembershipLinked(with_member=other):
            return replace(member, linked=member.linked | {other})
        case e.MemberLeft(on=on, ground=ground, postings=postings):
            return replace(ended(member, postings, on), stage=Stage.LEFT, left=(on, ground))
        case _:
            assert_never(event)


def ended(member: Member, numbers: tuple[int, ...], until: date) -> Member:
    postings = tuple(
        replace(one, until=until) if one.number in numbers else one for one in member.postings
    )
    return replace(member, postings=postings)
