"""What every matter goes through, told to the ledgers in one call each."""

from datetime import date

from contracts.consent import Consent
from contracts.ids import TopicId
from contracts.meetings import consultation as m
from contracts.meetings.procedure import Milestone, Procedure, Step
from contracts.members.duty import DutyFactCredited, DutyKind
from contracts.topics import topic as t
from tests.console.ledgers import Ledgers
from tests.console.register import COUNTY

RAISED_BY = "person-4711"
ANSWERS = {
    t.Principle.POLITICAL: t.Answer(met=True, reason="围绕县委乡村振兴部署"),
    t.Principle.MASS: t.Answer(met=True, reason="涉及全村菜农和周边群众"),
    t.Principle.FORWARD_LOOKING: t.Answer(met=True, reason="可带动蔬菜产业三五年发展"),
    t.Principle.DEMOCRATIC: t.Answer(met=True, reason="各方愿意坐下来谈"),
    t.Principle.FEASIBLE: t.Answer(met=True, reason="用地和资金有着落"),
}


def consent(organisation: str, resolution: str, on: date) -> Consent:
    return Consent(organisation=organisation, resolution=resolution, decided_on=on)


def proposed(
    ledgers: Ledgers,
    topic: str,
    unit: str,
    title: str,
    description: str,
    scale: t.Scale = t.Scale.GROUP,
) -> None:
    ledgers.tell(
        f"topic/{topic}",
        unit,
        t.TopicProposed(
            title=title,
            description=description,
            origin=t.Origin.PUBLIC,
            scale=scale,
            raised_by=RAISED_BY,
            raised_in=unit,
        ),
    )


def approved(
    ledgers: Ledgers,
    topic: str,
    unit: str,
    title: str,
    procedure: Procedure,
    party: str,
    on: date,
    raised_in: str = "",
) -> None:
    """Screened, consented to, and its consultation begun."""
    weight = t.Weight.GENERAL if procedure.simple else t.Weight.MAJOR
    ledgers.tell(
        f"topic/{topic}",
        unit,
        t.TopicAdmitted(
            answers=ANSWERS,
            category=t.Category.LIVELIHOOD,
            weight=weight,
            weight_reason="涉及面广，投入较大" if weight is t.Weight.MAJOR else "当场能够说清",
        ),
    )
    ledgers.tell(
        f"topic/{topic}",
        unit,
        t.TopicApproved(
            title=title,
            category=t.Category.LIVELIHOOD,
            weight=weight,
            origin=t.Origin.PUBLIC,
            raised_by=RAISED_BY,
            raised_in=raised_in or unit,
            procedure=procedure.code,
            consent=consent(party, f"党会纪〔{on.year}〕{on.month}号", on),
        ),
        role="party",
    )
    ledgers.tell(
        f"consultation/{topic}",
        unit,
        m.ProcedureStarted(
            title=title,
            weight=weight,
            origin="public",
            raised_by=RAISED_BY,
            raised_in=raised_in or unit,
            procedure=procedure,
        ),
        *(
            completed(step)
            for step in procedure.steps
            if step.completed_by in (Milestone.TOPIC_PROPOSED, Milestone.TOPIC_APPROVED)
        ),
        role="policy",
    )


def completed(step: Step) -> m.StepCompleted:
    return m.StepCompleted(step=step.code, name=step.name, by_milestone=step.completed_by)


def done(ledgers: Ledgers, topic: str, unit: str, procedure: Procedure, code: str) -> None:
    step = next(step for step in procedure.steps if step.code == code)
    ledgers.tell(f"consultation/{topic}", unit, completed(step), role="policy")


def credited(
    ledgers: Ledgers, topic: str, title: str, kind: DutyKind, occasion: str, *members: str
) -> None:
    for member in members:
        fact = DutyFactCredited(
            member=member,
            year=2026,
            kind=kind,
            on=ledgers.now.date(),
            topic=TopicId(topic),
            title=title,
            source_event="018f",
            occasion=occasion,
            points=2,
        )
        ledgers.tell(f"duty/{member}:2026", COUNTY, fact, role="policy")
