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
    merged = TakeInReport(merged=ReportId(record.key), authors=report.authors)
    return [Wanted(record.data.into, merged)]


def propose_the_topic(record: Recorded[e.ReportTurnedIntoTopic], report: Report) -> list[Wanted]:
    """Both or neither: a report that became a topic has ended."""
    proposal = proposed(record.data, report, f"{SOURCE} {record.key}")
    return [Wanted(begun_by(record.id, "topic"), proposal)]


REACTIONS: Mapping[type[Event], Sequence[Reaction]] = {
    e.ReportMerged: (have_the_other_report_take_it_in,),
    e.ReportTurnedIntoTopic: (propose_the_topic,),
}
