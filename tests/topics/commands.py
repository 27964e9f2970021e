"""Commands in the tests of a topic, and who gives them."""

from typing import Any

from runtime.decider import Circumstances
from services.topics.topic import commands as c
from services.topics.topic.decider import TOPIC
from tests.support.scenario import Scenario, circumstances
from tests.support.service import by
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
    transfer_answered,
    transfer_returned,
    uploaded,
    waived,
)

CLERK = by("wei", "clerk@620123109")
VILLAGE_PARTY = by("zhao", f"party@{VILLAGE}")
COUNTY_PARTY = by("qian", "party@620123")
MEMBER = by("m-620123-0007", "member@620123109")
DEPARTMENT = by("sun", "department@620123#yz-transport")
ELSEWHERE = by("zhou", "clerk@511623")
OFFICE = by("li", "cppcc-office@620123")

ENTERING = circumstances(by="wei", unit=VILLAGE, rules=rules_in_force)
topic = Scenario(TOPIC, by=circumstances(by="chen", unit=VILLAGE, rules=rules_in_force))


def party(
    unit: str = VILLAGE, kind: str = "village", scope: str | None = None
) -> Circumstances[Any]:
    """The Party organisation of a unit, or of another level if the scope says so."""
    own = {VILLAGE: VILLAGE, TOWNSHIP: TOWNSHIP[:9], COUNTY: COUNTY[:6]}[unit]
    return circumstances(
        by="zhao",
        role="party",
        unit=unit,
        scope=own if scope is None else scope,
        unit_kind=kind,
        rules=rules_in_force,
    )


proposal = c.ProposeTopic(
    unit=VILLAGE,
    title=proposed.title,
    description=proposed.description,
    origin="public",
    scale="group",
    raised_by=RESIDENT,
    supporters=46,
)
again = c.RaiseAgain(title="蔬菜市场选址", description="只议选址和摊位。", scale="group")
again_apart = again.model_copy(update={"description": None, "text": uploaded})
passing = c.PassTopicUp(to_unit=COUNTY, reason=passed_up.reason, consent=consent)
refusal = c.RefuseTopic(**consent_refused.model_dump(exclude={"step", "word"}))
transfer = c.TransferTopicOut(receiver="yz-transport", reason="属个人宅基地诉求。")
answer = c.AnswerTransfer(**transfer_answered.model_dump(exclude={"receiver"}))
giving_back = c.ReturnTransfer(reason=transfer_returned.reason)
approval = c.ApproveTopic(consent=consent)
waiver = c.WaiveStep(**waived.model_dump(exclude={"name", "step_number", "due"}))
