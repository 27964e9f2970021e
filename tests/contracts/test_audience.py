"""For whom an event type is meant: nothing of a person is open, nor sent to anybody unasked."""

import pytest

from contracts.audience import Audience
from contracts.event import Event
from runtime.aggregate import Aggregate
from runtime.run import load
from yishi.contract import promises
from yishi.contract.events import event_types, service_of, services
from yishi.contract.schemas import of_data

EVENTS = event_types()
PERSONS = (
    "member",
    "members",
    "person",
    "raised_by",
    "entered_by",
    "with_member",
    "before",
    "co_signers",
)
AT_WORK = {
    # What members do in public, and what others need to begin their part of a matter.
    "yishi.meetings.ActivityCorrected",
    "yishi.meetings.ActivityRecorded",
    "yishi.meetings.ConsultationConcluded",
    "yishi.meetings.ConsultationOpened",
    "yishi.meetings.ParticipantsFixed",
    "yishi.meetings.ParticipantsInvited",
    "yishi.outcomes.CheckCorrected",
    "yishi.outcomes.CheckHeld",
    "yishi.outcomes.OutcomeDrafted",
    "yishi.topics.GradeTakenBack",
    "yishi.topics.ProposalFiled",
    "yishi.topics.ProposalGraded",
    "yishi.topics.TopicSelected",
}


def names_a_person(name: str, event: type[Event]) -> bool:
    fields = promises.fields_of(of_data(name, event))
    return any(path.replace("[]", "").rpartition(".")[2] in PERSONS for path in fields)


OF_NOBODY = {"plan", "series", "call", "rating"}
"""What stands apart and is about no person."""


def of_persons(service: str) -> list[Aggregate]:
    found, _ = load(service)
    return [kind for kind in found.kinds if kind.apart and kind.name not in OF_NOBODY]


@pytest.mark.parametrize("service", services(EVENTS))
def test_all_types_of_a_personal_aggregate_are_personal(service: str) -> None:
    events = {event for kind in of_persons(service) for event in kind.events}

    assert {event.__name__: event.audience for event in events} == {
        event.__name__: Audience.PERSONAL for event in events
    }


def test_members_have_personal_aggregates() -> None:
    assert {kind.name for kind in of_persons("members")} >= {"duty", "member"}


@pytest.mark.parametrize("name", EVENTS)
def test_what_names_a_person_is_personal(name: str) -> None:
    event = EVENTS[name]

    if names_a_person(name, event):
        assert (event.audience is Audience.PERSONAL) == (name not in AT_WORK)
        assert event.audience is not Audience.OPEN


def test_those_at_work_name_persons() -> None:
    assert {name for name in AT_WORK if not names_a_person(name, EVENTS[name])} == set()


def test_keys_are_open_to_whoever_checks_signatures() -> None:
    adopted = [
        event for name, event in EVENTS.items() if name.endswith((".KeyAdopted", ".KeyLost"))
    ]

    assert len(adopted) == 2 * len({service_of(name) for name in EVENTS})
    assert {event.audience for event in adopted} == {Audience.OPEN}
