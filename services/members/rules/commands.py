"""What may be asked of a jurisdiction's rules on members."""

from typing import ClassVar

from common import rules
from contracts.members import rules as e
from contracts.text import Title


class AdoptProfile(rules.AdoptProfile):
    """Bring a version of the profile's words, points and further chapters on members into force.
    The same again changes nothing, and a version means the same for ever. It may come before the
    jurisdiction itself is registered, which takes a kind of unit: `name` is what it will be
    called."""

    founds: ClassVar[bool] = True

    name: Title
    words: e.Words
    duty: e.Duty
    talents: e.Talents | None = None
    programme: e.Programme | None = None
    absences: e.Absences | None = None
    contacts: e.Contacts | None = None
    assessments: e.Assessments | None = None


RulesCommand = AdoptProfile
