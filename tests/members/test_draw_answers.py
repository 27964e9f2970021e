"""After the draw: answers, replacements in drawn order, turnout (001-32, 13.3-7, domain 6.2)."""

from dataclasses import replace
from datetime import date

from contracts.event import Recorded
from contracts.members import draw as e
from contracts.members.talent import Drawn
from services.members.draw import commands as c
from services.members.draw.decider import DRAW
from services.members.draw.reactions import REACTIONS
from tests.members import draws as d
from tests.members import situations as s
from tests.members.draws import FIRST, FOURTH, OFFICE, SECOND, THIRD, draw
from tests.slices.example import recorded
from tests.support.scenario import TODAY

ACCEPT = c.AcceptDraw(talent=FIRST, on=TODAY)
DECLINE = c.DeclineDraw(talent=FIRST, ground="illness", on=TODAY)
AFTER = replace(OFFICE, today=date(2026, 3, 6))


def test_a_drawn_talent_accepts() -> None:  # 001-32
    draw.given(*d.PERFORMED).when(ACCEPT).then(d.accepted)
    draw.given(*d.PERFORMED, d.accepted).when(ACCEPT).then_nothing()
    other = ACCEPT.model_copy(update={"talent": FOURTH})
    draw.given(*d.PERFORMED).when(other).then_rejected("not-drawn")


def test_who_declines_is_replaced_by_the_next_in_order() -> None:  # 13.3-7
    second = d.declined.model_copy(update={"talent": SECOND})
    then = d.replaced.model_copy(update={"talent": SECOND, "by": FOURTH})

    draw.given(*d.PERFORMED).when(DECLINE).then(d.declined, d.replaced)
    draw.given(*d.PERFORMED, d.declined, d.replaced).when(DECLINE).then_nothing()
    also = DECLINE.model_copy(update={"talent": SECOND})
    draw.given(*d.PERFORMED, d.declined, d.replaced).when(also).then(second, then)


def test_when_nobody_is_left_nobody_replaces() -> None:
    then = d.replaced.model_copy(update={"talent": SECOND, "by": FOURTH})
    second = d.declined.model_copy(update={"talent": SECOND})
    history = (*d.PERFORMED, d.declined, d.replaced, second, then)
    third = DECLINE.model_copy(update={"talent": THIRD})

    draw.given(*history).when(third).then(d.declined.model_copy(update={"talent": THIRD}))


def test_the_ground_is_one_of_the_county_s_or_none() -> None:
    bored = DECLINE.model_copy(update={"ground": "bored"})
    without = DECLINE.model_copy(update={"ground": None})

    draw.given(*d.PERFORMED).when(bored).then_rejected("unknown-code")
    declined = d.declined.model_copy(update={"ground": None})
    draw.given(*d.PERFORMED).when(without).then(declined, d.replaced)


def test_who_had_accepted_may_take_it_back() -> None:
    taken_back = d.declined.model_copy(update={"accepted_before": True})

    draw.given(*d.PERFORMED, d.accepted).when(DECLINE).then(taken_back, d.replaced)


def test_an_answer_counts_by_its_day_not_by_that_of_recording() -> None:
    in_time = ACCEPT.model_copy(update={"on": date(2026, 3, 5)})
    late = ACCEPT.model_copy(update={"on": date(2026, 3, 6)})
    early = ACCEPT.model_copy(update={"on": date(2026, 3, 1)})
    accepted = d.accepted.model_copy(update={"on": date(2026, 3, 5)})

    draw.given(*d.PERFORMED).when(in_time, AFTER).then(accepted)
    draw.given(*d.PERFORMED).when(late, AFTER).then_rejected("answer-late")
    draw.given(*d.PERFORMED).when(early).then_rejected("before-the-draw")
    draw.given(*d.PERFORMED).when(in_time).then_rejected("future-day")


def test_no_answer_in_time_is_a_refusal() -> None:
    lapse = c.LapseAnswer(talent=FIRST)
    lapsed = e.AnswerLapsed(round=1, talent=FIRST, due=date(2026, 3, 5))
    next_ = d.replaced.model_copy(update={"answer_by": date(2026, 3, 9)})

    draw.given(*d.PERFORMED).when(lapse).then_rejected("answer-still-open")
    draw.given(*d.PERFORMED).when(lapse, AFTER).then(lapsed, next_)
    draw.given(*d.PERFORMED, lapsed, next_).when(lapse, AFTER).then_nothing()
    draw.given(*d.PERFORMED, d.accepted).when(lapse, AFTER).then_rejected("answered")


