"""The roster, and who is or was posted where (000-04)."""

from typing import assert_never

import sqlalchemy as sa

from contracts.event import Recorded
from contracts.members import member as e
from contracts.names import same
from runtime.projection import Change, evidence, filled, patch, put
from runtime.service import ReadModel

metadata = sa.MetaData()

members = sa.Table(
    "members",
    metadata,
    sa.Column("member_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("name_key", sa.Text, nullable=False),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("sector", sa.Text, nullable=False),
    sa.Column("post", sa.Text),
    sa.Column("committee", sa.Text),
    sa.Column("admitted_on", sa.Date, nullable=False),
    sa.Column("co_opted_because", sa.Text),
    sa.Column("left_on", sa.Date),
    sa.Column("left_because", sa.Text),
    *evidence(),
)

SHOWN = [column for column in members.c if column is not members.c.name_key]
"""The other is there to search by, and no reader gets it."""

postings = sa.Table(
    "postings",
    metadata,
    sa.Column("posting_id", sa.Text, primary_key=True),
    sa.Column("member", sa.Text, nullable=False, index=True),
    sa.Column("to_unit", sa.Text, nullable=False, index=True),
    sa.Column("basis", sa.Text, nullable=False),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date),
    sa.Column("reason", sa.Text),
    *evidence(index=False),
)


links = sa.Table(
    "member_links",
    metadata,
    sa.Column("member", sa.Text, primary_key=True),
    sa.Column("with_member", sa.Text, primary_key=True, index=True),
    *evidence(index=False),
)


def project(record: Recorded[e.MemberEvent]) -> list[Change]:
    match record.data:
        case e.MemberAdmitted() as event:
            facts = filled(members, event)
            return [put(members, record, name_key=same(event.name), **facts)]
        case e.MemberCorrected() as event:
            # The reason stays in the history; the roster shows what holds.
            facts = filled(members, event)
            return [patch(members, record, name_key=same(event.name), **facts)]
        case e.MemberPosted() as event:
            key, facts = f"{record.key}:{event.posting}", filled(postings, event)
            return [put(postings, record, key=key, member=record.key, **facts)]
        case e.PostingEnded(posting=number, until=until, reason=reason):
            key = f"{record.key}:{number}"
            return [patch(postings, record, key=key, until=until, reason=reason)]
        case e.MembershipLinked(with_member=other):
            return [put(links, record, other)]
        case e.MemberLeft() as event:
            return [
                patch(members, record, left_on=event.on, left_because=event.ground),
                *(
                    patch(postings, record, key=f"{record.key}:{number}", until=event.on)
                    for number in event.postings
                ),
            ]
        case _:
            assert_never(record.data)


READ_MODEL = ReadModel(project, metadata)
