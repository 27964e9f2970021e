"""A consultation has begun with the first thing done in it; before, it may be withdrawn (5.5)."""

from typing import Any, get_args

import pytest

from contracts.meetings import consultation as e
from services.meetings.consultation.decider import CONSULTATION
from services.meetings.consultation.decider.state import Stage
from services.meetings.consultation.reactions import REACTIONS, note_that_it_has_begun
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.slices.example import recorded


def state(*life: Any) -> Any:
    return CONSULTATION.fold((each, s.VILLAGE) for each in life)


def test_it_begins_once():
    planned = (*s.six_opened, s.session_planned)
    record = recorded(s.session_planned, f"consultation/{s.CASE}")
    (wanted,) = note_that_it_has_begun(record, state(*planned))
    assert (wanted.key, wanted.command) == (s.CASE, x.NOTE_BEGUN)
    assert note_that_it_has_begun(record, state(*planned, x.begun)) == []
    s.at(*planned).when(x.NOTE_BEGUN, by=x.POLICY).then(x.begun)
    s.at(*planned, x.begun).when(x.NOTE_BEGUN, by=x.POLICY).then_nothing()
    s.at(*s.six_opened).when(x.NOTE_BEGUN, by=x.POLICY).then_nothing()


def test_whatever_is_done_in_it_begins_it():
    silent = {each.__name__ for each in get_args(e.ConsultationEvent) if each not in REACTIONS}
    assert silent == {
        "ConsultationOpened",
        "StepCompleted",
        "ConsultationBegun",
        "ConsultationWithdrawn",
        "ConsultationConcluded",
    }


def test_it_is_withdrawn_with_its_topic():
    s.at(*s.six_opened).when(x.GONE, by=x.POLICY).then(x.consultation_gone)
    withdrawn = s.at(*s.six_opened, x.consultation_gone)
    withdrawn.when(x.GONE, by=x.POLICY).then_nothing()
    assert state(*s.six_opened, x.consultation_gone).stage is Stage.WITHDRAWN
    withdrawn.when(x.PLAN).then_rejected("consultation-withdrawn")
    withdrawn.when(x.NOTE_TALENT, by=x.POLICY).then_nothing()
    withdrawn.when(x.NOTE_RESEARCH, by=x.POLICY).then_nothing()


@pytest.mark.parametrize("life", [(s.session_planned,), (s.researched,), (x.joined,)])
def test_one_that_has_begun_is_not(life: tuple[Any, ...]):
    s.at(*s.six_opened, *life).when(x.GONE, by=x.POLICY).then_rejected("begun")


def test_no_session_serves_one_that_was_withdrawn():
    s.in_session(beside=(*s.six_opened, x.consultation_gone)).when(x.CALL).then_rejected(
        "consultation-withdrawn"
    )
