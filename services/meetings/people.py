"""Members by their level and committee, and the posts that they hold, of whom quotas ask. The
members service records the facts."""

from typing import Any

import sqlalchemy as sa

from contracts.event import Recorded
from contracts.members.body import PostLeft, PostTaken
from contracts.members.member import MemberAdmitted, MemberCorrected, MemberLeft
from runtime.projection import Change, filled, patch, put
from runtime.service import Reference

ranked_members = sa.Table(
    "ranked_members",
    sa.MetaData(),
    sa.Column("member", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("committee", sa.Text),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date),
    sa.Column("unit", sa.Text, nullable=False, index=True),
    sa.Column("as_of", sa.BigInteger, nullable=False),
)
posts_held = sa.Table(
    "posts_held",
    sa.MetaData(),
    sa.Column("body", sa.Text, primary_key=True),
    sa.Column("held", sa.Integer, primary_key=True),
    sa.Column("post", sa.Text, nullable=False),
    sa.Column("member", sa.Text, index=True),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("as_of", sa.BigInteger, nullable=False),
)


def project(record: Recorded[Any]) -> list[Change]:
    match record.data:
        case MemberAdmitted() as event:
            facts = filled(ranked_members, event)
            return [put(ranked_members, record, since=event.admitted_on, **facts)]
        case MemberCorrected() as event:
            return [patch(ranked_members, record, **filled(ranked_members, event))]
        case MemberLeft(on=on):
            return [patch(ranked_members, record, until=on)]
        case PostTaken() as event:
            return [put(posts_held, record, event.held, **filled(posts_held, event))]
        case PostLeft(held=held, until=until):
            return [patch(posts_held, record, held, until=until)]
    return []


PEOPLE = Reference(
    (MemberAdmitted, MemberCorrected, MemberLeft, PostTaken, PostLeft),
    (ranked_members, posts_held),
    project,
)
