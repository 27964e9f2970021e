"""The words of a county's meetings. Code reads their properties, never their codes."""

from typing import Annotated

from pydantic import Field

from contracts.calendar import Term
from contracts.rules import Chapter
from contracts.text import Title
from contracts.vocabulary import Code, Entry

Codes = Annotated[tuple[Code, ...], Field(max_length=50)]


class SessionForm(Entry):
    """A form of session (001-02 to 001-07, 002-06, 000-48).

    `key`: counts as a key session (000-40). `quota`: the quota to which its sessions count.
    `credited_as`: the duty fact of members who were there. `notice`, `materials`: so long before
    the day of the session each is due. `required`: kinds of participants of
    which one at least is invited, as a leader, a committee or a department. `parts`: the parts
    that its agenda may have; without any, an agenda names none.
    """

    key: bool = False
    quota: str = ""
    credited_as: str = ""
    notice: Term | None = None
    materials: Term | None = None
    required: Codes = ()
    votes: bool = False
    parts: Codes = ()


class ParticipantKind(Entry):
    """A kind of participants (001-23, 000-53). `concerned` by the matter: residents, stakeholders.
    `named`: they are members, listed one by one; all others are counted. `talent`: as these, drawn
    talents take part who have accepted (001-32)."""

    concerned: bool = False
    named: bool = False
    talent: bool = False


class SessionResult(Entry):
    """What a session may achieve (000-36)."""

    solved: bool = False


class CouncilClass(Entry):
    """A class of council meetings: those of units of these kinds (000-41)."""

    unit_kinds: Codes


class ActivityKind(Entry):
    """A kind of activity (000-11, 000-12, 004-18, 004-25, 004-29). `findings`: it may hold them,
    as research does. `credited_as`: the duty fact of members who took part. `quota`: the quota to
    which it counts."""

    findings: bool = False
    credited_as: str = ""
    quota: str = ""


class Words(Chapter):
    """What sessions and activities are called, and what that means. `notices`: what is posted
    before a session. `confirmers`: who confirms minutes, besides bodies of the directory."""

    forms: Annotated[tuple[SessionForm, ...], Field(max_length=50)] = ()
    participants: Annotated[tuple[ParticipantKind, ...], Field(max_length=50)] = ()
    results: Annotated[tuple[SessionResult, ...], Field(max_length=50)] = ()
    activities: Annotated[tuple[ActivityKind, ...], Field(max_length=50)] = ()
    council_classes: Annotated[tuple[CouncilClass, ...], Field(max_length=50)] = ()
    notices: Annotated[tuple[Entry, ...], Field(max_length=50)] = ()
    confirmers: Annotated[tuple[Title, ...], Field(max_length=50)] = ()
