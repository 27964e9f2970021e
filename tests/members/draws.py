"""Moments in the lives of talents and of a draw. Today is 2 March 2026, a Monday."""

from dataclasses import replace
from datetime import date
from typing import Any

from common.draws import Opening, commitment, drawn_order, pool_digest, seed
from contracts.consents import Consent
from contracts.ids import ConsultationId
from contracts.members import draw as d
from contracts.members import talent as t
from contracts.members.body import BodyRegistered
from services.members.body.decider import BODY
from services.members.draw import commands as c
from services.members.draw.decider import DRAW
from services.members.talent.decider import TALENT
from tests.members import situations as s
from tests.support.scenario import TODAY, Scenario, circumstances

COUNTY = s.COUNTY
committee = BodyRegistered(name="县政协文化委员会", kind="committee")
BODIES = {"body/yz-culture": (committee,), "body/yz-water": (s.transport,)}
CONSENT = Consent(bodies=("yz-culture",), resolution="主席会议〔2026〕3号", decided_on=TODAY)

nominated = t.TalentNominated(
    fields=("transport",),
    tier="county",
    way="committee",
    body="yz-culture",
    on=date(2026, 2, 1),
    reason="从事公路养护二十年。",
    by="zhao",
)
by_themselves = nominated.model_copy(update={"way": "self", "body": None})
corrected = t.TalentCorrected(
    fields=("transport", "education"), tier="county", way="self", reason="另有教学经历"
)
checked = t.TalentChecked(on=date(2026, 2, 10), finding="材料属实。")
turned_down = t.TalentTurnedDown(on=date(2026, 2, 11), reason="不符合条件")
approved = t.TalentApproved(step="meeting", word="主席会议审定", consent=CONSENT, last=True)
approval_refused = t.ApprovalRefused(
    step="meeting", word="主席会议审定", bodies=("yz-culture",), reason="再作了解", decided_on=TODAY
)
appointed = t.TalentAppointed(
    since=date(2026, 1, 1), until=date(2028, 12, 31), certificate="聘字〔2026〕12号"
)
renewed = t.TermRenewed(
    since=date(2029, 1, 1), until=date(2031, 12, 31), certificate="聘字〔2028〕3号"
)
suspended = t.TalentSuspended(since=date(2026, 2, 20), until=date(2026, 3, 20), reason="外出学习")
resumed = t.TalentResumed(on=date(2026, 3, 1))
interest = t.InterestRecorded(interest=1, about="在该局下属企业任职", bodies=("yz-water",))
interest_ended = t.InterestEnded(interest=1, on=date(2026, 3, 1))
exited = t.TalentExited(on=date(2026, 3, 1), ground="request")
noted = t.DrawNoted(draw="market:session", round=1, what=t.Drawn.DRAWN, on=TODAY)
SERVING = (
    by_themselves,
    checked,
    approved,
    appointed.model_copy(update={"until": date(2149, 12, 31)}),
)

FOUR = ("t-1", "t-2", "t-3", "t-4")
KEY = "market:session"
TALENTS = {f"talent/{each}": SERVING for each in FOUR}

asked = d.DrawAsked(
    occasion="market",
    consultation=ConsultationId("market"),
    pool="session",
    least=2,
    title="新营村蔬菜市场选址",
)
published = d.PoolPublished(
    round=1,
    occasion="market",
    consultation=ConsultationId("market"),
    pool="session",
    title=asked.title,
    fields=(),
    tiers=(),
    units=(),
    bodies_concerned=(),
    places_concerned=(),
    choose=2,
    candidates=FOUR,
    excluded=(),
    digest=pool_digest(FOUR),
    committers=2,
    on=TODAY,
    callable_from=date(2026, 3, 3),
    reveal_days=1,
    answer_days=3,
    by="office",
)
older = published.model_copy(update={"on": date(2026, 2, 27), "callable_from": date(2026, 2, 28)})
"""The same pool some days ago, so that the draw may be called today."""
declared = d.InterestDeclared(round=1, talent="t-2", what="其子在参建企业任职")
A = Opening("yz-culture", "271828", "a" * 64)
B = Opening("yz-water", "031415", "b" * 64)


def committed(opening: Opening, by: str, round: int = 1) -> d.NumberCommitted:
    said = commitment(KEY, round, opening)
    return d.NumberCommitted(round=round, body=opening.body, commitment=said, by=by)


