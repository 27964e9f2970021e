"""What may be asked of a county's duty rules."""

from common.rules import IssueRules
from contracts.members.duty import DutyPoints


class AdoptDutyRules(IssueRules):
    """Adopt a version of the points table (003-02). A version means the same for ever."""

    points: tuple[DutyPoints, ...]


RulesCommand = AdoptDutyRules
