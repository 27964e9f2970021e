"""The service as one value, and its README."""

from pathlib import Path
from typing import get_args

from contracts.meetings.consultation import ConsultationEvent
from contracts.meetings.procedure import RulesEvent
from services.meetings.consultation.commands import ConsultationCommand
from services.meetings.wiring import MEETINGS

HERE = Path("services/meetings")
README = (HERE / "README.md").read_text()


def test_the_readme_names_every_command_and_event() -> None:
    for kind in (
        *get_args(ConsultationCommand),
        *get_args(ConsultationEvent),
        *get_args(RulesEvent),
    ):
        assert f"`{kind.__name__}`" in README, kind


def test_every_command_belongs_to_one_aggregate() -> None:
    asked = [command for each in MEETINGS.aggregates for command in each.commands]

    assert len(asked) == len(set(asked)) == len(get_args(ConsultationCommand)) + 1


def test_topics_and_outcomes_are_read() -> None:
    assert set(MEETINGS.sources) == {"topics", "outcomes", "members"}
