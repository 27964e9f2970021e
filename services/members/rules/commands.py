"""What may be asked of a jurisdiction's rules on members."""

from common import rules
from contracts.members import rules as e


class AdoptProfile(rules.AdoptProfile):
    """Bring a version of the profile's words and points into force. The same again changes
    nothing, and a version means the same for ever."""

    words: e.Words
    duty: e.Duty


RulesCommand = AdoptProfile
