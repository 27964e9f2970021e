"""What was said in a session, on a form that was sent twice: it is on record once (issue 10)."""

import pytest

from contracts.meetings import session as m
from services.meetings.session import commands as c
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.meetings.situations import in_session

AT_VOTE = (x.chairs, s.sat)
TWICE = [
    (s.meeting_held, x.SPEECH, {"gist": "还要有厕所。"}),
    (s.meeting_held, x.CONSENSUS, {"text": "先修路"}),
    (s.meeting_held, x.DISSENT, {"held_by": "种植大户"}),
    (s.meeting_held, x.PROMISE, {"what": "通水通电"}),
    (AT_VOTE, x.VOTE, {"in_favour": 11}),
]


@pytest.mark.parametrize(("life", "said", "other"), TWICE, ids=lambda each: type(each).__name__)
def test_the_same_again_is_not_recorded(
    life: tuple[m.SessionEvent, ...], said: c.SessionCommand, other: dict[str, object]
) -> None:
    first = in_session(*life).when(said).result
    assert isinstance(first, list)
    assert first
    then = in_session(*life, *first)

    then.when(said).then_nothing()
    assert isinstance(more := then.when(said.model_copy(update=other)).result, list)
    assert more, "what is said differently is another thing"


AGAIN = [
    (s.meeting_held, x.SPEECH, "speech", "gist"),
    (AT_VOTE, x.VOTE, "vote", "question"),
    (s.meeting_called, x.HOLD, "sitting", ""),
]


@pytest.mark.parametrize(("life", "said", "number", "words"), AGAIN, ids=lambda each: str(each)[:9])
def test_the_same_is_meant_once_more_where_its_number_says_so(
    life: tuple[m.SessionEvent, ...], said: c.SessionCommand, number: str, words: str
) -> None:
    """One clerk writes 同意 twice, for two who said so or for one who said it twice."""
    (first,) = in_session(*life).when(said).result
    once = in_session(*life, first)
    second = said.model_copy(update={number: 2})

    once.when(second).then(first.model_copy(update={number: 2}))
    twice = in_session(*life, first, first.model_copy(update={number: 2}))
    twice.when(second).then_nothing()
    twice.when(said.model_copy(update={number: 1})).then_nothing()
    twice.when(said).then_nothing()
    once.when(said.model_copy(update={number: 3})).then_rejected("other-number")
    if words:
        other = said.model_copy(update={number: 1, words: "不同意。"})
        once.when(other).then_rejected("other-number")


def test_the_same_at_another_time_or_on_another_item_needs_no_number() -> None:
    life = (s.called(s.CASE, s.OTHER_CASE), s.invited, s.sat)
    on_first = x.SPEECH.model_copy(update={"item": 1})
    (first,) = in_session(*life).when(on_first).result
    for other in ({"item": 2}, {"minutes": 5}, {"began": "2026-03-02T09:40:00+08:00"}):
        again = c.RecordSpeech.model_validate({**on_first.model_dump(), **other})
        (second,) = in_session(*life, first).when(again).result
        assert second.speech == 2


def test_what_was_withdrawn_may_be_said_and_bears_another_number() -> None:
    life = (*s.meeting_held, s.said, x.unsaid)
    in_session(*life).when(x.SPEECH).then(s.said.model_copy(update={"speech": 2}))
    first = x.SPEECH.model_copy(update={"speech": 1})
    in_session(*life).when(first).then_rejected("other-number")


def test_a_promise_that_was_withdrawn_may_be_made_anew() -> None:
    life = (*s.meeting_held, s.promised(), s.withdrawn)
    in_session(*life).when(x.PROMISE).then(s.promised(2))
