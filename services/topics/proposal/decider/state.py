"""The state of a proposal, and what each event makes of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import assert_never

from contracts.topics import proposal as e
from contracts.topics.proposal_parts import (
    Awaited,
    Conversion,
    Joined,
    Placed,
    Said,
    Signers,
    Until,
)


class Stage(StrEnum):
    BLANK = "blank"
    DRAFTED = "drafted"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    FILED = "filed"
    NOT_FILED = "not-filed"
    MERGED = "merged"
    CONVERTED = "converted"
    WITHDRAWN = "withdrawn"


SAID = {
    Stage.BLANK: ("尚未起草", "not drafted yet"),
    Stage.DRAFTED: ("已起草、未提交", "drafted and not submitted yet"),
    Stage.SUBMITTED: ("已提交、待审查", "submitted and waits for the examination"),
    Stage.RETURNED: ("已退回补充", "returned and waits for a supplement"),
    Stage.FILED: ("已立案", "filed"),
    Stage.NOT_FILED: ("不予立案", "not filed"),
    Stage.MERGED: ("已并案", "merged into another one"),
    Stage.CONVERTED: ("已转为其他事项", "converted"),
    Stage.WITHDRAWN: ("已撤回", "withdrawn"),
}
OPEN = (Stage.DRAFTED, Stage.SUBMITTED, Stage.RETURNED)
"""Stages in which its authors still change it."""
ENDED = (Stage.NOT_FILED, Stage.MERGED, Stage.CONVERTED)
"""Stages in which its signers are told what became of it."""


@dataclass(frozen=True)
class Proposal:
    """`hands` are all who ever had a hand in it, or in what became part of it. `passed`: the steps
    of the examination that it passed since it was submitted or changed last. `told_at`: the
    version of this stream that told last whose it is. `merged`, `becomes`, `report` and `ended_at`:
    what it became, and in which version; `carried`: of what that became part in turn. `to_tell`:
    who is told what became of it. `since`: the day of the last deed that has one, before which
    nothing follows. `until`: until when the stage asks for something. `missed`: the days that are
    on record as missed in that.
    """

    stage: Stage = Stage.BLANK
    unit: str = ""
    version: int = 0
    kind: str = ""
    said: Said | None = None
    signers: Signers = Signers()
    sealed: bool = False
    invited: tuple[str, ...] = ()
    hands: frozenset[str] = frozenset()
    told_at: int = 0
    placed: Placed | None = None
    passed: tuple[e.ProposalChecked, ...] = ()
    joined: tuple[Joined, ...] = ()
    merged: str = ""
    carried: tuple[str, ...] = ()
    becomes: Conversion | None = None
    report: str = ""
    ended_at: int = 0
    filed: e.ProposalFiled | None = None
    since: date | None = None
    to_tell: tuple[str, ...] = ()
    told: frozenset[str] = frozenset()
    until: Until | None = None
    missed: frozenset[date] = frozenset()
    grades: Mapping[str, e.ProposalGraded] = field(default_factory=dict, hash=False)

    @property
    def checked(self) -> int:
        """How many steps of the examination it passed."""
        return len(self.passed)

    @property
    def title(self) -> str:
        return self.said.title if self.said else ""

    @property
    def waiting(self) -> tuple[str, ...]:
        """Those who are still to be told what became of it."""
        return tuple(each for each in self.to_tell if each not in self.told)

    @property
    def awaited(self) -> Awaited | None:
        """What is due now."""
        if self.stage is Stage.RETURNED:
            return Awaited.SUPPLEMENT
        return Awaited.TELLING if self.waiting else None


def concerned(signers: Signers, joined: Iterable[Joined] = ()) -> tuple[str, ...]:
    """Those who are told what becomes of it: its signers, and those of what became part of it."""
    all_of_them = (signers, *(each.signers for each in joined))
    return tuple(dict.fromkeys(one for each in all_of_them for one in each.proposers))


def content(said: Said) -> Said:
    """What it says, by itself."""
    return Said(**{name: getattr(said, name) for name in Said.model_fields})


def evolve(proposal: Proposal, event: e.ProposalEvent, unit: str) -> Proposal:
    return _after(replace(proposal, version=proposal.version + 1), event, unit)


def _after(proposal: Proposal, event: e.ProposalEvent, unit: str) -> Proposal:
    match event:
        case e.ProposalDrafted():
            drafted = replace(proposal, stage=Stage.DRAFTED, unit=unit, kind=event.kind)
            drafted = replace(drafted, sealed=event.sealed, invited=event.invited)
            return _of(replace(drafted, said=content(event)), event.signers)
        case e.ProposalRevised(invited=invited):
            return replace(proposal, said=content(event), invited=invited, passed=())
        case e.CoSignersEntered(co_signers=members):
            return _of(proposal, _joined_by(proposal.signers, *members))
        case e.CoSignerJoined(member=member):
            return _of(proposal, _joined_by(proposal.signers, member))
        case e.CoSignerLeft(member=member):
            left = tuple(each for each in proposal.signers.co_signers if each != member)
            return _of(proposal, proposal.signers.model_copy(update={"co_signers": left}))
        case e.ProposalSubmitted():
            submitted = replace(proposal, stage=Stage.SUBMITTED, placed=_place(event))
            return replace(submitted, told_at=proposal.version, since=event.submitted_on)
        case e.ProposalSupplemented(supplemented_on=day):
            again = replace(proposal, stage=Stage.SUBMITTED, passed=(), until=None)
            return replace(again, since=day)
        case e.ProposalWithdrawn():
            return replace(proposal, stage=Stage.WITHDRAWN, until=None)
        case e.ProposalChecked(checked_on=day):
            return replace(proposal, passed=(*proposal.passed, event), since=day)
        case e.ProposalReturned(examined_on=day):
            return _waits(replace(proposal, stage=Stage.RETURNED, since=day), event)
        case e.ProposalFiled(examined_on=day):
            return replace(proposal, stage=Stage.FILED, filed=event, since=day)
        case e.ProposalNotFiled(examined_on=day):
            return _waits(replace(proposal, stage=Stage.NOT_FILED, since=day), event)
        case e.ProposalMerged(into=into, merged_on=day):
            return _waits(replace(proposal, stage=Stage.MERGED, since=day, merged=into), event)
        case e.ProposalTookIn(joined=joined):
            hands = proposal.hands.union(*(each.signers.everybody for each in joined))
            return replace(proposal, joined=(*proposal.joined, *joined), hands=hands)
        case e.ProposalConverted(becomes=becomes, converted_on=day):
            converted = replace(proposal, stage=Stage.CONVERTED, since=day, becomes=becomes)
            return _waits(converted, event)
        case e.ProposalReported(report=report):
            return replace(proposal, report=report)
        case e.ProposersTold(told=told):
            return replace(proposal, told=proposal.told.union(told))
        case e.ProposalGraded(grade=grade):
            return replace(proposal, grades={**proposal.grades, grade: event})
        case e.GradeTakenBack(grade=grade):
            kept = {code: each for code, each in proposal.grades.items() if code != grade}
            return replace(proposal, grades=kept)
        case e.ProposalCorrected():
            untouched = proposal.placed and proposal.since == proposal.placed.submitted_on
            since = event.submitted_on if untouched else proposal.since
            corrected = replace(proposal, kind=event.kind, placed=_place(event), since=since)
            if event.waiting is not None:
                corrected = _to_be_told(corrected, event.waiting)
            return _of(corrected, event.signers)
        case e.ExaminationTakenBack():
            open_again = replace(
                proposal, stage=Stage.SUBMITTED, merged="", becomes=None, carried=()
            )
            return replace(open_again, to_tell=(), told=frozenset(), until=None)
        case e.ProposalLetGo(let_go=gone):
            left_over = tuple(each for each in proposal.joined if each.proposal not in gone)
            return replace(proposal, joined=left_over)
        case e.ProposalCarriedOn(into=into):
            return replace(proposal, carried=(*proposal.carried, into))
        case e.JoinedCorrected(joined=joined, waiting=waiting):
            parts = (
                each if each.proposal != joined.proposal else joined for each in proposal.joined
            )
            hands = proposal.hands.union(joined.signers.everybody)
            put_right = replace(proposal, joined=tuple(parts), hands=hands)
            return put_right if waiting is None else _to_be_told(put_right, waiting)
        case e.ProposalDeadlineMissed(due=day):
            return replace(proposal, missed=proposal.missed | {day})
        case _:
            assert_never(event)


def _to_be_told(proposal: Proposal, waiting: tuple[str, ...]) -> Proposal:
    told = tuple(each for each in proposal.to_tell if each in proposal.told)
    return replace(proposal, to_tell=(*told, *waiting))


def _of(proposal: Proposal, signers: Signers) -> Proposal:
    hands = proposal.hands.union(signers.everybody)
    return replace(proposal, signers=signers, hands=hands, told_at=proposal.version)


def _joined_by(signers: Signers, *members: str) -> Signers:
    return signers.model_copy(update={"co_signers": (*signers.co_signers, *members)})


def _place(event: Placed) -> Placed:
    return Placed(**{name: getattr(event, name) for name in Placed.model_fields})


def _waits(proposal: Proposal, until: Until) -> Proposal:
    due = Until(**{name: getattr(until, name) for name in Until.model_fields})
    waits = replace(proposal, until=due, missed=frozenset())
    if isinstance(until, e.ProposalNotFiled | e.ProposalMerged | e.ProposalConverted):
        return replace(waits, to_tell=until.waiting, ended_at=proposal.version)
    return waits
