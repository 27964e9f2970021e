"""Reports as the information office and their authors see them, and what is counted of them."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from contracts.event import Recorded
from contracts.ids import begun_by
from contracts.topics import report as e
from runtime.projection import Change, drop, evidence, filled, patch, put
from runtime.service import ReadModel
from services.topics.report.decider.state import Stage

metadata = sa.MetaData()

reports = sa.Table(
    "reports",
    metadata,
    sa.Column("report_id", sa.Text, primary_key=True),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("author_kind", sa.Text, nullable=False),
    sa.Column("authors", JSONB, nullable=False),
    # Of reports that became part of it.
    sa.Column("joined_authors", JSONB, nullable=False),
    sa.Column("entered_by", sa.Text, nullable=False),
    sa.Column("source", sa.Text),
    sa.Column("urgent", sa.Boolean, nullable=False),
    sa.Column("received_on", sa.Date, nullable=False),
    sa.Column("received_at", sa.DateTime(timezone=True)),
    sa.Column("follows", sa.Text),
    # The one that became this report.
    sa.Column("proposal", sa.Text),
    sa.Column("text", JSONB, nullable=False),
    sa.Column("characters", sa.Integer),
    # The committee in charge.
    sa.Column("committee", sa.Text),
    # What it lacked when it was returned last, and why it was returned, kept, merged or sent back.
    sa.Column("missing", JSONB),
    sa.Column("ground", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Column("merged_into", sa.Text),
    # The topic that it became.
    sa.Column("topic", sa.Text),
    sa.Column("edited_title", sa.Text),
    sa.Column("edited_text", JSONB),
    sa.Column("edited_by", sa.Text),
    # The step that was taken last.
    sa.Column("step", sa.Text),
    sa.Column("signed_by", sa.Text),
    sa.Column("signed_on", sa.Date),
    sa.Column("signed_at", sa.DateTime(timezone=True)),
    sa.Column("bulletin", sa.Text),
    sa.Column("bulletin_number", sa.Text),
    sa.Column("issued_on", sa.Date),
    sa.Column("issued_at", sa.DateTime(timezone=True)),
    # From receipt to issue (004-21).
    sa.Column("minutes", sa.Integer),
    # What became of it, and as of which position: whoever was told before does not know of that.
    sa.Column("fate", sa.Text),
    sa.Column("fate_as_of", sa.BigInteger),
    *evidence(),
)
for few in (reports.c.merged_into, reports.c.follows):  # most reports have neither
    sa.Index(f"reports_{few.name}", few, postgresql_where=few.is_not(None))

report_levels = sa.Table(
    "report_levels",
    metadata,
    sa.Column("report_id", sa.Text, primary_key=True),
    sa.Column("level", sa.Text, primary_key=True),
    sa.Column("receiver", sa.Text),
    sa.Column("sent_on", sa.Date),
    sa.Column("sent_at", sa.DateTime(timezone=True)),
    *evidence(index=False),
)

report_uses = sa.Table(
    "report_uses",
    metadata,
    sa.Column("report_id", sa.Text, primary_key=True),
    sa.Column("level", sa.Text, primary_key=True),
    sa.Column("used_on", sa.Date, nullable=False),
    sa.Column("publication", sa.Text),
    *evidence(index=False),
)

report_receipts = sa.Table(
    "report_receipts",
    metadata,
    # The event that told last when the report came in: a figure's source.
    sa.Column("report_id", sa.Text, primary_key=True),
    sa.Column("received_on", sa.Date, nullable=False),
    sa.Column("author_kind", sa.Text, nullable=False),
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    *evidence(index=False),
)

report_feedback = sa.Table(
    "report_feedback",
    metadata,
    # What each author was told last.
    sa.Column("report_id", sa.Text, primary_key=True),
    sa.Column("author", sa.Text, primary_key=True),
    sa.Column("of", sa.Text, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("told_on", sa.Date, nullable=False),
    *evidence(index=False),
)


_WORK = (
    *("committee", "missing", "ground", "reason", "edited_title", "edited_text", "edited_by"),
    *("step", "signed_by", "signed_on", "signed_at", "fate", "fate_as_of"),
)
"""What was made of a report before it came in again: what became part of it stays."""


def project(record: Recorded[e.ReportEvent]) -> list[Change]:
    match record.data:
        case e.ReportSubmitted(before_on=day) as event if day is not None:
            return [
                patch(
                    reports,
                    record,
                    stage=Stage.SUBMITTED,
                    **dict.fromkeys(_WORK),
                    **filled(reports, event),
                ),
                put(report_receipts, record, **filled(report_receipts, event)),
            ]
        case e.ReportSubmitted() as event:
            return [
                put(
                    reports,
                    record,
                    stage=Stage.SUBMITTED,
                    joined_authors=(),
                    **filled(reports, event),
                ),
                put(report_receipts, record, **filled(report_receipts, event)),
            ]
        case e.ReportCorrected() as event:
            facts = filled(reports, event)
            del facts["reason"]
            return [
                patch(reports, record, **facts),
                put(report_receipts, record, **filled(report_receipts, event)),
            ]
        case e.ReportTaken(committee=committee):
            return [patch(reports, record, stage=Stage.TAKEN, committee=committee, fate=None)]
        case e.ReportReturned() as event:
            return [_became(record, e.Fate.RETURNED, Stage.RETURNED, **filled(reports, event))]
        case e.ReportKept() as event:
            return [_became(record, e.Fate.KEPT, Stage.KEPT, **filled(reports, event))]
        case e.ReportMerged(into=into, reason=reason):
            merged = {"merged_into": into, "reason": reason}
            return [_became(record, e.Fate.MERGED, Stage.MERGED, **merged)]
        case e.ReportTookIn(joined_authors=authors):
            return [patch(reports, record, joined_authors=authors)]
        case e.ReportCarriedOn():
            return [patch(reports, record)]
        case e.ReportTurnedIntoTopic(reason=reason):
            turned = {"topic": begun_by(record.id, "topic"), "reason": reason}
            return [_became(record, e.Fate.TURNED, Stage.TURNED, **turned)]
        case e.ReportEdited() as event:
            edited: dict[str, Any] = {
                "edited_title": event.title,
                "edited_text": event.text,
                "edited_by": event.edited_by,
                "step": event.step,
            }
            return [patch(reports, record, stage=Stage.EDITED, **edited)]
        case e.ReportChecked(step=step):
            return [patch(reports, record, step=step)]
        case e.ReportSentBack(step=step, reason=reason):
            return [patch(reports, record, stage=Stage.TAKEN, step=step, reason=reason)]
        case e.ReportSigned() as event:
            return [patch(reports, record, stage=Stage.SIGNED, **filled(reports, event))]
        case e.ReportIssued() as event:
            facts = filled(reports, event)
            for of_the_report in ("title", "category", "authors", "text"):
                del facts[of_the_report]
            facts["edited_text"] = event.text
            if event.before:  # told again after a correction: nothing new became of it
                return [patch(reports, record, **facts)]
            return [_became(record, e.Fate.ISSUED, Stage.ISSUED, **facts)]
        case e.IssueWithdrawn(fate=fate):
            gone = ("bulletin", "bulletin_number", "issued_on", "issued_at", "minutes")
            return [_became(record, fate, Stage.SIGNED, **dict.fromkeys(gone))]
        case e.ReportSentUp() as event:
            facts = filled(report_levels, event)
            return [put(report_levels, record, event.level, **facts)]
        case e.SendingUpWithdrawn(level=level):
            return [patch(reports, record), drop(report_levels, record, level)]
        case e.ReportUsed() as event:
            used = put(report_uses, record, event.level, **filled(report_uses, event))
            return [used] if event.before else [used, _became(record, e.Fate.USED)]
        case e.UseWithdrawn(level=level, fate=fate):
            return [drop(report_uses, record, level), _became(record, fate)]
        case e.AuthorsTold(authors=authors) as event:
            facts = filled(report_feedback, event)
            return [put(report_feedback, record, author, **facts) for author in authors]
        case e.FeedbackWithdrawn(authors=authors):
            return [
                patch(reports, record),
                *(drop(report_feedback, record, author) for author in authors),
            ]


def _became(
    record: Recorded[e.ReportEvent], fate: e.Fate | None, stage: Stage | None = None, **facts: Any
) -> Change:
    """Its authors have to be told of that."""
    if stage is not None:
        facts["stage"] = stage
    return patch(reports, record, fate=fate, fate_as_of=record.position, **facts)


READ_MODEL = ReadModel(project, metadata)
