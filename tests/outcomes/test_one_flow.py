"""Proposals and reports are handled as opinions are: handed over, answered, handled again."""

from dataclasses import replace
from datetime import date

from contracts.outcomes import outcome as e
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.decider import OUTCOME
from tests.outcomes import handled as h
from tests.outcomes import situations as s
from tests.support.scenario import Scenario

outcome = Scenario(OUTCOME, by=h.clerk)
department = Scenario(OUTCOME, by=h.transport)


def test_a_proposal_leads_to_the_kind_that_names_it():  # 004-13
    outcome.given().when(h.draft, h.policy).then(h.drafted)
    outcome.given().when(h.draft_of_report, h.policy).then(h.report_drafted)


def test_where_no_kind_names_it_nothing_is_drafted():  # 004-13
    handlings = s.rules.handlings.model_copy(update={"kinds": (s.opinion,)})
    plain = replace(h.policy, rules=replace(s.rules, handlings=handlings))

    outcome.given().when(h.draft, plain).then_nothing()
    outcome.given().when(h.note, plain).then_nothing()


def test_a_report_that_is_issued_and_used_is_one_outcome():  # 8.4
    used = h.draft_of_report.model_copy(update={"title": "上级采用的社情民意信息"})

    outcome.given(h.report_drafted).when(used, h.policy).then_nothing()


def test_a_handling_has_steps_of_its_own():  # 004-13
    sent = s.YZ7.steps[5]
    handling = h.by_letter.model_copy(update={"steps": (sent,)})
    handlings = s.rules.handlings.model_copy(update={"handlings": (handling, s.sent_on)})
    by = replace(h.policy, rules=replace(s.rules, handlings=handlings))

    (drafted,) = outcome.given().when(h.draft, by).result
    assert drafted.procedure.steps == (sent,)
    outcome.given(drafted).when(h.assign).then_rejected("out-of-step")


def test_a_task_has_the_days_of_its_handling():  # 8.1
    outcome.given(h.drafted).when(h.assign).then(h.assigned)
    alone = h.assign.model_copy(update={"co": ()})
    (task,) = outcome.given(h.drafted).when(alone).result
    assert task.co_opinion_due is None


def test_a_task_is_returned_within_its_working_days():  # 8.1, 6
    give_back = c.ReturnTask(task=1, reason="不属本单位职责")
    life = department.given(*h.handed_over)
    late = replace(h.transport, today=date(2026, 3, 10))
    told = give_back.model_copy(update={"on": date(2026, 3, 9)})

    returned = e.TaskReturned(
        task=1, department=s.TRANSPORT, reason="不属本单位职责", on=date(2026, 3, 2)
    )
    life.when(give_back).then(returned)
    life.when(give_back, late).then_rejected("return-too-late")
    life.when(told, late).then(returned.model_copy(update={"on": date(2026, 3, 9)}))
    life.when(told).then_rejected("future-day")


def test_the_lead_contacts_those_who_raised_it_before_it_replies():  # 8.1, 7
    heard = (*h.handed_over, h.opinion)

    department.given(*heard).when(h.reply).then_rejected("not-contacted")
    department.given(*heard).when(h.contact).then(h.contacted)
    department.given(*heard, h.contacted).when(h.contact).then_nothing()
    department.given(*heard).when(h.contact, h.commerce).then_rejected("not-your-task")


def test_those_who_help_give_their_opinion_first_as_long_as_they_may():  # 8.1, 7
    silent = (*h.handed_over, h.contacted)
    later = replace(h.transport, today=date(2026, 4, 3))
    overdue = h.reply.model_copy(update={"on": date(2026, 4, 3)})

    department.given(*silent).when(h.reply).then_rejected("co-opinion-open")
    department.given(*silent).when(h.give_opinion, h.commerce).then(h.opinion)
    department.given(*silent, h.opinion).when(h.give_opinion, h.commerce).then_nothing()
    department.given(*silent).when(h.give_opinion).then_rejected("not-co-handling")
    (told, *_) = department.given(*silent).when(overdue, later).result
    assert told == h.replied.model_copy(update={"on": date(2026, 4, 3)})
    department.given(*h.done).when(h.give_opinion, h.commerce).then_rejected("task-completed")


