"""What the kind of an outcome decides: a task it needs, its numbers, the classes of replies."""

from datetime import date

from contracts.outcomes import outcome as e
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.decider import OUTCOME
from services.outcomes.rules.decider import OutcomeRules
from tests.outcomes import situations as s
from tests.outcomes.examples import POLICY
from tests.support.scenario import Scenario, circumstances

outcome = Scenario(OUTCOME, by=s.clerk)

suggested = s.drafted.model_copy(
    update={"outcome_kind": s.reply_kind, "handling": s.answered, "tasks": ()}
)


def test_the_kind_follows_from_the_procedure_and_is_kept():  # 004-13
    small = s.draft.model_copy(update={"procedure": s.YZS})
    recorded = s.drafted.model_copy(
        update={
            "outcome_kind": s.record_kind,
            "handling": s.kept_here,
            "procedure": s.YZS,
            "series": None,
        }
    )

    outcome.given().when(small, POLICY).then(recorded)
    outcome.given().when(s.draft, POLICY).then(s.drafted)
    outcome.given(recorded).when(small, POLICY).then_nothing()


def test_where_nobody_made_rules_there_is_a_plain_kind():
    nobody_ruled = circumstances("policy", "policy", s.VILLAGE, OutcomeRules(), scope="")

    (drafted,) = outcome.given().when(s.draft, nobody_ruled).result

    assert (drafted.outcome_kind.code, drafted.handling.code) == ("outcome", "plain")


def test_a_number_has_the_shape_that_the_county_gave_its_kind():  # 004-13
    odd = s.send.model_copy(update={"outcome_number": "另一字1号"})

    outcome.given(s.drafted, s.consented).when(odd).then_rejected("misnumbered")


def test_a_kind_that_needs_a_task_does_not_close_without_one():  # 004-13
    checked = s.checked.model_copy(update={"tasks": (), "due": None})
    history = (suggested, s.consented, s.sent, checked, s.fed_back)

    outcome.given(*history).when(s.close).then_rejected("no-task")


def test_a_reply_has_a_class_of_its_handling():  # 8.1
    asked = outcome.given(suggested, s.consented, s.sent, s.market_assigned, s.reported)
    reply = s.complete.model_copy(update={"reply": "a"})

    asked.when(s.complete, s.commerce).then_rejected("unknown-code")
    asked.when(reply.model_copy(update={"reply": "c"}), s.commerce).then_rejected("unknown-code")
    result = asked.when(reply, s.commerce).result
    assert result[0] == s.market_done.model_copy(update={"reply": "a"})
    outcome.given(*s.on_its_way).when(reply, s.commerce).then_rejected("unknown-code")


def test_a_reply_that_is_to_be_followed_by_another_leaves_the_task_open_to_it():  # 8.1
    planned = s.market_done.model_copy(update={"reply": "b", "answered_again": True})
    asked = (suggested, s.consented, s.sent, s.market_assigned, s.reported)
    again = c.CompleteTask(task=1, on=date(2026, 3, 1), result="已经解决", reply="a")

    first = outcome.given(*asked).when(s.complete.model_copy(update={"reply": "b"}), s.commerce)
    assert first.result[0] == planned
    second = outcome.given(*asked, planned, s.due_in_spring).when(again, s.commerce)
    second.then(
        e.TaskCompleted(department=s.COMMERCE, **again.model_dump()),
    )
    outcome.given(*asked, planned).when(s.accept, s.commerce).then_rejected("task-completed")
