"""One example of each slice of topics."""

from contracts.topics.topic import ProcedureFixed
from services.topics.plan.commands import AmendPlan, ConsentToPlan, DraftPlan, RefusePlan
from services.topics.topic.commands import (
    ApproveTopic,
    CloseTopic,
    MergeTopic,
    PlanTopic,
    ReopenTopic,
    ScreenTopic,
    TakeInTopic,
)
from services.topics.wiring import TOPICS as SERVICE
from tests.slices.example import Example, Examples
from tests.support.scenario import PREFECTURE, circumstances
from tests.topics import (
    call_examples,
    document_examples,
    plan_examples,
    screening_examples,
    splitting_examples,
    support_examples,
)
from tests.topics import situations as s
from tests.topics.commands import (
    again_apart,
    answer,
    approval,
    giving_back,
    party,
    passing,
    refusal,
    transfer,
    waiver,
)
from tests.topics.examples_of_reports import KEYS, REPORTS
from tests.topics.proposal_examples import PROPOSALS

CLERK = circumstances(unit=s.VILLAGE, rules=s.rules_in_force)
SCREENER = circumstances(by="chen", unit=s.VILLAGE, rules=s.rules_in_force)
POLICY = circumstances("policy", "policy", s.VILLAGE, s.rules_in_force, scope="")
MERGER = circumstances(by="chen", unit=s.VILLAGE, scope="620123109", rules=s.rules_in_force)
REVISER = circumstances("ou", "cppcc-office", s.VILLAGE, s.rules_in_force, scope="620123")
OFFICE = circumstances("ou", "cppcc-office", PREFECTURE, scope="6201")
PARTY = party()

TAKEN_IN = s.TAKEN_IN
admitted = (s.proposed, s.admitted, s.raised)
IN_ROWS = {f"topic/{row.topic}": admitted for row in (s.market_entry, s.road_entry)}
"""The topics that rows of a plan name."""
seven = s.admitted.model_copy(update={"procedure": s.YZ7})
waivable = s.YZ6.model_copy(
    update={
        "steps": (
            s.YZ6.steps[0],
            s.YZ6.steps[1].model_copy(update={"waived_by": ("party",)}),
            *s.YZ6.steps[2:],
        )
    }
)
draft = DraftPlan(**s.drafted.model_dump())
revision = ConsentToPlan(consent=s.revised.consent)
decision = ConsentToPlan(consent=s.consent)
plan_refusal = RefusePlan(**s.plan_refused.model_dump(exclude={"step", "word"}))
in_the_chain = (s.drafted, s.revised)
decided = (*in_the_chain, s.plan_decided)
amendment = AmendPlan(**s.plan_amended.model_dump())
raised_again = s.proposed.model_copy(
    update={
        "title": again_apart.title,
        "description": None,
        "text": s.text_of_it,
        "supporters": 0,
    }
)

TOPICS = Examples(
    SERVICE,
    rules=s.county_rules,
    keys={
        **KEYS,
        "plan": s.VILLAGE + ":{}:consultation",
        "rules": PREFECTURE,
        "series": s.COUNTY + ":{}",
    },
    each=[
        Example("proposal", (s.proposed, s.returned), again_apart, CLERK, (raised_again,)),
        Example(
            "screening",
            (s.proposed,),
            s.screening,
            SCREENER,
            (s.admitted, s.raised),
            beside=TAKEN_IN,
        ),  # 001-13, 000-38
        Example(
            "screening",
            (s.proposed,),
            ScreenTopic(answers=s.too_big, reason=s.returned.reason),
            SCREENER,
            (s.returned,),
            beside=TAKEN_IN,
        ),
        Example(
            "screening",
            (s.proposed,),
            ScreenTopic(answers=s.astray, reason=s.rejected.reason),
            SCREENER,
            (s.rejected,),
            beside=TAKEN_IN,
        ),  # 001-15
        Example(
            "screening",
            (s.proposed,),
            ScreenTopic(answers=s.of_one_house, receiver="yz-transport"),
            SCREENER,
            (s.found_to_be_a_claim,),
            beside=TAKEN_IN,
        ),  # 001-15
        Example("transfer", (s.claimed,), transfer, CLERK, (s.transferred_out,)),  # 13.3-2
        Example(
            "transfer-return",
            (s.claimed, s.transferred_out),
            giving_back,
            CLERK,
            (s.transfer_returned,),
        ),
        Example(
            "answer", (s.claimed, s.transferred_out), answer, CLERK, (s.transfer_answered,)
        ),  # 001-15
        Example(
            "merger",
            (s.proposed,),
            MergeTopic(into=s.ROAD, reason=s.merged.reason),
            MERGER,
            (s.merged,),
            beside={f"topic/{s.ROAD}": (s.road_raised,)},
        ),  # model 3
        *support_examples.EACH,
        *screening_examples.EACH,
        *splitting_examples.EACH,
        Example(
            "",
            (s.road_raised,),
            TakeInTopic(
                merged=s.STALLS,
                merged_title=s.proposed.title,
                reason=s.merged.reason,
                supporters=46,
                places=("620123109202",),
            ),
            POLICY,
            (s.took_in.model_copy(update={"places": ("620123109202",)}),),
            beside=TAKEN_IN,
        ),
        Example("passing-up", admitted, passing, PARTY, (s.passed_up,)),  # 000-52
        # 000-24, 13.3-4
        Example("approval", admitted, approval, PARTY, s.in_consultation),
        Example(
            "approval",
            (*admitted, s.passed_up),
            ApproveTopic(consent=s.consent_of(s.COUNTY)),
            party(s.COUNTY, "county"),
            (
                ProcedureFixed(procedure=s.YZ7),
                s.step(1, s.YZ7),
                s.approved.model_copy(update={"consent": s.consent_of(s.COUNTY)}),
            ),
        ),
        Example("refusal", admitted, refusal, PARTY, (s.consent_refused,)),
        Example(
            "",
            (s.proposed, seven, s.step(1, s.YZ7), s.approved),
            PlanTopic(plan=s.VILLAGE_PLAN),
            POLICY,
            (s.planned, s.step(2, s.YZ7), s.selected(s.YZ7)),
        ),
        # 13.3-5
        Example(
            "waiver",
            (s.proposed, s.admitted.model_copy(update={"procedure": waivable}), s.raised),
            waiver,
            PARTY,
            (s.waived, s.selected(waivable, consented_on=None)),
        ),
        Example(
            "",
            (*admitted, *s.in_consultation),
            CloseTopic(**s.closed.model_dump()),
            POLICY,
            (s.closed,),
        ),
        Example(
            "",
            (*admitted, *s.in_consultation, s.closed),
            ReopenTopic(**dict(s.reopened)),
            POLICY,
            (s.reopened,),
        ),  # model 13-2
        # 000-32, 5.5
        Example("draft", (), draft, CLERK, (s.drafted,), beside=IN_ROWS),
        Example("consent", (s.drafted,), revision, REVISER, (s.revised,), beside=IN_ROWS),
        Example("consent", in_the_chain, decision, PARTY, (s.plan_decided,), beside=IN_ROWS),
        Example("refusal", in_the_chain, plan_refusal, PARTY, (s.plan_refused,), beside=IN_ROWS),
        Example("amendment", decided, amendment, PARTY, (s.plan_amended,), beside=IN_ROWS),
        *plan_examples.EACH,
        *document_examples.EACH,
        *call_examples.EACH,
        *REPORTS,
        Example("adoption", (), s.next_adoption, OFFICE, s.next_rules),
        *PROPOSALS,
    ],
)
