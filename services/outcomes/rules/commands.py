"""What a county may settle about its outcomes."""

from typing import Annotated, TypeAlias

from pydantic import Field

from common.rules import IssueRules
from contracts.text import Title

Days = Annotated[int, Field(ge=1, le=3650)]


class AdoptOutcomeRules(IssueRules):
    """Deadlines in calendar days, the copies that always go out, and the words for the three lists
    in the order task, responsibility, implementation (domain 9.1, 9.3)."""

    first_progress_days: Days
    result_days: Days
    look_back_days: Days
    copies: Annotated[tuple[Title, ...], Field(max_length=20)]
    lists: Annotated[tuple[Title, ...], Field(min_length=3, max_length=3)]


RulesCommand: TypeAlias = AdoptOutcomeRules
