"""What the outcomes service does of itself when another service tells it something."""

from datetime import date

from contracts.meetings.consultation import MinutesConfirmed, TaskAgreed
from runtime.policy import Wanted
from services.outcomes.outcome.policies import when_minutes_confirmed_draft_the_outcome
from services.outcomes.wiring import OUTCOMES
from tests.outcomes import situations as s
from tests.slices.example import MATTER, recorded

minutes = MinutesConfirmed(
    title=s.drafted.title,
    summary=s.drafted.summary,
    sessions=2,
    consensus=s.drafted.consensus,
    dissent=s.drafted.dissent,
    tasks=(
        TaskAgreed(
            promise=1, lead=s.COMMERCE, co=(s.TRANSPORT,), what=s.market.what, due=s.market.due
        ),
        TaskAgreed(promise=2, lead=s.TRANSPORT, co=(), what=s.road.what, due=s.road.due),
    ),
    raised_by=s.drafted.raised_by,
    raised_in=s.VILLAGE,
    confirmed_by="样例一村议事会召集人",
)


def test_confirmed_minutes_draft_the_outcome_under_the_id_of_the_topic():
    assert when_minutes_confirmed_draft_the_outcome(recorded(minutes)) == [Wanted(MATTER, s.draft)]


def test_minutes_without_promises_draft_an_outcome_without_tasks():
    quiet = minutes.model_copy(update={"tasks": ()})

    [ask] = when_minutes_confirmed_draft_the_outcome(recorded(quiet))
    assert ask.command.tasks == ()


def test_the_longest_minutes_that_may_be_confirmed_become_a_draft():
    """A policy cannot ask somebody to shorten a text, so nothing here is narrower than there."""
    agreed = TaskAgreed(
        promise=1, lead=s.COMMERCE, co=(s.TRANSPORT,) * 60, what="路" * 500, due=date(2149, 12, 31)
    )
    long = minutes.model_copy(
        update={"summary": "议" * 4000, "consensus": ("同" * 500,) * 300, "tasks": (agreed,) * 300}
    )

    [ask] = when_minutes_confirmed_draft_the_outcome(recorded(long))
    assert len(ask.command.tasks) == 300


def test_minutes_are_all_the_service_waits_for():
    assert set(OUTCOMES.policies) == {MinutesConfirmed}
