"""What meetings keeps of outcomes, to know one that somebody names."""

from contracts.outcomes.outcome import CheckHeld
from runtime.projection import Patch, Put
from services.meetings.outcomes import OUTCOMES, known_outcomes
from tests.outcomes import situations as o
from tests.slices.example import recorded

OUTCOME = "outcome/o-1"


def test_an_outcome_is_known_from_its_draft_on_with_its_checks() -> None:  # 001-06, 004-29
    (drafted,) = OUTCOMES.project(recorded(o.drafted, OUTCOME))
    assert isinstance(drafted, Put)
    assert (drafted.table, drafted.key) == (known_outcomes, ("o-1",))
    assert (drafted.values["checks"], drafted.values["unit"]) == (0, o.VILLAGE)

    held = CheckHeld(
        check=2,
        kind="look-back",
        on=o.consent.decided_on,
        led_by="政协委员",
        tasks=(),
        finding="已落实",
    )
    (checked,) = OUTCOMES.project(recorded(held, OUTCOME))
    assert isinstance(checked, Patch)
    assert (checked.key, checked.values["checks"]) == (("o-1",), 2)
    assert OUTCOMES.project(recorded(o.consented, OUTCOME)) == []
