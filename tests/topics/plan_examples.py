"""One example of each slice of a plan after its decision: published, carried over, withdrawn."""

from datetime import date

from contracts.ids import ConsultationId, PlanId
from contracts.procedure import Walked
from contracts.topics import plan as e
from contracts.topics import topic as t
from services.topics.plan import commands as c
from services.topics.topic.commands import NoteConsultation, UnplanTopic
from tests.slices.example import Example
from tests.support.scenario import circumstances
from tests.topics import situations as s

CLERK = circumstances(by="wei", unit=s.VILLAGE, rules=s.rules_in_force)
POLICY = circumstances("policy", "policy", s.VILLAGE, s.rules_in_force, scope="")
NEXT_PLAN = PlanId(f"{s.VILLAGE}:2027:consultation")

CONSULTATION = ConsultationId("01990000-0000-7000-8000-000000000048")
decided = (s.drafted, s.revised, s.plan_decided)
published = e.PlanPublished(
    year=2026,
    kind="consultation",
    title=s.drafted.title,
    where="村务公开栏",
    on=date(2026, 3, 1),
)
publication = c.PublishPlan(where=published.where, on=published.on)
carried_over = e.PlanCarriedOver(topics=(s.MARKET,), into=NEXT_PLAN)
carrying = c.CarryOver(**carried_over.model_dump())
unplanned = t.TopicUnplanned(plan=s.VILLAGE_PLAN, reason="县里已统一安排，今年不议。")
unplan = UnplanTopic(**unplanned.model_dump())
planned_only = (
    s.proposed,
    s.admitted.model_copy(update={"procedure": s.YZ7}),
    s.step(1, s.YZ7),
    s.planned,
)

under_way = (*planned_only, s.step(2, s.YZ7), s.selected(s.YZ7))
OPENED = t.ConsultationNoted(consultation=CONSULTATION, begun=False)
BEGUN = t.ConsultationNoted(consultation=CONSULTATION, begun=True)
opening = NoteConsultation(**OPENED.model_dump())
beginning = NoteConsultation(**BEGUN.model_dump())
consultation_withdrawn = t.SelectionWithdrawn(consultation=CONSULTATION, reason=unplanned.reason)
waiting = s.step(2, s.YZ7)
of_a_selected = unplanned.model_copy(
    update={
        "undone": (Walked(step=waiting.step, name=waiting.name, step_number=waiting.step_number),)
    }
)

EACH = [
    Example("", under_way, opening, POLICY, (OPENED,)),  # domain 5.5
    Example("", (*under_way, OPENED), unplan, POLICY, (of_a_selected, consultation_withdrawn)),
    Example("publication", decided, publication, CLERK, (published,)),  # domain 5.5
    Example("", decided, carrying, POLICY, (carried_over,)),  # domain 5.5
    Example("", planned_only, unplan, POLICY, (unplanned,)),  # domain 5.5
]
