"""That nothing becomes part of itself: a topic, a report, a proposal."""

from collections.abc import Awaitable, Callable
from typing import Protocol

import sqlalchemy as sa

from runtime.web.http import Submitting
from runtime.web.problems import Problem


class Merging(Protocol):
    """A command that makes one thing part of another one of its kind."""

    @property
    def into(self) -> str: ...


def another_of(
    things: sa.Table, key: sa.Column[str]
) -> Callable[[Submitting, str, Merging], Awaitable[None]]:
    """Refuses (422) to merge a thing into itself; one that the asker may not act for is left to
    the writer."""

    async def another_one(submit: Submitting, this: str, command: Merging) -> None:
        if command.into != this:
            return
        async with submit.request.app.state.engine.connect() as connection:
            unit = await connection.scalar(sa.select(things.c.unit).where(key == this))
        if unit is not None and submit.actor.grant_for(unit) is not None:
            raise Problem(
                422,
                "into-itself",
                "所填的就是这一件，不能并入它自己。请在 into 填写要并入的另一件的编号。",
                "Nothing becomes part of itself, and this is the very same one. Name the other one"
                " in `into`.",
            )

    return another_one
