"""A topic that is selected sets its consultation in motion."""

from datetime import date

from contracts.ids import TopicId, begun_by
from contracts.topics.topic import TopicSelected
from runtime.policy import Wanted
from services.meetings.consultation.commands import OpenConsultation
from services.meetings.consultation.policies import when_topic_selected_open_the_consultation
from services.meetings.outcomes import OUTCOMES
from services.meetings.wiring import MEETINGS
from tests.common.procedures import KNOWN
from tests.slices.example import SOME_ID, recorded

UNIT = "620123109200"


def test_a_selected_topic_opens_its_consultation_under_an_id_of_its_own() -> None:  # 13.3-4
    selected = TopicSelected(
        kind="consultation",
        title="新建蔬菜市场",
        category="livelihood",
        weight="major",
        origin="public",
        raised_by="p-1",
        raised_in=UNIT,
        procedure=KNOWN["YZ6"],
        consented_on=date(2026, 2, 20),
    )

    assert when_topic_selected_open_the_consultation(recorded(selected, "topic/42")) == [
        Wanted(
            begun_by(SOME_ID, "consultation"),
            OpenConsultation(
                unit=UNIT,
                topics=(TopicId("42"),),
                title="新建蔬菜市场",
                weight="major",
                origin="public",
                raised_by="p-1",
                raised_in=UNIT,
                procedure=KNOWN["YZ6"],
                consented_on=date(2026, 2, 20),
            ),
        )
    ]


def test_nothing_flows_back_from_outcomes() -> None:
    """They are looked up where somebody names one, and nothing follows from them."""
    assert set(MEETINGS.sources) == {"topics", "members", "outcomes"}
    assert set(MEETINGS.sources["outcomes"].values()) == set(OUTCOMES.events)
    assert not set(MEETINGS.policies) & set(OUTCOMES.events)
