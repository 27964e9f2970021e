"""How units come on: what was entered of each, and what holds of it on a day."""

from typing import Any, assert_never

import sqlalchemy as sa

from contracts.event import Recorded
from contracts.members import programme as e
from runtime.projection import Change, evidence, filled, patch, put
from runtime.service import ReadModel

metadata = sa.MetaData()

entries = sa.Table(
    "programme_entries",
    metadata,
    sa.Column("entry_id", sa.Text, primary_key=True),
    sa.Column("entry", sa.Integer, nullable=False),
    sa.Column("what", sa.Text, nullable=False, index=True),
    sa.Column("word", sa.Text),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date),
    sa.Column("member", sa.Text),
    sa.Column("body", sa.Text),
    sa.Column("title", sa.Text),
    sa.Column("source", sa.Text),
    sa.Column("purpose", sa.Text),
    sa.Column("fen", sa.BigInteger),
    sa.Column("there", sa.Boolean),
    sa.Column("shown_by", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Column("ended_because", sa.Text),
    sa.Column("withdrawn_because", sa.Text),
    *evidence(),
)
"""`what` is role, phase, milestone, grant or have; `word` its code in the rules. `since` is the day
from which it holds, or on which it was."""


def project(record: Recorded[e.ProgrammeEvent]) -> list[Change]:
    match record.data:
        case e.RoleAssigned(role=word, since=day) as event:
            return [_entered(record, "role", word, day, event)]
        case e.PhaseEntered(phase=word, since=day) as event:
            return [_entered(record, "phase", word, day, event)]
        case e.MilestoneRecorded(milestone=word, on=day) as event:
            return [_entered(record, "milestone", word, day, event)]
        case e.GrantRecorded(on=day) as event:
            return [_entered(record, "grant", None, day, event)]
        case e.HaveStated(have=word, on=day) as event:
            return [_entered(record, "have", word, day, event)]
        case e.RoleEnded(entry=number, until=until, reason=reason):
            changed: dict[str, Any] = {"until": until, "ended_because": reason}
            return [patch(entries, record, key=_id(record, number), **changed)]
        case e.EntryWithdrawn(entry=number, reason=reason):
            return [patch(entries, record, key=_id(record, number), withdrawn_because=reason)]
        case _:
            assert_never(record.data)


def _entered(record: Recorded[Any], what: str, word: str | None, day: Any, event: Any) -> Change:
    said = {**filled(entries, event), "what": what, "word": word, "since": day}
    return put(entries, record, key=_id(record, event.entry), **said)


def _id(record: Recorded[Any], number: int) -> str:
    """In the order of units, and in each in that of entering."""
    return f"{record.key}:{number:05}"


READ_MODEL = ReadModel(project, metadata)
