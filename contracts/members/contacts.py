"""The people with whom a member keeps contact, listed for one year and filed with the member's
committee (003-12, 003-13). Stream `contacts/<member>:<year>`. Contacts are ids here: who they are
stands in a table of the service, which nobody publishes."""

from contracts.audience import Audience
from contracts.event import Event
from contracts.ids import BodyId, ContactId, MemberId
from contracts.text import Day, Sentence, Year
from contracts.vocabulary import Code


class ContactsFiled(Event):
    """The member filed the list of contacts with the `committee` to which they are assigned; with
    the CPPCC office, where there is none. `credited_as`: the duty fact that it is, if any."""

    audience = Audience.PERSONAL

    member: MemberId
    year: Year
    contacts: tuple[ContactId, ...]
    committee: BodyId | None = None
    on: Day
    credited_as: Code | None = None


class ContactsChanged(Event):
    """The list is this from the day `on` on."""

    audience = Audience.PERSONAL

    member: MemberId
    year: Year
    contacts: tuple[ContactId, ...]
    on: Day
    reason: Sentence


class ContactsTakenBack(Event):
    """The list was entered wrongly, and was never filed."""

    audience = Audience.PERSONAL

    member: MemberId
    year: Year
    reason: Sentence


ContactsEvent = ContactsFiled | ContactsChanged | ContactsTakenBack
