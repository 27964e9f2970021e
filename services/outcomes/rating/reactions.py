"""What a rating means for the outcomes that were put to the vote: both or neither."""

from collections.abc import Mapping, Sequence

from contracts.event import Event, Recorded
from contracts.ids import RatingId
from contracts.outcomes import rating as e
from runtime.policy import Reaction, Wanted
from services.outcomes.outcome.commands import NoteRating, NoteRatingAnnulled
from services.outcomes.rating.decider.state import Rating


def have_the_result_noted(record: Recorded[e.RatingCounted], rating: Rating) -> list[Wanted]:
    assert rating.opened
    counted, kind = record.data, rating.opened.rating_kind
    return [
        Wanted(
            each.outcome,
            NoteRating(
                rating=RatingId(record.key),
                subject=each.subject,
                kind=kind.code,
                kind_name=kind.chinese,
                task=each.task,
                on=counted.on,
                share=each.share,
                satisfied=each.satisfied,
            ),
        )
        for each in counted.results
        if each.outcome
    ]


def have_it_count_no_more(record: Recorded[e.RatingAnnulled], rating: Rating) -> list[Wanted]:
    results = rating.result.results if rating.result else ()
    return [
        Wanted(
            each.outcome,
            NoteRatingAnnulled(
                rating=RatingId(record.key), subject=each.subject, reason=record.data.reason
            ),
        )
        for each in results
        if each.outcome
    ]


REACTIONS: Mapping[type[Event], Sequence[Reaction]] = {
    e.RatingCounted: (have_the_result_noted,),
    e.RatingAnnulled: (have_it_count_no_more,),
}
