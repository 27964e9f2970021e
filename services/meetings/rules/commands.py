"""What may be asked of a jurisdiction's rules on meetings."""

from common import rules
from contracts.calendar import Calendar
from contracts.consents import Consents
from contracts.documents import Documents
from contracts.meetings import rules as e
from contracts.meetings.words import Words
from contracts.procedure import Procedures


class AdoptProfile(rules.AdoptProfile):
    """Bring a version of the profile's words, procedures and quotas into force. The same again
    changes nothing, and a version means the same for ever."""

    words: Words
    procedures: Procedures
    quotas: e.Quotas | None = None
    consents: Consents | None = None
    calendar: Calendar | None = None
    documents: Documents | None = None


RulesCommand = AdoptProfile
