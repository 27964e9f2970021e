"""What people may ask of a county's rules on topics."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.places import UnitId
from contracts.text import Number, Title
from contracts.topics.rules import ProcedureChoice
from runtime.decider import Command

Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
Words = Annotated[dict[Code, Title], Field(max_length=50)]


class AdoptTopicRules(Command):
    """Bring a version of the county's words and choices into force. `unit` is the county's unit."""

    creates: ClassVar[bool] = True

    unit: UnitId
    version: Number
    programme: Title
    categories: Words
    origins: Words
    principles: Words
    procedures: Annotated[tuple[ProcedureChoice, ...], Field(max_length=200)]


RulesCommand = AdoptTopicRules
