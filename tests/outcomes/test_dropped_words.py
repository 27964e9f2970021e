"""A word that leaves the profile stays good for outcomes that name it already (0018)."""

from dataclasses import replace
from datetime import date

import pytest

from contracts import procedure as p
from contracts.outcomes import outcome as e
from contracts.outcomes.rules import CheckKind, Checks
from contracts.vocabulary import Entry
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.decider import OUTCOME
from tests.outcomes import situations as s
from tests.support.scenario import TODAY, Scenario

other = Entry(code="other", chinese="其他", english="other")
rules = replace(
    s.rules,
    checks=Checks(kinds=(CheckKind(code="other", chinese="其他", english="other"),)),
    words=s.rules.words.model_copy(
        update={
            "feedback_to": (other,),
            "adoption_places": (other,),
            "adoption_levels": (other,),
        }
    ),
    handlings=s.rules.handlings.model_copy(
        update={"kinds": (s.opinion,), "handlings": (s.sent_on,), "reply_classes": ()}
    ),
)
clerk, supervisor = replace(s.clerk, rules=rules), replace(s.supervisor, rules=rules)
commerce = replace(s.commerce, rules=rules)
outcome = Scenario(OUTCOME, by=clerk)


def run(*conditions: p.Condition) -> e.OutcomeDrafted:
    step = p.Step(code="last", name="末步", conditions=conditions)
    named = p.Procedure(code="NAMED", name="点名", steps=(*s.YZS.steps[:2], step))
    return s.drafted.model_copy(update={"procedure": named, "tasks": ()})


ADOPTED = p.IsAdopted(places=("decision",), levels=("county",))
CHECKED, TOLD = p.Checked(check="special"), p.IsFedBack(whom=("present",))
EITHER = p.AnyOf(conditions=(CHECKED, TOLD, ADOPTED))
inspect = s.check.model_copy(update={"kind": "special", "tasks": (), "on": TODAY})


@pytest.mark.parametrize(
    ("condition", "deed"),
    [
        (CHECKED, inspect),
        (TOLD, s.tell_in_public),
        (ADOPTED, s.adopt),
        (EITHER, inspect),
        (EITHER, s.tell_in_public),
        (EITHER, s.adopt),
    ],
    ids=["check", "feedback", "adoption", "check or", "feedback or", "adoption or"],
)
def test_what_the_procedure_names_can_be_fulfilled(condition: p.Condition, deed):
    drafted = run(condition)
    done = outcome.given(drafted).when(deed, clerk).result

    assert isinstance(done, list), done
    closed = outcome.given(drafted, *done).when(s.close).result
    assert isinstance(closed, list), closed
    outcome.given(run(p.OutcomeIsSent())).when(deed, clerk).then_rejected("unknown-code")


def test_a_check_that_is_due_is_held_and_one_that_was_held_is_corrected():  # 004-19
    correct = s.correct_check.model_copy(update={"check": 1, "tasks": s.check.tasks})
    (held, *_) = outcome.given(*s.done).when(s.check, clerk).result
    (again, *_) = outcome.given(*s.done, s.checked).when(s.check, clerk).result
    (put_right, *_) = outcome.given(*s.done, s.checked).when(correct, clerk).result

    assert (held.due, held.credited_as) == (s.due_in_spring.due, None)
    assert (again.check, again.credited_as) == (2, s.checked.credited_as)
    assert (put_right.kind, put_right.credited_as) == ("look-back", "look-back")


def test_a_check_of_such_a_kind_is_scheduled_for_a_day_and_has_no_rhythm():
    on_a_day = s.schedule.model_copy(update={"due": date(2026, 4, 1)})

    outcome.given(run(CHECKED)).when(s.schedule, supervisor).then_rejected("no-rhythm")
    outcome.given(run(CHECKED)).when(on_a_day).then(e.CheckScheduled(**on_a_day.model_dump()))
    assert len(outcome.given(run(CHECKED)).when(inspect).result) == 2  # the step, and no other day


def test_where_it_was_adopted_once_it_is_adopted_again():  # 004-14
    again = s.adopt.model_copy(update={"paper": "第二号"})
    history = (*s.done, s.adopted_as_decision)

    (adopted, *_) = outcome.given(*history).when(again).result
    assert adopted.adoption == 2
    outcome.given(*s.done).when(again).then_rejected("unknown-code")


def test_it_is_adopted_where_its_own_kind_says():  # 5.2
    kept = run(p.IsAdopted(levels=("village",))).model_copy(update={"outcome_kind": s.record_kind})
    rules_of_village = s.adopt.model_copy(update={"place": "village-rules", "level": "village"})

    assert isinstance(outcome.given(kept).when(rules_of_village).result, list)


ANSWERED = s.drafted.model_copy(
    update={"outcome_kind": s.reply_kind, "handling": s.answered, "tasks": ()}
)
asked = (ANSWERED, s.consented, s.sent, s.market_assigned, s.reported)


def test_a_task_is_completed_with_a_class_that_its_handling_names():  # 8.1
    reply = s.complete.model_copy(update={"reply": "a"})

    (done, *_) = outcome.given(*asked).when(reply, commerce).result
    assert done == s.market_done.model_copy(update={"reply": "a"})
    outcome.given(*asked).when(s.complete, commerce).then_rejected("unknown-code")
    outcome.given(*asked).when(
        s.complete.model_copy(update={"reply": "c"}), commerce
    ).then_rejected("unknown-code")


def test_a_class_means_what_was_recorded_of_it():  # 8.1
    planned = s.market_done.model_copy(update={"reply": "b", "answered_again": True})
    once_more = c.CompleteTask(task=1, on=date(2026, 3, 1), result="列入明年计划", reply="b")
    correct = s.correct_completion.model_copy(update={"reply": "b"})

    for deed in (once_more, correct):
        (said, *_) = outcome.given(*asked, planned).when(deed, commerce).result
        assert said.answered_again
