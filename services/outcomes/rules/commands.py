"""What may be asked of a jurisdiction's rules on outcomes."""

from common import rules
from contracts.calendar import Calendar
from contracts.outcomes import rules as e


class AdoptProfile(rules.AdoptProfile):
    """Bring a version of the profile's deadlines, words and working calendar into force. The same
    again changes nothing, and a version means the same for ever."""

    deadlines: e.Deadlines
    words: e.Words
    calendar: Calendar | None = None


RulesCommand = AdoptProfile
