"""What happens to a county's rules on outcomes."""

from contracts.event import Event
from contracts.text import DocumentNumber, Title


class OutcomeRulesAdopted(Event):
    """Deadlines in calendar days (domain 9.3), who gets a copy always (001-22), words."""

    version: DocumentNumber
    first_progress_days: int
    result_days: int
    look_back_days: int
    copies: tuple[Title, ...]
    lists: tuple[Title, ...]


RulesEvent = OutcomeRulesAdopted