def test_a_reply_is_signed_and_sealed():  # 8.1, 8
    unsealed = h.letter.model_copy(update={"sealed": False})

    for letter in (None, unsealed):
        reply = h.reply.model_copy(update={"letter": letter})
        department.given(*h.ready).when(reply).then_rejected("not-sealed")
    department.given(*h.ready).when(h.reply).then(h.replied, s_due(0), s_due(1))


def s_due(number: int) -> e.CheckScheduled:
    term = s.adoption.checks.kinds[0].after[number]
    due = s.rules.days.end(h.replied.on, term)
    return e.CheckScheduled(
        kind="look-back", due=due.day, counted=term, provisional=due.provisional
    )


def test_more_time_is_given_as_far_as_the_handling_allows():  # 8.1, 8
    life = outcome.given(*h.handed_over)

    life.when(h.extend).then(h.extended)
    outcome.given(*h.handed_over, h.extended).when(h.extend).then_nothing()
    life.when(h.extend.model_copy(update={"due": date(2026, 9, 3)})).then_rejected("too-long")
    life.when(h.extend.model_copy(update={"due": date(2026, 6, 1)})).then_rejected("due-earlier")
    outcome.given(*h.done).when(h.extend).then_rejected("task-completed")


def test_a_class_that_is_answered_again_keeps_the_outcome_open():  # 8.1, 11
    planned = h.reply.model_copy(update={"reply": "b", "result": "已列入计划"})
    result = department.given(*h.ready).when(planned).result
    assert result[0] == h.planned

    told = (*h.ready, h.planned, h.satisfied)
    outcome.given(*told).when(s.close).then_rejected("reply-awaited")
    again = h.replied.model_copy(update={"on": date(2026, 3, 2)})
    closed = outcome.given(*told, again).when(s.close).result
    assert isinstance(closed[0], e.OutcomeClosed)


def test_who_is_not_satisfied_has_it_handled_again_and_is_told_anew():  # 8.1, 9-10
    (told, step) = outcome.given(*h.done).when(h.feed_back).result
    assert told == h.not_satisfied
    life = (*h.done, told, step)

    outcome.given(*life).when(s.close).then_rejected("not-satisfied")
    outcome.given(*h.done, h.satisfied).when(h.handle_again).then_rejected("nobody-dissatisfied")
    outcome.given(*life).when(h.handle_again).then(h.again)
    anew = (*life, h.again)
    outcome.given(*anew).when(h.handle_again).then_rejected("not-completed")
    department.given(*anew).when(h.reply).then_rejected("not-contacted")
    outcome.given(*anew, h.contacted, h.replied).when(s.close).then_rejected("no-feedback")
    twice = told.model_copy(update={"feedback": 2})
    (closed,) = outcome.given(*anew, h.contacted, h.replied, twice).when(s.close).result
    assert isinstance(closed, e.OutcomeClosed)


def test_each_proposer_gets_an_answer():  # 8.1, 4b
    first = h.feed_back.model_copy(update={"satisfaction": "good", "told": (h.FIRST,)})
    one = h.satisfied.model_copy(update={"told": (h.FIRST,)})
    rest = h.satisfied.model_copy(update={"feedback": 2, "told": (h.SECOND,)})

    outcome.given(*h.done).when(first).then(one)
    outcome.given(*h.done, one).when(s.close).then_rejected("no-feedback")
    second = first.model_copy(update={"told": (h.SECOND,)})
    (told, step) = outcome.given(*h.done, one).when(second).result
    assert (told, step.step) == (rest, "answered")
    stranger = first.model_copy(update={"told": ("m-620123-0099",)})
    outcome.given(*h.done).when(stranger).then_rejected("not-a-proposer")


def test_who_joined_later_is_answered_too():  # 8.1, 4b
    outcome.given(*h.done).when(h.note, h.policy).then(h.noted)
    outcome.given(*h.done, h.noted).when(h.note, h.policy).then_nothing()
    outcome.given(*h.done, h.noted, h.satisfied).when(s.close).then_rejected("no-feedback")
