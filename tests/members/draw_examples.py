"""One example of each slice of talents and draws."""

from datetime import date

from contracts.members.talent import Drawn, DrawNoted
from services.members.draw import commands as c
from services.members.talent import commands as t
from tests.members import draws as d
from tests.members import situations as s
from tests.slices.example import Example
from tests.support.scenario import circumstances

OFFICE, POLICY = s.office, s.policy
QIAN = circumstances("qian", "supervisor", s.COUNTY, s.in_force)
NOMINATE = t.NominateTalent(
    unit=s.COUNTY, talent="t-620123-2026", **d.nominated.model_dump(exclude={"by"})
)
CORRECT = t.CorrectTalent(**d.corrected.model_dump())
ASK = c.AskForDraw(
    unit=s.COUNTY,
    for_consultation=False,
    **d.asked.model_copy(update={"occasion": "market-2026"}).model_dump(exclude={"consultation"}),
)
asked = d.asked.model_copy(update={"occasion": "market-2026", "consultation": None})
noted = DrawNoted(draw="market:session", round=1, what=Drawn.DRAWN, on=date(2026, 3, 2))
CULTURE = {"body/yz-culture": (d.committee,)}
WATER = {"body/yz-water": (s.transport,)}

TALENTS = [
    Example(
        "talents", (), NOMINATE, OFFICE, (d.nominated.model_copy(update={"by": "office"}),), CULTURE
    ),
    Example("correction", (d.nominated,), CORRECT, OFFICE, (d.corrected,)),
    Example("check", (d.nominated,), t.CheckTalent(**dict(d.checked)), OFFICE, (d.checked,)),
    Example(
        "rejection",
        (d.nominated,),
        t.TurnDownTalent(**dict(d.turned_down)),
        OFFICE,
        (d.turned_down,),
    ),
    Example(
        "approval",
        (d.nominated, d.checked),
        t.ApproveTalent(consent=d.CONSENT),
        OFFICE,
        (d.approved,),
        CULTURE,
    ),
    Example(
        "refusal",
        (d.nominated, d.checked),
        t.RefuseTalent(**d.approval_refused.model_dump(exclude={"step", "word"})),
        OFFICE,
        (d.approval_refused,),
        CULTURE,
    ),
    Example(
        "appointment",
        (d.nominated, d.checked, d.approved),
        t.AppointTalent(**dict(d.appointed)),
        OFFICE,
        (d.appointed,),
    ),
    Example(
        "renewal",
        (d.nominated, d.checked, d.approved, d.appointed),
        t.RenewTerm(**dict(d.renewed)),
        OFFICE,
        (d.renewed,),
    ),
    Example("suspension", d.SERVING, t.SuspendTalent(**dict(d.suspended)), OFFICE, (d.suspended,)),
    Example(
        "resumption",
        (*d.SERVING, d.suspended),
        t.ResumeTalent(on=d.resumed.on),
        OFFICE,
        (d.resumed,),
    ),
    Example(
        "interests",
        d.SERVING,
        t.RecordInterest(**d.interest.model_dump(exclude={"interest"})),
        OFFICE,
        (d.interest,),
    ),
    Example(
        "interest-end",
        (*d.SERVING, d.interest),
        t.EndInterest(**dict(d.interest_ended)),
        OFFICE,
        (d.interest_ended,),
    ),
    Example("", d.SERVING, t.NoteDraw(**dict(noted)), POLICY, (noted,)),
    Example(
        "exit",
        d.SERVING,
        t.ExitTalent(on=d.exited.on, ground="request"),
        OFFICE,
        (d.exited,),
    ),
]

DRAWS = [
    Example("request", (), ASK, OFFICE, (asked,)),
    Example(
        "pool",
        (d.asked,),
        d.PUBLISH,
        OFFICE,
        (d.published,),
        d.TALENTS,
    ),
    Example(
        "withdrawal",
        d.IN_POOL,
        c.WithdrawPool(reason=d.withdrawn.reason),
        OFFICE,
        (d.withdrawn,),
    ),
    Example(
        "interests",
        d.IN_POOL,
        c.DeclareInterest(talent="t-2", what=d.declared.what),
        OFFICE,
        (d.declared,),
    ),
    Example("commitments", d.IN_POOL, d.COMMIT_A, QIAN, (d.by_a,), CULTURE),
    Example("call", d.COMMITTED, c.CallDraw(), OFFICE, (d.called,)),
    Example("", d.COMMITTED + (d.called,), c.SealCall(round=1, digest=d.SEAL), POLICY, (d.sealed,)),
    Example(
        "numbers",
        (*d.LONG_OPEN, d.of_a),
        d.REVEAL_B,
        d.SUN,
        (d.of_b, d.performed),
        {**d.TALENTS},
    ),
    Example(
        "void",
        (*d.OVERDUE, d.of_a),
        c.VoidDraw(reason=d.voided.reason),
        OFFICE,
        (d.voided,),
    ),
    Example(
        "repetition",
        (*d.OVERDUE, d.of_a, d.voided),
        c.RepeatDraw(reason=d.repeated.reason or ""),
        OFFICE,
        (d.repeated.model_copy(update={"by": "office"}),),
    ),
    Example(
        "acceptances",
        d.PERFORMED,
        c.AcceptDraw(talent=d.FIRST, on=d.accepted.on),
        OFFICE,
        (d.accepted,),
        d.TALENTS,
    ),
    Example(
        "refusals",
        d.PERFORMED,
        c.DeclineDraw(talent=d.FIRST, ground="illness", on=d.declined.on),
        OFFICE,
        (d.declined, d.replaced),
        d.TALENTS,
    ),
    Example(
        "lapses",
        d.LONG_WAITING,
        c.LapseAnswer(talent=d.FIRST),
        OFFICE,
        (d.lapsed, d.replaced),
        d.TALENTS,
    ),
    Example(
        "answer-correction",
        (*d.PERFORMED, d.declined, d.replaced),
        c.CorrectAnswer(talent=d.FIRST, ground="travel", reason=d.answer_corrected.reason),
        OFFICE,
        (d.answer_corrected,),
        d.TALENTS,
    ),
    Example(
        "closure",
        (*d.PERFORMED, d.accepted, d.accepted_too),
        c.CloseDraw(),
        OFFICE,
        (d.closed,),
    ),
    Example(
        "turnout",
        d.CLOSED,
        c.RecordTurnout(attended=(d.FIRST,), on=d.came.on),
        OFFICE,
        (d.came,),
        d.TALENTS,
    ),
]
