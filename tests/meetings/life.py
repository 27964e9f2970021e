"""The meetings service without a database: what is asked of one thing reaches the others."""

from dataclasses import dataclass, field, replace
from typing import Any

from runtime.decider import Circumstances, Command
from services.meetings.wiring import MEETINGS
from tests.meetings import situations as s
from tests.slices.example import recorded

POLICY = replace(s.CLERK, actor="policy", role="policy", scope="")


@dataclass
class Life:
    """Streams by name, with all that happened to each."""

    streams: dict[str, list[Any]] = field(default_factory=dict)

    states: dict[str, Any] = field(default_factory=dict)

    def state(self, stream: str) -> Any:
        if stream not in self.states:
            decider = MEETINGS.by_name[stream.split("/")[0]].decider
            events = self.streams.get(stream, [])
            self.states[stream] = decider.fold((event, s.VILLAGE) for event in events)
        return self.states[stream]

    def ask(self, key: str, command: Command, by: Circumstances[Any] = s.CLERK) -> list[Any]:
        """Decide, record, and carry out what follows. A refusal is raised, of what follows too,
        and leaves everything as it was."""
        before = {name: len(events) for name, events in self.streams.items()}
        states = dict(self.states)
        try:
            return self._ask(key, command, by)
        except Exception:
            self.states = states
            for name, events in self.streams.items():
                del events[before.get(name, 0) :]
            raise

    def _ask(self, key: str, command: Command, by: Circumstances[Any]) -> list[Any]:
        kind = MEETINGS.by_command[type(command)]
        stream = f"{kind.name}/{key}"
        state = self.state(stream)
        states = {name: self.state(name) for name in kind.reads(state, command)}
        events = kind.decider.decide(state, command, replace(by, states=states))
        due = []
        for event in events:
            self.states[stream] = state = kind.decider.evolve(state, event, s.VILLAGE)
            self.streams.setdefault(stream, []).append(event)
            for reaction in kind.reactions.get(type(event), ()):
                due += reaction(recorded(event, stream), state)
        for wanted in due:  # once all of them are on record, as the writer does
            self._ask(wanted.key, wanted.command, POLICY)
        return events