def revealed(opening: Opening, by: str, round: int = 1) -> d.NumberRevealed:
    return d.NumberRevealed(round=round, **opening._asdict(), by=by)


by_a, by_b = committed(A, "qian"), committed(B, "sun")
called = d.DrawCalled(
    round=1,
    digest=older.digest,
    left=pool_digest(FOUR),
    size=4,
    on=TODAY,
    reveal_by=date(2026, 3, 3),
    by="office",
)
SEAL = "5" * 64
sealed = d.CallSealed(round=1, digest=SEAL)
of_a, of_b = revealed(A, "qian"), revealed(B, "sun")
SEED = seed(SEAL, (A, B))
ORDER = drawn_order(SEED, FOUR)
FIRST, SECOND, THIRD, FOURTH = ORDER
performed = d.DrawPerformed(
    round=1,
    consultation=ConsultationId("market"),
    pool="session",
    seed=SEED,
    order=ORDER,
    chosen=2,
    answer_by=date(2026, 3, 5),
)
voided = d.DrawVoided(round=1, not_revealed=("yz-water",), reason="未按时公开")
withdrawn = d.PoolWithdrawn(round=1, reason="漏填涉及单位")
repeated = older.model_copy(
    update={
        "round": 2,
        "same_as": 1,
        "reason": "上次作废",
        "barred": ("yz-water",),
        "on": TODAY,
        "callable_from": TODAY,
    }
)
accepted = d.DrawAccepted(
    round=1, consultation=ConsultationId("market"), pool="session", talent=FIRST, on=TODAY
)
accepted_too = accepted.model_copy(update={"talent": SECOND})
declined = d.DrawDeclined(
    round=1,
    consultation=ConsultationId("market"),
    pool="session",
    talent=FIRST,
    ground="illness",
    accepted_before=False,
    on=TODAY,
)
replaced = d.TalentReplaced(round=1, talent=FIRST, by=THIRD, answer_by=date(2026, 3, 5))
answer_corrected = d.AnswerCorrected(round=1, talent=FIRST, ground="travel", reason="补交了说明")
closed = d.DrawClosed(round=1, accepted=(FIRST, SECOND), short=False)
came = d.TurnoutRecorded(round=1, attended=(FIRST,), absent=(SECOND,), on=TODAY)

IN_POOL = (asked, older)
COMMITTED = (*IN_POOL, by_a, by_b)
CALLED = (*COMMITTED, called, sealed)
LONG_OPEN = (*COMMITTED, called.model_copy(update={"reveal_by": date(2149, 12, 31)}), sealed)
OVERDUE = (*COMMITTED, called.model_copy(update={"reveal_by": date(2026, 3, 1)}), sealed)
PERFORMED = (*CALLED, of_a, of_b, performed)
LONG_WAITING = (
    *CALLED,
    of_a,
    of_b,
    performed.model_copy(update={"answer_by": date(2026, 3, 1)}),
)
lapsed = d.AnswerLapsed(round=1, talent=FIRST, due=date(2026, 3, 1))
CLOSED = (*PERFORMED, accepted, accepted_too, closed)

STATES: dict[str, Any] = {
    **{name: TALENT.fold((e, COUNTY) for e in life) for name, life in TALENTS.items()},
    **{name: BODY.fold((e, COUNTY) for e in life) for name, life in BODIES.items()},
}
OFFICE = replace(s.office, states=STATES)


def of(actor: str, body: str, role: str = "committee") -> Any:
    """Somebody of a body."""
    by = circumstances(actor, role, COUNTY, s.in_force, body=body)
    return replace(by, states=STATES, known_as=frozenset({actor}))


QIAN, SUN = of("qian", "yz-culture"), of("sun", "yz-water", "department")
draw = Scenario(DRAW, by=OFFICE)
talent = Scenario(TALENT, by=OFFICE)

PUBLISH = c.PublishPool(choose=2, talents=FOUR)
COMMIT_A = c.CommitNumber(body=A.body, commitment=by_a.commitment)
COMMIT_B = c.CommitNumber(body=B.body, commitment=by_b.commitment)
REVEAL_A, REVEAL_B = c.RevealNumber(**A._asdict()), c.RevealNumber(**B._asdict())
