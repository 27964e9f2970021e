"""What is asked in the tests of a topic, and by whom."""

from typing import Any

from contracts.topics.topic import Origin, Scale
from runtime.decider import Circumstances
from services.topics.topic.commands import (
    PassTopicUp,
    ProposeTopic,
    RaiseAgain,
    RefuseConsent,
    TransferTopicOut,
)
from services.topics.topic.decider import TOPIC
from tests.support.scenario import Scenario, asked
from tests.topics.situations import (
    COUNTY,
    RESIDENT,
    TOWNSHIP,
    VILLAGE,
    consent,
    consent_refused,
    passed_up,
    proposed,
    rules_in_force,
)

topic = Scenario(TOPIC, by=asked(unit=VILLAGE, rules=rules_in_force))


def party(
    unit: str = VILLAGE, kind: str = "village", scope: str | None = None
) -> Circumstances[Any]:
    """The Party organisation of a unit, or of another level if the scope says so."""
    own = {VILLAGE: VILLAGE, TOWNSHIP: TOWNSHIP[:9], COUNTY: COUNTY[:6]}[unit]
    return asked(
        by="zhao",
        role="party",
        unit=unit,
        scope=own if scope is None else scope,
        unit_kind=kind,
        rules=rules_in_force,
    )


proposal = ProposeTopic(
    unit=VILLAGE,
    title=proposed.title,
    description=proposed.description,
    origin=Origin.PUBLIC,
    scale=Scale.GROUP,
    raised_by=RESIDENT,
    supporters=46,
)
again = RaiseAgain(title="蔬菜市场选址", description="只议选址和摊位。", scale=Scale.GROUP)
passing = PassTopicUp(to_unit=COUNTY, reason=passed_up.reason, consent=consent)
refusal = RefuseConsent(**consent_refused.model_dump())
transfer = TransferTopicOut(receiver="新营镇自然资源所", reason="属个人宅基地诉求。")
