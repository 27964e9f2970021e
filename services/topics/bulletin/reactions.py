"""What happens to a bulletin, and what it means for the reports in it: both or neither."""

from collections.abc import Iterable, Mapping, Sequence

from contracts.event import Event, Recorded
from contracts.ids import BulletinId
from contracts.topics import bulletin as e
from runtime.policy import Reaction, Wanted
from services.topics.bulletin.commands import NoteNextIssue
from services.topics.bulletin.decider.issuing import the_one_before
from services.topics.bulletin.decider.state import Bulletin
from services.topics.report.commands import NoteIssue, NoteIssueWithdrawn


def tell_each_report_that_it_is_issued(
    record: Recorded[e.BulletinIssued], bulletin: Bulletin
) -> list[Wanted]:
    return _issued(bulletin.key, record.data)


def have_the_issue_before_note_it(
    record: Recorded[e.BulletinIssued], bulletin: Bulletin
) -> list[Wanted]:
    """So that a correction of that one keeps the order of the issues."""
    if record.data.issue == 1:
        return []
    note = NoteNextIssue(next=BulletinId(bulletin.key))
    return [Wanted(the_one_before(bulletin.key), note)]


def tell_each_report_of_the_correction(
    record: Recorded[e.BulletinCorrected], bulletin: Bulletin
) -> list[Wanted]:
    event = record.data
    return [*_withdrawn(bulletin.key, event.removed, event.reason), *_issued(bulletin.key, event)]


def tell_each_report_that_it_is_called_back(
    record: Recorded[e.BulletinWithdrawn], bulletin: Bulletin
) -> list[Wanted]:
    return _withdrawn(bulletin.key, record.data.items, record.data.reason)


def _issued(key: str, event: e.BulletinIssued | e.BulletinCorrected) -> list[Wanted]:
    note = NoteIssue(
        bulletin=BulletinId(key),
        bulletin_number=event.bulletin_number,
        issued_on=event.issued_on,
        issued_at=event.issued_at,
    )
    return [Wanted(item.report, note) for item in event.items]


def _withdrawn(key: str, reports: Iterable[str], reason: str) -> list[Wanted]:
    note = NoteIssueWithdrawn(bulletin=BulletinId(key), reason=reason)
    return [Wanted(each, note) for each in reports]


REACTIONS: Mapping[type[Event], Sequence[Reaction]] = {
    e.BulletinIssued: (tell_each_report_that_it_is_issued, have_the_issue_before_note_it),
    e.BulletinCorrected: (tell_each_report_of_the_correction,),
    e.BulletinWithdrawn: (tell_each_report_that_it_is_called_back,),
}
