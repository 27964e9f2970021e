"""Whatever is asked in whatever order, an auditor finds nothing (13.3-1, -4, -5, -6, -13)."""

import random
from datetime import date
from typing import Any

import pytest

from common.conditions import Run
from common.procedure import Walk
from contracts import procedure as p
from contracts.meetings import activity as a
from contracts.meetings import consultation as e
from contracts.meetings import session as m
from contracts.meetings.participant import Invited, Presence
from contracts.procedure import Procedure
from runtime.decider import Command, Rejected
from services.meetings.consultation import commands as c
from services.meetings.consultation.decider.state import Stage
from services.meetings.session import commands as sc
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.meetings.life import Life

KINDS = tuple(kind.code for kind in s.WORDS.participants)
EVERYBODY = tuple(Invited(kind=kind, title=kind) for kind in KINDS)
CROWD = (
    Presence(kind="member", members=("m-1", "m-2")),
    *(Presence(kind=kind, count=6) for kind in KINDS if kind != "member"),
)
ASKED = [each.when for each in x.OF_CONSULTATIONS if each.result] + [
    c.FixParticipants(participants=EVERYBODY),
    c.FixParticipants(participants=(s.RESIDENTS,), not_concerned=("expert",)),
    c.FixParticipants(participants=({"kind": "cadre", "title": "村两委干部"},)),
    *(x.WAIVE.model_copy(update={"step": step.code}) for step in s.YZ7.steps),
    c.UpgradeConsultation(procedure="YZS", reason="省事"),
    *(x.NOTICE, x.VIEWS) * 4,  # more often than they are taken back
    *(x.CONCLUDE,) * 4,  # seldom in its place
    *(x.NOTE_TALENT, x.NOTE_TALENT.model_copy(update={"talent": "t-2"}), x.NOTE_TALENT_LEFT),
]
NEVER = ("sessions", "votes", "minutes")
IN_SESSION = [each.when for each in x.OF_SESSIONS if each.result not in NEVER] + [
    sc.InviteParticipants(participants=EVERYBODY),
    sc.RecordAttendance(present=CROWD),
    sc.RecordAttendance(sitting=2, present=CROWD),
    sc.CorrectAttendance(present=CROWD[1:], reason="委员未到"),
    *(sc.SettleComment(comment=number, taken_up=False, answer="不采纳") for number in range(1, 4)),
    sc.CorrectAttendance(present=CROWD, reason="补登"),
    *(sc.TaskPromise(promise=number, lead="yz-town") for number in range(2, 6)),
    *(sc.WithdrawPromise(promise=number, reason="另议") for number in range(2, 12)),
    *(sc.RecordSpeech(participant=number, gist="同意。") for number in range(1, 10)),
    x.CONFIRM.model_copy(update={"confirmed_by": "村民代表会议"}),
    *(x.HOLD, x.HOLD, x.HOLD),
]
CALLS = [
    x.CALL,
    x.CALL.model_copy(update={"form": "micro"}),
    x.CALL.model_copy(update={"form": "leaders", "agenda": ()}),
    x.CALL.model_copy(update={"agenda": (*x.CALL.agenda, sc.Point(title="别的"))}),
]
ABOUT_RESEARCH = [each.when for each in x.OF_ACTIVITIES if each.result]


def question(chance: random.Random) -> tuple[str, Command]:
    match chance.randrange(8):
        case 0:
            return f"s-{chance.randint(1, 3)}", chance.choice(CALLS)
        case 1:
            return f"a-{chance.randint(1, 9)}", chance.choice(ABOUT_RESEARCH)
        case 2 | 3:
            return s.CASE, chance.choice(ASKED)
    asked = chance.choice(IN_SESSION)
    items = "item" in type(asked).model_fields
    asked = asked.model_copy(update={"item": 1}) if items else asked
    return f"s-{chance.randint(1, 3)}", asked


def lived(procedure: Procedure, seed: int) -> Life:
    """A life of 1,500 questions, most of them out of place."""
    chance = random.Random(seed)
    life = Life({f"consultation/{s.CASE}": list(s.opened(procedure))})
    for _ in range(1500):
        key, asked = question(chance)
        by = s.PARTY if isinstance(asked, c.WaiveStep) else s.CLERK
        if key.startswith("a-") and chance.random() < 0.5:
            by = s.COMMITTEE
        if chance.random() < 0.1:
            by = s.replace(by, scope="620123")
        try:
            life.ask(key, asked, by)
        except Rejected:
            continue
    case = life.state(f"consultation/{s.CASE}")
    assert (case.stage is Stage.CONCLUDED) == case.walk.complete
    return life


