"""What a longer life leaves in the rows of an outcome."""

from runtime.projection import fold
from services.outcomes.outcome.read_models import project
from tests.outcomes import situations as s
from tests.slices.example import recorded


def test_who_was_told_before_it_was_opened_again_by_hand_no_longer_counts():  # 13.3-15
    opened, by_check = recorded(s.reopened), recorded(s.reopened_by_check)

    (change,) = fold(project(opened))
    assert change.values["told_after"] == opened.position
    assert change.values["feedback_on"] is None
    (change,) = fold(project(by_check))
    assert not {"told_after", "feedback_on"} & set(change.values)
