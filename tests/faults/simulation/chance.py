"""Time and accidents of a simulated world, all out of one number."""

import asyncio
import random
from dataclasses import dataclass
from typing import Any

SLOWEST = 0.4


class SeededLoop(asyncio.BaseEventLoop):
    """An event loop whose clock jumps to the next thing that is due."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self._selector = self
        self.set_exception_handler(lambda loop, context: None)

    def time(self) -> float:
        return self.now

    def select(self, timeout: float | None) -> list[Any]:
        assert timeout is not None, "everybody waits for ever"
        self.now += max(timeout, 0)
        return []

    def _process_events(self, events: Any) -> None:
        pass

    def _write_to_self(self) -> None:
        pass


class Dead(BaseException):
    """A process that was killed does nothing any more, not even clean up."""


class Wrong(AssertionError):
    """What must never happen has happened."""


@dataclass
class Chance:
    """Everything that happens by accident."""

    random: random.Random
    troubled: bool = True

    def now(self, probability: float) -> bool:
        return self.troubled and self.random.random() < probability

    async def wait(self, most: float = SLOWEST) -> None:
        quick = not self.troubled or self.random.random() < 0.8
        await asyncio.sleep(self.random.uniform(0, 0.01 if quick else most))


@dataclass
class Node:
    """A process: alive until it is killed in the middle of whatever it does."""

    chance: Chance
    alive: bool = True

    async def step(self, most: float = SLOWEST) -> None:
        self.check()
        await self.chance.wait(most)
        self.check()

    def check(self) -> None:
        if not self.alive:
            raise Dead
