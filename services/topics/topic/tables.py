"""Topics as lists and pages show them: one row each, with its support and its history apart."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from runtime.projection import evidence

metadata = sa.MetaData()

topics = sa.Table(
    "topics",
    metadata,
    sa.Column("topic_id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    # Where the text stands apart, there is no description before the topic is admitted.
    sa.Column("description", sa.Text),
    sa.Column("text", JSONB),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("source", sa.Text),
    # Which thing of ours it rests on.
    sa.Column("rests_on", JSONB),
    # The call for topics under which it came in, by which channel, on which day.
    sa.Column("call", sa.Text),
    sa.Column("channel", sa.Text),
    sa.Column("received_on", sa.Date),
    # As what it was raised first, and from which day on it is counted; so it stays when it is
    # raised again. What is counted later stands in the history.
    sa.Column("raised_as", sa.Text, nullable=False),
    sa.Column("came_on", sa.Date, nullable=False),
    sa.Column("scale", sa.Text, nullable=False),
    # A matter of its scale enters consultation; one person's claim does not.
    sa.Column("enters", sa.Boolean, nullable=False),
    sa.Column("supporters", sa.Integer, nullable=False),
    sa.Column("raised_by", sa.Text, nullable=False),
    sa.Column("raised_in", sa.Text, nullable=False),
    sa.Column("raised_in_name", sa.Text, nullable=False),
    sa.Column("places", JSONB, nullable=False),
    sa.Column("checklist", sa.Text),
    sa.Column("answers", JSONB),
    sa.Column("category", sa.Text),
    sa.Column("field", sa.Text),
    sa.Column("weight", sa.Text),
    sa.Column("weight_reason", sa.Text),
    sa.Column("led_by", sa.Text),
    sa.Column("leader_level", sa.Text),
    sa.Column("sites", JSONB),
    # What is commented on, and until when.
    sa.Column("document", sa.Text),
    sa.Column("due", sa.Date),
    # Until when it is to be supplemented since it was returned, and whether it lapsed then.
    sa.Column("supplement_due", sa.Date),
    sa.Column("supplement_missed", sa.Boolean),
    sa.Column("lapsed", sa.Boolean),
    # Of what whoever raised it is to be told still, and since when; and what they were told last.
    sa.Column("answer_owed", sa.Text),
    sa.Column("owed_since", sa.Date),
    sa.Column("told", JSONB),
    # Why it was returned, transferred, given back, passed up, refused or open again, the last time.
    sa.Column("reason", sa.Text),
    sa.Column("receiver", sa.Text),
    sa.Column("transferred_on", sa.Date),
    # Until when its receiver answers, and that nothing came by then is on record.
    sa.Column("answer_due", sa.Date),
    sa.Column("answer_missed", sa.Boolean),
    sa.Column("answer", sa.Text),
    sa.Column("answered_on", sa.Date),
    sa.Column("passed_up_from", sa.Text),
    # The topic of which it became part.
    sa.Column("merged_into", sa.Text),
    # The topic of which it was part, before that was split.
    sa.Column("part_of", sa.Text),
    # Of the step of its chain that was taken or refused last.
    sa.Column("consent_bodies", JSONB),
    sa.Column("consent_resolution", sa.Text),
    sa.Column("consent_on", sa.Date),
    sa.Column("procedure", JSONB),
    # By which rules it was fixed: later ones do not touch it (13.3-4).
    sa.Column("procedure_rules", sa.Text),
    # So many steps of it are complete or waived; all others are walked by other services.
    sa.Column("steps_done", sa.Integer, nullable=False),
    sa.Column("plan", sa.Text),
    # The consultation that was opened for it, and whether something was done in it.
    sa.Column("consultation", sa.Text),
    sa.Column("begun", sa.Boolean),
    sa.Column("outcome", sa.Text),
    sa.Column("outcome_number", sa.Text),
    # After a passing up this is the unit above, whose name arrives with its first own deed.
    *evidence(),
)
support = sa.Table(
    "topic_support",
    metadata,
    # Apart from the topics: few read how many stand behind one, and what is raised again keeps it.
    sa.Column("topic_id", sa.Text, primary_key=True),
    sa.Column("support", sa.Integer, nullable=False),
    *evidence(index=False),
)

voices = sa.Table(
    "topic_voices",
    metadata,
    sa.Column("topic_id", sa.Text, primary_key=True),
    # The id of a resident, or the digest of a list.
    sa.Column("voice", sa.Text, primary_key=True),
    sa.Column("person", sa.Text),
    sa.Column("paper", JSONB),
    sa.Column("voices", sa.Integer, nullable=False),
    sa.Column("on", sa.Date, nullable=False),
    sa.Column("corrected_because", sa.Text),
    sa.Column("withdrawn_because", sa.Text),
    *evidence(index=False),
)

history = sa.Table(
    "topic_history",
    metadata,
    # What each event after the first changed of what is counted, so that it can be counted as of
    # any day.
    sa.Column("topic_id", sa.Text, primary_key=True),
    sa.Column("at", sa.BigInteger, primary_key=True),
    sa.Column("on", sa.Date, nullable=False, index=True),
    sa.Column("facts", JSONB, nullable=False),
    *evidence(index=False),
)

for few in (
    topics.c.receiver,
    topics.c.merged_into,
    topics.c.part_of,
    topics.c.call,
):  # most topics have none
    sa.Index(f"topics_{few.name}", few, postgresql_where=few.is_not(None))
