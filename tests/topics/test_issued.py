"""When the document of a plan may be issued: once, and only of a plan that is decided."""

from dataclasses import replace
from datetime import date
from typing import Any

from services.topics.document.decider import DOCUMENT, reads, seat
from services.topics.plan.decider import PLAN
from tests.support.scenario import Scenario
from tests.topics import document_examples as x
from tests.topics import situations as s
from tests.topics.plan_examples import CLERK, decided

STREAM = f"plan/{s.VILLAGE_PLAN}"


def documents(*history: Any, of: tuple[Any, ...] = decided) -> Scenario:
    plan = PLAN.fold((each, s.VILLAGE) for each in of)
    by = replace(CLERK, today=date(2026, 3, 9), states={STREAM: plan})
    return Scenario(DOCUMENT, by, history)


def test_a_plan_is_issued_once_it_is_decided() -> None:  # domain 5.5
    documents().when(x.ISSUE).then(x.issued)
    documents(of=decided[:1]).when(x.ISSUE).then_rejected("plan-open")
    documents(of=decided[:2]).when(x.ISSUE).then_rejected("plan-open")


def test_it_bears_no_day_to_come_and_none_before_the_decision() -> None:
    late = x.ISSUE.model_copy(update={"on": date(2026, 3, 10)})
    early = x.ISSUE.model_copy(update={"on": date(2020, 1, 1)})

    documents().when(late).then_rejected("future-day")
    documents().when(early).then_rejected("not-final-then")


def test_what_was_issued_wrongly_is_withdrawn_and_issued_anew() -> None:
    other = x.ISSUE.model_copy(update={"document_number": "计〔2026〕1号"})
    bare = x.ISSUE.model_copy(update={"paper": None})

    documents(x.issued).when(x.ISSUE).then_nothing()
    documents(x.issued).when(other).then_rejected("already-issued")
    documents(x.issued).when(x.WITHDRAW).then(x.withdrawn)
    documents(x.issued, x.withdrawn).when(x.WITHDRAW).then_nothing()
    anew = x.issued.model_copy(update={"issue": 2})
    documents(x.issued, x.withdrawn).when(x.ISSUE).then(anew)
    documents().when(x.WITHDRAW).then_rejected("not-issued")
    documents().when(bare).then_rejected("paper-missing")


def test_a_document_lies_where_its_plan_does() -> None:
    assert list(reads(DOCUMENT.blank, x.ISSUE)) == [STREAM] == [seat(x.ISSUE)]
    assert (list(reads(DOCUMENT.blank, x.WITHDRAW)), seat(x.WITHDRAW)) == ([], None)
    assert (x.issued.about, x.ISSUE.key) == (STREAM, f"{s.VILLAGE_PLAN}:plan")
