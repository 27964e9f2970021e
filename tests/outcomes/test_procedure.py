"""An outcome walks through its run of its own copy of the procedure (13.3-4, 13.3-5, 13.3-15)."""

from datetime import date
from typing import Any

import pytest

from common.conditions import KINDS
from contracts import procedure as p
from contracts.outcomes import outcome as e
from runtime.probe import Touched, probe
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.decider import OUTCOME
from tests.outcomes import situations as s
from tests.support.scenario import Scenario

outcome = Scenario(OUTCOME, by=s.clerk)
SIX = (s.by_six_steps, s.consented)
QUIET = c.CloseOutcome(benefit=e.Benefit(none_because="当场解释清楚"), reason="已反馈")


def by(code: Any, **content: Any) -> e.OutcomeDrafted:
    return s.drafted.model_copy(update={"procedure": code, **content})


def test_the_result_is_posted_once_there_is_consent_to_use_it():  # 000-24
    outcome.given(s.by_six_steps).when(s.post).then_rejected("no-outcome-consent")
    outcome.given(*SIX).when(s.post).then(s.posted, s.step(5, s.YZ6))
    outcome.given(*SIX, s.posted, s.step(5, s.YZ6)).when(s.post).then_nothing()


def test_a_result_is_posted_neither_tomorrow_nor_before_the_last_session():
    tomorrow = s.post.model_copy(update={"on": date(2026, 3, 3)})
    early = s.post.model_copy(update={"on": date(2026, 1, 11)})

    outcome.given(*SIX).when(tomorrow).then_rejected("future-day")
    outcome.given(*SIX).when(early).then_rejected("before-conclusion")


def test_a_task_is_not_completed_before_the_result_is_posted():  # 13.3-5
    sent = (*SIX, s.sent, s.market_assigned, s.road_assigned)

    outcome.given(*sent).when(s.complete, s.commerce).then_rejected("step-order")
    outcome.given(*sent, s.posted, s.step(5, s.YZ6)).when(s.complete, s.commerce).then(
        s.market_done
    )


def test_consent_goes_as_the_procedure_has_it():
    late = s.YZ6.model_copy(update={"steps": (*s.YZ6.steps[:4], s.YZ6.steps[5], s.YZ6.steps[4])})
    told = c.GiveFeedback(on=date(2026, 1, 14), channel="上门反馈")

    outcome.given(by(late)).when(s.consent_to, s.village_party).then_rejected("step-order")
    outcome.given(by(late)).when(told).then(
        e.FeedbackGiven(feedback=1, raised_by="m-620123-0007", **dict(told))
    )


def test_a_step_is_waived_by_whom_the_procedure_names():  # 13.3-5
    outcome.given(*SIX).when(s.waive, s.village_party).then(s.waived)
    outcome.given(*SIX, s.waived).when(s.waive, s.village_party).then_nothing()
    outcome.given(*SIX).when(s.waive, s.township_party).then_rejected("same-level")
    act = s.waive.model_copy(update={"step": "act"})
    outcome.given(*SIX, s.waived).when(act, s.village_party).then_rejected("not-waivable")
    unknown = s.waive.model_copy(update={"step": "vote"})
    outcome.given(*SIX).when(unknown, s.village_party).then_rejected("no-step")
    done = (*SIX, s.posted, s.step(5, s.YZ6))
    outcome.given(*done).when(s.waive, s.village_party).then_rejected("not-waivable")


def test_a_waiver_is_closed_by_its_rule_where_no_step_ahead_may_be_waived():  # 13.3-5
    asked = probe(c.WaiveStep)

    for life in ((s.drafted,), (*SIX, s.waived), (*SIX, s.posted, s.step(5, s.YZ6))):
        outcome.given(*life).when(asked, s.village_party).then_rejected("not-waivable")
    with pytest.raises(Touched):
        outcome.given(*SIX).when(asked, s.village_party)


def test_a_simple_matter_closes_with_feedback_alone():  # domain 5.2 YZS
    told = c.GiveFeedback(on=date(2026, 1, 13), channel="当场答复", satisfaction="good")
    fed_back = e.FeedbackGiven(feedback=1, raised_by="m-620123-0007", satisfied=True, **dict(told))
    life = (s.by_half_a_page, fed_back, s.step(3, s.YZS))

    outcome.given(s.by_half_a_page).when(QUIET).then_rejected("no-feedback")
    outcome.given(s.by_half_a_page).when(told).then(*life[1:])
    outcome.given(*life).when(QUIET).then(
        s.closed.model_copy(update={"outcome_number": None, **dict(QUIET)})
    )


