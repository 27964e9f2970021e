"""Papers: long texts, files, photos, letters, and texts that not everybody may read.

The content of a paper stands in the database of the service that uses it, never in an event. An
event names the digest, which is the SHA-256 of 32 random bytes and the content. The random bytes
are kept and erased together with the content, so that an erased text cannot be guessed.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from contracts.event import Fact
from contracts.ids import BodyId
from contracts.roles import Role
from contracts.text import Day, Title

MOST_BYTES = 20 * 1024 * 1024
"""The largest paper. Whatever is longer stays outside."""
SALT_BYTES = 32

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256 in hexadecimal digits."""
MediaType = Annotated[str, StringConstraints(pattern=r"^[a-z]+/[a-z0-9.+-]{1,80}$")]


class PaperClass(StrEnum):
    """How a paper is kept: open to the public, for those in office, or for a few of these."""

    OPEN = "open"
    INTERNAL = "internal"
    SEALED = "sealed"


class Paper(Fact):
    """A paper that was uploaded to this service. `size` counts the bytes of its content."""

    digest: Digest
    media_type: MediaType
    size: Annotated[int, Field(strict=True, ge=1, le=MOST_BYTES)]


def _nobody(named: tuple[str, ...]) -> bool:
    """Most uses name nobody: the field is left out of their events."""
    return not named


class PaperUse(Paper):
    """A paper as an event uses it. The class belongs to the use: the same content may be open in
    one place and sealed in another.

    `title` is generic where the paper is not open, because events are read more widely than their
    papers. `readers` hold one of these offices for the event's unit; `by_author`: whoever recorded
    the event reads the paper too. `bodies`: whoever holds an office for one of these, wherever it
    lies, and `persons`: those with one of these ids. `keep_until`: the day from which it may be
    erased as a routine.
    """

    title: Title
    kept: PaperClass
    readers: tuple[Role, ...] = ()
    by_author: bool = False
    bodies: tuple[BodyId, ...] = Field((), exclude_if=_nobody)
    persons: tuple[str, ...] = Field((), exclude_if=_nobody)
    keep_until: Day | None = None
