"""What may be asked of a jurisdiction's rules on topics."""

from common import rules
from contracts.calendar import Calendar
from contracts.consents import Consents
from contracts.documents import Documents
from contracts.procedure import Procedures
from contracts.topics import rules as e
from contracts.topics.proposal_rules import Proposals


class AdoptProfile(rules.AdoptProfile):
    """Bring a version of the profile's words, checklists, procedures and choices into force. The
    same again changes nothing, and a version means the same for ever."""

    words: e.Words
    checklists: e.Checklists
    procedures: Procedures
    choices: e.Choices
    plans: e.Plans | None = None
    consents: Consents | None = None
    proposals: Proposals | None = None
    reports: e.Reports | None = None
    calendar: Calendar | None = None
    documents: Documents | None = None


RulesCommand = AdoptProfile
