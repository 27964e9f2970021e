"""A county's measure on talents (001-30, 001-31)."""

from contracts.consents import ConsentStep
from contracts.members.rules import ExitGround, NominationWay, TalentPool, Talents, TalentTier
from contracts.roles import Role
from contracts.vocabulary import Entry

CHECKED = ConsentStep(
    code="meeting",
    chinese="主席会议审定",
    english="approved by the chairpersons' meeting",
    bodies=("committee",),
    offices=(Role.CPPCC_OFFICE,),
)
CONSENTED = ConsentStep(code="party", chinese="党组织同意", english="consented to")

MEASURE = Talents(
    fields=(
        Entry(code="transport", chinese="交通", english="transport"),
        Entry(code="education", chinese="教育", english="education"),
        Entry(code="five-olds", chinese="“五老”", english="the five olds"),
    ),
    tiers=(
        TalentTier(
            code="county", chinese="县级", english="county", approval=(CHECKED,), term_months=36
        ),
        TalentTier(
            code="town",
            chinese="乡镇级",
            english="town",
            approval=(CHECKED, CONSENTED),
            term_months=24,
        ),
    ),
    ways=(
        NominationWay(
            code="committee", chinese="专委会推荐", english="by a committee", by_body=True
        ),
        NominationWay(code="self", chinese="自荐", english="by themselves"),
    ),
    pools=(
        TalentPool(code="session", chinese="协商会议", english="sessions"),
        TalentPool(
            code="roads", chinese="交通调研", english="research on transport", fields=("transport",)
        ),
    ),
    grounds=(
        ExitGround(code="request", chinese="本人申请", english="own request"),
        ExitGround(
            code="refusals", chinese="多次无故拒绝", english="refusals", after_refusals=True
        ),
    ),
    refusing=(
        Entry(code="illness", chinese="因病", english="illness"),
        Entry(code="travel", chinese="外出", english="away"),
    ),
    most_draws=2,
    most_refusals=3,
    interest_days=1,
    reveal_days=1,
    answer_days=3,
)
