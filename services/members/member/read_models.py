"""The roster, and who is or was posted where (000-04)."""

from typing import Any, assert_never

import sqlalchemy as sa

from contracts.event import Recorded
from contracts.members import member as e
from contracts.names import same
from runtime.projection import Change, drop, evidence, filled, patch, put
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


assignments = sa.Table(
    "committee_assignments",
    metadata,
    sa.Column("member", sa.Text, primary_key=True),
    sa.Column("assignment", sa.Integer, primary_key=True),
    sa.Column("committee", sa.Text, index=True),
    sa.Column("since", sa.Date, nullable=False),
    *evidence(index=False),
)
"""To which committee a member is assigned from a day on, until the next one; to none, where it says
none."""

affiliations = sa.Table(
    "member_affiliations",
    metadata,
    sa.Column("member", sa.Text, primary_key=True),
    sa.Column("since", sa.Date, primary_key=True),
    sa.Column("affiliation", sa.Text, nullable=False),
    sa.Column("outside", sa.Boolean, nullable=False),
    *evidence(),
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
            first: dict[str, Any] = {"committee": event.committee, "since": event.admitted_on}
            return [
                put(members, record, name_key=same(event.name), **facts),
                put(assignments, record, 1, **first),
            ]
        case e.MemberCorrected() as event:
            # The reason stays in the history; the roster shows what holds.
            facts = filled(members, event)
            return [
                patch(members, record, name_key=same(event.name), **facts),
                _assigned(record, event),
            ]
        case e.AffiliationStated(since=since) as event:
            return [put(affiliations, record, since, **filled(affiliations, event))]
        case e.AffiliationWithdrawn(since=since):
            return [drop(affiliations, record, since)]
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


def _assigned(record: Recorded[e.MemberEvent], event: e.MemberCorrected) -> Change:
    """The assignment; without a day it began with the first, and that row has the day."""
    if event.committee_since is None:
        return patch(assignments, record, event.assignment, committee=event.committee)
    held: dict[str, Any] = {"committee": event.committee, "since": event.committee_since}
    return put(assignments, record, event.assignment, **held)


READ_MODEL = ReadModel(project, metadata)
