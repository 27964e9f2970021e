"""Values for the fields of commands, drawn from a few, so that deeds meet each other."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from random import Random
from typing import Any

from pydantic import BaseModel, ValidationError

from runtime.decider import Command
from tests.slices.example import MATTER, Examples

DAYS = (-40, -7, -2, -1, 1, 2, 7, 40)
TEXTS = ("另一内容。", "再一内容。")


@dataclass
class Pools:
    """What the examples of a service write in a field of a name, and what in any list of it."""

    leaves: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    items: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, all: Examples) -> "Pools":
        pools = cls()
        for each in all.each:
            for said in (each.when, *each.given, *each.then):
                pools._learn("", said)
            for stream in each.beside:
                kind, key = stream.split("/", 1)
                for name in (kind, "into", "merged"):
                    pools._add(pools.leaves[name], key)
                    pools._add(pools.leaves[name], MATTER)
        return pools

    def _learn(self, name: str, value: Any) -> None:
        match value:
            case BaseModel():
                for each in type(value).model_fields:
                    self._learn(each, getattr(value, each))
            case tuple() | list() | frozenset():
                for item in value:
                    kept = item.model_dump() if isinstance(item, BaseModel) else item
                    self._add(self.items[name], kept)
                    self._learn(name, item)
            case dict():
                for item in value.values():
                    self._learn(name, item)
            case None:
                pass
            case _:
                self._add(self.leaves[name], value)

    @staticmethod
    def _add(known: list[Any], value: Any) -> None:
        if value not in known:
            known.append(value)

    def varied(self, command: Command, chance: Random, today: date) -> Command:
        """The command with one or two fields changed, where that is a command still."""
        for _ in range(chance.choice((1, 1, 2))):
            if said := command.model_dump():
                with suppress(ValidationError):
                    changed = self._changed(said, "", chance, today)
                    command = type(command).model_validate(changed)
        return command

    def _changed(self, value: Any, name: str, chance: Random, today: date) -> Any:
        match value:
            case dict() if value:
                key = chance.choice(list(value))
                inner = name if name and not isinstance(key, str) else key
                return {**value, key: self._changed(value[key], inner, chance, today)}
            case tuple() | list():
                return self._relisted(tuple(value), name, chance, today)
            case bool():
                return not value
            case Enum():
                return chance.choice(list(type(value)))
            case datetime():
                return value + timedelta(minutes=chance.choice((-90, -5, 5, 90, 1440, -1440)))
            case date():
                near = [value + timedelta(days) for days in DAYS]
                return chance.choice([*near, today, today - timedelta(1), *self.leaves[name]])
            case int():
                return chance.choice([0, 1, 2, 3, value + 1, value - 1, *self.leaves[name]])
            case str():
                if not value.isascii() and chance.random() < 0.5:
                    return chance.choice(TEXTS)
                alike = [each for each in self._known(name) if str(each).isascii()]
                return chance.choice([*(alike if value.isascii() else self._known(name)), None])
        return chance.choice([*self._known(name), None])

    def _known(self, name: str) -> list[Any]:
        return [*self.leaves[name], *self.items[name]]

    def _relisted(self, value: tuple[Any, ...], name: str, chance: Random, today: date) -> Any:
        match chance.randrange(6):
            case 0 if value:
                gone = chance.randrange(len(value))
                return value[:gone] + value[gone + 1 :]
            case 1 if value:
                return (*value, chance.choice(value))
            case 2:
                return value[::-1]
            case 3 if value:
                at = chance.randrange(len(value))
                new = self._changed(value[at], name, chance, today)
                return (*value[:at], new, *value[at + 1 :])
        more: Iterable[Any] = self.items[name]
        return (*value, chance.choice(list(more))) if more else value
