"""What topics keeps of sessions and activities, to know one on which a topic rests."""

from contracts.topics.topic import SourceKind
from runtime.projection import Put
from services.topics.held import HELD, known_activities, known_sessions
from services.topics.topic.resting import OURS
from services.topics.wiring import TOPICS
from tests.meetings import situations as m
from tests.slices.example import recorded


def test_a_session_is_known_once_it_is_called():
    (known,) = HELD.project(recorded(m.called(), "session/s-1"))

    assert isinstance(known, Put)
    assert (known.table, known.key, known.values["unit"]) == (known_sessions, ("s-1",), m.VILLAGE)
    assert HELD.project(recorded(m.sat, "session/s-1")) == []


def test_an_activity_is_known_once_it_is_asked_or_recorded():
    for event in (m.survey_asked, m.survey):
        (known,) = HELD.project(recorded(event, "activity/a-1"))
        assert (known.table, known.key) == (known_activities, ("a-1",))


def test_every_kind_of_thing_is_looked_up():
    assert OURS.keys() == set(SourceKind)


def test_nothing_follows_from_what_is_looked_up():
    assert not set(TOPICS.policies) & set(HELD.events)
