"""What the topics and members services record, and what it means for a consultation."""

from contracts.event import Recorded
from contracts.ids import TopicId, begun_by
from contracts.members.draw import DrawAccepted, DrawDeclined
from contracts.topics.topic import SelectionWithdrawn, TopicSelected
from runtime.policy import Wanted
from services.meetings.consultation.commands import (
    NoteTalent,
    NoteTalentLeft,
    OpenConsultation,
    WithdrawConsultation,
)


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
                consented_on=topic.consented_on,
            ),
        )
    ]


def when_selection_withdrawn_withdraw_the_consultation(
    record: Recorded[SelectionWithdrawn],
) -> list[Wanted]:
    """Refused where it has begun: then it goes on, and its topic learns that, too."""
    withdrawn = record.data
    return [Wanted(withdrawn.consultation, WithdrawConsultation(reason=withdrawn.reason))]


def when_draw_accepted_note_the_talent(record: Recorded[DrawAccepted]) -> list[Wanted]:
    """A drawn talent takes part in the consultation for which the draw was (001-32)."""
    drawn = record.data
    if drawn.consultation is None:
        return []
    noted = NoteTalent(pool=drawn.pool, talent=drawn.talent, on=drawn.on)
    return [Wanted(drawn.consultation, noted)]


def when_draw_declined_let_the_talent_go(record: Recorded[DrawDeclined]) -> list[Wanted]:
    """Who declines at once never was a participant."""
    drawn = record.data
    if drawn.consultation is None or not drawn.accepted_before:
        return []
    return [Wanted(drawn.consultation, NoteTalentLeft(pool=drawn.pool, talent=drawn.talent))]
