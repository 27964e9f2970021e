"""One example of each slice of outcomes."""

from datetime import date

from contracts.calendar import Term
from contracts.outcomes.outcome import TaskAssigned
from services.outcomes.rules.decider import RULES
from services.outcomes.wiring import OUTCOMES as SERVICE
from tests.common.documents import DOCUMENTS
from tests.outcomes import situations as s
from tests.outcomes.complained import OF_COMPLAINTS
from tests.outcomes.document_examples import OF_DOCUMENTS
from tests.outcomes.entered import OF_ENTRIES
from tests.outcomes.handled_examples import OF_HANDLING
from tests.outcomes.rated import OF_RATINGS
from tests.slices.example import Example, Examples
from tests.support.scenario import PREFECTURE, adopted, circumstances

POLICY = s.policy
OFFICE = circumstances("ou", "cppcc-office", PREFECTURE, scope="6201")

consented = (s.drafted, s.consented)
SERIES = {f"series/{s.OPINIONS}": (s.opened,)}
tests_assigned = TaskAssigned(
    task=3,
    lead=s.HEALTH,
    co=(s.COMMERCE,),
    what="每月开展食品检测",
    due=date(2026, 5, 6),
    first_progress_due=date(2026, 3, 23),
)
returned = (*s.on_its_way, s.road_urged, s.road_returned)
reassigned = s.road_reassigned.model_copy(
    update={"due": s.road_urged.new_due, "due_with_grace": None}
)
sooner = s.adoption.deadlines.model_copy(update={"result": Term(count=45)})
two_kinds = s.adoption.handlings.model_copy(update={"kinds": (s.record_kind, s.opinion)})
one_check = s.adoption.checks.model_copy(update={"kinds": s.adoption.checks.kinds[:1]})
words = s.adoption.words.model_copy(update={"copies": ("县目标绩效办", "县委督查室")})
next_adoption = s.adoption.model_copy(
    update={
        "unit": PREFECTURE,
        "version": "2026-2",
        "deadlines": sooner,
        "handlings": two_kinds,
        "checks": one_check,
        "words": words,
        "documents": DOCUMENTS,
    }
)
next_rules = adopted(RULES, next_adoption)

OUTCOMES = Examples(
    SERVICE,
    rules=s.rules_adopted,
    keys={"rules": PREFECTURE, "series": f"{s.VILLAGE}:{{}}"},
    each=[
        Example("", (), s.draft, POLICY, (s.drafted,)),  # 001-22
        # 000-24
        Example("consent", (s.drafted,), s.consent_to, s.village_party, (s.consented,)),
        Example("refusal", (s.drafted,), s.refuse, s.village_party, (s.refused,)),
        Example("draft", (s.drafted, s.refused), s.redraft, s.clerk, (s.redrafted,)),
        # 001-22, 001-34
        Example("dispatch", consented, s.send, s.on_the_day, s.on_its_way[2:], SERIES),
        Example(
            "publication",
            (s.by_six_steps, s.consented),
            s.post,
            s.clerk,
            (s.posted, s.step(5, s.YZ6)),
        ),
        # 13.3-5
        Example("waiver", (s.by_six_steps,), s.waive, s.village_party, (s.waived,)),
        Example(  # model 14.9
            "agreed-tasks",
            (s.by_half_a_page.model_copy(update={"tasks": (s.market,)}),),
            s.assign_agreed,
            s.clerk,
            (s.market_assigned_later,),
        ),
        Example("tasks", s.on_its_way, s.assign, s.clerk, (tests_assigned,)),  # 9.3
        Example("reassignment", returned, s.reassign, s.clerk, (reassigned,)),
        Example("task-acceptance", s.on_its_way, s.accept, s.commerce, (s.market_accepted,)),
        Example(
            "task-return", s.on_its_way, s.give_back, s.transport, (s.road_returned,)
        ),  # 001-34
        Example("progress", s.on_its_way, s.report, s.commerce, (s.market_half_done,)),
        Example("task-completion", s.on_its_way, s.complete, s.commerce, (s.market_done,)),
        Example("", s.on_its_way, s.note_market, POLICY, (s.market_silent,)),  # 9.3
        Example(  # 9.3
            "task-completion",
            (*s.on_its_way, s.market_done),
            s.complete_road,
            s.transport,
            (s.road_done, s.due_in_spring, s.due_in_summer),
        ),
        Example(
            "completion-correction",
            s.done,
            s.correct_completion,
            s.commerce,
            (s.market_corrected,),
        ),
        # 001-22
        Example("urging", s.on_its_way, s.urge, s.clerk, (s.road_urged,)),
        # 004-19
        Example("check-schedule", s.done, s.schedule, s.supervisor, (s.put_under_inspection,)),
        Example("checks", s.done, s.check, s.clerk, (s.checked,)),  # 001-22, 001-38
        Example(
            "checks",
            s.round_walked,
            s.check_in_vain,
            s.clerk,
            (s.not_kept, s.road_reopened),
        ),  # 001-22
        Example(  # model 13
            "checks",
            s.all_closed,
            s.check_in_vain,
            s.clerk,
            (s.not_kept, s.road_reopened, s.reopened_by_check),
        ),
        Example(
            "check-correction",
            (*s.round_walked, s.not_kept, s.road_reopened),
            s.correct_check,
            s.clerk,
            (s.road_checked_in_truth, s.road_restored),
        ),
        Example("feedback", s.done, s.give_feedback, s.clerk, (s.fed_back,)),  # 000-34
        Example(
            "feedback",
            (s.by_half_a_page.model_copy(update={"procedure": s.half_a_page_told}),),
            s.tell_in_public,
            s.clerk,
            (s.told_in_public, s.step(3, s.YZS)),
        ),
        Example("adoptions", s.done, s.adopt, s.clerk, (s.adopted_as_decision,)),  # 004-14
        Example("closure", s.round_walked, s.close, s.clerk, (s.closed,)),  # 13.3-15
        Example(  # 002-15
            "benefit-correction",
            s.all_closed,
            s.correct_benefit,
            s.clerk,
            (s.benefit_corrected,),
        ),
        Example("reopening", s.all_closed, s.reopen, s.clerk, (s.reopened,)),
        *OF_HANDLING,
        *OF_ENTRIES,
        *OF_COMPLAINTS,
        *OF_DOCUMENTS,
        *OF_RATINGS,
        Example("adoption", (), next_adoption, OFFICE, next_rules),
    ],
)
