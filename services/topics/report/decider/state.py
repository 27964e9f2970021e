"""The state of a report, and what each event makes of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import assert_never

from common.checks import once
from contracts.paper import PaperUse
from contracts.topics import report as e
from services.topics.report.moments import When


class Stage(StrEnum):
    BLANK = "blank"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    KEPT = "kept"
    MERGED = "merged"
    TURNED = "turned-into-topic"
    TAKEN = "taken"
    EDITED = "edited"
    SIGNED = "signed"
    ISSUED = "issued"


SAID = {
    Stage.BLANK: ("尚未报送", "not submitted yet"),
    Stage.SUBMITTED: ("已收到、待处理", "submitted and waits for the information office"),
    Stage.RETURNED: ("已退回补充", "returned for completion"),
    Stage.KEPT: ("留存备查", "kept for reference"),
    Stage.MERGED: ("已并入另一条信息", "merged into another report"),
    Stage.TURNED: ("已转为协商议题", "turned into a topic"),
    Stage.TAKEN: ("已采编、待编辑", "taken and waits to be edited"),
    Stage.EDITED: ("已编辑、待审核签发", "edited and waits to be checked and signed"),
    Stage.SIGNED: ("已签发、待编期", "signed and waits to be issued"),
    Stage.ISSUED: ("已编发", "issued"),
}


ENDS = {
    Stage.RETURNED: e.Fate.RETURNED,
    Stage.KEPT: e.Fate.KEPT,
    Stage.MERGED: e.Fate.MERGED,
    Stage.TURNED: e.Fate.TURNED,
    Stage.ISSUED: e.Fate.ISSUED,
}
"""What has become of a report in these stages, unless a level above used it."""


@dataclass(frozen=True)
class Report:
    """`told_at`: the version of this stream in which `about` was told last. `joined`: reports that
    became part of it, each with its own authors; `mergers`: the one whose part it became, and those
    whose part that became in its turn. `hands`: who took a step since
    it was edited last, and `passed` how many. `untold`: the authors who have not been told of its
    `fate`."""

    stage: Stage = Stage.BLANK
    unit: str = ""
    version: int = 0
    about: e.About | None = None
    told_at: int = 0
    text: PaperUse | None = None
    committee: str | None = None
    joined: Mapping[str, e.ReportTookIn] = field(default_factory=dict)
    mergers: tuple[str, ...] = ()
    edited: e.ReportEdited | None = None
    hands: frozenset[str] = frozenset()
    passed: int = 0
    done: When | None = None
    """When the step before was taken: the editing has no day of its own."""
    issued: e.ReportIssued | None = None
    sent_up: Mapping[str, e.ReportSentUp] = field(default_factory=dict)
    used: Mapping[str, e.ReportUsed] = field(default_factory=dict)
    fate: e.Fate | None = None
    untold: tuple[str, ...] = ()

    @property
    def authors(self) -> tuple[str, ...]:
        """Its own, and those of reports that became part of it."""
        return once((*(self.about.authors if self.about else ()), *self.joined_authors))

    @property
    def joined_authors(self) -> tuple[str, ...]:
        return once(tuple(each for part in self.joined.values() for each in part.authors))

    @property
    def credited(self) -> tuple[str, ...]:
        """The authors who have a duty file, in which this report counts."""
        own = self.about.authors if self.about and self.about.credited_as else ()
        return once((*own, *(each for part in self.joined.values() for each in part.credited)))

    @property
    def urgent(self) -> bool:
        return self.about is not None and self.about.urgent

    @property
    def received(self) -> When:
        assert self.about
        return When(self.about.received_on, self.about.received_at)

    @property
    def dated(self) -> Iterator[When]:
        """When what followed from its receipt was done."""
        if self.done is not None:
            yield self.done
        if self.issued is not None:
            yield When(self.issued.issued_on, self.issued.issued_at)
        yield from (When(each.sent_on, each.sent_at) for each in self.sent_up.values())

    def waits_for(self, bulletin: str) -> bool:
        """Whether the bulletin may hold it, or holds it already."""
        return self.stage is Stage.SIGNED or (
            self.stage is Stage.ISSUED and bulletin == (self.issued and self.issued.bulletin)
        )


def evolve(report: Report, event: e.ReportEvent, unit: str) -> Report:
    report = replace(report, version=report.version + 1)
    match event:
        case e.ReportSubmitted():
            return Report(
                Stage.SUBMITTED,
                report.unit or unit,
                report.version,
                about=event,
                told_at=report.version,
                text=event.text,
                joined=report.joined,
            )
        case e.ReportCorrected():
            told = replace(report, about=event, told_at=report.version, text=event.text)
            return _by_others(told, report)
        case e.ReportTaken(committee=committee):
            return replace(report, stage=Stage.TAKEN, committee=committee, fate=None, untold=())
        case e.ReportReturned():
            return _became(report, Stage.RETURNED)
        case e.ReportKept():
            return _became(report, Stage.KEPT)
        case e.ReportMerged(into=into):
            return _became(replace(report, mergers=(into,)), Stage.MERGED)
        case e.ReportCarriedOn(into=into):
            return replace(report, mergers=(*report.mergers, into))
        case e.ReportTookIn(merged=merged):
            return _by_others(replace(report, joined={**report.joined, merged: event}), report)
        case e.ReportTurnedIntoTopic():
            return _became(report, Stage.TURNED)
        case e.ReportEdited():
            hands = frozenset({event.edited_by})
            anew = replace(report, edited=event, hands=hands, passed=1, done=None)
            return replace(anew, stage=Stage.EDITED)
        case e.ReportChecked():
            done = When(event.checked_on, event.checked_at)
            return _passed(report, event.checked_by, done)
        case e.ReportSentBack():
            return replace(report, stage=Stage.TAKEN)
        case e.ReportSigned():
            done = When(event.signed_on, event.signed_at)
            return replace(_passed(report, event.signed_by, done), stage=Stage.SIGNED)
        case e.ReportIssued():
            issued = replace(report, issued=event)
            return issued if event.before else _became(issued, Stage.ISSUED)
        case e.IssueWithdrawn(fate=fate):
            return _of(replace(report, issued=None, stage=Stage.SIGNED), fate)
        case e.ReportSentUp(level=level):
            return replace(report, sent_up={**report.sent_up, level: event})
        case e.SendingUpWithdrawn(level=level):
            left = {each: sent for each, sent in report.sent_up.items() if each != level}
            return replace(report, sent_up=left)
        case e.ReportUsed(level=level):
            used = replace(report, used={**report.used, level: event})
            return used if event.before else _of(used, e.Fate.USED)
        case e.UseWithdrawn(level=level, fate=fate):
            others = {each: use for each, use in report.used.items() if each != level}
            return _of(replace(report, used=others), fate)
        case e.AuthorsTold(authors=told_now):
            untold = tuple(each for each in report.untold if each not in told_now)
            return replace(report, untold=untold)
        case e.FeedbackWithdrawn(authors=not_told):
            owed = {*report.untold, *not_told}
            return replace(report, untold=tuple(each for each in report.authors if each in owed))
        case _:
            assert_never(event)


def _became(report: Report, stage: Stage) -> Report:
    return _of(replace(report, stage=stage), ENDS[stage])


def _of(report: Report, fate: e.Fate | None) -> Report:
    """Its authors have to be told of that, where something became of it."""
    return replace(report, fate=fate, untold=report.authors if fate else ())


def _by_others(report: Report, before: Report) -> Report:
    """Whoever is its author only now has not been told of its fate; whoever is no longer one need
    not be."""
    if report.fate is None:
        return report
    owed = (each for each in before.untold if each in report.authors)
    late = (each for each in report.authors if each not in before.authors)
    return replace(report, untold=once((*owed, *late)))


def _passed(report: Report, who: str, done: When) -> Report:
    return replace(report, hands=report.hands | {who}, passed=report.passed + 1, done=done)
