"""What a longer life leaves in the rows that the screens read."""

from contracts.meetings.consultation import OutcomeNoted
from runtime.projection import fold
from services.meetings.consultation import read_models as m
from services.meetings.rules import read_models as r
from services.meetings.wiring import MEETINGS
from tests.meetings import situations as s
from tests.slices.example import recorded


def test_an_outcome_noted_without_its_number_keeps_the_number() -> None:
    sent = OutcomeNoted(milestone="OutcomeSent", outcome_number="5号")
    closed = OutcomeNoted(milestone="OutcomeClosed")
    life = (*s.six_minuted, sent, closed)
    changes = fold(change for event in life for change in m.project(recorded(event)))
    (found,) = (change.values for change in changes if change.table is m.consultations)

    assert (found["outcome_milestone"], found["outcome_number"]) == ("OutcomeClosed", "5号")


def test_every_table_belongs_to_the_service() -> None:
    ours = {*m.metadata.tables.values(), *r.metadata.tables.values()}

    assert set(MEETINGS.tables) == ours