def test_a_simple_matter_that_left_a_task_does_not_close_before_it_is_done():  # 000-34
    fed_back = s.fed_back.model_copy(update={"on": date(2026, 1, 13)})
    life = (by(s.YZS), fed_back, s.step(3, s.YZS))

    outcome.given(*life).when(QUIET).then_rejected("task-open")
    outcome.given(*life).when(s.send, s.on_the_day).then(*s.on_its_way[2:5])


def test_feedback_without_a_letter_is_not_before_the_last_session():
    early = c.GiveFeedback(on=date(2026, 1, 11), channel="当场答复")

    outcome.given(s.by_half_a_page).when(early).then_rejected("before-conclusion")


def test_a_matter_that_was_never_sent_goes_on_where_it_was():
    told = s.fed_back.model_copy(update={"on": date(2026, 1, 13)})
    closed = s.closed.model_copy(update={"outcome_number": None, **dict(QUIET)})
    life = (s.by_half_a_page, told, s.step(3, s.YZS), closed)
    reopened = s.reopened.model_copy(
        update={"outcome_number": None, "consented": False, "reason": "又有人提出"}
    )

    outcome.given(*life).when(c.ReopenOutcome(reason="又有人提出")).then(reopened)
    outcome.given(*life, reopened).when(QUIET).then_rejected("no-feedback")
    again = told.model_copy(update={"feedback": 2})
    outcome.given(*life, reopened, again).when(QUIET).then(closed)


def test_closing_tests_all_on_present_facts_though_its_steps_are_complete():
    taken_back = (s.not_kept, s.road_reopened, s.road_done)
    again = s.checked.model_copy(update={"check": 3})

    outcome.given(*s.round_walked, *taken_back).when(s.close).then_rejected("not-kept")
    outcome.given(*s.round_walked, *taken_back, again).when(s.close).then(s.closed)


def test_tasks_are_assigned_and_mostly_done_before_they_are_rated():  # domain 5.1 AH5
    sent = (by(s.AH5), s.sent, s.market_assigned, s.road_assigned)

    outcome.given(by(s.AH5)).when(s.send, s.on_the_day).then(*sent[1:])
    outcome.given(*sent, s.market_done).when(s.give_feedback).then_rejected("step-order")
    outcome.given(*sent, s.market_done, s.road_done).when(
        c.UrgeHandling(task=1, letter="1号", new_due=None, reason="x")
    ).then_rejected("task-completed")
    outcome.given(by(s.AH5), s.sent, s.market_assigned).when(s.close).then_rejected("task-open")


def test_a_step_that_asks_for_assigned_tasks_waits_for_one():  # 001-34
    assigned = s.AH5.steps[3].model_copy(update={"conditions": s.AH5.steps[3].conditions[:1]})
    only = s.AH5.model_copy(update={"steps": (*s.AH5.steps[:3], assigned, s.AH5.steps[4])})
    sent = (by(only, tasks=()), s.sent)
    one = (by(only, tasks=(s.market,)), s.sent, s.market_assigned)

    outcome.given(sent[0]).when(s.send, s.on_the_day).then(s.sent)
    outcome.given(*sent).when(s.check.model_copy(update={"tasks": ()})).then_rejected("step-order")
    outcome.given(*one, s.step(4, only), s.market_done).when(s.give_feedback).then(s.fed_back)


def test_what_is_to_be_adopted_is_written_down_before_it_closes():  # domain 5.2
    rules = s.adopted_as_decision.model_copy(update={"place": "village-rules"})
    told = s.fed_back
    walked = (by(s.JH1, tasks=(s.market,)), s.sent, s.market_assigned)
    checked = s.checked.model_copy(update={"tasks": s.checked.tasks[:1], "due": None})

    plain = (*walked, s.market_done, s.step(4, s.JH1), checked, told)
    refused = outcome.given(*plain).when(s.close)
    refused.then_rejected("not-adopted")
    assert c.AdoptOutcome.called[0] in refused.result.chinese
    adopted = (*walked, s.market_done, s.step(4, s.JH1), checked, rules)
    outcome.given(*adopted, s.step(5, s.JH1)).when(s.close).then(s.closed)


@pytest.mark.parametrize("copies", [(), ("县目标绩效办",), ("县纪委",)])
def test_copies_go_to_whom_the_procedure_names(copies: tuple[str, ...]):  # 001-22
    report = s.YZ7.steps[5]
    consent, sent = report.conditions
    asked = sent.model_copy(update={"copies": copies})
    step = report.model_copy(update={"conditions": (consent, asked)})
    procedure = s.YZ7.model_copy(update={"steps": (*s.YZ7.steps[:5], step, s.YZ7.steps[6])})

    recorded = outcome.given(by(procedure), s.consented).when(s.send).result

    assert isinstance(recorded, list)
    assert (s.reported in recorded) == (copies != ("县纪委",))


