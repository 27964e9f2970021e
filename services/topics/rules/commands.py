"""What people may ask of a county's rules on topics."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from common.rules import IssueRules
from contracts.text import Title
from contracts.topics.rules import ProcedureChoice

Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]


def _fit(choice: ProcedureChoice) -> ProcedureChoice:
    """By the same code as meetings, which keeps the procedures."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}", choice.procedure):
        raise ValueError("must name a procedure by its code, for example YZ6")
    return choice


Words = Annotated[dict[Code, Title], Field(max_length=50)]


class AdoptTopicRules(IssueRules):
    """Bring a version of the county's words and choices into force. `unit` is the county's unit."""

    programme: Title
    categories: Words
    origins: Words
    principles: Words
    procedures: Annotated[
        tuple[Annotated[ProcedureChoice, AfterValidator(_fit)], ...], Field(max_length=200)
    ]


RulesCommand = AdoptTopicRules
