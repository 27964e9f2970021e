"""A checklist is gone through whole; the first "no" decides what becomes of the thing."""

import pytest

from common.checklists import computable, gone_through
from contracts.checklists import Answer, Checklist, Leads, Question
from runtime.decider import Rejected
from runtime.refusals import Misfit

YES, NO = Answer(met=True, reason="已核对。"), Answer(met=False, reason="不属职责范围。")
LIST = Checklist(
    code="screening",
    chinese="选题审核",
    english="screening",
    questions=(
        Question(code="lawful", chinese="不涉密", english="no secret", no=Leads.REJECT),
        Question(code="mass", chinese="群众性", english="mass", no=Leads.TRANSFER),
        Question(code="feasible", chinese="可行性", english="feasible"),
        Question(code="support", chinese="有人支持", english="supported", computed="supported"),
    ),
)
ALL = dict.fromkeys(("lawful", "mass", "feasible"), YES)
COMPUTED = {"supported": YES}


def test_all_met_leads_nowhere():  # 001-13
    found = gone_through(LIST, ALL, COMPUTED)

    assert found.leads is None
    assert list(found.answers) == ["lawful", "mass", "feasible", "support"]


@pytest.mark.parametrize(
    ("unmet", "leads"),
    [
        (("feasible",), Leads.RETURN),
        (("mass",), Leads.TRANSFER),
        (("feasible", "mass"), Leads.TRANSFER),
        (("feasible", "mass", "lawful"), Leads.REJECT),
    ],
)
def test_the_first_no_in_the_order_of_the_questions_decides(unmet: tuple[str, ...], leads: Leads):
    found = gone_through(LIST, {**ALL, **dict.fromkeys(unmet, NO)}, COMPUTED)

    assert found.leads is leads
    assert found.reasons == "；".join([NO.reason] * len(unmet))


def test_what_is_computed_counts_like_an_answer():
    assert gone_through(LIST, ALL, {"supported": NO}).leads is Leads.RETURN


@pytest.mark.parametrize("missing", ["lawful", "mass", "feasible"])
def test_every_question_is_answered(missing: str):  # 13.3-3
    partly = {code: answer for code, answer in ALL.items() if code != missing}
    with pytest.raises(Rejected, match=missing) as refusal:
        gone_through(LIST, partly, COMPUTED)
    assert refusal.value.rule == "unanswered"


def test_what_is_computed_is_not_answered_by_hand():
    with pytest.raises(Rejected) as refusal:
        gone_through(LIST, {**ALL, "support": YES}, COMPUTED)
    assert refusal.value.rule == "computed"


def test_a_question_that_there_is_not_is_refused_with_those_that_there_are():
    with pytest.raises(Misfit, match="lawful, mass") as refusal:
        gone_through(LIST, {**ALL, "moral": YES}, COMPUTED)
    assert refusal.value.rule == "unknown-code"


def test_a_checklist_computes_only_what_the_service_can_test():
    computable(LIST, {"supported": "有人支持"})
    with pytest.raises(Rejected, match="supported") as refusal:
        computable(LIST, {"sourced": "有出处"})
    assert refusal.value.rule == "unknown-test"
