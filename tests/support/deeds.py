"""Random deeds against the deciders of a service, in memory: what they record, and what follows.

Give a `World` the circumstances of whoever asks, ask it anything in any order, and look at `state`.
Each deed is decided on the states that there are, its reactions are carried out, and a refusal of
any of them takes back the whole, as the writer does. After each deed the world tests what holds for
every decider: nothing but a rule refuses, no event is refused by `evolve`, and a replay of what was
recorded, through its bytes, gives the same state.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from contracts.event import Event, Recorded
from runtime.aggregate import Aggregate
from runtime.decider import Circumstances, Command, Rejected
from runtime.service import Service
from tests.slices.example import recorded

Life = list[tuple[Event, str]]
DEEPEST, MOST = 4, 50
"""As the writer has it (runtime/writing/draft.py)."""


@dataclass
class World:
    """`policy` are the circumstances in which reactions are asked."""

    service: Service
    policy: Circumstances[Any]
    lives: dict[str, Life] = field(default_factory=lambda: defaultdict(list))
    states: dict[str, Any] = field(default_factory=dict)
    records: list[Recorded[Any]] = field(default_factory=list)
    recorded: int = 0

    def state(self, stream: str) -> Any:
        if stream not in self.states:
            kind = stream.split("/", 1)[0]
            return self.service.by_name[kind].decider.blank
        return self.states[stream]

    def happened(self, stream: str, unit: str, *events: Event) -> None:
        """What is on record of a stream before anybody asks."""
        decider = self.service.by_name[stream.split("/", 1)[0]].decider
        for event in events:
            self._keep(stream, event, unit, decider.evolve(self.state(stream), event, unit))

    def _keep(self, stream: str, event: Event, unit: str, state: Any) -> Recorded[Any]:
        self.lives[stream].append((event, unit))
        self.states[stream] = state
        self.recorded += 1
        record = recorded(event, stream, unit, position=self.recorded).model_copy(
            update={"id": uuid5(NAMESPACE_OID, f"{stream}/{self.recorded}")}
        )
        self.records.append(record)
        return record

    def ask(self, key: str, command: Command, by: Circumstances[Any]) -> Rejected | None:
        """Have the command decided: the refusal, or nothing where it is recorded or so already."""
        before = {stream: len(life) for stream, life in self.lives.items()}
        states, first = dict(self.states), len(self.records)
        try:
            self._decide(key, command, by, 0, [0])
        except Rejected as refusal:
            self.states = states
            del self.records[first:]
            for stream in list(self.lives):
                del self.lives[stream][before.get(stream, 0) :]
            return refusal
        for stream, life in self.lives.items():
            if len(life) > before.get(stream, 0):
                self._replay(stream, life)
        return None

    def _decide(
        self, key: str, command: Command, by: Circumstances[Any], depth: int, count: list[int]
    ) -> None:
        aggregate = self.service.by_command[type(command)]
        stream = f"{aggregate.name}/{key}"
        state = self.state(stream)
        if not state.unit and not command.creates:
            raise Rejected("not-found", "没有。", "There is none.")
        seat = None if state.unit else aggregate.seat(command)
        unit = state.unit or (self.state(seat).unit if seat else "") or command.unit  # type: ignore[attr-defined]
        read = {name: self.state(name) for name in aggregate.reads(state, command)}
        if any(not each.unit for each in read.values()):
            raise Rejected("not-found", "没有。", "There is none.")
        named = aggregate.looks_up(state, command)
        listed = {each: by.directory[each] for each in named if each in by.directory}
        given = replace(by, unit=unit, states=read, directory=listed)
        events = aggregate.decider.decide(state, command, given)
        self.decided(aggregate, state, command, given, events)
        due = []
        for event in events:
            state = aggregate.decider.evolve(state, event, unit)
            record = self._keep(stream, event, unit, state)
            for reaction in aggregate.reactions.get(type(event), ()):
                due += [(reaction.__name__, wanted) for wanted in reaction(record, state)]
        for name, wanted in due:  # once all of them are on record, as the writer does
            count[0] += 1
            assert depth < DEEPEST, f"{name} leads too deep"
            assert count[0] <= MOST, f"{name} leads to too many"
            self._decide(wanted.key, wanted.command, self.policy, depth + 1, count)

    def decided(
        self,
        aggregate: Aggregate,
        state: Any,
        command: Command,
        given: Circumstances[Any],
        events: list[Any],
    ) -> None:
        """What a rule has answered, for whoever looks at that."""

    def _replay(self, stream: str, life: Life) -> None:
        """A replay gives the same state, and the events are those that their bytes tell."""
        decider = self.service.by_name[stream.split("/", 1)[0]].decider
        again = [
            (type(event).model_validate_json(event.model_dump_json()), unit) for event, unit in life
        ]
        assert again == life, stream
        assert decider.fold(again) == self.states[stream], stream

    def told(self, stream: str) -> str:
        """The life of a thing, for whoever reads why a test failed."""
        said = ((type(event).__name__, event.model_dump_json()) for event, _ in self.lives[stream])
        return "\n".join(map(" ".join, said))
