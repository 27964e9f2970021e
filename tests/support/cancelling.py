"""Cancel a piece of work at a chosen one of its awaits."""

import asyncio
from collections.abc import Awaitable, Coroutine, Generator
from typing import Any


class CancelledAt:
    """Awaits `work`, and cancels the present task when `work` waits for the `nth` time: at once,
    or, `late`, at the very moment when what it waits for has come. `reached` says whether it ever
    waited that often."""

    def __init__(self, work: Coroutine[Any, Any, Any], nth: int, late: bool = False) -> None:
        self.reached = False
        self._work, self._nth, self._late = work, nth, late

    def __await__(self) -> Generator[Any, Any, Any]:
        steps = self._work.__await__()
        resume, given, waits = steps.send, None, 0
        while True:
            try:
                awaited = resume(given)
            except StopIteration as end:
                return end.value
            waits += 1
            if waits == self._nth:
                self.reached = True
                task = asyncio.current_task()
                assert task is not None
                if self._late and awaited is not None:
                    awaited.add_done_callback(lambda _, task=task: task.cancel())
                else:
                    task.cancel()
            try:
                resume, given = steps.send, (yield awaited)
            except BaseException as error:
                resume, given = steps.throw, error  # type: ignore[assignment]


async def awaiting(work: Awaitable[Any]) -> Any:
    """As a coroutine, which is what a task is made of."""
    return await work
