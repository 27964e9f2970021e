"""Tasks of an outcome that is sent to nobody: its procedure has no step for it (model 14.9)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from contracts import procedure as p
from contracts.outcomes import outcome as e
from runtime.probe import Touched, probe
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.decider import OUTCOME
from services.outcomes.outcome.decider.missed import DEADLINES
from tests.outcomes import situations as s
from tests.outcomes.examples import POLICY
from tests.support.scenario import TODAY, Scenario

outcome = Scenario(OUTCOME, by=s.clerk)


def run(*steps: tuple[p.Plain, ...]) -> p.Procedure:
    """The first two runs of a simple procedure, and this third one."""
    last = [
        p.Step(code=f"s{number}", name=f"第{number}步", conditions=conditions)
        for number, conditions in enumerate(steps, start=1)
    ]
    return p.Procedure(code="KEPT", name="本级落实", steps=(*s.YZS.steps[:2], *last))


PLAIN = run((p.TasksAreAssigned(),), (p.TasksAreDone(),), (p.IsFedBack(),))
CONSENTED = run((p.OutcomeConsentGiven(), p.TasksAreAssigned()), (p.IsFedBack(),))
SENT_LATER = run((p.TasksAreAssigned(),), (p.OutcomeIsSent(),))
EITHER = run((p.AnyOf(conditions=(p.OutcomeIsSent(), p.ResultIsPosted())),))


def drafted(procedure: p.Procedure, *tasks: e.TaskDraft) -> e.OutcomeDrafted:
    return s.drafted.model_copy(update={"procedure": procedure, "tasks": tasks})


market_given = s.market_assigned_later
road_given = s.road_assigned.model_copy(
    update={"due_with_grace": TODAY, "first_progress_due": date(2026, 3, 23)}
)
further = c.AssignTask(lead=s.HEALTH, what="每月开展食品检测", due=date(2026, 4, 30))
further_given = e.TaskAssigned(
    task=3,
    lead=s.HEALTH,
    co=(),
    what="每月开展食品检测",
    due=date(2026, 4, 30),
    first_progress_due=date(2026, 3, 23),
)
market_done = s.market_done.model_copy(update={"on": date(2026, 3, 1)})
complete = s.complete.model_copy(update={"on": date(2026, 3, 1)})
life = (drafted(PLAIN, s.market), market_given, s.step(3, PLAIN))


def test_agreed_tasks_go_to_their_departments_without_a_letter():
    agreed = outcome.given(drafted(PLAIN, s.market, s.road))

    agreed.when(c.AssignAgreedTasks()).then(market_given, road_given, s.step(3, PLAIN))
    outcome.given(*life).when(c.AssignAgreedTasks()).then_nothing()
    outcome.given(drafted(PLAIN)).when(c.AssignAgreedTasks()).then_nothing()


def test_a_further_task_is_numbered_after_those_that_were_agreed():  # 001-34
    agreed = drafted(PLAIN, s.market, s.road)

    outcome.given(agreed).when(further).then(further_given)
    outcome.given(agreed, further_given).when(c.AssignAgreedTasks()).then(
        market_given, road_given, s.step(3, PLAIN)
    )
    outcome.given(drafted(PLAIN)).when(further).then(
        further_given.model_copy(update={"task": 1}), s.step(3, PLAIN)
    )


def test_it_closes_once_its_tasks_are_done_and_those_who_raised_it_were_told():
    told = c.GiveFeedback(on=TODAY, channel="上门反馈", satisfaction="good")
    fed_back = s.fed_back.model_copy(update={"on": TODAY})
    done = (*life, market_done, s.due_in_spring, s.step(4, PLAIN))
    closed = s.closed.model_copy(update={"outcome_number": None})

    outcome.given(*life[:1]).when(s.close).then_rejected("task-open")
    outcome.given(*life).when(s.close).then_rejected("task-open")
    outcome.given(drafted(PLAIN)).when(s.close).then_rejected("no-task")
    outcome.given(*life).when(told).then_rejected("step-order")
    first, *_, last = outcome.given(*life).when(complete, s.commerce).result
    assert (first, last) == (market_done, s.step(4, PLAIN))
    outcome.given(*done).when(told).then(fed_back, s.step(5, PLAIN))
    outcome.given(*done, fed_back, s.step(5, PLAIN)).when(s.close).then(closed)


@pytest.mark.parametrize("steps", [PLAIN, EITHER], ids=["none", "another way"])
def test_all_that_departments_do_is_open_without_a_letter(steps: p.Procedure):
    at_work = outcome.given(drafted(steps, s.market), market_given)
    returned = e.TaskReturned(task=1, department=s.COMMERCE, reason="归口农业部门", on=TODAY)

    for deed in (c.AcceptTask(task=1, officer="市场股"), c.ReturnTask(task=1, reason="归口不同")):
        assert isinstance(at_work.when(deed, s.commerce).result, list), deed
    assert isinstance(at_work.when(c.UrgeHandling(task=1, reason="未动工")).result, list)
    reassign = s.reassign.model_copy(update={"task": 1})
    given_back = outcome.given(drafted(steps, s.market), market_given, returned)
    assert isinstance(given_back.when(reassign).result, list)


def test_work_is_not_before_the_last_session_nor_due_then():
    early = {"on": date(2026, 1, 11)}
    before = further.model_copy(update={"due": date(2026, 1, 11)})

    outcome.given(*life).when(complete.model_copy(update=early), s.commerce).then_rejected(
        "before-conclusion"
    )
    outcome.given(*life).when(before).then_rejected("before-conclusion")
    outcome.given(*life).when(c.AssignTask(**{**dict(further), "due": date(2026, 1, 12)})).then(
        further_given.model_copy(
            update={"task": 2, "due": date(2026, 1, 12), "due_with_grace": TODAY}
        )
    )


def test_a_letter_that_follows_makes_no_earlier_work_untimely():
    sent = s.sent.model_copy(update={"sent_on": TODAY})
    history = (*life, market_done, s.step(4, PLAIN), sent)
    correct = c.CorrectCompletion(**{**dict(complete), "on": date(2026, 2, 20)}, reason="记错")

    outcome.given(*life).when(s.send).then(s.sent)
    assert isinstance(outcome.given(*history).when(correct, s.commerce).result, list)


def test_no_task_is_assigned_before_the_consent_that_the_procedure_asks_for():  # 000-24
    agreed = drafted(CONSENTED, s.market)

    for deed in (c.AssignAgreedTasks(), further, probe(c.AssignTask)):
        outcome.given(agreed).when(deed).then_rejected("no-outcome-consent")
    outcome.given(agreed, s.consented).when(c.AssignAgreedTasks()).then(
        market_given, s.step(3, CONSENTED)
    )


def test_tasks_wait_for_a_letter_that_a_step_to_come_asks_for():
    for history in ((s.drafted,), (s.drafted, s.consented), (drafted(SENT_LATER, s.market),)):
        for deed in (c.AssignAgreedTasks(), further, probe(c.AssignTask)):
            outcome.given(*history).when(deed).then_rejected("out-of-step")


def test_they_wait_no_longer_once_that_step_is_waived():  # 13.3-5
    steps = run((p.OutcomeIsSent(),), (p.TasksAreAssigned(),))
    waived = s.waived.model_copy(update={"step": "s1", "name": "第1步", "step_number": 3})

    outcome.given(drafted(steps, s.market)).when(c.AssignAgreedTasks()).then_rejected("out-of-step")
    outcome.given(drafted(steps, s.market), waived).when(c.AssignAgreedTasks()).then(
        market_given, s.step(4, steps)
    )


def test_what_departments_work_on_is_neither_refused_nor_drawn_up_again():
    outcome.given(*life).when(s.refuse, s.village_party).then_rejected("out-of-step")
    outcome.given(*life).when(s.redraft).then_rejected("out-of-step")
    outcome.given(life[0]).when(s.refuse, s.village_party).then(s.refused)


def test_its_days_are_missed_like_those_of_any_other():  # 9.3
    calendar = replace(POLICY, today=date(2026, 6, 1))
    note = c.NoteMissed(what="1/result", day=s.market.due)

    outcome.given(*life).when(note, calendar).then(
        e.DeadlineMissed(task=1, what=e.Awaited.RESULT, due=s.market.due)
    )


def test_a_day_that_was_over_when_the_task_went_out_is_on_record_as_missed():  # 9.3
    history = (drafted(PLAIN, s.road), road_given, s.step(3, PLAIN))
    next_day = replace(POLICY, today=TODAY + timedelta(days=1))
    state = OUTCOME.fold((event, s.VILLAGE) for event in history)
    (late,) = DEADLINES.over(state, next_day.today)

    assert (late.what, late.day) == ("2/result", s.road.due)
    assert not DEADLINES.over(state, TODAY)
    outcome.given(*history).when(c.NoteMissed(what=late.what, day=late.day), next_day).then(
        e.DeadlineMissed(task=2, what=e.Awaited.RESULT, due=s.road.due)
    )


def test_no_check_is_due_while_an_agreed_task_was_not_assigned():
    history = (drafted(run((p.IsFedBack(),)), s.market, s.road), further_given)
    done = c.CompleteTask(task=3, on=TODAY, result="已检测")

    recorded = outcome.given(*history).when(done, s.health).result
    assert [type(each) for each in recorded] == [e.TaskCompleted]


def test_what_is_offered_is_what_is_open():
    asked, agreed = probe(c.AssignTask), probe(c.AssignAgreedTasks)

    assert outcome.given(*life).when(agreed).result == []
    assert outcome.given(drafted(PLAIN, s.market)).when(agreed).result
    with pytest.raises(Touched):
        outcome.given(drafted(PLAIN)).when(asked)


def test_opened_again_it_is_where_it_was():
    consented = (drafted(CONSENTED), s.consented)
    unsent: dict[str, Any] = {"outcome_number": None}
    closed = s.closed.model_copy(update=unsent)
    reopened = s.reopened.model_copy(update={**unsent, "consented": True})

    outcome.given(*consented, closed).when(s.reopen).then(reopened)
    state = OUTCOME.fold((each, s.VILLAGE) for each in (*consented, closed, reopened))
    assert state.stage == "consented"


POSTED = run((p.ResultIsPosted(),), (p.IsFedBack(),), (p.IsAdopted(),))


@pytest.mark.parametrize(
    "used", [s.posted, s.adopted_as_decision, market_given], ids=["posted", "adopted", "assigned"]
)
def test_what_is_in_use_is_neither_refused_nor_drawn_up_again(used: e.OutcomeEvent):  # 000-24
    told = s.fed_back.model_copy(update={"on": TODAY})
    life = (drafted(POSTED, s.market), used)

    outcome.given(*life).when(s.redraft).then_rejected("out-of-step")
    outcome.given(*life).when(s.refuse, s.village_party).then_rejected("out-of-step")
    outcome.given(life[0]).when(s.redraft).then(s.redrafted)
    outcome.given(life[0], told).when(s.redraft).then(s.redrafted)