def test_without_a_term_no_answer_is_late() -> None:
    pool = d.older.model_copy(update={"answer_days": None})
    performed = d.performed.model_copy(update={"answer_by": None})
    history = (d.asked, pool, *d.CALLED[2:], d.of_a, d.of_b, performed)
    late = ACCEPT.model_copy(update={"on": date(2026, 3, 6)})

    draw.given(*history).when(late, AFTER).then(d.accepted.model_copy(update={"on": late.on}))
    draw.given(*history).when(c.LapseAnswer(talent=FIRST), AFTER).then_rejected("answer-still-open")


def test_an_answer_that_replaced_somebody_stays() -> None:
    draw.given(*d.PERFORMED, d.declined, d.replaced).when(ACCEPT).then_rejected("answered")


def test_a_ground_that_came_later_is_put_right() -> None:
    refused = (*d.PERFORMED, d.declined, d.replaced)
    correct = c.CorrectAnswer(talent=FIRST, ground="travel", reason=d.answer_corrected.reason)

    draw.given(*refused).when(correct).then(d.answer_corrected)
    draw.given(*refused, d.answer_corrected).when(correct).then_nothing()
    draw.given(*d.PERFORMED).when(correct).then_rejected("not-refused")


def test_a_draw_is_closed_once_all_have_answered() -> None:
    close = c.CloseDraw()
    short = d.closed.model_copy(update={"accepted": (SECOND,), "short": True})
    refused = [
        d.declined,
        d.replaced,
        d.accepted_too,
        d.declined.model_copy(update={"talent": THIRD}),
        d.replaced.model_copy(update={"talent": THIRD, "by": FOURTH}),
        d.declined.model_copy(update={"talent": FOURTH}),
    ]

    draw.given(*d.PERFORMED, d.accepted).when(close).then_rejected("answers-missing")
    draw.given(*d.PERFORMED, d.accepted, d.accepted_too).when(close).then(d.closed)
    draw.given(*d.CLOSED).when(close).then_nothing()
    draw.given(*d.PERFORMED, *refused).when(close).then(short)
    draw.given(*d.CLOSED).when(ACCEPT).then_rejected("draw-elsewhere")


def test_who_came_is_recorded_and_corrected_with_a_reason() -> None:
    turnout = c.RecordTurnout(attended=(FIRST,), on=TODAY)
    both = turnout.model_copy(update={"attended": (FIRST, SECOND)})
    because = both.model_copy(update={"reason": "签到表漏看一行"})
    stranger = turnout.model_copy(update={"attended": (THIRD,)})
    corrected = e.TurnoutRecorded(
        round=1, attended=(FIRST, SECOND), absent=(), on=TODAY, reason="签到表漏看一行"
    )

    draw.given(*d.CLOSED).when(turnout).then(d.came)
    draw.given(*d.CLOSED, d.came).when(turnout).then_nothing()
    draw.given(*d.CLOSED, d.came).when(both).then_rejected("turnout-recorded")
    draw.given(*d.CLOSED, d.came).when(because).then(corrected)
    draw.given(*d.CLOSED).when(stranger).then_rejected("not-accepted")


def reacted(*history: e.DrawEvent) -> list[tuple[str, Drawn]]:
    """What the last event means for the talents."""
    state = DRAW.fold((each, s.COUNTY) for each in history)
    record: Recorded[e.DrawEvent] = recorded(history[-1], f"draw/{d.KEY}", s.COUNTY)
    found = [
        each for react in REACTIONS.get(type(history[-1]), ()) for each in react(record, state)
    ]
    return [(each.key, each.command.what) for each in found]  # type: ignore[attr-defined]


def test_every_talent_knows_what_a_draw_had_to_say() -> None:  # domain 6.2
    silent = d.declined.model_copy(update={"ground": None})

    assert reacted(*d.PERFORMED) == [(FIRST, Drawn.DRAWN), (SECOND, Drawn.DRAWN)]
    assert reacted(*d.PERFORMED, d.accepted) == [(FIRST, Drawn.ACCEPTED)]
    assert reacted(*d.PERFORMED, d.declined) == [(FIRST, Drawn.DECLINED)]
    assert reacted(*d.PERFORMED, silent) == [(FIRST, Drawn.WITHOUT_REASON)]
    assert reacted(*d.PERFORMED, d.lapsed) == [(FIRST, Drawn.WITHOUT_REASON)]
    assert reacted(*d.PERFORMED, d.declined, d.replaced) == [(THIRD, Drawn.DRAWN)]
    assert reacted(*d.PERFORMED, silent, d.answer_corrected) == [(FIRST, Drawn.DECLINED)]
    assert reacted(*d.CLOSED, d.came) == [(FIRST, Drawn.ATTENDED), (SECOND, Drawn.ABSENT)]
