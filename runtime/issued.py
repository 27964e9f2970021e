"""Documents that were issued: a read model of every service that issues some."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from contracts.documents import DocumentIssued, DocumentWithdrawn
from contracts.event import Recorded
from runtime.aggregate import ReadModel
from runtime.projection import Change, evidence, filled, patch, put

metadata = sa.MetaData()

issued_documents = sa.Table(
    "issued_documents",
    metadata,
    sa.Column("document", sa.Text, primary_key=True),
    sa.Column("issue", sa.Integer, primary_key=True),
    sa.Column("about", sa.Text, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("on", sa.Date, nullable=False),
    sa.Column("document_number", sa.Text),
    sa.Column("paper", JSONB, nullable=False),
    sa.Column("withdrawn_because", sa.Text),
    *evidence(index=False),
)


def project(record: Recorded[DocumentIssued | DocumentWithdrawn]) -> list[Change]:
    event = record.data
    if isinstance(event, DocumentWithdrawn):
        return [patch(issued_documents, record, event.issue, withdrawn_because=event.reason)]
    facts = filled(issued_documents, event)
    return [put(issued_documents, record, event.issue, about=event.about, **facts)]


READ_MODEL = ReadModel(project, metadata)
