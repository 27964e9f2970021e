"""What the outcomes service does of itself when another service tells it something."""

from datetime import date

from contracts.ids import SessionId, begun_by
from contracts.meetings.consultation import ConsultationConcluded, TaskAgreed
from runtime.policy import Wanted
from services.outcomes.outcome.policies import when_consultation_concluded_draft_the_outcome
from services.outcomes.wiring import OUTCOMES
from tests.outcomes import situations as s
from tests.slices.example import SOME_ID, recorded

concluded = ConsultationConcluded(
    topics=(s.TOPIC,),
    places=(),
    sessions=(SessionId("s-1"),),
    title=s.drafted.title,
    summary=s.drafted.summary,
    consensus=s.drafted.consensus,
    dissent=s.drafted.dissent,
    tasks=(
        TaskAgreed(
            session=SessionId("s-1"),
            promise=1,
            lead=s.COMMERCE,
            co=(s.TRANSPORT,),
            what=s.market.what,
            due=s.market.due,
        ),
        TaskAgreed(
            session=SessionId("s-1"),
            promise=2,
            lead=s.TRANSPORT,
            co=(),
            what=s.road.what,
            due=s.road.due,
        ),
    ),
    raised_by=s.drafted.raised_by,
    raised_in=s.VILLAGE,
    last_on=s.drafted.concluded_on,
    procedure=s.YZ7,
)


def test_what_is_concluded_drafts_an_outcome_with_an_id_of_its_own():
    record = recorded(concluded, f"consultation/{s.CONSULTATION}")

    assert when_consultation_concluded_draft_the_outcome(record) == [
        Wanted(begun_by(SOME_ID, "outcome"), s.draft)
    ]


def test_promises_of_two_sessions_that_count_alike_are_told_apart():
    first, second = concluded.tasks
    alike = second.model_copy(update={"session": SessionId("s-2"), "promise": 1})

    [ask] = when_consultation_concluded_draft_the_outcome(
        recorded(concluded.model_copy(update={"tasks": (first, alike)}))
    )

    assert [(each.session, each.promise) for each in ask.command.tasks] == [("s-1", 1), ("s-2", 1)]


def test_a_consultation_without_promises_drafts_an_outcome_without_tasks():
    quiet = concluded.model_copy(update={"tasks": ()})

    [ask] = when_consultation_concluded_draft_the_outcome(recorded(quiet))
    assert ask.command.tasks == ()


def test_the_longest_that_may_be_concluded_becomes_a_draft():
    """A policy cannot ask somebody to shorten a text, so nothing here is narrower than there."""
    agreed = TaskAgreed(
        session=SessionId("s-1"),
        promise=1,
        lead=s.COMMERCE,
        co=(s.TRANSPORT,) * 60,
        what="路" * 500,
        due=date(2149, 12, 31),
    )
    long = concluded.model_copy(
        update={"summary": "议" * 4000, "consensus": ("同" * 500,) * 300, "tasks": (agreed,) * 300}
    )

    [ask] = when_consultation_concluded_draft_the_outcome(recorded(long))
    assert len(ask.command.tasks) == 300


def test_conclusions_are_all_the_service_waits_for():
    assert set(OUTCOMES.policies) == {ConsultationConcluded}
