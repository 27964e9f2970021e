"""Talents drawn for the consultation who have accepted are participants (001-23, 001-32)."""

from collections.abc import Iterable

from contracts.meetings import consultation as e
from contracts.meetings.participant import Invited, Participant
from contracts.meetings.words import ParticipantKind
from runtime.decider import Circumstances
from services.meetings.consultation import commands as c
from services.meetings.consultation.decider.state import Consultation, Stage
from services.meetings.words import Book


def note_talent(
    case: Consultation, command: c.NoteTalent, given: Circumstances[Book]
) -> list[e.ConsultationEvent]:
    """After the conclusion it changes nothing."""
    joined = e.TalentJoined(**dict(command))
    known = any((t.pool, t.talent) == (joined.pool, joined.talent) for t in case.talents)
    if known or case.stage is not Stage.RUNNING:
        return []
    if case.fixed is None:
        return [joined]
    return [joined, *_fixed_anew(case, with_talents(case.participants, [joined], given))]


def note_talent_left(
    case: Consultation, command: c.NoteTalentLeft, given: Circumstances[Book]
) -> list[e.ConsultationEvent]:
    there = [t for t in case.talents if (t.pool, t.talent) == (command.pool, command.talent)]
    if not there or case.stage is not Stage.RUNNING:
        return []
    kind = _kind(given)
    gone = [_invited(kind, t) for t in there] if kind else []
    staying = (one for one in case.participants if not any(one.same(each) for each in gone))
    left = e.TalentLeft(**dict(command))
    return [left, *(_fixed_anew(case, _numbered(staying)) if case.fixed else ())]


def with_talents(
    participants: tuple[Participant, ...],
    talents: Iterable[e.TalentJoined],
    given: Circumstances[Book],
) -> tuple[Participant, ...]:
    """The participants, and behind them the talents, where the words have a kind for these."""
    if (kind := _kind(given)) is None:
        return participants
    invited = (_invited(kind, each) for each in talents)
    new = [each for each in invited if not any(one.same(each) for one in participants)]
    more = (Participant(participant=1, concerned=kind.concerned, **dict(each)) for each in new)
    return _numbered((*participants, *more))


def _kind(given: Circumstances[Book]) -> ParticipantKind | None:
    return next((each for each in given.rules.words.participants if each.talent), None)


def _invited(kind: ParticipantKind, talent: e.TalentJoined) -> Invited:
    """By id: who that is stands in the personal directory of members."""
    return Invited(kind=kind.code, title=talent.talent)


def _numbered(participants: Iterable[Participant]) -> tuple[Participant, ...]:
    return tuple(
        each.model_copy(update={"participant": number})
        for number, each in enumerate(participants, start=1)
    )


def _fixed_anew(
    case: Consultation, participants: tuple[Participant, ...]
) -> list[e.ConsultationEvent]:
    assert case.fixed
    if participants == case.participants:
        return []
    not_concerned = case.fixed.not_concerned
    return [e.ParticipantsFixed(participants=participants, not_concerned=not_concerned)]
