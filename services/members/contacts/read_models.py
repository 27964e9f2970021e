"""Lists of contacts, by member and year."""

from typing import Any, assert_never

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from contracts.event import Recorded
from contracts.members import contacts as e
from runtime.projection import Change, drop, evidence, filled, patch, put
from runtime.service import ReadModel

metadata = sa.MetaData()

lists = sa.Table(
    "contact_lists",
    metadata,
    sa.Column("list", sa.Text, primary_key=True),
    sa.Column("member", sa.Text, nullable=False, index=True),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("contacts", JSONB, nullable=False),
    sa.Column("committee", sa.Text),
    sa.Column("on", sa.Date, nullable=False),
    sa.Column("changed_on", sa.Date),
    sa.Column("changed_because", sa.Text),
    *evidence(),
)


def project(record: Recorded[e.ContactsEvent]) -> list[Change]:
    match record.data:
        case e.ContactsFiled() as event:
            return [put(lists, record, **filled(lists, event))]
        case e.ContactsChanged(contacts=contacts, on=on, reason=reason):
            changed: dict[str, Any] = {
                "contacts": contacts,
                "changed_on": on,
                "changed_because": reason,
            }
            return [patch(lists, record, **changed)]
        case e.ContactsTakenBack():
            return [drop(lists, record)]
        case _:
            assert_never(record.data)


READ_MODEL = ReadModel(project, metadata)
