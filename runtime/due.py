"""What is due in the streams of a service: until which day, and with which grace.

An aggregate declares its `Deadlines`, and its projection keeps their rows in the table `due`. What
is told within day and grace is in time. Then a miss is recorded: by the sweep (runtime/sweep.py),
or before the next deed in that stream, if one comes first. Decisions compare the days of facts and
never read a miss.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa

from contracts.event import Event, Recorded
from contracts.roles import Role
from contracts.text import Day
from runtime.actor import Actor, Grant
from runtime.decider import Command
from runtime.projection import Change, evidence, patch, put
from runtime.submission import Submission

CALENDAR = Actor("calendar", (Grant(role=Role.POLICY, scope=""),))
"""Who records what time made due."""


class NoteMissed(Command):
    """Note that something was not done by its day. Only the calendar asks for it."""

    what: str
    day: Day


@dataclass(frozen=True)
class Deadline:
    """`what` names it within its stream. What was done by `day` may be told until the end of
    `with_grace`; without it, of the day itself."""

    what: str
    day: date
    with_grace: date | None = None

    @property
    def last(self) -> date:
        return self.with_grace or self.day

    def is_over(self, today: date) -> bool:
        return self.last < today


def _none(state: Any) -> Iterable[Deadline]:
    return ()


@dataclass(frozen=True)
class Deadlines:
    """What of a state is due: neither met nor noted as missed. `note` is the command of the
    aggregate that notes a miss."""

    of: Callable[[Any], Iterable[Deadline]] = _none
    note: type[NoteMissed] = NoteMissed

    def over(self, state: Any, today: date) -> list[Deadline]:
        """Those whose day and grace are over, the oldest first."""
        found = [each for each in self.of(state) if each.is_over(today)]
        return sorted(found, key=lambda each: (each.day, each.what))

    def noting(self, stream: str, what: str, day: date) -> Submission:
        """The submission that notes a miss. Its id is the same whoever asks, and whenever."""
        key, command_id = (
            stream.split("/", 1)[1],
            uuid5(NAMESPACE_URL, f"due/{stream}/{what}/{day}"),
        )
        return Submission(key, self.note(what=what, day=day), CALENDAR, command_id, keyed=True)


NOTHING_DUE = Deadlines()

due = sa.Table(
    "due",
    sa.MetaData(),
    sa.Column("stream", sa.Text, primary_key=True),
    sa.Column("what", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("last", sa.Date, nullable=False),
    sa.Column("met", sa.Boolean, nullable=False),
    sa.Column("missed", sa.Date),
    *evidence(index=False),
)
"""`last` is the day with its grace; `missed` the day whose miss is on record."""

OPEN = "NOT met AND missed IS DISTINCT FROM day"
sa.Index("due_open", due.c.last, due.c.stream, due.c.what, postgresql_where=sa.text(OPEN))


def expected(record: Recorded[Event], deadline: Deadline) -> Change:
    """The row of a deadline that begins."""
    return put(due, record, deadline.what, key=record.subject, met=False, **_days(deadline))


def moved(record: Recorded[Event], deadline: Deadline) -> Change:
    """The row of a deadline with another day, which is open again."""
    return patch(due, record, deadline.what, key=record.subject, met=False, **_days(deadline))


def met(record: Recorded[Event], what: str, met: bool = True) -> Change:
    """The row of a deadline that was met, or is open again."""
    return patch(due, record, what, key=record.subject, met=met)


def missed(record: Recorded[Event], what: str, day: date) -> Change:
    """The row of a deadline whose miss is on record."""
    return patch(due, record, what, key=record.subject, missed=day)


def _days(deadline: Deadline) -> dict[str, date]:
    return {"day": deadline.day, "last": deadline.last}
