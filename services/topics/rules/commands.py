"""What people may ask of a county's rules on topics."""

from typing import Annotated

from pydantic import Field

from common.rules import IssueRules
from contracts.procedure import Choice, Procedure
from contracts.text import Title

Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]


Words = Annotated[dict[Code, Title], Field(max_length=50)]


class AdoptTopicRules(IssueRules):
    """Bring a version of the county's words and choices into force. `unit` is the county's unit."""

    programme: Title
    categories: Words
    origins: Words
    principles: Words
    procedures: Annotated[tuple[Procedure, ...], Field(min_length=1, max_length=50)]
    choices: Annotated[tuple[Choice, ...], Field(min_length=1, max_length=200)]


RulesCommand = AdoptTopicRules
