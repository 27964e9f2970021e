"""Whatever is asked in whatever order, an auditor finds nothing (13.3-1, -4, -5, -6, -13)."""

import random
from typing import Any

import pytest

from contracts.meetings import consultation as e
from contracts.meetings.procedure import Milestone, Procedure
from runtime.decider import Rejected
from services.meetings.consultation import commands as c
from services.meetings.consultation.decider import CONSULTATION
from services.meetings.consultation.decider.case import Stage
from tests.meetings import situations as s
from tests.meetings.examples import MEETINGS, WAIVE

QUESTIONS = (
    *(each.when for each in MEETINGS.each if MEETINGS.kind(each).name == "consultation"),
    s.simple_call,
    c.NoteOutcome(milestone="OutcomeConsented"),
    c.NoteOutcome(milestone="OutcomeSent", outcome_number="1号"),
    c.FixParties(parties=s.only_cadres.parties),
    c.TaskPromise(promise=2, lead="yz-town"),
    c.RecordAttendance(session=2, present=("m-3",)),
    c.HoldSession(session=2, on=s.DAY, duration_minutes=30),
    c.CloseSession(session=2, results=("solved",)),
    *(WAIVE.model_copy(update={"step": step.code}) for step in s.YZ7.steps),
    s.call.model_copy(update={"form": e.Form.MICRO}),
    c.UpgradeCase(procedure="YZS", reason="省事"),
)


def lived(procedure: Procedure, seed: int) -> list[Any]:
    """A life of 250 questions, most of them out of place."""
    chance = random.Random(seed)
    history: list[Any] = list(s.started(procedure))
    state = CONSULTATION.fold((event, s.VILLAGE) for event in history)
    for _ in range(250):
        by = s.PARTY if chance.random() < 0.9 else s.replace(s.PARTY, scope="620123")
        try:
            events = CONSULTATION.decide(state, chance.choice(QUESTIONS), by)
        except Rejected:
            continue
        for event in events:
            state = CONSULTATION.evolve(state, event, s.VILLAGE)
        history.extend(events)
    assert state == CONSULTATION.fold((event, s.VILLAGE) for event in history)
    assert (state.stage is Stage.COMPLETED) == (state.done == len(state.steps))
    return history


def audit(history: list[Any]) -> None:
    """Read a history as an auditor would, without the decider."""
    procedure = history[0].procedure
    number, research, rounds, closed = 0, 0, 0, 0
    open_promises: set[int] = set()
    attended: set[int] = set()
    for event in history:
        match event:
            case e.CaseUpgraded():
                assert procedure.simple
                assert event.procedure.code == procedure.upgrades_to
                procedure, number = event.procedure, 0
            case e.StepCompleted() | e.StepWaived():
                step = procedure.steps[number]
                number += 1
                assert (event.step, event.step_number) == (step.code, number)
                if isinstance(event, e.StepWaived):
                    assert step.completed_by not in (
                        Milestone.TOPIC_APPROVED,
                        Milestone.MINUTES_CONFIRMED,
                        Milestone.OUTCOME_SENT,
                    )
            case e.ResearchRecorded():
                research += 1
            case e.SessionCalled():
                assert procedure.simple or research
                assert not (event.key and (procedure.simple or event.form == e.Form.MICRO))
                assert rounds == closed
                rounds += 1
                assert event.session == rounds
            case e.SessionClosed():
                closed += 1
            case e.AttendanceRecorded():
                assert event.session not in attended
                attended.add(event.session)
            case e.PromiseMade():
                open_promises.add(event.promise.promise)
            case e.PromiseTasked() | e.PromiseWithdrawn():
                open_promises.discard(event.promise)
            case e.MinutesConfirmed():
                assert rounds
                assert rounds == closed
                assert not open_promises
            case e.ProcedureCompleted():
                assert number == len(procedure.steps)
    kinds = [type(event) for event in history]
    assert kinds.count(e.MinutesConfirmed) <= 1
    assert kinds.count(e.ProcedureCompleted) <= 1


@pytest.mark.parametrize("procedure", s.RULES.procedures.values(), ids=lambda each: each.code)
def test_an_auditor_finds_nothing(procedure: Procedure) -> None:
    seen: set[type[Any]] = set()
    for seed in range(40):
        history = lived(procedure, seed)
        audit(history)
        seen.update(map(type, history))

    # The lives reach the end, or they would prove little.
    assert {e.SessionCalled, e.MinutesConfirmed, e.PromiseMade, e.ProcedureCompleted} <= seen
