"""Instructions of leaders, and what was entered wrongly of a posting, a feedback, an adoption."""

from datetime import date

from contracts.outcomes import outcome as e
from contracts.paper import Paper, PaperClass
from contracts.procedure import IsInstructed
from contracts.roles import Role
from services.outcomes.outcome.conditions import Facts, holds
from services.outcomes.outcome.decider import OUTCOME
from services.outcomes.outcome.instructions import _figure
from tests.outcomes import entered as x
from tests.outcomes import situations as s
from tests.support.scenario import Scenario

outcome = Scenario(OUTCOME, by=s.clerk)
office = Scenario(OUTCOME, by=x.office)
text = Paper(digest="a" * 64, media_type="text/plain", size=9)


def test_an_instruction_has_its_level_and_the_days_that_it_took():  # 003-21, 004-04
    office.given(*s.on_its_way).when(x.record).then(x.instructed)
    office.given(*x.with_instruction).when(x.record).then_nothing()
    unknown = x.record.model_copy(update={"level": "moon"})
    office.given(*s.on_its_way).when(unknown).then_rejected("unknown-code")
    late = x.record.model_copy(update={"laid_on": date(2026, 1, 28)})
    office.given(*s.on_its_way).when(late).then_rejected("laid-later")


def test_the_days_count_from_the_sending_where_nobody_says_more():  # 004-04
    plain = x.record.model_copy(update={"laid_on": None})

    office.given(*s.on_its_way).when(plain).then(x.instructed)
    unsent = x.instructed.model_copy(update={"laid_on": None, "days": None})
    office.given(s.drafted, s.consented).when(plain).then(unsent)
    before = plain.model_copy(update={"on": date(2026, 1, 21)})
    (early,) = office.given(*s.on_its_way).when(before).result
    assert (early.laid_on, early.days) == (None, None)


def test_its_text_is_sealed_for_those_who_read_instructions():  # 9.2, 13.3-18
    asked = x.record.model_copy(update={"text": text, "committee": "yz-culture"})

    (given,) = office.given(*s.on_its_way).when(asked).result
    assert given.text.kept is PaperClass.SEALED
    assert given.text.title == "领导批示"
    assert given.text.bodies == (s.COMMERCE, "yz-culture")
    assert set(given.text.readers) == {Role.CPPCC_OFFICE, Role.PARTY, Role.SUPERVISOR}


def test_a_closed_outcome_gets_instructions_as_well():
    life = office.given(*s.all_closed)

    assert isinstance(life.when(x.record).result[0], e.InstructionGiven)


def test_an_instruction_is_corrected_and_taken_back():  # model 12
    office.given(*x.with_instruction).when(x.correct).then(x.of_the_city)
    office.given(*x.with_instruction, x.of_the_city).when(x.correct).then_nothing()
    office.given(*x.with_instruction).when(x.take_back).then(x.instruction_gone)
    gone = office.given(*x.with_instruction, x.instruction_gone)
    gone.when(x.take_back).then_nothing()
    gone.when(x.correct).then_rejected("taken-back")
    office.given(*s.on_its_way).when(x.correct).then_rejected("out-of-step")
    second = x.correct.model_copy(update={"instruction": 2})
    office.given(*x.with_instruction).when(second).then_rejected("no-such-entry")


def test_a_procedure_may_ask_for_an_instruction():  # 004-04
    now = holds(Facts(instructed=frozenset({"county"})))

    assert now(IsInstructed())
    assert now(IsInstructed(levels=("county", "city")))
    assert not now(IsInstructed(levels=("city",)))
    assert not holds(Facts())(IsInstructed())


def test_instructions_are_counted_and_favourable_ones_apart():  # 003-15, 003-22, 004-16
    bulletin = [{"thing": "report", "id": "r-1", "number": "5号"}]
    of_another = [{"thing": "report", "id": "r-2", "number": "5号"}]
    rows = [
        {"unit": s.VILLAGE, "favourable": True, "days": 5, "rests_on": bulletin},
        {"unit": s.VILLAGE, "favourable": False, "days": 1, "rests_on": of_another},
        {"unit": "620123109201", "favourable": True, "days": None, "rests_on": bulletin},
        {"unit": s.VILLAGE, "favourable": True, "days": None, "rests_on": []},
    ]

    assert _figure(rows, True) == {
        "count": 4,
        "favourable": 3,
        "bulletins": 2,
        "days": {"known": 2, "median": 3},
        "rows": rows,
    }


def test_a_posting_is_corrected_and_taken_back():  # model 12
    (corrected,) = outcome.given(*x.posted).when(x.correct_posting).result
    assert corrected == x.posted_later.model_copy(update={"corrects": 3})
    outcome.given(*x.posted, corrected).when(x.correct_posting).then_nothing()
    outcome.given(*x.posted).when(x.take_back_posting).then(x.posting_gone)
    again = outcome.given(*x.posted, x.posting_gone).when(s.post).result
    assert again[0] == s.posted.model_copy(update={"posting": 2})


def test_a_feedback_is_corrected_and_taken_back():  # model 12
    outcome.given(*x.told).when(x.correct_feedback).then(x.told_by_telephone)
    outcome.given(*x.told).when(x.take_back_feedback).then(x.feedback_gone)
    outcome.given(*x.told, x.feedback_gone).when(s.close).then_rejected("no-feedback")
    gone = outcome.given(*x.told, x.feedback_gone)
    gone.when(x.correct_feedback).then_rejected("taken-back")


def test_what_stands_is_the_last_feedback_to_the_group():
    second = s.fed_back.model_copy(update={"feedback": 2, "channel": "来信"})
    life = outcome.given(*x.told, second)

    (gone,) = life.when(x.take_back_feedback).result
    assert gone.stands == e.Feedback(**second.model_dump())


def test_an_adoption_is_corrected_and_taken_back():  # 004-14, model 12
    outcome.given(*x.with_adoption).when(x.correct_adoption).then(x.adopted_in_the_village)
    outcome.given(*x.with_adoption).when(x.take_back_adoption).then(x.adoption_gone)
    gone = outcome.given(*x.with_adoption, x.adoption_gone)
    (anew,) = gone.when(s.adopt).result
    assert anew == s.adopted_as_decision.model_copy(update={"adoption": 2})
    nowhere = x.correct_adoption.model_copy(update={"place": "moon"})
    outcome.given(*x.with_adoption).when(nowhere).then_rejected("unknown-code")


def test_a_closed_outcome_stays_closed_only_on_what_still_holds():  # model 12
    closed = outcome.given(*s.all_closed)

    closed.when(x.take_back_feedback).then_rejected("closed-on-it")
    (corrected,) = closed.when(x.correct_feedback).result
    assert isinstance(corrected, e.FeedbackCorrected)
    reopened = outcome.given(*s.all_closed, s.reopened)
    assert isinstance(reopened.when(x.take_back_feedback).result[0], e.FeedbackTakenBack)
    with_it = outcome.given(*s.all_closed, s.adopted_as_decision)
    with_it.when(x.take_back_adoption).then(x.adoption_gone)
