"""What happens to a county's rules on topics: they are adopted, version by version."""

from contracts.event import Event, Fact
from contracts.text import DocumentNumber, Title


class ProcedureChoice(Fact):
    """Which procedure a unit of this kind uses for a matter of this weight (000-30, 000-31)."""

    unit_kind: str
    weight: str
    procedure: str


class TopicRulesAdopted(Event):
    """Words and choices for topics; `version` marks every later event of the county's topics."""

    version: DocumentNumber
    programme: Title
    categories: dict[str, Title]
    origins: dict[str, Title]
    principles: dict[str, Title]
    procedures: tuple[ProcedureChoice, ...]


RulesEvent = TopicRulesAdopted
