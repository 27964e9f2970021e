"""What may be asked of a jurisdiction's rules on outcomes."""

from common import rules
from contracts.calendar import Calendar
from contracts.consents import Consents
from contracts.documents import Documents
from contracts.outcomes import rules as e


class AdoptProfile(rules.AdoptProfile):
    """Bring a version of the profile's chapters on outcomes into force. The same again changes
    nothing, and a version means the same for ever."""

    deadlines: e.Deadlines
    handlings: e.Handlings
    checks: e.Checks
    words: e.Words
    ratings: e.Ratings | None = None
    consents: Consents | None = None
    calendar: Calendar | None = None
    documents: Documents | None = None


RulesCommand = AdoptProfile
