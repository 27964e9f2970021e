"""What every matter goes through, asked of the services in one call each."""

from datetime import date

from contracts.checklists import Answer
from contracts.consents import Consent
from contracts.paper import Paper
from services.topics.topic.commands import ApproveTopic, ProposeTopic, ScreenTopic
from tests.console.ledgers import Ledgers
from tests.console.played import RAISED_BY

ANSWERS = {
    "political": Answer(met=True, reason="围绕县委乡村振兴部署"),
    "mass": Answer(met=True, reason="涉及全村菜农和周边群众"),
    "forward-looking": Answer(met=True, reason="可带动蔬菜产业三五年发展"),
    "democratic": Answer(met=True, reason="各方愿意坐下来谈"),
    "feasible": Answer(met=True, reason="用地和资金有着落"),
}


def consent(body: str, resolution: str, on: date) -> Consent:
    return Consent(bodies=(body,), resolution=resolution, decided_on=on)


def proposed(
    ledgers: Ledgers,
    topic: str,
    unit: str,
    title: str,
    description: str | None,
    scale: str = "group",
    places: tuple[str, ...] = (),
    text: Paper | None = None,
) -> None:
    ledgers.ask(
        topic,
        ProposeTopic(
            unit=unit,
            title=title,
            description=description,
            text=text,
            origin="public",
            scale=scale,
            raised_by=RAISED_BY,
            places=places,
        ),
    )


def admitted(
    ledgers: Ledgers, topic: str, weight: str = "major", description: str | None = None
) -> None:
    screening = ScreenTopic(
        description=description,
        answers=ANSWERS,
        category="livelihood",
        weight=weight,
        weight_reason="涉及面广，投入较大" if weight == "major" else "当场能够说清",
    )
    ledgers.ask(topic, screening)


def approved(ledgers: Ledgers, topic: str, unit: str, on: date) -> None:
    """Consented to, and its consultation begun."""
    approval = ApproveTopic(
        consent=consent(f"party-{unit}", f"党会纪〔{on.year}〕{on.month}号", on)
    )
    ledgers.ask(topic, approval, role="party")
