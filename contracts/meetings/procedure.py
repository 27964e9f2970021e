"""A county's procedures as data: their steps, gates and evidence (domain 5.2)."""

from contracts.event import Event
from contracts.procedure import Procedure
from contracts.text import DocumentNumber, Sentence


class ProcedureAdopted(Event):
    """A procedure is in force from now on; cases that run already keep the one they have."""

    version: DocumentNumber
    procedure: Procedure


class CadenceAdopted(Event):
    """How often a key session is due (000-40): one per `months` for units of these kinds."""

    version: DocumentNumber
    months: int
    unit_kinds: tuple[str, ...]
    note: Sentence | None = None


RulesEvent = ProcedureAdopted | CadenceAdopted
