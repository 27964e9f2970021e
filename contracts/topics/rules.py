"""What happens to a county's rules on topics: they are adopted, version by version."""

from contracts.event import Event
from contracts.procedure import Choice, Procedure
from contracts.text import DocumentNumber, Title


class TopicRulesAdopted(Event):
    """Words and choices for topics; `version` marks every later event of the county's topics."""

    version: DocumentNumber
    programme: Title
    categories: dict[str, Title]
    origins: dict[str, Title]
    principles: dict[str, Title]
    procedures: tuple[Procedure, ...]
    choices: tuple[Choice, ...]


RulesEvent = TopicRulesAdopted
