"""Rules on outcomes: what means nothing is not adopted."""

import pytest
from pydantic import ValidationError

from contracts.outcomes.rules import Deadlines, Words
from tests.outcomes.situations import adoption


@pytest.mark.parametrize(
    "wrong", [{"result": {"count": 0}}, {"first_progress": {"count": 100_000}}]
)
def test_a_deadline_is_at_least_one_and_at_most_a_thousand(wrong):
    with pytest.raises(ValidationError):
        Deadlines(**{**adoption.deadlines.model_dump(), **wrong})


def test_each_of_the_three_lists_has_a_name():  # 9.1
    with pytest.raises(ValidationError):
        Words(copies=(), lists=("任务清单",))
