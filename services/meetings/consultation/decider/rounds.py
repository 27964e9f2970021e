"""What sessions and activities mean for a consultation. Their own rules have tested it."""

from contracts.meetings import consultation as e
from services.meetings.consultation import commands as c
from services.meetings.consultation.decider.state import Consultation, Stage


def note_research(case: Consultation, command: c.NoteResearch) -> list[e.ConsultationEvent]:
    """What is new after the conclusion changes nothing; what counted before is put right."""
    done = e.ResearchDone(**dict(command))
    known = any(each.activity == done.activity for each in case.research)
    if done in case.research or (case.stage is not Stage.RUNNING and not known):
        return []
    return [done]


def note_call(case: Consultation, command: c.NoteCall) -> list[e.ConsultationEvent]:
    if case.round_of(command.session):
        return []
    number = len(case.rounds) + 1
    return [e.RoundCalled(round=number, procedure=case.code, **dict(command))]


def note_postponement(case: Consultation, command: c.NotePostponement) -> list[e.ConsultationEvent]:
    noted = case.round_of(command.session)
    if noted is None or noted.called.on == command.on:
        return []
    return [e.RoundPostponed(round=noted.called.round, **dict(command))]


def note_not_held(case: Consultation, command: c.NoteNotHeld) -> list[e.ConsultationEvent]:
    noted = case.round_of(command.session)
    if noted is None or noted.held is None:
        return []
    return [e.RoundNotHeld(session=command.session, round=noted.called.round)]


def note_cancellation(case: Consultation, command: c.NoteCancellation) -> list[e.ConsultationEvent]:
    noted = case.round_of(command.session)
    if noted is None or noted.cancelled:
        return []
    return [e.RoundCancelled(session=command.session, round=noted.called.round)]


def note_holding(case: Consultation, command: c.NoteHolding) -> list[e.ConsultationEvent]:
    if (noted := case.round_of(command.session)) is None:
        return []
    held = e.RoundHeld(round=noted.called.round, **dict(command))
    return [] if held == noted.held else [held]


def note_minutes(case: Consultation, command: c.NoteMinutes) -> list[e.ConsultationEvent]:
    if (noted := case.round_of(command.session)) is None:
        return []
    minuted = e.RoundMinuted(round=noted.called.round, **dict(command))
    return [] if minuted == noted.minutes else [minuted]
