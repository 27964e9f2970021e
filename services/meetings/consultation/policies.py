"""What the topics service records, and what it means for a consultation."""

from contracts.event import Recorded
from contracts.ids import TopicId, begun_by
from contracts.topics.topic import TopicSelected
from runtime.policy import Wanted
from services.meetings.consultation.commands import OpenConsultation


def when_topic_selected_open_the_consultation(record: Recorded[TopicSelected]) -> list[Wanted]:
    topic = record.data
    return [
        Wanted(
            begun_by(record.id, "consultation"),
            OpenConsultation(
                unit=record.unit,
                topics=(TopicId(record.key),),
                title=topic.title,
                weight=topic.weight,
                origin=topic.origin,
                raised_by=topic.raised_by,
                raised_in=topic.raised_in,
                places=topic.places,
                procedure=topic.procedure,
            ),
        )
    ]
