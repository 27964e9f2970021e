"""Talents who were drawn for a consultation and have accepted take part in it (001-23, 001-32)."""

from dataclasses import replace
from datetime import date

from contracts import procedure as p
from contracts.ids import ConsultationId
from contracts.meetings import consultation as e
from contracts.meetings.participant import Invited
from contracts.members.draw import DrawAccepted, DrawDeclined
from runtime.policy import Wanted
from services.meetings.consultation import commands as c
from services.meetings.consultation.policies import (
    when_draw_accepted_note_the_talent,
    when_draw_declined_let_the_talent_go,
)
from tests.meetings import situations as s
from tests.meetings.examples import CALL, FIX, NOTE_TALENT, NOTE_TALENT_LEFT, joined, left
from tests.meetings.situations import at, in_session
from tests.slices.example import recorded

TALENT = Invited(kind="talent", title="t-1")
OTHER = NOTE_TALENT.model_copy(update={"talent": "t-2"})
also_joined = e.TalentJoined(**OTHER.model_dump())
two_drawn = p.Step(code="draw", name="抽选人才", conditions=(p.IsDrawn(pool="session", least=2),))
DRAWING = p.Procedure(
    code="DRAW",
    name="含抽选的程序",
    steps=(
        two_drawn,
        p.Step(code="meet", name="协商", conditions=(p.SessionIsHeld(),)),
    ),
)
opened = s.opened(DRAWING)


def test_enough_drawn_talents_complete_the_step() -> None:  # 001-32
    at(*opened).when(NOTE_TALENT).then(joined)
    at(*opened, joined).when(OTHER).then(also_joined, s.done(1, DRAWING))
    at(*opened, joined).when(NOTE_TALENT).then_nothing()


def test_a_session_waits_until_enough_have_accepted() -> None:  # 001-32
    in_session(beside=(*opened, joined)).when(CALL).then_rejected("step-order")


def test_who_takes_it_back_counts_no_more() -> None:
    at(*opened, joined, left).when(OTHER).then(also_joined)
    at(*opened).when(NOTE_TALENT_LEFT).then_nothing()


def test_a_talent_stands_among_the_participants_whenever_these_are_fixed() -> None:  # 001-23
    fixed = e.ParticipantsFixed(participants=s.numbered(s.GROWERS, s.MARKET_OFFICE, TALENT))

    at(*s.six_researched, joined).when(FIX).then(fixed)
    at(*s.six_researched, s.fixed).when(NOTE_TALENT).then(joined, fixed)
    at(*s.six_researched, s.fixed, joined, fixed).when(FIX).then_nothing()
    at(*s.six_researched, s.fixed, joined, fixed).when(NOTE_TALENT_LEFT).then(left, s.fixed)


def test_without_a_kind_of_participants_for_talents_they_only_count() -> None:
    kinds = tuple(each for each in s.WORDS.participants if not each.talent)
    words = s.WORDS.model_copy(update={"participants": kinds})
    by = replace(s.CLERK, rules=replace(s.RULES, words=words))

    at(*s.six_opened, s.fixed).when(NOTE_TALENT, by).then(joined)


def test_after_the_conclusion_a_draw_changes_nothing() -> None:
    concluded = s.six_concluded

    at(*concluded).when(NOTE_TALENT).then_nothing()


def test_an_acceptance_reaches_the_consultation_for_which_the_draw_was() -> None:  # 001-32
    accepted = DrawAccepted(
        round=1,
        consultation=ConsultationId("c-market"),
        pool="session",
        talent="t-1",
        on=date(2026, 2, 26),
    )
    elsewhere = accepted.model_copy(update={"consultation": None})

    assert when_draw_accepted_note_the_talent(recorded(accepted, "draw/c-market:session")) == [
        Wanted("c-market", NOTE_TALENT)
    ]
    assert when_draw_accepted_note_the_talent(recorded(elsewhere, "draw/visit:session")) == []


def test_only_who_had_accepted_is_let_go() -> None:
    declined = DrawDeclined(
        round=1,
        consultation=ConsultationId("c-market"),
        pool="session",
        talent="t-1",
        ground=None,
        accepted_before=True,
        on=date(2026, 2, 27),
    )
    at_once = declined.model_copy(update={"accepted_before": False})

    assert when_draw_declined_let_the_talent_go(recorded(declined, "draw/c-market:session")) == [
        Wanted("c-market", c.NoteTalentLeft(pool="session", talent="t-1"))
    ]
    assert when_draw_declined_let_the_talent_go(recorded(at_once, "draw/c-market:session")) == []
