"""What happens to a report, and what it means for another one, or for a topic."""

from collections.abc import Mapping, Sequence

from contracts.event import Event, Recorded
from contracts.ids import ReportId, begun_by
from contracts.topics import report as e
from contracts.topics.topic import SourceKind, SourceThing
from runtime.policy import Reaction, Wanted
from services.topics.proposal.commands import NoteReport
from services.topics.report.commands import NoteReportCarriedOn, TakeInReport
from services.topics.report.decider.screening import SOURCE, proposed
from services.topics.report.decider.state import Report


def have_the_other_report_take_it_in(
    record: Recorded[e.ReportMerged], report: Report
) -> list[Wanted]:
    """Both or neither: the other one goes on for the authors of both, and of what had become part
    of this one."""
    before = [
        TakeInReport(merged=ReportId(key), authors=part.authors, credited=part.credited)
        for key, part in report.joined.items()
    ]
    return [Wanted(record.data.into, each) for each in (own(record.key, report), *before)]


def have_those_that_joined_note_it(
    record: Recorded[e.ReportMerged], report: Report
) -> list[Wanted]:
    """So that a correction of whose they are reaches the other one as well."""
    note = NoteReportCarriedOn(into=record.data.into)
    return [Wanted(each, note) for each in report.joined]


def have_it_take_in_the_correction(
    record: Recorded[e.ReportCorrected], report: Report
) -> list[Wanted]:
    """Whose a report is that became part of another one was corrected: that one says so too, and so
    does each of which that became part in its turn."""
    return [Wanted(each, own(record.key, report)) for each in report.mergers]


def own(key: str, report: Report) -> TakeInReport:
    """The report with its own authors: those of what became part of it stand by themselves."""
    assert report.about
    authors = report.about.authors
    credited = authors if report.about.credited_as else ()
    return TakeInReport(merged=ReportId(key), authors=authors, credited=credited)


def have_the_proposal_note_it(record: Recorded[e.ReportSubmitted], report: Report) -> list[Wanted]:
    """Both or neither: a proposal becomes one report. (What comes in again was noted before.)"""
    proposal = record.data.proposal
    if proposal is None or record.data.before_on is not None:
        return []
    return [Wanted(proposal, NoteReport(report=ReportId(record.key)))]


def propose_the_topic(record: Recorded[e.ReportTurnedIntoTopic], report: Report) -> list[Wanted]:
    """Both or neither: a report that became a topic has ended."""
    proposal = proposed(record.data, report, f"{SOURCE} {record.key}")
    thing = SourceThing(kind=SourceKind.REPORT, id=record.key)
    topic = proposal.model_copy(update={"rests_on": thing})
    return [Wanted(begun_by(record.id, "topic"), topic)]


REACTIONS: Mapping[type[Event], Sequence[Reaction]] = {
    e.ReportSubmitted: (have_the_proposal_note_it,),
    e.ReportMerged: (have_the_other_report_take_it_in, have_those_that_joined_note_it),
    e.ReportCorrected: (have_it_take_in_the_correction,),
    e.ReportTurnedIntoTopic: (propose_the_topic,),
}
