"""What the parts of `yishi doctor` tell, and how each is tried whatever becomes of the others."""

import os
from collections.abc import AsyncIterator

Found = AsyncIterator[tuple[str, str]]
"""BAD, NOTE or GOOD, and a sentence."""

ROOM = "Make room on that disk (docs/guides/operator.md, 6.6)."


async def tried(what: str, remedy: str, looking: Found) -> Found:
    """What one part finds. Where it cannot look, that is BAD and the next part has its turn."""
    try:
        async for each in looking:
            yield each
    except Exception as error:
        if os.environ.get("YISHI_TRACEBACK"):
            raise
        yield "BAD", unseen(what, error, remedy)


def unseen(what: str, error: BaseException, remedy: str) -> str:
    """The sentence for what could not be looked at."""
    said = why(error)
    mend = ROOM if "No space left" in said else remedy
    return f"{what} could not be looked at: {said}. {mend}"


def why(error: BaseException) -> str:
    said = " ".join(str(error).split()).rstrip(".")
    if not said and isinstance(error, TimeoutError):
        return "no answer in time"
    return said or type(error).__name__
