"""The tables of sessions: agenda, participants, sittings, who was there, what was said."""

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from runtime.projection import evidence


class PromiseState(StrEnum):
    """States of a promise."""

    OPEN = "open"
    TASKED = "tasked"
    WITHDRAWN = "withdrawn"


metadata = sa.MetaData()

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("key_session", sa.Boolean, nullable=False),
    sa.Column("quota", sa.Text, nullable=False),
    sa.Column("council_class", sa.Text),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("on_day", sa.Date, nullable=False),
    # As it was said, with China's zone: PostgreSQL would answer in another.
    sa.Column("begins", JSONB),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("venue", sa.Text),
    sa.Column("room", sa.Text),
    sa.Column("places", JSONB, nullable=False),
    sa.Column("host_forum", sa.Text),
    sa.Column("lacking", JSONB, nullable=False),
    sa.Column("consultations", JSONB, nullable=False),
    sa.Column("notice_due", sa.Date),
    sa.Column("notice_on", sa.Date),
    sa.Column("notice_how", sa.Text),
    sa.Column("notice_late", sa.Boolean),
    sa.Column("notice_text", JSONB),
    sa.Column("materials_due", sa.Date),
    sa.Column("postponed_because", sa.Text),
    sa.Column("postponed_from", sa.Date),
    sa.Column("cancelled_because", sa.Text),
    sa.Column("check_in_sitting", sa.Integer),
    sa.Column("check_in_until", JSONB),
    sa.Column("held_on", sa.Date),
    sa.Column("results", JSONB),
    sa.Column("solved", sa.Boolean),
    sa.Column("draft", sa.Text),
    sa.Column("summary", sa.Text),
    sa.Column("minutes_on", sa.Date),
    sa.Column("confirmed_by", sa.Text),
    sa.Column("silence", sa.Text),
    sa.Column("minutes_corrected_because", sa.Text),
    sa.Column("published", sa.Text),
    sa.Column("published_on", sa.Date),
    sa.Column("published_where", sa.Text),
    sa.Column("left_out", sa.Text),
    *evidence(),
)

agenda = sa.Table(
    "agenda",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("item", sa.Integer, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("questions", JSONB, nullable=False),
    sa.Column("consultation", sa.Text, index=True),
    sa.Column("part", sa.Text),
    sa.Column("appraised_body", sa.Text, index=True),
    sa.Column("appraised_outcome", sa.Text, index=True),
    *evidence(index=False),
)

invited = sa.Table(
    "invited",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("participant", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("concerned", sa.Boolean, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("body", sa.Text, index=True),
    sa.Column("body_kind", sa.Text),
    sa.Column("member", sa.Text),
    sa.Column("answer", sa.Text),
    sa.Column("stand_in", sa.Text),
    *evidence(index=False),
)

comments = sa.Table(
    "minutes_comments",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("comment", sa.Integer, primary_key=True),
    sa.Column("participant", sa.Integer, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("taken_up", sa.Boolean),
    sa.Column("answer", sa.Text),
    *evidence(index=False),
)

materials = sa.Table(
    "materials",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("event", sa.Integer, primary_key=True),
    sa.Column("documents", JSONB, nullable=False),
    sa.Column("on", sa.Date, nullable=False),
    sa.Column("late", sa.Boolean, nullable=False),
    sa.Column("part", sa.Text),
    sa.Column("papers", JSONB, nullable=False),
    *evidence(index=False),
)

sittings = sa.Table(
    "sittings",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("sitting", sa.Integer, primary_key=True),
    sa.Column("on", sa.Date, nullable=False),
    sa.Column("began", JSONB),
    sa.Column("duration_minutes", sa.Integer, nullable=False),
    sa.Column("place", sa.Text),
    sa.Column("present", JSONB),
    sa.Column("people", sa.Integer),
    sa.Column("corrected_because", sa.Text),
    sa.Column("sitting_corrected_because", sa.Text),
    *evidence(index=False),
)

attendance = sa.Table(
    "attendance",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("sitting", sa.Integer, primary_key=True),
    sa.Column("member", sa.Text, primary_key=True),
    sa.Column("on", sa.Date, nullable=False),
    *evidence(index=False),
)

check_ins = sa.Table(
    "check_ins",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("sitting", sa.Integer, primary_key=True),
    sa.Column("participant", sa.Integer, primary_key=True),
    sa.Column("at", JSONB, nullable=False),
    *evidence(index=False),
)

absences = sa.Table(
    "absences",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("member", sa.Text, primary_key=True),
    sa.Column("on", sa.Date, nullable=False),
    sa.Column("on_leave", sa.Boolean, nullable=False),
    *evidence(),
)

speeches = sa.Table(
    "speeches",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("speech", sa.Integer, primary_key=True),
    sa.Column("item", sa.Integer, nullable=False),
    sa.Column("participant", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("speaker", sa.Text, nullable=False),
    sa.Column("gist", sa.Text, nullable=False),
    sa.Column("part", sa.Text),
    sa.Column("began", JSONB),
    sa.Column("minutes", sa.Integer),
    sa.Column("channel", sa.Text),
    sa.Column("corrected_because", sa.Text),
    sa.Column("withdrawn_because", sa.Text),
    *evidence(index=False),
)

promises = sa.Table(
    "promises",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("promise", sa.Integer, primary_key=True),
    sa.Column("item", sa.Integer, nullable=False),
    sa.Column("consultation", sa.Text, index=True),
    sa.Column("department", sa.Text, nullable=False, index=True),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("due", sa.Date, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("lead", sa.Text),
    sa.Column("co", JSONB, nullable=False),
    sa.Column("withdrawn_because", sa.Text),
    *evidence(),
)

findings = sa.Table(
    "findings",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("finding_number", sa.Integer, primary_key=True),
    sa.Column("item", sa.Integer, nullable=False),
    sa.Column("held_by", sa.Text),
    sa.Column("finding", sa.Text, nullable=False),
    *evidence(index=False),
)

votes = sa.Table(
    "votes",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("vote", sa.Integer, primary_key=True),
    sa.Column("item", sa.Integer, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("in_favour", sa.Integer, nullable=False),
    sa.Column("against", sa.Integer, nullable=False),
    sa.Column("abstaining", sa.Integer, nullable=False),
    *evidence(index=False),
)

session_papers = sa.Table(
    "session_papers",
    metadata,
    sa.Column("paper", sa.Text, primary_key=True),
    sa.Column("session", sa.Text, nullable=False, index=True),
    sa.Column("filed", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("on_day", sa.Date, nullable=False),
    sa.Column("text", JSONB),
    sa.Column("proposals_of", sa.Text),
    sa.Column("corrected_because", sa.Text),
    sa.Column("withdrawn_because", sa.Text),
    *evidence(),
)
"""`paper` is the session and the number of the paper in it, padded for the order of pages."""
