"""Lives of one aggregate, drawn from numbers: what is done, by whom, when, and by which rules."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, cached_property
from random import Random
from typing import Any

from contracts.event import Event
from runtime.aggregate import Aggregate
from runtime.decider import Circumstances, Command, Rejected
from runtime.probe import Touched, Unread, foreseen, probe
from services.members.duty.commands import CreditDutyFact, WithdrawDutyFact
from tests.lives.audits.every import AUDITS
from tests.lives.pools import Pools
from tests.lives.rules import rules_of, versions
from tests.lives.watched import Tally, Watched
from tests.slices.every import EXAMPLES
from tests.slices.example import Example, Examples

OTHER = "01990000-0000-7000-8000-0000000007"
AS_THEY_ARE = ("AdoptProfile", "DraftOutcome")
"""A profile that is changed anywhere is none; what a consultation concluded is no form."""
ALSO_BY_POLICY = frozenset({CreditDutyFact, WithdrawDutyFact})
"""What follows from an absence is told by other services of sessions, research and checks too."""
LATER = (1, 1, 2, 5, 10, 40, 200, 400)


@cache
def by_reaction(service: str) -> frozenset[type[Command]]:
    """What reactions ask in the examples of a service, and nobody else."""
    all, found = EXAMPLES[service], set[type[Command]]()
    for example in all.each:
        kind = all.kind(example)
        state = kind.decider.fold((each, example.by.unit) for each in example.given)
        for record in all.records(example, *example.given, *example.then)[len(example.given) :]:
            state = kind.decider.evolve(state, record.data, example.by.unit)
            for reaction in kind.reactions.get(type(record.data), ()):
                found |= {type(wanted.command) for wanted in reaction(record, state)}
    return frozenset(each for each in found if not each.called[0]) - ALSO_BY_POLICY


@dataclass(frozen=True)
class Lives:
    """Of an aggregate of a service, of which there are these examples."""

    all: Examples
    aggregate: Aggregate

    @cached_property
    def pools(self) -> Pools:
        return Pools.of(self.all)

    @cached_property
    def own(self) -> list[Example]:
        return [each for each in self.all.each if self.all.kind(each) is self.aggregate]

    @cached_property
    def asked(self) -> list[Example]:
        """Those of what somebody asks: what follows by reaction, follows by itself."""
        service = self.all.service.name
        if self.aggregate.name == "rules":
            (example,) = self.own
            unit = {"unit": example.when.unit}
            several = [each.model_copy(update=unit) for each in versions(service)]
            return [example, *(replace(example, when=each) for each in several)]
        return [each for each in self.own if type(each.when) not in by_reaction(service)]

    @cached_property
    def near(self) -> list[Example]:
        """Examples of what its rules read, of what reads it, and of what leads to it."""
        kinds = {name.split("/")[0] for each in self.own for name in each.beside}
        kinds |= {self.all.kind(each).name for each in self.leading}
        following = by_reaction(self.all.service.name)
        near = [each for each in self.all.each if self.all.kind(each).name in kinds]
        return [each for each in near if type(each.when) not in following] or self.asked

    @cached_property
    def leading(self) -> list[Example]:
        """Examples of other things beside which one of these lies."""
        others = (each for each in self.all.each if self.all.kind(each) is not self.aggregate)
        mine = f"{self.aggregate.name}/"
        return [each for each in others if any(name.startswith(mine) for name in each.beside)]

    @cached_property
    def beside(self) -> dict[str, tuple[str, tuple[Event, ...]]]:
        """What lies beside some example: its unit, and what happened to it."""
        return {
            name: (each.by.unit, life) for each in self.own for name, life in each.beside.items()
        }

    @property
    def share(self) -> float:
        """How much of what is asked is asked of the thing itself."""
        return 0.85 if len(self.asked) == len(self.own) else 0.6 if self.asked else 0.0

    @property
    def key(self) -> str:
        return self.all.key(self.own[0])

    def lived(self, start: int, deeds: Sequence[int], tally: Tally) -> Watched:
        """A life that begins where an example does, or at its very beginning. Each number is a
        deed; 0 is none, so that a life that breaks a rule becomes as short as can be."""
        world = self.begun(start, tally)
        today = max(each.by.today for each in self.own)
        usual = next(each.by.rules for each in self.all.each if each.by.rules is not None)
        day = Day(today, usual, rules_of(self.all.service.name))
        for number in deeds:
            if number:
                self.deed(world, Random(number), day)
        world.end()
        self.audit(world)
        return world

    def audit(self, world: Watched) -> None:
        for stream, life in world.lives.items():
            kind = stream.split("/", 1)[0]
            if life:
                AUDITS[self.all.service.name, kind]([event for event, _ in life])

    def begun(self, start: int, tally: Tally) -> Watched:
        policy = replace(self.own[0].by, actor="policy", role="policy", scope="", body=None)
        world = Watched(self.all.service, replace(policy, known_as=frozenset()), tally=tally)
        ways = [None, None, None, *self.own, *self.leading]
        start = start and Random(start).randrange(10_000)  # evenly: small numbers come most often
        beginning = ways[start % len(ways)]
        if beginning:
            for stream, life in beginning.beside.items():
                world.happened(stream, beginning.by.unit, *life)
            stream = f"{self.all.kind(beginning).name}/{self.all.key(beginning)}"
            if not world.state(stream).unit:
                world.happened(stream, beginning.by.unit, *beginning.given)
                reacting = type(beginning.when) in by_reaction(self.all.service.name)
                if start // len(ways) % 2 and not reacting:
                    world.ask(self.all.key(beginning), beginning.when, beginning.by)
        for stream, (unit, life) in self.beside.items():
            if not world.state(stream).unit:
                world.happened(stream, unit, *life)
        return world

    def deed(self, world: Watched, chance: Random, day: "Day") -> None:
        if chance.random() < 0.07:
            day.today += timedelta(chance.choice(LATER))
        if chance.random() < 0.02:
            day.rules = chance.choice(day.choices)
        example, key = self.asking(world, chance, day)
        by = example.by if chance.random() < 0.9 else chance.choice(self.all.each).by
        command = example.when
        if chance.random() < 0.5 and type(command).__name__ not in AS_THEY_ARE:
            command = self.pools.varied(command, chance, day.today)
        world.policy = day.on(world.policy)
        world.ask(key, command, day.on(by))

    def asking(self, world: Watched, chance: Random, day: "Day") -> tuple[Example, str]:
        """What is asked of which thing: something that is open, if chance finds it soon; where
        nothing is, a new thing often begins."""
        for _ in range(5):
            found = chance.choice(self.asked if chance.random() < self.share else self.near)
            key = self.somewhere(world, found, chance)
            if chance.random() < 0.1 or self.open(world, found, key, day):
                return found, key
        beginning = [each for each in self.asked if each.when.creates and not each.given]
        if beginning and chance.random() < 0.7:
            found = chance.choice(beginning)
            return found, self.fresh(world, found)
        return found, key

    def somewhere(self, world: Watched, example: Example, chance: Random) -> str:
        """The key of the example, or of another thing of its kind that there is."""
        kind, key = self.all.kind(example), self.all.key(example)
        there = [
            name for name, life in world.lives.items() if life and name.startswith(f"{kind.name}/")
        ]
        if there and chance.random() < 0.4:
            key = chance.choice(there[-2:]).split("/", 1)[1]
        return key if chance.random() < 0.97 else self.fresh(world, example)

    def fresh(self, world: Watched, example: Example) -> str:
        """A key that no thing has yet."""
        kind = self.all.kind(example)
        number = sum(name.startswith(f"{kind.name}/") for name in world.lives)
        form = self.all.keys.get(kind.name)
        return form.format(2027 + number, town=300 + number) if form else f"{OTHER}{number:02}"

    def open(self, world: Watched, example: Example, key: str, day: "Day") -> bool:
        kind, asked = self.all.kind(example), probe(type(example.when))
        state = world.state(f"{kind.name}/{key}")
        if not state.unit and not example.when.creates:
            return False
        names = foreseen(kind.reads, state, asked)
        given = replace(
            day.on(example.by), states=Unread({each: world.state(each) for each in names})
        )
        try:
            return bool(kind.decider.decide(state, asked, given))
        except Touched:
            return True
        except Rejected:
            return False


@dataclass
class Day:
    """The day and the rules of a life, which go on. Without `rules`, each is asked by its own, or
    by the `usual` ones."""

    today: date
    usual: Any
    choices: Sequence[Any]
    rules: Any = None

    def on(self, by: Circumstances[Any]) -> Circumstances[Any]:
        return replace(by, today=self.today, rules=self.rules or by.rules or self.usual)
