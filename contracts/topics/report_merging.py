"""How reports of public opinion become one, for the authors of all of them."""

from typing import Annotated

from pydantic import Field

from contracts.audience import Audience
from contracts.event import Event
from contracts.ids import ReportId
from contracts.text import Sentence

Author = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
"""The id of a member, body or person. The shape keeps names out of the history."""


class ReportMerged(Event):
    """The report became part of another one, which goes on for the authors of both."""

    audience = Audience.PERSONAL
    joins = "into"

    into: ReportId
    reason: Sentence


class ReportTookIn(Event):
    """Another report became part of this one, or its authors were corrected since then. `authors`
    are its own, `credited` those of them who have a duty file; `joined_authors` are those of all
    that became part of this one."""

    audience = Audience.PERSONAL
    joins = "merged"

    merged: ReportId
    authors: tuple[Author, ...]
    credited: tuple[Author, ...] = ()
    joined_authors: tuple[Author, ...]


class ReportCarriedOn(Event):
    """What this report had become part of became part of another one itself, which goes on for its
    authors as well, and is told where these are corrected."""

    audience = Audience.PERSONAL
    joins = "into"

    into: ReportId
