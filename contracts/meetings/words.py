"""The words of a county's meetings. Code reads their properties, never their codes."""

from contracts.event import Fact
from contracts.text import Count, DocumentNumber, Title


class Word(Fact):
    """An entry of a vocabulary: its code, and the word in both languages."""

    code: DocumentNumber
    chinese: Title
    english: Title


class SessionForm(Word):
    """A form of session (001-02 to 001-07, 002-06, 000-48).

    `key`: counts as a key session (000-40). `quota`: the quota to which its sessions count.
    `credited_as`: the duty fact of members who were there. `required`: kinds of participants of
    which one at least is invited, as a leader, a committee or a department. `parts`: the parts
    that its agenda may have; without any, an agenda names none.
    """

    key: bool = False
    quota: str = ""
    credited_as: str = ""
    notice_days: Count = 0
    materials_days: Count = 0
    required: tuple[str, ...] = ()
    votes: bool = False
    parts: tuple[DocumentNumber, ...] = ()


class ParticipantKind(Word):
    """A kind of participants (001-23, 000-53). `concerned` by the matter: residents, stakeholders.
    `named`: they are members, listed one by one; all others are counted."""

    concerned: bool = False
    named: bool = False


class SessionResult(Word):
    """What a session may achieve (000-36)."""

    solved: bool = False


class ActivityKind(Word):
    """A kind of activity (000-11, 000-12, 004-18, 004-25, 004-29). `findings`: it may hold them,
    as research does. `credited_as`: the duty fact of members who took part. `quota`: the quota to
    which it counts."""

    findings: bool = False
    credited_as: str = ""
    quota: str = ""
