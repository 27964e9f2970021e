"""The words of a county's meetings. Code reads their properties, never their codes."""

from typing import Annotated

from pydantic import Field

from contracts.calendar import Term
from contracts.rules import Chapter
from contracts.text import Title
from contracts.vocabulary import Code, Entry

Codes = Annotated[tuple[Code, ...], Field(max_length=50)]


Third = Annotated[int, Field(strict=True, ge=1, le=100)]
"""The part or the whole of a fraction, such as two thirds."""


class SessionForm(Entry):
    """A form of session (001-02 to 001-07, 002-06, 000-48).

    `key`: counts as a key session (000-40). `quota`: the quota to which its sessions count.
    `credited_as`: the duty fact of members who were there. `notice`, `materials`: so long before
    the day of the session each is due. `required`: kinds of participants of which one at least is
    invited, as a leader, a committee or a department; `bodies`: kinds of bodies of the directory of
    which one at least is, as a committee and a department (001-07). `present`: kinds of
    participants of which one at least was there, or the session counts for no quota (001-05).
    `attended`: at which part of the sittings a member has to be, as `[2, 3]` for two thirds, not to
    be absent (domain 7.1). `parts`: the parts that its agenda and its speeches may have; without
    any, they name none.
    `appraises`: a point of its agenda may appraise a department or an outcome (001-06).
    `papers`: the kinds of papers that its sessions bring forth (001-04).
    """

    key: bool = False
    quota: str = ""
    credited_as: str = ""
    notice: Term | None = None
    materials: Term | None = None
    required: Codes = ()
    present: Codes = ()
    bodies: Codes = ()
    attended: Annotated[tuple[Third, ...], Field(min_length=2, max_length=2)] = (2, 3)
    votes: bool = False
    parts: Codes = ()
    appraises: bool = False
    papers: Codes = ()


class PaperKind(Entry):
    """A kind of paper that sessions bring forth, such as a bulletin or an opinion (001-04).
    `collects`: it collects the proposals of a plenary session, which it names; a text is not
    needed, as the proposals are on record."""

    collects: bool = False


class VenueMode(Entry):
    """How a session takes its place (000-49, 001-12, 001-26). `room`: in a room of the register,
    which is named. `scattered`: in several places at once, which are named. `moving`: each sitting
    says where it was."""

    room: bool = False
    scattered: bool = False
    moving: bool = False


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
    which it counts. `joins`: other supervision with which it may be joined (004-18)."""

    findings: bool = False
    credited_as: str = ""
    quota: str = ""
    joins: Codes = ()


class AmountKind(Entry):
    """What an activity gave or reached that can be added up: aid, people trained (004-33).
    `measure`: in what it is counted."""

    measure: Code


class Words(Chapter):
    """What sessions and activities are called, and what that means. `papers`: what sessions bring
    forth on paper (001-04). `notices`: what is posted before a session. `venues`: how a session
    takes its place; `forums`: inside which other meeting it may be held (000-29). `confirmers`: who
    confirms minutes, besides bodies of the directory. `audiences`: for whom an activity is meant
    (000-12). `organs`: who holds one, besides bodies of the directory (003-14). `supervisions`:
    other supervision with which one is joined (004-18). `amounts` are counted in `measures`: yuan,
    people, households, mu. `duty_channels`: by which way members act, in speeches and activities
    (003-06)."""

    forms: Annotated[tuple[SessionForm, ...], Field(max_length=50)] = ()
    papers: Annotated[tuple[PaperKind, ...], Field(max_length=50)] = ()
    participants: Annotated[tuple[ParticipantKind, ...], Field(max_length=50)] = ()
    results: Annotated[tuple[SessionResult, ...], Field(max_length=50)] = ()
    activities: Annotated[tuple[ActivityKind, ...], Field(max_length=50)] = ()
    council_classes: Annotated[tuple[CouncilClass, ...], Field(max_length=50)] = ()
    venues: Annotated[tuple[VenueMode, ...], Field(max_length=50)] = ()
    forums: Annotated[tuple[Entry, ...], Field(max_length=50)] = ()
    notices: Annotated[tuple[Entry, ...], Field(max_length=50)] = ()
    confirmers: Annotated[tuple[Title, ...], Field(max_length=50)] = ()
    audiences: Annotated[tuple[Entry, ...], Field(max_length=50)] = ()
    organs: Annotated[tuple[Entry, ...], Field(max_length=50)] = ()
    supervisions: Annotated[tuple[Entry, ...], Field(max_length=50)] = ()
    measures: Annotated[tuple[Entry, ...], Field(max_length=50)] = ()
    amounts: Annotated[tuple[AmountKind, ...], Field(max_length=50)] = ()
    duty_channels: Annotated[tuple[Entry, ...], Field(max_length=50)] = ()
