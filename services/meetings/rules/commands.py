"""What may be asked of a county's rules on meetings."""

from typing import Annotated, TypeAlias

from pydantic import Field

from common.rules import IssueRules
from contracts.members.unit import UnitKind
from contracts.procedure import Procedure
from contracts.text import Sentence


class AdoptProcedures(IssueRules):
    """The county's procedures and its cadence of key sessions, as its profile has them."""

    procedures: Annotated[tuple[Procedure, ...], Field(min_length=1, max_length=50)]
    cadence_months: Annotated[int, Field(ge=1, le=24)]
    cadence_unit_kinds: Annotated[tuple[UnitKind, ...], Field(max_length=len(UnitKind))]
    cadence_note: Sentence | None = None


RulesCommand: TypeAlias = AdoptProcedures
