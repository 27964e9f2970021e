"""A world that is watched: what has to hold of every deed, whatever it is (0016, model 10, 13)."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from contracts.event import Recorded
from runtime.aggregate import Aggregate
from runtime.decider import Circumstances, Command, Rejected
from runtime.due import CALENDAR, NOTHING_DUE, Deadline, due
from runtime.probe import Touched, Unread, foreseen, probe
from runtime.projection import Change, Drop, Patch, Put, shapes
from services.console.lines.every import line
from services.console.lines.names import Names
from tests.lives.again import AGAIN
from tests.support.deeds import World

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass
class Tally:
    """What was asked and what came of it, over many lives."""

    asked: int = 0
    accepted: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    again: Counter[str] = field(default_factory=Counter)


@dataclass
class Watched(World):
    tally: Tally = field(default_factory=Tally)
    rows: dict[tuple[str, tuple[Any, ...]], Change] = field(default_factory=dict)
    asks: tuple[Command, Circumstances[Any]] | None = None
    """The deed that somebody asks, and in which circumstances it was decided."""

    def happened(self, stream: str, unit: str, *events: Any) -> None:
        first = len(self.records)
        super().happened(stream, unit, *events)
        for record in self.records[first:]:
            self.shown(record)

    def ask(self, key: str, command: Command, by: Circumstances[Any]) -> Rejected | None:
        aggregate = self.service.by_command[type(command)]
        self.late(aggregate, key, command, by)
        self.asks, first = None, len(self.records)
        refusal = super().ask(key, command, by)
        self.tally.asked += 1
        if refusal is not None:
            said_well(refusal)
            self.tally.refused[refusal.rule] += 1
            return refusal
        new = self.records[first:]
        self.tally.accepted += bool(new)
        for record in new:
            self.tally.events[type(record.data).__name__] += 1
            self.shown(record)
        if new:
            self.once_more(aggregate, key, command)
        return None

    def late(
        self, aggregate: Aggregate, key: str, command: Command, by: Circumstances[Any]
    ) -> None:
        """What was missed is noted before anything else, as the writer does (model 6)."""
        stream, kept = f"{aggregate.name}/{key}", aggregate.deadlines
        if kept is NOTHING_DUE or isinstance(command, kept.note):
            return
        calendar = replace(self.policy, actor=CALENDAR.id, today=by.today)
        for each in kept.over(self.state(stream), by.today):
            self.ask(key, kept.note(what=each.what, day=each.day), calendar)
        assert not kept.over(self.state(stream), by.today), "a miss that was noted is due still"

    def decided(
        self,
        aggregate: Aggregate,
        state: Any,
        command: Command,
        given: Circumstances[Any],
        events: list[Any],
    ) -> None:
        """The same answer a second time; and what is accepted was offered (model 10)."""
        if self.asks is None:
            self.asks = (command, given)
        name = type(command).__name__
        assert aggregate.decider.decide(state, command, given) == events, f"{name}: by chance"
        if not events:
            return
        asked = probe(type(command))
        names = foreseen(aggregate.reads, state, asked)
        read = replace(given, states=Unread({each: self.state(each) for each in names}))
        try:
            open_to_it = aggregate.decider.decide(state, asked, read)
        except Touched:
            return
        except Rejected as closed:
            raise AssertionError(f"{name} is accepted, and closed by {closed.rule}") from closed
        assert open_to_it, f"{name} is accepted, and offered as if it were so already"

    def once_more(self, aggregate: Aggregate, key: str, command: Command) -> None:
        """A form that is sent twice is refused, or so already, but for those of `AGAIN`."""
        assert self.asks
        _, given = self.asks
        stream, name = f"{aggregate.name}/{key}", type(command).__name__
        state = self.state(stream)
        read = {each: self.state(each) for each in aggregate.reads(state, command)}
        if any(not each.unit for each in read.values()):
            return
        try:
            events = aggregate.decider.decide(
                state, command, replace(given, unit=state.unit or given.unit, states=read)
            )
        except Rejected as refusal:
            said_well(refusal)
            return
        if events:
            self.tally.again[name] += 1
            assert name in AGAIN, f"{name} is recorded twice: {events}"

    def shown(self, record: Recorded[Any]) -> None:
        """The rows of the service, and the line on the screen."""
        aggregate = self.service.by_name[record.subject.split("/", 1)[0]]
        for change in aggregate.project(record):
            table, place = change.table, (change.table.name, change.key)
            assert table in self.service.tables, f"{table} is none of the service's"
            assert len(change.key) == len(table.primary_key.columns)
            assert set(change.values) <= set(table.c.keys()) - set(table.primary_key.c.keys())
            match change:
                case Put():
                    self.rows[place] = change
                case Drop():
                    self.rows.pop(place, None)
                case Patch() if place in self.rows:
                    before = self.rows[place]
                    self.rows[place] = Put(table, change.key, {**before.values, **change.values})
        said = line(record.data, Names(), record.key)
        assert said.sentence.endswith("。"), said

    def _replay(self, stream: str, life: Any) -> None:
        """At the end, once for each stream."""

    def end(self) -> None:
        for stream, life in self.lives.items():
            if life:
                super()._replay(stream, life)
                self.owed(stream)
        for each in self.rows.values():
            needed = {c.name for c in each.table.c if not c.nullable and not c.primary_key}
            filled = {name for name, value in each.values.items() if value is not None}
            assert needed <= filled, f"{each.table}: {needed - filled} is empty"
        shapes(self.rows.values())

    def owed(self, stream: str) -> None:
        """The rows of what is due say what the state says: the calendar goes by them (model 6)."""
        aggregate = self.service.by_name[stream.split("/", 1)[0]]
        if aggregate.deadlines is NOTHING_DUE:
            return
        rows = {
            key[1]: each.values
            for (table, key), each in self.rows.items()
            if table == due.name and key[0] == stream
        }
        there = {
            Deadline(what, row["day"], row["last"] if row["last"] > row["day"] else None)
            for what, row in rows.items()
            if not row["met"] and row.get("missed") != row["day"]
        }
        of_it = set(aggregate.deadlines.of(self.state(stream)))
        assert of_it <= there, f"{stream}: no row of {of_it - there}"
        for each in there - of_it:  # moved back to a day whose miss is on record: nothing is noted
            note = aggregate.deadlines.note(what=each.what, day=each.day)
            given = replace(self.policy, actor=CALENDAR.id, today=date.max)
            answer = aggregate.decider.decide(self.state(stream), note, given)
            missed = (getattr(event, "due", None) for event, _ in self.lives[stream])
            assert not answer, f"{stream}: a row of {each}"
            assert each.day in missed, f"{stream}: a row of {each}"


def said_well(refusal: Rejected) -> None:
    """A code for programs, and a sentence in both languages that is whole."""
    assert CODE.fullmatch(refusal.rule), refusal.rule
    assert CHINESE.search(refusal.chinese), refusal.rule
    assert refusal.chinese.rstrip().endswith(("。", "？")), refusal.chinese
    assert refusal.english.rstrip().endswith((".", "?", ".)")), refusal.english
    assert len(refusal.chinese) < 1000
    assert len(refusal.english) < 2000
