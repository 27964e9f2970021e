"""The whole service as one value: nothing is left unwired, and nothing is wired that should not."""

import re
from datetime import date
from pathlib import Path

import pytest
from fastapi import FastAPI

from services.members.body.commands import RegisterBody, RenameBody
from services.members.body.decider import BODY
from services.members.duty.commands import CreditDutyFact
from services.members.duty.decider import DUTY
from services.members.member.commands import AdmitMember, CorrectMember, EndPosting, PostMember
from services.members.member.decider import MEMBER
from services.members.rules.commands import AdoptDutyRules
from services.members.rules.decider import RULES
from services.members.unit.commands import CloseUnit, EquipUnit, RegisterUnit, RenameUnit
from services.members.unit.decider import UNIT
from services.members.wiring import MEMBERS, PERSONAL_TABLES, ROUTERS
from tests.members.situations import (
    COUNTY,
    TOWNSHIP,
    admitted,
    credited,
    policy,
    posted,
    township,
    transport,
)
from tests.support.scenario import Scenario

SAMPLES = Path(__file__).parents[1] / "contracts" / "samples"
README = Path(__file__).parents[2] / "services" / "members" / "README.md"
COMMANDS = [command for each in MEMBERS.aggregates for command in each.commands]


def openapi() -> dict:
    app = FastAPI()
    for router in ROUTERS:
        app.include_router(router)
    return app.openapi()


def paths() -> dict:
    return openapi()["paths"]


def test_no_route_leads_to_a_duty_fact() -> None:  # 000-43, 13.3-8
    assert "CreditDutyFact" not in str(openapi())
    assert set(paths()["/members/{member}/duty/{year}"]) == {"get"}


def test_every_other_command_has_a_route() -> None:
    bodies = str(paths())

    for command in COMMANDS:
        assert (command is CreditDutyFact) or f"/{command.__name__}'" in bodies, command


LIVES = {
    RULES: [()],
    UNIT: [(), (township,)],
    BODY: [(), (transport,)],
    MEMBER: [(), (admitted,), (admitted, posted)],
    DUTY: [()],
}
A_COMMAND = {
    AdoptDutyRules: AdoptDutyRules(unit=COUNTY, version="1", points=()),
    RegisterUnit: RegisterUnit(unit=TOWNSHIP, **township.model_dump()),
    EquipUnit: EquipUnit(room_since=date(2021, 3, 31)),
    RenameUnit: RenameUnit(name="新营街道", since=date(2025, 1, 1)),
    CloseUnit: CloseUnit(valid_to=date(2025, 6, 30), reason="撤并"),
    RegisterBody: RegisterBody(unit=COUNTY, body="yz-transport", **transport.model_dump()),
    RenameBody: RenameBody(name="县交通局"),
    AdmitMember: AdmitMember(unit=COUNTY, member="m-620123-001", **admitted.model_dump()),
    CorrectMember: CorrectMember(name="样甲丑", level="county", sector="农业", reason="更正"),
    PostMember: PostMember(to_unit=TOWNSHIP, basis="native", since=date(2020, 10, 31)),
    EndPosting: EndPosting(to_unit=TOWNSHIP, until=date(2024, 1, 31), reason="调离"),
    CreditDutyFact: CreditDutyFact(unit=COUNTY, **credited(1, 3).model_dump(exclude={"points"})),
}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.__name__)
def test_every_command_is_open_at_some_stage(command: type) -> None:
    decider = MEMBERS.by_command[command].decider
    outcomes = [
        Scenario(decider, by=policy).given(*life).when(A_COMMAND[command]).result
        for life in LIVES[decider]
    ]

    assert any(isinstance(outcome, list) and outcome for outcome in outcomes)


def test_personal_data_is_no_read_model() -> None:  # design 8: a rebuild must not erase it
    assert not {table.name for table in PERSONAL_TABLES} & {table.name for table in MEMBERS.tables}


@pytest.mark.parametrize(
    "event",
    [event for each in MEMBERS.aggregates for event in each.events],
    ids=lambda event: event.__name__,
)
def test_every_event_has_a_sample_that_says_everything(event: type) -> None:
    sample = (SAMPLES / f"members.{event.__name__}.json").read_text("utf-8")

    read = event.model_validate_json(sample)
    assert set(read.model_fields_set) == set(event.model_fields)


def test_the_readme_names_every_command_event_and_policy() -> None:
    text = README.read_text("utf-8")
    names = [command.__name__ for command in COMMANDS]
    names += [event.__name__ for each in MEMBERS.aggregates for event in each.events]
    names += [policy.__name__ for each in MEMBERS.policies.values() for policy in each]

    assert not [name for name in names if f"`{name}`" not in text]


def test_the_readme_lists_every_rule() -> None:
    text = README.read_text("utf-8")
    folder = README.parent
    source = "".join(path.read_text("utf-8") for path in folder.rglob("*.py"))
    rules = set(re.findall(r'Rejected\(\s*"([a-z-]+)"', source))
    rules |= set(re.findall(r'Problem\(\s*4\d\d,\s*"([a-z-]+)"', source))

    assert len(rules) > 20
    assert not [rule for rule in sorted(rules) if f"`{rule}`" not in text]
