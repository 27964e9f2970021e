"""That nothing becomes part of itself: a topic, a report, a proposal."""

from typing import Protocol

from runtime.web.http import Submitting
from runtime.web.problems import Problem


class Merging(Protocol):
    """A command that makes one thing part of another one of its kind."""

    @property
    def into(self) -> str: ...


async def another_one(submit: Submitting, this: str, command: Merging) -> None:
    """Refuse (422) to merge a thing into itself."""
    if command.into == this:
        raise Problem(
            422,
            "into-itself",
            "所填的就是这一件，不能并入它自己。请在 into 填写要并入的另一件的编号。",
            "Nothing becomes part of itself, and this is the very same one. Name the other one in"
            " `into`.",
        )
