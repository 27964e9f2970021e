"""A county before anything is raised in it: units, bodies, members, procedures."""

import csv
from datetime import date
from pathlib import Path

from contracts.meetings.procedure import Gate, Milestone, Procedure, Step
from contracts.members.body import BodyKind
from contracts.members.member import Level
from contracts.members.unit import UnitKind
from contracts.topics.rules import ProcedureChoice
from services.meetings.rules.commands import AdoptProcedures
from services.members.body.commands import RegisterBody
from services.members.member.commands import AdmitMember
from services.members.unit.commands import RegisterUnit
from services.topics.rules.commands import AdoptTopicRules
from tests.console.ledgers import Ledgers

COUNTY = "620123000000"
VILLAGE = "620123109200"
TOWNSHIP = "620123212000"
ELSEWHERE = "511623101000"

_PROFILES = Path(__file__).parents[2] / "deploy" / "profiles"
_KINDS = {
    "县": UnitKind.COUNTY,
    "乡镇": UnitKind.TOWNSHIP,
    "社区": UnitKind.COMMUNITY,
    "村": UnitKind.VILLAGE,
    "企业": UnitKind.ENTERPRISE,
}


def _step(code: str, name: str, actor: str, by: Milestone, *needs: Gate) -> Step:
    return Step(code=code, name=name, actor=actor, needs=needs, completed_by=by)


YZ7 = Procedure(
    code="YZ7",
    name="七步议事",
    steps=(
        _step("collect", "征集议题", "工作站联络员", Milestone.TOPIC_PROPOSED),
        _step("consent", "确定议题", "召集人，同级党组织", Milestone.TOPIC_APPROVED),
        _step("plan", "制定方案", "工作站", Milestone.SESSION_PLANNED, Gate.PLANNED),
        _step("research", "议前调研", "下派委员、对口专委会", Milestone.RESEARCH_RECORDED),
        _step("session", "协商议事", "召集人", Milestone.MINUTES_CONFIRMED, Gate.RESEARCH),
        _step("report", "形成成果并报送", "工作站，同级党组织", Milestone.OUTCOME_SENT),
        _step("convert", "转化落实、跟踪反馈", "承办单位，工作站", Milestone.OUTCOME_CLOSED),
    ),
)
YZ6 = Procedure(
    code="YZ6",
    name="六步议事",
    steps=(
        _step("collect", "征集议题", "村议事会联络员", Milestone.TOPIC_PROPOSED),
        _step("consent", "确定议题", "村党组织", Milestone.TOPIC_APPROVED),
        _step("research", "走访调研", "下派委员、村议事会成员", Milestone.RESEARCH_RECORDED),
        _step("session", "议事室协商", "召集人", Milestone.MINUTES_CONFIRMED, Gate.RESEARCH),
        _step("publish", "公布结果", "村议事会联络员", Milestone.RESULT_PUBLISHED),
        _step("act", "落实反馈", "村两委，承办单位", Milestone.OUTCOME_CLOSED),
    ),
)
YZS = Procedure(
    code="YZS",
    name="简易协商",
    simple=True,
    upgrades_to="YZ6",
    steps=(
        _step("receive", "受理事项", "村议事会联络员，村党组织", Milestone.TOPIC_APPROVED),
        _step("talk", "现场协商", "召集人、有关各方", Milestone.MINUTES_CONFIRMED),
        _step("feedback", "办理反馈", "村两委", Milestone.OUTCOME_CLOSED),
    ),
)
_BODIES = {
    "yz-transport": "县交通运输局",
    "yz-agriculture": "县农业农村局",
    "yz-market-supervision": "县市场监督管理局",
    "yz-commerce": "县商务局",
    "yz-natural-resources": "县自然资源局",
    "yz-water": "县水务局",
    "yz-education-culture-health-sports": "教科文卫体委员会",
}
_MEMBERS = {
    f"m-620123-{n:03d}": name
    for n, name in enumerate(
        ("例知远", "例书遥", "例禾实", "例明川", "例安和", "例景行", "例若溪", "例怀谷"), start=1
    )
}


def unit_names() -> dict[str, str]:
    with (_PROFILES / "yuzhong.units.csv").open(encoding="utf-8-sig") as file:
        return {row["代码"]: row["名称"] for row in csv.DictReader(file)} | {
            ELSEWHERE: "城北镇",
            "511623000000": "邻水县",
        }


def registered(ledgers: Ledgers) -> None:
    """The county's units, bodies, members and wording."""

    def day(text: str) -> date | None:
        return date.fromisoformat(text) if text else None

    with (_PROFILES / "yuzhong.units.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            unit = RegisterUnit(
                unit=row["代码"],
                name=row["名称"],
                kind=_KINDS[row["类别"]],
                parent=row["上级代码"] or None,
                valid_from=date.fromisoformat(row["启用日期"]),
                workstation_since=day(row["工作站成立"]),
                council_since=day(row["议事会成立"]),
                # One room is not ready, so that the coverage shows a gap honestly.
                room_since=None if row["代码"] == "620123213200" else day(row["议事室启用"]),
            )
            ledgers.ask(unit.unit, unit, role="operator")
    for code, name, kind, parent in (
        ("511623000000", "邻水县", UnitKind.COUNTY, None),
        (ELSEWHERE, "城北镇", UnitKind.TOWNSHIP, "511623000000"),
    ):
        since = date(2020, 1, 1)
        theirs = RegisterUnit(unit=code, name=name, kind=kind, parent=parent, valid_from=since)
        ledgers.ask(code, theirs, role="operator")
    for body, name in _BODIES.items():
        kind = BodyKind.COMMITTEE if name.endswith("委员会") else BodyKind.DEPARTMENT
        ledgers.ask(body, RegisterBody(unit=COUNTY, body=body, name=name, kind=kind))
    for member, name in _MEMBERS.items():
        admitted = AdmitMember(
            unit=COUNTY,
            member=member,
            name=name,
            level=Level.COUNTY,
            sector="农业界",
            admitted_on=date(2021, 12, 1),
        )
        ledgers.ask(member, admitted, role="county-office")
    county_rules(ledgers)


def county_rules(ledgers: Ledgers) -> None:
    ledgers.ask(
        COUNTY[:6],
        AdoptTopicRules(
            unit=COUNTY,
            version="2026.1",
            programme="政协协商向基层延伸",
            categories={"livelihood": "民生改善事项", "governance": "基层治理难题"},
            origins={"public": "社会征题", "member": "委员荐题"},
            principles={"mass": "群众性"},
            procedures=tuple(
                ProcedureChoice(unit_kind=kind, weight=weight, procedure=procedure)
                for kind in UnitKind
                for weight, procedure in (
                    (("major", "YZ6"), ("general", "YZS"))
                    if kind is UnitKind.VILLAGE
                    else (("major", "YZ7"), ("general", "YZ7"))
                )
            ),
        ),
        AdoptProcedures(
            unit=COUNTY,
            version="2026.1",
            procedures=(YZ7, YZ6, YZS),
            cadence_months=6,
            cadence_unit_kinds=(UnitKind.VILLAGE,),
        ),
        role="operator",
    )
