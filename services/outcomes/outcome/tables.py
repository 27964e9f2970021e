"""The tables of outcomes: the opinions, their tasks, checks, adoptions and who was told."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from runtime.projection import evidence

metadata = sa.MetaData()

outcomes = sa.Table(
    "outcomes",
    metadata,
    sa.Column("outcome", sa.Text, primary_key=True),
    sa.Column("stage", sa.Text, nullable=False, index=True),
    sa.Column("outcome_kind", sa.Text, nullable=False),
    sa.Column("outcome_kind_name", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
    sa.Column("consensus", JSONB, nullable=False),
    sa.Column("dissent", JSONB, nullable=False),
    sa.Column("drafted_tasks", JSONB, nullable=False),
    sa.Column("raised_by", sa.Text, nullable=False),
    sa.Column("raised_in", sa.Text, nullable=False),
    sa.Column("places", JSONB, nullable=False),
    sa.Column("topics", JSONB, nullable=False),
    sa.Column("consultation", sa.Text),
    # The sessions, or the proposal or the report, on which it rests.
    sa.Column("rests_on", JSONB, nullable=False),
    # Of a report of public opinion: fewer people see it.
    sa.Column("confidential", sa.Boolean, nullable=False),
    sa.Column("procedure", JSONB, nullable=False),
    # So many steps of it are complete or waived; those before this run were when it began.
    sa.Column("steps_done", sa.Integer, nullable=False),
    # Of the step of the chain that was taken or refused last.
    sa.Column("bodies", JSONB),
    sa.Column("resolution", sa.Text),
    sa.Column("decided_on", sa.Date),
    sa.Column("refusal_reason", sa.Text),
    sa.Column("posted_on", sa.Date),
    sa.Column("posted_at", sa.Text),
    sa.Column("outcome_number", sa.Text),
    sa.Column("year", sa.Integer),
    sa.Column("number_in_year", sa.Integer),
    sa.Column("sent_on", sa.Date),
    sa.Column("recipients", JSONB),
    sa.Column("copies", JSONB),
    sa.Column("checks", sa.Integer, nullable=False),
    sa.Column("last_check", sa.Date),
    sa.Column("feedback_on", sa.Date),
    sa.Column("feedback_channel", sa.Text),
    sa.Column("satisfaction", sa.Text),
    sa.Column("satisfied", sa.Boolean),
    sa.Column("benefit", JSONB),
    sa.Column("closing_reason", sa.Text),
    sa.Column("reopening_reason", sa.Text),
    # As of which position it was opened again by hand: rows of `told` up to it count no more.
    sa.Column("told_after", sa.BigInteger),
    *evidence(),
)

tasks = sa.Table(
    "tasks",
    metadata,
    sa.Column("task_id", sa.Text, primary_key=True),
    sa.Column("outcome", sa.Text, nullable=False, index=True),
    sa.Column("task", sa.Integer, nullable=False),
    sa.Column("lead", sa.Text, nullable=False, index=True),
    sa.Column("co", JSONB, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("due", sa.Date, nullable=False, index=True),
    sa.Column("first_progress_due", sa.Date, nullable=False),
    sa.Column("return_by", sa.Date),
    sa.Column("co_opinion_due", sa.Date),
    sa.Column("latest", sa.Date),
    sa.Column("session", sa.Text),
    sa.Column("promise", sa.Integer),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("officer", sa.Text),
    sa.Column("percent", sa.Integer, nullable=False),
    sa.Column("progress_on", sa.Date),
    sa.Column("progress", sa.Text),
    sa.Column("returned_on", sa.Date),
    sa.Column("return_reason", sa.Text),
    sa.Column("contacted_on", sa.Date),
    sa.Column("contact_channel", sa.Text),
    sa.Column("contact_said", sa.Text),
    sa.Column("extension_reason", sa.Text),
    sa.Column("extension_approved_by", sa.Text),
    # Why it was to be handled again, the last time.
    sa.Column("again_reason", sa.Text),
    sa.Column("assignment_reason", sa.Text),
    sa.Column("letter", sa.Text),
    sa.Column("urging_reason", sa.Text),
    sa.Column("completed_on", sa.Date),
    sa.Column("result", sa.Text),
    sa.Column("reply", sa.Text),
    sa.Column("reply_letter", JSONB),
    # Until when a reply of that class is followed by another.
    sa.Column("further_reply_due", sa.Date),
    sa.Column("kept", sa.Boolean),
    sa.Column("finding", sa.Text),
    *evidence(),
)

OF_A_DEPARTMENT = dict.fromkeys(
    (
        "officer",
        "progress_on",
        "progress",
        "returned_on",
        "return_reason",
        "contacted_on",
        "contact_channel",
        "contact_said",
        "extension_reason",
        "extension_approved_by",
        "again_reason",
        "letter",
        "urging_reason",
        "completed_on",
        "result",
        "reply",
        "reply_letter",
        "further_reply_due",
    )
)
"""What goes with the department that had the task."""
OF_A_REPLY = ("completed_on", "result", "reply", "reply_letter", "further_reply_due")
"""What goes when a task is opened again."""

co_opinions = sa.Table(
    "co_opinions",
    metadata,
    sa.Column("co_opinion_id", sa.Text, primary_key=True),
    sa.Column("outcome", sa.Text, nullable=False, index=True),
    sa.Column("task", sa.Integer, nullable=False),
    sa.Column("department", sa.Text, nullable=False),
    sa.Column("given_on", sa.Date, nullable=False),
    sa.Column("opinion", sa.Text, nullable=False),
    *evidence(index=False),
)

proposers = sa.Table(
    "proposers",
    metadata,
    sa.Column("proposers_id", sa.Text, primary_key=True),
    sa.Column("outcome", sa.Text, nullable=False, index=True),
    sa.Column("proposal", sa.Text, nullable=False),
    # Those who are answered for it, members or a body.
    sa.Column("proposers", JSONB, nullable=False),
    *evidence(index=False),
)

OF_FEEDBACK = ("feedback_on", "feedback_channel", "satisfaction", "satisfied")

checks = sa.Table(
    "checks",
    metadata,
    sa.Column("check_id", sa.Text, primary_key=True),
    sa.Column("outcome", sa.Text, nullable=False, index=True),
    sa.Column("check", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("held_on", sa.Date, nullable=False),
    sa.Column("led_by", sa.Text, nullable=False),
    sa.Column("members", JSONB, nullable=False),
    sa.Column("residents_asked", sa.Integer, nullable=False),
    sa.Column("residents_confirming", sa.Integer, nullable=False),
    sa.Column("tasks", JSONB, nullable=False),
    sa.Column("finding", sa.Text, nullable=False),
    *evidence(index=False),
)


checks_due = sa.Table(
    "checks_due",
    metadata,
    sa.Column("check_due_id", sa.Text, primary_key=True),
    sa.Column("outcome", sa.Text, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("due", sa.Date, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("held_on", sa.Date),
    *evidence(index=False),
)

adoptions = sa.Table(
    "adoptions",
    metadata,
    sa.Column("adoption_id", sa.Text, primary_key=True),
    sa.Column("outcome", sa.Text, nullable=False, index=True),
    sa.Column("adoption", sa.Integer, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("adopted_by", sa.Text, nullable=False),
    sa.Column("paper", sa.Text, nullable=False),
    sa.Column("adopted_on", sa.Date, nullable=False),
    *evidence(index=False),
)


instructions = sa.Table(
    "instructions",
    metadata,
    sa.Column("instruction_id", sa.Text, primary_key=True),
    sa.Column("outcome", sa.Text, nullable=False, index=True),
    sa.Column("instruction", sa.Integer, nullable=False),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("given_by", sa.Text, nullable=False),
    sa.Column("laid_on", sa.Date),
    sa.Column("given_on", sa.Date, nullable=False),
    # So many days after it was laid before the leader.
    sa.Column("days", sa.Integer),
    sa.Column("favourable", sa.Boolean, nullable=False),
    sa.Column("departments", JSONB, nullable=False),
    sa.Column("committee", sa.Text),
    # The digest and size of the sealed text.
    sa.Column("text", JSONB),
    *evidence(index=False),
)

complaints = sa.Table(
    "complaints",
    metadata,
    sa.Column("complaint_id", sa.Text, primary_key=True),
    sa.Column("outcome", sa.Text, nullable=False, index=True),
    sa.Column("complaint", sa.Integer, nullable=False),
    sa.Column("task", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("strong", sa.Boolean, nullable=False),
    sa.Column("complained_on", sa.Date, nullable=False),
    sa.Column("residents", sa.Integer, nullable=False),
    sa.Column("members", JSONB, nullable=False),
    sa.Column("gist", sa.Text, nullable=False),
    *evidence(index=False),
)

referrals = sa.Table(
    "referrals",
    metadata,
    sa.Column("referral_id", sa.Text, primary_key=True),
    sa.Column("outcome", sa.Text, nullable=False, index=True),
    sa.Column("referral", sa.Integer, nullable=False),
    sa.Column("task", sa.Integer, nullable=False),
    sa.Column("session", sa.Text, nullable=False),
    sa.Column("promise", sa.Integer, nullable=False),
    sa.Column("complaints", JSONB, nullable=False),
    sa.Column("urged_until", sa.Date, nullable=False),
    sa.Column("consent", JSONB, nullable=False),
    sa.Column("referred_to", sa.Text, nullable=False),
    sa.Column("letter", sa.Text, nullable=False),
    sa.Column("referred_on", sa.Date, nullable=False),
    sa.Column("answered_on", sa.Date),
    sa.Column("result", sa.Text),
    *evidence(index=False),
)

told = sa.Table(
    "told",
    metadata,
    sa.Column("told_id", sa.Text, primary_key=True),
    sa.Column("outcome", sa.Text, nullable=False, index=True),
    # A code of the county's `feedback_to`; feedback to those who raised it is in `outcomes`.
    sa.Column("whom", sa.Text, nullable=False),
    sa.Column("told_on", sa.Date, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("satisfaction", sa.Text),
    sa.Column("satisfied", sa.Boolean),
    *evidence(index=False),
)
