"""Whatever is asked in whatever order, an auditor finds nothing (13.3-1, -4, -5, -6, -13)."""

import random
from datetime import date
from typing import Any

import pytest

from common.conditions import Run
from common.procedure import Walk
from contracts import procedure as p
from contracts.meetings import consultation as e
from contracts.procedure import Procedure
from runtime.decider import Rejected
from services.meetings.consultation import commands as c
from services.meetings.consultation.decider import CONSULTATION
from services.meetings.consultation.decider.case import Stage
from tests.meetings import situations as s
from tests.meetings.examples import CONFIRM, MEETINGS, SPEECH, WAIVE

CROWD = tuple(e.Headcount(kind=kind, count=6) for kind in ("resident", "stakeholder"))
QUESTIONS = (
    *(each.when for each in MEETINGS.each if MEETINGS.kind(each).name == "consultation"),
    s.simple_call,
    c.FixParties(parties=s.only_cadres.parties),
    c.TaskPromise(promise=2, lead="yz-town"),
    c.RecordAttendance(session=2, present=("m-3",)),
    c.HoldSession(session=2, on=s.DAY, duration_minutes=30),
    c.CloseSession(session=2, results=("solved",)),
    c.FixParties(parties=s.residents.parties, not_concerned=s.residents.not_concerned),
    c.FixParties(parties=tuple(e.Party(kind=kind, title=kind) for kind in e.PartyKind)),
    c.RecordAttendance(session=1, present=("m-1", "m-2"), headcount=CROWD),
    *(
        SPEECH.model_copy(update={"kind": kind})
        for kind in (e.PartyKind.MEMBER, e.PartyKind.STAKEHOLDER)
    ),
    CONFIRM.model_copy(update={"confirmed_by": "村民代表会议"}),
    *(WAIVE.model_copy(update={"step": step.code}) for step in s.YZ7.steps),
    s.call.model_copy(update={"form": e.Form.MICRO}),
    c.UpgradeCase(procedure="YZS", reason="省事"),
)


def lived(procedure: Procedure, seed: int) -> list[Any]:
    """A life of 400 questions, most of them out of place."""
    chance = random.Random(seed)
    history: list[Any] = list(s.opened(procedure))
    state = CONSULTATION.fold((event, s.VILLAGE) for event in history)
    for _ in range(400):
        question = chance.choice(QUESTIONS)
        by = s.PARTY if isinstance(question, c.WaiveStep) else s.CLERK
        if chance.random() < 0.1:
            by = s.replace(by, scope="620123")
        try:
            events = CONSULTATION.decide(state, question, by)
        except Rejected:
            continue
        for event in events:
            state = CONSULTATION.evolve(state, event, s.VILLAGE)
        history.extend(events)
    assert state == CONSULTATION.fold((event, s.VILLAGE) for event in history)
    assert (state.stage is Stage.CONCLUDED) == state.walk.complete
    return history


def audit(history: list[Any]) -> None:
    """Read a history as an auditor would, without the decider."""
    procedure = history[0].procedure
    number, rounds, closed = before(procedure), 0, 0
    held: list[date] = []
    research: list[date] = []
    open_promises: set[int] = set()
    attended: dict[int, set[str]] = {}
    for event in history:
        match event:
            case e.CaseUpgraded():
                assert procedure.simple
                assert event.procedure.code == procedure.upgrades_to
                procedure, number, held = event.procedure, before(event.procedure), []
            case e.StepCompleted() | e.StepWaived():
                step = procedure.steps[number]
                number += 1
                assert (event.step, event.step_number) == (step.code, number)
                assert isinstance(event, e.StepCompleted) or step.waived_by
            case e.ResearchRecorded():
                research.append(event.held_on)
            case e.SessionHeld():
                held.append(event.on)
            case e.SessionCalled():
                assert not (event.key and (procedure.simple or event.form == e.Form.MICRO))
                assert rounds == closed
                rounds += 1
                assert event.session == rounds
            case e.SessionClosed():
                closed += 1
            case e.AttendanceRecorded():
                assert attended.get(event.session, set()) <= set(event.present)
                attended[event.session] = set(event.present)
            case e.PromiseMade():
                open_promises.add(event.promise.promise)
            case e.PromiseTasked() | e.PromiseWithdrawn():
                open_promises.discard(event.promise)
            case e.MinutesConfirmed():
                assert rounds == closed
                assert not open_promises  # 13.3-13
                assert held
                asked = [each for step in procedure.steps for each in step.conditions]
                if p.Researched() in asked:  # 13.3-1
                    assert min(research) <= min(held)
            case e.ConsultationConcluded():
                assert number == before(procedure) + len(Walk.of(procedure, Run.MEETINGS).steps)
                assert event.procedure == procedure
    kinds = [type(event) for event in history]
    assert kinds.count(e.MinutesConfirmed) == kinds.count(e.ConsultationConcluded) <= 1


def before(procedure: Procedure) -> int:
    return Walk.of(procedure, Run.MEETINGS).before


@pytest.mark.parametrize("procedure", s.RULES.by_code.values(), ids=lambda each: each.code)
def test_an_auditor_finds_nothing(procedure: Procedure) -> None:
    seen: set[type[Any]] = set()
    for seed in range(40):
        history = lived(procedure, seed)
        audit(history)
        seen.update(map(type, history))

    # The lives reach the end, or they would prove little.
    assert {e.SessionCalled, e.PromiseMade, e.ConsultationConcluded} <= seen