def audit(history: list[Any]) -> None:
    """Read the history of a consultation as an auditor would, without the decider."""
    procedure = history[0].procedure
    number, called, ended = before(procedure), 0, set[int]()
    held: dict[int, date] = {}
    research: dict[str, date] = {}
    minuted: set[str] = set()
    for event in history:
        match event:
            case e.ConsultationUpgraded():
                assert procedure.simple
                assert event.procedure.code == procedure.upgrades_to
                procedure, number, held = event.procedure, before(event.procedure), {}
            case e.StepCompleted() | e.StepWaived():
                step = procedure.steps[number]
                number += 1
                assert (event.step, event.step_number) == (step.code, number)
                assert isinstance(event, e.StepCompleted) or step.waived_by
            case e.ResearchDone():
                research[event.activity] = event.held_on
            case e.RoundCalled():
                assert not (event.key and (procedure.simple or event.form != "council"))
                assert len(ended) == called
                called += 1
                assert event.round == called
                assert event.procedure == procedure.code
            case e.RoundHeld():
                held[event.round] = event.held_on
                ended |= {event.round} if event.closed else set()
            case e.RoundNotHeld():
                del held[event.round]
            case e.RoundCancelled():
                ended.add(event.round)
            case e.RoundMinuted():
                minuted.add(event.session)
            case e.MinutesAccepted():
                assert len(ended) == called
                assert held
                assert set(event.sessions) <= minuted
                asked = [each for step in procedure.steps for each in step.conditions]
                if p.Researched() in asked:  # 13.3-1
                    assert min(research.values()) <= min(held.values())
            case e.ConsultationConcluded():
                assert number == before(procedure) + len(Walk.of(procedure, Run.MEETINGS).steps)
                assert event.procedure == procedure
    kinds = [type(event) for event in history]
    assert kinds.count(e.MinutesAccepted) == kinds.count(e.ConsultationConcluded) <= 1


def audit_session(history: list[Any]) -> None:
    """The same of a session."""
    promises: dict[int, bool] = {}
    comments: dict[int, bool] = {}
    listed: dict[int, set[str]] = {}
    came: dict[int, set[str]] = {}
    confirmed = 0
    for event in history:
        match event:
            case m.AttendanceRecorded() | m.AttendanceCorrected():
                came[event.sitting] = {each.kind for each in event.present if each.count}
                there = set[str]().union(*came.values())
                assert set(event.lacking) == set(history[0].present) - there  # 001-05
        match event:
            case m.MinutesCommented():
                comments[event.comment] = False
            case m.CommentSettled():
                comments[event.comment] = True
            case m.MinutesCorrected() | m.MinutesPublished():
                assert confirmed == 1
            case m.PromiseMade():
                promises[event.promise.promise] = False
            case m.PromiseTasked() | m.PromiseWithdrawn():
                promises[event.promise] = True
            case m.AttendanceRecorded():
                assert event.sitting not in listed
                listed[event.sitting] = set(event.members)
            case m.AttendanceCorrected():
                wrong = history[event.corrects - 1]
                assert set(wrong.members) == set(event.before) == listed[event.sitting]
                assert (event.before_on or event.session_on) == wrong.session_on
                assert wrong.sitting == event.sitting
                listed[event.sitting] = set(event.members)
            case m.MinutesConfirmed():
                assert all(promises.values())  # 13.3-13
                assert all(comments.values())
                confirmed += 1


END = {
    m.PromiseMade,
    m.AttendanceCorrected,
    m.MinutesCorrected,
    m.MinutesPublished,
    a.ActivityRecorded,
    e.ConsultationConcluded,
}
"""What the lives come to."""


def before(procedure: Procedure) -> int:
    return Walk.of(procedure, Run.MEETINGS).before


@pytest.mark.parametrize("procedure", s.RULES.by_code.values(), ids=lambda each: each.code)
def test_an_auditor_finds_nothing(procedure: Procedure) -> None:
    seen: set[type[Any]] = set()
    for seed in range(200):
        life = lived(procedure, seed)
        for stream, state in life.states.items():
            assert Life({stream: life.streams.get(stream, [])}).state(stream) == state
        for stream, history in life.streams.items():
            if stream.startswith("consultation/"):
                audit(history)
            elif stream.startswith("session/"):
                audit_session(history)
            seen.update(map(type, history))
        if seed >= 10 and seen >= END:
            return
    raise AssertionError(f"No life saw {END - seen}: they would prove little.")
