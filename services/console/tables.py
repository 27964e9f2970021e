"""What the console keeps of the four ledgers.

No order is promised between two streams, so each table belongs to one source and rows meet only
when a page is read.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from common.conditions import Run
from runtime.projection import evidence

Row = Mapping[str, Any]

metadata = sa.MetaData()


def _timeline(source: str) -> sa.Table:
    name = f"timeline_{source}"
    return sa.Table(
        name,
        metadata,
        sa.Column("matter", sa.Text, primary_key=True),
        sa.Column("position", sa.BigInteger, primary_key=True),
        sa.Column("thing", sa.Text, nullable=False),
        sa.Column("jurisdiction", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("facts", JSONB, nullable=False),
        sa.Column("echo", sa.Boolean, nullable=False),
        *evidence(index=False),
        sa.Index(f"{name}_jurisdiction_recorded_at", "jurisdiction", "recorded_at"),
    )


timelines = {source: _timeline(source) for source in ("topics", "meetings", "outcomes")}
"""`thing`: the stream of the event. `jurisdiction`: whose rules it was decided by."""
sa.Index("timeline_meetings_thing", timelines["meetings"].c.thing)


def _steps(source: str) -> sa.Table:
    return sa.Table(
        f"case_steps_{source}",
        metadata,
        sa.Column("matter", sa.Text, primary_key=True),
        sa.Column("step", sa.Text, primary_key=True),
        sa.Column("waived", sa.Boolean, nullable=False),
        sa.Column("done_on", sa.Date, nullable=False),
        # The steps whose time runs from this one on, and until when.
        sa.Column("due", JSONB, nullable=False),
        *evidence(index=False),
    )


# The steps of one procedure, of which each service walks its run. One counts as done under the
# present procedure if it was done after the position `since` at which that was fixed there.
case_steps = {run: _steps(run) for run in Run}

# From topics.
case_topics = sa.Table(
    "case_topics",
    metadata,
    sa.Column("matter", sa.Text, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("description", sa.Text),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("personal", sa.Boolean, nullable=False),
    sa.Column("raised_in", sa.Text, nullable=False),
    sa.Column("places", JSONB, nullable=False),
    sa.Column("raised_on", sa.Date, nullable=False),
    sa.Column("raised_at", sa.BigInteger, nullable=False),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("category", sa.Text),
    sa.Column("weight", sa.Text),
    sa.Column("consent", JSONB),
    sa.Column("plan", sa.Text),
    sa.Column("merged_into", sa.Text, index=True),
    sa.Column("into_title", sa.Text),
    # The topic of which it was part, before that was split.
    sa.Column("part_of", sa.Text, index=True),
    sa.Column("procedure", JSONB),
    sa.Column("since", sa.BigInteger),
    *evidence(index=False),
)

# From meetings.
case_consultations = sa.Table(
    "case_consultations",
    metadata,
    sa.Column("matter", sa.Text, primary_key=True),
    sa.Column("consultation", sa.Text, nullable=False, index=True),
    sa.Column("procedure", JSONB, nullable=False),
    sa.Column("since", sa.BigInteger, nullable=False),
    *evidence(index=False),
)
case_sessions = sa.Table(
    "case_sessions",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("consultation", sa.Text, primary_key=True, index=True),
    *evidence(index=False),
)
"""Which consultations a session serves."""
case_invited = sa.Table(
    "case_invited",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("participant", sa.Integer, primary_key=True),
    sa.Column("body", sa.Text, index=True),
    sa.Column("member", sa.Text, index=True),
    sa.Column("answer", sa.Text),
    *evidence(index=False),
)
"""Who was invited to a session, as far as bodies and members are named, and what they answered."""
case_promises = sa.Table(
    "case_promises",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("promise", sa.Integer, primary_key=True),
    sa.Column("consultation", sa.Text, index=True),
    sa.Column("department", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("due", sa.Date, nullable=False),
    sa.Column("tasked", sa.Boolean, nullable=False),
    sa.Column("withdrawn_because", sa.Text),
    *evidence(index=False),
)
gatherings = sa.Table(
    "gatherings",
    metadata,
    sa.Column("thing", sa.Text, primary_key=True),
    sa.Column("session", sa.Text, index=True),
    sa.Column("matter", sa.Text, nullable=False, index=True),
    sa.Column("apart", sa.Boolean, nullable=False),
    sa.Column("jurisdiction", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("place", sa.Text),
    sa.Column("planned_on", sa.Date),
    sa.Column("held_on", sa.Date),
    sa.Column("held_at", sa.BigInteger),
    sa.Column("held_event", sa.Text),
    sa.Column("key_session", sa.Boolean),
    sa.Column("quota", sa.Text),
    sa.Column("lacking", JSONB),
    sa.Column("groups", JSONB),
    sa.Column("consultations", JSONB, nullable=False),
    sa.Column("asked", JSONB),
    sa.Column("bodies", JSONB),
    sa.Column("held_by", sa.Text, index=True),
    sa.Column("began_at", sa.BigInteger, nullable=False),
    *evidence(index=False),
)
"""Sessions and activities, by their streams. `apart`: it belongs to no topic, so that its matter is
its own. `session`: its id, where it is one. `began_at`: the position of its first event;
`held_at` and `held_event`: position and id of the one that says it was held. `key_session` and
`quota`: to which quotas a session counts, unless `lacking` names kinds that had to be there;
`groups`: to which an activity counts. `asked` and `bodies`: which were asked to take part in an
activity, and which took part; `held_by`: the body that held it."""
sa.Index("gatherings_unit_held_on", gatherings.c.unit, gatherings.c.held_on)
sa.Index("gatherings_apart", gatherings.c.began_at, postgresql_where=gatherings.c.apart)
quotas_missed = sa.Table(
    "quotas_missed",
    metadata,
    sa.Column("owing", sa.Text, primary_key=True),
    sa.Column("quota", sa.Text, primary_key=True),
    sa.Column("first", sa.Date, primary_key=True),
    sa.Column("least", sa.Integer, nullable=False),
    sa.Column("held", sa.Integer, nullable=False),
    sa.Column("event_id", sa.Text, nullable=False),
    *evidence(index=False),
)
"""Of which periods a miss is on record: of a unit, or of a body (`body:<id>`)."""

# From outcomes.
case_outcomes = sa.Table(
    "case_outcomes",
    metadata,
    sa.Column("matter", sa.Text, primary_key=True),
    sa.Column("procedure", JSONB, nullable=False),
    sa.Column("since", sa.BigInteger, nullable=False),
    sa.Column("outcome_number", sa.Text),
    sa.Column("sent_on", sa.Date),
    sa.Column("checked_on", sa.Date),
    sa.Column("closed_on", sa.Date),
    sa.Column("benefit", JSONB),
    *evidence(index=False),
)
case_tasks = sa.Table(
    "case_tasks",
    metadata,
    sa.Column("matter", sa.Text, primary_key=True),
    sa.Column("task", sa.Integer, primary_key=True),
    sa.Column("lead", sa.Text, nullable=False),
    sa.Column("co", JSONB, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("due", sa.Date, nullable=False),
    sa.Column("first_progress_due", sa.Date, nullable=False),
    sa.Column("promise", sa.Integer),
    sa.Column("accepted", sa.Boolean, nullable=False),
    sa.Column("returned_because", sa.Text),
    sa.Column("percent", sa.Integer),
    sa.Column("progress_on", sa.Date),
    sa.Column("completed_on", sa.Date),
    sa.Column("kept", sa.Boolean),
    sa.Column("finding", sa.Text),
    *evidence(index=False),
)


def _words(source: str) -> sa.Table:
    return sa.Table(
        f"words_{source}",
        metadata,
        sa.Column("jurisdiction", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("wording", sa.Text, nullable=False),
        *evidence(index=False),
    )


words = {source: _words(source) for source in ("topics", "meetings", "outcomes", "members")}
"""What each jurisdiction calls things. A word stays when its chapter no longer has it: events of
before bear its code."""


# From members: what completes a unit of a kind.
unit_kinds = sa.Table(
    "unit_kinds",
    metadata,
    sa.Column("jurisdiction", sa.Text, primary_key=True),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("parts", JSONB, nullable=False),
    *evidence(index=False),
)

# From members. Members hold public office, so their names may stand here; residents' may not.
member_names = sa.Table(
    "member_names",
    metadata,
    sa.Column("member", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    *evidence(index=False),
)
body_names = sa.Table(
    "body_names",
    metadata,
    sa.Column("body", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("part", sa.Text),
    sa.Column("since", sa.Date),
    sa.Column("until", sa.Date),
    *evidence(index=False),
)
rooms = sa.Table(
    "rooms",
    metadata,
    sa.Column("room", sa.Text, primary_key=True),
    sa.Column("shared_with", JSONB, nullable=False),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date),
    *evidence(index=False),
)
matters_dealt = sa.Table(
    "matters_dealt",
    metadata,
    sa.Column("closed", sa.Text, primary_key=True),
    sa.Column("matter", sa.Text, primary_key=True),
    sa.Column("successor", sa.Text, nullable=False),
    sa.Column("recorded_on", sa.Date, nullable=False),
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("event_id", sa.Text, nullable=False),
    *evidence(index=False),
)
"""With which successor a matter of a closed unit lies, as it was dealt out last."""


async def rows(connection: AsyncConnection, statement: sa.Select[Any]) -> list[Row]:
    return [dict(row) for row in (await connection.execute(statement)).mappings()]
