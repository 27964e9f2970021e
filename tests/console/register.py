"""The county of the demonstration before anything is raised in it, and a unit of another."""

from datetime import date
from pathlib import Path

from services.members.member.commands import AdmitMember
from services.members.unit.commands import RegisterUnit
from tests.console.ledgers import Ledgers
from yishi.profile.reading import read

COUNTY = "620123000000"
VILLAGE = "620123109200"
TOWNSHIP = "620123212000"
OTHER_COUNTY = "511623000000"
ELSEWHERE = "511623101000"

PROFILE = read(Path(__file__).parents[2] / "deploy" / "profiles" / "yuzhong.toml")
OTHERS = (
    RegisterUnit(unit=OTHER_COUNTY, name="邻水县", kind="county", valid_from=date(2020, 1, 1)),
    RegisterUnit(
        unit=ELSEWHERE,
        name="城北镇",
        kind="township",
        parent=OTHER_COUNTY,
        valid_from=date(2020, 1, 1),
    ),
)
MEMBERS = ("例知远", "例书遥", "例禾实", "例明川", "例安和", "例景行", "例若溪", "例怀谷")


def unit_names() -> dict[str, str]:
    listed = {unit.code: unit.name for unit in PROFILE.units}
    return listed | {unit.unit: unit.name for unit in OTHERS}


def registered(ledgers: Ledgers) -> None:
    """The county's units, bodies, members and wording."""
    county_rules(ledgers)
    for unit in (*PROFILE.registrations(), *OTHERS):
        ledgers.ask(unit.unit, unit, role="operator")
    for body in PROFILE.bodies():
        ledgers.ask(body.body, body, role="operator")
    for room in PROFILE.rooms():
        if room.unit != "620123213200":  # not ready, so that the coverage shows a gap honestly
            ledgers.ask(room.room, room, role="operator")
    for number, name in enumerate(MEMBERS, start=1):
        admit = AdmitMember(
            unit=COUNTY,
            member=f"m-620123-{number:03d}",
            name=name,
            level="county",
            sector="农业界",
            admitted_on=date(2021, 12, 1),
        )
        ledgers.ask(admit.member, admit, role="cppcc-office")


def county_rules(ledgers: Ledgers) -> None:
    """Both counties have the demonstration's rules."""
    for each in PROFILE.adoptions.values():
        as_sent = type(each).model_validate(each.model_dump(mode="json"))
        for county in (COUNTY, OTHER_COUNTY):
            adopt = as_sent.model_copy(update={"unit": county})
            ledgers.ask(county, adopt, role="operator")
