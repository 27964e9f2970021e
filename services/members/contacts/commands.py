"""What may be asked of a member's contacts of a year."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.ids import ContactId, MemberId
from contracts.places import UnitId
from contracts.text import Day, Sentence, Year
from runtime.decider import Command

Listed = Annotated[tuple[ContactId, ...], Field(min_length=1, max_length=100)]


class FileContacts(Command):
    """File the list of a year's contacts with the member's committee. `unit` is that of the member;
    contacts are ids, whose names the member keeps apart."""

    creates: ClassVar[bool] = True
    called = ("报备联系名单", "File the list of contacts")

    unit: UnitId
    member: MemberId
    year: Year
    contacts: Listed
    on: Day


class ChangeContacts(Command):
    """Replace the list, with the reason."""

    called = ("调整联系名单", "Change the list of contacts")

    contacts: Listed
    on: Day
    reason: Sentence


class TakeBackContacts(Command):
    """Take the list back: it was entered wrongly."""

    called = ("撤回联系名单", "Take the list of contacts back")

    reason: Sentence


ContactsCommand = FileContacts | ChangeContacts | TakeBackContacts
