"""Reports of public opinion enter the duty files of those members who wrote them (003-08).

Only authors who are members are credited: the event of any other report names no duty fact, and
that of one that took in reports of others names those who are members."""

from datetime import date

from contracts.event import Recorded
from contracts.topics import report as e
from runtime.policy import Wanted
from services.members.duty.policies import credit, withdraw


def when_report_submitted_credit_its_authors(record: Recorded[e.ReportSubmitted]) -> list[Wanted]:
    return _received(record, record.data, "补充后再次报送")


def when_report_corrected_credit_again(record: Recorded[e.ReportCorrected]) -> list[Wanted]:
    return _received(record, record.data, record.data.reason)


def _received(
    record: Recorded[e.ReportSubmitted] | Recorded[e.ReportCorrected],
    event: e.ReportSubmitted | e.ReportCorrected,
    why: str,
) -> list[Wanted]:
    return _instead(record, event, event.received_on, "submitted", why)


def when_report_issued_credit_its_authors(record: Recorded[e.ReportIssued]) -> list[Wanted]:
    return _instead(record, record.data, record.data.issued_on, "issued", _CORRECTED)


def when_issue_withdrawn_take_it_back(record: Recorded[e.IssueWithdrawn]) -> list[Wanted]:
    event = record.data
    occasion = f"{record.subject}/issued"
    return withdraw(record, event.authors, event.issued_on, occasion, event.reason)


def when_report_used_credit_its_authors(record: Recorded[e.ReportUsed]) -> list[Wanted]:
    event = record.data
    return _instead(record, event, event.used_on, f"used-{event.level}", _CORRECTED)


def when_use_withdrawn_take_it_back(record: Recorded[e.UseWithdrawn]) -> list[Wanted]:
    event = record.data
    occasion = f"{record.subject}/used-{event.level}"
    return withdraw(record, event.authors, event.used_on, occasion, event.reason)


_CORRECTED = "信息的登记更正后重新计入"


def _instead(
    record: Recorded[e.ReportSubmitted]
    | Recorded[e.ReportCorrected]
    | Recorded[e.ReportIssued]
    | Recorded[e.ReportUsed],
    event: e.ReportSubmitted | e.ReportCorrected | e.ReportIssued | e.ReportUsed,
    on: date,
    occasion: str,
    why: str,
) -> list[Wanted]:
    """What was credited before is taken back first."""
    taken_back = (
        withdraw(record, event.before, event.before_on, f"{record.subject}/{occasion}", why)
        if event.before_on
        else []
    )
    whose = event.credited if isinstance(event, e.Contribution) else event.authors
    authors = whose if event.credited_as else ()
    return [
        *taken_back,
        *credit(record, authors, event.credited_as or "", on, event.title, occasion),
    ]
