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


def test_a_promise_that_was_withdrawn_may_be_made_anew() -> None:
    life = (*s.meeting_held, s.promised(), s.withdrawn)
    in_session(*life).when(x.PROMISE).then(s.promised(2))
