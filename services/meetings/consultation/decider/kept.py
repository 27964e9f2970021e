"""Words that go on for what runs, whatever the profile says today: those that the procedure of a
consultation names, and those of what is on record. They bear no name any more, only their code."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from common.conditions import plain_of
from contracts import procedure as p
from contracts.meetings.participant import Participant, Presence
from contracts.meetings.words import ParticipantKind, SessionForm
from contracts.vocabulary import Entry
from services.meetings.consultation.decider.state import Consultation
from services.meetings.words import Book

E = TypeVar("E", bound=Entry)


def notices(rules: Book, case: Consultation) -> tuple[Entry, ...]:
    """What may be posted before the session."""
    named = [it.what for it in _conditions(case) if isinstance(it, p.Posted)]
    return _with(rules.words.notices, (Entry(**_bare(code)) for code in named))


def forms(rules: Book, *cases: Consultation) -> tuple[SessionForm, ...]:
    """The forms of session. One that has left the words asks for nothing and counts for nothing."""
    asked = [it for each in cases for it in _conditions(each) if isinstance(it, p.SessionIsHeld)]
    named = [code for it in asked for code in it.forms]
    return _with(rules.words.forms, (SessionForm(**_bare(code)) for code in named))


def kinds(
    rules: Book,
    cases: Iterable[Consultation],
    participants: Iterable[Participant] = (),
    present: Iterable[Presence] = (),
) -> tuple[ParticipantKind, ...]:
    """The kinds of participants. One that has left the words concerns whom it concerned in what is
    on record, or whom the procedure asks for as concerned; it is listed or counted as it was."""
    cases = tuple(cases)
    invited = [*participants, *(whom for each in cases for whom in each.participants)]
    concerned = {whom.kind: whom.concerned for whom in invited}
    listed = {each.kind: bool(each.members) for each in present}
    named = [code for each in cases for it in _conditions(each) for code in _kinds(it)]
    if_concerned = {
        code
        for each in cases
        for it in _conditions(each)
        if isinstance(it, p.Participants)
        for code in it.if_concerned
    }
    return _with(
        rules.words.participants,
        (
            ParticipantKind(
                **_bare(code),
                concerned=concerned.get(code, code in if_concerned),
                named=listed.get(code, False),
            )
            for code in (*named, *concerned, *listed)
        ),
    )


def _conditions(case: Consultation) -> Iterator[p.Plain]:
    steps = case.procedure.steps if case.procedure else ()
    for step in steps:
        for condition in step.conditions:
            yield from plain_of(condition)


def _kinds(it: p.Plain) -> tuple[str, ...]:
    match it:
        case p.Participants():
            return (*it.required, *it.if_concerned)
        case p.Present():
            return it.kinds
        case p.Researched():
            return it.participants
        case _:
            return ()


def _bare(code: str) -> dict[str, str]:
    return {"code": code, "chinese": code, "english": code}


def _with(entries: tuple[E, ...], kept: Iterable[E]) -> tuple[E, ...]:
    """The words in force first, and each other one once."""
    there = {each.code: each for each in (*kept, *entries)}
    return (*entries, *(there[code] for code in there if there[code] not in entries))
