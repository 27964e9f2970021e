"""What happens to a report, and what it means for another one, or for a topic."""

from collections.abc import Mapping, Sequence

from contracts.event import Event, Recorded
from contracts.ids import ReportId, begun_by
from contracts.topics import report as e
from runtime.policy import Reaction, Wanted
from services.topics.report.commands import TakeInReport
from services.topics.report.decider.screening import SOURCE, proposed
from services.topics.report.decider.state import Report


def have_the_other_report_take_it_in(
    record: Recorded[e.ReportMerged], report: Report
) -> list[Wanted]:
    """Both or neither: the other one goes on for the authors of both."""
    return _taken_in(record.key, report)


def have_it_take_in_the_correction(
    record: Recorded[e.ReportCorrected | e.ReportTookIn], report: Report
) -> list[Wanted]:
    """Whose a report is that became part of another one, or what became part of it, was corrected:
    the one that goes on says so too."""
    return _taken_in(record.key, report)


def _taken_in(key: str, report: Report) -> list[Wanted]:
    if report.merged_into is None:
        return []
    part = TakeInReport(merged=ReportId(key), authors=report.authors, credited=report.credited)
    return [Wanted(report.merged_into, part)]


def propose_the_topic(record: Recorded[e.ReportTurnedIntoTopic], report: Report) -> list[Wanted]:
    """Both or neither: a report that became a topic has ended."""
    proposal = proposed(record.data, report, f"{SOURCE} {record.key}")
    return [Wanted(begun_by(record.id, "topic"), proposal)]


REACTIONS: Mapping[type[Event], Sequence[Reaction]] = {
    e.ReportMerged: (have_the_other_report_take_it_in,),
    e.ReportCorrected: (have_it_take_in_the_correction,),
    e.ReportTookIn: (have_it_take_in_the_correction,),
    e.ReportTurnedIntoTopic: (propose_the_topic,),
}