def last_asks(*conditions: p.Plain) -> p.Procedure:
    """The simple procedure, closing on these conditions."""
    last = s.YZS.steps[2].model_copy(update={"conditions": conditions})
    return s.YZS.model_copy(update={"steps": (*s.YZS.steps[:2], last)})


def test_an_outcome_goes_to_whom_the_procedure_names():  # model 4
    asked = by(last_asks(p.OutcomeIsSent(to=("镇党委", "县委"))), tasks=())
    both = s.send.model_copy(update={"recipients": ("镇党委", "县委")})
    one = s.sent.model_copy(update={"copies": ("县委",)})

    refused = outcome.given(asked, one).when(QUIET)
    refused.then_rejected("not-sent")
    assert "须报送：镇党委、县委" in refused.result.chinese
    recorded = outcome.given(asked).when(both).result
    assert isinstance(recorded, list)
    assert recorded[-1] == s.step(3, s.YZS)


def test_others_than_those_who_raised_it_are_told_by_name():  # model 4, 000-34
    asked = by(last_asks(p.IsFedBack(), p.IsFedBack(whom=("present",))), tasks=())
    told = s.give_feedback.model_copy(update={"on": date(2026, 2, 27)})
    fed_back = s.fed_back.model_copy(update={"feedback": 2, "on": date(2026, 2, 27)})
    nobody = s.tell_in_public.model_copy(update={"whom": "nosuch"})
    closed = s.closed.model_copy(update={"outcome_number": None, **dict(QUIET)})

    outcome.given(asked).when(nobody).then_rejected("unknown-code")
    outcome.given(asked).when(s.tell_in_public).then(s.told_in_public)
    outcome.given(asked, s.told_in_public).when(QUIET).then_rejected("no-feedback")
    outcome.given(asked, s.fed_back).when(QUIET).then_rejected("no-feedback")
    outcome.given(asked, s.told_in_public).when(told).then(fed_back, s.step(3, s.YZS))
    outcome.given(asked, s.told_in_public, fed_back).when(QUIET).then(closed, s.step(3, s.YZS))


def test_place_and_level_are_those_of_one_adoption():  # model 4, 004-14
    asked = by(last_asks(p.IsAdopted(places=("decision",), levels=("county",))), tasks=())
    village = s.adopted_as_decision.model_copy(update={"level": "village"})
    rules = s.adopted_as_decision.model_copy(update={"place": "village-rules"})

    refused = outcome.given(asked, village, rules).when(QUIET)
    refused.then_rejected("not-adopted")
    assert "层级须为：county" in refused.result.chinese
    outcome.given(asked).when(s.adopt).then(s.adopted_as_decision, s.step(3, s.YZS))


def test_consent_of_another_level_is_none():
    of_the_township = s.consent.model_copy(update={"bodies": ("party-620123109",)})
    given = c.ConsentToOutcome(consent=of_the_township)

    outcome.given(s.by_six_steps).when(given, s.township_party).then_rejected("same-level")
    outcome.given(s.by_six_steps).when(given, s.village_party).then_rejected("not-consenting")


def test_a_step_may_be_the_business_of_some_offices_alone():  # model 4
    narrow = s.YZ6.steps[4].model_copy(update={"actors": ("convenor",)})
    steps = (*s.YZ6.steps[:4], narrow, s.YZ6.steps[5])
    life = (by(s.YZ6.model_copy(update={"steps": steps, "code": "N"})),)

    outcome.given(*life).when(s.consent_to, s.village_party).then_rejected("other-office")


def test_any_of_several_closes_an_outcome():
    either = p.AnyOf(conditions=(p.IsAdopted(), p.ResultIsPosted()))
    last = s.YZS.steps[2].model_copy(update={"conditions": (either,)})
    procedure = s.YZS.model_copy(update={"steps": (*s.YZS.steps[:2], last)})
    life = (by(procedure, tasks=()),)

    outcome.given(*life).when(QUIET).then_rejected("none-of-these")
    outcome.given(*life).when(s.post).then(s.posted, s.step(3, procedure))
    closed = s.closed.model_copy(update={"outcome_number": None, **dict(QUIET)})
    outcome.given(*life, s.posted, s.step(3, procedure)).when(QUIET).then(closed)


@pytest.mark.parametrize("condition", [p.OutcomeIsSent(), p.ResultIsPosted(), p.TasksAreAssigned()])
def test_what_is_lacking_in_the_end_is_named(condition: p.Plain):
    last = s.YZS.steps[2].model_copy(update={"conditions": (condition,)})
    procedure = s.YZS.model_copy(update={"steps": (*s.YZS.steps[:2], last)})

    refusal = outcome.given(by(procedure, tasks=())).when(QUIET)

    refusal.then_rejected(KINDS[type(condition)].rule)
