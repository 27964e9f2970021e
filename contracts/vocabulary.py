"""A jurisdiction's words are data: code reads their properties, and never the codes."""

from typing import Annotated

from pydantic import StringConstraints

from contracts.event import Fact
from contracts.text import Title

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
"""What events and commands call an entry by: small letters, digits and hyphens."""


class Entry(Fact):
    """One entry of a vocabulary. A vocabulary whose entries have properties has a class of its own.

    `counts_as` names an entry in the vocabulary of the jurisdiction above, so that a city can add
    up its counties.
    """

    code: Code
    chinese: Title
    english: Title
    counts_as: Code | None = None
