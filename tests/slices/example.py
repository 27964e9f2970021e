"""What an example of a slice is, and what all examples of a service have in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from contracts.event import Event, Recorded, service_of, type_of
from runtime.aggregate import Aggregate
from runtime.decider import Circumstances, Command, Rejected
from runtime.due import Deadline
from runtime.envelope import published_type
from runtime.service import Service

MATTER = "01990000-0000-7000-8000-000000000047"
SOME_ID = UUID("01990000-0000-7000-8000-0000000000ff")


@dataclass(frozen=True)
class Example:
    """Somebody asks `when` after `given`, and `then` is recorded. `result` is the end of the
    address, and empty for what only a policy asks. `beside` are other streams of the service, with
    what happened to each: what the rule reads, and where reactions lead."""

    result: str
    given: tuple[Event, ...]
    when: Command
    by: Circumstances[Any]
    then: tuple[Event, ...]
    beside: Mapping[str, tuple[Event, ...]] = field(default_factory=dict)

    def __str__(self) -> str:
        return " ".join(dict.fromkeys(type(each).__name__ for each in (self.when, *self.then)))

    def of_their_own(self, stream: str) -> bool:
        """Whether it is of the person who asks: nobody else stands in their place."""
        return stream.split("/", 1)[1] in self.by.known_as

    def elsewhere(self, given: Sequence[Event] | None = None) -> "Example":
        """The same, or the same after another life, beside streams that nobody has seen yet."""
        names = {each: str(uuid4()) for each in self.beside if not self.of_their_own(each)}

        def moved(facts: Sequence[Any]) -> tuple[Any, ...]:
            texts = [each.model_dump_json() for each in facts]
            for stream, name in names.items():
                known = stream.split("/", 1)[1]
                texts = [text.replace(f'"{known}"', f'"{name}"') for text in texts]
            return tuple(
                type(each).model_validate_json(text)
                for each, text in zip(facts, texts, strict=True)
            )

        if not names:
            return self if given is None else replace(self, given=tuple(given))
        return replace(
            self,
            given=moved(self.given if given is None else given),
            when=moved((self.when,))[0],
            then=moved(self.then),
            beside={
                f"{stream.split('/')[0]}/{names[stream]}" if stream in names else stream: life
                for stream, life in self.beside.items()
            },
        )


@dataclass(frozen=True)
class Examples:
    """All examples of a service. `rules` are what its county has adopted. `keys` says for an
    aggregate what its keys look like, where they are no UUIDs, as a format that takes a number."""

    service: Service
    rules: tuple[Event, ...]
    keys: Mapping[str, str]
    each: Sequence[Example]

    def kind(self, example: Example) -> Aggregate:
        return self.service.by_command[type(example.when)]

    def key(self, example: Example) -> str:
        return self.keys.get(self.kind(example).name, MATTER).format(2026, town=299)

    def records(self, example: Example, *events: Event) -> list[Recorded[Any]]:
        """The events as the ledger would hold them, one after the other."""
        subject = f"{self.kind(example).name}/{self.key(example)}"
        unit, name = example.by.unit, example.by.unit_name
        return [
            recorded(event, subject, unit, name, position=position, source=self.service.name)
            for position, event in enumerate(events, start=1)
        ]

    def circumstances(self, example: Example) -> Circumstances[Any]:
        """Of whoever asks in the example, with the states of what lies beside."""
        return replace(
            example.by, states={name: self.state(example, name) for name in example.beside}
        )

    def state(self, example: Example, stream: str) -> Any:
        decider = self.service.by_name[stream.split("/")[0]].decider
        return decider.fold((event, example.by.unit) for event in example.beside[stream])

    def answer(
        self, example: Example, history: Sequence[Event] | None = None
    ) -> list[Event] | Rejected:
        """What the rule says to the example's command after a history, usually its own."""
        decider, past = self.kind(example).decider, example.given
        state = decider.fold((e, example.by.unit) for e in (past if history is None else history))
        try:
            return decider.decide(state, example.when, self.circumstances(example))
        except Rejected as refusal:
            return refusal

    def overdue(self, example: Example, today: date) -> list[Deadline]:
        """What was missed where the example begins."""
        kind = self.kind(example)
        state = kind.decider.fold((each, example.by.unit) for each in example.given)
        return kind.deadlines.over(state, today)

    def refused(self, example: Example) -> tuple[tuple[Event, ...], str]:
        """The first life of a neighbour in which the example's command is refused, and the rule;
        no life, where it is open in all of them. A life that looks at things which are not beside
        the example is left out: over HTTP these would be missing first."""
        kind = self.kind(example)
        for each in self.neighbours(example):
            life = (*each.given, *each.then)
            state = kind.decider.fold((event, example.by.unit) for event in life)
            if {*kind.reads(state, example.when)} - {*example.beside}:
                continue
            answer = self.answer(example, life)
            if isinstance(answer, Rejected):
                return life, answer.rule
        return (), ""

    def neighbours(self, example: Example) -> list[Example]:
        """All examples of the same aggregate."""
        name = self.kind(example).name
        return [each for each in self.each if self.kind(each).name == name]


def recorded(
    event: Event,
    subject: str = f"consultation/{MATTER}",
    unit: str = "620123109200",
    unit_name: str = "新营镇样例一村",
    position: int = 7,
    on: datetime = datetime(2026, 3, 1, 20, 2, 3, tzinfo=UTC),
    source: str = "",
) -> Recorded[Any]:
    """The event as a ledger would hold it: recorded on 2 March in China, on the first elsewhere."""
    return Recorded[type(event)](  # type: ignore[misc]
        id=SOME_ID,
        source=f"/{source or service_of(type(event))}",
        type=published_type(type(event), source) if source else type_of(type(event)),
        audience=event.audience,
        subject=subject,
        time=on,
        dataschema="/schemas/any",
        sequence=position,
        streamversion=position,
        unit=unit,
        unitname=unit_name,
        actor="wei",
        actorrole="clerk",
        commandid=SOME_ID,
        correlationid=str(SOME_ID),
        rules="620123000000/2026.1",
        data=event,
    )
