"""A promise that was not kept: complained about, urged in vain, referred (001-37)."""

from dataclasses import replace
from datetime import date

from contracts.consents import Consent
from contracts.outcomes import outcome as e
from runtime.decider import Listed
from services.outcomes.outcome import commands as c
from tests.outcomes import situations as s
from tests.slices.example import Example
from tests.support.scenario import DIRECTORY, circumstances

PARTY_GROUP = "party-620123"
later = circumstances(
    "ou",
    "cppcc-office",
    s.VILLAGE,
    s.rules,
    scope="620123",
    today=date(2026, 5, 20),
    directory={
        **DIRECTORY,
        PARTY_GROUP: Listed("县政协党组", "party", s.COUNTY, consents=True),
    },
)
today = replace(later, today=date(2026, 3, 2))

complained = e.ComplaintRecorded(
    complaint=1,
    task=2,
    kind="strong",
    strong=True,
    on=date(2026, 2, 28),
    residents=30,
    members=("m-620123-0007",),
    gist="承诺年前修路，至今未动工",
)
taken_back = e.ComplaintTakenBack(complaint=1, reason="登记错了任务")
urged = s.road_urged.model_copy(update={"new_due": date(2026, 2, 20), "due_with_grace": None})
consent = Consent(bodies=(PARTY_GROUP,), resolution="党组〔2026〕6号", decided_on=date(2026, 3, 1))
referred = e.TaskReferred(
    referral=1,
    task=2,
    session=s.SESSION,
    promise=2,
    complaints=(1,),
    urged_until=date(2026, 2, 20),
    consent=consent,
    referred_to="县纪委监委",
    letter="移字〔2026〕1号",
    on=date(2026, 3, 2),
)
answered = e.ReferralAnswered(referral=1, on=date(2026, 3, 2), result="已约谈，限期动工")

complain = c.RecordComplaint(**complained.model_dump(exclude={"complaint", "strong"}))
take_back = c.TakeBackComplaint(**dict(taken_back))
refer = c.ReferTask(
    task=2, consent=consent, referred_to="县纪委监委", letter="移字〔2026〕1号", on=referred.on
)
answer = c.RecordReferralAnswer(**dict(answered))

life = (*s.on_its_way, urged, complained)
OF_COMPLAINTS = [
    Example("complaints", s.on_its_way, complain, s.clerk, (complained,)),  # 001-37
    Example("complaint-withdrawal", life, take_back, s.clerk, (taken_back,)),
    Example("referrals", life, refer, today, (referred,)),  # 13.3-14
    Example("referral-answer", (*life, referred), answer, today, (answered,)),
]
